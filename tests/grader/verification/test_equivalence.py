"""A mutant is equivalent where all that was observed of it is the same, and nothing was left unseen."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import (
    VERSION,
    Absent,
    Array,
    Calls,
    Evidence,
    Layer,
    Layers,
    Observation,
    Raised,
    Returned,
    Tensor,
)
from grader.verification.cases import first_difference


def tensor(*values: float, dtype: str = "float32") -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.array(values, dtype)))


def evidence(seen: Mapping[str, Observation], **more: Any) -> Evidence:
    return Evidence(version=VERSION, seen=dict(seen), **{"names": {}} | more)


def model(name: str, units: int) -> Layers:
    layer = Layer(
        name=name,
        kind="Dense",
        settings={"units": units},
        activation=None,
        weights=((3, units),),
        trainable=True,
        output_shape=(None, units),
    )
    return Layers(kind="sequential", built=True, input_shape=(None, 3), layers=(layer,), weights=((3, units),))


def calls(*results: Returned) -> Calls:
    return Calls(results=results)


ONE = evidence({"y": tensor(1, 2), "value/y": tensor(3, np.nan), "function/f": calls(tensor(1))})


def test_what_was_observed_is_the_same_as_itself() -> None:
    """NaN in the same place too."""
    assert first_difference(ONE, ONE) is None


def test_names_and_steps_on_the_way_may_differ() -> None:
    """What is observed is what counts; of what the code calls its own, and a layer, nothing is said."""
    one = evidence(
        {"m": model("dense", 4)}, names={"h": "tensor"}, intermediate_values={"h": Array.from_values(np.zeros(1))}
    )
    other = evidence({"m": model("dense_1", 4)}, names={"k": "tensor"})

    assert first_difference(one, other) is None


def test_what_is_kept_of_references_alone_is_not_compared() -> None:
    """A mutant's model has lent its weights to a clean room and has none left; its answers are still there."""
    kept = msgspec.structs.replace(model("m", 4), values=(Array.from_values(np.ones(3)),), architecture="{}")

    assert first_difference(evidence({"m": kept}), evidence({"m": model("m", 4)})) is None


def test_the_order_of_a_sum_may_differ() -> None:
    """As far as float32 is exact."""
    assert first_difference(evidence({"y": tensor(1000.0)}), evidence({"y": tensor(1000.001)})) is None


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ({"y": tensor(1, 2)}, {"y": tensor(1, 2.1)}, "seen, `y`, array: values differ by up to 0.1"),
        ({"y": tensor(1, 2)}, {"y": tensor(1, np.nan)}, "seen, `y`, array: values differ by up to 0"),
        ({"value/y": tensor(1)}, {"value/y": tensor(2)}, "seen, `value/y`, array: values differ by up to 1"),
        ({"y": tensor(1)}, {"y": tensor(1, dtype="float64")}, "array: float64 (1,), not float32 (1,)"),
        ({"y": tensor(1, dtype="int32")}, {"y": tensor(2, dtype="int32")}, "array: other values"),
        ({"y": tensor(1)}, {"y": Absent()}, "seen, `y`: Absent, not Tensor"),
        ({"y": tensor(1)}, {}, "seen, `y`: only the reference has it"),
        ({"f": calls(tensor(1))}, {"f": calls(tensor(1), tensor(2))}, "results: 2 of them, not 1"),
        (
            {"f": calls(Raised(error="A", message=""))},
            {"f": calls(Raised(error="B", message=""))},
            "results 1, error: 'B', not 'A'",
        ),
        ({"m": model("m", 3)}, {"m": model("m", 4)}, "layers 1, settings, `units`: 4, not 3"),
    ],
)
def test_what_differs_is_said(one: dict[str, Observation], other: dict[str, Observation], says: str) -> None:
    """Hidden inputs, dtypes, what raised and what is missing among it."""
    assert says in str(first_difference(evidence(one), evidence(other)))


def test_replays_and_what_a_clean_room_found_count() -> None:
    """Not only what stands under the names."""
    assert (
        first_difference(ONE, evidence(ONE.seen, reference_on_learner_inputs={"value/y": tensor(1)}))
        == "reference_on_learner_inputs, `value/y`: only the mutant has it"
    )


def test_what_did_not_travel_proves_nothing() -> None:
    """An array too large to be sent may hold anything."""
    large = evidence({"y": Tensor(kind="tensor", array=Array(dtype="float32", shape=(9,)))})

    assert first_difference(large, large) == "seen, `y`, array: the values were not sent, so they can't be compared"
