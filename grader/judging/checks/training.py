"""Checks of a training's history, which is reported evidence.

`validation_loss` checks that a history belongs to its model: outside the kernel, the model gets the validation images
again.
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from grader.evidence import Array, Evidence, History, Layers, Predictions
from grader.judging.checks.array_difference import REBUILT
from grader.judging.checks.clean_room_models import ModelPredictions, invalid_answers, model_predictions
from grader.judging.checks.findings import (
    HIDDEN,
    ValueKind,
    fail_finding,
    own_value,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.fits import foreign_history, losses_of_all_fits, only_fit, validated_on_others
from grader.judging.checks.parameters import (
    Agreement,
    FittedName,
    HistoryName,
    MeasuredName,
    ModelName,
    SeenDataSet,
    ValidatedName,
)
from grader.judging.checks.predictions import unscorable_predictions
from grader.model import Finding

_TRAINED, _VALIDATED = "loss", "val_loss"


def epochs(
    learner: Evidence,
    reference: Evidence,
    *,
    of: HistoryName,
    model: FittedName,
    need: Literal["exactly", "at least"] = "exactly",
) -> Finding:
    """Whether a model was trained by one call of `fit`, for as many epochs as the reference's, and its history was
    kept.

    Keys:
        model: The model of the history.
        need: Whether more epochs than the reference's fail.
    """
    expected = len(series(reference_value(reference, of, History), _TRAINED))
    if isinstance(seen := own_value(learner, reference, of, History, ValueKind.HISTORY), Finding):
        return seen
    actual = len(series(seen, _TRAINED))
    enough = actual == expected or (need == "at least" and actual > expected)
    tables = {"expected": f"{need} {_count(expected)}", "actual": _count(actual)}
    if not enough:
        return fail_finding(f"`{of}` records {_count(actual)}, but should record {need} {expected}.", **tables)
    call = only_fit(model, of, learner, reference)
    return call if isinstance(call, Finding) else pass_finding(f"`{of}` records {_count(actual)}.", **tables)


def loss_falls(learner: Evidence, reference: Evidence, *, of: HistoryName, model: FittedName) -> Finding:
    """Whether the loss of a model's own training was lower in the last epoch than in the first.

    If a model was trained by several calls of `fit` for one epoch each, all of them count. A different check judges how
    many epochs a history records.

    Keys:
        model: The model of the history.

    Raises ValueError if the reference's own loss does not fall.
    """
    if not _falls(series(reference_value(reference, of, History), _TRAINED)):
        raise ValueError("the reference's own loss does not fall")
    if isinstance(seen := own_value(learner, reference, of, History, ValueKind.HISTORY), Finding):
        return seen
    loss = series(seen, _TRAINED)
    if foreign := foreign_history(model, of, learner, reference):
        return foreign
    if len(loss) == 1 < len(of_all := losses_of_all_fits(model, learner)):
        loss = of_all
    expected = "last loss below first"
    if len(loss) < 2:  # noqa: PLR2004 - a fall takes two
        what = f"`{of}` records {_count(len(loss))}; it takes two or more to see the loss fall."
        return fail_finding(what, expected=expected, actual=_count(len(loss)))
    actual = f"first {loss[0]:.4g}, last {loss[-1]:.4g}"
    if _falls(loss):
        return pass_finding(f"The loss falls: {actual}.", expected=expected, actual=actual)
    ill = int((~np.isfinite(loss)).sum())
    what = f"The loss is not finite in {ill} of {_count(len(loss))}" if ill else "The loss does not fall"
    return fail_finding(f"{what}: {actual}.", expected=expected, actual=actual)


def series(history: History, name: str) -> npt.NDArray[Any]:
    """float64 (epochs,): one number for each epoch; float64 (0,) if the history has no series of numbers of that
    name.
    """
    found = history.series.get(name)
    if found is None or found.data is None or len(found.shape) != 1:
        return np.zeros(0)
    return found.numpy().astype(np.float64)


def no_series(of: str, name: str) -> str:
    """A message that a history lacks a series, and why that may be."""
    return f"`{of}` has no `{name}`{why_missing(name)}"


def why_missing(series: str) -> str:
    """The end of a sentence that says that a series is missing: the possible reason."""
    return ": `fit` reports it only if `validation_data` holds examples." if series.startswith("val_") else "."


def _falls(loss: npt.NDArray[Any]) -> bool:
    return len(loss) > 1 and bool(np.isfinite(loss).all()) and bool(loss[-1] < loss[0])


def _count(count: int, one: str = "epoch", more: str = "epochs") -> str:
    return f"1 {one}" if count == 1 else f"{count:,} {more}"


def history_series(learner: Evidence, reference: Evidence, *, of: HistoryName, model: FittedName) -> Finding:
    """Whether a history has the reference's series, such as `val_loss`, for every epoch and with plausible numbers.

    All metrics that measure accuracy count as the same series. The history must be the result of a call of `fit` that
    trained the model.

    Keys:
        model: The model of the history.
    """
    expected = _named(reference_value(reference, of, History))
    if isinstance(seen := own_value(learner, reference, of, History, ValueKind.HISTORY), Finding):
        return seen
    actual = _named(seen)
    tables = {"expected": "\n".join(sorted(expected)), "actual": "\n".join(sorted(actual))[:500]}
    wrong = _absent(of, actual, expected) or _uneven(of, actual, expected) or _impossible(actual, expected)
    if wrong:
        return fail_finding(wrong, **tables)
    if foreign := foreign_history(model, of, learner, reference):
        return foreign
    names = ", ".join(f"`{name}`" for name in sorted(expected))
    return pass_finding(f"`{of}` has {names} for every epoch.", **tables)


def _named(history: History) -> dict[str, npt.NDArray[Any]]:
    """The series that are numbers, by name; every kind of accuracy is "accuracy"."""
    return {
        _plain(name): array.numpy().astype(np.float64)
        for name, array in history.series.items()
        if array.data is not None and len(array.shape) == 1
    }


def _plain(name: str) -> str:
    stem = name.removeprefix("val_")
    sorts = {"acc", "accuracy", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy"}
    return name.removesuffix(stem) + "accuracy" if stem in sorts else name


def _absent(of: str, actual: dict[str, npt.NDArray[Any]], expected: dict[str, npt.NDArray[Any]]) -> str:
    missing = sorted(expected.keys() - actual.keys())
    if not missing:
        return ""
    names = ", ".join(f"`{name}`" for name in missing)
    validated = any(name.startswith("val_") for name in actual)
    cause = "." if validated else why_missing(missing[0])
    if missing[-1].endswith("accuracy"):
        cause = ": was the model compiled with that metric?" if cause == "." else cause
    return f"`{of}` has no {names}{cause}"


def _uneven(of: str, actual: dict[str, npt.NDArray[Any]], expected: dict[str, npt.NDArray[Any]]) -> str:
    longest = max((len(actual[name]) for name in expected), default=0)
    if not longest:
        return f"`{of}` has no epochs."
    short = [name for name in sorted(expected) if len(actual[name]) < longest]
    return f"`{short[0]}` of `{of}` records {_count(len(actual[short[0]]))}, not all {longest}." if short else ""


def _impossible(actual: dict[str, npt.NDArray[Any]], expected: dict[str, npt.NDArray[Any]]) -> str:
    """A message that a series contains impossible values: NaN, infinity, or an accuracy outside 0 to 1."""
    for name in sorted(expected):
        values = actual[name]
        if ill := int((~np.isfinite(values)).sum()):
            return f"`{name}` is not finite in {ill} of {_count(len(values))}."
        if name.endswith("accuracy") and (values.min(initial=0) < 0 or values.max(initial=0) > 1):
            return f"`{name}` is not between 0 and 1."
    return ""


def validated_with(
    learner: Evidence, reference: Evidence, *, of: HistoryName, model: ModelName, data: MeasuredName
) -> Finding:
    """Whether a history ends with the validation loss of its model on that very data set.

    It does not if `fit` was given different examples for validation, or if the model was trained again afterwards.

    Keys:
        model: The model of the history.
        data: The data set that should have been used for validation.

    Raises ValueError if the reference's history does not end with that loss.
    """
    if not _agree(reference_value(reference, of, History), reference_value(reference, HIDDEN + data, History)):
        raise ValueError(f"the reference's own {of!r} does not end with the loss of {model!r} on {data!r}")
    told, measured = learner.seen.get(of), learner.seen.get(HIDDEN + data)
    if not isinstance(told, History):
        return unusable_finding(learner, reference, of, ValueKind.HISTORY)
    if not isinstance(learner.seen.get(model), Layers):
        return unusable_finding(learner, reference, model, ValueKind.MODEL)
    if not isinstance(measured, History):
        return unusable_finding(learner, reference, HIDDEN + data, ValueKind.DATASET)
    expected = f"the loss of {model} on {data}"
    if not len(series(told, _VALIDATED)):
        return fail_finding(no_series(of, _VALIDATED), expected=expected, actual="none")
    if _agree(told, measured):
        return pass_finding(f"`{of}` was validated with `{data}`.", expected=expected, actual="the same")
    what = (
        f"`{of}` does not end with the loss of `{model}` on `{data}`: did `fit` get other examples for "
        "validation, or was the model trained again afterwards?"
    )
    return fail_finding(what, expected=expected, actual="a different loss")


def _agree(told: History, measured: History) -> bool:
    """Whether the last validation loss is the measured loss, as closely as two passes through the same examples
    agree.
    """
    last, own = series(told, _VALIDATED)[-1:], series(measured, _TRAINED)
    return len(last) == len(own) == 1 and bool(np.allclose(last, own, rtol=REBUILT.rtol, atol=REBUILT.atol))


_SERIES = "val_loss"
_LEAST = (1e-45, 1e-7)
"""The least probability whose logarithm is taken: Keras uses one limit for scores and another for probabilities."""
_SUM = 1e-3
"""How far from 1 the sum of an image's probabilities may be."""

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
    cross-entropy, is computed here. The reference's calibration determines how much the two may differ. If it was
    observed which examples `fit` was given for validation, they must be these in every epoch.

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
    if isinstance(own := _losses(learner, reference, model), Finding):
        return own
    wanted = _of_epoch(recorded, epoch)
    expected, actual = f"{wanted:.4g}, the loss of the {epoch} epoch", f"{own[0]:.4g}"
    if _apart(wanted, own) <= tolerance:
        if others := validated_on_others(model, learner, reference):
            return others
        return pass_finding(f"`{model}` has the validation loss of its {epoch} epoch, {own[0]:.4g}.", expected, actual)
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

    Raises ValueError if the reference's predictions can't be used.
    """
    wanted = reference_value(reference, HIDDEN + model, Predictions)
    labels = _labels(wanted)
    if isinstance(seen := own_value(learner, reference, HIDDEN + model, Predictions, ValueKind.MODEL), Finding):
        return seen
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
    """The mean cross-entropy of float (images, classes): probabilities, or scores that softmax turns into
    probabilities.
    """
    values = said.numpy().astype(np.float64)
    with np.errstate(all="ignore"):  # such numbers give a loss that no history records
        sums = values.sum(axis=1, keepdims=True)
        if values.min(initial=0) < 0 or np.abs(sums - 1).max(initial=0) > _SUM:
            values = np.exp(values - values.max(axis=1, keepdims=True))
            sums = values.sum(axis=1, keepdims=True)
        chosen = (values / sums)[np.arange(len(values)), labels]
        return float(-np.log(np.maximum(chosen, least)).mean())


def _of_epoch(recorded: Numbers, epoch: Epoch) -> float:
    return float(recorded[-1] if epoch == "last" else recorded.min())


def _apart(wanted: float, own: tuple[float, ...]) -> float:
    """The distance of a recorded loss from the model's, as a share of it; inf if either is not finite."""
    shares = [abs(wanted - one) / max(one, _LEAST[-1]) for one in own]
    return min((share for share in shares if np.isfinite(share)), default=float("inf"))


def _cause(recorded: Numbers, own: tuple[float, ...], tolerance: float, epoch: Epoch) -> str:
    """The end of a sentence on why a model does not belong to an epoch, if the history shows the reason."""
    near = [place for place, loss in enumerate(recorded, 1) if _apart(float(loss), own) <= tolerance]
    if near:
        return f"the model has the loss of epoch {near[-1]} of {len(recorded)}."
    asked = "were the best weights restored" if epoch == "best" else "did `fit` get the validation images"
    return f"{asked}, and has nothing changed the model since?"
