"""Checks of a value's source: whether it comes from this very model, computed again from the models' predictions.

The most frequent mistake is to use the lesson's old model instead of the new one. It runs without an error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import NOT_REBUILT, Answers, Array, Evidence, Layers, Tensor
from grader.judging.checks.array_difference import REBUILT
from grader.judging.checks.clean_room_models import divergence_finding, diverges
from grader.judging.checks.derived_values import distance, underived_value
from grader.judging.checks.findings import (
    HIDDEN,
    ValueKind,
    fail_finding,
    own_value,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.parameters import Inputs, ModelName, ShownName, ValueName
from grader.model import Finding, Verdict
from grader.util.text import join_names

_TINY = 1e-7
"""The least probability whose logarithm Keras takes."""

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ModelAnswers:
    """The outputs of the learner's models for a value."""

    own: Array
    """The output of the model in question, from a clean room if it could be rebuilt there."""
    others: Mapping[str, Array]

    def source(self, fits: Callable[[Array], bool]) -> str | None:
        """The name of a different model from whose outputs something was computed, or None."""
        return next((name for name, said in self.others.items() if fits(said)), None)


def predicted_by(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence, reference: Evidence, *, of: ValueName, model: ModelName, inputs: ShownName, replayed: Inputs = ()
) -> Finding:
    """Whether a value is the prediction of that very model. The message names the model that it really came from.

    With `replay` it must also be the prediction of a hidden model that replaces the model.

    Keys:
        model: The model.
        inputs: The inputs of the prediction.

    Raises ValueError if the reference's value is not the prediction of its model.
    """
    wanted = reference_value(reference, of, Tensor).array
    theirs = reference_value(reference, HIDDEN + inputs, Answers).models.get(model)
    if theirs is None or not _equal(wanted, theirs):
        raise ValueError(f"the reference's own {of!r} is not what {model!r} predicts for {inputs!r}")
    if isinstance(seen := own_value(learner, reference, of, Tensor, ValueKind.TENSOR), Finding):
        return seen
    if isinstance(said := _said(learner, reference, model, inputs), Finding):
        return said
    finding = _predicted(seen.array, said, f"`{of}`", model, inputs)
    if finding.verdict is Verdict.PASS:
        finding = _unmoved(learner, reference, (of,), replayed, alike=_equal(said.own, theirs)) or finding
    return replace(finding, expected=f"what {model} predicts")


def evaluated_by(  # noqa: PLR0913 - every one is a key of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: ValueName,
    accuracy: ValueName,
    model: ModelName,
    inputs: ShownName,
    labels: ValueName,
    replayed: Inputs = (),
) -> Finding:
    """Whether a loss (`of`) and an accuracy are those of that very model on inputs with labels from 0 up.

    The loss is the cross-entropy of probabilities, computed here from the model's output. With `replay` both must also
    be those of a hidden model that replaces the model.

    Keys:
        accuracy: The name of the accuracy.
        model: The model.
        inputs: The inputs of the evaluation.
        labels: The labels of the inputs.

    Raises ValueError if the reference's numbers are not those of its model.
    """
    _require_own(reference, (of, accuracy), model, inputs, labels)
    for name in (of, accuracy, labels):
        if not isinstance(learner.seen.get(name), Tensor):
            return unusable_finding(learner, reference, name, ValueKind.TENSOR)
    if isinstance(said := _said(learner, reference, model, inputs), Finding):
        return said
    pair = _pair(learner, of, accuracy)
    finding = _evaluated(pair, said, _numbers(learner, labels), (of, accuracy, model, inputs))
    if finding.verdict is Verdict.PASS:
        theirs = reference_value(reference, HIDDEN + inputs, Answers).models.get(model)
        alike = theirs is not None and _equal(said.own, theirs) and learner.seen[labels] == reference.seen.get(labels)
        finding = _unmoved(learner, reference, (of, accuracy), replayed, alike=alike) or finding
    return finding


def _unmoved(
    learner: Evidence, reference: Evidence, names: Sequence[str], replayed: Sequence[str], *, alike: bool
) -> Finding | None:
    """The finding that values do not depend on a model: with a hidden model in its place they are wrong or unchanged.

    The values of the hidden model are known if the learner's model and data are `alike` to the reference's. If not, the
    first value must change; an accuracy may be the same by chance.
    """
    for name in names if replayed else ():
        wanted, seen = reference_value(reference, HIDDEN + name, Tensor).array, learner.seen.get(HIDDEN + name)
        if not alike:
            return underived_value(learner, name, replayed)
        if not isinstance(seen, Tensor) or distance(seen.array, wanted) > REBUILT.rtol:
            what = f"`{name}` is right, but not for a different {join_names(replayed)}: is it computed from it?"
            return fail_finding(what, actual="different values")
    return None


def answers_of(learner: Evidence, model: str, inputs: str) -> Array | None:
    """The output of a model of the learner's for a value, as one criterion sees it.

    It comes from a clean room if the model could be rebuilt there. None if there is no output.
    """
    seen = learner.seen.get(HIDDEN + inputs)
    claim = seen.models.get(model) if isinstance(seen, Answers) else None
    fact = learner.rebuilt.get(model, NOT_REBUILT).predictions.get(HIDDEN + inputs)
    return claim if fact is None or fact.data is None else fact


def _said(learner: Evidence, reference: Evidence, model: str, inputs: str) -> _ModelAnswers | Finding:
    """The outputs of the learner's models for the inputs, or the finding why they can't be used."""
    if isinstance(seen := own_value(learner, reference, HIDDEN + inputs, Answers, ValueKind.TENSOR), Finding):
        return seen
    own = answers_of(learner, model, inputs)
    if own is None and isinstance(learner.seen.get(model), Layers):
        return fail_finding(f"`{model}` gives no answer for `{inputs}`: do their shapes fit?")
    if own is None:
        return unusable_finding(learner, reference, model, ValueKind.MODEL)
    if diverges(seen.models.get(model), own):
        return divergence_finding(model)
    return _ModelAnswers(own=own, others={name: said for name, said in seen.models.items() if name != model})


def _predicted(array: Array, said: _ModelAnswers, name: str, model: str, inputs: str) -> Finding:
    shapes = f"{name} has shape {array.shape}; `{model}` gives {said.own.shape} for `{inputs}`."
    if _equal(array, said.own):
        return pass_finding(f"{name} is what `{model}` predicts for `{inputs}`.", actual=f"what {model} predicts")
    if other := said.source(lambda one: _equal(array, one)):
        return fail_finding(
            f"{name} is what `{other[:60]}` predicts, not `{model}`.", actual=f"what {other[:60]} predicts"
        )
    if array.shape != said.own.shape:
        return fail_finding(shapes, actual=f"{array.dtype} {array.shape}")
    return fail_finding(
        f"{name} is not what `{model}` predicts for `{inputs}` after your last cell.", actual="different values"
    )


def _evaluated(
    pair: tuple[float, float] | None, said: _ModelAnswers, labels: Numbers, names: tuple[str, str, str, str]
) -> Finding:
    loss, accuracy, model, inputs = names
    both = f"`{loss}` and `{accuracy}`"
    own = _measured(said.own, labels)
    if pair is None:
        return fail_finding(f"{both} should be one number each.", expected="two numbers", actual="different values")
    if own is None:
        return fail_finding(f"`{model}` gives no probabilities for `{inputs}` that could be compared with labels.")
    expected, actual = f"loss {own[0]:.4g}, accuracy {own[1]:.4g}", f"{pair[0]:.4g} and {pair[1]:.4g}"
    if _near(pair, own):
        return pass_finding(f"{both} are what `{model}` reaches on `{inputs}`.", expected, actual)
    if _near(pair[::-1], own):
        what = f"{both} are swapped: `evaluate` returns the loss first."
    elif other := said.source(lambda one: _near(pair, _measured(one, labels))):
        what = f"{both} are what `{other[:60]}` reaches, not `{model}`."
    else:
        what = _neither(pair, own, names)
    return fail_finding(what, expected=expected, actual=actual)


def _neither(pair: tuple[float, float], own: tuple[float, float], names: tuple[str, str, str, str]) -> str:
    """A message that one of two numbers, or both, come from somewhere else."""
    *_, model, inputs = names
    wrong = [name for name, found, wanted in zip(names, pair, own, strict=False) if not _close(found, wanted)]
    what = join_names(wrong)
    verb = "is not what" if len(wrong) == 1 else "are not what"
    return f"{what} {verb} `{model}` reaches on `{inputs}` after your last cell."


def _require_own(reference: Evidence, values: tuple[str, str], model: str, inputs: str, labels: str) -> None:
    """Raise ValueError unless the reference's own numbers come from its own model."""
    for name in (*values, labels):
        reference_value(reference, name, Tensor)
    said = reference_value(reference, HIDDEN + inputs, Answers).models.get(model)
    pair = _pair(reference, *values)
    own = None if said is None else _measured(said, _numbers(reference, labels))
    if pair is None or not _near(pair, own):
        raise ValueError(f"the reference's own {values} are not those of {model!r} on {inputs!r}")


def _pair(evidence: Evidence, loss: str, accuracy: str) -> tuple[float, float] | None:
    """The numbers that two names hold, if each holds a single number and not a list."""
    if any(isinstance(one, Tensor) and one.kind == "list" for one in map(evidence.seen.get, (loss, accuracy))):
        return None
    first, second = _numbers(evidence, loss), _numbers(evidence, accuracy)
    return (float(first.ravel()[0]), float(second.ravel()[0])) if first.size == second.size == 1 else None


def _numbers(evidence: Evidence, name: str) -> Numbers:
    seen = evidence.seen.get(name)
    return seen.array.numpy() if isinstance(seen, Tensor) and seen.array.data is not None else np.zeros(0)


def _measured(said: Array, labels: Numbers) -> tuple[float, float] | None:
    """Cross-entropy and accuracy of probabilities float (examples, classes); None if they and the labels don't fit."""
    values = np.zeros(0) if said.data is None else said.numpy().astype(np.float64)
    wanted = labels.ravel()
    if values.ndim != 2 or not values.size or len(values) != wanted.size or wanted.dtype.kind not in "iu":  # noqa: PLR2004 - examples, classes
        return None
    if wanted.min() < 0 or wanted.max() >= values.shape[1]:
        return None
    clipped = np.clip(values, _TINY, 1 - _TINY)
    chosen = clipped[np.arange(len(values)), wanted] / clipped.sum(axis=1)
    return float(-np.log(chosen).mean()), float((values.argmax(axis=1) == wanted).mean())


def _near(pair: tuple[float, ...], own: tuple[float, float] | None) -> bool:
    return own is not None and all(_close(found, wanted) for found, wanted in zip(pair, own, strict=True))


def _close(found: float, wanted: float) -> bool:
    return bool(np.isclose(found, wanted, rtol=REBUILT.rtol, atol=REBUILT.atol))


def _equal(array: Array, said: Array) -> bool:
    """Whether an array holds a model's output; an output that was not sent equals nothing."""
    if array.data is None or said.data is None or array.shape != said.shape:
        return False
    left, right = array.numpy().astype(np.float64), said.numpy().astype(np.float64)
    return bool(np.allclose(left, right, rtol=REBUILT.rtol, atol=REBUILT.atol))
