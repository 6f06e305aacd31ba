"""A check of a function's gradient, on evidence that no kernel gave."""

import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, Gradient, Gradients, Observation, Other, Raised, Tensor
from grader.judging.checks.functions import function_gradient
from grader.judging.checks.hidden_inputs import Cases
from grader.model import Finding, Verdict

CASES: Cases = [[{"shape": [2]}]]


def slope(
    value: float = 9, analytic: float | None = 6, numeric: float | None = 6, shape: tuple[int, ...] = (2,)
) -> Gradient:
    """The slope of x ** 2 at 3, if nothing else is said."""
    derived, measured = (
        None if one is None else Array.from_values(np.full(2, one, np.float64)) for one in (analytic, numeric)
    )
    return Gradient(
        value=Tensor(kind="tensor", array=Array.from_values(np.full(shape, value, np.float64))),
        analytic=(derived,),
        numeric=(measured,),
    )


def evidence_of(seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"hidden/f": seen}, names={})


REFERENCE = evidence_of(Gradients(results=(slope(),)))


def judge(*slopes: Gradient | Raised) -> Finding:
    return function_gradient(evidence_of(Gradients(results=slopes)), REFERENCE, of="f", arguments=CASES)


def test_the_right_gradient_passes_whether_or_not_it_was_measured() -> None:
    """What TensorFlow derives counts, whether or not it could be measured."""
    assert judge(slope()).message == "`f` has the right gradient for 1 hidden inputs."
    assert judge(slope(numeric=None)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (slope(8, 4, 4), "`f` returns wrong values for an input of shape (2,): 2 of 2 values differ"),
        (
            slope(analytic=None),
            "`f` returns the right values, but TensorFlow can't differentiate it: does it use NumPy",
        ),
        (
            slope(analytic=0),
            "`f` returns the right values, but TensorFlow finds a wrong gradient with respect to its first argument",
        ),
        (slope(analytic=3, numeric=None), "`f` has the wrong gradient with respect to its first argument: 2 of 2 "),
        (slope(shape=()), "`f` returns wrong values for an input of shape (2,): float64 (), but float64 (2,) is "),
        (Raised(error="TypeError", message="{no}"), "`f` raises TypeError for an input of shape (2,): {no}"),
        (
            Gradient(value=Other(kind="NoneType"), analytic=(None,), numeric=(None,)),
            "`f` returns None for an input of shape (2,); numbers are expected.",
        ),
    ],
)
def test_each_kind_of_wrong_gradient_has_its_message(found: Gradient | Raised, message: str) -> None:
    """Wrong values, a gradient that does not flow, and one that belongs to other values are distinguished."""
    finding = judge(found)

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(message)


def test_a_missing_function_is_reported() -> None:
    """A name that is missing, and fewer slopes than were asked for."""
    assert judge().message == "`f` was differentiated 0 times; 1 were asked for."
    assert function_gradient(evidence_of(Absent()), REFERENCE, of="f", arguments=CASES).message == "`f` is not defined."


@pytest.mark.parametrize("broken", [slope(analytic=None), Raised(error="TypeError", message="")])
def test_a_reference_without_gradient_raises(broken: Gradient | Raised) -> None:
    """A reference through which nothing flows cannot serve as a measure: the check raises."""
    with pytest.raises(ValueError, match="has no gradient"):
        function_gradient(REFERENCE, evidence_of(Gradients(results=(broken,))), of="f", arguments=CASES)
