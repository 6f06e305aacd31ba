"""`grader marks` as an instructor types it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.errors import SpecError
from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.storage.identities import Identity, write_identities
from tests.grader import tiny
from tests.grader.gradebook.marks.conftest import entry

DUE = datetime(2025, 10, 12, 16, 0, tzinfo=UTC)
ASSIGNMENTS = """timezone = "Europe/Berlin"

[policy]
loses = 0.1
each = "1 day"

[[assignments]]
id = "week [1]"
title = "First"
exercises = ["01/sum"]
due = 2025-10-12T18:00:00
"""
NAMES = ("ada", "Émile, [bold]Żółtowski", "גלעד\u202e כהן")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An OUT in a course of one exercise: one learner in time, one a day late, one seen late by the grader alone."""
    root = tiny.write(tmp_path / "course", **{"exercises/assignments.toml": ASSIGNMENTS})
    with Gradebook.open(root / "out" / "gradebook.sqlite") as book:
        for name, late, reported in zip(NAMES, (0, 25, 49), (True, True, False), strict=True):
            book.record(entry(name, "01/sum", 1, 3, DUE + timedelta(hours=late), reported=reported))
    return root / "out"


def marks(out: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["marks", str(out), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def cells(line: str) -> list[str]:
    """What stands in a row of the table."""
    return [cell for cell in (one.strip() for one in line.split("  ")) if cell]


def test_the_table_has_a_line_a_learner(out: Path) -> None:
    """A line a learner with points, percent and what is particular; names do no harm."""
    said = marks(out).splitlines()

    rows = {row[0]: row[1:] for row in map(cells, said) if row}
    assert rows["learner"] == ["01/sum".rpartition("/")[2], "week [1]", "percent", "notes"]
    assert rows["ada"] == ["3/4", "1.5/2", "75.00"]
    assert rows[NAMES[1]] == ["2.4/4 late", "1.2/2", "60.00", "1 late"]
    assert rows["גלעד[U+202E] כהן"] == ["2.1/4 late", "1.05/2", "52.50", "1 late"]


def test_lateness_by_the_graders_clock_is_said(out: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nobody loses points for the day on which an instructor typed `grade` without a warning."""
    marks(out)

    assert "1 mark loses points because of the time at which the grader first saw a file" in _err(out)
    capfd.readouterr()


def test_people_are_shown_by_name_where_that_is_asked_for(out: Path) -> None:
    """The name, with the pseudonym that commands take; pseudonyms alone otherwise."""
    write_identities(out / "identities.csv", [Identity(learner="ada", name="Ada [b]Lovelace")])

    assert "Lovelace" not in marks(out)
    assert "Ada [b]Lovelace (ada)" in marks(out, "--names")
    lines = [json.loads(line) for line in marks(out, "--names", "--json").splitlines() if line.startswith("{")]
    assert {one["learner"]: one["name"] for one in lines}["ada"] == "Ada [b]Lovelace"


def test_an_override_that_hides_a_better_attempt_is_said(out: Path) -> None:
    """With the learner, both points, and the decision to take back."""
    with Gradebook.open(out / "gradebook.sqlite") as book:
        made = Decision(
            learner="ada", exercise="01/sum", kind=DecisionKind.OVERRIDE, value=1.0, who="ines", when=DUE, why="w"
        )
        book.record_decision(made)
        book.record(entry("ada", "01/sum", 2, 4, DUE + timedelta(hours=1)))

    said = "The override to 1 point hides something better: for attempt 2, the grader gives 4"
    assert f"ada, 01/sum: {said}; --take-back 1 makes that count" in _err(out)
    assert said in marks(out, "--learner", "ada")


def _err(out: Path) -> str:
    return CliRunner().invoke(app, ["marks", str(out)]).stderr


def test_one_learner_step_by_step(out: Path) -> None:
    """Points, lateness, policy, and each decision with who and why; the second time also that it was noted."""
    with Gradebook.open(out / "gradebook.sqlite") as book:
        book.record_decision(
            Decision(
                learner=NAMES[1],
                exercise="01/sum",
                kind=DecisionKind.OVERRIDE,
                value=3.5,
                automatic=3.0,
                who="ines",
                when=DUE,
                why="[the graph] was right",
            )
        )
    marks(out)

    said = marks(out, "--learner", NAMES[1])

    for line in (
        "Émile, [bold]Żółtowski  1.4 of 2 points (70.00 %)",
        "week [1]  First: 1.4 of 2 points (70.00 %), due 2025-10-12 18:00 CEST",
        "Attempt 1, handed in 2025-10-13 19:00 CEST: 3 of 4 points; 1 day 1 h late, loses 20 %",
        "(10 % for each 1 day begun: 2): 2.4",
        "Override of all of it to 3.5 points where the grader gave 3, ines on 2025-10-12 18:00 CEST: [the graph] was",
        "Recorded in the gradebook by the late policy on ",
        "Mark: 2.8 of 4 points (70.00 %), worth 1.4 of 2 in the assignment",
    ):
        assert line in said


def test_json_is_a_learner_a_line(out: Path) -> None:
    """Numbers for machines, rounded as for people, and nothing else on stdout."""
    lines = [json.loads(line) for line in marks(out, "--json").splitlines() if line.startswith("{")]

    assert [one["learner"] for one in lines] == sorted(NAMES)
    ada, emile, _ = lines
    assert [ada["earned"], ada["possible"], ada["unscored"], ada["percent"]] == [1.5, 2.0, 0.0, 75.0]
    (week,) = emile["assignments"]
    assert [week["assignment"], week["final"], week["of"], week["due"]] == [
        "week [1]",
        1.2,
        2.0,
        "2025-10-12T16:00:00Z",
    ]
    (exercise,) = week["exercises"]
    assert [exercise["loses"], exercise["late_s"], exercise["before_lateness"]] == [0.2, 90000.0, 3.0]
    assert exercise["attempts"][0]["rule"] == "10 % for each 1 day begun: 2"


def test_those_who_handed_in_nothing_are_listed(out: Path) -> None:
    """Whoever is known by the identities has a line, and zero for what is due."""
    write_identities(out / "identities.csv", [Identity(learner="zoe", name="Zoë")])

    rows = {row[0]: row[1:] for row in map(cells, marks(out).splitlines()) if row}

    assert rows["zoe"] == ["missing", "0/2", "0.00", "1 missing"]
    assert "Nothing handed in, due 2025-10-12 18:00 CEST: 0 of 2 points (0.00 %)" in marks(out, "--learner", "zoe")


def test_penalties_are_noted_once(out: Path) -> None:
    """The first call writes what lateness takes, the second finds it there."""
    for _ in range(2):
        marks(out)

    with Gradebook.view(out / "gradebook.sqlite") as book:
        assert [(one.learner, one.value) for one in book.decisions()] == [(NAMES[1], 0.2), (NAMES[2], 0.3)]


def test_while_another_process_writes(out: Path) -> None:
    """Marks are shown nevertheless; what lateness takes is noted by a later call."""
    with Gradebook.open(out / "gradebook.sqlite"):
        assert "2.4/4 late" in marks(out)
        assert "are not recorded in the gradebook yet" in _err(out)

    with Gradebook.view(out / "gradebook.sqlite") as book:
        assert list(book.decisions()) == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--learner", "bo"), "no learner 'bo'; there are: "),
        (("--learner", "Emile, [bold]Zoltowski"), "no learner 'Emile, [bold]Zoltowski'; did you mean 'émile, [bold]"),
        (("--learner", "nobody", "--json"), "no learner 'nobody'"),
        (("--learner", "a\x1b[31m\u202e"), "no learner 'a\u241b[31m[U+202E]'"),
        (("--learner", "Zoë"), "no learner 'Zoë'; did you mean 'k3f9'?"),
        (("--assignment", "week 1"), "assignments.toml: no assignment 'week 1'; did you mean 'week [1]'?"),
    ],
)
def test_an_unknown_learner_or_exercise_is_answered_with_the_nearest(
    out: Path, words: tuple[str, ...], complaint: str
) -> None:
    """An unknown learner or exercise is reported with the nearest, also where a person's own name is typed."""
    write_identities(out / "identities.csv", [Identity(learner="k3f9", name="Zoë")])

    with pytest.raises(SpecError) as caught:
        marks(out, *words)

    assert complaint.replace("émile", "Émile") in str(caught.value)


def test_without_a_gradebook(out: Path) -> None:
    """A folder that was never graded into stays as it is."""
    (out / "gradebook.sqlite").rename(out / "moved")

    with pytest.raises(SpecError, match="there is no gradebook"):
        marks(out)

    assert not (out / "gradebook.sqlite").exists()


def test_a_mistake_in_the_file_is_reported(out: Path) -> None:
    """Before anything is worked out."""
    file = out.parent / "exercises" / "assignments.toml"
    file.write_text(ASSIGNMENTS.replace("01/sum", "01/some"), encoding="utf-8")

    with pytest.raises(SpecError, match=r"no exercise '01/some'; did you mean '01/sum'\?"):
        marks(out)
