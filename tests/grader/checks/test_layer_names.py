"""A check of the names that Keras gives to layers."""

import pytest

from grader.checks.layer_names import layer_names
from grader.evidence import VERSION, Absent, Evidence, Layer, Layers, Observation
from grader.model import Finding, Verdict


def model(*names: str) -> Layers:
    layers = tuple(
        Layer(
            name=name,
            kind="InputLayer" if name.startswith("input") else "Dense",
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
    before = model("input_layer_3", "flatten_3", "dense_6", "dense_7")
    return Evidence(version=VERSION, seen={"m": own, "old": before}, names={})


def judge(own: Observation) -> Finding:
    return layer_names(evidence_of(own), evidence_of(model("flatten", "dense", "dense_1")), of="m", before="old")


@pytest.mark.parametrize(
    "names",
    [
        ("flatten", "dense", "dense_1"),
        ("input_layer_9", "flatten_1", "dense_2", "dense_3"),
        ("flatten", "dense_1", "dense_2"),
        ("pictures", "hidden_12", "digits"),
        ("dropout_20", "dense"),
        ("", "_7", "dense_"),
        (),
    ],
)
def test_layers_that_are_numbered_anew_pass(names: tuple[str, ...]) -> None:
    """Numbers below those in use are new ones, be a model made first or not; other names are the learner's choice."""
    assert judge(model(*names)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("flatten_4", "dense_8", "dense_9"), "flatten_4"),
        (("flatten", "dense_8"), "dense_8"),
        (("flatten_3", "dense_6", "dense_7"), "flatten_3"),
    ],
)
def test_the_first_layer_that_is_numbered_on_is_reported(names: tuple[str, ...], first: str) -> None:
    """The first name that goes on counting is reported; the old model itself is not a new one."""
    finding = judge(model(*names))

    assert finding.message == f"`m` has a layer called `{first}`: its names go on counting from those of `old`."
    assert (finding.verdict, finding.actual) == (Verdict.FAIL, ", ".join(names))


def test_a_missing_model_fails() -> None:
    """Without a model there are no names."""
    assert judge(Absent()).message == "`m` is not defined."


def test_a_reference_that_counts_on() -> None:
    """A reference that was not numbered anew can't be a measure."""
    sound = evidence_of(model("dense"))

    with pytest.raises(ValueError, match="numbered on from 'old'"):
        layer_names(sound, evidence_of(model("dense_8")), of="m", before="old")
