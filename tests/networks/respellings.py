"""The same network in other words: a functional model's calls made again, as other layers, operations or classes."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from tests.networks.random_models import NoModelError, shown

Layer = Any
Way = Any
"""What is called in the place of a layer, or None if this way does not say it."""
Call = Callable[..., Any]


@dataclass
class Respelling:
    """One way to say what a model does: for each of its layers, what stands for it."""

    choice: random.Random
    copies: dict[str, Call] = field(default_factory=dict)
    """Name of a layer to what is called in its place."""
    weights: list[tuple[Layer, Layer]] = field(default_factory=list)
    """Each layer with weights, and the one that has them in the other spelling."""
    said: list[str] = field(default_factory=list)
    parts: list[Layer] = field(default_factory=list)
    """Every layer of the other spelling."""

    def call(self, layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What stands for a call of a layer."""
        if layer.name not in self.copies:
            self.copies[layer.name] = self._spelled(layer)
        return self.copies[layer.name](*args, **kwargs)

    def own(self, layer: Layer, stands: Layer) -> Layer:
        """A layer of the other spelling, which gets the weights of one of the model's."""
        self.parts.append(stands)
        self.weights.append((layer, stands))
        return stands

    def part(self, layer: Layer) -> Layer:
        """A layer of the other spelling that has no weights."""
        self.parts.append(layer)
        return layer

    def like(self, layer: Layer, **changes: Any) -> Layer:
        """A copy of a layer, some settings of it said differently."""
        return self.own(layer, type(layer).from_config(layer.get_config() | {"name": None} | changes))

    def _spelled(self, layer: Layer) -> Way:
        ways = [one for one in WAYS.get(type(layer).__name__, ()) if self.choice.random() < 0.7]
        for way in self.choice.sample(ways, len(ways)):
            if (found := way(self, layer)) is not None:
                self.said.append(f"{type(layer).__name__} {way.__name__}")
                return found
        return self.like(layer)


def _inputs_shape(layer: Layer) -> tuple[int | None, ...]:
    shape = layer._inbound_nodes[0].input_tensors[0].shape
    return tuple(shape)


def axis_counted_otherwise(self: Respelling, layer: Layer) -> Way:
    """An axis from the other end."""
    axis, rank = layer.get_config().get("axis"), len(_inputs_shape(layer))
    if isinstance(axis, int):
        return self.like(layer, axis=axis - rank if axis >= 0 else axis + rank)
    if isinstance(axis, list | tuple):
        return self.like(layer, axis=[one - rank if one >= 0 else one + rank for one in axis])
    return None


def activation_apart(self: Respelling, layer: Layer) -> Way:
    """An activation after the layer instead of in it."""
    if layer.activation is keras.activations.linear:
        return None
    plain = self.like(layer, activation=None)
    after = layer.activation if self.choice.random() < 0.5 else self.part(keras.layers.Activation(layer.activation))
    return lambda x: after(plain(x))


def as_function(self: Respelling, layer: Layer) -> Way:
    """An activation as a function of Keras' or TensorFlow's."""
    name = layer.activation.__name__
    own = (
        getattr(tf.nn, name, layer.activation)
        if name in {"relu", "tanh", "sigmoid", "softmax", "elu"}
        else layer.activation
    )
    own = self.choice.choice([layer.activation, own])
    return lambda x: layer.activation(x) if isinstance(x, keras.KerasTensor) else own(x)


def as_operator(self: Respelling, layer: Layer) -> Way:
    """A layer that merges as an operator, or an operation."""
    kind = type(layer).__name__
    way = self.choice.randrange(2)
    if kind in {"Add", "Multiply", "Maximum", "Minimum", "Subtract"}:
        operation = getattr(ops, kind.lower())
        signs = {"Add": lambda a, b: a + b, "Multiply": lambda a, b: a * b, "Subtract": lambda a, b: a - b}
        operation = signs.get(kind, operation) if way else operation

        def merged(values: Any) -> Any:
            first, *rest = values
            for one in rest:
                first = operation(first, one)
            return first

        return merged
    if kind == "Concatenate":
        return lambda values: ops.concatenate(values, axis=layer.axis)
    return None


def as_transposition(_: Respelling, layer: Layer) -> Way:
    axes = (0, *layer.dims)
    return lambda x: ops.transpose(x, axes)


def as_reshaping(self: Respelling, layer: Layer) -> Way:
    if type(layer).__name__ == "Flatten" and layer.data_format == "channels_first":
        return None
    shape = tuple(layer.output.shape[1:])
    if None in shape:
        return None
    if self.choice.random() < 0.5:
        return self.part(keras.layers.Reshape(shape))
    return lambda x: ops.reshape(x, (-1, *shape))


def as_reduction(_: Respelling, layer: Layer) -> Way:
    axes = tuple(range(1, len(_inputs_shape(layer)) - 1))
    reduce = ops.mean if "Average" in type(layer).__name__ else ops.max
    return lambda x: reduce(x, axis=axes, keepdims=layer.keepdims)


def as_cell(self: Respelling, layer: Layer) -> Way:
    """A recurrent layer as RNN with its cell."""
    config = layer.get_config()
    cell = getattr(keras.layers, f"{type(layer).__name__}Cell")
    names = cell(1).get_config().keys() - {"name", "dtype", "trainable"}
    kept = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll", "zero_output_for_mask")
    own = cell(**{key: config[key] for key in names if key in config})
    own = [own] if self.choice.random() < 0.3 and config.get("dropout") == 0 else own
    return self.own(layer, keras.layers.RNN(own, **{key: config[key] for key in kept}))


def with_states(self: Respelling, layer: Layer) -> Way:
    """A recurrent layer that gives its states as well, which nobody uses."""
    if layer.return_state:
        return None
    own = self.like(layer, return_state=True)
    return lambda *args, **kwargs: own(*args, **kwargs)[0]


def unrolled(self: Respelling, layer: Layer) -> Way:
    return self.like(layer, unroll=not layer.unroll)


def key_spelled_out(self: Respelling, layer: Layer) -> Way:
    """Attention with its key, or with names for what goes in."""
    own = self.like(layer)
    if self.choice.random() < 0.5:
        return lambda query, value, key=None, **rest: own(
            query=query, value=value, key=value if key is None else key, **rest
        )
    return lambda query, value, key=None, **rest: own(query, value, key, **rest)


def key_in_list(self: Respelling, layer: Layer) -> Way:
    own = self.like(layer)
    return lambda values, **rest: own([*values, values[1]] if len(values) == 2 else values, **rest)


def without_wrapper(self: Respelling, layer: Layer) -> Way:
    """Dense at each step of time is Dense."""
    inner = layer.layer
    if type(inner).__name__ != "Dense":
        return None
    return self.own(layer, type(inner).from_config(inner.get_config() | {"name": None}))


def both_ways_spelled_out(self: Respelling, layer: Layer) -> Way:
    inner = layer.forward_layer.get_config() | {"name": None}
    forward, backward = (type(layer.forward_layer).from_config(inner | one) for one in ({}, {"go_backwards": True}))
    return self.own(layer, keras.layers.Bidirectional(forward, merge_mode=layer.merge_mode, backward_layer=backward))


def scaled_by_hand(_: Respelling, layer: Layer) -> Way:
    scale, offset = (np.asarray(one, "float32") for one in (layer.scale, layer.offset))
    return lambda x: x * scale + offset


def nothing_more(self: Respelling, layer: Layer) -> Way:
    """A layer that does nothing after this one."""
    own, after = (
        self.like(layer),
        self.part(self.choice.choice([keras.layers.Identity, lambda: keras.layers.Dropout(0)])()),
    )
    return lambda *args, **kwargs: keras.tree.map_structure(
        lambda one: after(one) if one.dtype == "float32" else one, own(*args, **kwargs)
    )


def whole_number_kernel(self: Respelling, layer: Layer) -> Way:
    """A size said once instead of for each axis."""
    sizes = layer.get_config().get("kernel_size") or layer.get_config().get("pool_size")
    key = "kernel_size" if hasattr(layer, "kernel_size") else "pool_size"
    return self.like(layer, **{key: sizes[0]}) if len({*sizes}) == 1 else None


_RECURRENT = (as_cell, with_states, unrolled)
_WINDOWS = (whole_number_kernel, nothing_more)
WAYS: dict[str, tuple[Callable[[Respelling, Layer], Way], ...]] = {
    "Activation": (as_function,),
    "Add": (as_operator,),
    "AdditiveAttention": (key_in_list,),
    "Attention": (key_in_list,),
    "AveragePooling1D": _WINDOWS,
    "AveragePooling2D": _WINDOWS,
    "BatchNormalization": (axis_counted_otherwise,),
    "Bidirectional": (both_ways_spelled_out,),
    "Concatenate": (as_operator, axis_counted_otherwise),
    "Conv1D": (activation_apart, *_WINDOWS),
    "Conv2D": (activation_apart, *_WINDOWS),
    "Conv3D": (activation_apart, *_WINDOWS),
    "Dense": (activation_apart, nothing_more),
    "Flatten": (as_reshaping,),
    "GRU": _RECURRENT,
    "GlobalAveragePooling1D": (as_reduction,),
    "GlobalAveragePooling2D": (as_reduction,),
    "GlobalAveragePooling3D": (as_reduction,),
    "GlobalMaxPooling1D": (as_reduction,),
    "GlobalMaxPooling2D": (as_reduction,),
    "GlobalMaxPooling3D": (as_reduction,),
    "GroupNormalization": (axis_counted_otherwise,),
    "GroupQueryAttention": (key_spelled_out,),
    "LSTM": _RECURRENT,
    "LayerNormalization": (axis_counted_otherwise,),
    "MaxPooling1D": _WINDOWS,
    "MaxPooling2D": _WINDOWS,
    "Maximum": (as_operator,),
    "Minimum": (as_operator,),
    "MultiHeadAttention": (key_spelled_out,),
    "Multiply": (as_operator,),
    "Permute": (as_transposition,),
    "RMSNormalization": (axis_counted_otherwise,),
    "Rescaling": (scaled_by_hand,),
    "Reshape": (as_reshaping,),
    "SimpleRNN": _RECURRENT,
    "Softmax": (axis_counted_otherwise,),
    "Subtract": (as_operator,),
    "TimeDistributed": (without_wrapper,),
    "UnitNormalization": (axis_counted_otherwise,),
}


def nodes(model: keras.Model) -> Iterator[Any]:
    """The calls of a functional model, each after those that it needs."""
    by_depth = model._nodes_by_depth
    for depth in sorted(by_depth, reverse=True):
        yield from (node for node in by_depth[depth] if not node.is_input)


def run(model: keras.Model, spelled: Respelling, inputs: list[Any]) -> Any:
    """What the calls of a model give in another spelling."""
    known = dict(zip(map(id, model.inputs), inputs, strict=True))
    for node in nodes(model):
        args, kwargs = keras.tree.map_structure(
            lambda one: known[id(one)] if isinstance(one, keras.KerasTensor) else one,
            (node.arguments.args, node.arguments.kwargs),
        )
        kwargs = {key: one for key, one in kwargs.items() if key != "training" and one is not None}
        layer = node.operation
        if isinstance(layer, keras.layers.Layer):
            kwargs = {key: one for key, one in kwargs.items() if key != "mask" or _explicit(node)}
            given = spelled.call(layer, args, kwargs)
        else:
            given = layer(*args, **kwargs)
        for symbol, one in zip(node.outputs, keras.tree.flatten(given), strict=True):
            known[id(symbol)] = one
    ends = [known[id(one)] for one in model.outputs]
    return ends[0] if len(ends) == 1 else ends


def _explicit(node: Any) -> bool:
    """Whether a mask was given by whoever made the model; those that tensors carry come by themselves."""
    return not any(getattr(one, "_keras_mask", None) is not None for one in node.input_tensors)


class Spelled(keras.Model):  # type: ignore[misc]  # Keras has no types
    """A class of one's own that makes the calls of a model."""

    def __init__(self, original: keras.Model, spelled: Respelling) -> None:
        super().__init__()
        self._spelled, self._original = [spelled], [original]
        self.parts = list(spelled.parts)

    def call(self, inputs: Any) -> Any:
        """What the model gives."""
        given = [inputs[key] for key in sorted(inputs)] if isinstance(inputs, dict) else inputs
        given = list(given) if isinstance(given, list | tuple) else [given]
        return run(self._original[0], self._spelled[0], given)


def respelled(model: keras.Model, choice: random.Random) -> tuple[str, Any, Call]:
    """A model in other words, with the same weights: in which, it, and how it is called on a list of inputs."""
    spelled = Respelling(choice)
    fresh = [keras.Input(batch_shape=one.shape, dtype=one.dtype) for one in model.inputs]
    outputs = run(model, spelled, fresh)
    functional = keras.Model(fresh[0] if len(fresh) == 1 else fresh, outputs)
    style = choice.choice(["functional", "class", "sequential", "nested", "nested in a class"])
    one, call = _styled(style, model, functional, spelled)
    for layer, stands in spelled.weights:
        stands.set_weights(layer.get_weights())
    return f"{style}: {', '.join(spelled.said)}", one, call


def _styled(style: str, model: keras.Model, functional: keras.Model, spelled: Respelling) -> tuple[Any, Call]:
    plain: Call = lambda values, **options: one(values[0] if len(values) == 1 else values, **options)  # noqa: E731
    one: Any = functional
    if style == "sequential" and len(functional.inputs) == 1 and _is_chain(functional):
        one = keras.Sequential([keras.Input(batch_shape=functional.input_shape, dtype=functional.inputs[0].dtype)])
        for node in nodes(functional):
            one.add(node.operation)
    elif style == "nested" and (len(functional.inputs) > 1 or spelled.choice.random() < 0.5):
        fresh = [keras.Input(batch_shape=put.shape, dtype=put.dtype) for put in functional.inputs]
        one = keras.Model(fresh, functional(fresh if len(fresh) > 1 else fresh[0]))
    elif style == "nested":
        one = keras.Sequential(
            [keras.Input(batch_shape=functional.input_shape, dtype=functional.inputs[0].dtype), functional]
        )
    elif style == "class":
        way = spelled.choice.choice(["list", "dict", "tuple"])
        one = Spelled(model, spelled)
        if way == "dict" and len(model.inputs) > 1:
            plain = lambda values, **options: one(dict(zip("abcdef", values, strict=False)), **options)  # noqa: E731
        elif way == "tuple" and len(model.inputs) > 1:
            plain = lambda values, **options: one(tuple(values), **options)  # noqa: E731
    elif style == "nested in a class":
        one = Holder(functional)
    try:
        plain(shown(model, 0))
    except Exception as error:
        raise NoModelError(str(error)) from error
    return one, plain


class Holder(keras.Model):  # type: ignore[misc]  # Keras has no types
    """A class of one's own around a model."""

    def __init__(self, inner: keras.Model) -> None:
        super().__init__()
        self.inner = inner

    def call(self, inputs: Any) -> Any:
        """What the model gives."""
        return self.inner(inputs)


def _is_chain(model: keras.Model) -> bool:
    """Whether each layer is called once, on what the one before gives and with nothing else."""
    every = list(nodes(model))
    return len({id(one.operation) for one in every}) == len(every) and all(map(_is_link, every))


def _is_link(node: Any) -> bool:
    layer = node.operation
    given = [value for value in node.arguments.kwargs.values() if value is not None]
    alone = len(node.input_tensors) == len(node.outputs) == 1 and not given
    return alone and isinstance(layer, keras.layers.Layer) and len(layer._inbound_nodes) == 1
