"""Whether a value follows from its inputs at all, be it rightly or not."""

import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Array, Evidence, Observation, Raised, Tensor
from grader.judging.checks.code import code_computes
from grader.judging.checks.tensors import tensor_dtype, tensor_shape
from grader.model import Finding, Verdict
from grader.source.ownership import parse_cells

REFERENCE = Evidence(
    version=VERSION, seen={"y": Tensor(kind="tensor", array=Array.from_values(np.ones(2, np.float32)))}, names={}
)


def array(*values: float) -> Array:
    return Array.from_values(np.array(values, np.float32))


def tensor(values: npt.ArrayLike) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.asarray(values)))


def judged(*again: Observation, around: dict[str, Array] | None = None) -> Finding:
    """What is said of the shape of `y`, which is 1 and 2 as run, and what was seen of it in the replays."""
    keys = ("hidden/y", "hidden/origin/y")
    seen: dict[str, Observation] = {
        "y": Tensor(kind="tensor", array=array(1, 2)),
        **dict(zip(keys, again, strict=False)),
    }
    learner = Evidence(version=VERSION, seen=seen, names={}, intermediate_values=around or {})
    return tensor_shape(learner, REFERENCE, of="y", inputs=("x", "w"))


def moved(*values: float) -> Tensor:
    return Tensor(kind="tensor", array=array(*values))


def test_a_value_that_changes_with_its_inputs_follows_from_them() -> None:
    """Be it right or wrong: only its shape is asked for."""
    assert judged(moved(9, 9)).verdict is Verdict.PASS


def test_a_value_that_stays_is_typed_in_or_made_of_nothing() -> None:
    """And the message names the inputs."""
    assert judged(moved(1, 2)).message == (
        "`y` stays the same when `x` and `w` hold other values: is it computed from them, or typed in?"
    )


def test_inputs_that_the_answer_makes_itself_are_replaced_where_they_are_made() -> None:
    """Either of both replays will do."""
    assert judged(moved(1, 2), moved(3, 4)).verdict is Verdict.PASS
    assert judged(moved(1, 2), moved(1, 2)).verdict is Verdict.FAIL


@pytest.mark.parametrize("other", [tensor([1.0, 3.0]), tensor(np.array([[3, 4]], np.float32))], ids=["dtype", "shape"])
def test_what_becomes_another_kind_of_value_shows_nothing(other: Tensor) -> None:
    """It has to keep the shape and the dtype that it is praised for."""
    assert judged(other).verdict is Verdict.FAIL


def test_one_of_the_inputs_as_it_stands_is_not_a_result() -> None:
    """It changes with the inputs, and nobody computed it."""
    finding = judged(moved(9, 9), around={"w": array(1, 2)})
    assert finding.message == "`y` is `w` unchanged; nothing was computed from it."


def test_cells_that_raise_for_other_inputs_are_reported_with_what_they_raise() -> None:
    """Nothing follows from inputs for which there is no result."""
    message = judged(Raised(error="ValueError", message="no such number")).message
    assert message == (
        "`y` is not computed from `x` and `w`: with other values the same cells raise ValueError: no such number"
    )


def test_a_value_that_was_not_seen_again_does_not_follow() -> None:
    """Whatever hides from the replay earns nothing by that."""
    assert judged().verdict is Verdict.FAIL


def test_without_a_replay_the_shape_alone_counts_and_the_dtype_likewise() -> None:
    """As with one both must follow."""
    learner = Evidence(version=VERSION, seen={"y": moved(1, 2), "hidden/y": moved(1, 2)}, names={})
    for check in (tensor_shape, tensor_dtype):
        assert check(learner, REFERENCE, of="y").verdict is Verdict.PASS
        assert check(learner, REFERENCE, of="y", inputs=("x",)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("hidden", "as_found", "verdict"),
    [
        ((1.0000001, 2.0000001), (1, 2), Verdict.FAIL),
        ((1.0005, 2.001), (1.0005, 2.001), Verdict.FAIL),
        ((7, 8), (7, 8), Verdict.FAIL),
        ((7, 8), (1, 2), Verdict.PASS),
        ((1.0005, 2.001), (1, 2), Verdict.PASS),
        ((7, 8), (3, 4), Verdict.PASS),
    ],
    ids=[
        "noise",
        "more noise",
        "another value the second time",
        "follows",
        "follows a little",
        "follows, with chance in it",
    ],
)
def test_what_changes_whenever_the_cells_run_follows_from_nothing(
    hidden: tuple[float, ...], as_found: tuple[float, ...], verdict: Verdict
) -> None:
    """What counts is the difference that the inputs make, for chance is the same in all replays."""
    seen: dict[str, Observation] = {"y": moved(1, 2), "hidden/y": moved(*hidden), "hidden/as found/y": moved(*as_found)}

    finding = tensor_shape(Evidence(version=VERSION, seen=seen, names={}), REFERENCE, of="y", inputs=("x",))

    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("as_run", "hidden", "verdict"),
    [(10, 10, Verdict.FAIL), (10, 3, Verdict.FAIL), (10, 23, Verdict.PASS), (11, 11, Verdict.PASS)],
    ids=["typed in", "for this one alone", "asked", "wrong"],
)
def test_a_count_that_is_right_is_right_for_others_too(as_run: int, hidden: int, verdict: Verdict) -> None:
    """One that is wrong was not typed in to be right; its value costs, and not how it was made."""
    reference = Evidence(version=VERSION, seen={"n": tensor(10), "hidden/n": tensor(23)}, names={})
    learner = Evidence(version=VERSION, seen={"n": tensor(as_run), "hidden/n": tensor(hidden)}, names={})

    finding = code_computes(learner, reference, of="n", inputs=("data",), code=parse_cells(["n = len(data)"]))

    assert finding.verdict is verdict
