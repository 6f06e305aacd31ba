"""What each call of `fit` was given, noted while it runs: afterwards nothing tells.

A data set can't be gone through once more beside the training: that would move its shuffles on, and other numbers
would come of it. So the first epoch itself is watched. Its batches pass through one more step, which hands them on as
they are and keeps their digests. No random number is drawn for that, and later epochs go their own way.
"""

import contextlib
import functools
import sys
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer, TFEpochIterator
from keras.src.utils import traceback_utils

from grader.evidence import Array, Dataset, FitCall, FitCallback, Fits
from grader.kernel.datasets import MOST_EXAMPLES, Walk, batches_walked, read_parts
from grader.kernel.fit_features import features_and_labels
from grader.kernel.training_state import made_outside

MOST = 100
"""Calls of `fit` that led to a model, and callbacks of one."""
MOST_NAMES = 20
ARRAY_BYTES = 2**19
"""Of the digests of one component: those of 60,000 examples find room."""
KERAS_OWN = (keras.callbacks.History, keras.callbacks.ProgbarLogger)

Reference = weakref.ReferenceType[Any]


@dataclass(slots=True, eq=False)
class _Watched:
    """What epochs go over: the batches pass by here in the first of them, and never again."""

    dataset: tf.data.Dataset
    call: "_Call"
    steps: int | None
    """How many batches are an epoch, where `fit` was told: TensorFlow fetches some of the next one ahead."""
    walk: Walk = field(default_factory=Walk)
    examples: int = 0
    epoch: int = 0
    """The one that is watched."""

    def __iter__(self) -> Iterator[Any]:
        if self.examples:
            return iter(self.dataset)
        self.epoch = self.call.epochs
        return iter(self.dataset.map(self._hand_on))

    def _hand_on(self, *element: Any) -> Any:
        noted = tf.numpy_function(self._note, features_and_labels(element[:2], self.call.model()), tf.int32)
        with tf.control_dependencies([noted]):
            return tf.nest.map_structure(tf.identity, element)

    def _note(self, *parts: np.ndarray[Any, Any]) -> np.int32:
        wanted = self.steps is None or len(self.walk.reads) < self.steps
        if wanted and self.call.epochs == self.epoch and self.walk.ended != "long":
            values = (parts[0], *map(_class_numbers, parts[1:]))
            self.walk.reads.append(read_parts(values, examples=len(parts[0]), batched=True))
            self.examples += len(parts[0])
            self.walk.ended = "long" if self.examples > MOST_EXAMPLES else "end"
        return np.int32(0)


@dataclass(slots=True, eq=False)
class _Call:
    """One call of `fit`, as far as it has come."""

    model: Reference
    start: bytes | None
    end: bytes | None = None
    epochs: int = 0
    training: _Watched | None = None
    validation: _Watched | None = None
    history: Reference | None = None
    callbacks: list[tuple[Reference, list[bool]]] = field(default_factory=list)
    """Each with whether it ended the training, as one value."""
    losses: list[float] = field(default_factory=list)
    """Of the epochs so far, where they have one."""

    @property
    def trained(self) -> bool:
        """Whether it may have changed the model: one that raised before its first step has not."""
        return self.epochs > 0 or (self.start is not None and self.start != self.end)


_calls: list[_Call] = []
"""Those that came to an end."""
_running: list[_Call] = []
"""Those under way, the innermost last."""


def watch() -> None:
    """Note every call of `fit` from now on. Its frames are left out of tracebacks, as Keras leaves out its own."""
    traceback_utils._EXCLUDED_PATHS = (*traceback_utils._EXCLUDED_PATHS, __file__)  # noqa: SLF001 - nothing public adds to it
    TensorFlowTrainer.fit = traceback_utils.filter_traceback(_watched_fit(TensorFlowTrainer.fit))
    TFEpochIterator.__init__ = _watched_iterator(TFEpochIterator.__init__)
    keras.callbacks.CallbackList.on_epoch_end = _watched_epoch_end(keras.callbacks.CallbackList.on_epoch_end)


@contextlib.contextmanager
def training_left_out() -> Iterator[None]:
    """Let `fit` build its model by the first of what it is given, as its first step would, and do no more."""

    def fit(model: Any, x: Any = None, *_: Any, **__: Any) -> keras.callbacks.History:
        first = next(iter(x)) if isinstance(x, tf.data.Dataset) else x[:1]
        model(first[0] if isinstance(first, tuple) else first)
        return keras.callbacks.History()

    trains, TensorFlowTrainer.fit = TensorFlowTrainer.fit, fit
    try:
        yield
    finally:
        TensorFlowTrainer.fit = trains


def trace_fits(model: keras.Model, namespace: dict[str, Any], max_bytes: int) -> Fits:
    """The calls of `fit` that led to a model, each of their arrays within its share of `max_bytes`."""
    calls = _led_to(model)[-MOST:]
    share = min(max_bytes, ARRAY_BYTES) // max(len(calls), 1)
    return Fits(calls=tuple(_described(one, namespace, share) for one in calls))


def _led_to(model: keras.Model) -> list[_Call]:
    """The calls on a model, and before them those whose weights the first of them began with."""
    own = [one for one in _calls if one.model() is model]
    before = own[0].start if own else _weights_digest(model)
    found = own
    rest = _calls[: _calls.index(own[0])] if own else list(_calls)
    for one in reversed(rest):
        if before is not None and one.end == before:
            found, before = [one, *found], one.start
    return found


def _described(call: _Call, namespace: dict[str, Any], share: int) -> FitCall:
    return FitCall(
        epochs=call.epochs,
        training=_pass(call.training, share),
        validation=_pass(call.validation, share),
        histories=_names(call.history, namespace),
        callbacks=tuple(
            FitCallback(names=_names(one, namespace), stopped=stopped) for one, (stopped,) in call.callbacks[:MOST]
        ),
        losses=Array.from_values(np.array(call.losses), max_bytes=share) if call.losses else None,
    )


def _pass(watched: _Watched | None, share: int) -> Dataset | None:
    if watched is None:
        return None
    specs = tuple(features_and_labels(watched.dataset.element_spec[:2], watched.call.model()))
    return batches_walked(watched.walk, specs, share)


def _names(one: Reference | None, namespace: dict[str, Any]) -> tuple[str, ...]:
    value = one() if one else None
    if value is None:
        return ()
    own = [name[:200] for name, other in list(namespace.items()) if other is value and not name.startswith("_")]
    return tuple(own[:MOST_NAMES])


def _watched_fit(original: Any) -> Any:
    @functools.wraps(original)
    def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
        call = _Call(model=weakref.ref(model), start=_weights_digest(model))
        _running.append(call)
        try:
            with made_outside():
                history = original(model, *args, **kwargs)
            call.history = weakref.ref(history)
            return history
        finally:
            _running.remove(call)
            call.end = _weights_digest(model)
            if call.trained:
                _calls.append(call)

    return fit


def _watched_iterator(original: Any) -> Any:
    @functools.wraps(original)
    def made(iterator: Any, *args: Any, **kwargs: Any) -> None:
        original(iterator, *args, **kwargs)
        if _running and sys._getframe(1).f_code.co_name == "fit":  # noqa: SLF001 - not of an `evaluate` in a callback
            _watch_data(_running[-1], iterator)

    return made


def _watch_data(call: _Call, iterator: Any) -> None:
    """Watch what an iterator of `fit` goes over, first the training's and then the validation's."""
    dataset = iterator._distributed_dataset  # noqa: SLF001 - what Keras has made of any kind of data
    if not isinstance(dataset, tf.data.Dataset) or not _readable(dataset.element_spec):
        return
    watched = _Watched(dataset=dataset, call=call, steps=iterator.steps_per_epoch)
    iterator._distributed_dataset = watched  # noqa: SLF001 - likewise
    if call.training is None:
        call.training = watched
    else:
        call.validation = watched


def _readable(spec: Any) -> bool:
    parts = [one for part in spec[:2] for one in tf.nest.flatten(part)] if isinstance(spec, tuple) else []
    return bool(parts) and all(isinstance(one, tf.TensorSpec) for one in parts)


def _watched_epoch_end(original: Any) -> Any:
    @functools.wraps(original)
    def on_epoch_end(callbacks: Any, epoch: int, logs: Any = None) -> None:
        if not _running or callbacks.model is not _running[-1].model():
            original(callbacks, epoch, logs)
            return
        call, own = _running[-1], callbacks.callbacks
        if not call.epochs:
            call.callbacks = [(weakref.ref(one), [False]) for one in own if type(one) not in KERAS_OWN]
        callbacks.callbacks = [_Ending(one, call) for one in own]
        call.losses += _loss(logs)
        try:
            original(callbacks, epoch, logs)
        finally:
            callbacks.callbacks = own
            call.epochs += 1

    return on_epoch_end


def _loss(logs: Any) -> list[float]:
    """The loss in what callbacks are told at the end of an epoch; nothing where there is none."""
    try:
        return [float(logs["loss"])]
    except (KeyError, TypeError, ValueError):
        return []


@dataclass(frozen=True, slots=True)
class _Ending:
    """Stands for a callback at the end of an epoch, and notes whether it ends the training."""

    callback: Any
    call: _Call

    def on_epoch_end(self, *args: Any, **kwargs: Any) -> None:
        model = self.call.model()
        before = getattr(model, "stop_training", False)
        self.callback.on_epoch_end(*args, **kwargs)
        if getattr(model, "stop_training", False) and not before:
            for one, stopped in self.call.callbacks:
                stopped[0] |= one() is self.callback


def _weights_digest(model: Any) -> bytes | None:
    """A digest of the weights that training may change; None where there are none yet."""
    try:
        weights = b"".join(np.asarray(one).tobytes() for one in model.trainable_weights)
    except Exception:  # noqa: BLE001 - a learner's own model may raise anything, and is to be trained
        return None
    return blake2b(weights, digest_size=16).digest() if weights else None


def _class_numbers(labels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Labels (examples, …) as the numbers of their classes, where each is a row with a single 1."""
    rows = labels.reshape(len(labels), -1)
    one_hot = rows.shape[1] > 1 and np.isin(rows, (0, 1)).all() and (rows.sum(axis=1) == 1).all()
    return rows.argmax(axis=1) if one_hot else labels
