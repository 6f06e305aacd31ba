"""Compares a model as a clean room found it with what the submission reports about it.

A model that could be rebuilt is judged by the rebuilt model, provided that both agree: if a description is right but
the outputs belong to a different model, neither can be relied on. A model that could not be rebuilt is judged by what
the submission reports, and the finding says so and why. Or it fails, if the exercise asks for Keras' own layers.
"""

from dataclasses import dataclass, replace

import numpy as np

from grader.evidence import NOT_REBUILT, Array, Evidence, Layers
from grader.judging.checks.array_difference import REBUILT
from grader.judging.checks.findings import HIDDEN, ValueKind, fail_finding, own_value
from grader.model import Finding


@dataclass(frozen=True, slots=True)
class Structure:
    """A model's layers, as a clean room found them if it could."""

    layers: Layers
    why: str = ""
    """A sentence on why they are only reported; empty if no clean room was used."""

    def qualify(self, finding: Finding, *, expected: str, actual: str) -> Finding:
        """A finding about these layers, which says why they are only reported."""
        message = f"{finding.message} {self.why}".rstrip()
        return replace(finding, message=message, expected=expected, actual=actual)


def structure(learner: Evidence, reference: Evidence, name: str, *, keras_layers: bool = False) -> Structure | Finding:
    """The layers of a model that are to be judged, or the finding that it shows none or contradicts itself.

    With `keras_layers` a model that a clean room could not rebuild fails. A model with too many weights to send is
    rebuilt without them.
    """
    if isinstance(seen := own_value(learner, reference, name, Layers, ValueKind.MODEL), Finding):
        return seen
    found = learner.rebuilt.get(name)
    if found is None:
        return Structure(seen)
    if found.layers is not None and diverges(seen.outputs, found.layers.outputs):
        return divergence_finding(name)
    why = found.refused
    if found.layers is not None and _has_values(found.layers.outputs) and not _has_values(seen.outputs):
        why = "it gave no answers in your notebook"
    if not why and found.layers is not None:
        return Structure(found.layers, why=_unverified(found.without_weights) if found.without_weights else "")
    if keras_layers:
        return _not_of_keras(learner, name, why)
    return Structure(seen, why=_unverified(why))


def _unverified(why: str) -> str:
    return f"Its structure could not be verified: {why}."


def first_divergence(learner: Evidence, name: str) -> str:
    """A sentence about the first layer whose output differs, once the model has the reference's weights."""
    found = learner.rebuilt.get(name, NOT_REBUILT).divergence
    if found is None or not found.weighted:
        return ""
    so_far = f"its outputs agree up to `{found.after}`; " if found.after else ""
    return f"With the reference's weights, {so_far}`{found.layer}` is the first layer that differs."


def computes_the_same(learner: Evidence, name: str) -> bool:
    """Whether a clean room found that a model computes the same as the reference's, even if its layers are
    different.
    """
    return learner.rebuilt.get(name, NOT_REBUILT).alike


@dataclass(frozen=True, slots=True)
class ModelPredictions:
    """A model's predictions for the images it was shown: from a clean room if it could be rebuilt there."""

    array: Array
    why: str = ""
    """A sentence on why the predictions are only reported; empty if no clean room was used."""


def model_predictions(
    learner: Evidence, name: str, claim: Array, *, keras_layers: bool = False
) -> ModelPredictions | Finding:
    """A model's predictions, from a clean room if it could be rebuilt there; or the finding that they differ from
    `claim`.

    `claim` is what the model predicted in its own kernel, float (images, classes). With `keras_layers` a model that
    could not be rebuilt there fails.
    """
    room = learner.rebuilt.get(name)
    if room is None:
        return ModelPredictions(claim)
    found = room.predictions.get(HIDDEN + name)
    if found is not None and found.data is not None:
        return divergence_finding(name) if diverges(claim, found) else ModelPredictions(found)
    why = room.refused or room.without_weights or "it gave no answers there"
    if keras_layers:
        return _not_of_keras(learner, name, why)
    return ModelPredictions(claim, why=f"It could not be verified that `{name}` gives these answers: {why}.")


def _not_of_keras(learner: Evidence, name: str, why: str) -> Finding:
    """The finding that a model is not made as the exercise asks, or is so large that its weights could not be
    examined.
    """
    model = learner.seen.get(name)
    if isinstance(model, Layers) and not all(array.is_known for array in model.values):
        what = f"`{name}` has {model.parameters:,} parameters, which is too many to check. "
        what += "Which layer gets or returns more numbers than in the task?"
        return fail_finding(what, expected="a model of the task's size", actual=f"{model.parameters:,} parameters")
    how = "Build it with `tf.keras.Sequential` or `tf.keras.Model(inputs, outputs)`."
    what = f"`{name}` should be made of Keras' own layers. It could not be rebuilt: {why}. {how}"
    return fail_finding(what, "a model of Keras' own layers", why)


def diverges(claim: Array | None, fact: Array | None) -> bool:
    """Whether a model's output differs from the output of the same model rebuilt; False if either has no numbers."""
    if claim is None or fact is None or claim.data is None or fact.data is None:
        return False
    if claim.shape != fact.shape:
        return True
    ours, theirs = fact.numpy().astype(np.float64), claim.numpy().astype(np.float64)
    return not np.allclose(theirs, ours, rtol=REBUILT.rtol, atol=REBUILT.atol, equal_nan=True)


def invalid_answers(name: str, answer: Array | None) -> str:
    """A sentence saying that a model's outputs are NaN or not numbers; empty if they are numbers, or not known."""
    if answer is None:
        return ""
    if answer.data is None:
        return f"`{name}` returns {answer.dtype} {answer.shape}; numbers are expected."
    if np.isnan(answer.numpy()).any():
        return f"`{name}` returns NaN: did its loss become NaN in training?"
    return ""


def divergence_finding(name: str) -> Finding:
    """The finding that a model's output differs from the output of the same model rebuilt."""
    what = f"In your notebook, `{name}` returns values that its layers and weights do not return when they are rebuilt."
    return fail_finding(what, expected="the same values", actual="different values")


def _has_values(array: Array | None) -> bool:
    return array is not None and array.data is not None
