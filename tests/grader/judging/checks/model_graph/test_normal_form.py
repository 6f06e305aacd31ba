"""The normal form of networks: what changes places, what falls away, and what is kept apart."""

from typing import Any

import numpy as np
import pytest

from grader.evidence import Activation, Array, Layer, Layers, OpenShape
from grader.judging.checks.hidden_inputs import generator, grid
from grader.judging.checks.model_graph import (
    Stage,
    alignment,
    first_layer_difference,
    layer_tables,
    normal_form,
    swapped_pair,
)

GRID = grid(generator(b"salt", "grid")).numpy().astype(np.float64)
FUNCTIONS = {
    "linear": GRID,
    "relu": np.maximum(GRID, 0),
    "leaky": np.where(GRID > 0, GRID, 0.1 * GRID),
    "sigmoid": 1 / (1 + np.exp(-GRID)),
    "gelu": GRID / (1 + np.exp(-1.702 * GRID)),
    "softmax": np.exp(GRID) / np.exp(GRID).sum(axis=-1, keepdims=True),
}
FLAT, PICTURE = (None, 8), (None, 4, 4, 2)


def activation(name: str) -> Activation:
    return Activation(name=name, response=Array.from_values(FUNCTIONS[name]))


def made(kind: str, *inputs: int, shape: OpenShape | None = FLAT, function: str = "", **changes: Any) -> Layer:
    fields: dict[str, Any] = {"settings": {}, "weights": (), "trainable": True, "inputs": inputs or None}
    fields |= {"activation": activation(function) if function else None, "output_shape": shape}
    return Layer(name=kind, kind=kind, **fields | changes)


def start(shape: OpenShape = FLAT) -> Layer:
    return made("InputLayer", shape=shape, inputs=())


def dense(units: int, *inputs: int, function: str = "linear", **changes: Any) -> Layer:
    settings = {"units": units, "use_bias": True}
    shape = (None, units)
    return made(
        "Dense", *inputs, shape=shape, function=function, **{"settings": settings, "weights": ((8, units),)} | changes
    )


def act(function: str, *inputs: int, shape: OpenShape = FLAT) -> Layer:
    return made("Activation", *inputs, shape=shape, function=function)


def dropout(rate: float = 0.2, *inputs: int, shape: OpenShape = FLAT, kind: str = "Dropout") -> Layer:
    return made(kind, *inputs, shape=shape, settings={"rate": Array.from_values(np.float64(rate))})


def convolution(function: str = "linear") -> Layer:
    return made("Conv2D", shape=PICTURE, function=function, settings={"filters": 2}, weights=((3, 3, 1, 2),))


def pool(kind: str = "MaxPooling2D", shape: OpenShape = (None, 2, 2, 2)) -> Layer:
    return made(kind, shape=shape, settings={"pool_size": Array.from_values(np.array([2.0, 2.0]))})


def model(*layers: Layer, ends: tuple[int, ...] | None = None) -> Layers:
    return Layers(kind="functional", built=True, input_shape=FLAT, layers=layers, weights=(), ends=ends)


def written(*layers: Layer, ends: tuple[int, ...] | None = None) -> list[str]:
    return [str(stage) for stage in normal_form(model(*layers, ends=ends))]


def same(one: Layers, other: Layers) -> bool:
    return not first_layer_difference(alignment(normal_form(one), normal_form(other)))


PLACES = {
    "dropout before relu": ([dense(8), dropout(), act("relu")], ["Dense(8, relu)", "Dropout(0.2)"]),
    "dropout before a leaky one": ([dense(8), dropout(), act("leaky")], ["Dense(8, leaky)", "Dropout(0.2)"]),
    "dropout before sigmoid": (
        [dense(8), dropout(), act("sigmoid")],
        ["Dense(8)", "Dropout(0.2)", "Activation(sigmoid)"],
    ),
    "noise before relu": (
        [dense(8), dropout(kind="GaussianDropout"), act("relu")],
        ["Dense(8)", "GaussianDropout(0.2)", "Activation(relu)"],
    ),
    "a maximum before relu": ([convolution(), pool(), act("relu")], ["Conv2D(2, relu)", "MaxPooling2D"]),
    "a maximum before sigmoid": ([convolution(), pool(), act("sigmoid")], ["Conv2D(2, sigmoid)", "MaxPooling2D"]),
    "a maximum before gelu": ([convolution(), pool(), act("gelu")], ["Conv2D(2)", "MaxPooling2D", "Activation(gelu)"]),
    "a maximum before softmax": (
        [convolution(), pool(), act("softmax")],
        ["Conv2D(2)", "MaxPooling2D", "Activation(softmax)"],
    ),
    "an average before relu": (
        [convolution(), pool("AveragePooling2D"), act("relu")],
        ["Conv2D(2)", "AveragePooling2D", "Activation(relu)"],
    ),
    "flattened before relu": ([convolution(), made("Flatten"), act("relu")], ["Conv2D(2, relu)", "Flatten"]),
    "flattened before softmax": (
        [convolution(), made("Flatten"), act("softmax")],
        ["Conv2D(2)", "Flatten", "Activation(softmax)"],
    ),
    "dropout before flattening": (
        [convolution(), dropout(shape=PICTURE), made("Flatten", shape=(None, 32))],
        ["Conv2D(2)", "Flatten", "Dropout(0.2)"],
    ),
    "all at once": (
        [convolution(), dropout(shape=PICTURE), made("Flatten", shape=(None, 32)), act("relu", shape=(None, 32))],
        ["Conv2D(2, relu)", "Flatten", "Dropout(0.2)"],
    ),
    "relu after relu": ([dense(8, function="relu"), act("relu")], ["Dense(8, relu)"]),
    "relu after sigmoid": ([dense(8, function="sigmoid"), act("relu")], ["Dense(8, sigmoid)"]),
    "leaky after leaky": ([dense(8, function="leaky"), act("leaky")], ["Dense(8, leaky, then leaky)"]),
    "sigmoid after sigmoid": (
        [dense(8, function="sigmoid"), act("sigmoid")],
        ["Dense(8, sigmoid)", "Activation(sigmoid)"],
    ),
    "nothing is dropped": ([dense(8), dropout(0.0), made("Identity"), made("ActivityRegularization")], ["Dense(8)"]),
    "there and back": (
        [made("Reshape", shape=(None, 2, 4)), made("Reshape", shape=(None, 4, 2)), made("Flatten"), dense(8)],
        ["Dense(8)"],
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_interchangeable_layers_get_one_place(case: str) -> None:
    """What may stand on either side of another layer has one place, and what may not stays where it is."""
    layers, expected = PLACES[case]

    assert written(*layers) == expected


def test_what_goes_nowhere_is_not_there() -> None:
    """A layer whose output is not needed is not part of the network."""
    assert written(start(), dense(8, 0), dense(9, 0), dense(7, 1), ends=(3,)) == ["Dense(8)", "Dense(7)"]


def test_an_activation_that_others_look_behind() -> None:
    """Where something else gets what the activation gets, the two stay apart."""
    layers = (start(), dense(8, 0), act("relu", 1), made("Add", 1, 2))

    assert written(*layers, ends=(3,)) == ["Dense(8)", "Activation(relu)", "Add"]


def test_the_order_of_branches_counts_only_where_they_are_joined() -> None:
    """Which branch is made first does not matter; the order in which they are joined does, unless they are added."""
    left, right = dense(4, 0, function="relu"), dense(4, 0, function="sigmoid")
    joined = {kind: [model(start(), *pair, made(kind, 1, 2), ends=(3,)) for pair in ((left, right), (right, left))]
              for kind in ("Concatenate", "Add")}  # fmt: skip
    crossed = model(start(), right, left, made("Concatenate", 2, 1), ends=(3,))

    assert same(*joined["Add"])
    assert same(crossed, joined["Concatenate"][0])
    assert not same(*joined["Concatenate"])


def test_layers_that_are_joined_differently_are_another_network() -> None:
    """The same layers joined otherwise are another network, and the message says what goes in where."""
    expected = model(start(), dense(8, 0), dense(8, 1, function="relu"), made("Concatenate", 1, 2), ends=(3,))
    actual = model(start(), dense(8, 0), dense(8, 0, function="relu"), made("Subtract", 1, 2), ends=(3,))
    rewired = model(start(), dense(8, 0), dense(8, 0, function="relu"), made("Concatenate", 1, 2), ends=(3,))

    assert first_layer_difference(alignment(normal_form(actual), normal_form(expected))).endswith(
        "Concatenate expected, Subtract found"
    )
    assert first_layer_difference(alignment(normal_form(rewired), normal_form(expected))) == (
        "at layer 2 of 3: Dense(8, relu) expected, but it gets the model's input, not what layer 1 returns"
    )


def test_a_layer_that_is_used_twice_is_not_two_layers() -> None:
    """A layer that is used twice is not two layers, and is shown as what it is; one without weights may be."""
    twice = dense(8, 1, same_as=1)
    shared, apart = model(start(), dense(8, 0), twice), model(start(), dense(8, 0), dense(8, 1))

    assert written(*shared.layers) == ["Dense(8)", "Dense(8, used again)"]
    assert not same(shared, apart)
    assert same(
        model(start(), dense(8, 0), act("relu", 1), dense(8, 2), made("Activation", 3, function="relu", same_as=2)),
        model(start(), dense(8, 0, function="relu"), dense(8, 1, function="relu")),
    )


def test_reductions_are_poolings() -> None:
    """A mean over the axes of a picture is a global average."""
    axes = {"constant 1": Array.from_values(np.array([1, -2]))}
    mean = [convolution(), made("Mean", settings=axes, shape=(None, 2))]
    rows = [convolution(), made("Mean", settings={"constant 1": Array.from_values(np.array([1]))}, shape=(None, 4, 2))]

    assert written(*mean) == ["Conv2D(2)", "GlobalAveragePooling2D"]
    assert written(*rows) == ["Conv2D(2)", "Mean"]


def test_the_deepest_and_widest_networks_are_compared_in_time() -> None:
    """The deepest and the widest that may travel come to an end, and no branch is walked twice."""
    deep = model(start(), *(dense(8, place) for place in range(999)))
    doubled = model(start(), *(made("Add", place, place) for place in range(999)))

    assert len(normal_form(deep)) == len(normal_form(doubled)) == 999


def stages(*units: int) -> tuple[Stage, ...]:
    return normal_form(model(*(dense(one, function="relu") for one in units)))


@pytest.mark.parametrize(
    ("actual", "expected", "kinds"),
    [
        ((4, 3, 2), (4, 3, 2), "same same same"),
        ((4, 2), (4, 3, 2), "same missing same"),
        ((4, 3, 3, 2), (4, 3, 2), "same same extra same"),
        ((4, 5, 2), (4, 3, 2), "same changed same"),
        ((3, 4, 2), (4, 3, 2), "changed changed same"),
        ((), (4, 3), "missing missing"),
        ((4, 3), (), "extra extra"),
        ((7, 4, 3, 2), (4, 3, 2), "extra same same same"),
        ((3, 2, 9), (4, 3, 2), "missing same same extra"),
    ],
)
def test_layers_are_paired_with_the_fewest_changes(
    actual: tuple[int, ...], expected: tuple[int, ...], kinds: str
) -> None:
    """Layers are paired so that the least has to be changed, and nothing of either side is left out."""
    pairs = alignment(stages(*actual), stages(*expected))

    assert sorted(pair.kind for pair in pairs) == sorted(kinds.split())
    assert tuple(pair.actual for pair in pairs if pair.actual) == stages(*actual)
    assert tuple(pair.expected for pair in pairs if pair.expected) == stages(*expected)


def test_tables_stand_side_by_side() -> None:
    """A pair stands at one height, and its two lines are equal exactly where its layers match."""
    for actual in [(4, 3, 2), (4, 2), (9, 4, 3), (), (3, 4, 2)]:
        pairs = alignment(stages(*actual), stages(4, 3, 2))
        left, right = (layer_tables(pairs)[side].split("\n") for side in ("expected", "actual"))
        assert [pair.kind == "same" for pair in pairs] == [one == other for one, other in zip(left, right, strict=True)]


def test_two_swapped_layers_are_named_together() -> None:
    """Two layers in each other's place are named together; two that are merely wrong are not."""
    assert swapped_pair(alignment(stages(3, 4, 2), stages(4, 3, 2)))
    assert not swapped_pair(alignment(stages(5, 6, 2), stages(4, 3, 2)))
    assert not swapped_pair(alignment(stages(4, 2), stages(4, 3, 2)))


def test_the_form_is_made_once_for_the_same_layers_and_ends() -> None:
    """Other ends make other forms, also of the very same layers; other weights do not."""
    every = (start(), dense(4, 0), dense(3, 0))
    fields: dict[str, Any] = {"kind": "functional", "built": True, "input_shape": FLAT, "layers": every}
    one, again = (Layers(**fields, weights=weights, ends=(1,)) for weights in ((), ((8, 4),)))
    other = Layers(**fields, weights=(), ends=(2, 1))

    assert normal_form(one) is normal_form(again)
    assert normal_form(other) != normal_form(one)


def test_states_that_nobody_uses_are_not_there() -> None:
    """The first output of a layer that gives its states is what it gives without them; its cell state is another."""
    given = {"units": 8, "return_sequences": False}
    lstm = made("LSTM", 0, settings=given | {"return_state": True}, shape=None)
    outputs = [made("Output", 1, settings={"number": number}) for number in range(3)]
    alone = model(start(), made("LSTM", 0, settings=given | {"return_state": False}), ends=(1,))
    first, hidden, cell = (model(start(), lstm, one, ends=(2,)) for one in outputs)

    assert same(first, alone)
    assert same(hidden, alone)
    assert not same(cell, alone)


def test_what_a_call_is_given_is_named() -> None:
    """An argument of a call counts as a setting does, and the message says that it is the call's."""
    plain = model(start(), made("Attention", 0, 0, 0), ends=(1,))
    causal = model(start(), made("Attention", 0, 0, 0, settings={"call use_causal_mask": True}), ends=(1,))

    assert first_layer_difference(alignment(normal_form(causal), normal_form(plain))) == (
        "at layer 1 of 1: Attention expected, but use_causal_mask of its call is True, not None"
    )


def test_settings_that_no_layer_has_break_nothing() -> None:
    """Whatever a kernel says of a layer, its normal form is made."""
    odd: list[dict[str, Any]] = [
        {"strides": 0, "kernel_size": 2, "padding": "same"},
        {"strides": Array.from_values(np.zeros(2)), "pool_size": Array.from_values(np.ones(2)), "padding": "causal"},
        {"axis": Array.from_values(np.array([np.inf, 1e300])), "threshold": "?", "max_value": True},
        {"number": 7, "dims": 3, "constant 1": Array.from_values(np.zeros(0)), "to": "int32"},
    ]
    for settings in odd:
        for kind in (
            "Conv2D",
            "MaxPooling2D",
            "ReLU",
            "Output",
            "Permute",
            "Transpose",
            "Mean",
            "Cast",
            "Reshape",
            "Dot",
        ):
            for inputs in ((), (0,), (0, 0)):
                assert normal_form(model(start(PICTURE), made(kind, *inputs, settings=settings), ends=(1,))) is not None
