"""How a model was compiled and how a callback was made, as evidence."""

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
    """The options with which a model was last compiled; None if it was not compiled.

    Losses are tried on probabilities made of `grid`, float32 (rows, values).
    """
    try:
        told = model._compile_config.config if model.compiled else None  # noqa: SLF001 - the public value is already a string
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
    """The loss and metrics of a model on a data set, as a history of one epoch. Raises ValueError if it is endless."""
    if int(dataset.cardinality()) == tf.data.INFINITE_CARDINALITY:
        raise ValueError("the data set never ends")
    found = model.evaluate(dataset, verbose=0, return_dict=True)
    return History(
        series={str(name)[:200]: Array.from_values(np.asarray([value], np.float64)) for name, value in found.items()}
    )


def callback(one: keras.callbacks.Callback) -> Callback:
    """The class of Keras that a callback belongs to, and the settings with which it was made."""
    kind = next(cls for cls in type(one).__mro__ if cls.__module__.startswith("keras."))
    return Callback(kind=kind.__name__[:200], settings=settings(vars(one)))


def settings(values: Mapping[str, object]) -> dict[str, bool | int | str | Array | None]:
    """Maps names to the values that can be sent as settings (numbers, words)."""
    told = ((str(key)[:200], setting(value)) for key, value in values.items() if not str(key).startswith("_"))
    plain = ((key, value) for key, value in told if value is not None)
    return {key: value for _, (key, value) in zip(range(MAX_SETTINGS), plain, strict=False)}


def _only(loss: Any) -> Any:
    """A loss as it is, or the only item of a list of losses."""
    each = list(_each(loss)) if isinstance(loss, dict | list | tuple) else []
    return each[0] if len(each) == 1 else loss


def _each(metrics: Any) -> Iterator[Any]:
    """Yield the items of lists and dictionaries, however deeply nested."""
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
    """A metric. A string for accuracy stays a word, because Keras picks the class for it by the labels."""
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
    """A loss's means on probabilities made of `grid`: for labels as numbers, and for one-hot labels."""
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
    except Exception:  # noqa: BLE001 - refused labels distinguish losses
        return float("nan")
