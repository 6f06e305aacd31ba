"""Splits a batch of `fit` into its features and its labels, however several inputs or outputs are passed.

A dict is assigned to a model's inputs by their names, a list or a tuple by its order. One tensor represents all of
them: it has each example's numbers in the order of the model's inputs, with each input on its own scale.
"""

import math
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf


def features_and_labels(element: Sequence[Any], model: keras.Model | None) -> list[Any]:
    """The features and, if there are any, the labels of a batch, one tensor each; example weights are left out.

    For a data set's `element_spec`, their descriptions.
    """
    inputs = getattr(model, "inputs", None) or []
    names = [[input_name.name for input_name in inputs], getattr(model, "output_names", None)]
    return [_joined(_ordered(part, known)) for part, known in zip(element, names, strict=False)]


def _ordered(part: Any, names: list[str] | None) -> list[Any]:
    """The tensors of a part; for a dict whose keys are the names, in the order of the names."""
    if isinstance(part, dict) and names and {*part} == {*names}:
        return [one for name in names for one in tf.nest.flatten(part[name])]
    return list(tf.nest.flatten(part))


def _joined(tensors: list[Any]) -> Any:
    """Join several tensors (examples, …) into one (examples, numbers); return a single one unchanged."""
    if len(tensors) == 1:
        return tensors[0]
    if isinstance(tensors[0], tf.TensorSpec):
        axes = [math.prod(size or 0 for size in tensor.shape[1:]) for tensor in tensors]
        return tf.TensorSpec((None, sum(axes)), tf.float32)
    return tf.concat([_on_its_own_scale(tensor) for tensor in tensors], axis=1)


def _on_its_own_scale(tensor: Any) -> Any:
    """An input's numbers, scaled from each example's smallest, 0, to its greatest, 1: float32 (examples, numbers)."""
    if tensor.dtype == tf.string:
        tensor = tf.strings.to_hash_bucket_fast(tensor, 2**20)
    values = tf.reshape(tf.cast(tensor, tf.float32), (tf.shape(tensor)[0], -1))
    if values.shape[1] == 1 or tensor.shape.rank == 1:
        return values / (1 + tf.abs(values))
    low = tf.reduce_min(values, axis=1, keepdims=True)
    return tf.math.divide_no_nan(values - low, tf.reduce_max(values, axis=1, keepdims=True) - low)
