"""Answers that start from the learner's own values: where no comparison is possible, they are wrong with a sentence."""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Array, Evidence, Observation, Other, Raised, Tensor
from grader.judging.checks.parameters import IntermediateStep
from grader.judging.checks.tensors import tensor_values
from grader.model import Finding, Verdict

STEPS: list[IntermediateStep] = [{"name": "h", "what": "the sum"}]
EXTREME = "Your own values of `w` and `b` are too extreme, or outside the range of the formula"


def tensor(*values: float) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.array([values], np.float32)))


def evidence_of(answer: Observation, w: Observation, /, **mirrored: Observation) -> Evidence:
    """Evidence of `y` that was made from `w` and `b`, and of what the reference makes of those."""
    found = {f"hidden/{name}": one for name, one in mirrored.items()}
    around = {
        "h": Array.from_values(np.ones((1, 1), np.float32)),
        "own": Array.from_values(np.ones((1, 1), np.float32)),
    }
    seen = {"y": answer, "hidden/y": tensor(11), "w": w, "b": tensor(0)}
    return Evidence(version=VERSION, seen=seen, names={}, intermediate_values=around, reference_on_learner_inputs=found)


REFERENCE = evidence_of(tensor(5), tensor(1, 2))


def judge(learner: Evidence, reference: Evidence = REFERENCE) -> Finding:
    return tensor_values(learner, reference, of="y", own=["w", "b"], steps=STEPS)


def test_a_value_of_ones_own_is_right_as_the_reference_has_it() -> None:
    """Nothing is wrong with other numbers, and zeros are numbers."""
    assert judge(evidence_of(tensor(7), tensor(3, 3), y=tensor(7), h=tensor(2))).verdict is Verdict.PASS
    assert judge(evidence_of(tensor(0), tensor(0, 0), y=tensor(0), h=tensor(0))).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("own", "mirrored", "message"),
    [
        (tensor(np.nan, 1), tensor(np.nan), "`w` contains NaN, so the right `y` contains NaN."),
        (
            tensor(np.inf, 1),
            tensor(np.inf),
            "`w` contains infinite numbers, so the right `y` contains infinite numbers.",
        ),
        (tensor(3e38, 1), tensor(np.inf), f"{EXTREME}, so the right `y` contains infinite numbers."),
        (tensor(-1, 1), tensor(np.nan), f"{EXTREME}, so the right `y` contains NaN."),
        (
            tensor(9, 1),
            Raised(error="ValueError", message="no root"),
            f"{EXTREME}, so computing the right `y` raises ValueError: no root.",
        ),
        (tensor(9, 1), Other(kind="NoneType"), f"{EXTREME}, so the right `y` is not a number."),
        (
            tensor(9, 1),
            Tensor(kind="tensor", array=Array(dtype="complex64", shape=(1, 1))),
            f"{EXTREME}, so the right `y` is complex64 (1, 1).",
        ),
    ],
)
def test_values_with_which_nothing_is_right(own: Tensor, mirrored: Observation, message: str) -> None:
    """The answer is wrong whatever it is, the reference's own included, and the message says because of what."""
    answers: list[Observation] = [tensor(5), tensor(np.nan), tensor(np.inf), mirrored]
    findings = [judge(evidence_of(answer, own, y=mirrored, h=mirrored)) for answer in answers]

    assert [(one.verdict, one.message) for one in findings] == [(Verdict.FAIL, message)] * 4


def test_an_undefined_step_is_reached_by_nobody() -> None:
    """A step that is NaN from the learner's values, on the way to a NaN answer, can't break the message."""
    finding = judge(evidence_of(tensor(8), tensor(9, 9), y=tensor(7), h=tensor(np.nan)))

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith("`y` has the wrong value: ")


def test_a_reference_that_is_infinite_itself() -> None:
    """Where infinity is the right answer for the reference's values, it may be for others."""
    infinite = evidence_of(tensor(np.inf), tensor(1, 2))

    assert judge(evidence_of(tensor(np.inf), tensor(3, 3), y=tensor(np.inf)), infinite).verdict is Verdict.PASS


def test_a_reference_that_is_nan_itself() -> None:
    """With its own values that is the instructor's to fix, and nobody's wrong answer."""
    broken = evidence_of(tensor(np.nan), tensor(1, 2))

    with pytest.raises(ValueError, match="the reference's own value contains NaN"):
        judge(broken, broken)


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (Other(kind="SparseTensor"), "`w` is of type `SparseTensor`; a tensor is expected."),
        (Tensor(kind="tensor", array=Array(dtype="bfloat16", shape=(1, 2))), "`w` is bfloat16; float32 is expected."),
        (Tensor(kind="array", array=Array(dtype="str32", shape=(1, 2))), "`w` is str32; float32 is expected."),
        (tensor(1, 2, 3), "`w` has shape (1, 3); (1, 2) is expected."),
        (tensor(), "`w` has shape (1, 0); (1, 2) is expected."),
    ],
)
def test_values_that_no_answer_can_start_from(own: Observation, message: str) -> None:
    """What is not a real number, or of another shape, is named."""
    assert judge(evidence_of(tensor(5), own)).message == message


@pytest.mark.parametrize("values", [np.zeros((0,)), np.zeros((0, 0), np.uint8)])
def test_empty_arrays_have_no_numbers_that_could_be_wrong(values: npt.NDArray[Any]) -> None:
    """Where the reference's own values are empty too, they are finite."""
    empty = msgspec.structs.replace(
        REFERENCE, seen={**REFERENCE.seen, "w": Tensor(kind="array", array=Array.from_values(values))}
    )

    assert judge(empty, empty).verdict is Verdict.PASS


def replayed(own: Observation, by_name: float, by_origin: float | None = None) -> Finding:
    """What is said of an answer that is right as it ran, and was run again on hidden values."""
    found: dict[str, Observation] = {"hidden/y": tensor(by_name)}
    found |= {} if by_origin is None else {"hidden/origin/y": tensor(by_origin)}
    learner = evidence_of(tensor(5), own, y=tensor(5))
    learner = msgspec.structs.replace(learner, seen={**learner.seen, **found})
    return judge(learner)


def test_a_choice_is_judged_with_other_values_too() -> None:
    """Zeros, for which other formulas give the same, are as good as any choice, if the answer follows from them."""
    zeros = tensor(0, 0)

    assert replayed(zeros, 11).message == "`y` has the right value, for other inputs too."
    assert replayed(zeros, 5).message == (
        "`y` is right for your own values, but not when `w`, `b` change: is a number typed in, "
        "or does the code use something not computed from them?"
    )


def test_a_value_follows_from_the_references_own_values_too() -> None:
    """Where they are the given ones, a number that is typed in is as right as one that was computed."""
    assert replayed(tensor(1, 2), 11).verdict is Verdict.PASS
    assert replayed(tensor(1, 2), 5).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("by_name", "by_origin", "verdict"),
    [(11, 5, Verdict.PASS), (5, 11, Verdict.PASS), (5, 5, Verdict.FAIL), (11, 11, Verdict.PASS)],
)
def test_hidden_values_may_come_in_in_two_ways(by_name: float, by_origin: float, verdict: Verdict) -> None:
    """Weights that lie in a list, and those that are used by their names, are judged alike."""
    assert replayed(tensor(3, 4), by_name, by_origin).verdict is verdict
