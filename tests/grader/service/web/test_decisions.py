"""Pages of a service show what was decided, and what the clock made of it, when they are asked for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.model import CellRun, Outcome, Run
from grader.storage.layout import GRADEBOOK, RUNS, attempt_page_name, home_page_name, page_name
from grader.storage.runs import RunStore
from reports import publish
from tests.grader.gradebook.test_gradebook import EXCUSED, FINDINGS, entry_of

from .serving import EXERCISE, SECOND, Served

DUE = datetime.now(UTC) + timedelta(days=1)
ASSIGNMENTS = f"""timezone = "UTC"
[[assignments]]
id = "one"
title = "One"
exercises = ["{EXERCISE}", "{SECOND}"]
due = {DUE:%Y-%m-%dT%H:%M:%S}
policy = {{ loses = 0.5, each = "1 day" }}
"""
PAGE, HOME = f"/{page_name('ada', EXERCISE)}", f"/{home_page_name('ada')}"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The course with both exercises; ada has a result in the first, of 1 point of 3."""
    with Served.start(tmp_path, assignments=ASSIGNMENTS) as one:
        judge(one, "first")
        yield one


def judge(served: Served, code: str, submitted: datetime | None = None) -> None:
    """What a coordinator adds for an attempt of ada's."""
    store = RunStore(served.service.out / RUNS)
    with Gradebook.open(served.service.out / GRADEBOOK) as book:
        attempt = book.submission_for(
            learner="ada", exercise=EXERCISE, sha256=code, path=Path("sum.py"), submitted=submitted
        )
        entry = entry_of(attempt, run_key=code, findings=FINDINGS)
        store.put(Run(key="r1", outcome=Outcome.OK))
        store.put(replace(entry.run, key=code, cells=(CellRun(source=code, answer=True),)))
        book.record(replace(entry, run=replace(entry.run, key=code)))


def decide(served: Served, **said: object) -> Decision:
    """What another process puts on record, by a clock that is an hour slow."""
    when = datetime.now(UTC) - timedelta(hours=1)
    one = replace(EXCUSED, **{"learner": "ada", "exercise": EXERCISE, "when": when} | said)  # type: ignore[arg-type]
    with Gradebook.join(served.service.out / GRADEBOOK) as book:
        return book.record_decision(one)


def total(text: str) -> str:
    """What a page of an attempt shows as the mark."""
    found = re.search(r'<p class="total"><strong>(.+?)</strong>', text)
    assert found
    return found[1]


def seen(served: Served, path: str = PAGE, name: str = "ada") -> str:
    """A page as somebody gets it."""
    answer = served.as_person(name).get(path)
    assert answer.status == 200
    return answer.text


@pytest.mark.parametrize("name", ["ada", "tim"])
def test_a_decision_is_on_the_next_page_that_is_asked_for(served: Served, name: str) -> None:
    """Without anything that is handed in or drawn meanwhile; so is that it was taken back."""
    before = total(seen(served, name=name))
    decide(served, kind=DecisionKind.OVERRIDE, value=2.5)
    during, map_during = total(seen(served, name=name)), seen(served, HOME, name)
    decide(served, kind=DecisionKind.OVERRIDE, value=None)

    assert (during, total(seen(served, name=name))) == ("2.5", before)
    assert "2.5/" in map_during
    assert "2.5/" not in seen(served, HOME, name)


def test_an_excuse_reaches_every_attempt(served: Served) -> None:
    """Pages of earlier attempts have the exercise's mark, too."""
    judge(served, "second")
    first = f"/{attempt_page_name('ada', EXERCISE, 1)}"
    seen(served, first)
    decide(served)

    assert [total(seen(served, path)) for path in (first, PAGE)] == ["excused", "excused"]


def test_an_extension_takes_back_what_lateness_took(served: Served) -> None:
    """The mark, and until when it may be handed in."""
    judge(served, "late", submitted=DUE + timedelta(hours=1))
    late = seen(served)
    decide(served, kind=DecisionKind.EXTENSION, value=None, until=DUE + timedelta(days=3))
    extended = seen(served)

    assert "late: it loses 50 %" in late
    assert "late: it loses" not in extended
    assert f"{DUE + timedelta(days=3):%Y-%m-%d}" in extended


def test_a_due_date_that_passes_is_on_the_map(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing then counts, and nobody has to hand in anything for that to be drawn."""
    before = seen(served, HOME)
    passed = DUE + timedelta(seconds=1)
    monkeypatch.setattr(publish, "datetime", SimpleNamespace(now=lambda _: passed))
    after = seen(served, HOME)

    assert ("missing" in before, "missing" in after) == (False, True)


def test_a_decision_on_somebody_who_handed_nothing_in(served: Served) -> None:
    """Has a page, for its learner and staff."""
    decide(served, learner="bob")
    path = f"/{home_page_name('bob')}"

    assert all("excused" in seen(served, path, name) for name in ("bob", "ines"))


def test_a_page_that_was_drawn_meanwhile_from_older_rows_is_drawn_again(served: Served) -> None:
    """Whoever draws may read before a decision and write after it."""
    seen(served)
    file = served.service.out / page_name("ada", EXERCISE)
    older = file.read_bytes()
    decide(served)
    seen(served)
    file.write_bytes(older)

    assert total(seen(served)) == "excused"


def test_a_page_that_cannot_be_drawn_says_so(served: Served) -> None:
    """The old one is shown, with a sentence that it may be wrong."""
    seen(served)
    for run in (served.service.out / RUNS).rglob("*.*"):
        if run.is_file():
            run.unlink()
    served.service.pages._reference.cache_clear()
    decide(served)

    text = seen(served)
    assert "could not be updated" in text
    assert total(text) != "excused"


def test_nobody_reads_the_pages_of_others(served: Served) -> None:
    """Drawing on demand gives nobody a page that was not theirs to read."""
    assert served.as_person("bob").get(PAGE).status == 404
    assert served.visitor().get(PAGE).status == 401


def test_the_first_page_says_that_somebody_decided(served: Served) -> None:
    """The points there are the grader's; an open page is told, too, and that a decision was taken back."""
    ada = served.as_person("ada")
    with ada.events() as (_, events):
        before = next(events)
        decide(served, kind=DecisionKind.OVERRIDE, value=2.5)
        during = next(events)
        decide(served, kind=DecisionKind.OVERRIDE, value=None)
        after = next(events)
    decide(served, exercise=None, assignment="one")

    said = "1 of 3 points by the grader; an instructor made a decision on it"
    assert [said in text for text in (before, during, after, ada.get("/").text)] == [False, True, False, True]
