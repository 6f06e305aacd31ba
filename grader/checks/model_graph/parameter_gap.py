"""Why a model has more or fewer parameters than the reference: which layer, and which argument of it.

What a layer gains has two parts. One is its own (another number of units, no bias). The other came down to it: more
or fewer numbers go in than in the reference, which is the doing of a layer before it, or of the model's input. So
the gains of all causes together are the whole difference.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.checks.model_graph.alignment import Pair, alignment, swapped_pair
from grader.checks.model_graph.layers import RESHAPINGS, SHAPE_KEEPING, Stage, same_setting
from grader.checks.model_graph.normal_form import normal_form
from grader.checks.settings import format_setting
from grader.evidence import Layers, OpenShape, Shape

_INNER = -2
"""The axis of a kernel along which its inputs lie."""


@dataclass(slots=True, kw_only=True)
class ParameterCause:
    """One thing that was written differently from the reference."""

    argument: str
    """"units", "use_bias", "kernel_size", …; "missing", "extra", "order", "input" or "outside"."""
    number: int
    """Of the expected layer, from 1; 0 for none."""
    text: str
    """It, as a clause."""
    gain: int
    """Parameters that the model has more because of it."""


def parameter_causes(actual: Layers, expected: Layers) -> tuple[ParameterCause, ...]:
    """The causes of another number of parameters, in the order of the layers."""
    pairs = alignment(normal_form(actual), normal_form(expected))
    found = _Search(actual, expected, pairs).causes()
    outside = _outside(actual) - _outside(expected)
    if outside:
        text = f"{abs(outside):,} {'more' if outside > 0 else 'fewer'} are in layers that are made and not called"
        found.append(ParameterCause(argument="outside", number=0, text=text, gain=outside))
    return tuple(cause for cause in found if cause.gain)


def other_input(actual: Layers, expected: Layers) -> str:
    """That a model takes inputs of another shape, as a clause; empty where they fit or are not known."""
    found, wanted = actual.input_shape, expected.input_shape
    if found is None or wanted is None or _fit(found[1:], wanted[1:]):
        return ""
    return f"has shape {found[1:]}, not {wanted[1:]}"


class _Search:
    """The causes that have been found on the way through two models."""

    def __init__(self, actual: Layers, expected: Layers, pairs: Sequence[Pair]) -> None:
        self.models = actual, expected
        self.pairs = pairs
        self.found: list[ParameterCause] = []
        self.upstream: ParameterCause | None = None
        """What made other numbers flow here than in the reference."""
        self.shapes = actual.input_shape, expected.input_shape

    def causes(self) -> list[ParameterCause]:
        """All of them, those too that change no count."""
        if exchanged := swapped_pair(self.pairs):
            one, other = exchanged
            gain = sum(_count(pair.actual) - _count(pair.expected) for pair in self.pairs)
            text = f"`{one.expected}` and `{other.expected}` stand in each other's place"
            return [ParameterCause(argument="order", number=one.number, text=text, gain=gain)]
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
        """The cause of another input shape: the last layer with another output, or the model's input."""
        if self.upstream is None:
            clause = other_input(*self.models)
            text = f"the input {clause}" if clause else _gets(pair)
            self.upstream = ParameterCause(argument="input", number=self.pairs[place].number, text=text, gain=0)
            self.found.append(self.upstream)
        return self.upstream

    def _changes_what_flows(self, pair: Pair) -> bool:
        """Whether after a pair other numbers flow, which did not before it; no layer that keeps shapes does that."""
        if all(one is None or one.kind in SHAPE_KEEPING for one in (pair.actual, pair.expected)):
            return False
        after = _after(pair.actual, self.shapes[0]), _after(pair.expected, self.shapes[1])
        return None in after or after[0] != after[1]

    def _own(self, place: int, pair: Pair) -> ParameterCause | None:
        """What was written differently in this layer, if that can change a count."""
        if pair.expected is None:
            text = f"`{pair.actual}` is not expected"
            return ParameterCause(argument="extra", number=pair.number, text=text, gain=0)
        if pair.actual is None:
            text = self._unflattened(place) or f"`{pair.expected}` is missing"
            return ParameterCause(argument="missing", number=pair.number, text=text, gain=0)
        if pair.actual.kind != pair.expected.kind:
            text = f"`{pair.actual}` where `{pair.expected}` is expected"
            return ParameterCause(argument="kind", number=pair.number, text=text, gain=0)
        keys = sorted(pair.actual.settings.keys() | pair.expected.settings.keys())
        other = [key for key in keys if not same_setting(pair.actual, pair.expected, key)]
        if not other:
            return None
        text = " and ".join(_says(pair.actual, pair.expected, key) for key in other)
        name = pair.expected if pair.actual.settings.get("use_bias") is False else pair.actual
        return ParameterCause(argument=other[0], number=pair.number, text=f"`{name}` {text}", gain=0)

    def _unflattened(self, place: int) -> str:
        """That what goes into the next weighted layer is not flattened, where that is what is missing."""
        expected = self.pairs[place].expected
        after = next((pair for pair in self.pairs[place + 1 :] if _came_down(pair)), None)
        if expected is None or expected.kind not in RESHAPINGS or after is None:
            return ""
        return f"its input is not flattened, so {_gets(after)}"


def _says(actual: Stage, expected: Stage, key: str) -> str:
    found, wanted = actual.settings.get(key), expected.settings.get(key)
    if key == "use_bias":
        return "has a bias, and none is expected" if found else "has no bias"
    if key in ("units", "filters"):
        noun = key.removesuffix("s") if found == 1 else key
        return f"has {format_setting(found)} {noun}, not {format_setting(wanted)}"
    return f"has {key[:60]} {format_setting(found)}, not {format_setting(wanted)}"


def _gets(pair: Pair) -> str:
    """What a layer gets, beside what it should get."""
    found, wanted = _inner(pair.actual), _inner(pair.expected)
    if found is None or wanted is None:
        return f"`{pair.actual or pair.expected}` has weights of another shape"
    numbers = "1 number" if found == 1 else f"{found:,} numbers"
    return f"`{pair.actual}` gets {numbers} at a time, where {wanted:,} are expected"


def _came_down(pair: Pair) -> int:
    """How much of what a layer gains is due to other numbers coming in."""
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
    """Parameters in no layer that the model calls."""
    return model.parameters - sum(stage.parameters for stage in normal_form(model))


def _fit(one: OpenShape, other: OpenShape) -> bool:
    """Whether a model for examples of one shape takes those of the other.

    Keras adds and takes away a last axis of length 1, and no other; an open axis takes any length.
    """
    shorter, longer = sorted((one, other), key=len)
    if longer[len(shorter) :] == (1,):
        longer = longer[:-1]
    return len(shorter) == len(longer) and all(
        None in pair or pair[0] == pair[1] for pair in zip(shorter, longer, strict=True)
    )
