"""What kind of change something makes: whether pictures' contents are moved about, and whether numbers are dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Array

Numbers = npt.NDArray[Any]

LEAST_MOVED = 0.005
"""A share of the pictures' standard deviation that is far more than rounding, and far less than any layer moves."""
ERRORS = 4
"""Standard errors: so many above zero is not noise, so many away from the expectation is not bad luck."""
MOST_LEVELS = 12
"""Portions that dropouts behind a few layers can leave of a number, whatever the activation; noise leaves any."""
_NEAR = 1e-3
"""Of portions that are the same."""


def has_moved(pictures: Numbers, changed: Sequence[Numbers]) -> bool:
    """Whether what `pictures`, float (pictures, height, width, channels), show lies elsewhere in the `changed` ones.

    A picture has areas of one level each. Whatever looks at each pixel alone (brightness, contrast) gives each area
    another level, and noise scatters its pixels one by one. What turns, mirrors, moves or zooms brings pixels of one
    area into another, side by side: then what a pixel departs by from its area's mean is what its neighbours depart by.
    """
    shares = np.concatenate([_coherent(pictures, every) for every in changed])
    mean, error = shares.mean(), shares.std() / np.sqrt(shares.size)
    return bool(mean > LEAST_MOVED and mean > ERRORS * error)


def _coherent(pictures: Numbers, changed: Numbers) -> Numbers:
    """float64 (pictures,): how far pixels depart from the mean of their area together with their neighbours.

    It is the root of the covariance, as a share of the picture's standard deviation, and negative where the covariance
    is. Covariances themselves are of no use: zooming moves most pictures hardly and a few much, and among 64 of them
    those few make the error as large as the mean.
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
    """Each pixel's departure from the mean of the pixels that have its level in the same picture."""
    levels = np.round(pictures, 3)
    for level in np.unique(levels):
        area = levels == level
        sizes = np.maximum(area.sum(axis=inner, keepdims=True), 1)
        means = np.where(area, values, 0).sum(axis=inner, keepdims=True) / sizes
        values = values - area * means
    return values


@dataclass(frozen=True, slots=True)
class Portions:
    """Which portions of numbers came through a model in training, 1 being all of it."""

    each: Numbers
    """float64 (numbers,)."""

    @property
    def levels(self) -> Numbers:
        """The portions that there are, ascending."""
        each = np.sort(self.each)
        return np.asarray(each[np.concatenate([[True], np.diff(each) > _NEAR])])

    @property
    def is_dropout(self) -> bool:
        """Whether some numbers came through as nothing, all others alike, and on the average as much as went in.

        So it is with dropouts of any rate, one behind the other: a number of n that survives is scaled by what is lost.
        """
        levels = self.levels
        if len(levels) != 2 or abs(levels[0]) > _NEAR:  # noqa: PLR2004 - nothing, or scaled
            return False
        bound = ERRORS * np.sqrt(max(levels[1] - 1, _NEAR) / self.each.size)
        return bool(abs(self.each.mean() - 1) < bound)

    @property
    def is_unscaled_dropout(self) -> bool:
        """Whether some numbers came through as nothing, and all others as they were."""
        levels = self.levels
        return len(levels) == 2 and bool(abs(levels[0]) <= _NEAR and levels[1] < 1 + _NEAR)  # noqa: PLR2004 - as above

    @property
    def is_scattered(self) -> bool:
        """Whether they are too many different ones for numbers that are dropped or not."""
        return len(self.levels) > MOST_LEVELS


def portions(passed_on: Sequence[Array]) -> Portions | None:
    """The portions of numbers that came through, from three answers, each float (examples, classes).

    The first answer was given outside training, the other two in training.

    The last class is one that gets nothing. None where the answers have another form, or nothing came through at all.
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
    """What came through to each class but the last; of what an answer itself lacks, nothing."""
    if not is_softmax:
        return answer[:, :-1] - answer[:, -1:]
    scores = np.log(answer[:, :-1]) - np.log(answer[:, -1:])
    return np.where(answer[:, :-1] == 0, 0, scores)
