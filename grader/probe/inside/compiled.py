"""How a model was compiled, and what a callback was made with, as evidence."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.evidence import Array, Callback, Compiled, CompileOption, History
from grader.probe.inside.networks import setting

MAX_METRICS = 100
MAX_SETTINGS = 100


def compile_options(model: keras.Model, grid: Array) -> Compiled | None:
    """The options that a model was last compiled with; None where it was not compiled.

    Losses are tried on probabilities made of `grid`, float32 (rows, values).
    """
    try:
        told = model._compile_config.config if model.compiled else None  # noqa: SLF001 - what is public is text already
        return _compiled(told, grid) if told else None
    except Exception:  # noqa: BLE001 - a learner's own model may raise anything
        return None


def _compiled(told: Mapping[str, Any], grid: Array) -> Compiled:
    optimizer, loss = told.get("optimizer"), _only(told.get("loss"))
    named = (one for key in ("metrics", "weighted_metrics") for one in _each(told.get(key)))
    return Compiled(
        optimizer=None if optimizer is None else _component(getattr(optimizer, "inner_optimizer", optimizer)),
        loss=None if loss is None else _component(loss, _response(loss, grid)),
        metrics=tuple(_metric(one) for _, one in zip(range(MAX_METRICS), named, strict=False)),
    )


def evaluate_model(model: keras.Model, dataset: tf.data.Dataset) -> History:
    """A model's loss and metrics on a data set, as a history of one epoch. Raises ValueError for an endless one."""
    if int(dataset.cardinality()) == tf.data.INFINITE_CARDINALITY:
        raise ValueError("the data set never ends")
    found = model.evaluate(dataset, verbose=0, return_dict=True)
    return History(
        series={str(name)[:200]: Array.from_values(np.asarray([value], np.float64)) for name, value in found.items()}
    )


def callback(one: keras.callbacks.Callback) -> Callback:
    """The class of Keras' that a callback is one of, and the settings that it was made with."""
    kind = next(cls for cls in type(one).__mro__ if cls.__module__.startswith("keras."))
    return Callback(kind=kind.__name__[:200], settings=settings(vars(one)))


def settings(values: Mapping[str, object]) -> dict[str, bool | int | str | Array | None]:
    """The values that can travel as settings (numbers, words), by name."""
    told = ((str(key)[:200], setting(value)) for key, value in values.items() if not str(key).startswith("_"))
    plain = ((key, value) for key, value in told if value is not None)
    return {key: value for _, (key, value) in zip(range(MAX_SETTINGS), plain, strict=False)}


def _only(loss: Any) -> Any:
    """A loss that stands alone in a list, or as it is."""
    each = list(_each(loss)) if isinstance(loss, dict | list | tuple) else []
    return each[0] if len(each) == 1 else loss


def _each(metrics: Any) -> Iterator[Any]:
    """What stands in lists and dictionaries, however nested."""
    match metrics:
        case None:
            return
        case dict():
            yield from (one for part in metrics.values() for one in _each(part))
        case list() | tuple():
            yield from (one for part in metrics for one in _each(part))
        case _:
            yield metrics


def _metric(one: Any) -> CompileOption:
    """A metric. Keras reads a text that says accuracy by the labels, and so not as it reads the class of that name."""
    if isinstance(one, str) and one.lower() in {"accuracy", "acc"}:
        return CompileOption(kind="accuracy")
    return _component(one)


def _component(one: Any, response: Array | None = None) -> CompileOption:
    match one:
        case str():
            return CompileOption(kind=one[:200], response=response)
        case _ if inspect.isclass(one) or inspect.isroutine(one):
            return CompileOption(kind=one.__name__[:200], response=response)
    config = one.get_config() if hasattr(one, "get_config") else {}
    return CompileOption(kind=type(one).__name__[:200], settings=settings(config), response=response)


def _response(loss: Any, grid: Array) -> Array | None:
    """A loss's means on the probabilities that `grid` comes to: labels as numbers, labels one-hot."""
    function = keras.losses.get(loss)
    if not callable(function):
        return None
    probabilities = tf.nn.softmax(tf.constant(grid.numpy()))
    labels = np.arange(probabilities.shape[0]) % probabilities.shape[1]
    one_hot = np.eye(probabilities.shape[1], dtype=np.float32)[labels]
    return Array.from_values(np.array([_mean(function, one, probabilities) for one in (labels, one_hot)], np.float64))


def _mean(function: Any, labels: np.ndarray[Any, Any], probabilities: Any) -> float:
    try:
        return float(np.mean(function(tf.constant(labels), probabilities)))
    except Exception:  # noqa: BLE001 - that it refuses such labels is what tells losses apart
        return float("nan")
