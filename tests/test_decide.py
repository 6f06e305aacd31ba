"""`grader decide`: what instructors decide goes on record as they said it, and what is wrong is said before."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.model import Score
from grader.service.live import LiveState, write_live
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import home_page_name, page_name
from grader.storage.runs import RunStore
from reports.publish import PageWriter
from tests.grader import tiny
from tests.grader.gradebook.test_gradebook import FINDINGS, entry_of, hand_in

ZONED = """timezone = "Europe/Berlin"

[[assignments]]
id = "week 1"
title = "First"
exercises = ["01/sum"]
due = 2025-10-12T18:00:00
"""
LEARNER = "Zoë, «O'Neill»"
WHY = ["--why", "as agreed"]


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """An OUT in a course of one exercise, in which one learner got 1 of 3 points."""
    root = tiny.write(tmp_path / "course", **{"exercises/assignments.toml": ZONED})
    out = root / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        book.record(entry_of(hand_in(book, LEARNER, "01/sum"), findings=FINDINGS, score=Score(earned=1, possible=3)))
    yield out
    with Gradebook.view(out / "gradebook.sqlite") as book:
        list(book.decisions())


def decide(out: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["decide", str(out), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def kept(out: Path) -> list[Decision]:
    with Gradebook.view(out / "gradebook.sqlite") as book:
        return list(book.decisions())


def test_points_of_an_exercise(out: Path) -> None:
    """Points are kept beside those that the grader gave, with who, when and why."""
    said = decide(out, LEARNER, "--exercise", "01/sum", "--points", "2.5", "--why", "  the graph\nwas right ")
    (one,) = kept(out)
    assert (one.kind, one.value, one.automatic) == (DecisionKind.OVERRIDE, 2.5, 1)
    assert (one.learner, one.exercise, one.criterion, one.why) == (LEARNER, "01/sum", None, "the graph was right")
    assert one.who
    assert (datetime.now(UTC) - one.when).days == 0
    assert said == f"Recorded as decision 1: {LEARNER}, 01/sum: 2.5 points (1 by the grader).\n"


def test_points_of_a_criterion(out: Path) -> None:
    """Of one criterion, its own points and the grader's for it."""
    decide(out, LEARNER, "--exercise", "01/sum", "--criterion", "value", "--points", "2", *WHY)
    assert [(one.criterion, one.value, one.automatic) for one in kept(out)] == [("value", 2, 0)]


def test_an_extension_is_by_the_clock_of_the_course(out: Path) -> None:
    """A time without an offset is the course's, a day means its end, and what is kept is UTC."""
    for when in ("2025-10-13", "2025-10-13T09:30", "2025-10-13 09:30+00:00"):
        decide(out, LEARNER, "--assignment", "week 1", "--until", when, *WHY)
    assert [one.until for one in kept(out)] == [
        datetime(2025, 10, 13, 21, 59, 59, tzinfo=UTC),
        datetime(2025, 10, 13, 7, 30, tzinfo=UTC),
        datetime(2025, 10, 13, 9, 30, tzinfo=UTC),
    ]


def test_an_excuse_and_lateness(out: Path) -> None:
    """Both are kept with their values; 0 waives what being late costs."""
    decide(out, LEARNER, "--exercise", "01/sum", "--excuse", *WHY)
    decide(out, LEARNER, "--assignment", "week 1", "--late", "0", *WHY)
    assert [(one.kind, one.value) for one in kept(out)] == [(DecisionKind.EXCUSED, 1), (DecisionKind.LATE, 0)]


def test_a_decision_is_taken_back_by_another(out: Path) -> None:
    """Nothing is removed: a row without a value takes back, once, what still holds."""
    about = [LEARNER, "--exercise", "01/sum"]
    decide(out, *about, "--points", "1", *WHY)
    decide(out, *about, "--points", "2", *WHY)
    with pytest.raises(SpecError, match="--take-back 1: it was replaced already by decision 2"):
        decide(out, LEARNER, "--take-back", "1", *WHY)
    decide(out, LEARNER, "--take-back", "2", *WHY)
    assert [(one.id, one.value) for one in kept(out)] == [(1, 1), (2, 2), (3, None)]
    with pytest.raises(SpecError, match="it was taken back already by decision 3"):
        decide(out, LEARNER, "--take-back", "2", *WHY)
    with pytest.raises(SpecError, match="this one took back another"):
        decide(out, LEARNER, "--take-back", "3", *WHY)
    with pytest.raises(SpecError, match="there is no such decision about this learner; there are: 1, 2, 3"):
        decide(out, LEARNER, "--take-back", "9", *WHY)


def test_the_list_says_what_holds(out: Path) -> None:
    """Every decision is listed, for everybody or one learner, as table or JSON, with what holds no longer."""
    assert decide(out) == "There are no decisions yet.\n"
    decide(out, LEARNER, "--exercise", "01/sum", "--points", "1", "--why", "[red]x[/red] \u202e")
    decide(out, LEARNER, "--exercise", "01/sum", "--points", "2", *WHY)
    first, second = (line for line in decide(out, LEARNER).splitlines() if "01/sum" in line)
    assert "1 point (1 by the grader)" in first
    assert "[red]x[/red] [U+202E]" in first
    assert first.rstrip().endswith("no longer")
    assert second.rstrip().endswith("as agreed")
    assert [one["value"] for one in json.loads(decide(out, "--json"))] == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Zoe, «O'Neil»", "--exercise", "01/sum", "--points", "1"], f"no learner .*; did you mean '{LEARNER}'"),
        (["ada lovelace", "--exercise", "01/sum", "--points", "1"], "did you mean 'k3f9'"),
        (["\x1b[2J" * 99, "--exercise", "01/sum", "--points", "1"], "no learner '␛.*there are: Zoë, .*k3f9"),
        ([LEARNER, "--exercise", "01/summ", "--points", "1"], "no exercise '01/summ'; did you mean '01/sum'"),
        ([LEARNER, "--assignment", "Week 2", "--excuse"], "no assignment 'Week 2'; did you mean 'week 1'"),
        ([LEARNER, "--exercise", "01/sum", "--criterion", "valu", "--points", "1"], "did you mean 'value'"),
        ([LEARNER, "--exercise", "01/sum", "--points", "3.5"], "--points is 3.5; allowed for 01/sum: 0 to 3"),
        ([LEARNER, "--exercise", "01/sum", "--points", "-0.5"], "--points is -0.5; allowed"),
        ([LEARNER, "--exercise", "01/sum", "--points", "nan"], "--points is nan; allowed"),
        ([LEARNER, "--exercise", "01/sum", "--points", "inf"], "--points is inf; allowed"),
        ([LEARNER, "--exercise", "01/sum", "--criterion", "shape", "--points", "2"], "'shape': 0 to 1"),
        ([LEARNER, "--exercise", "01/sum", "--late", "10"], "--late is 10; allowed: the fraction"),
        ([LEARNER, "--exercise", "01/sum", "--late", "nan"], "--late is nan; allowed"),
        ([LEARNER, "--exercise", "01/sum", "--until", "tomorrow"], "--until is 'tomorrow'; allowed: a date"),
        ([LEARNER, "--exercise", "01/sum", "--until", "2025-10-12"[:7]], "--until is '2025-10'; allowed"),
        ([LEARNER, "--exercise", "01/sum", "--until", "0025-10-13"], "allowed: a year from 2000"),
        (
            [LEARNER, "--exercise", "01/sum", "--until", "2025-10-12T17:59"],
            "not later than the due date, 2025",
        ),
        ([LEARNER, "--points", "1"], "say what the decision is about, with --exercise or --assignment"),
        ([LEARNER, "--exercise", "01/sum", "--assignment", "week 1", "--excuse"], "with --exercise or --assignment"),
        ([LEARNER, "--assignment", "week 1", "--points", "1"], "--points needs an exercise"),
        ([LEARNER, "--exercise", "01/sum", "--criterion", "value", "--excuse"], "--criterion works only with"),
        ([LEARNER, "--exercise", "01/sum", "--excuse", "--points", "1"], "one decision at a time"),
        ([LEARNER, "--exercise", "01/sum"], "the decision is missing: give --points"),
        ([LEARNER, "--exercise", "01/sum", "--take-back", "1"], "takes only the decision's number"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_recorded(out: Path, arguments: list[str], says: str) -> None:
    """Whoever is not known, what does not exist and what is out of range is refused with what is nearest or allowed."""
    write_identities(out / "identities.csv", [Identity(learner="k3f9", name="Ada Lovelace")])
    with pytest.raises(SpecError, match=says):
        decide(out, *arguments, *WHY)
    assert kept(out) == []


@pytest.mark.parametrize("why", [[], ["--why", " \n"], ["--why", "x" * 2001]])
def test_a_reason_is_needed(out: Path, why: list[str]) -> None:
    """Nothing is decided without a reason, or with a novel."""
    with pytest.raises(SpecError, match="--why"):
        decide(out, LEARNER, "--exercise", "01/sum", "--excuse", *why)
    assert kept(out) == []


def test_a_slip_makes_no_gradebook(out: Path) -> None:
    """A folder without a gradebook gets none."""
    nowhere = out.parent / "elsewhere"
    with pytest.raises(SpecError, match="there is no gradebook"):
        decide(nowhere, LEARNER, "--exercise", "01/sum", "--excuse", *WHY)
    assert not nowhere.exists()


def test_points_for_somebody_who_handed_in_nothing(out: Path) -> None:
    """A person known by name alone can get points of the exercise as the course has it; the grader had given none."""
    write_identities(out / "identities.csv", [Identity(learner="k3f9", name="Ada Lovelace")])
    decide(out, "k3f9", "--exercise", "01/sum", "--points", "2", *WHY)
    assert [(one.value, one.automatic) for one in kept(out)] == [(2, None)]
    with pytest.raises(SpecError, match="criterion 'value' was not judged in this learner's last attempt"):
        decide(out, "k3f9", "--exercise", "01/sum", "--criterion", "value", "--points", "1", *WHY)


def drawn(out: Path) -> str:
    """The learner's own page."""
    return (out / home_page_name(LEARNER)).read_text(encoding="utf-8")


@pytest.fixture
def pages(out: Path) -> Path:
    """The same OUT with its pages, as `grader grade` leaves it."""
    with Gradebook.view(out / "gradebook.sqlite") as book:
        for entry in book.entries():
            RunStore(out / "runs").put(entry.run)
            RunStore(out / "runs").put(replace(entry.run, key=entry.reference_key))
        PageWriter(out, load_course(out.parent), book).write_index(every=True)
    return out


def test_a_decision_is_on_the_learner_s_pages_without_a_service(pages: Path) -> None:
    """Both pages are drawn, and what draws the others is said."""
    said = decide(pages, LEARNER, "--exercise", "01/sum", "--points", "2.5", *WHY)

    assert (
        f"The learner's pages show it. The pages about all learners will show it after:  grader report {pages}" in said
    )
    assert "2.5/3" in drawn(pages)
    assert "2.5</strong>" in (pages / page_name(LEARNER, "01/sum")).read_text(encoding="utf-8")
    decide(pages, LEARNER, "--take-back", "1", *WHY)
    assert "2.5/3" not in drawn(pages)


def test_json_of_a_decision_is_json_alone(pages: Path) -> None:
    """What is said of pages goes to stderr."""
    words = ["decide", str(pages), LEARNER, "--exercise", "01/sum", "--excuse", *WHY, "--json"]
    found = CliRunner().invoke(app, words)

    assert json.loads(found.stdout)["id"] == 1
    assert "excused" in drawn(pages)


def test_a_decision_stands_though_its_pages_cannot_be_drawn(pages: Path) -> None:
    """Then it is said that no page shows it, and what to type."""
    shutil.rmtree(pages / "runs")
    said = decide(pages, LEARNER, "--exercise", "01/sum", "--excuse", *WHY)

    assert "Recorded as decision 1" in said
    assert f"No page shows it yet. The pages will show it after:  grader report {pages}" in said


def test_a_decision_beside_a_service_leaves_drawing_to_it(pages: Path) -> None:
    """Which is by the course that is served, and not by the one that is being edited."""
    before = drawn(pages)
    write_live(pages, LiveState(life="1", changes=1))
    said = decide(pages, LEARNER, "--exercise", "01/sum", "--excuse", *WHY, "--course", str(pages.parent))

    assert said == f"Recorded as decision 1: {LEARNER}, 01/sum: excused.\n"
    assert drawn(pages) == before


def test_what_the_grader_could_not_read_is_reopened_in_one_step(out: Path) -> None:
    """The points are open and no zero, the explanation says by whom; where nothing was refused, nothing is reopened."""
    decide(out, LEARNER, "--exercise", "01/sum", "--reopen", "--why", "a fault of ours")

    assert [(one.kind, one.criterion, one.value) for one in kept(out)] == [(DecisionKind.REOPENED, None, 1.0)]
    told = CliRunner().invoke(app, ["marks", str(out), "--learner", LEARNER]).output
    assert "Reopened: what the grader could not read" in told
    assert "2 points not judged because of a grader error, so this is not final" in told
    decide(out, LEARNER, "--take-back", "1", *WHY)
    decide(out, LEARNER, "--exercise", "01/sum", "--criterion", "value", "--reopen", *WHY)
    with pytest.raises(SpecError, match="no refused criterion 'shape'; there are: value"):
        decide(out, LEARNER, "--exercise", "01/sum", "--criterion", "shape", "--reopen", *WHY)
    with pytest.raises(SpecError, match="--reopen needs an exercise"):
        decide(out, LEARNER, "--assignment", "week 1", "--reopen", *WHY)
    with Gradebook.open(out / "gradebook.sqlite") as book:
        book.record(entry_of(hand_in(book, "bo", "01/sum"), findings=FINDINGS[:1]))
    with pytest.raises(SpecError, match="nothing to reopen: the grader could read every"):
        decide(out, "bo", "--exercise", "01/sum", "--reopen", *WHY)
