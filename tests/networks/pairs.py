"""Pairs of models that are the same network in other words, and pairs that differ in one thing.

Run as a program, it prints one JSON object: for each pair what the normal form finds to differ, empty for nothing.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L  # noqa: N812 - as people write it
from keras import ops

from grader.judging.checks.hidden_inputs import generator, grid
from grader.judging.checks.model_graph import alignment, first_layer_difference, normal_form
from grader.probe.inside.networks import describe_model

GRID = grid(generator(b"salt", "grid"))
STEPS, INTS, WORDS = (5, 4), (5, "int32"), (5, "string")

Pairs = dict[str, tuple[Callable[[], Any], Callable[[], Any]]]


def difference(one: Any, other: Any) -> str:
    """Where two models differ, by their normal forms."""
    return first_layer_difference(alignment(*(normal_form(describe_model(model, GRID)) for model in (one, other))))


def functional(call: Callable[..., Any], *inputs: tuple[Any, ...]) -> Callable[[], Any]:
    """What makes a functional model of a function on such inputs, a dtype at the end of a shape."""

    def made() -> Any:
        words = [isinstance(one[-1], str) for one in inputs]
        fresh = [
            keras.Input(one[:-1] if word else one, dtype=one[-1] if word else None)
            for one, word in zip(inputs, words, strict=True)
        ]
        return keras.Model(fresh[0] if len(fresh) == 1 else fresh, call(*fresh))

    return made


def on(shape: tuple[Any, ...], first: Any, second: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Two models of one input."""
    return functional(first, shape), functional(second, shape)


class Branches(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Two inputs that one layer works on, in a class; `unpack` says how they come."""

    def __init__(self, unpack: Callable[[Any], Any]) -> None:
        super().__init__()
        self.dense, self.unpack = L.Dense(3), unpack

    def call(self, inputs: Any) -> Any:
        """The difference of what the layer makes of both."""
        one, other = self.unpack(inputs)
        return self.dense(one) - self.dense(other)


class Arguments(keras.Model):  # type: ignore[misc]  # Keras has no types
    """The same with an argument for each."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = L.Dense(3)

    def call(self, one: Any, other: Any) -> Any:
        """The same."""
        return ops.subtract(self.dense(one), self.dense(other))


class InTurn(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Layers one after the other, in a class."""

    def __init__(self, *layers: Any) -> None:
        super().__init__()
        self.parts = list(layers)

    def call(self, inputs: Any) -> Any:
        """What comes of all layers."""
        for one in self.parts:
            inputs = one(inputs)
        return inputs


def called(model: Any, *given: Any) -> Any:
    """A model, built by a call."""
    model(*given)
    return model


def shared(subtract: Callable[[Any, Any], Any]) -> Callable[[], Any]:
    def made() -> Any:
        dense = L.Dense(3)
        return functional(lambda one, other: subtract(dense(one), dense(other)), (4,), (4,))()

    return made


def decoder(*, order: int = 1, states: bool = False) -> Callable[[], Any]:
    def call(one: Any, other: Any) -> Any:
        given = L.LSTM(3, return_state=True)(one)[1:]
        decoded = L.LSTM(3, return_sequences=True, return_state=states)(other, initial_state=given[::order])
        return L.Dense(2)(decoded[0] if states else decoded)

    return functional(call, STEPS, (6, 4))


def embedded(*, mask: bool, after: Callable[[], Any]) -> Callable[[Any], Any]:
    return lambda x: after()(L.Embedding(9, 4, mask_zero=mask)(x))


def nested(dtype: str | None) -> Callable[[], Any]:
    def made() -> Any:
        inner = keras.Sequential([keras.Input((5,), dtype=dtype), L.Embedding(9, 4), L.Flatten(), L.Dense(3)])
        return functional(lambda x: L.Dense(2)(inner(x)), INTS)()

    return made


ROWS, NUMBERS = tf.zeros((2, 4)), tf.zeros((2, 5), tf.int32)
SUBTRACTED = shared(lambda one, other: L.Subtract()([one, other]))
MASKED = functional(embedded(mask=True, after=lambda: L.LSTM(3)), INTS)

ALIKE: Pairs = {
    "an operator between shared layers": (shared(lambda one, other: one - other), SUBTRACTED),
    "two inputs of a class, in a list": (lambda: called(Branches(tuple), [ROWS, ROWS]), SUBTRACTED),
    "in a tuple": (lambda: called(Branches(tuple), (ROWS, ROWS)), SUBTRACTED),
    "in a dict": (lambda: called(Branches(lambda x: (x["a"], x["b"])), {"a": ROWS, "b": ROWS}), SUBTRACTED),
    "an argument for each": (lambda: called(Arguments(), ROWS, ROWS), SUBTRACTED),
    "whole numbers around a nested model": (nested(None), nested("int32")),
    "whole numbers in a class around one": (
        lambda: called(InTurn(keras.Sequential([L.Embedding(9, 4), L.Flatten(), L.Dense(3)]), L.Dense(2)), NUMBERS),
        nested(None),
    ),
    "a mask that nothing uses": on(INTS, embedded(mask=True, after=L.Flatten), embedded(mask=False, after=L.Flatten)),
    "a mask in a class": (lambda: called(InTurn(L.Embedding(9, 4, mask_zero=True), L.LSTM(3)), NUMBERS), MASKED),
    "a mask in a Sequential": (
        lambda: keras.Sequential([keras.Input((5,)), L.Embedding(9, 4, mask_zero=True), L.LSTM(3)]),
        MASKED,
    ),
    "a mask by hand": (
        functional(lambda x: L.LSTM(3)(L.Embedding(9, 4)(x), mask=ops.not_equal(x, 0)), INTS),
        MASKED,
    ),
    "a key spelled out": on(
        STEPS,
        lambda x: L.MultiHeadAttention(2, 3)(x, x, key=x),
        lambda x: L.MultiHeadAttention(2, 3)(query=x, value=x),
    ),
    "an attention with its defaults": on(
        STEPS,
        lambda x: L.MultiHeadAttention(2, 3, value_dim=3, output_shape=4)(x, x),
        lambda x: L.MultiHeadAttention(2, 3)(x, x),
    ),
    "a key in a list": on(STEPS, lambda x: L.Attention()([x, x, x]), lambda x: L.Attention()([x, x])),
    "a cell": on(STEPS, L.RNN(L.LSTMCell(3)), L.LSTM(3)),
    "a list of one cell": on(STEPS, L.RNN([L.GRUCell(3)]), L.GRU(3)),
    "an axis from the front": on(STEPS, L.LayerNormalization(axis=2), L.LayerNormalization()),
    "an axis of a softmax": on(STEPS, L.Softmax(axis=1), L.Softmax(axis=-2)),
    "axes of a product": (
        functional(lambda x, y: L.Dot(axes=2)([x, y]), STEPS, STEPS),
        functional(lambda x, y: L.Dot(axes=(-1, -1))([x, y]), STEPS, STEPS),
    ),
    "a transposition": on(STEPS, lambda x: ops.transpose(x, (0, 2, 1)), L.Permute((2, 1))),
    "axes that are swapped": on(STEPS, lambda x: ops.swapaxes(x, 1, 2), L.Permute((2, 1))),
    "states that nobody uses": (decoder(states=True), decoder()),
    "the last state": on(STEPS, lambda x: L.LSTM(3, return_state=True)(x)[1], L.LSTM(3)),
    "dense at each step": on(STEPS, L.TimeDistributed(L.Dense(3, "relu")), L.Dense(3, "relu")),
    "both ways": on(
        STEPS,
        L.Bidirectional(L.RNN(L.LSTMCell(3)), backward_layer=L.LSTM(3, go_backwards=True)),
        L.Bidirectional(L.LSTM(3)),
    ),
    "a mean that keeps its axis": on(
        STEPS, lambda x: ops.mean(x, axis=1, keepdims=True), L.GlobalAveragePooling1D(keepdims=True)
    ),
    "padding of nothing": on((6, 6, 2), L.MaxPooling2D(2, padding="same"), L.MaxPooling2D(2)),
    "an unrolled layer": on(STEPS, L.GRU(3, unroll=True), L.GRU(3)),
    "an alias of an activation": on(STEPS, L.LSTM(3, recurrent_activation=tf.nn.sigmoid), L.LSTM(3)),
}

DIFFERENT: Pairs = {
    "within Bidirectional": on(
        STEPS, L.Bidirectional(L.LSTM(3)), L.Bidirectional(L.LSTM(3, activation="relu"))
    ),
    "how both ways are merged": on(
        STEPS, lambda x: L.Bidirectional(L.LSTM(3), None)(x)[0], L.Bidirectional(L.LSTM(3))
    ),
    "within TimeDistributed": on(
        (5, 4, 4),
        L.TimeDistributed(L.Conv1D(3, 3, padding="same")),
        L.TimeDistributed(L.Conv1D(3, 3, padding="same", dilation_rate=2)),
    ),
    "within a cell": on(
        STEPS, L.RNN(L.LSTMCell(3, recurrent_activation="relu")), L.RNN(L.LSTMCell(3))
    ),
    "within one of several cells": on(
        STEPS,
        L.RNN([L.GRUCell(2), L.GRUCell(2, activation="relu")]),
        L.RNN([L.GRUCell(2), L.GRUCell(2)]),
    ),
    "within SpectralNormalization": on(
        (4,),
        L.SpectralNormalization(L.Dense(3, activation="relu")),
        L.SpectralNormalization(L.Dense(3)),
    ),
    "an argument of a call": on(
        STEPS,
        lambda x: L.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True),
        lambda x: L.MultiHeadAttention(2, 3)(x, x),
    ),
    "the order of states": (decoder(order=-1), decoder()),
    "which state": on(
        STEPS, lambda x: L.LSTM(3, return_state=True)(x)[2], lambda x: L.LSTM(3, return_state=True)(x)[1]
    ),
    "a vocabulary": on(
        WORDS, L.StringLookup(vocabulary=["a", "b"]), L.StringLookup(vocabulary=["b", "a"])
    ),
    "a mask": (functional(embedded(mask=False, after=lambda: L.LSTM(3)), INTS), MASKED),
    "an order of time": on(STEPS, lambda x: L.Dense(2)(x[:, ::-1]), L.Dense(2)),
    "a sum so far": on(STEPS, lambda x: ops.cumsum(x, axis=1), lambda x: x),
    "a turn of the last axis": on((8,), lambda x: ops.roll(x, 5, axis=-1), L.Identity()),
    "a part of the last axis": on((8,), lambda x: x[:, :5], L.Identity()),
    "a long constant": on(
        (40,),
        lambda x: L.Dense(2)(x * np.arange(40.0, dtype="float32")),
        lambda x: L.Dense(2)(x * np.arange(1, 41.0, dtype="float32")),
    ),
    "an axis of a softmax over pictures": on(
        (5, 4, 3), L.Softmax(axis=1), L.Softmax(axis=2)
    ),
    "a threshold": on((5,), L.ReLU(threshold=0.1), L.ReLU(threshold=0.05)),
    "a limit": on((5,), L.ReLU(max_value=40), L.ReLU(max_value=50)),
    "which steps a softmax is over": on(
        STEPS, L.TimeDistributed(L.Softmax(axis=1)), L.Softmax(axis=1)
    ),
    "an activation over steps": on(
        STEPS,
        L.TimeDistributed(L.Dense(3, lambda x: ops.softmax(x, axis=1))),
        L.Dense(3, lambda x: ops.softmax(x, axis=1)),
    ),
    "numbers of other examples": on((28,), lambda x: ops.reshape(x, (-1, 14)), lambda x: x[:, :14]),
    "whole numbers of one byte": on(
        INTS, lambda x: L.Embedding(9, 4)(ops.cast(x, "bool")), L.Embedding(9, 4)
    ),
    "channels first": on(
        (4, 4, 3), L.Flatten(data_format="channels_first"), L.Flatten()
    ),
    "which matrix is transposed": on(
        STEPS,
        lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1))),
        lambda x: ops.matmul(ops.transpose(x, (0, 2, 1)), x),
    ),
    "whole numbers that choose": (
        functional(lambda x, y: ops.take(y, x[0], axis=1), INTS, (3,)),
        functional(lambda x, y: ops.take(y, x[1], axis=1), INTS, (3,)),
    ),
}  # fmt: skip


if __name__ == "__main__":
    every = {"alike": ALIKE, "different": DIFFERENT}
    found = {
        kind: {name: difference(*(one() for one in pair)) for name, pair in of.items()} for kind, of in every.items()
    }
    sys.stdout.write(json.dumps(found))
