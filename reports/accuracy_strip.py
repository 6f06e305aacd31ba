"""A measured number among the reference's trainings, as a strip: numbers in, coordinates and a sentence out."""

from collections import Counter
from dataclasses import dataclass

from grader.model import Measurement
from grader.util.text import pluralize

WIDTH, HEIGHT = 360, 92
LEFT, RIGHT, TOP, BASE = 12, 348, 20, 54
STEP = 6
"""Width of a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripColumn:
    """Trainings of the reference that came to about the same."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StripLabel:
    """A labelled place on the strip."""

    at: float
    label: str
    anchor: str
    """Where its text begins, so that it stays inside: `start`, `middle` or `end`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The drawing."""

    columns: tuple[StripColumn, ...]
    own: StripLabel
    bar: StripLabel
    """Left of it lies what the reference hardly ever comes to."""
    ticks: tuple[StripLabel, ...]
    sentence: str
    """The same in words."""


def strip(measured: Measurement) -> Strip:
    """The drawing of one number and of the reference's."""
    numbers = (*measured.reference, measured.value, measured.bar)
    low, span = min(numbers), max(max(numbers) - min(numbers), 1)

    def x(number: int) -> float:
        return round(LEFT + (number - low) / span * (RIGHT - LEFT), 1)

    lowest, highest, count = measured.reference[0], measured.reference[-1], len(measured.reference)
    return Strip(
        columns=_columns([x(number) for number in measured.reference]),
        own=_mark(x(measured.value), f"yours: {measured.value:,}"),
        bar=_mark(x(measured.bar), f"bar {measured.bar:,}"),
        ticks=tuple(_mark(x(number), f"{number:,}") for number in _apart(measured, span)),
        sentence=f"Yours: {measured.value:,} of {measured.of:,}. The reference in {pluralize(count, 'training')}: "
        f"{lowest:,} to {highest:,}. The bar is {measured.bar:,}: it hardly ever comes to fewer.",
    )


def _columns(places: list[float]) -> tuple[StripColumn, ...]:
    """Counts of the places, as columns of the same width; the highest fills the strip."""
    counts = Counter(int((place - LEFT) // STEP) for place in places)
    most = max(counts.values())
    heights = {step: round(count / most * (BASE - TOP), 1) for step, count in sorted(counts.items())}
    return tuple(
        StripColumn(x=LEFT + step * STEP, y=round(BASE - height, 1), height=height) for step, height in heights.items()
    )


def _apart(measured: Measurement, span: int) -> list[int]:
    """The reference's lowest and highest number, or the highest alone where both would be written over each other."""
    lowest, highest = measured.reference[0], measured.reference[-1]
    return [lowest, highest] if (highest - lowest) / span > 0.15 else [highest]  # noqa: PLR2004 - two numbers' width


def _mark(at: float, label: str) -> StripLabel:
    room = 40
    anchor = "start" if at < LEFT + room else "end" if at > RIGHT - room else "middle"
    return StripLabel(at=at, label=label, anchor=anchor)
