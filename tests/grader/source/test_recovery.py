"""Damaged files give the code that they held, and say what was changed."""

import runpy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.judging.checks.requests import observed_names
from grader.source import solution_blocks
from grader.source.ownership import is_attempted
from grader.source.records import Change, ChangeKind, Damage, Source, SourceCell, TextCell
from grader.source.recovery import recover
from grader.source.source import parse_source
from grader.source.syntax import meanings

ROOT = Path(__file__).parents[3]
DAMAGE: dict[str, Any] = runpy.run_path(str(ROOT / "tests" / "damage.py"))
EXERCISES = load_course(ROOT).exercises

STUB = Source(
    cells=(
        SourceCell(text="import tensorflow as tf"),
        SourceCell(text="x = tf.ones(3)\nb = 1"),
        SourceCell(text="y = ..."),
        SourceCell(text="print(y)"),
    ),
    prose=(
        TextCell(before=1, text="# Title\n\nWe add them up, and then the bias."),
        TextCell(before=2, text="`y = x`"),
    ),
)
GOOD = ("import tensorflow as tf", "x = tf.ones(3)\nb = 1", "y = tf.reduce_sum(\n    x\n) + b", "print(y)")


def recovered(*cells: str, prose: tuple[TextCell, ...] = (), broken: str = "", cut: bool = False) -> Source:
    """The recovered source of these cells."""
    source = Source(cells=tuple(SourceCell(text=cell) for cell in cells), prose=prose, broken=broken, cut=cut)
    found = recover(source, STUB, {"y"})
    assert isinstance(found, Source)
    return found


def texts(source: Source) -> tuple[str, ...]:
    return tuple(cell.text for cell in source.cells)


def said(source: Source) -> tuple[str, ...]:
    """What was changed, in the file and cell by cell."""
    by_cell = (change for cell in source.cells for change in cell.changes)
    return tuple(change.sentence for change in (*source.changes, *by_cell))


@cache
def scripts(exercise: str) -> tuple[str, str]:
    """The reference with its answers, and with blanks."""
    reference = (ROOT / "solutions" / exercise / "reference.py").read_text(encoding="utf-8")
    return solution_blocks.solved_script(reference, name=exercise), solution_blocks.stub(reference, name=exercise)


@cache
def shipped(exercise: str) -> Source:
    """The stub of an exercise."""
    stub = parse_source(DAMAGE["notebook"](DAMAGE["cells_of"](scripts(exercise)[1])).encode(), script=False)
    assert isinstance(stub, Source)
    return stub


@cache
def asked(exercise: str) -> frozenset[str]:
    """The names that its rubric looks at."""
    return frozenset(name for criterion in load_exercise(ROOT, exercise).rubric for name in observed_names(criterion))


@pytest.mark.parametrize("kind", DAMAGE["DAMAGES"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_what_was_damaged_still_holds_every_statement(exercise: str, kind: str) -> None:
    """Whatever happened to the file, all of its own code comes out, none of it twice as text, and it is attempted."""
    solved, blank = scripts(exercise)
    cells = DAMAGE["good_notebook"](solved, "", lambda text, _: text, blank=blank)
    stub = shipped(exercise)
    made = DAMAGE["DAMAGES"][kind](cells, Random(f"{exercise} {kind}"))  # noqa: S311 - no secret
    if made is None:
        return
    source = parse_source(made[0], script=made[1])
    assert isinstance(source, Source)

    after = recover(source, stub, asked(exercise))

    assert isinstance(after, Source)
    assert is_attempted(after, stub)
    have = frozenset[str]().union(*(meanings(cell.text) for cell in after.cells))
    lost = [one.text for one in cells if one.answer and not meanings(one.text) <= have]
    assert not lost


def test_a_good_file_needs_nothing() -> None:
    """Nothing is changed and nothing is said."""
    found = recovered(*GOOD, prose=STUB.prose)

    assert (texts(found), said(found)) == (GOOD, ())


def test_statements_cut_in_two_are_joined() -> None:
    """The pieces stand in one cell again, wherever the cut was."""
    found = recovered(*GOOD[:2], "y = tf.reduce_sum(", "    x", ") + b", GOOD[3])

    assert texts(found) == GOOD
    assert said(found) == ("Cells 3 to 5 of the file were one statement, and were joined.",)
    assert found.cells[2].changes[0].kind is ChangeKind.RECOVERED


def test_the_end_of_a_function_finds_its_beginning() -> None:
    """Both are joined where the first alone is sound and the second is not."""
    found = recovered(*GOOD, "def f():\n    a = 1", "    return a", "f()")

    assert texts(found)[-2:] == ("def f():\n    a = 1\n    return a", "f()")


def test_a_syntax_error_stays_the_learners() -> None:
    """What no cell below makes whole is left as it was."""
    found = recovered(*GOOD[:2], "y = (1 +", "z = 2", "print(y)")

    assert texts(found)[2] == "y = (1 +"
    assert said(found) == ()


def test_text_among_code_becomes_comments() -> None:
    """The exercise's own text, and the learner's where it is plainly text; lines keep their numbers."""
    cell = "We add them up, and then the bias.\n- my own thoughts here\nI think it works now\ny = tf.reduce_sum(x) + b"
    found = recovered(*GOOD[:2], cell, GOOD[3])

    assert texts(found)[2].split("\n")[3] == "y = tf.reduce_sum(x) + b"
    assert meanings(texts(found)[2]) == meanings("y = tf.reduce_sum(x) + b")
    assert found.cells[2].shown == cell
    assert said(found) == ("Text stood among the code; it was turned into comments.",)
    assert found.cells[2].changes[0].line == 1


def test_an_answer_in_a_cell_of_text_is_run() -> None:
    """Below the blank that it fills; the exercise's own text is never taken for an answer."""
    typed = TextCell(before=2, text="My answer:\n```python\ny = tf.reduce_sum(x) + b\n```")
    found = recovered(*GOOD[:2], "y = ...", GOOD[3], prose=(*STUB.prose, typed))

    assert texts(found) == (*GOOD[:2], "y = ...", "y = tf.reduce_sum(x) + b", GOOD[3])
    assert [one.sentence for one in found.cells[3].changes] == ["A cell of text held `y` as code; it was run as code."]


def test_an_answer_that_is_there_needs_no_text() -> None:
    """Code in a cell of text is run only where an answer is missing."""
    found = recovered(*GOOD, prose=(TextCell(before=4, text="y = 7"),))

    assert texts(found) == GOOD


def test_a_given_cell_that_is_needed_is_put_back() -> None:
    """Where it was, with what it needs itself; one that nobody needs is not missed."""
    found = recovered("y = tf.reduce_sum(x) + b")

    assert texts(found) == (*GOOD[:2], "y = tf.reduce_sum(x) + b")
    assert said(found) == (
        "The given cell that makes `tf` was missing; it was put back.",
        "The given cell that makes `b`, `x` was missing; it was put back.",
    )
    assert texts(recovered("y = 7")) == ("y = 7",)


def test_a_given_cell_that_was_changed_is_not_put_back() -> None:
    """Who took a line out of it, or wrote his own, has not lost it."""
    assert said(recovered("import tensorflow as tf", "x = tf.ones(3)", "y = x + b")) == ()
    assert said(recovered("import tensorflow as tf", "x = b = 2", "y = x + b")) == ()


def test_old_code_is_spelled_as_today() -> None:
    """The cell runs differently from how it is shown, and says so."""
    found = recovered(*GOOD[:2], "y = tf.log(x)", GOOD[3])

    assert (found.cells[2].text, found.cells[2].shown) == ("y = tf.math.log(x)", "y = tf.log(x)")
    sentence = "Line 1 ran as `y = tf.math.log(x)`. `tf.log` is `tf.math.log` today."
    assert found.cells[2].changes == (Change(kind=ChangeKind.MODERNISED, sentence=sentence, line=1),)


def test_a_file_that_breaks_off_before_the_answer_is_damaged() -> None:
    """What was lost may have been right, so no message says that the learner never tried."""
    source = Source(cells=(SourceCell(text=GOOD[0]),), broken="It breaks off.")

    assert recover(source, STUB, {"y"}) == Damage(message="It breaks off.")
    assert texts(recovered(*GOOD[:3], broken="It breaks off.")) == GOOD[:3]


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("y = x + b\nz = tf.ones(\n    3,", ["y = x + b"]),
        ("y = x + b\ndef f(x):\n    z = (x +", ["y = x + b"]),
        ("y = x + b\ndef f(x):\n    z = x\n    return (", ["y = x + b\ndef f(x):\n    z = x"]),
        ("y = x + b\nprint(y)", ["y = x + b\nprint(y)"]),
        ('y = x + b\n"""', ["y = x + b"]),
    ],
)
def test_a_statement_in_which_a_file_breaks_off_is_left_out(last: str, kept: list[str]) -> None:
    """What stands above it runs, the page shows all of it, and says so."""
    found = recovered(*GOOD[:2], last, broken="It breaks off.", cut=True)

    assert list(texts(found)[2:]) == kept
    assert found.cells[-1].shown == (None if kept == [last] else last)
    sentence = "The file breaks off in the middle of a statement, which was left out."
    assert (sentence in said(found)) is (kept != [last])


def test_a_cell_that_is_but_half_a_statement_is_left_out() -> None:
    """Nothing of it can run, and what came before it does."""
    assert texts(recovered(*GOOD[:3], "z = tf.ones(", broken="It breaks off.", cut=True)) == GOOD[:3]


@pytest.mark.parametrize("broken", ["", "It breaks off."])
def test_a_slip_in_a_whole_cell_is_the_learners(broken: str) -> None:
    """Where nothing of it is lost, a cell that is not Python stays as it is."""
    slip = "x = 1\nz = tf.ones("

    assert texts(recovered(*GOOD[:3], slip, broken=broken))[3] == slip
