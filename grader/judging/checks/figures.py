"""Checks of figures: what was drawn in them, anywhere in the notebook. All of it is reported evidence."""

from collections.abc import Iterable, Sequence

import numpy as np

from grader.evidence import Array, Axes, Evidence, Figures, Tensor
from grader.judging.checks.findings import HIDDEN, ValueKind, fail_finding, own_value, pass_finding, reference_value
from grader.judging.checks.parameters import DrawnName
from grader.model import Finding
from grader.util.text import pluralize

_RTOL, _ATOL = 1e-4, 1e-6
_UNSEEN = "something is drawn, but cannot be seen. Is it transparent, covered, outside its axes, or all of one color?"


def figure_image(
    learner: Evidence, reference: Evidence, *, of: DrawnName, color_bar: bool = False, titled: bool = False
) -> Finding:
    """Whether a figure shows the value `of` as an image.

    Keys:
        color_bar: Whether there must be a colour bar.
        titled: Whether there must be a title.

    Raises ValueError if the reference shows no such image.
    """
    if not any(_images(reference_value(reference, HIDDEN + of, Figures))):
        raise ValueError(f"the reference shows no image of {of!r}")
    if isinstance(seen := own_value(learner, reference, of, Tensor, ValueKind.TENSOR), Finding):
        return seen
    figures = learner.seen.get(HIDDEN + of)
    if ill := _without_numbers(of, seen.array):
        return ill
    found = [one for one in _all(figures) if any(_same(image, seen.array) for image in one[1].images)]
    expected = f"a figure with the image `{of}`"
    if not found:
        return fail_finding(_instead(of, figures), expected, _count(figures))
    if color_bar and not any(one.color_bar for figure, _ in found for one in figure):
        return fail_finding(f"The figure of `{of}` has no colour bar.", f"{expected} and a colour bar", "no colour bar")
    if titled and not any(picture.title.strip() for _, picture in found):
        return fail_finding(f"The figure of `{of}` has no title.", f"{expected} and a title", "no title")
    return pass_finding(f"A figure shows `{of}`.", expected=expected, actual="shown")


def figure_bars(learner: Evidence, reference: Evidence, *, of: DrawnName) -> Finding:
    """Whether a figure shows the numbers of `of`, or of its first row, as bars.

    Raises ValueError if the reference shows no such bars.
    """
    if not any(picture.bars for _, picture in _all(reference_value(reference, HIDDEN + of, Figures))):
        raise ValueError(f"the reference shows no bars of {of!r}")
    if isinstance(seen := own_value(learner, reference, of, Tensor, ValueKind.TENSOR), Finding):
        return seen
    figures = learner.seen.get(HIDDEN + of)
    if ill := _without_numbers(of, seen.array):
        return ill
    drawn = drawn_bars(figures)
    expected = f"a figure with the numbers of `{of}` as bars"
    if any(_same(bars, row) for bars in drawn for row in _rows(seen.array)):
        return pass_finding(f"A figure shows `{of}` as bars.", expected=expected, actual="shown")
    unseen = any(picture.unseen and not picture.bars for _, picture in _all(figures))
    what = f"No figure shows `{of}` as bars: {_UNSEEN}" if unseen else _other_bars(of, drawn)
    return fail_finding(what, expected, _count(figures))


def drawn_bars(figures: object) -> list[Array]:
    """The heights of the bars of each chart, in all figures."""
    return [bars for _, picture in _all(figures) for bars in picture.bars]


def _all(figures: object) -> Iterable[tuple[Sequence[Axes], Axes]]:
    """Each plot's axes, preceded by all axes of the figure that contains it."""
    if isinstance(figures, Figures):
        yield from ((figure, picture) for figure in figures.figures for picture in figure)


def _images(figures: object) -> Iterable[Array]:
    return (image for _, picture in _all(figures) for image in picture.images)


def _instead(of: str, figures: object) -> str:
    """A message that an image is not shown anywhere, and what is shown instead."""
    if any(picture.unseen for _, picture in _all(figures)):
        return f"No figure shows `{of}`: {_UNSEEN}"
    shapes = sorted({str(image.shape) for image in _images(figures)})
    if shapes:
        return f"No figure shows `{of}`; the notebook's images, of shape {_listed(shapes)}, hold different numbers."
    if any(True for _ in _all(figures)):
        return f"No figure shows `{of}` as an image."
    return "No figure is shown."


def _other_bars(of: str, drawn: Sequence[Array]) -> str:
    """A message that a value's bars are not shown anywhere, and how many other bars are shown instead."""
    if not drawn:
        return "No figure shows bars."
    counts = _listed([str(count) for count in sorted({bars.shape[0] for bars in drawn if bars.shape})])
    return f"No figure shows the numbers of `{of}` as bars; your charts, of {counts} bars, show different numbers."


def _listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them; only the first ones if there are very many."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))[:200]


def _same(drawn: Array, value: Array) -> bool:
    """Whether a drawing shows a value's numbers, ignoring axes of length 1."""
    if drawn.data is None or value.data is None:
        return False
    left, right = (one.numpy().astype(np.float64).squeeze() for one in (drawn, value))
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_RTOL, atol=_ATOL))


def _without_numbers(of: str, value: Array) -> Finding | None:
    """The finding that a value is empty, NaN, or cannot be drawn; None if it can be."""
    if value.data is None:
        return fail_finding(f"`{of}` is {value.dtype} {value.shape}; numbers are expected.", "numbers", value.dtype)
    if not value.data or np.isnan(value.numpy()).any():
        kind = "NaN" if value.data else "no number"
        return fail_finding(f"`{of}` contains {kind}: there is nothing to draw.", "numbers", kind)
    return None


def _rows(array: Array) -> list[Array]:
    """A value, and its first row if it has rows."""
    if array.data is None or len(array.shape) < 2 or not array.shape[0]:  # noqa: PLR2004 - rows take two axes
        return [array]
    return [array, Array.from_values(array.numpy()[0])]


def _count(figures: object) -> str:
    count = len(figures.figures) if isinstance(figures, Figures) else 0
    return pluralize(count, "figure")
