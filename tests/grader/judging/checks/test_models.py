"""Checks of models: what is one architecture however it is spelled, and what is another."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import (
    VERSION,
    Absent,
    Activation,
    Array,
    Evidence,
    Layer,
    Layers,
    Observation,
    OpenShape,
    Other,
    Rebuilt,
)
from grader.judging.checks.hidden_inputs import generator, grid
from grader.judging.checks.models import model_built, model_layers, parameter_count
from grader.model import Finding, Verdict

GRID = grid(generator(b"salt", "grid"))
Numbers = npt.NDArray[np.float32]
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True),
    "softmax over the batch": lambda x: np.exp(x) / np.exp(x).sum(axis=0, keepdims=True),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "leaky": lambda x: np.where(x > 0, x, 0.2 * x),
    "relu3": lambda x: np.clip(x, 0, 3),
    "relu6": lambda x: np.clip(x, 0, 6),
}


def activation(function: str, name: str | None = None) -> Activation:
    return Activation(name=name or function, response=Array.from_values(FUNCTIONS[function](GRID.numpy())))


def layer(kind: str, shape: OpenShape | None, **changes: Any) -> Layer:
    fields: dict[str, Any] = {"settings": {}, "activation": None, "weights": (), "trainable": True}
    return Layer(name=kind.lower(), kind=kind, output_shape=shape, **fields | changes)


def dense(inputs: int, units: int, function: str = "linear", *, bias: bool = True, **changes: Any) -> Layer:
    fields: dict[str, Any] = {
        "settings": {"units": units, "use_bias": bias},
        "activation": activation(function),
        "weights": ((inputs, units), (units,)) if bias else ((inputs, units),),
    }
    return layer("Dense", (None, units), **fields | changes)


def act(function: str, units: int, kind: str = "Activation") -> Layer:
    return layer(kind, (None, units), activation=activation(function), settings={"axis": "last"})


def dropout(rate: float, units: int) -> Layer:
    return layer("Dropout", (None, units), settings={"rate": Array.from_values(np.float64(rate))})


def reshape(*target: int) -> Layer:
    return layer("Reshape", (None, *target), settings={"target_shape": Array.from_values(np.array(target, float))})


def model(
    *layers: Layer,
    kind: Literal["sequential", "functional", "subclassed"] = "sequential",
    built: bool = True,
    takes: OpenShape = (None, 28, 28, 1),
) -> Layers:
    weights = tuple(shape for one in layers for shape in one.weights)
    return Layers(kind=kind, built=built, input_shape=takes, layers=layers, weights=weights)


def evidence_of(seen: Observation, **names: str) -> Evidence:
    return Evidence(version=VERSION, seen={"m": seen}, names=names)


FLATTEN = layer("Flatten", (None, 784), settings={"data_format": "channels_last"})
INPUT = layer("InputLayer", (None, 28, 28, 1))
FIRST, SECOND, LAST = dense(784, 128, "relu"), dense(128, 64, "relu"), dense(64, 10, "softmax")
REFERENCE = model(FLATTEN, FIRST, SECOND, LAST)

SAME = {
    "input layer": (INPUT, FLATTEN, FIRST, SECOND, LAST),
    "relu as Activation": (FLATTEN, dense(784, 128), act("relu", 128), SECOND, LAST),
    "relu as ReLU": (FLATTEN, dense(784, 128), act("relu", 128, "ReLU"), SECOND, LAST),
    "relu as Lambda": (FLATTEN, dense(784, 128), act("relu", 128, "Lambda"), SECOND, LAST),
    "softmax as Softmax": (FLATTEN, FIRST, SECOND, dense(64, 10), act("softmax", 10, "Softmax")),
    "all as layers": (
        FLATTEN,
        dense(784, 128),
        act("relu", 128),
        dense(128, 64),
        act("relu", 64),
        dense(64, 10),
        act("softmax", 10),
    ),
    "one of each": (FLATTEN, dense(784, 128), act("relu", 128), SECOND, LAST),
    "linear activations": (FLATTEN, act("linear", 784), FIRST, act("linear", 128), SECOND, LAST, act("linear", 10)),
    "a linear one between": (FLATTEN, dense(784, 128), act("linear", 128), act("relu", 128), SECOND, LAST),
    "Identity": (FLATTEN, FIRST, layer("Identity", (None, 128)), SECOND, LAST),
    "Reshape to one axis": (reshape(784), FIRST, SECOND, LAST),
    "flattened twice": (FLATTEN, FLATTEN, FIRST, SECOND, LAST),
    "flattened between": (FLATTEN, FIRST, layer("Flatten", (None, 128)), SECOND, LAST),
    "reshaped to what it is": (FLATTEN, FIRST, reshape(128), SECOND, LAST),
    "relu by another name": (
        FLATTEN,
        dense(784, 128, activation=activation("relu", "<lambda>")),
        dense(128, 64, activation=activation("relu", "my_relu")),
        LAST,
    ),
    "not built": (FLATTEN, *(dense(1, units, name, weights=()) for units, name in [(128, "relu"), (64, "relu")]), LAST),
}

OTHER = {
    "one unit off": (
        (FLATTEN, FIRST, dense(128, 63, "relu"), dense(63, 10, "softmax")),
        "at layer 3 of 4: Dense(64, relu) expected, Dense(63, relu) found: units is 63, not 64",
    ),
    "no bias": (
        (FLATTEN, dense(784, 128, "relu", bias=False), SECOND, LAST),
        "at layer 2 of 4: Dense(128, relu) expected, Dense(128, relu, no bias) found: use_bias is False, not True",
    ),
    "sigmoid": (
        (FLATTEN, FIRST, dense(128, 64, "sigmoid"), LAST),
        "at layer 3 of 4: Dense(64, relu) expected, Dense(64",
    ),
    "no activation": (
        (FLATTEN, dense(784, 128), SECOND, LAST),
        "at layer 2 of 4: Dense(128, relu) expected, Dense(128)",
    ),
    "logits": (
        (FLATTEN, FIRST, SECOND, dense(64, 10)),
        "at layer 4 of 4: Dense(10, softmax) expected, Dense(10) found",
    ),
    "relu called softmax": (
        (FLATTEN, FIRST, SECOND, dense(64, 10, activation=activation("relu", "softmax"))),
        "at layer 4 of 4: Dense(10, softmax) expected, but its activation gives different values",
    ),
    "softmax over the batch": (
        (FLATTEN, FIRST, SECOND, dense(64, 10, activation=activation("softmax over the batch", "softmax"))),
        "at layer 4 of 4: Dense(10, softmax) expected, but its activation gives different values",
    ),
    "leaky": (
        (FLATTEN, dense(784, 128), act("leaky", 128, "LeakyReLU"), SECOND, LAST),
        "at layer 2 of 4: Dense(128, relu)",
    ),
    "clipped at 3": ((FLATTEN, FIRST, dense(128, 64, "relu3"), LAST), "at layer 3 of 4: Dense(64, relu) expected"),
    "clipped at 6": ((FLATTEN, FIRST, dense(128, 64, "relu6"), LAST), "at layer 3 of 4: Dense(64, relu) expected"),
    "activation twice": (
        (FLATTEN, FIRST, act("tanh", 128), SECOND, LAST),
        "after layer 2 of 4: Activation(tanh) is not expected",
    ),
    "sigmoid twice": (
        (FLATTEN, FIRST, SECOND, LAST, act("sigmoid", 10), act("sigmoid", 10)),
        "after layer 4 of 4: Activation(sigmoid) is not expected",
    ),
    "two activations": (
        (FLATTEN, dense(784, 128), act("tanh", 128), act("relu", 128), SECOND, LAST),
        "at layer 2 of 4: Dense(128, relu) expected, Dense(128, tanh, then relu) found",
    ),
    "two more": (
        (FLATTEN, dense(784, 128), act("relu", 128), act("tanh", 128), SECOND, LAST),
        "after layer 2 of 4: Activation(tanh) is not expected",
    ),
    "activation first": (
        (FLATTEN, act("relu", 784), dense(784, 128), SECOND, LAST),
        "at its beginning: Activation(relu) is not expected",
    ),
    "dropout": ((FLATTEN, FIRST, dropout(0.2, 128), SECOND, LAST), "after layer 2 of 4: Dropout(0.2) is not expected"),
    "layer missing": ((FLATTEN, FIRST, dense(128, 10, "softmax")), "at layer 3 of 4: Dense(64, relu) is missing"),
    "cut short": ((FLATTEN, FIRST, SECOND), "at layer 4 of 4: Dense(10, softmax) is missing"),
    "one more": ((FLATTEN, FIRST, SECOND, LAST, dense(10, 10)), "after layer 4 of 4: Dense(10) is not expected"),
    "not flattened": ((INPUT, FIRST, SECOND, LAST), "at layer 1 of 4: Flatten is missing"),
    "reshaped to two axes": (
        (reshape(28, 28), FIRST, SECOND, LAST),
        "at layer 1 of 4: Flatten expected, Reshape found",
    ),
    "frozen": (
        (FLATTEN, dense(784, 128, "relu", trainable=False), SECOND, LAST),
        "at layer 2 of 4: Dense(128, relu) expected, Dense(128, relu, frozen) found",
    ),
    "other order": (
        (FLATTEN, dense(784, 64, "relu"), dense(64, 128, "relu"), dense(128, 10, "softmax")),
        "at layers 2 and 3 of 4: Dense(128, relu) and Dense(64, relu) are swapped",
    ),
    "other inputs": (
        (FLATTEN, dense(783, 128, "relu"), SECOND, LAST),
        "at layer 2 of 4: Dense(128, relu) expected, but its weights are (783, 128), (128,), not (784, 128), (128,)",
    ),
    "no layers": ((), "at layer 1 of 4: Flatten is missing"),
}


@pytest.mark.parametrize("spelling", SAME)
def test_every_spelling_of_an_architecture_passes(spelling: str) -> None:
    """However an architecture is spelled it is the same, whichever side spells it so."""
    other = model(*SAME[spelling], kind="functional")

    assert model_layers(evidence_of(other), evidence_of(REFERENCE), of="m").verdict is Verdict.PASS
    assert model_layers(evidence_of(REFERENCE), evidence_of(other), of="m").verdict is Verdict.PASS


@pytest.mark.parametrize("change", OTHER)
def test_the_first_layer_that_differs_is_named(change: str) -> None:
    """A near miss is a miss, and the first layer that departs is named with what was found there."""
    layers, departs = OTHER[change]

    finding = model_layers(evidence_of(model(*layers)), evidence_of(REFERENCE), of="m")

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(f"`m` first differs {departs}")
    assert model_layers(evidence_of(REFERENCE), evidence_of(model(*layers)), of="m").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("layers", "spared"),
    [
        ((FLATTEN, dense(784, 129, "relu"), SECOND, LAST), True),
        ((FLATTEN, FIRST, LAST), True),
        ((FLATTEN, FIRST, SECOND, SECOND, LAST), True),
        ((FLATTEN, FIRST, SECOND, dense(64, 10)), True),
        ((FLATTEN, SECOND, FIRST, LAST), True),
        ((FLATTEN, dense(784, 129, "relu"), SECOND, dense(64, 10)), False),
        ((dense(784, 129, "relu"), LAST, LAST, LAST), False),
    ],
    ids=["units", "missing", "too many", "activation", "exchanged", "two others", "another network"],
)
def test_a_slip_in_one_layer_is_spared_where_the_rubric_says_so(layers: tuple[Layer, ...], *, spared: bool) -> None:
    """One place may differ, whatever follows from it; a second one, or another network, may not."""
    seen = evidence_of(model(*layers))

    assert model_layers(seen, evidence_of(REFERENCE), of="m").verdict is Verdict.FAIL
    finding = model_layers(seen, evidence_of(REFERENCE), of="m", spared=1)
    assert (finding.verdict is Verdict.PASS) == spared


def test_what_is_frozen_does_not_count_where_another_criterion_judges_it() -> None:
    """The layers are the same; a layer of another size still differs."""
    frozen, other = (model(FLATTEN, dense(784, units, "relu", trainable=False), SECOND, LAST) for units in (128, 129))
    reference = evidence_of(REFERENCE)

    assert model_layers(evidence_of(frozen), reference, of="m", frozen=False).verdict is Verdict.PASS
    assert model_layers(evidence_of(other), reference, of="m", frozen=False).verdict is Verdict.FAIL


@pytest.mark.parametrize("takes", [(64, 28, 28, 1), (None, 28, 28), (None, 28, 28, 1, 1), (None, None, 28, 1)])
def test_every_spelling_of_the_same_input_passes(takes: OpenShape) -> None:
    """A model takes the same pictures with a size for the batch, an open side, or no axis for the shade of grey."""
    other = model(FLATTEN, FIRST, SECOND, LAST, takes=takes)

    assert model_layers(evidence_of(other), evidence_of(REFERENCE), of="m").verdict is Verdict.PASS
    assert model_layers(evidence_of(REFERENCE), evidence_of(other), of="m").verdict is Verdict.PASS


@pytest.mark.parametrize("flatten", [(), (layer("Flatten", (None, 784)),)])
def test_a_flat_input_is_not_called_a_missing_flatten(flatten: tuple[Layer, ...]) -> None:
    """Flattening what is flat changes nothing, so the input is named, whether a `Flatten` stands there or not."""
    flat = model(*flatten, FIRST, SECOND, LAST, takes=(None, 784))

    finding = model_layers(evidence_of(flat), evidence_of(REFERENCE), of="m")

    assert finding.message == "`m` differs at its beginning: the input has shape (784,), not (28, 28, 1)."


@pytest.mark.parametrize("takes", [(None, 28, 1, 28), (None, 1, 28, 28), (None, 28, 28, 3)])
def test_another_input_shape_is_named(takes: OpenShape) -> None:
    """Another input is named, also where its axes alone stand in another order, which the weights don't show."""
    finding = model_layers(
        evidence_of(model(FLATTEN, FIRST, SECOND, LAST, takes=takes)), evidence_of(REFERENCE), of="m"
    )

    assert (finding.verdict, finding.message) == (
        Verdict.FAIL,
        f"`m` differs at its beginning: the input has shape {takes[1:]}, not (28, 28, 1).",
    )


def test_the_message_shows_both_architectures() -> None:
    """Place, what is expected and what was found are named; the architectures are shown side by side."""
    finding = model_layers(evidence_of(model(FLATTEN, FIRST, dense(128, 32, "relu"))), evidence_of(REFERENCE), of="m")

    assert finding.message == (
        "`m` first differs at layer 3 of 4: Dense(64, relu) expected, Dense(32, relu) found: units is 32, not 64."
    )
    assert finding.expected == "1. Flatten\n2. Dense(128, relu)\n3. Dense(64, relu)\n4. Dense(10, softmax)"
    assert finding.actual == "1. Flatten\n2. Dense(128, relu)\n3. Dense(32, relu)\n—"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ({"padding": "valid", "kernel_size": Array.from_values(np.array([3.0, 3.0]))}, "padding is valid, not same"),
        (
            {"padding": "same", "kernel_size": Array.from_values(np.array([5.0, 5.0]))},
            "kernel_size is (5, 5), not (3, 3)",
        ),
        ({"padding": "same", "kernel_size": Array.from_values(np.float64(3))}, "kernel_size is 3, not (3, 3)"),
        ({"padding": "same", "kernel_size": Array(dtype="float64", shape=(2,))}, "kernel_size is float64 (2,), not"),
        ({"padding": "same"}, "kernel_size is None, not (3, 3)"),
        ({"padding": True, "kernel_size": Array.from_values(np.array([3.0, 3.0]))}, "padding is True, not same"),
    ],
)
def test_settings_that_are_not_spelled(found: dict[str, Any], reason: str) -> None:
    """A setting that people don't write first is named when it differs."""
    wanted = {"padding": "same", "kernel_size": Array.from_values(np.array([3.0, 3.0]))}
    learner, reference = (model(layer("Conv2D", None, settings=settings)) for settings in (found, wanted))

    finding = model_layers(evidence_of(learner), evidence_of(reference), of="m")

    assert finding.message.startswith(f"`m` first differs at layer 1 of 1: Conv2D expected, but {reason}")


def test_activations_that_cannot_be_called() -> None:
    """An activation without a response agrees with one like it, and with no other."""
    silent, other = (
        model(dense(4, 2, activation=Activation(name=name, response=None))) for name in ("custom", "custom")
    )

    assert model_layers(evidence_of(silent), evidence_of(other), of="m").verdict is Verdict.PASS
    assert model_layers(evidence_of(silent), evidence_of(model(dense(4, 2, "relu"))), of="m").verdict is Verdict.FAIL


def test_long_names_are_cut() -> None:
    """The learner's own words never fill a message."""
    finding = model_layers(evidence_of(model(layer("x" * 200, None))), evidence_of(model(LAST)), of="m")

    assert len(finding.message) < 150


def test_dropout_that_is_active_at_inference_too() -> None:
    """What is wrong is said in words, not by the name under which it was noted."""
    learner, wanted = ({"rate": 0.2, "always": True}, {"rate": 0.2})
    seen = [evidence_of(model(FIRST, layer("Dropout", (None, 128), settings=one), LAST)) for one in (learner, wanted)]

    finding = model_layers(*seen, of="m")

    assert "Dropout(0.2) expected, " in finding.message
    assert "it is also active at inference" in finding.message


COUNTS = {
    "128 too few parameters: `Dense(128, relu)` has no bias (layer 2 of 4)": (
        FLATTEN,
        dense(784, 128, "relu", bias=False),
        SECOND,
        LAST,
    ),
    "4,448 too few parameters: `Dense(32, relu)` has 32 units, not 64 (layer 3 of 4)": (
        FLATTEN,
        FIRST,
        dense(128, 32, "relu"),
        dense(32, 10, "softmax"),
    ),
    "585 too few parameters: `Dense(1, relu)` has 1 unit, not 10 (layer 4 of 4)": (
        FLATTEN,
        FIRST,
        SECOND,
        dense(64, 1, "relu"),
    ),
    (
        "96,768 too few parameters: its input is not flattened, so `Dense(128, relu)` gets 28 numbers at a time, "
        "but 784 are expected (layer 1 of 4)"
    ): (dense(28, 128, "relu"), SECOND, LAST),
    ("128 too many parameters: `Dense(128, relu)` gets 785 numbers at a time, but 784 are expected (layer 2 of 4)"): (
        FLATTEN,
        dense(785, 128, "relu"),
        SECOND,
        LAST,
    ),
    "650 too few parameters: `Dense(10, softmax)` is missing (layer 4 of 4)": (FLATTEN, FIRST, SECOND),
    (
        "8,906 too few parameters: `Dense(64, relu)` is missing (layer 3 of 4): 8,256 fewer; "
        "`Dense(10, softmax)` is missing (layer 4 of 4): 650 fewer"
    ): (FLATTEN, FIRST),
    (
        "4,458 too few parameters: `Dense(32, relu)` has 32 units, not 64 (layer 3 of 4): 4,448 fewer; "
        "`Dense(10, softmax)` has no bias (layer 4 of 4): 10 fewer"
    ): (FLATTEN, FIRST, dense(128, 32, "relu"), dense(32, 10, "softmax", bias=False)),
    "256 too many parameters: `BatchNormalization` is not expected (after layer 2 of 4)": (
        FLATTEN,
        FIRST,
        layer("BatchNormalization", (None, 128), weights=((64,),) * 4),
        SECOND,
        LAST,
    ),
    "90 too few parameters: `Conv2D(8)` instead of `Dense(128, relu)` (layer 2 of 4)": (
        FLATTEN,
        layer("Conv2D", None, settings={"filters": 8}, weights=((100_390,),)),
        SECOND,
        LAST,
    ),
}


@pytest.mark.parametrize("message", COUNTS)
def test_a_wrong_parameter_count_is_explained_by_a_layer(message: str) -> None:
    """A wrong number of parameters is put down to a layer and to what was written there."""
    finding = parameter_count(evidence_of(model(*COUNTS[message])), evidence_of(REFERENCE), of="m")

    assert (finding.verdict, finding.message) == (Verdict.FAIL, f"`m` has {message}.")
    assert finding.expected == "109,386 parameters"


def test_parameters_are_not_put_down_to_a_layer_that_keeps_shapes() -> None:
    """Another rate of a dropout changes no count, also where the model's own code hides the shapes between layers."""

    def network(units: int, rate: float) -> Layers:
        layers = (FLATTEN, dense(784, units, "relu"), dropout(rate, units), dense(units, 10, "softmax"))
        return model(*(msgspec.structs.replace(one, output_shape=None) for one in layers))

    finding = parameter_count(evidence_of(network(64, 0.5)), evidence_of(network(128, 0.2)), of="m")

    assert finding.message == (
        "`m` has 50,880 too few parameters: `Dense(64, relu)` has 64 units, not 128 (layer 2 of 4)."
    )


def test_a_bias_that_the_reference_lacks_is_named() -> None:
    """A bias that the reference leaves out is named."""
    reference = model(FLATTEN, dense(784, 128, bias=False))

    finding = parameter_count(evidence_of(model(FLATTEN, dense(784, 128))), evidence_of(reference), of="m")

    assert finding.message == (
        "`m` has 128 too many parameters: `Dense(128)` has a bias, but none is expected (layer 2 of 2)."
    )


def test_parameters_outside_of_layers_are_counted_and_named() -> None:
    """Weights that belong to no layer count, and are named as such."""
    more = Layers(kind="subclassed", built=True, input_shape=None, layers=REFERENCE.layers, weights=((109_396,),))

    finding = parameter_count(evidence_of(more), evidence_of(REFERENCE), of="m")

    assert finding.message == (
        "`m` has 10 too many parameters: 10 more are in layers that are created but never called."
    )


def test_a_right_parameter_count_passes_as_reported() -> None:
    """The sum is what counts, and it is the submission's word until a clean room has counted."""
    finding = parameter_count(evidence_of(REFERENCE), evidence_of(REFERENCE), of="m")

    assert finding.message == "`m` has 109,386 parameters."


def test_as_many_numbers_in_one_weight_are_not_layers() -> None:
    """A learner who relies on the sum alone reads where the numbers lie."""
    heap = Layers(kind="subclassed", built=True, input_shape=None, layers=(), weights=((109_386,),))

    finding = parameter_count(evidence_of(heap), evidence_of(REFERENCE), of="m")

    assert finding.message == (
        "`m` has 109,386 parameters, but 109,386 of them are in one weight; the largest expected weight has 100,352."
    )


def test_a_model_without_weights_gets_a_message_how_to_build_it() -> None:
    """The message about a model without weights says how it gets them."""
    learner = evidence_of(model(FLATTEN, built=False))

    finding = model_built(learner, evidence_of(REFERENCE), of="m")

    assert finding.verdict is Verdict.FAIL
    assert finding.message == (
        "`m` is not built, so it has no weights yet: give the first layer an input shape, or call it once."
    )
    assert parameter_count(learner, evidence_of(REFERENCE), of="m") == finding
    assert model_built(evidence_of(REFERENCE), evidence_of(REFERENCE), of="m").message == "`m` is built."


def test_weights_that_nothing_uses() -> None:
    """As many numbers as asked for, in a class that answers zeros, are not weights; a class may use its own, though."""

    def built(*steps: Layer) -> Finding:
        hollow = Layers(kind="subclassed", built=True, input_shape=None, layers=steps, weights=((784, 10),))
        return model_built(evidence_of(hollow), evidence_of(REFERENCE), of="m")

    finding = built(INPUT, layer("Fill", (None, 10)), layer("Shape", None))

    assert finding.verdict is Verdict.FAIL
    assert finding.message == "`m` has 7,840 parameters, but does not use them to compute its output."
    assert built(INPUT, FLATTEN, layer("MatMul", (None, 10))).verdict is Verdict.PASS
    assert built().verdict is Verdict.PASS


def test_reference_that_is_not_built() -> None:
    """A reference without weights cannot serve as a measure: the check raises."""
    with pytest.raises(ValueError, match="the reference's own 'm' is not built"):
        model_built(evidence_of(REFERENCE), evidence_of(model(FLATTEN, built=False)), of="m")


@pytest.mark.parametrize("check", [model_built, model_layers, parameter_count])
def test_a_missing_model_is_answered_with_the_nearest_name(check: Callable[..., Any]) -> None:
    """A model under another name is pointed at; what is not a model is named."""
    missing = check(evidence_of(Absent(), model="model", x="tensor"), evidence_of(REFERENCE), of="m")
    cls = check(evidence_of(Other(kind="class")), evidence_of(REFERENCE), of="m")

    assert missing.message == "`m` is not defined; there is a model called `model`."
    assert cls.message == "`m` is a class; a model is expected."


def test_other_layers_that_compute_the_same_pass() -> None:
    """What a clean room found to compute the same is right, and the message says that its layers are others."""
    learner = evidence_of(model(FLATTEN, FIRST, LAST, SECOND))
    wrong = model_layers(learner, evidence_of(REFERENCE), of="m")
    own = Rebuilt(layers=model(FLATTEN, FIRST, LAST, SECOND), alike=True)
    right = model_layers(msgspec.structs.replace(learner, rebuilt={"m": own}), evidence_of(REFERENCE), of="m")

    assert (wrong.verdict, right.verdict) == (Verdict.FAIL, Verdict.PASS)
    assert right.message == "`m` has different layers from the expected ones, but computes the same."
