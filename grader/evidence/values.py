"""Observations of values other than models and data sets: numbers, strings, devices, files and figures."""

from typing import Annotated, Final, Literal

import msgspec

from grader.evidence.records import Array, Ask, Name, Observation, Prose, Record, Size


class Describe(Ask, frozen=True, kw_only=True, tag="look"):
    """Describe the object with this name by its kind."""

    whole: bool = False
    """Whether a data set that was cut by `take` or `skip` is described without that step."""


class Tensor(Observation, frozen=True, kw_only=True, tag="tensor"):
    """A tensor, variable, NumPy array, number, or list of numbers."""

    noun = "a tensor"
    hidden_rests_on = "replayed"

    kind: Literal["tensor", "variable", "array", "number", "list"]
    array: Array


LATE: Final = "TimeoutError"
"""The name of the error if looking at something took too long."""


class Raised(Observation, frozen=True, kw_only=True, tag="raised"):
    """The exception that the learner's code raised while the probe was using it."""

    error: Name
    message: Prose


class Other(Observation, frozen=True, kw_only=True, tag="other"):
    """An object of a kind that is not sent."""

    kind: Name
    """The name of its type; "ellipsis" is the untouched blank of the stub."""


class Text(Observation, frozen=True, kw_only=True, tag="text"):
    """A learner's string."""

    noun = "a text"

    text: Prose
    """The string, or its beginning if it is very long."""


class Absent(Observation, frozen=True, kw_only=True, tag="absent"):
    """No object with this name was defined."""


class TupleValue(Observation, frozen=True, kw_only=True, tag="several"):
    """A tuple that a function returned."""

    noun = "a tuple"
    hidden_rests_on = "replayed"

    parts: Annotated[tuple[Tensor | Other, ...], msgspec.Meta(max_length=20)]


Returned = Tensor | TupleValue | Text | Raised | Other


class Locate(Ask, frozen=True, kw_only=True, tag="locate"):
    """Find the device of the tensor with this name."""


class DevicePlacement(Observation, frozen=True, kw_only=True, tag="placed"):
    """The device on which a tensor's numbers are."""

    noun = "a tensor"
    rests_on = "left_behind"

    device: Name
    """The device in TensorFlow's notation: "/job:localhost/replica:0/task:0/device:CPU:0"."""


class Open(Ask, frozen=True, kw_only=True, tag="open"):
    """Return the file with this name from the working folder of the learner's code."""

    of_a_value = False


class Saved(Observation, frozen=True, kw_only=True, tag="saved"):
    """A file that the learner's code left behind."""

    noun = "a file"
    rests_on = "left_behind"

    size: Size
    data: bytes | None = None
    """The file's bytes; None if they are too many, or it is a folder. Dropped after a clean room has used them."""
    folder: bool = False


class Show(Ask, frozen=True, kw_only=True, tag="show"):
    """Describe all figures that were shown; the name is that of something drawn in one of them."""

    of_a_value = False


class Axes(Record, frozen=True, kw_only=True):
    """The axes of a figure with everything visible in them."""

    title: Prose
    labels: tuple[Prose, Prose]
    """The labels of the x and the y axis."""
    images: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    bars: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    """The lengths of the bars, upright or horizontal, float64 (bars,)."""
    unseen: Size = 0
    """The number of images and groups of bars that are drawn but not visible."""
    color_bar: bool = False
    """Whether these are the axes of a colour bar."""


FigureAxes = Annotated[tuple[Axes, ...], msgspec.Meta(max_length=20)]
"""Everything that one figure shows."""


class Figures(Observation, frozen=True, kw_only=True, tag="figures"):
    """The figures that were shown, in order."""

    noun = "figures"
    rests_on = "left_behind"

    figures: Annotated[tuple[FigureAxes, ...], msgspec.Meta(max_length=20)]
