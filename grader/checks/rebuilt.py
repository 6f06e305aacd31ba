"""What a clean room found of a model, beside what the submission says of it.

A model that could be put together anew is judged by that, provided that both say the same: one whose description is
right and whose answers are another's is no answer to any question. One that could not be is judged by the
submission's word, and the finding says so and why.
"""

from dataclasses import dataclass, replace

import numpy as np

from grader.checks.sight import HIDDEN, Sort, failed, unusable
from grader.evidence import Array, Evidence, Layers, Rebuilt
from grader.model import Finding, Trust

_RTOL, _ATOL = 1e-3, 1e-4
"""Far wider than the same sums on another day, far closer than two models anyone would train."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A model's layers, and what they are known from."""

    layers: Layers
    trust: Trust = Trust.REPORTED
    why: str = ""
    """A sentence on why they are only reported; empty where no clean room was asked."""

    def grounds(self, finding: Finding, *, expected: str, actual: str) -> Finding:
        """A finding of these layers, with what it rests on."""
        message = f"{finding.message} {self.why}".rstrip()
        return replace(finding, trust=self.trust, message=message, expected=expected, actual=actual)


def structure(learner: Evidence, reference: Evidence, name: str) -> Structure | Finding:
    """A model's layers to judge, or the finding that there are none or others than it says."""
    seen = learner.seen.get(name)
    if not isinstance(seen, Layers):
        return unusable(learner, reference, name, Sort.MODEL)
    found = learner.rebuilt.get(name)
    if found is None:
        return Structure(seen)
    if found.layers is None:
        return Structure(seen, why=f"Its structure could not be verified: {found.refused}.")
    if departs(seen.outputs, found.layers.outputs):
        return departed(name)
    if _has_values(found.layers.outputs) and not _has_values(seen.outputs):
        return Structure(seen, why="Its structure could not be verified: it did not answer in your notebook.")
    return Structure(found.layers, Trust.VERIFIED)


def first_departure(learner: Evidence, name: str) -> str:
    """A sentence on the first layer of a model whose output departs, once it has the reference's weights."""
    found = learner.rebuilt.get(name, Rebuilt()).divergence
    if found is None or not found.weighted:
        return ""
    so_far = f"its outputs agree up to `{found.after}`; " if found.after else ""
    return f"With the reference's weights in it, {so_far}`{found.layer}` is the first layer to depart."


def answers(learner: Evidence, name: str, claim: Array) -> Array | Finding:
    """What a model says of the images it was shown, in a clean room where it could go there; or that it departs."""
    found = learner.rebuilt.get(name, Rebuilt()).predictions.get(HIDDEN + name)
    if found is None or found.data is None:
        return claim
    return departed(name) if departs(claim, found) else found


def departs(claim: Array | None, fact: Array | None) -> bool:
    """Whether a model answers otherwise than the same model put together anew; not where either has no numbers."""
    if claim is None or fact is None or claim.data is None or fact.data is None:
        return False
    if claim.shape != fact.shape:
        return True
    ours, theirs = fact.numpy().astype(np.float64), claim.numpy().astype(np.float64)
    return not np.allclose(theirs, ours, rtol=_RTOL, atol=_ATOL, equal_nan=True)


def unanswering(name: str, answer: Array | None) -> str:
    """That a model's answers are NaN or no numbers, as a sentence; empty where they are, or none are known."""
    if answer is None:
        return ""
    if answer.data is None:
        return f"`{name}` answers {answer.dtype} {answer.shape}; numbers are expected."
    if np.isnan(answer.numpy()).any():
        return f"`{name}` answers NaN: did its loss become NaN in training?"
    return ""


def departed(name: str) -> Finding:
    """The finding that it does."""
    return failed(
        f"`{name}` answers other values in your notebook than its layers and weights do when they are put together "
        f"anew.",
        expected="the same values",
        actual="other values",
    )


def _has_values(array: Array | None) -> bool:
    return array is not None and array.data is not None
