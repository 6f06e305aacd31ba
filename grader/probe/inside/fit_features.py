"""What a batch of `fit` holds as its features and as its labels, however several inputs or outputs are passed.

A dict goes to a model's inputs by their names, a list or a tuple by its order. One tensor stands for all of them: each
example's numbers in the order of the model's inputs, each input on a scale of its own.
"""

import math
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf


def features_and_labels(element: Sequence[Any], model: keras.Model | None) -> list[Any]:
    """The features and, where there are some, the labels of a batch, a tensor each; weights of examples are left out.

    Of a data set's `element_spec` their descriptions.
    """
    inputs = getattr(model, "inputs", None) or []
    names = [[one.name for one in inputs], getattr(model, "output_names", None)]
    return [_joined(_ordered(part, known)) for part, known in zip(element, names, strict=False)]


def _ordered(part: Any, names: list[str] | None) -> list[Any]:
    """The tensors of a part, of a dict in the order of the names where these are its keys."""
    if isinstance(part, dict) and names and {*part} == {*names}:
        return [one for name in names for one in tf.nest.flatten(part[name])]
    return list(tf.nest.flatten(part))


def _joined(tensors: list[Any]) -> Any:
    """One tensor (examples, numbers) of several (examples, …); one alone as it is."""
    if len(tensors) == 1:
        return tensors[0]
    if isinstance(tensors[0], tf.TensorSpec):
        axes = [math.prod(size or 0 for size in one.shape[1:]) for one in tensors]
        return tf.TensorSpec((None, sum(axes)), tf.float32)
    return tf.concat([_on_its_own_scale(one) for one in tensors], axis=1)


def _on_its_own_scale(tensor: Any) -> Any:
    """float32 (examples, numbers): an input's numbers from each example's least, 0, to its greatest, 1."""
    if tensor.dtype == tf.string:
        tensor = tf.strings.to_hash_bucket_fast(tensor, 2**20)
    values = tf.reshape(tf.cast(tensor, tf.float32), (tf.shape(tensor)[0], -1))
    if values.shape[1] == 1 or tensor.shape.rank == 1:
        return values / (1 + tf.abs(values))
    low = tf.reduce_min(values, axis=1, keepdims=True)
    return tf.math.divide_no_nan(values - low, tf.reduce_max(values, axis=1, keepdims=True) - low)
