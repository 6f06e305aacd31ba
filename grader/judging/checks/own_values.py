"""Values that a learner may choose: whether an answer can start from them, and what the reference computes from
them.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from grader.evidence import Array, Evidence, Observation, Raised, Tensor
from grader.judging.checks.findings import HIDDEN, ValueKind, error_message, fail_finding, own_value, reference_value
from grader.model import Finding
from grader.util.text import join_names


def unusable_own_value(learner: Evidence, reference: Evidence, own: Sequence[str]) -> Finding | None:
    """The finding that one of the learner's values has a wrong shape or no real numbers; None if all can be used.

    Raises ValueError if the reference shows no numbers under one of the names.
    """
    for name in own:
        wanted = reference_value(reference, name, Tensor).array
        if isinstance(seen := own_value(learner, reference, name, Tensor, ValueKind.TENSOR), Finding):
            return seen
        if seen.array.shape != wanted.shape:
            return other_shape(name, seen.array.shape, wanted.shape)
        if seen.array.data is None:
            return no_values(name, seen.array, wanted)
    return None


def reference_on_own_values(learner: Evidence, reference: Evidence) -> Evidence:
    """The reference's evidence; values computed from names of the learner's choice are those from the learner's
    values.
    """
    found = {
        key.removeprefix(HIDDEN): seen
        for key, seen in learner.reference_on_learner_inputs.items()
        if isinstance(seen, Tensor)
    }
    arrays = {name: seen.array for name, seen in found.items()}
    return msgspec.structs.replace(
        reference, seen=reference.seen | found, intermediate_values=reference.intermediate_values | arrays
    )


def changed_names(learner: Evidence, reference: Evidence, own: Sequence[str]) -> tuple[str, ...]:
    """All of the names if the learner's value of any of them differs from the reference's, or else none of them."""
    seen = [(learner.seen.get(name), reference.seen.get(name)) for name in own]
    return tuple(own) if any(_array(mine) != _array(theirs) for mine, theirs in seen) else ()


def undefined_answer(learner: Evidence, reference: Evidence, of: str, own: Sequence[str]) -> Finding | None:
    """The finding that not even the reference computes a number from the learner's own values; None if it does.

    All results of the reference's own values count as numbers here, even an infinity.
    """
    found = learner.reference_on_learner_inputs.get(HIDDEN + of)
    wanted = reference_value(reference, of, Tensor).array
    expected, ill = f"{wanted.dtype} {wanted.shape}", _ill(learner, own)
    match found:
        case None:
            return None
        case Raised(error=error, message=message):
            what, actual = f"computing the right `{of}` raises {error}: {error_message(message)}", error
        case Tensor(array=array) if array.data is None:
            what, actual = f"the right `{of}` is {array.dtype} {array.shape}", array.dtype
        case Tensor(array=array) if (kind := _not_finite(array)) and not _not_finite(wanted):
            what, actual = f"the right `{of}` contains {kind}", kind
        case Tensor():
            return None
        case _:
            what, actual = f"the right `{of}` is not a number", "not a number"
    cause = ill or f"Your own values of {join_names(own)} are too extreme, or outside the range of the formula"
    return fail_finding(f"{cause}, so {what}.", expected=expected, actual=actual)


def other_shape(name: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> Finding:
    """The finding that a value has a wrong shape."""
    return fail_finding(f"`{name}` has shape {shape}; {expected} is expected.", f"shape {expected}", f"shape {shape}")


def no_values(name: str, array: Array, wanted: Array) -> Finding:
    """The finding that a value's numbers were not sent: it holds something else, or has too many bytes."""
    return fail_finding(f"`{name}` is {array.dtype}; {wanted.dtype} is expected.", wanted.dtype, array.dtype)


def _ill(learner: Evidence, own: Sequence[str]) -> str:
    """A clause on the first of the learner's values that contains a number that is not finite; empty if none does."""
    for name in own:
        seen = learner.seen.get(name)
        if isinstance(seen, Tensor) and (kind := _not_finite(seen.array)):
            return f"`{name}` contains {kind}"
    return ""


def _not_finite(array: Array) -> str:
    """The first kind of number in an array that is not finite; empty if all are finite, or if no numbers were sent."""
    values = array.numpy() if array.data is not None else np.zeros(0)
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return ""
    return "NaN" if np.isnan(values).any() else "infinite numbers"


def _array(seen: Observation | None) -> Array | None:
    return seen.array if isinstance(seen, Tensor) else None
