"""Two models side by side, layer by layer: which of them match, and where a layer is missing, too many or another.

Layers are paired so that as little as possible has to be changed, as a text editor compares two files. What follows
from a change before it (other numbers go in, so the weights have another shape) is not a change of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from grader.checks.model_graph.layers import Stage, other_weights, setting_difference

_GAP = 10
"""What a layer costs that is missing or too many."""
_CHANGED, _CHANGED_MORE = 8, 13
"""A layer of the same kind with one other setting, or with several: less than one missing and one too many."""
_REPLACED = 19
"""A layer of another kind: hardly less than one missing and one too many."""
_MANY = 5
"""Inputs of one layer that a message names."""
_NONE = "—"
"""What a table shows where one side has no layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A layer and the one expected in its place, either of which may be lacking."""

    kind: Literal["same", "changed", "missing", "extra"]
    actual: Stage | None
    expected: Stage | None
    number: int
    """Of the expected layer, from 1; of one too many that of the layer expected before it, or 0."""
    reason: str = ""
    """In what they differ, as a clause."""


def alignment(actual: Sequence[Stage], expected: Sequence[Stage]) -> tuple[Pair, ...]:
    """The layers of two models, paired."""
    pairs = tuple(_paired(actual, expected))
    if any(pair.kind != "same" for pair in pairs):
        return pairs
    rewired = tuple(_by_consequence(pair, _other_inputs) for pair in pairs)
    if any(pair.kind != "same" for pair in rewired):
        return rewired
    return tuple(_by_consequence(pair, other_weights) for pair in pairs)


def first_layer_difference(pairs: Sequence[Pair]) -> str:
    """Where two models differ first, as the end of a sentence; empty where they don't."""
    total = sum(pair.expected is not None for pair in pairs)
    if exchanged := swapped_pair(pairs):
        one, other = exchanged
        places = f"layers {one.number} and {other.number} of {total}"
        return f"at {places}: {one.expected} and {other.expected} stand in each other's place"
    pair = next((pair for pair in pairs if pair.kind != "same"), None)
    if pair is None:
        return ""
    place = f"layer {pair.number} of {total}"
    match pair.kind:
        case "missing":
            return f"at {place}: {pair.expected} is missing"
        case "extra":
            where = f"after {place}" if pair.number else "at its beginning"
            return f"{where}: {pair.actual} is not expected"
    if str(pair.actual) == str(pair.expected):
        return f"at {place}: {pair.expected} expected, but {pair.reason}"
    found = f"at {place}: {pair.expected} expected, {pair.actual} found"
    return found if _plain(pair) else f"{found}: {pair.reason}"


def swapped_pair(pairs: Sequence[Pair]) -> tuple[Pair, Pair] | None:
    """The two layers that stand in each other's place, where that is all that differs."""
    changed = [pair for pair in pairs if pair.kind != "same"]
    if len(changed) != 2:  # noqa: PLR2004 - two
        return None
    one, other = changed
    if one.actual is None or other.actual is None or one.expected is None or other.expected is None:
        return None
    crossed = setting_difference(one.actual, other.expected) or setting_difference(other.actual, one.expected)
    return None if crossed else (one, other)


def layer_tables(pairs: Sequence[Pair]) -> dict[str, str]:
    """What was expected and what is there, a layer a line; the lines of a pair stand at the same height.

    Two lines are equal exactly where the layers match.
    """
    expected = [_line(pair, pair.expected) for pair in pairs]
    actual = [expected[place] if pair.kind == "same" else _line(pair, pair.actual) for place, pair in enumerate(pairs)]
    for place, pair in enumerate(pairs):
        if pair.kind == "changed" and actual[place] == expected[place]:
            actual[place] += f": {pair.reason}"
    return {"expected": "\n".join(expected), "actual": "\n".join(actual)}


def _line(pair: Pair, stage: Stage | None) -> str:
    if stage is None:
        return _NONE
    return f"{pair.number}. {stage}" if pair.expected is not None else f"+ {stage}"


def _plain(pair: Pair) -> bool:
    """Whether what differs is in the kinds of the layers, or in whether they are frozen, and so said already."""
    left, right = pair.actual, pair.expected
    return left is None or right is None or left.kind != right.kind or left.frozen != right.frozen


def _paired(actual: Sequence[Stage], expected: Sequence[Stage]) -> list[Pair]:
    """The pairs at the least cost. Layers that are alike from the beginning on belong together at any rate."""
    both = list(zip(actual, expected, strict=False))
    alike = sum(1 for _ in takewhile(lambda pair: pair[0].signature == pair[1].signature, both))
    same = [_pair(*pair, number) for number, pair in enumerate(both[:alike], 1)]
    return [*same, *_cheapest(actual[alike:], expected[alike:], alike)]


def _cheapest(actual: Sequence[Stage], expected: Sequence[Stage], before: int) -> Iterator[Pair]:
    """The pairs of the layers that follow on the first `before`, which match."""
    price = _prices(actual, expected)
    costs = _costs(price, len(expected))
    row, column = 0, 0
    while row < len(actual) or column < len(expected):
        here, number = costs[row][column], before + column + 1
        both = row < len(actual) and column < len(expected)
        if both and here == costs[row + 1][column + 1] + price[row][column]:
            yield _pair(actual[row], expected[column], number)
            row, column = row + 1, column + 1
        elif column < len(expected) and here == costs[row][column + 1] + _GAP:
            yield Pair(kind="missing", actual=None, expected=expected[column], number=number)
            column += 1
        else:
            yield Pair(kind="extra", actual=actual[row], expected=None, number=number - 1)
            row += 1


def _prices(actual: Sequence[Stage], expected: Sequence[Stage]) -> list[list[int]]:
    """What it costs to make each layer into each expected one."""
    left, right = [stage.signature for stage in actual], [stage.signature for stage in expected]
    kinds = [stage.kind for stage in expected]
    return [
        [_price(mark ^ other) if stage.kind == kind else _REPLACED for other, kind in zip(right, kinds, strict=True)]
        for mark, stage in zip(left, actual, strict=True)
    ]


def _price(marks: frozenset[str]) -> int:
    """The cost of what only one of two layers of the same kind has; another value is on both sides."""
    return 0 if not marks else _CHANGED if len(marks) <= 2 else _CHANGED_MORE  # noqa: PLR2004 - one on either side


def _costs(price: list[list[int]], columns: int) -> list[list[int]]:
    """For each layer and each expected one, the least cost of all from there on."""
    rows = len(price)
    costs = [[_GAP * (rows - row + columns - column) for column in range(columns + 1)] for row in range(rows + 1)]
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            gap = _GAP + min(costs[row + 1][column], costs[row][column + 1])
            costs[row][column] = min(costs[row + 1][column + 1] + price[row][column], gap)
    return costs


def _pair(actual: Stage, expected: Stage, number: int) -> Pair:
    pair = Pair(kind="same", actual=actual, expected=expected, number=number)
    return _with_reason(pair, setting_difference(actual, expected))


def _with_reason(pair: Pair, reason: str) -> Pair:
    return replace(pair, kind="changed", reason=reason) if reason else pair


def _by_consequence(pair: Pair, differs: Callable[[Stage, Stage], str]) -> Pair:
    assert pair.actual is not None
    assert pair.expected is not None
    return _with_reason(pair, differs(pair.actual, pair.expected))


def _other_inputs(actual: Stage, expected: Stage) -> str:
    """That a layer gets what another gives, or has another's weights; empty where it is not so."""
    if actual.inputs == expected.inputs and actual.same_as != expected.same_as:
        return "it shares its weights with another layer"
    if actual.inputs == expected.inputs:
        return "" if actual.gives == expected.gives else _gives(actual, expected)
    return f"it gets {_from(actual)}, not {_from(expected)}"


def _gives(actual: Stage, expected: Stage) -> str:
    if not expected.gives:
        return "the model gives it back"
    return "the model gives it back in another place" if actual.gives else "the model does not give it back"


def _from(stage: Stage) -> str:
    names = [f"what layer {one + 1} gives" if one >= 0 else "the model's input" for one in stage.inputs[:_MANY]]
    return " and ".join(names)
