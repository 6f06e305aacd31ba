"""Whether a value follows from its inputs at all: it changes when they change, and nothing else does.

How it follows is not asked. A value whose shape alone is right may still be the result of work. A value that is written
down is not, nor one that is written down with noise: chance is the same in all replays, and what it changes does not
follow from anything.
"""

from collections.abc import Sequence

import numpy as np

from grader.checks.findings import AS_FOUND, HIDDEN, ORIGIN, error_message, fail_finding, reference_value
from grader.evidence import Array, Evidence, Observation, Raised, Tensor
from grader.model import Finding
from grader.util.text import join_names

CHANGED = 1e-3
"""The share of its size by which a value has changed, and is not the right one any more."""
LEAST_CHANGE = 1e-5
"""The share of its size by which a value that follows from its inputs changes: a descent ends nearly where it did."""


def underived_value(learner: Evidence, of: str, inputs: Sequence[str]) -> Finding | None:
    """The finding that a value does not follow from the inputs that a replay rebinds; None where it does, or none is.

    Cells that make these inputs themselves ran twice: with hidden values under the names, and with hidden values made
    where theirs were. One of both will do. Where the cells ran again on the inputs of the run, too, that is the value
    which has to change: one that changes whenever the cells run follows from nothing.
    """
    seen = learner.seen.get(of)
    if not inputs or not isinstance(seen, Tensor):
        return None
    if same := next((name for name in inputs if learner.intermediate_values.get(name) == seen.array), None):
        return fail_finding(
            f"`{of}` is `{same}` as it stands; nothing was computed from it.",
            expected=f"computed from {join_names(inputs)}",
            actual=f"the same as {same}",
        )
    again = [(learner.seen.get(HIDDEN + place + of), _before(learner, place, of)) for place in ("", ORIGIN)]
    if any(_another(after, before, seen.array) for after, before in again):
        return None
    return fail_finding(
        f"`{of}` {_instead(again[0][0], inputs)}",
        expected=f"computed from {join_names(inputs)}",
        actual="the same for other values",
    )


def unfollowed_value(learner: Evidence, reference: Evidence, of: str, inputs: Sequence[str]) -> Finding | None:
    """The finding that a value that is right as run is not the right one for hidden inputs; None where it is.

    What is wrong as run was not typed in to be right: how it was made is not asked.
    """
    seen, wanted = learner.seen.get(of), reference.seen.get(of)
    if not inputs or not isinstance(seen, Tensor) or not isinstance(wanted, Tensor):
        return None
    hidden = reference_value(reference, HIDDEN + of, Tensor).array
    again = [learner.seen.get(key + of) for key in (HIDDEN, HIDDEN + ORIGIN)]
    if distance(seen.array, wanted.array) > CHANGED or any(
        isinstance(one, Tensor) and distance(one.array, hidden) <= CHANGED for one in again
    ):
        return None
    return fail_finding(
        f"`{of}` is right, but does not follow from {join_names(inputs)}: it {_otherwise(again[0])}",
        expected=f"computed from {join_names(inputs)}",
        actual="another value than it should be then",
    )


def distance(array: Array, other: Array) -> float:
    """How far two arrays of the same shape are apart, as a share of the size of the numbers in the other.

    Infinite where they are of other shapes, hold no numbers, or are NaN in other places. Whole numbers and truth values
    that differ at all are that far apart, too.
    """
    if array.data is None or other.data is None or np.prod(array.shape) != np.prod(other.shape):
        return np.inf
    one, two = (each.numpy().astype(np.float64).ravel() for each in (array, other))
    if np.array_equal(one, two, equal_nan=True):
        return 0.0
    if other.numpy().dtype.kind != "f":
        return np.inf
    finite = np.isfinite(one) & np.isfinite(two)
    if not np.array_equal(one[~finite], two[~finite], equal_nan=True):
        return np.inf
    size = float(np.abs(np.concatenate([one, two])[np.concatenate([finite, finite])]).max())
    return float(np.abs(one - two)[finite].max()) / size


def _before(learner: Evidence, place: str, of: str) -> Observation | None:
    """The value from the inputs that the run left, where the cells ran on these again, else as it was run."""
    return learner.seen.get(HIDDEN + place + AS_FOUND + of, learner.seen.get(of))


def _another(after: Observation | None, before: Observation | None, seen: Array) -> bool:
    """Whether a value of the dtype and as many axes as were seen holds other numbers than before."""
    if not isinstance(after, Tensor) or not isinstance(before, Tensor) or after.array.data is None:
        return False
    alike = len(after.array.shape) == len(seen.shape) and after.array.dtype == seen.dtype
    return alike and distance(after.array, before.array) > LEAST_CHANGE


def _instead(again: object, inputs: Sequence[str]) -> str:
    """What a value does where its inputs hold other values, if it does not become another one."""
    match again:
        case Raised(error=error, message=message):
            why = f"{error}: {error_message(message)}"
            return f"does not follow from {join_names(inputs)}: with other values the same cells raise {why}"
        case Tensor(array=Array(data=None)) | None:
            return f"holds no numbers that could follow from {join_names(inputs)}."
    changes = "holds" if len(inputs) == 1 else "hold"
    return f"stays the same when {join_names(inputs)} {changes} other values: is it computed from them, or typed in?"


def _otherwise(again: object) -> str:
    """What becomes of a value that is right as it was run, where its inputs are others."""
    match again:
        case Raised(error=error, message=message):
            return f"raises {error} for others: {error_message(message)}"
    return "is wrong for others. Is it a number that was typed in?"
