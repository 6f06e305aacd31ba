"""Edits that may repair an answer: the likeliest first, of the learner's own statements, bounded, always the same."""

import ast

import pytest

from grader.judging.causes import package_causes
from grader.judging.causes.diagnosing import UNCLEAR
from grader.source.reader.candidates import LOST, SORTS, candidates
from grader.source.records import RepairFacts
from tests.grader.judging.causes.exercises import GIVEN, facts_of, handout

RIGHT = "h = tf.matmul(x, w) + b\ny = activation(h)"
FACTS = facts_of(RIGHT)
CASES = {
    "h = tf.matmul(x, x) + b\ny = activation(h)": ("name", "x", "w"),
    "h = tf.matmul(x, w) + b\ny = h\nactivation(y)": ("kept", "", "y ="),
    "h = tf.matmul(x, w)\ny = activation(h) + b": ("brackets", ") + b", "+ b)"),
    "h = tf.matmul(x, w) - b\ny = activation(h)": ("operator", "-", "+"),
    "h = tf.matmul(w, x) + b\ny = activation(h)": ("arguments", "w, x", "x, w"),
    "h = tf.matmul(x, w)\ny = activation(h)": ("missing_operand", "", "+ b"),
    "y = tf.matmul(x, w) + b": ("missing_call", "tf.matmul(x, w) + b", "activation"),
    "h = tf.matmul(x, w) + b\ny = activation(activation(h))": ("extra_call", "activation", "activation(h)"),
    "h = tf.matmul(x, w) + b\nz = activation(h)": ("target", "z", "y"),
    "h = tf.matmul(x, w) + b\ny = activation": ("uncalled", "activation", "(h)"),
    "tf.matmul(x, w) + b\ny = activation(h)": ("kept", "", "h ="),
    "h = tf.matmul(x, w) + b\ndef work():\n    y = activation(h)\nwork()": ("block", "", ""),
    "h = tf.matmul(w, x) + b\ny = activation([one for one in h])": ("arguments", "w, x", "x, w"),
    "h = tf.matmul(x, w)\nfor _ in x:\n    h = h + b\ny = activation(h)": ("block", "", ""),
}
"""A wrong answer to the small edit that mends it."""


@pytest.mark.parametrize("answer", CASES)
def test_the_edit_that_mends_an_answer_is_among_the_first(answer: str) -> None:
    """So few repairs are tried."""
    found = candidates([GIVEN, answer], handout(), FACTS, 8)

    said = [(one.changes[0].kind, one.changes[0].old, one.changes[0].new) for one in found if len(one.changes) == 1]
    assert CASES[answer] in said


def test_an_operator_is_shown_in_whole() -> None:
    """The two signs of a power are not a product and something more."""
    found = candidates([GIVEN, "y = x ** w"], handout(), facts_of("y = x * w"), 3)

    assert ("operator", "**", "*") in [one.changes[0].what for one in found]


def test_a_call_that_the_reference_makes_is_taken_out_knowingly() -> None:
    """What passes without it may do so by chance; of two such calls one may be too many."""
    found = candidates([GIVEN, RIGHT.replace("b", "x")], handout(), FACTS, 40)
    twice = candidates([GIVEN, RIGHT.replace("(h)", "(activation(h))")], handout(), FACTS, 40)

    assert {one.takes_out for one in found if "activation" in one.text} == {False}
    assert {one.takes_out for one in found if "activation" not in one.text} == {True}
    assert {one.takes_out for one in twice if one.text == RIGHT} == {False}


def test_a_name_that_a_function_has_bound_is_tried_in_it() -> None:
    """As one that was computed and then forgotten."""
    reference = "def half(v):\n    part = v / 2\n    return part\n\n\ny = half(x)"
    found = candidates(
        [GIVEN, reference.replace("return part", "return v")], handout("y half"), facts_of(reference, "y half"), 3
    )

    assert reference in [one.text for one in found]


@pytest.mark.parametrize("lost", ["tf.transpose(h)", "h * 2"], ids=["function", "operator"])
def test_a_value_that_nothing_keeps_is_kept_before_anything_else_is_tried(lost: str) -> None:
    """Another change may pass as well, and would not tell what went wrong."""
    found = candidates([GIVEN, f"h = tf.matmul(x, x)\n{lost}\ny = activation(h)"], handout(), FACTS, 1)

    assert [(one.kind, one.line, one.new) for one in found[0].changes] == [("kept", 2, "h =")]


def test_two_mistakes_are_mended_by_two_edits_after_either_alone() -> None:
    """What one edit mends is never said to take two."""
    found = candidates([GIVEN, "h = tf.matmul(x, x) - b\ny = activation(h)"], handout(), FACTS, 40)

    counts = [len(one.changes) for one in found]
    mended = next(one for one in found if ast.dump(ast.parse(one.text)) == ast.dump(ast.parse(RIGHT)))
    assert len(mended.changes) == 2
    assert counts.index(1) < found.index(mended)


def test_a_mistake_that_was_made_three_times_is_mended_at_once() -> None:
    """Pairs of edits alone would leave one of them."""
    reference = "h = tf.matmul(x, w) + b\nh = tf.matmul(h, w) + b\nh = tf.matmul(h, w) + b\ny = activation(h)"
    found = candidates([GIVEN, reference.replace("+", "-")], handout(), facts_of(reference), 40)

    (mended,) = [one for one in found if one.text == reference]
    assert {one.what for one in mended.changes} == {("operator", "-", "+")}
    assert [one.line for one in mended.changes] == [1, 2, 3]


def test_a_number_is_shown_with_its_sign() -> None:
    """`-` is no value."""
    reference = "h = x[0]\ny = activation(h)"
    found = candidates([GIVEN, reference.replace("0", "-1")], handout(), facts_of(reference), 40)

    shown = {one.changes[0].old for one in found if len(one.changes) == 1 and one.changes[0].kind == "constant"}
    assert "-1" in shown
    assert "-" not in shown


def test_a_value_that_has_a_part_too_many_is_shown_whole() -> None:
    """An empty text would not show which value should stand there."""
    reference = "h = tf.reshape(x, shape=(2, 1))\ny = activation(h)"
    found = candidates([GIVEN, reference.replace("(2, 1)", "(64, 2, 1)")], handout(), facts_of(reference), 40)

    (shown,) = [one.changes[0] for one in found if one.text == reference]
    assert (shown.kind, shown.old, shown.new) == ("keyword_value", "(64, 2, 1)", "(2, 1)")


def test_no_function_comes_to_call_itself() -> None:
    """It would for ever, and each such trial takes as long as a hundred others."""
    reference = "def double(v):\n    return activation(v) * 2\n\n\ny = double(double(x))"
    answer = reference.replace("double(double(x))", "double(x)")
    found = candidates([GIVEN, answer], handout("y double"), facts_of(reference, "y double"), 200)

    texts = [one.text for one in found if one.text.startswith("def double")]
    assert reference in texts
    assert not any("double(" in text.removeprefix("def double(").split("\n\n\n")[0] for text in texts)


def test_a_value_is_not_replaced_by_itself_in_other_quotes() -> None:
    """Nothing would be tried by it."""
    reference = 'h = tf.cast(x, dtype="float32")\ny = activation(h)'
    found = candidates([GIVEN, reference.replace("cast(x", "cast(w")], handout(), facts_of(reference), 200)

    assert not any(one.kind == "keyword_value" for draft in found for one in draft.changes)


def test_given_statements_are_never_edited() -> None:
    """Neither in cells of their own nor beside the learner's."""
    found = candidates([GIVEN, f"{GIVEN}\nh = tf.matmul(w, x) + b\ny = h"], handout(), FACTS, 200)

    assert found
    assert {one.cell for one in found} == {2}
    assert all(one.text.startswith(f"{GIVEN}\n") for one in found)


def test_as_many_come_as_are_wanted_and_always_the_same() -> None:
    """What is tried depends on nothing but the answer and the facts."""
    answer = "h = tf.matmul(w, x)\ny = h"
    first, again = (candidates([GIVEN, answer], handout(), FACTS, 5) for _ in range(2))

    assert len(first) == 5
    assert first == again


HOSTILE = (
    "y = " + "-" * 20_000 + "1",
    "y = " + "(" * 500 + "1" + ")" * 500,
    "y = (",
    "%time y = x",
    "y = x\n" * 1_500,
    "y = x\n" * 30_000,
)


@pytest.mark.parametrize("answer", HOSTILE, ids=["signs", "brackets", "torn", "magic", "long", "endless"])
def test_text_that_is_no_plain_python_has_few_or_no_candidates(answer: str) -> None:
    """However hostile it is, the list is short and comes soon."""
    assert len(candidates([GIVEN, answer], handout(), FACTS, 3)) <= 3


def test_every_sort_of_edit_proves_a_cause() -> None:
    """None is found and then not told."""
    assert {kind for kind, _ in SORTS} - {LOST} | {"extra_argument", UNCLEAR} == {*package_causes().by_repair}


def test_without_facts_there_are_candidates_all_the_same() -> None:
    """A packed course of an earlier grader has none."""
    assert candidates([GIVEN, "y = x"], handout(), RepairFacts(), 5)
