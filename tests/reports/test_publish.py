"""A gradebook's pages of learners, as files: every attempt's, and each learner's own."""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.course.loader import load_course
from grader.gradebook import DecisionKind, Gradebook
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.marks.explanation import format_points
from grader.gradebook.streams import learner_scores
from grader.model import CellRun, Outcome, Result, Run, Score
from grader.storage.layout import attempt_page_name, home_page_name, page_name
from grader.storage.runs import RunStore
from reports import publish
from reports.publish import PageWriter
from reports.submission import SubmissionPage, submission_page
from tests.grader import tiny
from tests.grader.gradebook.test_gradebook import EXCUSED, FINDINGS, entry_of
from tests.grader.service.web.serving import second_exercise

EXERCISE = "01/sum"
LEARNER = "zoë-b7"
ASSIGNMENTS = f"""timezone = "UTC"
policy = {{ loses = 1.0, each = "1 day" }}

[[assignments]]
id = "a"
title = "A"
due = 2020-01-01T00:00:00
exercises = ["{EXERCISE}"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny.write(tmp_path / "course")


def hand_in(out: Path, book: Gradebook, code: str, *, right: bool) -> None:
    """An attempt of the learner's with that code, of which one criterion passes or none."""
    path = Path("handed_in", LEARNER, "01", "sum.py")
    submission = book.submission_for(learner=LEARNER, exercise=EXERCISE, sha256=code, path=path)
    findings = FINDINGS if right else tuple(replace(one, verdict=FINDINGS[1].verdict, earned=0) for one in FINDINGS)
    entry = entry_of(submission, run_key=code, findings=findings)
    store = RunStore(out / "runs")
    store.put(Run(key="r1", outcome=Outcome.OK))
    store.put(replace(entry.run, key=code, cells=(CellRun(source=f"total = '{code}'", answer=True),)))
    judged = replace(entry.result, graded=datetime.now(UTC) + timedelta(seconds=len(code)))
    book.record(replace(entry, result=judged, run=replace(entry.run, key=code)))


def draw(root: Path, out: Path, book: Gradebook) -> None:
    PageWriter(out, load_course(root), book).write_index(every=False)


def page(out: Path, attempt: int | None = None) -> str:
    name = attempt_page_name(LEARNER, EXERCISE, attempt) if attempt else page_name(LEARNER, EXERCISE)
    return (out / name).read_text(encoding="utf-8")


def shown_mark(html: str) -> str:
    found = re.search(r'<p class="total"><strong>(.+?)</strong>', html)
    assert found
    return found[1]


def test_every_attempt_keeps_its_page(root: Path, tmp_path: Path) -> None:
    """A new attempt overwrites nothing, its page says what changed, and each page links to the other."""
    out = tmp_path / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "a", right=False)
        draw(root, out, book)
        hand_in(out, book, "second", right=True)
        draw(root, out, book)

    before, last = page(out, 1), page(out)
    assert ("&#39;a&#39;" in before, "&#39;second&#39;" in before) == (True, False)
    assert "Since attempt 1" in last
    assert f"gained: {FINDINGS[0].title}" in re.sub("<[^>]+>", "", last)
    for html in (before, last):
        links = [link.partition("#")[0] for link in re.findall(r'href="([^#"][^"]*\.html[^"]*)"', html)]
        assert links
        assert all((out / page_name(LEARNER, EXERCISE)).with_name(link).is_file() for link in links)


def test_a_page_shows_the_mark_that_marks_computes(root: Path, tmp_path: Path) -> None:
    """A decision reaches the page of the exercise and the learner's own, though no file was handed in again."""
    out = tmp_path / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "only", right=True)
        draw(root, out, book)
        made = replace(
            EXCUSED, learner=LEARNER, exercise=EXERCISE, kind=DecisionKind.OVERRIDE, value=0.5, why="we talked",
            when=datetime.now(UTC) + timedelta(minutes=1),
        )  # fmt: skip
        automatic = shown_mark(page(out))
        book.record_decision(made)
        draw(root, out, book)
        assignments = load_assignments(load_course(root))
        marks = [marks_of(one, assignments, now=datetime.now(UTC)) for one in learner_scores(book)]

    (mark,) = (one for of in marks for one in of.exercises() if one.exercise == EXERCISE)
    assert shown_mark(page(out)) == format_points(mark.earned, mark.earned) == "0.5" != automatic
    assert "we talked" in page(out)
    assert f"0.5/{mark.possible}" in (out / home_page_name(LEARNER)).read_text(encoding="utf-8")


def test_a_page_that_would_show_the_same_is_left_alone(root: Path, tmp_path: Path) -> None:
    """Drawing 2,000 learners again for one that changed would take minutes; another exercise is no change either."""
    out = tmp_path / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "only", right=True)
        draw(root, out, book)
        names = (page_name(LEARNER, EXERCISE), home_page_name(LEARNER))
        for name in names:
            page_of = (out / name).read_text(encoding="utf-8")
            (out / name).write_text(f"{page_of}<!-- mine -->", encoding="utf-8")
        draw(root, out, book)

    assert ["mine" in (out / name).read_text(encoding="utf-8") for name in names] == [True, True]


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_page_does_not_follow_the_clocks_of_others(root: Path, tmp_path: Path, minutes: int) -> None:
    """A decision of a machine whose clock is slow, and a page of one whose clock is fast, are drawn all the same."""
    out = tmp_path / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "only", right=True)
        draw(root, out, book)
        later = (datetime.now(UTC) + timedelta(minutes=minutes)).timestamp()
        for name in (page_name(LEARNER, EXERCISE), home_page_name(LEARNER)):
            os.utime(out / name, (later, later))
        slow = datetime.now(UTC) - timedelta(days=1)
        book.record_decision(replace(EXCUSED, learner=LEARNER, exercise=EXERCISE, when=slow))
        draw(root, out, book)

    assert shown_mark(page(out)) == "excused"
    assert "excused" in (out / home_page_name(LEARNER)).read_text(encoding="utf-8")


def test_a_due_date_that_passes_is_drawn_without_a_hand_in(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From then on an exercise that is missing counts, on the learner's own page too."""
    due = datetime.now(UTC) + timedelta(days=1)
    tiny.write(root, **second_exercise(), **{
        "exercises/assignments.toml": ASSIGNMENTS.replace("2020-01-01T00:00:00", f"{due:%Y-%m-%dT%H:%M:%S}").replace(
            f'["{EXERCISE}"]', f'["{EXERCISE}", "01/other"]'
        )
    })  # fmt: skip
    out = tmp_path / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "only", right=True)
        draw(root, out, book)
        before = (out / home_page_name(LEARNER)).read_text(encoding="utf-8")
        late = datetime.now(UTC) + timedelta(days=2)
        monkeypatch.setattr(publish, "datetime", SimpleNamespace(now=lambda _: late))
        draw(root, out, book)

    after = (out / home_page_name(LEARNER)).read_text(encoding="utf-8")
    assert ("missing" in before, "missing" in after) == (False, True)


def test_a_course_without_assignments_changes_no_page_by_itself(root: Path, tmp_path: Path) -> None:
    """Its pages are drawn again once there is a file of assignments, however old that is, and each time it changes."""
    out, path = tmp_path / "out", root / "exercises" / "assignments.toml"
    marks = []
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "only", right=True)
        draw(root, out, book)
        for text in (ASSIGNMENTS, ASSIGNMENTS.replace("1.0", "0.0"), ASSIGNMENTS):
            path.write_text(text, encoding="utf-8")
            os.utime(path, (0, 0))
            draw(root, out, book)
            marks.append(shown_mark(page(out)))

    assert marks[0] == marks[2] == "0" != marks[1]
    assert "late: it loses 100 %" in page(out)


def test_a_result_of_another_judgement_is_drawn(root: Path, tmp_path: Path) -> None:
    """Though it says that it was judged before the page was drawn, as on a machine whose clock was set back."""
    out = tmp_path / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "only", right=False)
        draw(root, out, book)
        before = shown_mark(page(out))
        (entry,) = book.every_attempt()
        again = replace(
            entry.result, findings=FINDINGS, score=Score(earned=1, possible=3), graded=datetime(2020, 1, 1, tzinfo=UTC)
        )
        book.record(replace(entry, result=again))
        draw(root, out, book)

    assert FINDINGS[0].title in page(out)
    assert "2020-01-01" in page(out)
    assert before


def test_a_run_that_cannot_be_drawn_costs_no_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault of ours in what draws a run's cells: the page has findings and points, and others are drawn."""
    whole = submission_page

    def faulty(result: Result, run: Run, *rest: Any, **more: Any) -> SubmissionPage:
        if run.cells:
            raise KeyError(run.key)
        return whole(result, run, *rest, **more)

    monkeypatch.setattr(publish, "submission_page", faulty)
    out = root / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        hand_in(out, book, "x", right=True)
        draw(root, out, book)

    assert FINDINGS[0].title in page(out)
    assert (out / "index.html").is_file()
