"""Edits that may repair an answer: the likeliest first, of the learner's own statements, bounded, always the same."""

import ast

import pytest

from grader.judging.causes import package_causes
from grader.judging.causes.diagnosing import UNCLEAR
from grader.source.reader.candidates import BROKEN, IDLE, LOST, SORTS, candidates
from grader.source.records import Clues, RepairFacts
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
    "h = tf.matmul(x, w) ^ b\ny = activation(h)": ("operator", "^", "+"),
    "h = tf.matmul(x, w).layers[0] + b\ny = activation(h)": ("whole", ".layers[0]", ""),
    "plt.show\nh = tf.matmul(x, w) + b\ny = activation(h)": ("uncalled", "plt.show", "()"),
    "def one(v):\n    return tf.ones((64, 1))\n\n\nh = tf.matmul(x, w) + b\ny = activation(h)": (
        "typed_size",
        "64",
        "v",
    ),
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

    assert {one.doubtful for one in found if "activation" in one.text} == {False}
    assert {one.doubtful for one in found if "activation" not in one.text} == {True}
    assert {one.doubtful for one in twice if one.text == RIGHT} == {False}


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
    sorts = {kind for kind, _ in SORTS} - {LOST, IDLE} | {*BROKEN}
    assert sorts | {"extra_argument", UNCLEAR} == {*package_causes().by_repair}


def test_without_facts_there_are_candidates_all_the_same() -> None:
    """A packed course of an earlier grader has none."""
    assert candidates([GIVEN, "y = x"], handout(), RepairFacts(), 5)


MENDED = (
    ("y = tf.constant([[1, 2], [3, 4]])", "y = tf.constant([1, 2], [3, 4])"),
    ("y = x.map(activation).batch(3)", "y = x.map(activation).cache().batch(3)"),
    ("y = x.get_layer(index=1)", "y = x.get_layer(1)"),
    ("y = activation(x, 'GPU')", "y = activation(x)"),
    ("y = x.evaluate(b, w)", "y = x.evaluate(x)"),
)
"""Answers that are right, and wrong ones that one edit mends."""


@pytest.mark.parametrize(("right", "wrong"), MENDED)
def test_what_one_edit_mends_is_mended_by_the_first_few(right: str, wrong: str) -> None:
    """Brackets, a cache, a keyword, an argument, and given names for another value."""
    found = candidates([GIVEN, wrong], handout(), facts_of(right), 4)

    assert ast.dump(ast.parse(right)) in [ast.dump(ast.parse(one.text)) for one in found]


BROKEN_TEXTS = {
    "for _ in x\n    y = x": ("missing_sign", 1, "", ":"),
    "y = [x, w b]": ("missing_sign", 1, "", ","),
    "y = [\n    x\n    w,\n]": ("missing_sign", 2, "", ","),
    "y = activation(x\nh = y": ("missing_sign", 1, "", ")"),
    "y = activation([x)": ("missing_sign", 1, "", "]"),
    "y = activation(x))": ("extra_sign", 1, ")", ""),
    "if x is w:\n    y = x\nelse if w is x:\n    y = w": ("wrong_sign", 3, "else if", "elif"),
    "if x = w:\n    y = x": ("wrong_sign", 1, "=", "=="),
    "y = x\n    .shuffle(3)\n    .batch(4)": ("open_chain", 1, "", ""),
    "y = tf.cast(x, 'float32)": ("missing_sign", 1, "", "'"),
}
"""Text that is no Python, with the edit that mends it."""


@pytest.mark.parametrize("answer", BROKEN_TEXTS)
def test_text_that_is_no_python_is_mended_where_python_complains(answer: str) -> None:
    """The first candidate can be parsed, and no other cell is edited before."""
    first = candidates([GIVEN, answer], handout(), FACTS, 40)[0]

    change = first.changes[0]
    ast.parse(first.text)
    kind, line, old, new = BROKEN_TEXTS[answer]
    assert (change.kind, change.line) == (kind, line)
    assert kind == "open_chain" or (change.old, change.new) == (old, new)


def test_a_given_statement_that_was_changed_is_put_back_before_anything_else_is_tried() -> None:
    """Wherever it stands; what is missing without anything in its place is not put back."""
    changed = GIVEN.replace("b = tf.ones((1, 1))", "b = tf.ones((1, 2))")
    first = candidates([changed, RIGHT], handout(), FACTS, 40)[0]
    without = candidates([GIVEN.replace("b = tf.ones((1, 1))\n", ""), RIGHT], handout(), FACTS, 40)

    assert (first.cell, first.text) == (1, GIVEN)
    assert [one.kind for one in first.changes] == ["given"]
    assert not [one for one in without if one.changes[0].kind == "given"]


def test_nothing_that_comes_after_an_error_is_edited_and_its_line_comes_first() -> None:
    """What never ran is not why it was raised. An error of a function may come from its call."""
    answer = "h = tf.matmul(x, x)\nh = h + b\ny = h"
    found = candidates([GIVEN, answer], handout(), FACTS, 200, Clues(cell=2, line=1))
    called = "def work(v):\n    return tf.matmul(v, v)\n\n\ny = work(x)"
    inside = candidates([GIVEN, called], handout(), FACTS, 200, Clues(cell=2, line=2))

    assert {one.changes[0].line for one in found if len(one.changes) == 1} == {1}
    assert {one.changes[0].line for one in inside} >= {2, 5}
    assert inside[0].changes[0].line == 2


def test_what_leads_nowhere_is_not_edited() -> None:
    """Only what the names depend on that fail: what a function is, and what a method may change."""
    answer = "h = tf.matmul(x, w)\nother = h - 1\nh = h + b\ny = activation(h)\nother = other - b"
    found = candidates([GIVEN, answer], handout(), FACTS, 200, Clues(names=frozenset(["y"])))
    every = candidates([GIVEN, answer], handout(), FACTS, 200)
    methods = "model = list(x)\n_ = model.append(b)\ny = model"
    kept = candidates([GIVEN, methods], handout(), FACTS, 200, Clues(names=frozenset(["y"])))

    assert {one.line for draft in found if len(draft.changes) == 1 for one in draft.changes} == {1, 3, 4}
    assert {one.line for draft in every for one in draft.changes} == {1, 2, 3, 4, 5}
    assert {one.line for draft in kept for one in draft.changes} >= {1, 2, 3}


def test_an_object_and_the_text_that_names_it_are_one() -> None:
    """Nothing would be tried by one for the other."""
    reference = "y = x.compile(optimizer=tf.keras.optimizers.Adam(), loss='mse')"
    answer = reference.replace("tf.keras.optimizers.Adam()", '"adam"').replace("'mse'", "'mae'")
    first = candidates([GIVEN, answer], handout(), facts_of(reference), 1)[0]

    assert first.changes[0].what == ("keyword_value", "mae", "mse")
