"""A check of what a model of free choice must have."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import VERSION, Activation, Array, Evidence, Layer, Layers, OpenShape
from grader.judging.checks.constraints import layer_without_activation, model_has
from grader.judging.checks.hidden_inputs import generator, grid
from grader.judging.checks.model_graph import normal_form
from grader.model import Finding, Verdict

GRID = grid(generator(b"salt", "grid"))
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True),
    "tanh": np.tanh,
}


def layer(kind: str, shape: OpenShape | None, function: str = "", **changes: Any) -> Layer:
    does = (
        Activation(name=function, response=Array.from_values(FUNCTIONS[function](GRID.numpy()))) if function else None
    )
    fields: dict[str, Any] = {"settings": {}, "activation": does, "weights": (), "trainable": True}
    return Layer(name=kind.lower(), kind=kind, output_shape=shape, **fields | changes)


def dense(width: int, units: int, function: str = "linear", **changes: Any) -> Layer:
    fields: dict[str, Any] = {"settings": {"units": units}, "weights": ((width, units), (units,))}
    return layer("Dense", (None, units), function, **fields | changes)


def model(*layers: Layer, **changes: Any) -> Layers:
    weights = tuple(shape for one in layers for shape in one.weights)
    fields: dict[str, Any] = {"kind": "sequential", "built": True, "input_shape": (None, 28, 28, 1)}
    return Layers(layers=layers, weights=weights, **fields | changes)


def judge(actual: Layers, *, hidden_layers: int = 1) -> Finding:
    learner, reference = (Evidence(version=VERSION, seen={"m": one}, names={}) for one in (actual, REFERENCE))
    return model_has(learner, reference, of="m", hidden_layers=hidden_layers)


FLATTEN = layer("Flatten", (None, 784))
LAST = dense(64, 10, "softmax")
REFERENCE = model(FLATTEN, dense(784, 64, "relu"), dense(64, 64, "relu"), LAST)
NORMALIZED = layer("BatchNormalization", (None, 64), weights=((64,),) * 4)

FREE = {
    "narrow": (FLATTEN, dense(784, 16, "tanh"), dense(16, 10, "softmax")),
    "deep": (FLATTEN, dense(784, 64, "relu"), *[dense(64, 64, "tanh")] * 5, LAST),
    "activations apart": (
        FLATTEN,
        dense(784, 64),
        NORMALIZED,
        layer("ReLU", (None, 64), "relu"),
        dense(64, 10),
        layer("Softmax", (None, 10), "softmax"),
    ),
    "one straight layer more": (FLATTEN, dense(784, 64), dense(64, 64, "relu"), LAST),
    "convolution": (
        layer("Conv2D", (None, 26, 26, 4), "relu", weights=((3, 3, 1, 4), (4,))),
        layer("AveragePooling2D", (None, 13, 13, 4)),
        layer("Flatten", (None, 676)),
        dense(676, 10, "softmax"),
    ),
    "convolution bent by a maximum": (
        layer("Conv2D", (None, 26, 26, 4), "linear", weights=((3, 3, 1, 4), (4,))),
        layer("MaxPooling2D", (None, 13, 13, 4)),
        layer("Flatten", (None, 676)),
        dense(676, 10, "softmax"),
    ),
    "two branches": (
        FLATTEN,
        dense(784, 64, "relu"),
        dense(784, 64, inputs=(0,)),
        layer("Add", (None, 64), inputs=(1, 2)),
        LAST,
    ),
    "a layer of the learner's own": (FLATTEN, layer("Mine", (None, 64), weights=((784, 64),)), LAST),
    "outputs of unknown shape": (FLATTEN, dense(784, 64, "relu"), msgspec.structs.replace(LAST, output_shape=None)),
}


@pytest.mark.parametrize("layers", FREE.values(), ids=FREE)
def test_whatever_has_a_hidden_layer(layers: tuple[Layer, ...]) -> None:
    """Widths, kinds and activations of the hidden layers are free, and so is how they hang together."""
    finding = judge(model(*layers))

    assert finding.verdict is Verdict.PASS, finding.message


WRONG = {
    "no hidden layer": (
        (FLATTEN, dense(784, 10, "softmax")),
        "`m` has no hidden layer; at least 1 hidden layer is expected before the output layer.",
    ),
    "nothing but normalization": (
        (FLATTEN, layer("BatchNormalization", (None, 784), weights=((784,),) * 4), dense(784, 10, "softmax")),
        "`m` has no hidden layer; at least 1 hidden layer is expected before the output layer.",
    ),
    "the bend is at the end": (
        (FLATTEN, dense(784, 10, "relu"), layer("Softmax", (None, 10), "softmax")),
        "`m` has no hidden layer; at least 1 hidden layer is expected before the output layer.",
    ),
    "no activation": (
        (FLATTEN, dense(784, 64), NORMALIZED, dense(64, 64), LAST),
        (
            "`m` has 3 layers with weights, but not all of them have an activation. "
            "Without activations, several layers can do no more than one."
        ),
    ),
    "eleven outputs": (
        (FLATTEN, dense(784, 64, "relu"), dense(64, 11, "softmax")),
        "The output of `m` has the shape (None, 11); (None, 10) is expected.",
    ),
    "no softmax": (
        (FLATTEN, dense(784, 64, "relu"), dense(64, 10)),
        "`m` should end with softmax; it ends with Dense(10).",
    ),
    "nothing": ((), "`m` has no hidden layer; at least 1 hidden layer is expected before the output layer."),
}


@pytest.mark.parametrize(("layers", "message"), WRONG.values(), ids=WRONG)
def test_what_is_lacking_is_said(layers: tuple[Layer, ...], message: str) -> None:
    """A hidden layer has weights and an activation; the output is the reference's."""
    finding = judge(model(*layers))

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def test_the_layer_whose_activation_is_lacking_is_found() -> None:
    """It is the first one whose output the next layer with weights gets as it is; another fault has no such layer."""
    found = {name: layer_without_activation(normal_form(model(*layers)), 1) for name, (layers, _) in WRONG.items()}
    enough = model(FLATTEN, dense(784, 64), dense(64, 64, "relu"), LAST)

    assert {name: str(one) for name, one in found.items() if one} == {"no activation": "Dense(64)"}
    assert layer_without_activation(normal_form(enough), 1) is None
    assert str(layer_without_activation(normal_form(enough), 2)) == "Dense(64)"


def test_more_than_one_hidden_layer() -> None:
    """A task may ask for more of them, and both sides are shown."""
    finding = judge(model(FLATTEN, dense(784, 64, "relu"), LAST), hidden_layers=2)

    assert finding.message == "`m` has 1 hidden layer; at least 2 hidden layers are expected before the output layer."
    assert finding.expected == "at least 2 hidden layers, then Dense(10, softmax)"
    assert finding.actual == "1. Flatten\n2. Dense(64, relu)\n3. Dense(10, softmax)"


def test_an_input_of_another_shape_is_reported() -> None:
    """An input of another shape, and a model that was only described, are named."""
    other = judge(model(FLATTEN, dense(784, 64, "relu"), LAST, input_shape=(None, 32, 32, 3)))
    described = judge(model(FLATTEN, dense(784, 64, "relu"), LAST, built=False))

    assert other.message.startswith("`m` differs at its beginning: the input has shape")
    assert described.message.startswith("`m` is not built, so it has no layers to judge yet")


def test_a_reference_with_too_few_hidden_layers_raises() -> None:
    """More hidden layers than the reference has are the instructor's mistake."""
    with pytest.raises(ValueError, match="the reference's own 'm' has 2 hidden layers"):
        judge(REFERENCE, hidden_layers=3)
