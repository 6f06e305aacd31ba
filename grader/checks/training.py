"""Checks of a training's history, which is the submission's own word."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from grader.checks.parameters import HistoryName
from grader.checks.sight import Sort, failed, of_reference, passed, unusable
from grader.evidence import Evidence, History
from grader.model import Finding, Trust


def epochs(
    learner: Evidence, reference: Evidence, *, of: HistoryName, need: Literal["exactly", "at least"] = "exactly"
) -> Finding:
    """Whether a training went on for exactly, or at least, as many epochs as the reference's."""
    expected = len(_loss(of_reference(reference, of, History)))
    seen = learner.seen.get(of)
    if not isinstance(seen, History):
        return unusable(learner, reference, of, Sort.HISTORY)
    actual = len(_loss(seen))
    enough = actual == expected or (need == "at least" and actual > expected)
    judge = passed if enough else failed
    wish = "" if enough else f"; {need} {expected} expected"
    return judge(
        f"`{of}` tells of {_count(actual)}{wish}.",
        expected=f"{need} {_count(expected)}",
        actual=_count(actual),
        trust=Trust.REPORTED,
    )


def batches(learner: Evidence, reference: Evidence, *, of: HistoryName) -> Finding:
    """Whether each epoch of a training went over as many batches as the reference's.

    Half of the data costs less accuracy than bad luck does. Where `fit` could not know the number, nobody is blamed.
    """
    expected = of_reference(reference, of, History).batches
    if expected is None:
        raise ValueError("the reference's own history tells of no number of batches")
    seen = learner.seen.get(of)
    if not isinstance(seen, History):
        return unusable(learner, reference, of, Sort.HISTORY)
    if seen.batches is None:
        return passed(f"`{of}` does not tell how many batches an epoch had.", trust=Trust.REPORTED)
    judge = passed if seen.batches == expected else failed
    wish = "" if seen.batches == expected else f"; {expected:,} are expected"
    return judge(
        f"`{of}` tells of {seen.batches:,} batches in each epoch{wish}.",
        expected=f"{expected:,} batches",
        actual=f"{seen.batches:,} batches",
        trust=Trust.REPORTED,
    )


def loss_falls(learner: Evidence, reference: Evidence, *, of: HistoryName) -> Finding:
    """Whether the training loss was lower in the last epoch than in the first."""
    if not _falls(_loss(of_reference(reference, of, History))):
        raise ValueError("the reference's own loss does not fall")
    seen = learner.seen.get(of)
    if not isinstance(seen, History):
        return unusable(learner, reference, of, Sort.HISTORY)
    loss = _loss(seen)
    expected = "last loss below first"
    if len(loss) < 2:  # noqa: PLR2004 - a fall takes two
        what = f"`{of}` tells of {_count(len(loss))}; a loss can only fall over two or more."
        return failed(what, expected=expected, actual=_count(len(loss)), trust=Trust.REPORTED)
    actual = f"first {loss[0]:.4g}, last {loss[-1]:.4g}"
    if _falls(loss):
        return passed(f"The loss falls: {actual}.", expected=expected, actual=actual, trust=Trust.REPORTED)
    ill = int((~np.isfinite(loss)).sum())
    what = f"The loss is not finite in {ill} of {_count(len(loss))}" if ill else "The loss does not fall"
    return failed(f"{what}: {actual}.", expected=expected, actual=actual, trust=Trust.REPORTED)


def _loss(history: History) -> npt.NDArray[Any]:
    """The loss of each epoch; none where the history has no series of numbers called "loss"."""
    series = history.series.get("loss")
    if series is None or series.data is None or len(series.shape) != 1:
        return np.zeros(0)
    return series.numpy().astype(np.float64)


def _falls(loss: npt.NDArray[Any]) -> bool:
    return len(loss) > 1 and bool(np.isfinite(loss).all()) and bool(loss[-1] < loss[0])


def _count(epochs: int) -> str:
    return "1 epoch" if epochs == 1 else f"{epochs:,} epochs"
