"""A check that a history is the history of its model: the model is shown the validation images again, outside."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from grader.checks.clean_room_models import ModelPredictions, invalid_answers, model_predictions
from grader.checks.findings import HIDDEN, ValueKind, fail_finding, pass_finding, reference_value, unusable_finding
from grader.checks.fits import validated_on_others
from grader.checks.parameters import Agreement, HistoryName, SeenDataSet, ValidatedName
from grader.checks.predictions import unscorable_predictions
from grader.checks.training import no_series, series
from grader.evidence import Array, Evidence, History, Predictions
from grader.model import Finding

_SERIES = "val_loss"
_LEAST = (1e-45, 1e-7)
"""The least probability whose logarithm is taken: Keras has one for scores and another for probabilities."""
_SUM = 1e-3
"""How far from 1 the probabilities of an image may add up to."""

Numbers = npt.NDArray[Any]
Epoch = Literal["last", "best"]


def validation_loss(  # noqa: PLR0913 - keys of TOML, and what grading supplies
    learner: Evidence,
    reference: Evidence,
    *,
    of: HistoryName,
    model: ValidatedName,
    data: SeenDataSet,  # noqa: ARG001 - says what a model is shown
    split: str,  # noqa: ARG001 - likewise
    tolerance: Agreement,
    epoch: Epoch = "last",
) -> Finding:
    """Whether a model has the validation loss that a history records for its last epoch, or for its best one.

    The model is rebuilt in a clean room and shown the images that the exercise validates with. Its loss, a
    cross-entropy, is computed here. How far the two may lie apart follows from the reference's calibration. Whatever
    the loss, `fit` must have been given no other examples for validation, in any epoch, as far as that was seen.

    Keys:
        model: The model of the history.
        data: The data set of the images.
        split: The images in it, such as `"train[80%:]"`.
        epoch: The epoch that counts.
    """
    seen = learner.seen.get(of)
    reference_value(reference, of, History)
    if not isinstance(seen, History):
        return unusable_finding(learner, reference, of, ValueKind.HISTORY)
    recorded = series(seen, _SERIES)
    if not len(recorded):
        return fail_finding(no_series(of, _SERIES), expected=_SERIES, actual="none")
    own = _losses(learner, reference, model)
    if isinstance(own, Finding):
        return own
    wanted = _of_epoch(recorded, epoch)
    expected, actual = f"{wanted:.4g}, the loss of the {epoch} epoch", f"{own[0]:.4g}"
    if _apart(wanted, own) <= tolerance:
        if others := validated_on_others(model, learner, reference):
            return others
        what = f"`{model}` has the validation loss of its {epoch} epoch, {own[0]:.4g}."
        return pass_finding(what, expected=expected, actual=actual)
    what = f"On the validation images `{model}` has a loss of {own[0]:.4g}; for its {epoch} epoch `{of}` records "
    what += f"{wanted:.4g}: {_cause(recorded, own, tolerance, epoch)}"
    return fail_finding(what, expected=expected, actual=actual)


def deviation(evidence: Evidence, *, of: str, model: str, epoch: Epoch = "last", **_: object) -> float:
    """How far a reference's history is from its model, as a share of the model's loss. Raises ValueError."""
    recorded = series(reference_value(evidence, of, History), _SERIES)
    own = _losses(evidence, evidence, model)
    if isinstance(own, Finding) or not len(recorded):
        raise ValueError(f"the reference's own {of!r} and {model!r} can't be compared")
    return _apart(_of_epoch(recorded, epoch), own)


def _losses(learner: Evidence, reference: Evidence, model: str) -> tuple[float, ...] | Finding:
    """A model's loss on the validation images, once for each of `_LEAST`, or why there is none.

    Raises ValueError where the reference's predictions can't be used.
    """
    wanted = reference_value(reference, HIDDEN + model, Predictions)
    labels = _labels(wanted)
    seen = learner.seen.get(HIDDEN + model)
    if not isinstance(seen, Predictions):
        return unusable_finding(learner, reference, HIDDEN + model, ValueKind.MODEL)
    if (wrong := unscorable_predictions(model, seen.array, wanted.array)) is not None:
        return wrong
    said = model_predictions(learner, model, seen.array)
    if isinstance(said, ModelPredictions) and (ill := invalid_answers(model, said.array)):
        return fail_finding(ill, expected="numbers", actual="none that can be compared")
    return said if isinstance(said, Finding) else tuple(_loss(said.array, labels, least) for least in _LEAST)


def _labels(wanted: Predictions) -> Numbers:
    """The labels that the reference's kernel read, one for each image. Raises ValueError."""
    labels = np.zeros(0) if wanted.labels is None else wanted.labels.numpy()
    if len(wanted.array.shape) != 2 or labels.shape != wanted.array.shape[:1]:  # noqa: PLR2004 - images, classes
        raise ValueError(f"the reference shows labels {labels.shape} for predictions {wanted.array.shape}")
    return labels


def _loss(said: Array, labels: Numbers, least: float) -> float:
    """The mean cross-entropy of float (images, classes): probabilities, or scores that softmax makes such."""
    values = said.numpy().astype(np.float64)
    with np.errstate(all="ignore"):  # what is not finite comes to a loss that is not, which no history records
        sums = values.sum(axis=1, keepdims=True)
        if values.min(initial=0) < 0 or np.abs(sums - 1).max(initial=0) > _SUM:
            values = np.exp(values - values.max(axis=1, keepdims=True))
            sums = values.sum(axis=1, keepdims=True)
        chosen = (values / sums)[np.arange(len(values)), labels]
        return float(-np.log(np.maximum(chosen, least)).mean())


def _of_epoch(recorded: Numbers, epoch: Epoch) -> float:
    return float(recorded[-1] if epoch == "last" else recorded.min())


def _apart(wanted: float, own: tuple[float, ...]) -> float:
    """The distance of a recorded loss from the model's, as a share of it; inf where one is not finite."""
    shares = [abs(wanted - one) / max(one, _LEAST[-1]) for one in own]
    return min((share for share in shares if np.isfinite(share)), default=float("inf"))


def _cause(recorded: Numbers, own: tuple[float, ...], tolerance: float, epoch: Epoch) -> str:
    """The end of a sentence on why a model is not that of an epoch, as far as the history shows."""
    near = [place for place, loss in enumerate(recorded, 1) if _apart(float(loss), own) <= tolerance]
    if near:
        return f"the model's is the loss of epoch {near[-1]} of {len(recorded)}."
    asked = "did the model get its best weights back" if epoch == "best" else "was `fit` given the validation images"
    return f"{asked}, and has nothing changed the model since?"
