"""How far a learner got: which of the steps towards a value exist, under any names.

A step is recognised by its numbers, not by its name: the reference leaves it under some name, and a learner's tensor
with the same numbers has reached it.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from grader.evidence import Array, Evidence
from grader.judging.checks.array_difference import Closeness, difference
from grader.judging.checks.parameters import IntermediateStep


def first_wrong_step(
    learner: Evidence, expected: Evidence, of: str, steps: Sequence[IntermediateStep], near: Closeness
) -> str:
    """A sentence about the last step that a tensor of the learner's reaches; empty if none is known to reach any.

    A step that no name holds may still have been taken, in one line with the next or under a name that was bound again.
    So the sentence reports a step as wrong only if the step's own name holds different numbers in the end. Raises
    ValueError if the reference leaves nothing under a step's name.
    """
    own = _own(learner, expected, steps)
    reached = [_holder(_value(expected, step), own, near) for step in steps]
    last = max((number for number, name in enumerate(reached) if name), default=-1)
    if last >= 0:
        return _after(steps, last, reached[last], of, own)
    first = steps[0]["name"] if steps else ""
    return f"I{_other_numbers(steps[0])[1:]}" if first in own else ""


def step_holder(learner: Evidence, expected: Evidence, steps: Sequence[IntermediateStep], near: Closeness) -> str:
    """The learner's name that holds the last step's numbers; empty if none does.

    Raises ValueError if the reference leaves nothing under its name.
    """
    return _holder(_value(expected, steps[-1]), _own(learner, expected, steps), near)


def _own(learner: Evidence, expected: Evidence, steps: Sequence[IntermediateStep]) -> dict[str, Array]:
    """The learner's small values, except those that were given."""
    near = learner.intermediate_values.items()
    return {name: array for name, array in near if not _given(name, array, expected, steps)}


def _after(steps: Sequence[IntermediateStep], last: int, name: str, of: str, own: Collection[str]) -> str:
    if name == of:
        return f"It is {steps[last]['what']}: the steps after that are missing."
    following = steps[last + 1 : last + 2]
    known = following and following[0]["name"] in own
    later = _other_numbers(following[0]) if known else "the steps after that are wrong."
    return f"Right so far: {steps[last]['what']} (your `{name}`); {later}"


def _other_numbers(step: IntermediateStep) -> str:
    """A clause that a step's own name holds something else."""
    return f"in the end `{step['name']}` does not hold {step['what']}."


def _holder(value: Array, own: Mapping[str, Array], near: Closeness) -> str:
    """The first of the learner's names that holds a step's numbers, ignoring axes of length 1; empty if none does."""
    return next((name for name, array in own.items() if _same(array, value, near)), "")


def _same(array: Array, value: Array, near: Closeness) -> bool:
    """Whether both hold the same numbers. A step that is NaN, as some of a learner's values make it, is never
    reached.
    """
    if array.data is None or value.data is None:
        return False
    actual, expected = array.numpy().squeeze(), value.numpy().squeeze()
    if actual.shape != expected.shape or not np.isfinite(expected.astype(np.float64)).all():
        return False
    return difference(actual, expected, near) is None


def _given(name: str, array: Array, expected: Evidence, steps: Sequence[IntermediateStep]) -> bool:
    """Whether a value was given: the reference has the same value under the same name, and it is not a step."""
    return expected.intermediate_values.get(name) == array and all(step["name"] != name for step in steps)


def _value(expected: Evidence, step: IntermediateStep) -> Array:
    value = expected.intermediate_values.get(step["name"])
    if value is None:
        raise ValueError(f"the reference leaves no small tensor called {step['name']!r}, which is to be a step")
    return value
