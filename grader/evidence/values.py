"""Neither models nor data sets: numbers, texts, the devices where they are, and files and figures that are left."""

from typing import Annotated, Final, Literal

import msgspec

from grader.evidence.records import Array, Ask, Name, Observation, Prose, Record, Size


class Describe(Ask, frozen=True, kw_only=True, tag="look"):
    """Describe the object of this name, whatever it is."""

    whole: bool = False
    """Whether a data set that `take` or `skip` leaves a part of is to be described without that step."""


class Tensor(Observation, frozen=True, kw_only=True, tag="tensor"):
    """A tensor, variable, NumPy array, number, or list of numbers."""

    noun = "a tensor"
    hidden_rests_on = "replayed"

    kind: Literal["tensor", "variable", "array", "number", "list"]
    array: Array


LATE: Final = "TimeoutError"
"""The name of the error where looking at something took too long."""


class Raised(Observation, frozen=True, kw_only=True, tag="raised"):
    """The learner's code raised while the probe was using it."""

    error: Name
    message: Prose


class Other(Observation, frozen=True, kw_only=True, tag="other"):
    """An object of a kind that does not travel."""

    kind: Name
    """The name of its type; "ellipsis" is the stub's untouched blank."""


class Text(Observation, frozen=True, kw_only=True, tag="text"):
    """A text of the learner's."""

    noun = "a text"

    text: Prose
    """Its beginning, where it is very long."""


class Absent(Observation, frozen=True, kw_only=True, tag="absent"):
    """No such name was defined."""


class TupleValue(Observation, frozen=True, kw_only=True, tag="several"):
    """A tuple that a function returned."""

    noun = "a tuple"
    hidden_rests_on = "replayed"

    parts: Annotated[tuple[Tensor | Other, ...], msgspec.Meta(max_length=20)]


Returned = Tensor | TupleValue | Text | Raised | Other


class Locate(Ask, frozen=True, kw_only=True, tag="locate"):
    """Tell on which device the tensor of this name is."""


class DevicePlacement(Observation, frozen=True, kw_only=True, tag="placed"):
    """Where a tensor's numbers are."""

    noun = "a tensor"
    rests_on = "left_behind"

    device: Name
    """As TensorFlow spells it: "/job:localhost/replica:0/task:0/device:CPU:0"."""


class Open(Ask, frozen=True, kw_only=True, tag="open"):
    """Bring the file of this name, from the folder that the learner's code works in."""

    of_a_value = False


class Saved(Observation, frozen=True, kw_only=True, tag="saved"):
    """A file that the learner's code left behind."""

    noun = "a file"
    rests_on = "left_behind"

    size: Size
    data: bytes | None = None
    """Its bytes; None where they are too many, or it is a folder. Dropped once a clean room has had them."""
    folder: bool = False


class Show(Ask, frozen=True, kw_only=True, tag="show"):
    """Describe all figures that were shown; the name is what is drawn in one of them."""

    of_a_value = False


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


class Figures(Observation, frozen=True, kw_only=True, tag="figures"):
    """The figures that were shown, in order."""

    noun = "figures"
    rests_on = "left_behind"

    figures: Annotated[tuple[FigureAxes, ...], msgspec.Meta(max_length=20)]
