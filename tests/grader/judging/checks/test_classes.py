"""A check of a class, by what its objects return."""

import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Calls, Evidence, Observation, Other, Raised, Returned, Tensor
from grader.judging.checks.functions import class_builds
from grader.judging.checks.hidden_inputs import Cases
from grader.model import Finding, Verdict

CASES: Cases = [[{"shape": [], "dtype": "int32"}], []]


def result(columns: int, value: float = 0.5) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.full((4, columns), value, np.float32)))


def evidence_of(seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"hidden/Network": seen}, names={})


REFERENCE = evidence_of(Calls(results=(result(7), result(2))))


def judge(*results: Returned) -> Finding:
    return class_builds(
        evidence_of(Calls(results=results)), REFERENCE, of="Network", arguments=CASES, inputs={"shape": [4, 6]}
    )


def test_objects_that_return_the_same() -> None:
    """Every object must return what the reference's does."""
    finding = judge(result(7, 0.500001), result(2))

    assert finding.verdict is Verdict.PASS
    assert finding.message == "Each `Network` that was made returns the right values for an input of shape (4, 6)."


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            result(2),
            result(2),
            "`Network(…)` with hidden arguments returns a result of shape (4, 2) for an input of shape (4, 6); (4, 7) ",
        ),
        (
            Other(kind="NoneType"),
            result(2),
            "`Network(…)` with hidden arguments returns nothing for an input of shape (4, 6): is there a `return` at ",
        ),
        (
            result(7),
            Raised(error="TypeError", message="missing"),
            "`Network()` raises TypeError for an input of shape (4, 6): missing",
        ),
        (result(7), Other(kind="model"), "`Network()` returns of type `model` for an input of shape (4, 6); numbers "),
        (
            result(7),
            result(2, 0.6),
            "`Network()` returns values for an input of shape (4, 6) that differ from the reference's",
        ),
    ],
)
def test_the_first_wrong_object_is_reported(first: Returned, second: Returned, message: str) -> None:
    """What is wrong is reported for the first object of which anything is, with how it was made."""
    finding = judge(first, second)

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(message)


def test_a_missing_class_is_reported() -> None:
    """A missing class, and fewer objects than were asked for."""
    assert judge(result(7)).message == "`Network` made 1 objects; 2 were asked for."
    missing = class_builds(evidence_of(Absent()), REFERENCE, of="Network", arguments=CASES, inputs={"shape": [4, 6]})
    assert missing.message == "`Network` is not defined."


def test_a_reference_without_numbers_raises() -> None:
    """A reference whose object raises cannot serve as a measure: the check raises."""
    broken = evidence_of(Calls(results=(Raised(error="TypeError", message=""), result(2))))

    with pytest.raises(ValueError, match="returns no numbers"):
        class_builds(REFERENCE, broken, of="Network", arguments=CASES, inputs={"shape": [4, 6]})
