"""Whether a value needs what it was to be made with: it changes where the results of that are spoilt.

How much it changes is measured by the reference's own value, which is made as it was asked for.
"""

import numpy as np

from grader.checks.derived_values import CHANGED, distance
from grader.checks.findings import HIDDEN, LEFT, ORIGIN, SPOILT
from grader.evidence import LATE, Array, Evidence, Layers, Observation, Raised, Tensor, Text

LEAST = 0.1
"""Of the change of the reference's value, the share by which a value changes at least that needs what was taken out."""


def needless_use(learner: Evidence, reference: Evidence, of: str) -> str:
    """How it shows that a value does not need what was taken out, as a clause; empty where it does, or nobody can tell.

    Nobody can where the reference's own value is the same without, or where the cells did not run without. A value
    that is wrong anyway may be so because of what it was made with; it is another criterion's.
    """
    wanted_left = reference.seen.get(HIDDEN + LEFT + of)
    if isinstance(wanted_left, Tensor) and HIDDEN + LEFT + of in learner.seen:
        return _left(learner.seen[HIDDEN + LEFT + of], wanted_left.array, of)
    wanted, pairs = reference.seen.get(HIDDEN + SPOILT + of), _pairs(learner, reference, of)
    bar = _change(reference.seen.get(HIDDEN + of, reference.seen.get(of)), wanted)
    if (
        not bar
        or not pairs
        or _change(reference.seen.get(of), learner.seen.get(of))
        or any(_change(before, after) >= LEAST * bar for before, after in pairs)
    ):
        return ""
    if any(isinstance(after, Raised) and after.error == LATE for _, after in pairs):
        return f"your code for `{of}` never ends without its result."
    return f"`{of}` comes out the same without its result."


def _pairs(learner: Evidence, reference: Evidence, of: str) -> list[tuple[Observation | None, Observation]]:
    """The learner's value as the cells make it, and without: for hidden inputs where they start from these."""
    right = reference.seen.get(HIDDEN + of)
    pairs = [
        (learner.seen.get(HIDDEN + place + of, learner.seen.get(of)), learner.seen[HIDDEN + SPOILT + place + of])
        for place in ("", ORIGIN)
        if HIDDEN + SPOILT + place + of in learner.seen
    ]
    return [one for one in pairs if right is not None and not _change(right, one[0])] or pairs


def _left(seen: Observation, wanted: Array, of: str) -> str:
    if isinstance(seen, Tensor) and seen.array.data is not None and seen.array.numpy().max() <= wanted.numpy().max():
        return ""
    return f"not for all of `{of}`: part of it is made otherwise, or the call is never reached."


def _change(before: Observation | None, after: Observation | None) -> float:
    """How much a value changes, as a share of its size; infinite where that can't be measured, 0 where it does not."""
    match before, after:
        case Tensor(array=one), Tensor(array=other):
            far = distance(other, one)
            return far if far > CHANGED else 0.0
        case Layers() as one, Layers() as other:
            return _model_change(one, other)
        case Text(text=one), Text(text=other):
            return 0.0 if one == other else np.inf
        case _, Raised(error=error):
            return 0.0 if error == LATE else np.inf
        case _, None:
            return 0.0
    return 0.0 if before == after else np.inf


def _model_change(one: Layers, other: Layers) -> float:
    """How much what a model answers changes."""
    if one.outputs is None or other.outputs is None:
        return 0.0 if one.values and one.values == other.values else np.inf
    far = distance(other.outputs, one.outputs)
    return far if far > CHANGED else 0.0
