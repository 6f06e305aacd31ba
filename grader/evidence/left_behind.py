"""What the learner's code left behind besides names: files and figures."""

from typing import Annotated

import msgspec

from grader.evidence.arrays import Array
from grader.evidence.records import Prose, Record, Size


class Saved(Record, frozen=True, kw_only=True, tag="saved"):
    """A file that the learner's code left behind."""

    size: Size
    data: bytes | None = None
    """Its bytes; None where they are too many, or it is a folder. Dropped once a clean room has had them."""
    folder: bool = False


class Axes(Record, frozen=True, kw_only=True):
    """One pair of axes with what is drawn in it."""

    title: Prose
    labels: tuple[Prose, Prose]
    """Of the x and the y axis."""
    images: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    bars: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    """float64 (bars,): how long they are, upright or lying."""
    color_bar: bool = False
    """Whether these are the axes of a colour bar."""


FigureAxes = Annotated[tuple[Axes, ...], msgspec.Meta(max_length=20)]
"""All that one figure shows."""


class Figures(Record, frozen=True, kw_only=True, tag="figures"):
    """The figures that were shown, in order."""

    figures: Annotated[tuple[FigureAxes, ...], msgspec.Meta(max_length=20)]
