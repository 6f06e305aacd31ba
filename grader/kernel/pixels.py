"""Whether what a figure draws can be seen among its pixels.

Asking each artist whether it is visible is no answer: it may be transparent, covered by another one, outside of its
axes, of no size, or in a single colour. So its own colours are looked for where it should be.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

LIKENESS = 0.7
"""The least correlation of the colours that an image should have and those that are there."""
CONTRAST = 0.1
"""The least difference of two colours that are told apart, as a share of black and white."""
NEAR = 0.15
"""How far a colour may be from the one it should have, or from those between that and the ground's."""
SHARE = 0.4
"""How much of a bar's colour there must be: a thin one runs into the ground."""
SMALLEST = 16
"""Pixels: the least width and height of an image."""
SHORTEST, THINNEST = 3, 1
"""Pixels: the least length and width of a bar that is looked for."""
MOST_CELLS = 64
"""Rows, and columns, of an image that are looked for."""
_WITHIN = (-0.3, 0.0, 0.3)
"""Where in a pixel of an image it is looked at, in each direction: a line or a word may cross it."""


def shows_image(image: Any, axes: Any, pixels: Numbers) -> bool:
    """Whether an image of some axes can be seen in uint8 (height, width, 4)."""
    values = image.get_array()
    rows, columns = (np.unique(np.linspace(0, many - 1, MOST_CELLS).astype(int)) for many in values.shape[:2])
    colors = np.asarray(image.to_rgba(values))[np.ix_(rows, columns)].astype(np.float64)
    wanted = _over(colors, axes)
    found, places = _found(image, rows, columns, values.shape[:2], pixels)
    frame = axes.get_window_extent()
    reach = max(_WITHIN) * np.ptp(places, axis=(0, 1)) / (len(columns), len(rows)) - 1
    inside = ((frame.min + reach <= places) & (places <= frame.max - reach)).all(axis=-1)
    if not inside.any() or min(np.ptp(places[inside], axis=0)) < SMALLEST:
        return False
    if np.ptp(np.asarray(values)[np.ix_(rows, columns)]) == 0:
        return bool(np.abs(found - wanted)[inside].mean() <= NEAR)
    kept = ((wanted - wanted.mean(axis=(0, 1)))[inside] ** 2).sum() / max(_spread(wanted), 1e-9)
    clear = np.ptp(found[inside], axis=0).max() >= CONTRAST
    return bool(clear and kept >= LIKENESS and _likeness(found[inside], wanted[inside]) >= LIKENESS)


def shows_bars(bars: Sequence[Any], axes: Any, pixels: Numbers, *, upright: bool) -> bool:
    """Whether a group of bars can be seen: most of those that are large enough, and the longest one with its end."""
    if not bars:
        return False
    frame, seen = axes.get_window_extent(), dict[int, bool]()
    for place, bar in enumerate(bars):
        box = bar.get_window_extent()
        left, right = max(box.x0, frame.x0), min(box.x1, frame.x1)
        low, high = max(box.y0, frame.y0), min(box.y1, frame.y1)
        length, width = (high - low, right - left) if upright else (right - left, high - low)
        if length >= SHORTEST and width >= THINNEST:
            seen[place] = _has_color(bar, axes, (left, low, right, high), pixels)
    lengths = [abs(bar.get_height() if upright else bar.get_width()) for bar in bars]
    longest = int(np.argmax(lengths))
    x, y = bars[longest].get_x() + bars[longest].get_width(), bars[longest].get_y() + bars[longest].get_height()
    end = axes.transData.transform((x, y))[int(upright)]
    first, last = (frame.y0, frame.y1) if upright else (frame.x0, frame.x1)
    whole = first - SHORTEST <= end <= last + SHORTEST
    return bool(whole and seen.get(longest) and 2 * sum(seen.values()) >= len(seen))


def shows_something(axes: Any, pixels: Numbers) -> bool:
    """Whether there is more than one colour where some axes are."""
    box, height = axes.get_window_extent(), len(pixels)
    rows = slice(max(round(height - box.y1), 0), max(round(height - box.y0), 0))
    part = pixels[rows, max(round(box.x0), 0) : max(round(box.x1), 0), :3]
    return bool(part.size) and bool(np.ptp(part.astype(np.int16), axis=(0, 1)).max() >= 255 * CONTRAST)


def _found(
    image: Any, rows: Numbers, columns: Numbers, shape: tuple[int, int], pixels: Numbers
) -> tuple[Numbers, Numbers]:
    """The colours where the pixels of an image should be, float64 (rows, columns, 3), and their places."""
    left, right, bottom, top = image.get_extent()
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    steps = [(x, y) for x in _WITHIN for y in _WITHIN]
    looks = []
    for x, y in steps:
        across = left + (columns + 0.5 + x) / shape[1] * (right - left)
        down = first + (rows + 0.5 + y) / shape[0] * (last - first)
        points = np.stack(np.meshgrid(across, down), axis=-1)
        looks.append(image.get_transform().transform(points.reshape(-1, 2)).reshape(points.shape))
    colors = np.median([_colors(places, pixels) for places in looks], axis=0)
    return colors, looks[len(looks) // 2]


def _colors(places: Numbers, pixels: Numbers) -> Numbers:
    """float64 (…, 3): the colours from 0 to 1 at some places; white outside of the figure."""
    columns, rows = np.floor(places[..., 0]).astype(int), len(pixels) - 1 - np.floor(places[..., 1]).astype(int)
    inside = (rows >= 0) & (rows < pixels.shape[0]) & (columns >= 0) & (columns < pixels.shape[1])
    found = np.ones((*rows.shape, 3))
    seen = pixels[rows[inside], columns[inside]].astype(np.float64) / 255
    found[inside] = seen[:, :3] * seen[:, 3:] + 1 - seen[:, 3:]
    return found


def _over(colors: Numbers, axes: Any) -> Numbers:
    """The colours that come of such with an alpha in front of some axes."""
    ground = np.asarray(axes.patch.get_facecolor())[:3]
    alpha = colors[..., 3:]
    return np.asarray(colors[..., :3] * alpha + ground * (1 - alpha))


def _likeness(found: Numbers, wanted: Numbers) -> float:
    """The correlation of colours (places, 3); 0 where all of one kind are the same."""
    one, other = found - found.mean(axis=0), wanted - wanted.mean(axis=0)
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / size if size else 0.0


def _spread(colors: Numbers) -> float:
    return float(((colors - colors.mean(axis=(0, 1))) ** 2).sum())


def _has_color(bar: Any, axes: Any, box: tuple[float, float, float, float], pixels: Numbers) -> bool:
    """Whether a bar's colour, or that of its edge, is in its place, and is another one than behind it."""
    left, low, right, high = box
    ground = np.asarray(axes.patch.get_facecolor())[:3]
    across, up = np.linspace(left, right, 9)[1:-1], np.linspace(low, high, 9)[1:-1]
    inner = _colors(np.stack(np.meshgrid(across, up), axis=-1), pixels)
    sides = [_colors(np.stack(np.meshgrid([left + by, right + by], up), axis=-1), pixels) for by in (-1, 0, 1)]
    for color, found in ((bar.get_facecolor(), [np.median(inner, axis=(0, 1))]), (bar.get_edgecolor(), sides)):
        own = _over(np.asarray(color, np.float64)[np.newaxis, np.newaxis], axes)[0, 0] - ground
        if np.abs(own).max() < CONTRAST:
            continue
        there = np.stack(found) - ground
        shares = np.clip(there @ own / (own @ own), 0, 1)
        apart = np.abs(there - shares[..., np.newaxis] * own).max(axis=-1)
        shares[apart > NEAR] = 0
        if np.median(shares.max(axis=0)) >= SHARE:
            return True
    return False
