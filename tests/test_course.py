"""The real course: its outline is accounted for, and the README lists it as it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.spec import load_course, load_exercise

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT)
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS = 35


def rows() -> list[tuple[str, ...]]:
    """The cells of the README's table of the course."""
    table = README.partition("## The course\n")[2].partition("\n## ")[0]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines() if "|" in line]
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


def test_the_readme_lists_the_course() -> None:
    """Every exercise and every section without one has its row, in the order of the outline."""
    expected = sorted(listed(), key=lambda row: int(row[0].partition(",")[0]))

    assert [row[:3] for row in rows()] == expected


def test_a_section_without_an_exercise_is_listed_with_its_reason() -> None:
    """The reason in the README is the one of the course's file."""
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
