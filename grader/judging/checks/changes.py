"""What kind of change something makes: whether it moves the contents of pictures, and whether it drops numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Array

Numbers = npt.NDArray[Any]

LEAST_MOVED = 0.005
"""A share of the pictures' standard deviation, far more than rounding and far less than any layer moves."""
ERRORS = 4
"""A number of standard errors: this far above zero is not noise, and this far from the expectation is not bad luck."""
MOST_LEVELS = 12
"""The most portions of a number that a few dropouts can leave, with any activation; noise leaves more."""
_NEAR = 1e-3
"""For portions that count as equal."""


def has_moved(pictures: Numbers, changed: Sequence[Numbers]) -> bool:
    """Whether the contents of `pictures`, float (pictures, height, width, channels), are in different places in
    `changed`.

    A picture has areas of one level each. A change of each pixel by itself (brightness, contrast) gives each area a
    different level, and noise scatters its pixels one by one. A layer that turns, mirrors, moves or zooms brings groups
    of pixels from one area into another. Then a pixel differs from its area's mean by about as much as its neighbours
    do.
    """
    shares = np.concatenate([_coherent(pictures, every) for every in changed])
    mean, error = shares.mean(), shares.std() / np.sqrt(shares.size)
    return bool(mean > LEAST_MOVED and mean > ERRORS * error)


def _coherent(pictures: Numbers, changed: Numbers) -> Numbers:
    """float64 (pictures,): how far pixels, together with their neighbours, are from the mean of their area.

    It is the root of the covariance, as a share of the picture's standard deviation, and negative if the covariance is
    negative. Covariances themselves cannot be used: zooming moves most pictures hardly and a few much. Among 64
    pictures those few make the error as large as the mean.
    """
    inner = tuple(range(1, pictures.ndim))
    departs = _departures(pictures, changed.astype(np.float64), inner)
    sums, count = np.zeros(len(pictures)), 0
    for axis in inner[:2]:
        places = np.moveaxis(departs, axis, 1)
        products = places[:, :-1] * places[:, 1:]
        sums += products.sum(axis=inner)
        count += products[0].size
    variance = max(count, 1) * pictures.var(axis=inner)
    covariance = np.divide(sums, variance, out=np.zeros(len(pictures)), where=variance > 0)
    return np.asarray(np.sign(covariance) * np.sqrt(np.abs(covariance)))


def _departures(pictures: Numbers, values: Numbers, inner: tuple[int, ...]) -> Numbers:
    """How far each pixel is from the mean of the pixels that have its level in the same picture."""
    levels = np.round(pictures, 3)
    for level in np.unique(levels):
        area = levels == level
        sizes = np.maximum(area.sum(axis=inner, keepdims=True), 1)
        means = np.where(area, values, 0).sum(axis=inner, keepdims=True) / sizes
        values = values - area * means
    return values


@dataclass(frozen=True, slots=True)
class Portions:
    """The portion of each number that came through a model in training; 1 is all of it."""

    each: Numbers
    """The portions, float64 (numbers,)."""

    @property
    def levels(self) -> Numbers:
        """The distinct portions, in ascending order."""
        each = np.sort(self.each)
        return np.asarray(each[np.concatenate([[True], np.diff(each) > _NEAR])])

    @property
    def is_dropout(self) -> bool:
        """Whether some numbers became zero, all others were scaled equally, and the mean of the outputs is the input.

        Several dropouts of any rate in a row do this: the numbers that survive are scaled up to make up for the others.
        """
        levels = self.levels
        if len(levels) != 2 or abs(levels[0]) > _NEAR:  # noqa: PLR2004 - nothing, or scaled
            return False
        bound = ERRORS * np.sqrt(max(levels[1] - 1, _NEAR) / self.each.size)
        return bool(abs(self.each.mean() - 1) < bound)

    @property
    def is_unscaled_dropout(self) -> bool:
        """Whether some numbers became zero and all others are unchanged."""
        levels = self.levels
        return len(levels) == 2 and bool(abs(levels[0]) <= _NEAR and levels[1] < 1 + _NEAR)  # noqa: PLR2004 - as above

    @property
    def is_scattered(self) -> bool:
        """Whether there are more distinct portions than dropout can produce."""
        return len(self.levels) > MOST_LEVELS


def portions(passed_on: Sequence[Array]) -> Portions | None:
    """The portions of numbers that came through, from three outputs, each float (examples, classes).

    The first output was computed outside training, the other two in training.

    The last class is one that gets nothing. None if the outputs have a different form, or if nothing came through at
    all.
    """
    if len(passed_on) < 2 or any(one.data is None or len(one.shape) != 2 for one in passed_on):  # noqa: PLR2004
        return None
    whole, *parts = (one.numpy().astype(np.float64) for one in passed_on)
    if any(part.shape != whole.shape for part in parts) or whole.shape[1] < 2:  # noqa: PLR2004 - one beside the last
        return None
    is_softmax = bool((whole >= 0).all() and np.allclose(whole.sum(axis=1), 1, atol=_NEAR))
    with np.errstate(all="ignore"):
        scores = [_scores(one, is_softmax=is_softmax) for one in (whole, *parts)]
        each = np.concatenate([(part / scores[0]).ravel() for part in scores[1:]])
    known = each[np.isfinite(each)]
    return Portions(known) if known.size else None


def _scores(answer: Numbers, *, is_softmax: bool) -> Numbers:
    """How much came through to each class but the last; 0 where the output outside training has nothing itself."""
    if not is_softmax:
        return answer[:, :-1] - answer[:, -1:]
    scores = np.log(answer[:, :-1]) - np.log(answer[:, -1:])
    return np.where(answer[:, :-1] == 0, 0, scores)
