"""A check of functions: by what they return for hidden arguments."""

import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import (
    VERSION,
    Absent,
    Array,
    Calls,
    Evidence,
    Observation,
    Other,
    Raised,
    Returned,
    Tensor,
    TupleValue,
)
from grader.judging.checks.functions import function_values
from grader.judging.checks.hidden_inputs import Cases
from grader.model import Finding, Verdict

ARGUMENTS: Cases = [[{"shape": [5, 10]}], [{"shape": []}, {"shape": [3]}]]


def tensor(values: npt.ArrayLike) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(values))


def evidence_of(seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"hidden/f": seen}, names={})


ROWS = tensor(np.full((5, 10), 0.1, np.float32))
SCALAR = tensor(np.float32(3))
REFERENCE = evidence_of(Calls(results=(ROWS, SCALAR)))


def judge(*results: Returned) -> Finding:
    return function_values(evidence_of(Calls(results=results)), REFERENCE, of="f", arguments=ARGUMENTS)


def test_a_function_that_is_right_for_every_case_passes() -> None:
    """A function that agrees for every case passes."""
    finding = judge(ROWS, SCALAR)

    assert finding.verdict is Verdict.PASS
    assert finding.message == "`f` returns the right values for 2 hidden inputs."


@pytest.mark.parametrize(
    ("results", "message"),
    [
        (
            (Raised(error="TypeError", message="bad axis"), SCALAR),
            "`f` raises TypeError for an input of shape (5, 10): bad axis",
        ),
        (
            (Other(kind="NoneType"), SCALAR),
            "`f` returns nothing for an input of shape (5, 10): is there a `return`?",
        ),
        (
            (Other(kind="ellipsis"), SCALAR),
            "`f` returns the blank `...` for an input of shape (5, 10); numbers are expected.",
        ),
        ((Other(kind="text"), SCALAR), "`f` returns a string for an input of shape (5, 10); numbers are expected."),
        ((tensor(["a"] * 3), SCALAR), "`f` returns a result of shape (3,) for an input of shape (5, 10); (5, 10) is"),
        (
            (Tensor(kind="tensor", array=Array(dtype="complex64", shape=(5, 10))), SCALAR),
            "`f` returns complex64 for an input of shape (5, 10); numbers are expected.",
        ),
        (
            (ROWS, tensor(np.float32(4))),
            "`f` returns wrong values for inputs of shapes (), (3,): off by 1 (",
        ),
        (
            (tensor(np.full((5, 10), np.nan, np.float32)), SCALAR),
            "`f` returns wrong values for an input of shape (5, 10): 50 of 50 values differ, the first at [0, 0]; 50 ",
        ),
        ((ROWS,), "`f` returned 1 times; it was called 2 times."),
        ((), "`f` returned 0 times; it was called 2 times."),
    ],
)
def test_the_first_wrong_case_is_reported(results: tuple[Returned, ...], message: str) -> None:
    """Each way to be wrong is reported for the first input that shows it."""
    finding = judge(*results)

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    ("seen", "message"),
    [
        (Absent(), "`f` is not defined."),
        (Other(kind="ellipsis"), "`f` is still the blank `...`."),
        (ROWS, "`f` is a tensor; a function is expected."),
    ],
)
def test_a_value_that_is_not_a_function_is_reported(seen: Observation, message: str) -> None:
    """What is not a function is reported as such."""
    assert function_values(evidence_of(seen), REFERENCE, of="f", arguments=ARGUMENTS).message == message


PAIR = TupleValue(parts=(SCALAR, ROWS))


def judge_pair(result: Returned) -> Finding:
    learner, reference = (evidence_of(Calls(results=(one,))) for one in (result, PAIR))
    return function_values(learner, reference, of="f", arguments=ARGUMENTS[1:])


def test_a_tuple_passes_when_each_part_is_right() -> None:
    """A function that returns a tuple is right when each part is."""
    assert judge_pair(PAIR).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (TupleValue(parts=(tensor(np.float32(4)), ROWS)), "In its first part, `f` returns wrong values for inputs of"),
        (
            TupleValue(parts=(SCALAR, SCALAR)),
            "In its second part, `f` returns a result of shape () for inputs of shapes",
        ),
        (TupleValue(parts=(SCALAR, Other(kind="NoneType"))), "In its second part, `f` returns nothing for inputs"),
        (
            TupleValue(parts=(SCALAR,)),
            "`f` returns a tuple of 1 for inputs of shapes (), (3,); a tuple of 2 is expected.",
        ),
        (SCALAR, "`f` returns a tensor for inputs of shapes (), (3,); a tuple of 2 is expected."),
        (Other(kind="NoneType"), "`f` returns nothing for inputs of shapes (), (3,): is there a `return`?"),
        (Raised(error="TypeError", message="no"), "`f` raises TypeError for inputs of shapes (), (3,): no"),
    ],
)
def test_a_wrong_part_of_a_tuple_is_reported(result: Returned, message: str) -> None:
    """What is wrong with a tuple, or with what came instead of it, is reported."""
    finding = judge_pair(result)

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(message)


def test_a_tuple_instead_of_one_result_is_reported() -> None:
    """A tuple instead of one result is reported as such."""
    assert judge(PAIR, SCALAR).message == "`f` returns a tuple for an input of shape (5, 10); numbers are expected."


def test_a_function_without_arguments_is_called() -> None:
    """A function without arguments is called all the same."""
    finding = function_values(
        evidence_of(Calls(results=(tensor(1.0),))), evidence_of(Calls(results=(tensor(2.0),))), of="f", arguments=[[]]
    )

    assert "wrong values for no input" in finding.message


@pytest.mark.parametrize("result", [Raised(error="ValueError", message=""), Other(kind="NoneType")])
def test_a_reference_without_numbers_raises(result: Returned) -> None:
    """A reference that returns no numbers cannot serve as a measure: the check raises."""
    with pytest.raises(ValueError, match="the reference returns no numbers"):
        function_values(
            evidence_of(Calls(results=(ROWS,))),
            evidence_of(Calls(results=(result,))),
            of="f",
            arguments=[[{"shape": [5, 10]}]],
        )


def test_an_exception_is_told_without_the_names_of_operations() -> None:
    """TensorFlow's own names of nodes and devices say nothing to a learner."""
    device = "{{function_node __wrapped__RealDiv_device_/job:localhost/replica:0/task:0/device:CPU:0}}"
    raised = Raised(error="InvalidArgumentError", message=f"{device} Incompatible shapes [Op:RealDiv] name: \n more")

    assert judge(raised, SCALAR).message == (
        "`f` raises InvalidArgumentError for an input of shape (5, 10): Incompatible shapes"
    )
