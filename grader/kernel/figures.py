"""What figures show, noted as each of them is drawn: a notebook forgets them once it has shown them.

However a figure gets on a page, `plt.show()`, the end of its cell or `savefig`, its canvas prints it. That is where
it is looked at. Nothing is noted where matplotlib was never imported.
"""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.evidence import Array, Axes, Figures

MOST = 20
"""Figures, axes of one, and images or groups of bars in one of those."""
MAX_BYTES = 2**16
"""Of one image that is drawn."""

figures_shown: dict[int, tuple[Axes, ...]] = {}
"""By the figure, so that one printed twice counts once, as it was printed last."""
_kept: list[object] = []


def watch() -> None:
    """Note every figure that is printed from now on."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib.backend_bases import FigureCanvasBase  # noqa: PLC0415 - seconds, where nobody draws

    original = FigureCanvasBase.print_figure

    def print_figure(canvas: Any, *args: Any, **kwargs: Any) -> Any:
        _note(canvas.figure)
        return original(canvas, *args, **kwargs)

    FigureCanvasBase.print_figure = print_figure  # type: ignore[method-assign, assignment] # there is no event for it


def printed_figures() -> Figures:
    """All figures that were printed."""
    return Figures(figures=tuple(list(figures_shown.values())[:MOST]))


def forget_figures() -> None:
    """Begin anew, as if none had been drawn."""
    end_cell()
    figures_shown.clear()
    _kept.clear()


def end_cell() -> None:
    """Note the figures that are open, and close them, as a notebook does at the end of a cell."""
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib._pylab_helpers import Gcf  # noqa: PLC0415 - as above; a learner may bind names of pyplot anew

    for one in Gcf.get_all_fig_managers():
        _note(one.canvas.figure)
    Gcf.destroy_all()


def _note(figure: Any) -> None:
    try:
        every = [one for axes in figure.axes for one in (axes, *axes.child_axes)]
        pictures = tuple(_picture(axes) for axes in every[:MOST])
    except Exception:  # noqa: BLE001 - a learner's own artist may raise anything, and the figure is to be shown
        return
    _kept.append(figure)  # so that no other figure gets its id
    figures_shown[id(figure)] = pictures


def _picture(axes: Any) -> Axes:
    bars = tuple(_arrays(getattr(group, "datavalues", None) for group in axes.containers[:MOST]))
    return Axes(
        title=str(axes.get_title())[:2000],
        labels=(str(axes.get_xlabel())[:2000], str(axes.get_ylabel())[:2000]),
        images=tuple(_arrays(image.get_array() for image in axes.images[:MOST])),
        bars=(*bars, *_joined(bars)),
        color_bar=axes.get_label() == "<colorbar>",
    )


def _joined(bars: tuple[Array, ...]) -> Iterator[Array]:
    """Bars that were drawn one by one, as one group."""
    if len(bars) > 1 and all(group.shape == (1,) and group.data is not None for group in bars):
        yield Array.from_values(np.concatenate([group.numpy().astype(np.float64) for group in bars]))


def _arrays(values: Iterator[Any]) -> Iterator[Array]:
    """The drawn images and bars, as numbers."""
    arrays = (np.ma.filled(value, np.nan) if np.ma.is_masked(value) else np.asarray(value) for value in values)
    return (Array.from_values(array, max_bytes=MAX_BYTES) for array in arrays if array.dtype.kind in "biuf")
