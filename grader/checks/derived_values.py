"""Whether a value follows from its inputs at all: it differs from each of them, and changes when they change.

How it follows is not asked. A value whose shape alone is right may still be the result of work. A value that is written
down is not.
"""

from collections.abc import Sequence

from grader.checks.findings import HIDDEN, ORIGIN, error_message, fail_finding
from grader.evidence import Array, Evidence, Raised, Tensor
from grader.model import Finding
from grader.util.text import join_names


def underived_value(learner: Evidence, of: str, inputs: Sequence[str]) -> Finding | None:
    """The finding that a value does not follow from the inputs that a replay rebinds; None where it does, or none is.

    Cells that make these inputs themselves ran twice: with hidden values under the names, and with hidden values made
    where theirs were. One of both will do.
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
    again = [learner.seen.get(key + of) for key in (HIDDEN, HIDDEN + ORIGIN)]
    if any(isinstance(one, Tensor) and _another(one.array, seen.array) for one in again):
        return None
    return fail_finding(
        f"`{of}` {_instead(again[0], inputs)}",
        expected=f"computed from {join_names(inputs)}",
        actual="the same for other values",
    )


def _another(array: Array, before: Array) -> bool:
    """Whether an array of the same shape and dtype holds other numbers than before."""
    alike = array.shape == before.shape and array.dtype == before.dtype
    return alike and array.data is not None and array.data != before.data


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
