"""Checks of which layers training may change, and of what must have stayed as it was."""

from hashlib import sha256
from typing import Literal

import numpy as np
import pytest

from grader.evidence import VERSION, Array, Evidence, Layer, Layers
from grader.judging.checks.models import frozen_weights, trainable_weights
from grader.model import Finding, Verdict


def evidence_of(*trainable: bool) -> Evidence:
    layers = tuple(
        Layer(
            name="d",
            kind="Dense",
            settings={},
            activation=None,
            weights=((4, 4),),
            trainable=one,
            output_shape=(None, 4),
        )
        for one in trainable
    )
    model = Layers(kind="sequential", built=True, input_shape=(None, 4), layers=layers, weights=())
    return Evidence(version=VERSION, seen={"m": model}, names={})


def judge(*trainable: bool) -> Finding:
    return trainable_weights(evidence_of(*trainable), evidence_of(False, True), of="m")  # noqa: FBT003 - as the layers are


def test_the_right_layers_are_frozen() -> None:
    """A model whose first layer is frozen, as the reference's is."""
    finding = judge(False, True)  # noqa: FBT003 - as the layers are

    assert (finding.verdict, finding.actual) == (Verdict.PASS, "1. frozen\n2. trained")


def test_layers_that_are_frozen_or_not() -> None:
    """The first layer that differs is named, with what is so and what is expected."""
    assert judge(True, True).message == (  # noqa: FBT003 - as the layers are
        "In `m`, layer 1 of 2 with weights should be frozen, but is not."
    )
    assert judge(False, False).message == (  # noqa: FBT003 - as the layers are
        "In `m`, layer 2 of 2 with weights is frozen, but training should change it."
    )
    assert judge(False).message == "`m` has 1 layer with weights; 2 are expected."  # noqa: FBT003 - as the layers are


def holding(
    *values: Array,
    trainable: tuple[bool, ...] = (False, True),
    kind: Literal["sequential", "subclassed"] = "sequential",
) -> Evidence:
    """A model of two layers, of 4 and of 2 numbers, that holds these weights."""
    layers = tuple(
        Layer(
            name=name,
            kind="Dense",
            settings={},
            activation=None,
            weights=(shape,),
            trainable=one,
            output_shape=None,
        )
        for name, shape, one in zip("ab", ((4,), (2,)), trainable, strict=True)
    )
    model = Layers(kind=kind, built=True, input_shape=None, layers=layers, weights=(), values=values)
    return Evidence(version=VERSION, seen={"m": model}, names={})


KNOWN = Array.from_values(np.arange(4, dtype=np.float32))
LEARNED = Array.from_values(np.ones(2, np.float32))
REFERENCE = holding(KNOWN, LEARNED)


def digested(array: Array) -> Array:
    return Array(dtype=array.dtype, shape=array.shape, sha256=sha256(array.data or b"").hexdigest())


def test_frozen_weights_are_known_by_numbers_or_digests() -> None:
    """What was learned may differ; what is frozen is the same, whether it travelled or its digest did."""
    for own in (KNOWN, digested(KNOWN)):
        finding = frozen_weights(holding(own, Array.from_values(np.zeros(2, np.float32))), REFERENCE, of="m")

        assert finding.verdict is Verdict.PASS
        assert finding.message == "All 1 tensors of pretrained weights are in `m`, unchanged."


def test_one_changed_number_is_noticed() -> None:
    """A step of training moves a weight by little, and is seen."""
    moved = Array.from_values(np.nextafter(KNOWN.numpy(), np.float32(9)))
    for own in (moved, digested(moved)):
        finding = frozen_weights(holding(own, LEARNED), REFERENCE, of="m")

        assert finding.verdict is Verdict.FAIL
        assert finding.message == "`m` should hold 1 tensors of pretrained weights; it holds none of them."


@pytest.mark.parametrize("values", [(), (Array(dtype="float32", shape=(4,)), LEARNED)])
def test_weights_that_did_not_travel_are_not_said_to_be_others(values: tuple[Array, ...]) -> None:
    """Of a model with code of its own nobody knows whether it holds the pretrained numbers."""
    finding = frozen_weights(holding(*values), REFERENCE, of="m")

    assert finding.verdict is Verdict.FAIL
    assert finding.actual == "not known"
    assert finding.message.startswith("The weights of `m` could not be compared with the 1 pretrained tensors: ")


def test_a_class_of_ones_own_costs_nothing_where_its_structure_holds_the_weights() -> None:
    """Its numbers stay in the kernel, whatever they are, so what it reports of its layers decides."""
    whole = frozen_weights(holding(kind="subclassed"), REFERENCE, of="m")
    trained = frozen_weights(holding(kind="subclassed", trainable=(True, True)), REFERENCE, of="m")

    assert (whole.verdict, trained.verdict) == (Verdict.PASS, Verdict.FAIL)
    assert "its own code" in whole.message


def test_some_changed_weights_are_counted() -> None:
    """Where some are as they were, the others are counted."""
    both = holding(KNOWN, LEARNED, trainable=(False, False))

    finding = frozen_weights(holding(KNOWN, Array.from_values(np.zeros(2, np.float32))), both, of="m")

    assert finding.message == "`m` should hold 2 tensors of pretrained weights; 1 of them have different values."


def test_a_reference_without_frozen_weights_is_not_a_reference() -> None:
    """A rubric that asks for what its own reference has not is found out, and so is what did not travel in order."""
    with pytest.raises(ValueError, match="has no frozen weights"):
        frozen_weights(REFERENCE, holding(KNOWN, LEARNED, trainable=(True, True)), of="m")
    with pytest.raises(ValueError, match="weights of 'a' did not travel"):
        frozen_weights(REFERENCE, holding(LEARNED, KNOWN), of="m")
