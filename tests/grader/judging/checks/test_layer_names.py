"""A check of the names that Keras gives to layers."""

import pytest

from grader.evidence import VERSION, Absent, Evidence, Layer, Layers, Observation
from grader.judging.checks.models import layer_names
from grader.model import Finding, Verdict


def model(*names: str) -> Layers:
    layers = tuple(
        Layer(
            name=name,
            kind="InputLayer" if name.startswith("input") else "Flatten" if name.startswith("flatten") else "Dense",
            settings={},
            activation=None,
            weights=(),
            trainable=True,
            output_shape=None,
        )
        for name in names
    )
    return Layers(kind="sequential", built=True, input_shape=None, layers=layers, weights=())


def evidence_of(own: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"m": own}, names={})


def judge(own: Observation) -> Finding:
    return layer_names(evidence_of(own), evidence_of(model("flatten", "dense", "dense_1")), of="m")


@pytest.mark.parametrize(
    "names",
    [
        ("flatten", "dense", "dense_1"),
        ("input_layer_9", "flatten", "dense", "dense_1"),
        ("dense_1", "dense"),
        ("hidden", "dense_1"),
        ("pictures", "hidden_12", "digits"),
        ("dropout_20", "dense"),
        ("", "_7", "dense_"),
        (),
    ],
)
def test_layers_that_are_numbered_from_the_beginning_pass(names: tuple[str, ...]) -> None:
    """Each kind begins without a number; other names are the learner's choice."""
    assert judge(model(*names)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("names", "late", "first"),
    [
        (("flatten_4", "dense_8", "dense_9"), "flatten_4", "flatten"),
        (("flatten", "dense_2", "dense_3"), "dense_2", "dense"),
        (("flatten", "dense", "dense_8"), "dense_8", "dense"),
    ],
)
def test_the_first_kind_that_is_not_numbered_from_the_beginning_is_reported(
    names: tuple[str, ...], late: str, first: str
) -> None:
    """Also where the session was cleared, and other layers were built before these."""
    finding = judge(model(*names))

    assert finding.message == f"`m` has a layer called `{late}`; the first of its class should be called `{first}`."
    assert (finding.verdict, finding.actual) == (Verdict.FAIL, ", ".join(names))


def test_a_missing_model_fails() -> None:
    """Without a model there are no names."""
    assert judge(Absent()).message == "`m` is not defined."


def test_a_reference_that_counts_on() -> None:
    """A reference that is not numbered from the beginning can't be a measure."""
    with pytest.raises(ValueError, match="not numbered from the beginning"):
        layer_names(evidence_of(model("dense")), evidence_of(model("dense_8")), of="m")
