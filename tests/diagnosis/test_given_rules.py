"""Given code that was changed is named before all else, and what changes nothing is not. No kernels."""

from dataclasses import replace

import pytest

from grader.evidence import Observation
from grader.judging.causes import package_causes
from grader.judging.causes.diagnosing import diagnose
from grader.judging.causes.facts import Facts
from grader.model import CellRun
from grader.source import ownership
from grader.source.records import Source, SourceCell
from tests.diagnosis.test_rules import RIGHT, VALUE, evidence, facts, named, tensor

GIVEN = """\
tf.random.set_seed(7)
b = tf.random.normal((5, 3))
def scale(images, labels):
    return images / 255, labels
total = 0
for number in range(4):
    total += number
data = tfds.load("mnist", split="train", as_supervised=True, with_info=False)
unused = 1"""
SOLUTION = "y = scale(b * total, data)"


def changed(old: str, new: str, *, seen: Observation | None = None) -> Facts:
    """A submission in which one piece of the given cell is another, and the answer is wrong."""
    edited = GIVEN.replace(old, new)
    stub, source = (
        Source(cells=(SourceCell(text=given), SourceCell(text=answer)))
        for given, answer in ((GIVEN, "y = ..."), (edited, "y = scale(b, data)"))
    )
    given = ownership.given_statements(stub)
    own = evidence(y=tensor(2), value__y=tensor(3), **({"b": seen} if seen else {}))
    found = facts(own, evidence(**RIGHT.seen, b=tensor(5)), VALUE, solution=SOLUTION, given=GIVEN)
    return replace(
        found,
        answer=ownership.own_code(source, stub),
        lost=tuple(given[place] for place in ownership.lost_statements(source, stub)),
        run=replace(found.run, cells=tuple(CellRun(source=cell.text) for cell in source.cells)),
    )


@pytest.mark.parametrize(
    ("old", "new", "given"),
    [
        ("(5, 3)", "(2, 5)", "b = tf.random.normal((5, 3))"),
        ("images / 255, labels", "images, labels", "return images / 255, labels"),
        ("    return images / 255, labels", "    pass", "return images / 255, labels"),
        (", as_supervised=True", "", "as_supervised=True"),
        ("total += number", "total = number", "total += number"),
        ("b = tf", "# b = tf", "b = tf.random.normal((5, 3))"),
        ("range(4)", "range(1, 4)", "range(4)"),
    ],
)
def test_a_given_line_that_was_changed_or_removed_is_named_first(old: str, new: str, given: str) -> None:
    """With the line as it was shipped, and the cell to restore."""
    found = diagnose(changed(old, new), package_causes())[0]

    assert found.rule == "given_changed"
    assert f"write `{given}` there again" in found.hints[2]


def test_a_line_added_to_a_given_function_is_named() -> None:
    """The given lines are all there, so the message names the new one."""
    found = diagnose(
        changed(
            "    return images / 255, labels", "    labels = tf.one_hot(labels, 10)\n    return images / 255, labels"
        ),
        package_causes(),
    )[0]

    assert found.rule == "given_added"
    assert found.hints[2] == "Remove the added line: `labels = tf.one_hot(labels, 10)`."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("set_seed(7)", "set_seed(8)"),
        ("(5, 3)", "(5,  3)  # five rows"),
        ("(5, 3)", "[5, 3]"),
        ("/ 255", "/ 255.0"),
        ("    total", "    print(number)\n    total"),
        ("for number in range(4):\n    total += number", "for i in range(4):\n    total += i"),
        ("images, labels):\n    return images / 255, labels", "x, y):\n    return x / 255, y"),
        ("unused = 1", "unused = 2"),
        ("unused = 1", ""),
        ("b = tf.random.normal((5, 3))\n", "b = tf.random.normal((5, 3))\nprint(b)\n"),
    ],
)
def test_what_changes_nothing_is_not_named(old: str, new: str) -> None:
    """Layout, prints, seeds, names of a statement's own, and what the task does not use."""
    assert "given_changed" not in named(changed(old, new))


def test_a_given_value_that_is_the_same_was_only_written_differently() -> None:
    """What a run shows counts more than the text."""
    assert named(changed("(5, 3)", "(2, 5)", seen=tensor(6)))[:1] == ["given_changed"]
    assert "given_changed" not in named(changed("(5, 3)", "(2, 5)", seen=tensor(5)))


def test_of_a_file_without_the_given_cell_nothing_is_said() -> None:
    """Then it was not changed: it was left out."""
    assert "given_changed" not in named(changed(GIVEN, ""))


def test_cells_below_the_last_blank_and_cells_with_one_may_be_edited() -> None:
    """The task asks for the ones, and the others look at answers."""
    stub = Source(cells=tuple(SourceCell(text=text) for text in ("a = 1", "b = 2\ny = ...", "print(y)\nc = 3")))
    bare = Source(cells=(SourceCell(text="y = 5"),))

    assert len(ownership.given_statements(stub)) == len(ownership.lost_statements(bare, stub)) == 1
