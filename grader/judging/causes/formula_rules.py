"""Rules about formulas written by hand: a neuron, two layers, softmax, a gradient.

The detectors here look at a function that turns rows of scores into probabilities. Those of the other rules are in
`answers` and `values`.
"""

import ast
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from grader.evidence import Calls, Raised, Returned, Tensor
from grader.judging.causes import answers, values
from grader.judging.causes.facts import Facts, Rule
from grader.judging.causes.values import result_tables
from grader.model import Criterion
from grader.source.code_view import (
    argument,
)
from grader.source.tree import called_name, literal_value

_ATOL = 1e-3
_SUMS = ("reduce_sum", "sum", "reduce_max", "max", "amax")


def by_columns(facts: Facts) -> str | None:
    """Columns that add up to 1, and rows that don't."""
    for name, own in _functions(facts):
        found = list(result_tables(own))
        if found and all(_ones(one.sum(axis=0)) for one in found) and not all(_ones(one.sum(axis=1)) for one in found):
            return f"`{name}`"
    return None


def by_everything(facts: Facts) -> str | None:
    """Whole batches that add up to 1, and rows that don't."""
    for name, own in _functions(facts):
        found = [one for one in result_tables(own) if len(one) > 1]
        if found and all(_ones(one.sum()) for one in found) and not any(_ones(one.sum(axis=1)) for one in found):
            return f"`{name}`"
    return None


def without_keepdims(facts: Facts) -> str | None:
    """A division that fails unless there are as many rows as columns, after sums that lost their axis."""
    for name, own in _functions(facts):
        fails = any(isinstance(one, Raised) and _speaks_of_shapes(one) for one in own)
        works = any(isinstance(one, Tensor) for one in own)
        if (
            fails
            and works
            and not facts.answer.calls_to("reshape")
            and any(_loses_axis(call) for call in facts.answer.calls)
        ):
            return f"`{name}`"
    return None


def overflows(facts: Facts) -> str | None:
    """NaN or infinity for large scores, from a function that is right for small ones."""
    for name, own in _functions(facts):
        ill = any(not np.isfinite(one).all() for one in result_tables(own))
        if ill and facts.passes("function_values", name):
            return f"`{name}`"
    return None


def _functions(facts: Facts) -> Iterator[tuple[str, tuple[Returned, ...]]]:
    """The functions that fail where each row of the reference's adds up to 1, with what they returned."""
    for criterion, name in facts.failures_of("function_values"):
        own, right = _both(facts, criterion, name)
        rows = list(result_tables(right))
        if own and rows and all(_ones(one.sum(axis=1)) for one in rows):
            yield name, own


def _both(facts: Facts, criterion: Criterion, name: str) -> tuple[tuple[Returned, ...], tuple[Returned, ...]]:
    key = f"{criterion.id}/{name}"
    own, right = facts.seen.get(key), facts.wanted.get(key)
    return (own.results if isinstance(own, Calls) else ()), (right.results if isinstance(right, Calls) else ())


def _ones(sums: npt.NDArray[Any]) -> bool:
    return bool(np.allclose(sums, 1, atol=_ATOL))


def _speaks_of_shapes(raised: Raised) -> bool:
    words = raised.message.lower()
    return "shape" in words or "broadcast" in words


def _loses_axis(call: ast.Call) -> bool:
    """Whether a sum along an axis leaves that axis out."""
    keeps = argument(call, "keepdims", 2)
    if called_name(call) not in _SUMS or argument(call, "axis", 1) is None:
        return False
    return keeps is None or (isinstance(keeps, ast.Constant) and not literal_value(keeps))


_NEURON: Final = ("05_single_layer", "06_multi_layer")
_SOFTMAX: Final = ("10_softmax",)

FORMULAS: Final = (
    Rule(
        name="typed_in",
        lessons=_NEURON,
        message="It looks as if a number was copied from an output: {where}.",
        ask="Would your cell still be right if it started from other numbers?",
        tip="Replace the number by the computation that it came from.",
        fix="Write the formula again with the names from the given cells alone, and no digits of a result in it.",
        detector=answers.typed_in,
        before=frozenset(
            ["bias_lost", "inputs_unused", "other_kind", "matrix_used_twice", "bias_used_twice", "sign_lost"]
        ),
    ),
    Rule(
        name="sign_lost",
        lessons=_NEURON,
        message="It looks as if the minus of the sigmoid was lost.",
        ask="What should the sigmoid of a large positive number be, close to 0 or close to 1? What does yours give?",
        tip="Compare your activation with the formula of the lesson, sign by sign.",
        fix="The sigmoid is 1 / (1 + tf.exp(-x)), with a minus in the exponent, wherever you apply it.",
        detector=answers.sign_lost,
        guesses=True,
    ),
    Rule(
        name="matrix_used_twice",
        lessons=("06_multi_layer",),
        message="It looks as if one weight matrix was used for two layers: {where}.",
        ask="How many weight matrices are given, and how many does your code use?",
        tip="Each layer has a matrix of its own. {other} is never used.",
        fix="Use {other} for the product of one of the two layers. Its shape says which.",
        detector=partial(answers.used_twice, kind="matrix"),
        guesses=True,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="bias_used_twice",
        lessons=("06_multi_layer",),
        message="It looks as if one bias was used for two layers: {where}.",
        ask="How many biases are given, and how many does your code use?",
        tip="Each layer has biases of its own: one for each of its neurons. {other} is never used.",
        fix="Add {other} to the product of one of the two layers. Its shape says which.",
        detector=partial(answers.used_twice, kind="bias"),
        guesses=True,
        before=frozenset(["bias_lost"]),
    ),
    Rule(
        name="bias_lost",
        lessons=_NEURON,
        message="It looks as if a bias was left out of the formula.",
        ask="Which of the given tensors does your code never use?",
        tip="After the sum of the products comes the bias, in each layer, before the activation.",
        fix="Add each layer's bias to its product, inside the brackets of the activation.",
    ),
    Rule(
        name="activation_lost",
        lessons=_NEURON,
        message="It looks as if an activation was left out of the formula.",
        ask="Which step of the formula comes after each sum? Do you take it everywhere?",
        tip="A layer that has an activation ends with it. Compare your layers with the task, one by one.",
        fix="Apply the activation of the formula to the sum of every layer that has one.",
    ),
    Rule(
        name="bias_after_activation",
        lessons=("05_single_layer", "06_multi_layer"),
        message="It looks as if a bias was added after the activation.",
        ask="In which order do the steps of the worked example come?",
        tip="The bias belongs to the sum that goes into the activation, not to what comes out of it.",
        fix="Move the bias inside the brackets of the activation, and add nothing after it.",
    ),
    Rule(
        name="bias_added_per_product",
        lessons=("05_single_layer",),
        message="It looks as if the bias was added to each product, and so once for every feature.",
        ask="How often does the bias get into your sum?",
        tip="Add the products up first. The bias comes once, after that.",
        fix="Close the brackets of the sum before the bias: tf.reduce_sum(…) + the bias.",
    ),
    Rule(
        name="not_added_up",
        lessons=("05_single_layer",),
        message="It looks as if the products were never added up.",
        ask="How many numbers do you get, and how many does one neuron answer with?",
        tip="There is one product for each feature. What is done with them next?",
        fix="Put tf.reduce_sum(…) around the products, then add the bias.",
    ),
    Rule(
        name="returns_nothing",
        lessons=("10_softmax", "14_subclassing"),
        message="It looks as if {where} returns nothing: a function without `return` gives None.",
        ask="Print what your function gives for a small input.",
        tip="The last line computes the right thing, but a function must also hand it over.",
        fix="Begin the function's last line with return.",
        detector=answers.returns_nothing,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="softmax_axis",
        lessons=_SOFTMAX,
        message="It looks as if {where} sums over columns instead of rows.",
        ask="Which should be 1 in total: the probabilities of one picture, or those of one digit?",
        tip="Each row is one picture. Along which axis do you add up when you add up a row?",
        fix="Sum with axis=1, not with axis=0. A maximum, if you take one, goes along axis=1 too.",
        detector=by_columns,
        before=frozenset(["softmax_overflow", "softmax_keepdims"]),
    ),
    Rule(
        name="softmax_whole_batch",
        lessons=_SOFTMAX,
        message="It looks as if {where} divides by the sum over the whole batch.",
        ask="What do the probabilities of one picture come to in total?",
        tip="A sum without an axis adds up everything. Each row needs a sum of its own.",
        fix="Use tf.reduce_sum(powers, axis=1, keepdims=True), where powers are the exponentials.",
        detector=by_everything,
        before=frozenset(["softmax_overflow", "softmax_keepdims"]),
    ),
    Rule(
        name="softmax_keepdims",
        lessons=_SOFTMAX,
        message="It looks as if the sums in {where} do not stand beside their rows when it divides.",
        ask="Which shape does your table have, and which shape do its sums have?",
        tip="Sums of n rows have the shape (n,) and are laid along the table's columns. They belong beside its rows.",
        fix="Add keepdims=True to the sum along axis 1. The sums of n rows then have the shape (n, 1).",
        detector=without_keepdims,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="softmax_overflow",
        lessons=_SOFTMAX,
        message="It looks as if the exponentials in {where} overflow where scores are large.",
        ask="What is tf.exp of a very large number, and what is that divided by itself?",
        tip="Softmax stays the same when one number is subtracted from all scores of a row. Which one helps?",
        fix="Subtract tf.reduce_max(x, axis=1, keepdims=True), the largest score of each row, before you use tf.exp.",
        detector=overflows,
        guesses=True,
    ),
    Rule(
        name="gradient_unwatched",
        lessons=("19_autodiff",),
        message="It looks as if the tape did not see what you differentiate by: it has no gradient for {where}.",
        ask="What does GradientTape have to see to find a gradient?",
        tip="A tensor is only recorded once it is watched, and only what is computed inside the with block is seen.",
        fix="Watch that tensor first thing in the block, and compute inside of the block, with TensorFlow alone.",
        detector=values.gradient_missing,
        before=frozenset(["incomplete_answer"]),
    ),
    Rule(
        name="incomplete_answer",
        lessons=(),
        message="It looks as if the answer stops half-way: {where} is not there yet.",
        ask="Which names does the task ask for, and which of them does your code give a value?",
        tip="Your steps are there, but their result is not yet kept under the name that was asked for.",
        fix="Add the step of the task that is about {where}, and keep what it gives under exactly that name.",
        detector=answers.incomplete_answer,
        before=frozenset(["not_built"]),
    ),
)
