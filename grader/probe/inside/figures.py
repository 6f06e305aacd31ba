"""What figures show, recorded when each of them is shown: a notebook forgets figures once it has shown them.

Every figure on a page is printed by its canvas and then sent by the kernel. While it is printed, each image and each
group of bars in it is looked for among the pixels: something transparent, covered, blank or outside is drawn although
nobody sees it. While it is sent, it is recognised by its bytes: a figure that was saved and closed is on no page, and
neither is one whose output was cleared. If matplotlib was never imported, nothing is recorded.

Asking each artist whether it is visible does not help: it may be transparent, covered by a different one, outside its
axes, of no size, or of a single colour. So its colours are searched for at the place where it should be (`shows_image`,
`shows_bars`).
"""

import binascii
import contextlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from jupyter_client.session import Session

from grader.evidence import Array, Axes, Figures

Numbers = npt.NDArray[Any]

LIKENESS = 0.7
"""The smallest correlation between the colours that an image should have and those that are there."""
CONTRAST = 0.1
"""The smallest distinguishable difference of two colours, as a share of the difference between black and white."""
NEAR = 0.15
"""The greatest distance of a colour from the expected one, or from the colours between that and the background's."""
SHARE = 0.4
"""The part of a bar that must have its colour: a thin bar blends into the background."""
SMALLEST = 16
"""The least width and height of an image, in pixels."""
SHORTEST, THINNEST = 3, 1
"""The least length and width of a bar that is looked for, in pixels."""
MOST_CELLS = 64
"""The most rows and columns of an image that are looked for."""
_WITHIN = (-0.3, 0.0, 0.3)
"""The places within an image's pixel that are checked, in each direction: a line or a word may cross it."""


def shows_image(image: Any, axes: Any, pixels: Numbers) -> bool:
    """Whether an image of some axes is visible in `pixels`, uint8 (height, width, 4)."""
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
    """Whether a group of bars is visible: most of those that are large enough, and the longest one with its end."""
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
    """Whether the area of some axes has more than one colour."""
    box, height = axes.get_window_extent(), len(pixels)
    rows = slice(max(round(height - box.y1), 0), max(round(height - box.y0), 0))
    part = pixels[rows, max(round(box.x0), 0) : max(round(box.x1), 0), :3]
    return bool(part.size) and bool(np.ptp(part.astype(np.int16), axis=(0, 1)).max() >= 255 * CONTRAST)


def _found(
    image: Any, rows: Numbers, columns: Numbers, shape: tuple[int, int], pixels: Numbers
) -> tuple[Numbers, Numbers]:
    """The colours at the places of an image's pixels, float64 (rows, columns, 3), and these places."""
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
    """The colours from 0 to 1 at some places, float64 (…, 3); white outside the figure."""
    columns, rows = np.floor(places[..., 0]).astype(int), len(pixels) - 1 - np.floor(places[..., 1]).astype(int)
    inside = (rows >= 0) & (rows < pixels.shape[0]) & (columns >= 0) & (columns < pixels.shape[1])
    found = np.ones((*rows.shape, 3))
    seen = pixels[rows[inside], columns[inside]].astype(np.float64) / 255
    found[inside] = seen[:, :3] * seen[:, 3:] + 1 - seen[:, 3:]
    return found


def _over(colors: Numbers, axes: Any) -> Numbers:
    """The colours that result if colours with an alpha value are drawn in front of axes."""
    ground = np.asarray(axes.patch.get_facecolor())[:3]
    alpha = colors[..., 3:]
    return np.asarray(colors[..., :3] * alpha + ground * (1 - alpha))


def _likeness(found: Numbers, wanted: Numbers) -> float:
    """The correlation of colours (places, 3); 0 if all on one side are equal."""
    one, other = found - found.mean(axis=0), wanted - wanted.mean(axis=0)
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / size if size else 0.0


def _spread(colors: Numbers) -> float:
    return float(((colors - colors.mean(axis=(0, 1))) ** 2).sum())


def _has_color(bar: Any, axes: Any, box: tuple[float, float, float, float], pixels: Numbers) -> bool:
    """Whether the colour of a bar or its edge is found at the bar's place and differs from the background."""
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


MOST = 20
"""The most figures, the most axes per figure, and the most images or groups of bars per axes."""
MAX_BYTES = 2**16
"""The most bytes of one image that is drawn."""
MOST_PRINTED = 200
"""The most printed figures that are remembered until they are sent."""
DISPLAYED = frozenset(["display_data", "execute_result", "update_display_data"])


@dataclass(slots=True)
class _Sent:
    """A figure that is on the page."""

    pictures: tuple[Axes, ...]
    cell: str
    """The request that produced this output."""
    display: str
    """The name by which a later output can replace this one; or empty."""


@dataclass(slots=True)
class _Seen:
    """Everything that has been seen so far in the run."""

    printed: dict[bytes, tuple[Any, tuple[Axes, ...]]] = field(default_factory=dict)
    """Maps a digest of what was printed to the figure, so that no other figure gets its id, and to what it shows."""
    sent: dict[int, _Sent] = field(default_factory=dict)
    """Maps the figure to its last display, so that a figure that is shown twice counts once."""
    clearing: set[str] = field(default_factory=set)
    """Requests whose output is cleared as soon as there is more."""
    printing: list[list[tuple[Axes, ...]]] = field(default_factory=list)
    """For each figure that is being printed, the axes that its canvas drew."""


_seen = _Seen()


def watch() -> None:
    """Record every figure that is shown from now on."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib.backend_bases import FigureCanvasBase  # noqa: PLC0415 - takes seconds, and few runs draw
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - takes seconds

    prints, draws, send = FigureCanvasBase.print_figure, FigureCanvasAgg.draw, Session.send

    def print_figure(canvas: Any, filename: Any, *args: Any, **kwargs: Any) -> Any:
        _seen.printing.append([])
        try:
            done = prints(canvas, filename, *args, **kwargs)
        finally:
            drawn = _seen.printing.pop()
        with contextlib.suppress(Exception):  # a learner's own artist may raise anything
            _note_printed(canvas.figure, filename, drawn[-1] if drawn else _drawn_apart(canvas.figure))
        return done

    def draw(canvas: Any) -> Any:
        done = draws(canvas)
        if _seen.printing:
            with contextlib.suppress(Exception):  # may raise too, and the figure must still be shown
                _seen.printing[-1].append(_pictures(canvas.figure, np.asarray(canvas.buffer_rgba())))
        return done

    def sent(session: Any, stream: Any, msg_or_type: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(msg_or_type, dict):
            with contextlib.suppress(Exception):  # a learner's code may have made the message
                _note_sent(msg_or_type)
        return send(session, stream, msg_or_type, *args, **kwargs)

    FigureCanvasBase.print_figure = print_figure  # type: ignore[method-assign, assignment] # there is no event for it
    FigureCanvasAgg.draw = draw
    Session.send = sent


def shown_figures() -> Figures:
    """All figures that are on the page."""
    return Figures(figures=tuple(one.pictures for one in list(_seen.sent.values())[:MOST]))


def forget_figures() -> None:
    """Start again, as if nothing had been drawn."""
    end_cell()
    _seen.sent.clear()
    _seen.printed.clear()


def end_cell() -> None:
    """Show the open figures and close them, as a notebook does at the end of a cell."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib._pylab_helpers import Gcf  # noqa: PLC0415 - takes seconds; a learner may rebind names of pyplot

    for manager in Gcf.get_all_fig_managers():
        figure = manager.canvas.figure
        with contextlib.suppress(Exception):  # a learner's own artist may raise anything
            _seen.sent[id(figure)] = _Sent(_drawn_apart(figure), "", "")
            _seen.printed[id(figure).to_bytes(8, "little")] = figure, ()
    Gcf.destroy_all()


def _drawn_apart(figure: Any) -> tuple[Axes, ...]:
    """What a figure shows if it is printed without pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - takes seconds

    before = figure.canvas
    try:
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return _pictures(figure, np.asarray(canvas.buffer_rgba()))
    finally:
        figure.set_canvas(before)


def _note_printed(figure: Any, target: Any, pictures: tuple[Axes, ...]) -> None:
    if hasattr(target, "getvalue"):
        printed = target.getvalue()
    else:
        named = (Path(target), Path(f"{str(target).rstrip('.')}.{figure.canvas.get_default_filetype()}"))
        printed = next(one for one in named if one.is_file()).read_bytes()
    if len(_seen.printed) >= MOST_PRINTED:
        _seen.printed.clear()
    _seen.printed[_digest(printed)] = figure, pictures


def _note_sent(message: Mapping[str, Any]) -> None:
    kind, content = str(message["header"]["msg_type"]), message["content"]
    cell = str(message["parent_header"].get("msg_id", ""))
    if kind == "clear_output" and content.get("wait"):
        _seen.clearing.add(cell)
    elif kind == "clear_output" or (cell in _seen.clearing and kind in {*DISPLAYED, "stream"}):
        _seen.clearing.discard(cell)
        _leave_out(one for one, sent in _seen.sent.items() if sent.cell == cell)
    if kind not in DISPLAYED:
        return
    display = str((content.get("transient") or {}).get("display_id") or "")
    if kind == "update_display_data":
        _leave_out(one for one, sent in _seen.sent.items() if display and sent.display == display)
    for data in content["data"].values():
        figure, pictures = _seen.printed.get(_digest(_bytes_of(data)), (None, ()))
        if figure is not None:
            _seen.sent[id(figure)] = _Sent(pictures, cell, display)


def _leave_out(figures: Iterable[int]) -> None:
    for figure in list(figures):
        del _seen.sent[figure]


def _bytes_of(data: object) -> bytes:
    """The printed bytes in the data of a message: pixels in base64, or drawings as text."""
    text = data if isinstance(data, str) else ""
    try:
        return binascii.a2b_base64(text, strict_mode=False) if text[:1] != "<" else text.encode()
    except ValueError:
        return text.encode()


def _digest(printed: bytes | str) -> bytes:
    data = printed.encode() if isinstance(printed, str) else printed
    return blake2b(data, digest_size=16).digest()


def _pictures(figure: Any, pixels: Numbers) -> tuple[Axes, ...]:
    every = [one for axes in figure.axes for one in (axes, *axes.child_axes)]
    return tuple(_picture(axes, pixels) for axes in every[:MOST])


def _picture(axes: Any, pixels: Numbers) -> Axes:
    images = [(_array(image.get_array()), shows_image(image, axes, pixels)) for image in axes.images[:MOST]]
    bars = [(_array(lengths), shows_bars(own, axes, pixels, upright=up)) for lengths, own, up in _groups(axes)]
    drawn = [(array, seen) for array, seen in (*images, *bars) if array is not None]
    return Axes(
        title=str(axes.get_title())[:2000],
        labels=(str(axes.get_xlabel())[:2000], str(axes.get_ylabel())[:2000]),
        images=tuple(array for array, seen in images if seen and array is not None),
        bars=tuple(array for array, seen in bars if seen and array is not None),
        unseen=sum(not seen for _, seen in drawn),
        color_bar=hasattr(axes, "_colorbar") and shows_something(axes, pixels),
    )


def _groups(axes: Any) -> list[tuple[Any, list[Any], bool]]:
    """The groups of bars: for each, the lengths, the artists, and whether the bars are upright.

    Bars that were drawn one by one also form a group.
    """
    found = [
        (np.asarray(group.datavalues), list(group.patches), group.orientation != "horizontal")
        for group in axes.containers[:MOST]
        if hasattr(group, "datavalues")
    ]
    if len(found) < 2 or any(lengths.shape != (1,) for lengths, _, _ in found):  # noqa: PLR2004 - a single one already is a group
        return found
    together = np.concatenate([lengths.astype(np.float64) for lengths, _, _ in found])
    return [(together, [one for _, own, _ in found for one in own], found[0][2])]


def _array(value: Any) -> Array | None:
    """A drawn image or bars, as numbers; None if it is not numeric."""
    array = np.ma.filled(value.astype(np.float64), np.nan) if np.ma.is_masked(value) else np.asarray(value)
    return Array.from_values(array, max_bytes=MAX_BYTES) if array.dtype.kind in "biuf" else None
