"""What a model answers in and outside training, and how a function's numbers change with its arguments."""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from grader.evidence import Array, Behaviour, Gradient, Gradients, Raised, Returned
from grader.probe.inside import put_back
from grader.probe.inside.time_budget import exception_record

TIMES = 2
ANSWERS = 2 * TIMES + 3
"""The number of answers in one look at a model."""
MATRIX = 2
"""The number of axes of weights that mix numbers."""
PORTION = 0.1
"""The part of a number that is passed on to a class: several times this must still be less than the whole."""
MAX_NUMERIC = 64
"""The most numbers of one argument that are changed one by one, with two calls of the function each."""
STEPS = {"float64": 1e-5, "float32": 1e-2}
"""How far each number is moved, in the dtypes in which a function is tried."""

Numbers = npt.NDArray[Any]
Function = Callable[..., Any]


def behaviour(model: Function, inputs: Array, array_bytes: int) -> Behaviour:
    """The answers of a model or layer to inputs (examples, …): outside training first, as training may change weights.

    As in `fit`, a model whose `call` takes no `training` is not told about training, and nor are its layers.
    """
    takes_training = not isinstance(model, keras.Model) or getattr(model, "_call_has_training_arg", True)

    def answer(given: Any, *, training: bool) -> Array:
        return Array.from_values(
            np.asarray(model(given, **({"training": training} if takes_training else {}))),
            max_bytes=array_bytes // ANSWERS,
        )

    given = tf.constant(inputs.numpy())
    with put_back.weights_as_they_are(getattr(model, "non_trainable_weights", ())):
        inference = tuple(answer(given, training=False) for _ in range(TIMES))
        training = tuple(answer(given, training=True) for _ in range(TIMES))
        passed_on = _passed_on(model, lambda training: answer(tf.ones_like(given), training=training))
    return Behaviour(inference=inference, training=training, passed_on=passed_on)


def _passed_on(model: Function, answer: Callable[[bool], Array]) -> tuple[Array, ...]:
    """The answers of a model whose matrices pass numbers on unchanged, the last matrix to all classes but one."""
    weights = list(getattr(model, "trainable_weights", ()))
    if not any(len(weight.shape) == MATRIX for weight in weights) or any(len(one.shape) > MATRIX for one in weights):
        return ()
    with put_back.weights_as_they_are(weights):
        classes = answer(False).shape[-1:]  # noqa: FBT003 - whether in training
        for weight in weights:
            weight.assign(_handing_on(tuple(weight.shape), classes))
        return tuple(answer(training) for training in (False, True, True))


def _handing_on(shape: tuple[int, ...], classes: tuple[int, ...]) -> Numbers:
    """A weight matrix that passes each number on separately, less of it for the classes, zero for the last class."""
    if len(shape) < MATRIX:
        return np.zeros(shape, np.float32)
    matrix = np.eye(*shape, dtype=np.float32)
    if shape[1:] == classes:
        matrix *= PORTION
        matrix[:, -1] = 0
    return matrix


def differentiate(
    function: Function, cases: Sequence[tuple[Array, ...]], returned: Callable[[object], Returned]
) -> Gradients:
    """A function's value and gradients for each argument list; a call that raises does not affect the others."""
    return Gradients(results=tuple(_slope(function, [one.numpy() for one in case], returned) for case in cases))


def _slope(function: Function, arguments: list[Numbers], returned: Callable[[object], Returned]) -> Gradient | Raised:
    try:
        result, analytic = _analytic(function, arguments)
        numeric = _numeric(function, arguments)
        return Gradient(
            value=returned(result),
            analytic=tuple(
                None if one is None else Array.from_values(np.asarray(tf.convert_to_tensor(one))) for one in analytic
            ),
            numeric=tuple(None if one is None else Array.from_values(one) for one in numeric),
        )
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return exception_record(error)


def _analytic(function: Function, arguments: list[Numbers]) -> tuple[object, list[Any]]:
    """The result of a function, and the gradients that a tape computes for each argument."""
    tensors = [tf.constant(argument) for argument in arguments]
    with tf.GradientTape() as tape:
        tape.watch([tensor for tensor in tensors if tensor.dtype.is_floating])
        result = function(*tensors)
    if not isinstance(result, tf.Tensor) or not result.dtype.is_floating:
        return result, [None] * len(tensors)
    weights = tf.constant(_weights(result.shape), result.dtype)
    return result, tape.gradient(result, tensors, output_gradients=weights)


def _weights(shape: Any) -> Numbers:
    """Weights that differ for each number of a result: the plain sum of a softmax, for example, never changes."""
    size = int(np.prod(shape))
    return np.linspace(0.5, 1.5, size).reshape(shape) if size > 1 else np.ones(shape)


def _numeric(function: Function, arguments: list[Numbers]) -> list[Numbers | None]:
    """Central differences in the finest dtype that the function accepts; None for each argument if it accepts none."""
    for dtype, step in STEPS.items():
        with contextlib.suppress(Exception):
            return [_differences(function, arguments, place, dtype, step) for place in range(len(arguments))]
    return [None] * len(arguments)


def _differences(function: Function, arguments: list[Numbers], place: int, dtype: str, step: float) -> Numbers | None:
    moved = [argument.astype(dtype) if argument.dtype.kind == "f" else argument for argument in arguments]
    if moved[place].dtype.kind != "f" or moved[place].size > MAX_NUMERIC:
        return None
    slopes = np.zeros(moved[place].shape)
    for index in np.ndindex(slopes.shape):
        ends = [_weighted(function, moved, place, index, sign * step) for sign in (1, -1)]
        slopes[index] = (ends[0] - ends[1]) / (2 * step)
    return slopes


def _weighted(function: Function, arguments: list[Numbers], place: int, index: tuple[int, ...], by: float) -> float:
    """The weighted sum of a function's results after one number of one argument was changed."""
    moved = arguments[place].copy()
    moved[index] += by
    others = [moved if one == place else argument for one, argument in enumerate(arguments)]
    result = np.asarray(function(*map(tf.constant, others)), np.float64)
    return float((result * _weights(result.shape)).sum())
