"""Values that are neither models nor data sets, what calling them gave, and files and figures that were left behind."""

from typing import Annotated, Final, Literal

import msgspec

from grader.evidence.records import Array, Name, Prose, Record, Size


class Tensor(Record, frozen=True, kw_only=True, tag="tensor"):
    """A tensor, variable, NumPy array, number, or list of numbers."""

    kind: Literal["tensor", "variable", "array", "number", "list"]
    array: Array


LATE: Final = "TimeoutError"
"""The name of the error where looking at something took too long."""


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
    """A function's results for the argument lists it was called with, in order."""

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


class Saved(Record, frozen=True, kw_only=True, tag="saved"):
    """A file that the learner's code left behind."""

    size: Size
    data: bytes | None = None
    """Its bytes; None where they are too many, or it is a folder. Dropped once a clean room has had them."""
    folder: bool = False


class Axes(Record, frozen=True, kw_only=True):
    """One pair of axes with what is to be seen in it."""

    title: Prose
    labels: tuple[Prose, Prose]
    """Of the x and the y axis."""
    images: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    bars: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    """float64 (bars,): how long they are, upright or lying."""
    unseen: Size = 0
    """Images and groups of bars that are drawn, and can't be seen."""
    color_bar: bool = False
    """Whether these are the axes of a colour bar."""


FigureAxes = Annotated[tuple[Axes, ...], msgspec.Meta(max_length=20)]
"""All that one figure shows."""


class Figures(Record, frozen=True, kw_only=True, tag="figures"):
    """The figures that were shown, in order."""

    figures: Annotated[tuple[FigureAxes, ...], msgspec.Meta(max_length=20)]
