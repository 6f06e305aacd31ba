"""How far a learner came on the way to a value, and values that start from the learner's own."""

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, Tensor
from grader.judging.checks.parameters import IntermediateStep
from grader.judging.checks.tensors import tensor_values
from grader.model import Verdict

STEPS: list[IntermediateStep] = [
    {"name": "h1", "what": "the sums"},
    {"name": "y1", "what": "the hidden layer's output"},
]


def array(*values: float) -> Array:
    return Array.from_values(np.array([values], np.float32))


def evidence_of(last: Array, own: Array | None = None, **around: Array) -> Evidence:
    """Evidence of an `output`, of `w`, and of small tensors beside them."""
    seen = {"output": Tensor(kind="tensor", array=last), "w": Tensor(kind="tensor", array=own or array(1, 2))}
    seen["hidden/output"] = Tensor(kind="tensor", array=array(0))
    return Evidence(version=VERSION, seen=dict(seen), names={}, intermediate_values=around)


REFERENCE = evidence_of(array(9), h1=array(1, 2), y1=array(3, 4), x=array(5, 6))


def message(learner: Evidence) -> str:
    finding = tensor_values(learner, REFERENCE, of="output", steps=STEPS)
    assert finding.verdict is Verdict.FAIL
    return finding.message.partition(" %). ")[2]


@pytest.mark.parametrize(
    ("around", "said"),
    [
        ({"hidden": array(1, 2)}, "Right so far: the sums (your `hidden`); the steps after that are wrong."),
        (
            {"h1": array(1, 2), "y1": array(0, 0)},
            "Right so far: the sums (your `h1`); in the end `y1` does not hold the hidden layer's output.",
        ),
        ({"a": array(3, 4)}, "Right so far: the hidden layer's output (your `a`); the steps after that are wrong."),
        (
            {"a": Array.from_values(np.array([1, 2], np.float32))},
            "Right so far: the sums (your `a`); the steps after that are wrong.",
        ),
        ({"output": array(3, 4)}, "It is the hidden layer's output: the steps after that are missing."),
        ({"h1": array(7, 7)}, "In the end `h1` does not hold the sums."),
        ({"x": array(5, 6)}, ""),
        ({"z": array(7, 7)}, ""),
        ({}, ""),
    ],
)
def test_the_last_step_that_was_reached_is_named(around: dict[str, Array], said: str) -> None:
    """A step is known by its numbers under whatever name; one that no name holds may have been taken all the same."""
    assert message(evidence_of(array(8), **around)) == said


def test_a_right_value_has_no_steps_to_speak_of() -> None:
    """Who got there by another way passes."""
    assert tensor_values(evidence_of(array(9)), REFERENCE, of="output", steps=STEPS).verdict is Verdict.PASS


def test_a_step_that_the_reference_does_not_take() -> None:
    """An instructor's slip does not count as anybody's wrong answer."""
    with pytest.raises(ValueError, match="no small tensor called 'h7'"):
        tensor_values(evidence_of(array(8)), REFERENCE, of="output", steps=[{"name": "h7", "what": "a step"}])


def mirrored(output: npt.ArrayLike, learner: Evidence) -> Evidence:
    """The learner's evidence, and what the reference makes of the learner's own values."""
    found = Tensor(kind="tensor", array=Array.from_values(np.asarray(output, np.float32)))
    return msgspec.structs.replace(learner, reference_on_learner_inputs={"hidden/output": found})


@pytest.mark.parametrize(("output", "verdict"), [(7, Verdict.PASS), (9, Verdict.FAIL)])
def test_own_values_are_judged_by_what_the_reference_makes_of_them(output: float, verdict: Verdict) -> None:
    """With another seed the reference's own value is wrong, and what follows from the learner's is right."""
    learner = mirrored([[7]], evidence_of(array(output), own=array(3, 3)))

    assert tensor_values(learner, REFERENCE, of="output", own=["w"]).verdict is verdict


def test_own_values_of_another_shape() -> None:
    """A value that the answer can't start from is named, with both shapes."""
    finding = tensor_values(evidence_of(array(9), own=array(1, 2, 3)), REFERENCE, of="output", own=["w"])

    assert finding.message == "`w` has shape (1, 3); (1, 2) is expected."


def test_own_values_that_are_not_there() -> None:
    """A name that the answer starts from and that is not defined is named, not the answer."""
    learner = msgspec.structs.replace(evidence_of(array(9)), seen=evidence_of(array(9)).seen | {"w": Absent()})

    assert tensor_values(learner, REFERENCE, of="output", own=["w"]).message.startswith("`w` is not defined")
