"""The cohort that pictures and timings are taken of is one that the product's own code reads and draws."""

from datetime import UTC, datetime
from pathlib import Path

from grader.gradebook import Gradebook
from grader.model import Outcome
from grader.storage.layout import GRADEBOOK, home_page_name
from tests.browser.cohorts import FOLDER, STRANGE, Cohort, draw, names_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_a_cohort_is_drawn_without_a_kernel(tmp_path: Path) -> None:
    """With every kind of page, names of any sort, attempts that failed, came late or were decided about."""
    names = names_of(30, strange=True)
    out, course = Cohort(learners=names, exercises=5, now=NOW).fill(tmp_path)
    draw(out, course, whole=names[:3])

    assert names[:3] == list(STRANGE)
    assert len(list((out / "exercises").iterdir())) == 5
    assert all((out / home_page_name(name[:FOLDER])).exists() for name in STRANGE)
    with Gradebook.view(out / GRADEBOOK) as book:
        entries, decided = list(book.every_attempt()), list(book.decisions())
    assert {one.result.outcome for one in entries} >= {Outcome.OK, Outcome.RAISED}
    assert any(one.result.submission.attempt > 1 for one in entries)
    assert any(one.proven for entry in entries for one in entry.result.diagnoses)
    assert decided


def test_names_are_of_as_many_people_as_asked_for() -> None:
    """Nobody is listed twice."""
    assert len(set(names_of(2_000, strange=True))) == 2_000
