"""Compares two models layer by layer: which layers match, and how layers and numbers of parameters differ.

Layers are paired so that as little as possible has to be changed, as a text editor compares two files. So a layer is
missing, surplus, or different. A consequence of an earlier change (different numbers go in, so the weights have a
different shape) is not a separate change.

`parameter_causes` finds why a model has more or fewer parameters than the reference: which layer, and which argument of
it. A layer's gain in parameters has two parts. The layer itself causes one of them (a different number of units, no
bias). An earlier layer or the model's input causes the second one: more or fewer numbers go in than in the reference.
So the gains of all causes add up to the whole difference.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from grader.evidence import Layers, OpenShape, Shape
from grader.judging.checks.compiling import format_setting
from grader.judging.checks.model_graph.layers import (
    RESHAPINGS,
    SHAPE_KEEPING,
    Stage,
    other_weights,
    same_setting,
    setting_difference,
)
from grader.judging.checks.model_graph.normal_form import normal_form

_GAP = 10
"""The cost of a layer that is missing or surplus."""
_CHANGED, _CHANGED_MORE = 8, 13
"""The cost of a layer of the same kind with one different setting, or with several: less than one missing and one
surplus.
"""
_REPLACED = 19
"""The cost of a layer of a different kind: slightly less than one missing and one surplus."""
_MANY = 5
"""The number of inputs of one layer that a message names."""
_NONE = "—"
"""The sign in a table if one side has no layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A layer and the one expected in its place; one of the two may be missing."""

    kind: Literal["same", "changed", "missing", "extra"]
    actual: Stage | None
    expected: Stage | None
    number: int
    """The number of the expected layer, from 1; for a surplus layer, the number of the expected layer before it, or
    0.
    """
    reason: str = ""
    """How they differ, as a clause."""


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
    """Where two models first differ, as the end of a sentence; empty if they don't."""
    total = sum(pair.expected is not None for pair in pairs)
    if exchanged := swapped_pair(pairs):
        one, other = exchanged
        places = f"layers {one.number} and {other.number} of {total}"
        return f"at {places}: {one.expected} and {other.expected} are swapped"
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
    """The two layers that are swapped, if nothing else differs."""
    changed = [pair for pair in pairs if pair.kind != "same"]
    if len(changed) != 2:  # noqa: PLR2004 - two
        return None
    one, other = changed
    if one.actual is None or other.actual is None or one.expected is None or other.expected is None:
        return None
    crossed = setting_difference(one.actual, other.expected) or setting_difference(other.actual, one.expected)
    return None if crossed else (one, other)


def layer_tables(pairs: Sequence[Pair]) -> dict[str, str]:
    """What was expected and what is there, one layer per line; both layers of a pair have the same line number.

    Two lines are equal if and only if the layers match.
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
    """Whether the layers differ in their kinds, or in whether they are frozen, so that the tables show the
    difference.
    """
    left, right = pair.actual, pair.expected
    return left is None or right is None or left.kind != right.kind or left.frozen != right.frozen


def _paired(actual: Sequence[Stage], expected: Sequence[Stage]) -> list[Pair]:
    """The pairs with the least total cost. Layers that are equal from the beginning on are always paired."""
    both = list(zip(actual, expected, strict=False))
    alike = sum(1 for _ in takewhile(lambda pair: pair[0].signature == pair[1].signature, both))
    same = [_pair(*pair, number) for number, pair in enumerate(both[:alike], 1)]
    return [*same, *_cheapest(actual[alike:], expected[alike:], alike)]


def _cheapest(actual: Sequence[Stage], expected: Sequence[Stage], before: int) -> Iterator[Pair]:
    """The pairs of the layers after the first `before`, which match."""
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
    """The cost of changing each layer into each expected one."""
    left, right = [stage.signature for stage in actual], [stage.signature for stage in expected]
    kinds = [stage.kind for stage in expected]
    return [
        [_price(mark ^ other) if stage.kind == kind else _REPLACED for other, kind in zip(right, kinds, strict=True)]
        for mark, stage in zip(left, actual, strict=True)
    ]


def _price(marks: frozenset[str]) -> int:
    """The cost of what only one of two layers of the same kind has; a different value is on both sides."""
    return 0 if not marks else _CHANGED if len(marks) <= 2 else _CHANGED_MORE  # noqa: PLR2004 - one on either side


def _costs(price: list[list[int]], columns: int) -> list[list[int]]:
    """For each layer and each expected one, the least cost of all layers from there on."""
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
    """A clause that a layer has a wrong input, or shares the wrong layer's weights; empty if neither is the case."""
    if actual.inputs == expected.inputs and actual.same_as != expected.same_as:
        return "it shares its weights with another layer"
    if actual.inputs == expected.inputs:
        return "" if actual.gives == expected.gives else _gives(actual, expected)
    return f"it gets {_from(actual)}, not {_from(expected)}"


def _gives(actual: Stage, expected: Stage) -> str:
    if not expected.gives:
        return "the model returns it"
    return "the model returns it in a different place" if actual.gives else "the model does not return it"


def _from(stage: Stage) -> str:
    names = [f"what layer {one + 1} returns" if one >= 0 else "the model's input" for one in stage.inputs[:_MANY]]
    return " and ".join(names)


_INNER = -2
"""The axis of a kernel that belongs to its inputs."""


@dataclass(slots=True)
class ParameterCause:
    """One thing that was written differently from the reference."""

    argument: str
    """"units", "use_bias", "kernel_size", …; "missing", "extra", "order", "input" or "outside"."""
    number: int
    """The number of the expected layer, from 1; 0 if there is none."""
    text: str
    """The cause as a clause."""
    gain: int = 0
    """How many more parameters the model has because of it."""


def parameter_causes(actual: Layers, expected: Layers) -> tuple[ParameterCause, ...]:
    """The causes of a different number of parameters, in the order of the layers."""
    pairs = alignment(normal_form(actual), normal_form(expected))
    found = _Search(actual, expected, pairs).causes()
    outside = _outside(actual) - _outside(expected)
    if outside:
        text = f"{abs(outside):,} {'more' if outside > 0 else 'fewer'} are in layers that are created but never called"
        found.append(ParameterCause("outside", 0, text, outside))
    return tuple(cause for cause in found if cause.gain)


def other_input(actual: Layers, expected: Layers) -> str:
    """A clause that a model takes inputs of a different shape; empty if they fit or are not known."""
    found, wanted = actual.input_shape, expected.input_shape
    if found is None or wanted is None or _fit(found[1:], wanted[1:]):
        return ""
    return f"has shape {found[1:]}, not {wanted[1:]}"


class _Search:
    """The causes that have been found so far while comparing two models."""

    def __init__(self, actual: Layers, expected: Layers, pairs: Sequence[Pair]) -> None:
        self.models = actual, expected
        self.pairs = pairs
        self.found: list[ParameterCause] = []
        self.upstream: ParameterCause | None = None
        """The cause by which the numbers that flow in here differ from the reference's."""
        self.shapes = actual.input_shape, expected.input_shape

    def causes(self) -> list[ParameterCause]:
        """All causes found, including those that change no number of parameters."""
        if exchanged := swapped_pair(self.pairs):
            one, other = exchanged
            gain = sum(_count(pair.actual) - _count(pair.expected) for pair in self.pairs)
            text = f"`{one.expected}` and `{other.expected}` are swapped"
            return [ParameterCause("order", one.number, text, gain)]
        for place, pair in enumerate(self.pairs):
            self._take(place, pair)
        return self.found

    def _take(self, place: int, pair: Pair) -> None:
        gain = _count(pair.actual) - _count(pair.expected)
        came = _came_down(pair)
        if came:
            self._cause_upstream(place, pair).gain += came
        if own := self._own(place, pair):
            own.gain = gain - came
            self.found.append(own)
            if self._changes_what_flows(pair) and own.argument != "use_bias":
                self.upstream = own
        elif gain - came:
            self._cause_upstream(place, pair).gain += gain - came
        self.shapes = _after(pair.actual, self.shapes[0]), _after(pair.expected, self.shapes[1])

    def _cause_upstream(self, place: int, pair: Pair) -> ParameterCause:
        """The cause of a different input shape: the last layer with a different output, or the model's input."""
        if self.upstream is None:
            clause = other_input(*self.models)
            text = f"the input {clause}" if clause else _gets(pair)
            self.upstream = ParameterCause("input", self.pairs[place].number, text)
            self.found.append(self.upstream)
        return self.upstream

    def _changes_what_flows(self, pair: Pair) -> bool:
        """Whether different numbers flow after a pair but not before it; a layer that keeps shapes never causes
        that.
        """
        if all(one is None or one.kind in SHAPE_KEEPING for one in (pair.actual, pair.expected)):
            return False
        after = _after(pair.actual, self.shapes[0]), _after(pair.expected, self.shapes[1])
        return None in after or after[0] != after[1]

    def _own(self, place: int, pair: Pair) -> ParameterCause | None:
        """The difference in how this layer was written, if that can change the number of parameters."""
        if pair.expected is None:
            return ParameterCause("extra", pair.number, f"`{pair.actual}` is not expected")
        if pair.actual is None:
            text = self._unflattened(place) or f"`{pair.expected}` is missing"
            return ParameterCause("missing", pair.number, text)
        if pair.actual.kind != pair.expected.kind:
            return ParameterCause("kind", pair.number, f"`{pair.actual}` instead of `{pair.expected}`")
        keys = sorted(pair.actual.settings.keys() | pair.expected.settings.keys())
        other = [key for key in keys if not same_setting(pair.actual, pair.expected, key)]
        if not other:
            return None
        text = " and ".join(_says(pair.actual, pair.expected, key) for key in other)
        name = pair.expected if pair.actual.settings.get("use_bias") is False else pair.actual
        return ParameterCause(other[0], pair.number, f"`{name}` {text}")

    def _unflattened(self, place: int) -> str:
        """A clause that the input of the next weighted layer is not flattened, if only a flattening is missing."""
        expected = self.pairs[place].expected
        after = next((pair for pair in self.pairs[place + 1 :] if _came_down(pair)), None)
        if expected is None or expected.kind not in RESHAPINGS or after is None:
            return ""
        return f"its input is not flattened, so {_gets(after)}"


def _says(actual: Stage, expected: Stage, key: str) -> str:
    found, wanted = actual.settings.get(key), expected.settings.get(key)
    if key == "use_bias":
        return "has a bias, but none is expected" if found else "has no bias"
    if key in ("units", "filters"):
        noun = key.removesuffix("s") if found == 1 else key
        return f"has {format_setting(found)} {noun}, not {format_setting(wanted)}"
    return f"has {key[:60]} {format_setting(found)}, not {format_setting(wanted)}"


def _gets(pair: Pair) -> str:
    """A clause that compares what goes into a layer with what should go in."""
    found, wanted = _inner(pair.actual), _inner(pair.expected)
    if found is None or wanted is None:
        return f"`{pair.actual or pair.expected}` has weights of a different shape"
    numbers = "1 number" if found == 1 else f"{found:,} numbers"
    return f"`{pair.actual}` gets {numbers} at a time, but {wanted:,} are expected"


def _came_down(pair: Pair) -> int:
    """How much of a layer's gain in parameters is due to different numbers going in."""
    found, wanted = _inner(pair.actual), _inner(pair.expected)
    if not found or wanted is None or pair.actual is None or pair.expected is None:
        return 0
    if pair.actual.kind != pair.expected.kind or not pair.actual.parameters:
        return 0
    return math.prod(pair.actual.weights[0]) // found * (found - wanted)


def _inner(stage: Stage | None) -> int | None:
    """How many numbers go into a layer along the axis that it works on."""
    kernel: Shape = stage.weights[0] if stage is not None and stage.weights else ()
    return kernel[_INNER] if len(kernel) >= -_INNER else None


def _count(stage: Stage | None) -> int:
    return 0 if stage is None else stage.parameters


def _after(stage: Stage | None, before: OpenShape | None) -> OpenShape | None:
    return before if stage is None else stage.output_shape


def _outside(model: Layers) -> int:
    """The number of parameters in no layer that the model calls."""
    return model.parameters - sum(stage.parameters for stage in normal_form(model))


def _fit(one: OpenShape, other: OpenShape) -> bool:
    """Whether a model for examples of one shape accepts examples of the other shape.

    Keras adds and removes only a last axis of length 1; an open axis accepts any length.
    """
    shorter, longer = sorted((one, other), key=len)
    if longer[len(shorter) :] == (1,):
        longer = longer[:-1]
    return len(shorter) == len(longer) and all(
        None in pair or pair[0] == pair[1] for pair in zip(shorter, longer, strict=True)
    )
