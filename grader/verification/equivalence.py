"""Whether two runs showed the same. A mutant that is called equivalent to its reference has to prove that."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.checks.array_difference import Closeness
from grader.evidence import Activation, Answers, Array, Dataset, Evidence, Layer, Layers, Raised, Record, Saved

NEAR = Closeness(rtol=1e-5, atol=1e-6)
"""How far numbers may differ that would be equal if they had been added up in the same order."""

_NAMES: Mapping[type[Record], frozenset[str]] = {
    Evidence: frozenset(["names", "intermediate_values"]),
    Dataset: frozenset(["steps"]),
    Layers: frozenset(["architecture", "values"]),  # kept of references alone; what a model answers is in `outputs`
    Saved: frozenset(["data"]),  # what loads from it is in `rebuilt`
    Answers: frozenset(["inputs"]),  # the models' answers are compared
    Layer: frozenset(["name"]),
    Activation: frozenset(["name"]),
    Raised: frozenset(["message"]),
}
"""Fields that hold what a thing is called or how it came about; they are not compared."""


def first_difference(reference: Evidence, mutant: Evidence, *, near: Closeness = NEAR) -> str | None:
    """The first difference in all that was observed, hidden inputs and replays included; None where there is none."""
    return next(_differences(reference, mutant, "", near), None)


def _differences(one: object, other: object, place: str, near: Closeness) -> Iterator[str]:
    """The differences between two things that were observed at the same place, a sentence each."""
    match one, other:
        case Array(), Array():
            if differs := _array_difference(one, other, near):
                yield f"{place}: {differs}"
        case Record(), Record() if type(one) is type(other):
            ignored = _NAMES.get(type(one), frozenset())
            for field in (field for field in one.__struct_fields__ if field not in ignored):
                yield from _differences(getattr(one, field), getattr(other, field), _inside(place, field), near)
        case Mapping(), Mapping():
            yield from _in_tables(one, other, place, near)
        case tuple(), tuple() if len(one) == len(other):
            for number, (left, right) in enumerate(zip(one, other, strict=True), 1):
                yield from _differences(left, right, f"{place} {number}", near)
        case tuple(), tuple():
            yield f"{place}: {len(other)} of them, not {len(one)}"
        case _:
            if type(one) is not type(other) or one != other:
                yield f"{place}: {_spell(other)}, not {_spell(one)}"


def _in_tables(one: Mapping[str, object], other: Mapping[str, object], place: str, near: Closeness) -> Iterator[str]:
    for key in sorted(one.keys() | other.keys()):
        if key in one and key in other:
            yield from _differences(one[key], other[key], _inside(place, f"`{key}`"), near)
        else:
            yield f"{_inside(place, f'`{key}`')}: only {'the mutant' if key in other else 'the reference'} has it"


def _array_difference(one: Array, other: Array, near: Closeness) -> str | None:
    """How two arrays differ, or None. Of an array whose values were not sent, dtype, shape and sha256 are compared."""
    if (one.dtype, one.shape) != (other.dtype, other.shape):
        return f"{other.dtype} {other.shape}, not {one.dtype} {one.shape}"
    if one.data is None or other.data is None:
        same = one.sha256 is not None and one.sha256 == other.sha256
        return None if same else "the values did not travel, so they can't be compared"
    if not np.issubdtype(one.numpy().dtype, np.floating):
        return None if one.data == other.data else "other values"
    if np.allclose(other.numpy(), one.numpy(), rtol=near.rtol, atol=near.atol, equal_nan=True):
        return None
    with np.errstate(invalid="ignore"):
        gap = np.nanmax(np.abs(other.numpy().astype(float) - one.numpy().astype(float)))
    return f"values up to {gap:.3g} apart"


def _inside(place: str, part: str) -> str:
    return f"{place}, {part}" if place else part


def _spell(value: object) -> str:
    """A small value itself, of any other the name of its type."""
    return f"{value!r:.60}" if isinstance(value, str | int | float | None) else type(value).__name__
