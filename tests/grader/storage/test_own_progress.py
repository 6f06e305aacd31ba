"""How far a learner has come, from the checks on this computer, and what comes next."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from grader.course import MINE, Course
from grader.course.loader import load_course
from grader.storage.own_progress import LOCAL, OwnCheck, OwnChecks, next_exercise, next_line, progress_lines

ROOT = Path(__file__).parents[3]
TENSORS, ELEMENTWISE, MATMUL = "04_tensors/tensors", "05_single_layer/elementwise", "05_single_layer/matmul"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The course itself, in a folder of its own."""
    for name in ("exercises", "solutions"):
        (tmp_path / name).symlink_to(ROOT / name)
    return load_course(tmp_path)


@pytest.fixture
def checks(course: Course, tmp_path: Path) -> OwnChecks:
    """Of that course, none yet."""
    return OwnChecks(tmp_path / "cache", course.root)


def own_check(exercise: str, earned: int, *, attempted: bool = True) -> OwnCheck:
    return OwnCheck(
        exercise=exercise,
        file="/gone.ipynb",
        sha256="",
        attempted=attempted,
        earned=earned,
        possible=4,
        right=earned == 4,
        unmet=(),
        checked=datetime(2026, 3, 9, tzinfo=UTC),
    )


def lines(course: Course, checks: OwnChecks) -> list[str]:
    return [" ".join(line.split()) for line in progress_lines(course, checks)]


def test_each_exercise_has_its_line_with_how_it_stands(course: Course, checks: OwnChecks) -> None:
    """Done, partly, begun and open; what was found of a file that is gone is of before."""
    checks.keep(own_check(TENSORS, 4))
    checks.keep(own_check(ELEMENTWISE, 1))
    checks.keep(own_check(MATMUL, 0, attempted=False))
    copy = course.root / MINE / "05_single_layer" / "sigmoid.ipynb"
    copy.parent.mkdir(parents=True)
    copy.write_text("{}")

    shown = lines(course, checks)

    assert shown[0] == "Deep Learning with TensorFlow: 1 of 32 exercises done"
    assert [shown.index(name) for name in ("Lesson 4, Tensors", "Lesson 5, Single layer")] == [1, 3]
    assert shown[2] == "✓ Tensors done, 4 of 4 points, changed since"
    assert shown[4] == "◐ One neuron, element by element partly, 1 of 4 points, changed since"
    assert shown[5] == "· One neuron, by a matrix product open, about 10 minutes"
    assert shown[6] == "· The sigmoid begun, not checked"
    assert shown[-2:] == [
        "Next: One neuron, by a matrix product, about 10 minutes (05_single_layer/matmul.ipynb)",
        LOCAL,
    ]


def test_a_copy_that_is_as_it_was_handed_out_is_open(course: Course, checks: OwnChecks) -> None:
    """`grader lab` copies all of them."""
    shutil.copytree(course.root / "exercises" / "05_single_layer", course.root / MINE / "05_single_layer")

    assert not [line for line in lines(course, checks) if "begun" in line]


def test_where_all_is_done_nothing_comes_next(course: Course, checks: OwnChecks) -> None:
    """Up to the last."""
    for exercise in course.exercises[:-1]:
        checks.keep(own_check(exercise, 4))
    assert course.exercises[-1] in next_line(course, checks)
    checks.keep(own_check(course.exercises[-1], 4))
    assert next_line(course, checks) == "Every exercise is done."


@pytest.mark.parametrize(
    ("standings", "found"),
    [("dpo", "c"), ("dpd", "b"), ("oop", "a"), ("ddd", None), ("", None), ("ep", "b")],
)
def test_what_is_open_comes_before_what_is_done_partly(standings: str, found: str | None) -> None:
    """Each in the order of the course; excused is neither."""
    words = {"d": "done", "p": "partly", "o": "open", "e": "excused"}

    assert next_exercise({name: words[one] for name, one in zip("abc", standings, strict=False)}) == found


@pytest.mark.parametrize(
    ("standings", "solved", "found"),
    [
        ("-ox-", "c", "d"),
        ("-oxx", "c", "a"),
        ("-xxo", "b", "a"),
        ("oxxo", "b", "d"),
        ("oxxx", "b", "a"),
        ("xx", "b", None),
    ],
)
def test_what_comes_next_lies_behind_what_was_solved_last(standings: str, solved: str, found: str | None) -> None:
    """Who leaves an exercise out is not led back to it before the end."""
    words = {"x": "done", "o": "partly", "-": "open"}
    named = {name: words[one] for name, one in zip("abcd", standings, strict=False)}

    assert next_exercise(named, solved=solved) == found


def test_a_right_answer_leads_on_and_not_back(course: Course, checks: OwnChecks) -> None:
    """Also where another exercise was solved before it."""
    checks.keep(own_check(TENSORS, 4))
    checks.keep(msgspec.structs.replace(own_check(MATMUL, 4), checked=datetime(2026, 3, 10, tzinfo=UTC)))

    assert "05_single_layer/sigmoid" in next_line(course, checks)

    checks.keep(msgspec.structs.replace(own_check(TENSORS, 4), checked=datetime(2026, 3, 11, tzinfo=UTC)))

    assert ELEMENTWISE in next_line(course, checks)
