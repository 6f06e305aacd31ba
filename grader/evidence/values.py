"""What a name holds that is no model and no data set, and what calling it gave."""

from typing import Annotated, Final, Literal

import msgspec

from grader.evidence.arrays import Array
from grader.evidence.records import Name, Prose, Record


class Tensor(Record, frozen=True, kw_only=True, tag="tensor"):
    """A tensor, variable, NumPy array, number, or list of numbers."""

    kind: Literal["tensor", "variable", "array", "number", "list"]
    array: Array


LATE: Final = "TimeoutError"
"""What is raised where looking at something took too long."""


class Raised(Record, frozen=True, kw_only=True, tag="raised"):
    """The learner's code raised while the probe was using it."""

    error: Name
    message: Prose


class Other(Record, frozen=True, kw_only=True, tag="other"):
    """An object of a kind that does not travel."""

    kind: Name
    """The name of its type; "ellipsis" is the stub's untouched blank."""


class Text(Record, frozen=True, kw_only=True, tag="text"):
    """A text of the learner's."""

    text: Prose
    """Its beginning, where it is very long."""


class DevicePlacement(Record, frozen=True, kw_only=True, tag="placed"):
    """Where a tensor's numbers are."""

    device: Name
    """As TensorFlow spells it: "/job:localhost/replica:0/task:0/device:CPU:0"."""


class Absent(Record, frozen=True, kw_only=True, tag="absent"):
    """No such name was defined."""


class TupleValue(Record, frozen=True, kw_only=True, tag="several"):
    """A tuple that a function returned."""

    parts: Annotated[tuple[Tensor | Other, ...], msgspec.Meta(max_length=20)]


Returned = Tensor | TupleValue | Text | Raised | Other


class Calls(Record, frozen=True, kw_only=True, tag="calls"):
    """What a function returned for each of the argument lists it was called with, in order."""

    results: Annotated[tuple[Returned, ...], msgspec.Meta(max_length=100)]


class Gradient(Record, frozen=True, kw_only=True, tag="slope"):
    """A function at one argument list, and how its numbers, weighted and summed, change with each argument."""

    value: Returned
    analytic: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """What TensorFlow derives; None where nothing flows to the argument."""
    numeric: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """By central differences, float64; None where there are too many numbers."""


class Gradients(Record, frozen=True, kw_only=True, tag="gradients"):
    """A function, differentiated at each of the argument lists."""

    results: Annotated[tuple[Gradient | Raised, ...], msgspec.Meta(max_length=100)]
