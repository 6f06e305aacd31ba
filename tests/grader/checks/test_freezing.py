"""A check of which layers training may change."""

from grader.checks.freezing import trainable_weights
from grader.evidence import VERSION, Evidence, Layer, Layers
from grader.model import Finding, Trust, Verdict


def told(*trainable: bool) -> Evidence:
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
    return trainable_weights(told(*trainable), told(False, True), of="m")  # noqa: FBT003 - as the layers are


def test_the_right_layers_are_frozen() -> None:
    """A model whose first layer is frozen, as the reference's is."""
    finding = judge(False, True)  # noqa: FBT003 - as the layers are

    assert (finding.verdict, finding.trust, finding.actual) == (Verdict.PASS, Trust.REPORTED, "1. frozen\n2. trained")


def test_layers_that_are_frozen_or_not() -> None:
    """The first layer that differs is named, with what is so and what is expected."""
    assert judge(True, True).message == (  # noqa: FBT003 - as the layers are
        "In `m` layer 1 of 2 with weights is not frozen; training may not change it."
    )
    assert judge(False, False).message == (  # noqa: FBT003 - as the layers are
        "In `m` layer 2 of 2 with weights is frozen; training may change it."
    )
    assert judge(False).message == "`m` has 1 layer with weights; 2 are expected."  # noqa: FBT003 - as the layers are
