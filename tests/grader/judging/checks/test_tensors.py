"""Checks of a value: shape, dtype, numbers, as run and as replayed."""

from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, Layers, Observation, Other, Raised, Tensor
from grader.judging.checks.findings import error_message
from grader.judging.checks.parameters import IntermediateStep
from grader.judging.checks.tensors import (
    nearer_value,
    step_values,
    tensor_dtype,
    tensor_range,
    tensor_shape,
    tensor_values,
)
from grader.model import Verdict
from tests.evidence import evidence_of

MODEL = Layers(kind="sequential", built=False, input_shape=None, layers=(), weights=())


def tensor(values: npt.ArrayLike, kind: Literal["tensor", "variable", "array", "number", "list"] = "tensor") -> Tensor:
    return Tensor(kind=kind, array=Array.from_values(values))


def f32(*values: float) -> npt.NDArray[np.float32]:
    return np.array(values, np.float32)


Y = evidence_of(y=tensor(f32(1, 2, 3, 4)))


@pytest.mark.parametrize(
    ("actual", "expected", "verdict"),
    [
        (np.zeros((1, 1)), np.zeros((1, 1)), Verdict.PASS),
        (np.zeros(()), np.zeros(()), Verdict.PASS),
        (np.zeros(()), np.zeros((1, 1)), Verdict.FAIL),
        (np.zeros((1, 1)), np.zeros(()), Verdict.FAIL),
        (np.zeros((2, 3)), np.zeros((3, 2)), Verdict.FAIL),
        (np.zeros((0, 3)), np.zeros((0, 3)), Verdict.PASS),
    ],
)
def test_shapes_are_equal_only_when_every_axis_is(
    actual: npt.NDArray[Any], expected: npt.NDArray[Any], verdict: Verdict
) -> None:
    """Shapes are the same when every axis is, and `()` is a shape like any other."""
    finding = tensor_shape(evidence_of(y=tensor(actual)), evidence_of(y=tensor(expected)), of="y")

    assert finding.verdict is verdict


def test_the_shape_message_names_both_shapes() -> None:
    """Both shapes are named."""
    finding = tensor_shape(evidence_of(y=tensor(np.zeros(()))), evidence_of(y=tensor(np.zeros((1, 1)))), of="y")

    assert finding.message == "`y` has shape (); (1, 1) is expected."
    assert (finding.expected, finding.actual) == ("shape (1, 1)", "shape ()")


@pytest.mark.parametrize(("actual", "verdict"), [((), Verdict.PASS), ((1, 1, 1), Verdict.PASS), ((1, 2), Verdict.FAIL)])
def test_axes_of_length_1_make_no_difference_where_the_rubric_says_so(
    actual: tuple[int, ...], verdict: Verdict
) -> None:
    """A single number is as right as a matrix of one; two numbers are not."""
    learner, reference = evidence_of(y=tensor(np.zeros(actual))), evidence_of(y=tensor(np.zeros((1, 1))))

    assert tensor_shape(learner, reference, of="y", squeeze=True).verdict is verdict


def test_a_plain_number_is_no_tensor_of_one_number() -> None:
    """Also where axes of length 1 make no difference."""
    learner, reference = evidence_of(y=tensor(np.zeros(()), "number")), evidence_of(y=tensor(np.zeros((1, 1))))

    assert tensor_shape(learner, reference, of="y", squeeze=True).verdict is Verdict.FAIL


@pytest.mark.parametrize(("kind", "noun"), [("number", "a number"), ("array", "a NumPy array"), ("tensor", "a tensor")])
def test_a_number_is_asked_for_as_one(kind: Literal["number", "array", "tensor"], noun: str) -> None:
    """Where the reference has a plain number or an array, no message asks for a tensor."""
    finding = tensor_values(evidence_of(y=Other(kind="NoneType")), evidence_of(y=tensor(np.ones(()), kind)), of="y")

    assert finding.message == f"`y` is None; {noun} is expected."


def test_shape_of_what_does_not_travel() -> None:
    """A shape can be judged where the values are too many to send."""
    huge = Tensor(kind="tensor", array=Array(dtype="float32", shape=(9, 9)))

    assert tensor_shape(evidence_of(y=huge), evidence_of(y=huge), of="y").verdict is Verdict.PASS


def test_another_dtype_fails_and_both_are_named() -> None:
    """float64 is not float32, and the message says which is which."""
    finding = tensor_dtype(evidence_of(y=tensor(np.zeros(2))), evidence_of(y=tensor(f32(0, 0))), of="y")

    assert finding.verdict is Verdict.FAIL
    assert finding.message == "`y` is float64; float32 is expected."
    assert (finding.expected, finding.actual) == ("float32", "float64")
    assert tensor_dtype(Y, Y, of="y").verdict is Verdict.PASS


@pytest.mark.parametrize("check", [tensor_shape, tensor_dtype])
def test_a_list_has_neither_shape_nor_dtype(check: Any) -> None:
    """Where a tensor has them; its numbers may be right all the same."""
    listed = evidence_of(y=tensor(f32(1, 2, 3, 4), "list"))

    assert check(listed, Y, of="y").message == "`y` is a list; a tensor is expected."
    assert check(listed, listed, of="y").verdict is Verdict.PASS
    assert check(listed, evidence_of(y=tensor(f32(1, 2, 3, 4), "array")), of="y").verdict is Verdict.PASS
    assert tensor_values(listed, Y, of="y").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("seen", "message"),
    [
        (Absent(), "`y` is not defined."),
        (Other(kind="ellipsis"), "`y` is still the blank `...`."),
        (Other(kind="function"), "`y` is a function; a tensor is expected."),
        (Other(kind="NoneType"), "`y` is None; a tensor is expected."),
        (Other(kind="text"), "`y` is a string; a tensor is expected."),
        (Other(kind="MyClass"), "`y` is of type `MyClass`; a tensor is expected."),
        (Raised(error="ValueError", message="no"), "Using `y` raises ValueError: no"),
        (MODEL, "`y` is a model; a tensor is expected."),
    ],
)
def test_each_reason_for_a_missing_value_has_its_message(seen: Observation, message: str) -> None:
    """Before anything is compared, a check says why there is nothing to compare; all of them alike."""
    findings = [check(evidence_of(y=seen), Y, of="y") for check in (tensor_shape, tensor_dtype, tensor_values)]

    assert [(finding.verdict, finding.message) for finding in findings] == 3 * [(Verdict.FAIL, message)]


@pytest.mark.parametrize(
    ("names", "end"),
    [
        ({"output": "tensor", "fetaures": "tensor"}, "there is a tensor called `fetaures`."),
        ({"feature": "array"}, "there is an array called `feature`."),
        ({"feature": "Thing"}, "there is something called `feature`."),
        ({"net": "model", "zz": "tensor"}, "there is a tensor called `zz`."),
        ({"given": "tensor"}, "`features` is not defined."),
        ({"net": "model"}, "`features` is not defined."),
    ],
)
def test_a_missing_name_is_answered_with_the_nearest(names: dict[str, str], end: str) -> None:
    """A missing name is answered with a name like it, else with the learner's own nearest object of the same kind."""
    learner = Evidence(version=VERSION, seen={"features": Absent()}, names=names)
    reference = Evidence(version=VERSION, seen={"features": tensor(1.0)}, names={"given": "tensor"})

    finding = tensor_shape(learner, reference, of="features")

    assert finding.message.endswith(end)


@pytest.mark.parametrize("kind", ["tensor", "variable", "array", "list"])
def test_arrays_and_lists_pass_like_tensors(kind: Literal["tensor", "variable", "array", "list"]) -> None:
    """A learner's `.numpy()` and a list are as right as a tensor, whatever float they hold."""
    learner = evidence_of(y=tensor([1.0, 2.0, 3.0, 4.0], kind))

    assert tensor_values(learner, Y, of="y").verdict is Verdict.PASS


def test_a_python_number_passes_like_a_scalar() -> None:
    """A Python number is as right as a scalar tensor."""
    assert (
        tensor_values(evidence_of(y=tensor(3, "number")), evidence_of(y=tensor(np.float32(3))), of="y").verdict
        is Verdict.PASS
    )


def test_a_wrong_value_is_reported_by_count_place_and_differences() -> None:
    """A failing value says how many differ, where first, and by how much at most, absolutely and relatively."""
    finding = tensor_values(evidence_of(y=tensor(f32(1, 2.5, 3, 5))), Y, of="y")

    facts = "2 of 4 values differ, the first at [1], by up to 1 (25 %)"
    assert finding.message == f"`y` has the wrong value: {facts}."
    assert finding.actual == f"float32 (4,): {facts}"


def test_a_difference_as_large_as_the_value_is_100_percent() -> None:
    """A percentage is spelled with digits, not in powers of ten."""
    finding = tensor_values(evidence_of(y=tensor(f32(1, 2, 3, 0.01))), evidence_of(y=tensor(f32(1, 2, 3, 4))), of="y")

    assert finding.message.endswith("by up to 4 (100 %).")


def test_an_error_in_a_function_that_tensorflow_traced_is_the_one_of_its_last_line() -> None:
    """Its first line says no more than that it was the user's code."""
    name = "outer_factory.<locals>.inner_factory.<locals>.tf__normalize()"
    said = f"in user code:\n\n\n    TypeError: {name} missing 1 required positional argument: 'label'\n"

    assert error_message(said) == "normalize() missing 1 required positional argument: 'label'"


def test_no_values_of_the_reference() -> None:
    """A failing value never shows what the reference holds."""
    finding = tensor_values(evidence_of(y=tensor(f32(1, 2, 3, 5))), evidence_of(y=tensor(f32(1, 2, 3, 8.25))), of="y")

    assert finding.expected == "float32 (4,)"
    assert "8.25" not in finding.message + finding.actual


def test_a_wrong_scalar_is_reported_without_an_index() -> None:
    """Of a scalar no index is given."""
    finding = tensor_values(evidence_of(y=tensor(1.0)), evidence_of(y=tensor(2.0)), of="y")

    assert finding.message.startswith("`y` has the wrong value: off by 1 (")


def test_nan_never_equals_anything() -> None:
    """NaN equals nothing and is counted."""
    finding = tensor_values(evidence_of(y=tensor(f32(1, np.nan, 3, np.nan))), Y, of="y")

    assert finding.verdict is Verdict.FAIL
    assert "2 of 4 values differ, the first at [1]; 2 are NaN" in finding.message


def test_a_reference_with_nan_raises() -> None:
    """A reference with a NaN can be matched by nobody, so the check raises rather than fail everyone."""
    unsound = evidence_of(y=tensor(f32(1, np.nan)))

    with pytest.raises(ValueError, match="the reference's own value contains NaN"):
        tensor_values(unsound, unsound, of="y")


def test_infinity_equals_only_infinity_of_its_sign() -> None:
    """Infinity equals infinity of its sign; where a finite value is expected it is counted."""
    reference = evidence_of(y=tensor(f32(np.inf, 0)))

    assert tensor_values(reference, reference, of="y").verdict is Verdict.PASS
    assert tensor_values(evidence_of(y=tensor(f32(-np.inf, 0))), reference, of="y").verdict is Verdict.FAIL
    assert "1 is infinite" in tensor_values(evidence_of(y=tensor(f32(np.inf, np.inf))), reference, of="y").message


def test_integers_are_exact() -> None:
    """A tolerance is not an excuse for an integer that is one off."""
    reference = evidence_of(y=tensor(np.array([1_000_000])))

    assert tensor_values(evidence_of(y=tensor(np.array([1_000_001]))), reference, of="y").verdict is Verdict.FAIL
    assert (
        tensor_values(evidence_of(y=tensor(np.array([1_000_000], np.uint32))), reference, of="y").verdict
        is Verdict.PASS
    )


@pytest.mark.parametrize(("off", "verdict"), [(0.9e-3, Verdict.PASS), (1.2e-3, Verdict.FAIL)])
def test_values_within_the_tolerance_pass(off: float, verdict: Verdict) -> None:
    """Within the tolerance is right, past it is wrong."""
    learner = evidence_of(y=tensor(np.array([1 + off])))

    assert (
        tensor_values(learner, evidence_of(y=tensor(np.array([1.0]))), of="y", rtol=1e-3, atol=0.0).verdict is verdict
    )


def test_broadcasting_is_not_a_match() -> None:
    """A shape that NumPy would stretch to the expected one is still another shape."""
    finding = tensor_values(evidence_of(y=tensor(np.ones((4, 1)))), evidence_of(y=tensor(np.ones((4, 4)))), of="y")

    assert finding.message == "`y` has shape (4, 1); (4, 4) is expected."


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_squeeze_ignores_axes_of_length_one(shape: tuple[int, ...]) -> None:
    """With `squeeze` axes of length 1 make no difference, on either side."""
    learner, reference = evidence_of(y=tensor(np.ones(shape))), evidence_of(y=tensor(np.ones((1, 1))))

    assert tensor_values(learner, reference, of="y", squeeze=True).verdict is Verdict.PASS
    assert tensor_values(reference, learner, of="y", squeeze=True).verdict is Verdict.PASS
    assert tensor_values(learner, reference, of="y").verdict is (Verdict.PASS if shape == (1, 1) else Verdict.FAIL)


def test_squeeze_keeps_the_order_of_axes() -> None:
    """`squeeze` does not make a transposed array right."""
    learner, reference = evidence_of(y=tensor(np.ones((1, 2, 3)))), evidence_of(y=tensor(np.ones((3, 2))))

    assert tensor_values(learner, reference, of="y", squeeze=True).verdict is Verdict.FAIL


def test_values_that_do_not_travel() -> None:
    """Texts where numbers are expected are named by their dtype."""
    finding = tensor_values(evidence_of(y=tensor(["a", "b", "c", "d"], "list")), Y, of="y")

    assert finding.message == "`y` is str32; float32 is expected."


GIVEN = {"y": tensor(1.0), "hidden/y": tensor(5.0)}


def test_a_value_that_follows_from_its_inputs_passes() -> None:
    """A value that follows from its inputs is right for the hidden ones too."""
    finding = tensor_values(evidence_of(**GIVEN), evidence_of(**GIVEN), of="y", inputs=("x", "W"))

    assert finding.verdict is Verdict.PASS
    assert finding.message == "`y` has the right value, for other inputs too."


def test_a_typed_in_value_fails() -> None:
    """A constant that is right for the given inputs fails when they change, and the message asks why."""
    finding = tensor_values(
        evidence_of(**GIVEN | {"hidden/y": tensor(1.0)}), evidence_of(**GIVEN), of="y", inputs=("x", "W")
    )

    assert finding.verdict is Verdict.FAIL
    assert finding.message == (
        "`y` is right for the given inputs, but not when `x`, `W` change: is a number typed in, "
        "or does the code use something not computed from them?"
    )


def test_a_replay_that_raises_is_reported_with_its_error() -> None:
    """The message about cells that only run for the given inputs says what they raised."""
    raised = Raised(error="ValueError", message="shapes differ")

    finding = tensor_values(evidence_of(**GIVEN | {"hidden/y": raised}), evidence_of(**GIVEN), of="y", inputs=("x",))

    assert finding.message == (
        "`y` is right for the given inputs, but with other values of `x` the same cells raise ValueError: shapes differ"
    )


def test_wrong_as_run_comes_first() -> None:
    """A value that is wrong as run is reported as that, though it is wrong in the replay too."""
    learner = evidence_of(**{"y": tensor(2.0), "hidden/y": tensor(2.0)})

    finding = tensor_values(learner, evidence_of(**GIVEN), of="y", inputs=("x",))

    assert finding.message.startswith("`y` has the wrong value")


def test_reference_that_was_not_replayed() -> None:
    """Where the reference was not replayed nobody can pass by the given inputs alone: the check raises."""
    with pytest.raises(ValueError, match="the reference shows no Tensor as 'hidden/y'"):
        tensor_values(evidence_of(**GIVEN), evidence_of(y=tensor(1.0)), of="y", inputs=("x",))


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (0.4, Verdict.PASS),
        (0.0, Verdict.PASS),
        (-0.1, Verdict.FAIL),
        (1.3, Verdict.FAIL),
        (np.nan, Verdict.FAIL),
        (np.inf, Verdict.FAIL),
    ],
)
def test_what_an_activation_gives_lies_in_its_range(value: float, verdict: Verdict) -> None:
    """A wrong sum leaves a right activation's numbers where they belong; a number outside, or none, does not."""
    finding = tensor_range(
        evidence_of(y=tensor(f32(0.5, value))), evidence_of(y=tensor(f32(0.2, 0.9))), of="y", low=0.0, high=1.0
    )

    assert finding.verdict is verdict


def test_a_range_is_kept_for_hidden_inputs_and_followed_from_them() -> None:
    """A typed number lies in the range by itself, and a sum may by chance: neither does for other inputs."""
    reference = evidence_of(**{"y": tensor(f32(0.2)), "hidden/y": tensor(f32(0.9))})

    def judged(run: float, hidden: float) -> Verdict:
        seen = evidence_of(**{"y": tensor(f32(run)), "hidden/y": tensor(f32(hidden))})
        return tensor_range(seen, reference, of="y", low=0.0, high=1.0, inputs=("x",)).verdict

    assert judged(0.3, 0.7) is Verdict.PASS
    assert judged(0.3, 0.3) is Verdict.FAIL
    assert judged(0.3, 1.7) is Verdict.FAIL


@pytest.mark.parametrize(
    ("run", "hidden", "verdict"),
    [
        ([1.0, 0.0], [4.0, 0.0], Verdict.PASS),
        ([1.4, 0.0], [4.6, 0.0], Verdict.PASS),
        ([3.0, 0.0], [6.0, 0.0], Verdict.FAIL),
        ([2.0, 0.0], [5.0, 0.0], Verdict.FAIL),
        ([1.0, 0.0], [9.0, 0.0], Verdict.FAIL),
        ([1.0, 0.0], [1.0, 0.0], Verdict.FAIL),
        ([np.nan, 0.0], [np.nan, 0.0], Verdict.FAIL),
        ([1.0], [4.0], Verdict.FAIL),
    ],
    ids=["arrived", "one step less", "uphill", "unmoved", "hidden uphill", "typed in", "diverged", "another shape"],
)
def test_a_step_too_few_is_on_the_way_and_a_walk_uphill_is_not(
    run: list[float], hidden: list[float], verdict: Verdict
) -> None:
    """Nearer to the right value than the start is, for hidden starts too; a constant follows from none."""
    reference = evidence_of(
        **{
            "w": tensor(f32(1, 0)),
            "start": tensor(f32(2, 0)),
            "hidden/w": tensor(f32(4, 0)),
            "hidden/start": tensor(f32(5, 0)),
        }
    )
    learner = evidence_of(**{"w": tensor(f32(*run)), "hidden/w": tensor(f32(*hidden))})

    assert nearer_value(learner, reference, of="w", start="start", inputs=("start",)).verdict is verdict


STEP = [IntermediateStep(name="h", what="the sum")]


@pytest.mark.parametrize(
    ("value", "near", "verdict"),
    [
        (7.0, {"z": 3.0}, Verdict.PASS),
        (5.0, {}, Verdict.PASS),
        (7.0, {"h": 2.0}, Verdict.FAIL),
        (7.0, {}, Verdict.FAIL),
    ],
    ids=["under another name", "in one line", "another sum", "no sum at all"],
)
def test_a_step_counts_whatever_comes_after_it(value: float, near: dict[str, float], verdict: Verdict) -> None:
    """A right sum earns its points though the answer is wrong; a right answer has taken the step, however written."""
    near_values = {name: Array.from_values(f32(one)) for name, one in near.items()}
    learner = msgspec.structs.replace(evidence_of(y=tensor(f32(value))), intermediate_values=near_values)
    reference = msgspec.structs.replace(
        evidence_of(y=tensor(f32(5))), intermediate_values={"h": Array.from_values(f32(3))}
    )

    assert step_values(learner, reference, of="y", steps=STEP).verdict is verdict
