"""Checks of a model's predictions, scored here against labels that never entered a kernel."""

import math
from dataclasses import replace

import numpy as np

from grader.evidence import Array, Evidence, Layers, Predictions
from grader.judging.checks.accuracy_bar import Spread, Tail
from grader.judging.checks.clean_room_models import ModelPredictions, model_predictions
from grader.judging.checks.findings import (
    HIDDEN,
    ValueKind,
    fail_finding,
    own_value,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.parameters import Calibrated, DataSet, Labels, PredictorName, Risk
from grader.model import Finding, Measurement


def accuracy(  # noqa: PLR0913 - keys of TOML, and what grading supplies
    learner: Evidence,
    reference: Evidence,
    *,
    of: PredictorName,
    data: DataSet,
    labels: Labels,
    spread: Calibrated,
    risk: Risk = 0.001,
    keras_layers: bool = False,
) -> Finding:
    """Whether a model is right about held-out images as often as the reference's, trained with any seed.

    The bar follows from `risk` and from the reference's calibration.

    Keys:
        data: The data set of the held-out images.
        risk: The probability that a model as good as the reference's fails.
        keras_layers: Whether the model must be made of Keras' own layers, so that one that cannot be rebuilt fails.
    """
    if isinstance(said := _answers(of, learner, reference, labels, keras_layers=keras_layers), Finding):
        return said
    right = _right(said, labels)
    tail = spread.tail(risk)
    judge = pass_finding if right >= tail.bar else fail_finding
    what = f"`{of}` is right about {_share(right, len(labels))} of the held-out {data} images."
    finding = judge(
        f"{what} {_told(spread, tail)} {said.why}".rstrip(),
        expected=f"as often as the reference: {spread.right[0]:,} to {spread.right[-1]:,} of {spread.images:,}",
        actual=_share(right, len(labels)),
    )
    return replace(finding, measured=Measurement(value=right, of=len(labels), bar=tail.bar, reference=spread.right))


def count_correct(of: str, learner: Evidence, reference: Evidence, labels: Labels) -> int | Finding:
    """How many held-out images a model is right about, or the finding that says why that is not known.

    The class with the largest output counts, so logits are as good as probabilities. A model that a clean room could
    rebuild is scored by its predictions there, and must predict the same in both places. Raises ValueError if the
    reference's predictions are not float (images, classes) without NaN.
    """
    said = _answers(of, learner, reference, labels)
    return said if isinstance(said, Finding) else _right(said, labels)


def _answers(
    of: str, learner: Evidence, reference: Evidence, labels: Labels, *, keras_layers: bool = False
) -> ModelPredictions | Finding:
    """A model's predictions for held-out images, or the finding that says why they can't be scored."""
    wanted = reference_value(reference, HIDDEN + of, Predictions).array
    _require_sound(wanted, labels)
    if keras_layers and not isinstance(learner.seen.get(of), Layers):
        return unusable_finding(learner, reference, of, ValueKind.MODEL)
    if isinstance(seen := own_value(learner, reference, HIDDEN + of, Predictions, ValueKind.MODEL), Finding):
        return seen
    wrong = unscorable_predictions(of, seen.array, wanted)
    return wrong or model_predictions(learner, of, seen.array, keras_layers=keras_layers)


def _right(said: ModelPredictions, labels: Labels) -> int:
    return int((said.array.numpy().argmax(axis=1) == labels).sum())


def _told(spread: Spread, tail: Tail) -> str:
    """The reference's spread as a sentence."""
    return (
        f"In {len(spread.right)} trainings, the reference was right about {spread.right[0]:,} to {spread.right[-1]:,}. "
        f"The bar is {tail.bar:,}: an equally good training falls below it at most once in {round(1 / tail.risk):,}."
    )


def _require_sound(wanted: Array, labels: Labels) -> None:
    values = wanted.numpy()
    if values.ndim != 2 or len(values) != len(labels) or np.isnan(values).any():  # noqa: PLR2004 - images, classes
        raise ValueError(f"the reference's predictions are {wanted.dtype} {wanted.shape} for {len(labels)} labels")


def unscorable_predictions(name: str, array: Array, wanted: Array) -> Finding | None:
    """The finding that predictions, expected as float (images, classes), can't be scored, or None."""
    expected, actual = f"outputs of shape {wanted.shape}", f"of shape {array.shape}"
    if array.shape != wanted.shape:
        what = f"outputs of shape {array.shape}; {wanted.shape} (images by classes) is expected."
    elif array.data is None:
        what = f"{array.dtype} outputs; numbers are expected."
        expected, actual = "numbers", array.dtype
    elif unordered := int(np.isnan(array.numpy()).any(axis=1).sum()):
        total = len(array.numpy())
        what = f"NaN for {unordered:,} of {total:,} images: did the loss become NaN in training?"
        expected, actual = f"numbers for {total:,} images", f"NaN for {unordered:,} of them"
    else:
        return None
    return fail_finding(f"`{name}` gives {what}", expected=expected, actual=actual)


def _share(count: int, total: int) -> str:
    """A count and its percentage, rounded down so that no bar appears to be reached that was not."""
    return f"{count:,} of {total:,} ({math.floor(1000 * count / total) / 10:.1f} %)"
