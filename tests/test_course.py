"""The real course: its outline is accounted for, and the manual lists it as it is."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Observes, observed_parameters
from grader.model import Criterion

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT)
PAGE = (ROOT / "grader" / "manual" / "reference" / "course.md").read_text(encoding="utf-8")
SECTIONS = 35

OWN_WORD = {Observes.HISTORY, Observes.CALLBACK, Observes.COMPILED, Observes.FITTED}
"""What a submission says of its training, and nothing outside can show: how many epochs there were, say."""
MOST = 1 / 3
"""Of an exercise's points, for criteria that rest on nothing else."""
ABOUT_IT = {
    "17_compiling/compile": "it asks for compile settings, which leave no trace in an untrained model",
    "22_early_stopping/early_stopping": "it asks for a callback and for the history that shows what it did",
}
"""Exercises that are about just that, and why."""


def rows() -> list[tuple[str, ...]]:
    """The cells of the manual's table of the course."""
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines() if "|" in line]
    return cells[2:]


def listed() -> Iterator[tuple[str, ...]]:
    """What the course's file says of each row."""
    for lesson in COURSE.lessons:
        for exercise in lesson.exercises:
            yield ", ".join(map(str, lesson.sections)), lesson.title, f"`{exercise.partition('/')[2]}`"
    for one in COURSE.unpractised:
        yield str(one.section), one.title, "none"


def test_the_whole_outline_is_accounted_for() -> None:
    """Each section of the outline is in a lesson or named with the reason why not; loading has then compared them."""
    assert COURSE.outline == SECTIONS


def test_the_manual_lists_the_course() -> None:
    """Every exercise and every section without one has its row, in the order of the outline."""
    expected = sorted(listed(), key=lambda row: int(row[0].partition(",")[0]))

    assert [row[:3] for row in rows()] == expected


def test_a_section_without_an_exercise_is_listed_with_its_reason() -> None:
    """The reason in the manual is the one of the course's file."""
    reasons = {str(one.section): one.reason for one in COURSE.unpractised}

    assert {row[0]: row[3] for row in rows() if row[2] == "none"} == reasons


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_what_a_learner_produces_is_what_is_asked_for(exercise: str) -> None:
    """The names in a row stand in the task of the exercise, and the minutes are a number."""
    lesson = next(lesson for lesson in COURSE.lessons if exercise in lesson.exercises)
    key = str(lesson.sections[0]), f"`{exercise.partition('/')[2]}`"
    (row,) = (row for row in rows() if (row[0].partition(",")[0], row[2]) == key)
    task = load_exercise(ROOT, exercise).reference.read_text(encoding="utf-8").partition("## Your task")[2]
    produced = re.findall(r"`([^`]+)`", row[3])

    assert produced
    assert [name for name in produced if not re.search(rf"\b{re.escape(name)}\b", task)] == []
    assert 5 <= int(row[4]) <= 60


def rests_on_own_word(criterion: Criterion) -> bool:
    """Whether a criterion is judged by nothing but what a submission says of its training."""
    return {*observed_parameters(CHECKS[criterion.check]).values()} <= OWN_WORD


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_little_rests_on_the_submissions_own_word(exercise: str) -> None:
    """At most a third of the points, but where the exercise is about it; and no exercise stands on that list idly."""
    rubric = load_exercise(ROOT, exercise).rubric
    own = sum(one.points for one in rubric if rests_on_own_word(one))

    assert (own > MOST * sum(one.points for one in rubric)) is (exercise in ABOUT_IT)


@pytest.mark.parametrize("exercise", [name for name in COURSE.exercises if not name.startswith("17_")])
def test_a_model_is_seen_before_its_history(exercise: str) -> None:
    """What a history says counts once the model itself has been seen to be trained."""
    rubric = {one.id: one for one in load_exercise(ROOT, exercise).rubric}
    messages = [
        one
        for one in rubric.values()
        if {*observed_parameters(CHECKS[one.check]).values()} <= {Observes.HISTORY, Observes.CALLBACK}
    ]

    for one in messages:
        assert "accuracy" in awaited(one, rubric)


def awaited(criterion: Criterion, rubric: Mapping[str, Criterion]) -> list[str]:
    """The checks that must pass before a criterion is judged."""
    found, after = [], criterion.after
    while after is not None:
        found.append(rubric[after].check)
        after = rubric[after].after
    return found


def test_an_exercise_that_is_about_the_history_says_so() -> None:
    """Learners read in the task that half of the points rest on their notebook's own word."""
    task = load_exercise(ROOT, "22_early_stopping/early_stopping").reference.read_text(encoding="utf-8")

    assert "your notebook's own word counts" in " ".join(task.replace("#", " ").split())
