"""Trainings as charts: makes coordinates and sentences from numbers; the template draws them.

A chart shows the curves of a training's history. A strip shows one measured number among those of the reference's
trainings.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grader.evidence import Evidence, History
from grader.model import Measurement
from grader.util.text import pluralize

STRIP_WIDTH, STRIP_HEIGHT = 360, 92
STRIP_LEFT, STRIP_RIGHT, STRIP_TOP, BASE = 12, 348, 20, 54
# The strip.

_APART = 0.15
"""The share of the strip that a number needs: two numbers that are closer would overlap."""
STEP = 6
"""The width of a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripColumn:
    """Trainings of the reference with about the same result."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A labelled place on the strip, or on an axis of a chart."""

    at: float
    label: str
    anchor: str = ""
    """The anchor of its text on the strip, so that it stays inside: `start`, `middle` or `end`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The drawing of a strip."""

    columns: tuple[StripColumn, ...]
    own: Label
    bar: Label
    """The label of the bar; the reference hardly ever has the numbers left of it."""
    ticks: tuple[Label, ...]
    sentence: str
    """The content of the strip in words."""


def strip(measured: Measurement) -> Strip:
    """The drawing of one number and of the reference's numbers."""
    numbers = (*measured.reference, measured.value, measured.bar)
    low, span = min(numbers), max(max(numbers) - min(numbers), 1)

    def x(number: int) -> float:
        return round(STRIP_LEFT + (number - low) / span * (STRIP_RIGHT - STRIP_LEFT), 1)

    lowest, highest = measured.reference[0], measured.reference[-1]
    ticks = (lowest, highest) if (highest - lowest) / span > _APART else (highest,)
    return Strip(
        columns=_columns([x(number) for number in measured.reference]),
        own=_mark(x(measured.value), f"yours: {measured.value:,}"),
        bar=_mark(x(measured.bar), f"bar {measured.bar:,}"),
        ticks=tuple(_mark(x(number), f"{number:,}") for number in ticks),
        sentence=f"Yours: {measured.value:,} of {measured.of:,}. The reference in "
        f"{pluralize(len(measured.reference), 'training')}: "
        f"{lowest:,} to {highest:,}. The bar is {measured.bar:,}: the reference hardly ever gets fewer.",
    )


def _columns(places: list[float]) -> tuple[StripColumn, ...]:
    """Counts of the places, as columns of the same width; the highest fills the strip."""
    counts = Counter(int((place - STRIP_LEFT) // STEP) for place in places)
    most = max(counts.values())
    heights = {step: round(count / most * (BASE - STRIP_TOP), 1) for step, count in sorted(counts.items())}
    return tuple(
        StripColumn(x=STRIP_LEFT + step * STEP, y=round(BASE - height, 1), height=height)
        for step, height in heights.items()
    )


def _mark(at: float, label: str) -> Label:
    room = 40
    anchor = "start" if at < STRIP_LEFT + room else "end" if at > STRIP_RIGHT - room else "middle"
    return Label(at=at, label=label, anchor=anchor)


# Charts.

MAX_CHARTS = 4
MAX_POINTS = 200
MAX_LEVELS = 5
"""The most steps of the vertical axis."""
MIN_SPAN = 1e-6
"""The smallest relative difference of values: closer ones have no round values between them."""
WIDTH, HEIGHT = 360, 196
LEFT, RIGHT, TOP, BOTTOM = 44, 352, 12, 152
_VALIDATION = "val_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of a chart."""

    role: str
    """`training` or `validation`."""
    reference: bool
    """Whether it is the reference's, drawn faintly behind the learner's."""
    parts: tuple[tuple[tuple[float, float], ...], ...]
    """Points (x, y) of the drawing, split where a value was NaN or infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One metric over the epochs."""

    metric: str
    curves: tuple[Curve, ...]
    """From back to front."""
    levels: tuple[Label, ...]
    epochs: tuple[Label, ...]
    sentences: tuple[str, ...]
    """The content of the chart in words, one sentence per line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    role: str
    reference: bool
    values: npt.NDArray[np.float64]
    """The values, (epochs,)."""

    @property
    def finite(self) -> npt.NDArray[np.float64]:
        """The values that can be drawn, in order."""
        return self.values[np.isfinite(self.values)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The values at the edges of a drawing."""

    low: float
    high: float
    epochs: int

    def x(self, epoch: int) -> float:
        """The horizontal place of an epoch, counted from 0; a single epoch is in the middle."""
        share = epoch / (self.epochs - 1) if self.epochs > 1 else 0.5
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def y(self, value: float) -> float:
        """The vertical place of a value; halved first, because the difference of halves always fits a float."""
        span = self.high / 2 - self.low / 2
        share = (value / 2 - self.low / 2) / span if span else 0.5
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


def charts(learner: Evidence, reference: Evidence) -> tuple[Chart, ...]:
    """One chart for each metric of each history, the reference's series of the same name behind the learner's."""
    found: list[Chart] = []
    for name, seen in learner.seen.items():
        if isinstance(seen, History) and "/" not in name:
            theirs = reference.seen.get(name)
            for metric in dict.fromkeys(one.removeprefix(_VALIDATION) for one in seen.series):
                behind = _lines(metric, theirs, reference=True) if isinstance(theirs, History) else []
                if len(found) < MAX_CHARTS and (chart := _chart(metric, _lines(metric, seen, reference=False), behind)):
                    found.append(chart)
    return tuple(found)


def _lines(metric: str, history: History, *, reference: bool) -> list[_Series]:
    """Its training and validation series, without those that have no values or no epoch."""
    named = (("validation", history.series.get(_VALIDATION + metric)), ("training", history.series.get(metric)))
    return [
        _Series(role=role, reference=reference, values=np.asarray(array.numpy(), dtype=np.float64).ravel())
        for role, array in named
        if array is not None and array.data
    ]


def _chart(metric: str, own: list[_Series], reference: list[_Series]) -> Chart | None:
    """The drawing, or None if the learner's series contain no finite number."""
    if not any(line.finite.size for line in own):
        return None
    lines = [*reference, *own]
    finite = np.concatenate([line.finite for line in lines])
    longest = max(line.values.size for line in lines)
    frame = _Frame(low=float(finite.min()), high=float(finite.max()), epochs=longest)
    return Chart(
        metric=metric,
        curves=tuple(_curve(line, frame) for line in lines),
        levels=tuple(Label(at=frame.y(value), label=f"{value:.4g}") for value in _levels(frame)),
        epochs=tuple(Label(at=frame.x(epoch), label=str(epoch + 1)) for epoch in _spread(frame.epochs, 6)),
        sentences=tuple(_sentence(line) for line in reversed(lines)),
    )


def _curve(line: _Series, frame: _Frame) -> Curve:
    """The line; for a long series, `MAX_POINTS` evenly chosen points."""
    parts: list[list[tuple[float, float]]] = [[]]
    for epoch in _spread(line.values.size, MAX_POINTS):
        value = float(line.values[epoch])
        if math.isfinite(value):
            parts[-1].append((frame.x(epoch), frame.y(value)))
        else:
            parts.append([])
    return Curve(role=line.role, reference=line.reference, parts=tuple(tuple(part) for part in parts if part))


def _levels(frame: _Frame) -> Iterable[float]:
    """Two to six round values between the lowest and the highest; the ends if there are no such values."""
    span = frame.high - frame.low
    if not math.isfinite(span) or span < MIN_SPAN * max(abs(frame.low), abs(frame.high), MIN_SPAN):
        return dict.fromkeys((frame.low, frame.low / 2 + frame.high / 2, frame.high))
    ten = 10.0 ** math.floor(math.log10(span))
    step = next(size for size in (ten / 5, ten / 2, ten, 2 * ten) if span / size <= MAX_LEVELS)
    first, last = math.ceil(frame.low / step), math.floor(frame.high / step)
    return [place * step for place in range(first, last + 1)]


def _spread(epochs: int, most: int) -> Iterable[int]:
    """The first, the last, and evenly spaced epochs between them, counted from 0; at most this many."""
    return dict.fromkeys(round(step) for step in np.linspace(0, epochs - 1, min(epochs, most)))


def _sentence(line: _Series) -> str:
    """The line in words, for people who cannot see it."""
    whose = f"The reference's {line.role}" if line.reference else f"Your {line.role}"
    first, last = (f"{value:.4g}" for value in line.values[[0, -1]])
    count = line.values.size
    course = f"{first} after the only epoch" if count == 1 else f"from {first} to {last} in {count} epochs"
    unfit = count - line.finite.size
    return f"{whose}: {course}" + (f", {unfit} of them NaN or infinite." if unfit else ".")
