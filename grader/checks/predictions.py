"""Checks of what a model predicts, scored here against labels that never entered a kernel."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.parameters import DataSet, Fraction, Labels, PredictorName
from grader.checks.rebuilt import answers
from grader.checks.sight import HIDDEN, Sort, failed, of_reference, passed, unusable
from grader.evidence import Array, Evidence, Predictions
from grader.model import Finding


def accuracy(  # noqa: PLR0913 - every one is a key of TOML, but the labels
    learner: Evidence,
    reference: Evidence,
    *,
    of: PredictorName,
    data: DataSet,
    labels: Labels,
    margin: Fraction = 0.02,
) -> Finding:
    """Whether a model is right about held-out images as often as the reference's, less a margin.

    Per image the class with the largest output is what it says, so logits are as good as probabilities. A model that a
    clean room could put together anew is scored by what it says there, and must say the same in both places.
    """
    wanted = of_reference(reference, HIDDEN + of, Predictions).array
    bar = _bar(wanted, labels, margin)
    seen = learner.seen.get(HIDDEN + of)
    if not isinstance(seen, Predictions):
        return unusable(learner, reference, HIDDEN + of, Sort.MODEL)
    wrong = _misshapen(of, seen.array, wanted)
    if wrong is not None:
        return wrong
    said = answers(learner, of, seen.array)
    if isinstance(said, Finding):
        return said
    right = _right(said.numpy(), labels)
    judge, than = (passed, "at least") if right >= bar else (failed, "but at least")
    return judge(
        f"`{of}` is right about {_share(right, len(labels))} of the held-out {data} images; "
        f"{than} {_share(bar, len(labels))} are needed.",
        expected=f"at least {_share(bar, len(labels))}",
        actual=_share(right, len(labels)),
    )


def _bar(wanted: Array, labels: Labels, margin: float) -> int:
    """How many images must be right. Raises ValueError where the reference's predictions are no use."""
    values = wanted.numpy()
    if values.ndim != 2 or len(values) != len(labels) or np.isnan(values).any():  # noqa: PLR2004 - images, classes
        raise ValueError(f"the reference's predictions are {wanted.dtype} {wanted.shape} for {len(labels)} labels")
    # less a hair, so that 0.8 - 0.02 of 1,000 is 780 and not 781
    return max(math.ceil(_right(values, labels) - margin * len(labels) - 1e-6), 0)


def _misshapen(name: str, array: Array, wanted: Array) -> Finding | None:
    """Why predictions can't be scored, or None."""
    expected, actual = f"float {wanted.shape}", f"{array.dtype} {array.shape}"
    if array.shape != wanted.shape:
        what = f"outputs of shape {array.shape}; {wanted.shape}, images by classes, is expected."
    elif array.data is None:
        what = f"{array.dtype} outputs; numbers are expected."
    elif unordered := int(np.isnan(array.numpy()).any(axis=1).sum()):
        what = f"NaN for {unordered:,} of {len(array.numpy()):,} images: did the loss become NaN in training?"
    else:
        return None
    return failed(f"`{name}` gives {what}", expected=expected, actual=actual)


def _right(values: npt.NDArray[Any], labels: Labels) -> int:
    return int((values.argmax(axis=1) == labels).sum())


def _share(count: int, total: int) -> str:
    """A count and its percentage, rounded down so that no bar is shown as reached that was not."""
    return f"{count:,} of {total:,} ({math.floor(1000 * count / total) / 10:.1f} %)"
