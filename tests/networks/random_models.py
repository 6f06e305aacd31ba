"""Random small models over all of Keras' layers, with one setting changed, or spelled differently.

What they compute on random weights and inputs says whether two of them are the same network; nothing here knows
the checks.
"""

import json
import random
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tests.networks.layer_recipes import INPUTS, LEFT_OUT, RECIPES

KEPT = (
    "name",
    "dtype",
    "initializer",
    "regularizer",
    "constraint",
    "trainable",
    "batch_shape",
    "autocast",
    "registered_name",
)
"""Ends of settings that are not changed: they change no output, or only what training begins with."""
CHOICES = [
    ["valid", "same", "causal"],
    ["relu", "tanh", "sigmoid", "linear", "softmax", "elu"],
    ["sum", "concat", "mul", "ave"],
    ["nearest", "bilinear", "bicubic"],
    ["channels_last", "channels_first"],
    ["horizontal", "vertical", "horizontal_and_vertical"],
    ["reflect", "wrap", "constant"],
    ["int", "one_hot", "multi_hot", "count"],
    ["dot", "concat"],
]
"""Texts that may stand in each other's place."""
ROWS = 3
RTOL, ATOL = 1e-5, 1e-6


class NoModelError(Exception):
    """No model comes of this."""


def made(kind: str, config: dict[str, Any]) -> Any:
    """A layer, and those within it."""
    return getattr(keras.layers, kind)(**{key: _made(value) for key, value in config.items()})


def _made(value: Any) -> Any:
    if isinstance(value, dict) and "kind" in value:
        return made(value["kind"], {key: one for key, one in value.items() if key != "kind"})
    return [_made(one) for one in value] if isinstance(value, list) else value


def base(kind: str, choice: random.Random) -> keras.Model:
    """A functional model of a layer of this kind, with others around it where they fit."""
    letters, config = choice.choice(RECIPES[kind])
    inputs = [keras.Input(*_shape(letter)) for letter in letters]
    values = [_before(one, letter, choice) for one, letter in zip(inputs, letters, strict=True)]
    own = made(kind, config)
    if kind in {"MultiHeadAttention", "GroupQueryAttention"}:
        options = {"use_causal_mask": True} if choice.random() < 0.3 else {}
        output = own(*values, **options)
    else:
        output = own(values[0] if len(values) == 1 else values)
    if choice.random() < 0.4 and len(letters) == 1 and config.get("units") and kind in {"LSTM", "GRU", "SimpleRNN"}:
        output = _with_states(kind, values[0], choice)
    output = _after(output, choice)
    return keras.Model(inputs[0] if len(inputs) == 1 else inputs, output)


def _shape(letter: str) -> tuple[tuple[int, ...], None, str]:
    shape, dtype = INPUTS[letter]
    return shape, None, dtype


def _with_states(kind: str, value: Any, choice: random.Random) -> Any:
    """A decoder that begins where an encoder ended."""
    units = choice.choice([2, 3])
    _, *states = getattr(keras.layers, kind)(units, return_state=True)(value)
    decoded = getattr(keras.layers, kind)(units, return_sequences=True, return_state=choice.random() < 0.5)
    output = decoded(value, initial_state=states)
    return output[0] if isinstance(output, list | tuple) else output


def _before(value: Any, letter: str, choice: random.Random) -> Any:
    """A layer or two before the one in question."""
    if letter == "i" or INPUTS[letter][1] == "string" or choice.random() < 0.5:
        return value
    layers = [
        lambda: keras.layers.Activation("tanh"),
        keras.layers.LayerNormalization,
        lambda: keras.layers.Dense(INPUTS[letter][0][-1], "relu"),
        lambda: keras.layers.Dropout(0.2),
        lambda: keras.layers.Masking() if letter == "s" else keras.layers.ReLU(),
    ]
    return choice.choice(layers)()(value)


def _after(value: Any, choice: random.Random) -> Any:
    """Layers after the one in question, where it gives numbers."""
    if isinstance(value, list | tuple) or value.dtype != "float32" or choice.random() < 0.4:
        return value
    if len(value.shape) == 3 and choice.random() < 0.5:
        value = choice.choice([keras.layers.LSTM(2), keras.layers.GlobalAveragePooling1D()])(value)
    if len(value.shape) > 2:
        value = keras.layers.Flatten()(value) if None not in value.shape[1:] else value
    return keras.layers.Dense(3)(value) if value.shape[-1] else value


def filled(model: keras.Model, seed: int) -> None:
    """Give a model random weights, by their places; all that is drawn by chance starts alike."""
    draw = np.random.default_rng(seed)
    for weight in model.variables:
        if "seed_generator" in weight.path:
            weight.assign(np.array([seed, 0], weight.dtype))
        elif np.issubdtype(np.dtype(weight.dtype), np.floating):
            values = draw.normal(size=weight.shape) * 0.7
            weight.assign(np.abs(values) + 0.1 if "variance" in weight.path else values)


def shown(model: keras.Model, seed: int) -> list[Any]:
    """Inputs for a model, zeros among them."""
    draw = np.random.default_rng(seed)
    return [_input(tuple(one.shape[1:]), one.dtype, draw) for one in model.inputs]


def _input(shape: tuple[int, ...], dtype: str, draw: Any) -> Any:
    if dtype == "string":
        return tf.constant(draw.choice(["a", "b", "c", "d", "a b", "c a a"], size=(ROWS, *shape)))
    if dtype.startswith("int"):
        return tf.constant(draw.integers(0, 9, size=(ROWS, *shape)), dtype)
    values = draw.random((ROWS, *shape)) if shape[-1:] == (3,) else draw.normal(size=(ROWS, *shape))
    if len(shape) == 2:
        values[:, -1] *= draw.random((ROWS, 1)) < 0.5  # steps of time that are masked
    return tf.constant(values, "float32")


def compute(model: keras.Model, inputs: list[Any]) -> list[np.ndarray[Any, Any]]:
    """What a model gives in use and in training, and what that leaves in its weights."""
    given = _list(inputs)
    found = [
        np.asarray(one) for training in (False, True) for one in keras.tree.flatten(model(given, training=training))
    ]
    moved = [np.asarray(one) for one in model.non_trainable_variables if "seed_generator" not in one.path]
    return found + [one for one in moved if one.dtype.kind == "f"]


def alike(one: list[np.ndarray[Any, Any]], other: list[np.ndarray[Any, Any]]) -> bool:
    """Whether two models gave the same."""
    return len(one) == len(other) and all(
        a.shape == b.shape and a.dtype.kind == b.dtype.kind
        and (np.allclose(a, b, RTOL, ATOL, equal_nan=True) if a.dtype.kind in "fiub" else bool((a == b).all()))
        for a, b in zip(one, other, strict=True)
    )  # fmt: skip


def computes_the_same(one: keras.Model, other: keras.Model) -> bool:
    """Whether two models with the same weights in the same order give the same for several inputs."""
    shapes = [[tuple(weight.shape) for weight in model.weights] for model in (one, other)]
    signatures = [[(tuple(put.shape), put.dtype) for put in model.inputs] for model in (one, other)]
    if shapes[0] != shapes[1] or signatures[0] != signatures[1]:
        return False
    for seed in (1, 2, 3):
        found = []
        for model in (one, other):
            filled(model, seed)
            found.append(compute(model, shown(model, seed)))
        if not alike(*found):
            return False
    return True


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the settings of a description stand that may be changed."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not str(key).endswith(KEPT) and key not in {"class_name", "module", "build_config", "seed"}:
                yield from leaves(value, (*path, key))
    elif isinstance(node, list) and node and not all(isinstance(one, bool | int | float | str | None) for one in node):
        for place, value in enumerate(node):
            yield from leaves(value, (*path, place))
    else:
        yield path


def changed(value: Any, choice: random.Random) -> Any:
    """Another value of a setting."""
    match value:
        case bool():
            return not value
        case int():
            return max(1, value + choice.choice([-1, 1, 2])) if value > 0 else value + 1
        case float():
            return choice.choice([value + 0.25, value * 0.5 if value else 0.1])
        case str():
            groups = [group for group in CHOICES if value in group] or [["a", "b"]]
            return choice.choice([one for one in choice.choice(groups) if one != value])
        case list() if value:
            place = choice.randrange(len(value))
            moved = [*value[:place], changed(value[place], choice), *value[place + 1 :]]
            return choice.choice([moved, value[::-1]])
        case None:
            return choice.choice([1, True, 0.5])
    raise NoModelError


def one_change(model: keras.Model, choice: random.Random) -> tuple[str, keras.Model]:
    """The same model with one setting changed, and which; settings of calls and the order of their tensors too."""
    described = json.loads(model.to_json())
    layers = [one for one in described["config"]["layers"] if one["class_name"] != "InputLayer"]
    own = [
        (("config", *path), one) for one in layers for path in leaves(one["config"]) if path
    ] + [(("inbound_nodes",), one) for one in layers]  # fmt: skip
    path, one = choice.choice(own)
    if path == ("inbound_nodes",):
        what = _change_call(one, choice)
    else:
        holder = one
        for key in path[:-1]:
            holder = holder[key]
        before = holder[path[-1]]
        holder[path[-1]] = changed(before, choice)
        what = f"{'.'.join(map(str, path[1:]))} {before} -> {holder[path[-1]]}"
    one.pop("build_config", None)
    try:
        with_change = keras.models.model_from_json(json.dumps(described))
        with_change(_list(shown(with_change, 0)))
    except Exception as error:
        raise NoModelError from error
    return f"{one['class_name']}: {what}", with_change


def _list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _change_call(one: dict[str, Any], choice: random.Random) -> str:
    """Another way to call a layer: an argument more, or its tensors in another order."""
    node = choice.choice(one["inbound_nodes"])
    tensors = [each for each in _tensors(node) if isinstance(each, dict)]
    if choice.random() < 0.5 and len(tensors) > 1:
        first, second = choice.sample(tensors, 2)
        first["config"], second["config"] = second["config"], first["config"]
        return "two tensors change places"
    names = {
        "MultiHeadAttention": "use_causal_mask",
        "GroupQueryAttention": "use_causal_mask",
        "Attention": "use_causal_mask",
        "AdditiveAttention": "use_causal_mask",
    }
    if one["class_name"] not in names:
        raise NoModelError
    key = names[one["class_name"]]
    node["kwargs"][key] = not node["kwargs"].get(key, False)
    return f"{key} {node['kwargs'][key]}"


def _tensors(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict) and node.get("class_name") == "__keras_tensor__":
        yield node
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _tensors(one)


def walked() -> list[str]:
    """The classes of Keras' layers, each under its own name."""
    found = {name: getattr(keras.layers, name) for name in dir(keras.layers)}
    return sorted(name for name, one in found.items() if isinstance(one, type) and one.__name__ == name)


def unknown() -> list[str]:
    """Layers for which there is neither a recipe nor a reason."""
    return [name for name in walked() if name not in RECIPES and name not in LEFT_OUT]
