"""Rules that compare values with the reference's: the right numbers in a wrong form, only a part of them, or too many.

The first detectors find the right numbers in a different shape, order, dtype or position. The others find a value made
from the reference's: a part of it, more than it, or the result of one more step.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import chain, combinations, permutations
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from grader.evidence import Array, Dataset, History, Layers, Observation, Other, Tensor, Text
from grader.judging.causes.facts import Facts, Sign
from grader.judging.causes.values import has_numbers, same_observation, wrong_tensors
from grader.judging.checks.dataset_passes import example_frequencies, same_frequencies
from grader.judging.checks.figures import drawn_bars
from grader.judging.checks.findings import HIDDEN
from grader.judging.checks.identity import answers_of
from grader.source.code_view import argument, quote_code
from grader.source.tree import Function, called_name, tail, written_code

_CHECKS = ("tensor_shape", "tensor_dtype", "tensor_values", "value_kind")
_RTOL, _ATOL = 1e-5, 1e-6
_AXES = (2, 3)
"""The numbers of axes of an array for which different orders of axes are tried."""
_MOST = 4096
"""The most numbers of an array that are sorted."""
_PAIR = 2

Numbers = npt.NDArray[Any]
Compared = Callable[[Numbers, Numbers], bool]


def _predictions(facts: Facts) -> Iterator[tuple[str, Array, Array]]:
    """Each value that should be a prediction of the learner's model but is not, with what the model does predict."""
    for criterion, name in facts.failures_of("predicted_by"):
        evidence = facts.run.evidence.for_criterion(criterion.id)
        own = facts.seen.get(name)
        right = answers_of(evidence, str(criterion.params["model"]), str(criterion.params["inputs"]))
        if isinstance(own, Tensor) and right is not None:
            yield name, own.array, right


def _arrays(facts: Facts) -> Iterator[tuple[str, Numbers, Numbers]]:
    values = ((name, own.array, right.array) for name, own, right in wrong_tensors(facts, *_CHECKS))
    for name, own, right in chain(values, _predictions(facts)):
        if _has_data(own) and _has_data(right):
            yield name, own.numpy(), right.numpy()


def _has_data(array: Array) -> bool:
    return array.data is not None and array.dtype != "bool" and bool(array.data)


def _in_any_value(fits: Compared) -> Callable[[Facts], Sign | None]:
    """A detector that shows the first value that stands to the reference's as `fits` says."""

    def detector(facts: Facts) -> Sign | None:
        for name, own, right in _arrays(facts):
            if fits(own, right):
                return Sign(f"`{name}`", {"own_shape": str(own.shape), "shape": str(right.shape)})
        return None

    return detector


def equal_numbers(own: Numbers, right: Numbers) -> bool:
    """Whether two arrays have the same shape and nearly the same numbers."""
    return own.shape == right.shape and bool(np.allclose(own, right, rtol=_RTOL, atol=_ATOL))


@_in_any_value
def extra_axis(own: Numbers, right: Numbers) -> bool:
    """The right numbers with a superfluous axis of length 1."""
    return own.ndim > right.ndim and _same_numbers(own, right)


def _same_numbers(own: Numbers, right: Numbers) -> bool:
    """Whether two arrays differ in axes of length 1 only."""
    long = [tuple(length for length in one.shape if length != 1) for one in (own, right)]
    return long[0] == long[1] and equal_numbers(own.ravel(), right.ravel())


@_in_any_value
def regrouped(own: Numbers, right: Numbers) -> bool:
    """The right numbers in the right order, divided into rows of a different length."""
    return equal_numbers(own.ravel(), right.ravel()) and not _same_numbers(own, right)


@_in_any_value
def axes_swapped(own: Numbers, right: Numbers) -> bool:
    """The right numbers with rows and columns swapped, or with axes in a different order."""
    return _is_turned(own, right)


def _is_turned(own: Numbers, right: Numbers) -> bool:
    if own.ndim != right.ndim or own.ndim not in _AXES or equal_numbers(own, right):
        return False
    orders = (
        order for order in permutations(range(own.ndim)) if own.shape == tuple(right.shape[axis] for axis in order)
    )
    return any(equal_numbers(own, right.transpose(order)) for order in orders)


@_in_any_value
def reordered(own: Numbers, right: Numbers) -> bool:
    """The right numbers in the right shape, but at different positions."""
    if own.shape != right.shape or not _PAIR <= own.size <= _MOST:
        return False
    if equal_numbers(own, right) or _is_turned(own, right):
        return False
    if np.unique(right).size == right.size and equal_numbers(np.sort(own, axis=None), np.sort(right, axis=None)):
        return True
    rows = [one.reshape(len(one), -1) for one in (own, right)]
    ordered = [row[np.lexsort(row.T)] for row in rows]
    return np.unique(rows[1], axis=0).shape == rows[1].shape and equal_numbers(*ordered)


@_in_any_value
def decimal_commas(own: Numbers, right: Numbers) -> bool:
    """Twice as many numbers as needed: the parts before and after a comma that should be a decimal point."""
    if own.size != _PAIR * right.size or not right.size:
        return False
    whole, rest = own.ravel()[::2], own.ravel()[1::2]
    if not np.isfinite(rest).all():
        return False
    digits = np.array([len(str(int(abs(one)))) for one in rest])
    return equal_numbers(whole + np.copysign(rest / 10.0**digits, whole), right.ravel()) and bool(np.any(rest))


def other_dtype(facts: Facts) -> Iterator[Sign]:
    """The right numbers in the right kind of object, but with a different dtype."""
    for name, own, right in wrong_tensors(facts, *_CHECKS):
        same = _has_data(own.array) and _has_data(right.array) and _same(own, right)
        if same and own.kind == right.kind and own.array.dtype != right.array.dtype:
            yield Sign(f"`{name}`", {"dtype": right.array.dtype, "own_dtype": own.array.dtype})


_KINDS = {"tensor": "a tensor", "variable": "a variable", "array": "a NumPy array", "number": "a plain number"}
_KINDS |= {"list": "a list"}
_MAKES = {
    "tensor": "`tf.constant(…)` makes a tensor from numbers, and `tf.convert_to_tensor(…)` makes one from an array",
    "array": "`.numpy()` makes an array from a tensor, and `np.array(…)` makes one from a list",
}


def other_kind(facts: Facts) -> Iterator[Sign]:
    """The right numbers in a different kind of object."""
    for name, own, right in wrong_tensors(facts, *_CHECKS):
        if own.kind != right.kind and right.kind in _MAKES and _same(own, right):
            words = {"own_kind": _KINDS[own.kind], "kind": _KINDS[right.kind], "makes": _MAKES[right.kind]}
            yield Sign(f"`{name}`", words)


_ANY_TYPE: Final = "A name may hold any kind of object. The task says which one it needs here."
_OBSERVED = {Text: "a string", Dataset: "a data set", Layers: "a model", History: "a training history"}
_CALLABLE = frozenset(["builtin_function_or_method", "function", "method", "method-wrapper"])
_CLASS = "a class", "The name of a class stands for the class. Brackets after it create an object."
_FUNCTION = "a function", "The name of a function stands for the function itself. Brackets after it call it."
_TYPES = {
    "dict": ("a dictionary", "A dictionary holds several values. A key in square brackets gives one of them."),
    "generator": ("a generator", "A generator gives its values one after the other, and only once."),
    "list": ("a list", "A list holds several things. An index in square brackets gives one of them."),
    "tuple": ("a tuple", "A tuple holds several things. An index in square brackets gives one of them."),
    **dict.fromkeys(["class", "type"], _CLASS),
    **dict.fromkeys(_CALLABLE, _FUNCTION),
}


def other_type(facts: Facts) -> Iterator[Sign]:
    """A required name whose object is of a different kind from the reference's, though every line ran."""
    for criterion in () if facts.has_crashed else facts.failed_criteria:
        name = str(criterion.params.get("of", ""))
        own, right = (seen.get(name) for seen in (facts.seen, facts.wanted))
        values = facts.answer.values.get(name, ())
        kinds = [_kind_words(one) for one in (own, right)]
        if values and kinds[0] == "a function" and not isinstance(values[-1], ast.Name | ast.Attribute | ast.Lambda):
            kinds[0] = "an object that can be called"
        if values and all(kinds) and kinds[0] != kinds[1] and (type(own) is not type(right) or isinstance(own, Other)):
            _, about = _TYPES.get(getattr(own, "kind", ""), ("", _ANY_TYPE))
            words = {"name": name, "own_kind": kinds[0], "kind": kinds[1], "about": about}
            yield Sign(quote_code(values[-1]), words)


def _kind_words(seen: Observation | None) -> str:
    """The kind of an object in words; empty if there are no words for it."""
    match seen:
        case Tensor(kind=kind):
            return _KINDS[kind]
        case Other(kind="ellipsis" | "NoneType"):
            return ""
        case Other(kind=kind):
            return _TYPES[kind][0] if kind in _TYPES else f"an object of the type `{kind.partition(' of ')[0]}`"
    return next((words for sort, words in _OBSERVED.items() if isinstance(seen, sort)), "")


def _same(own: Tensor, right: Tensor) -> bool:
    return _has_data(own.array) and _has_data(right.array) and equal_numbers(own.array.numpy(), right.array.numpy())


def names_swapped(facts: Facts) -> Iterator[Sign]:
    """Two required names, each of which holds the other's value."""
    for one, other in combinations(facts.failed_names, _PAIR):
        if _holds(facts, one, other) and _holds(facts, other, one):
            yield Sign(f"the line that assigns `{one}`", {"old": one, "new": other})


def holds_another(facts: Facts) -> Iterator[Sign]:
    """A required name that holds the value of a different one."""
    for _, name in facts.failures_of(*_CHECKS, "dataset_examples", "dataset_source"):
        for other in facts.asked_names:
            if other != name and _holds(facts, name, other) and not _holds(facts, other, name):
                yield Sign(f"`{name}`", {"name": name, "other": other})


def _holds(facts: Facts, name: str, other: str) -> bool:
    """Whether a name holds the value that the reference has under a different name, and not its own value."""
    own, right = facts.seen.get(name), facts.wanted.get(name)
    theirs = facts.wanted.get(other)
    if isinstance(own, Dataset) and isinstance(right, Dataset) and isinstance(theirs, Dataset) and own.ended == "end":
        mine, wanted, others = (example_frequencies(one.first) for one in (own, right, theirs))
        return same_frequencies(mine, others) and not same_frequencies(mine, wanted)
    if not isinstance(own, Tensor) or not isinstance(theirs, Tensor) or not has_numbers(own):
        return False
    same_dtype = own.array.dtype == theirs.array.dtype
    return same_dtype and same_observation(own, theirs) and not same_observation(right, theirs)


def not_called(facts: Facts) -> Iterator[Sign]:
    """A function or method under a name that should hold its result: the brackets of the call are missing."""
    for name in facts.failed_names:
        own, right = facts.seen.get(name), facts.wanted.get(name)
        value = facts.answer.last_value(name)
        bare = isinstance(value, ast.Name | ast.Attribute) and right is not None and right != own
        if bare and isinstance(own, Other) and own.kind in _CALLABLE and value is not None:
            yield Sign(quote_code(value, before=f"{name} = "), {"old": written_code(value)})
    bare_lines = (node.value for node in facts.answer.nodes if isinstance(node, ast.Expr))
    for value in (line for line in bare_lines if isinstance(line, ast.Name | ast.Attribute)):
        if facts.solution.calls_to(tail(value)) and not facts.answer.calls_to(tail(value)):
            yield Sign(quote_code(value), {"old": written_code(value)})


def result_is_none(facts: Facts) -> Iterator[Sign]:
    """A name that holds the result of a method that returns nothing."""
    own_functions = {node.name for node in facts.answer.nodes if isinstance(node, Function)}
    for name in facts.failed_names:
        value = facts.answer.last_value(name)
        empty = facts.seen.get(name) == Other(kind="NoneType") and isinstance(value, ast.Call)
        if empty and isinstance(value, ast.Call) and called_name(value) not in own_functions | {"gradient"}:
            yield Sign(quote_code(value, before=f"{name} = "), {"name": name, "call": written_code(value)})


_TABLE = 2
"""The number of axes of a table, which has one row for each example."""
_MOST_PARTS = 1_000
"""The most rows of a table that are compared."""


@_in_any_value
def part_only(own: Numbers, right: Numbers) -> bool:
    """Only the first or last part of the required value, along the first axis."""
    if not right.ndim or not 0 < own.size < right.size or own.size % (right[0].size or 1) or right[0].size == 1:
        return False
    count = own.size // right[0].size
    return any(equal_numbers(own.ravel(), part.ravel()) for part in (right[:count], right[-count:]))


@_in_any_value
def whole_value(own: Numbers, right: Numbers) -> bool:
    """A whole value, although only its first entry is required."""
    return own.ndim > right.ndim and own.shape[0] > 1 and equal_numbers(np.squeeze(own[0]), np.squeeze(right))


def counts_drawn(facts: Facts) -> str | None:
    """A histogram, although a bar chart is required."""
    bars = [*map(facts.answer.calls_to, ("bar", "barh"))]
    failed = list(facts.failures_of("figure_bars")) and not any(bars)
    return next((quote_code(call) for call in facts.answer.calls_to("hist") if failed), None)


def other_part_drawn(facts: Facts) -> Iterator[Sign]:
    """Bars that show a row of a table that is not its first, or a column."""
    for criterion, name in facts.failures_of("figure_bars"):
        for call in (*facts.answer.calls_to("bar"), *facts.answer.calls_to("barh")):
            match argument(call, "height", 1):
                case ast.Subscript(value=ast.Name(id=table), slice=ast.Tuple(elts=[ast.Slice(), *_])) as column:
                    if table == name:
                        yield Sign(quote_code(column), {"table": name})
        seen = facts.run.evidence.for_criterion(criterion.id).seen
        value = seen.get(name)
        if isinstance(value, Tensor) and value.array.data is not None and len(value.array.shape) == _TABLE:
            drawn = (bars for bars in drawn_bars(seen.get(HIDDEN + name)) if len(bars.shape) == 1)
            charts = (bars.numpy() for bars in drawn if bars.data is not None)
            found = next((part for bars in charts if (part := _part_shown(value.array.numpy(), bars))), "")
            if found:
                yield Sign(f"`{name}[{found}]`", {"table": name})


def _part_shown(table: Numbers, bars: Numbers) -> str:
    """The index of the only row, or else of the only column, whose numbers bars show; empty if there is none."""
    rows = [row for row in range(len(table[:_MOST_PARTS])) if equal_numbers(table[row], bars)]
    if rows:
        return str(rows[0]) if len(rows) == 1 else ""
    count = len(bars)
    columns = [column for column in range(table.shape[1]) if equal_numbers(table[:count, column], bars)]
    return f":{count}, {columns[0]}" if len(columns) == 1 else ""


def rounded_off(facts: Facts) -> Sign | None:
    """The right numbers rounded to whole ones, unless the answer calls `argmax`."""
    return None if facts.answer.calls_to("argmax") else _rounded(facts)


@_in_any_value
def _rounded(own: Numbers, right: Numbers) -> bool:
    fractions = bool(np.any(right % 1))
    return own.shape == right.shape and own.size > 1 and fractions and bool(np.array_equal(own, np.round(right)))


@_in_any_value
def likeliest_only(own: Numbers, right: Numbers) -> bool:
    """The position of the largest number of each row instead of the row itself."""
    return right.ndim == _TABLE and own.size == len(right) > 1 and np.array_equal(own.ravel(), right.argmax(axis=1))


@_in_any_value
def softmax_again(own: Numbers, right: Numbers) -> bool:
    """Rows of probabilities to which softmax was applied once more."""
    if right.ndim != _TABLE or own.shape != right.shape or not np.allclose(right.sum(axis=1), 1, atol=1e-3):
        return False
    powers = np.exp(right.astype(np.float64))
    return equal_numbers(own, powers / powers.sum(axis=1, keepdims=True))
