"""Records what each call of `fit` is given, while it runs: this can't be found out afterwards.

A data set can't be iterated over once more next to the training: that would advance its shuffles and change its
numbers. So the whole training is watched. Each batch passes through one more step, which hands it on unchanged and
keeps its digests. No random number is drawn for that.

The examples of an epoch are sent once: an epoch that saw the same examples as an earlier one, in any order, adds
nothing. If very many epochs differ, a random sample of them is sent; it is drawn when the examples are requested.

Training without `fit` is recorded if a callback calls `fit` or `train_on_batch`. Any other change of the weights, such
as a custom loop or `set_weights`, shows because they are no longer those that `fit` left.
"""

import contextlib
import functools
import math
import os
import random
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer, TFEpochIterator
from keras.src.utils import traceback_utils

from grader.evidence import Array, Dataset, EpochPass, FitCall, FitCallback, Fits
from grader.probe.inside import put_back
from grader.probe.inside.datasets import (
    MOST_EXAMPLES,
    ElementRead,
    Numbers,
    Walk,
    batches_walked,
    element_digests,
    span_of,
    walked_pass,
)
from grader.probe.inside.fit_features import features_and_labels
from grader.probe.inside.tuning.training_state import made_outside

MOST = 100
"""The most calls of `fit` for one model, callbacks of one call, and epochs of one call with different examples."""
MOST_NAMES = 20
ARRAY_BYTES = 2**19
"""Bytes for the digests of one component: those of 60,000 examples fit."""
ALL_EXAMPLES = 5_000_000
"""Examples in all epochs of one call: later ones are not recorded."""
KERAS_OWN = (keras.callbacks.History, keras.callbacks.ProgbarLogger)

batch_digests = functools.partial(element_digests, batched=True)
Reference = weakref.ReferenceType[Any]


@dataclass(slots=True, eq=False)
class _KnownExamples:
    """Digests of earlier examples, found by a sum that takes a tenth of the time.

    The sum adds the bytes of an example multiplied by factors that are drawn in each process. So nobody can prepare two
    examples with the same sum.
    """

    found: dict[tuple[str, int], dict[int, int]] = field(default_factory=dict)
    """Maps dtype and size of an example to a map from sums to digests."""
    factors: Numbers = field(default_factory=lambda: np.zeros(0, np.uint64))

    def digests(self, values: Numbers) -> Numbers:
        """The digests of a batch, uint64 (examples,)."""
        if values.dtype.kind not in "biuf" or not values.size:
            return batch_digests(values)
        rows = np.ascontiguousarray(values).reshape(len(values), math.prod(values.shape[1:]))
        word = next(one for one in (np.uint64, np.uint32, np.uint16, np.uint8) if not rows[0].nbytes % one(0).nbytes)
        sums = self._sums(rows.view(word)).tolist()
        found = self.found.setdefault((rows.dtype.str, rows.shape[1]), {})
        if len(found) > MOST_EXAMPLES:
            found.clear()
        new = [place for place, one in enumerate(sums) if one not in found]
        if new:
            found |= zip([sums[place] for place in new], batch_digests(values[new]).tolist(), strict=True)
        return np.array([found[one] for one in sums], np.uint64)

    def _sums(self, words: Numbers) -> Numbers:
        """The sum of each row of words, uint64 (examples,)."""
        width = words.shape[1]
        if width > len(self.factors):
            self.factors = np.frombuffer(os.urandom(8 * width), np.uint64) | np.uint64(1)
            self.found.clear()
        return np.asarray((words * self.factors[:width]).sum(axis=1, dtype=np.uint64))


@dataclass(slots=True, eq=False)
class _Watched:
    """The examples of epochs: the batches of all of them pass through here."""

    dataset: tf.data.Dataset
    call: "_Call"
    steps: int | None
    """The number of batches per epoch, if `fit` was given it: then one walk has all epochs and a part of the next."""
    walks: list[Walk] = field(default_factory=list)
    examples: int = 0
    before: int = 0
    """The number of examples in the walks before the current one."""
    handing_on: tf.data.Dataset | None = None
    known: _KnownExamples = field(default_factory=_KnownExamples)

    def __iter__(self) -> Iterator[Any]:
        if self.steps is None or not self.walks:
            self.walks.append(Walk(ended="end"))
            self.before = self.examples
        if self.handing_on is None:
            self.handing_on = self.dataset.map(self._hand_on)
        return iter(self.handing_on)

    def _hand_on(self, *element: Any) -> Any:
        noted = tf.numpy_function(self._note, features_and_labels(element[:2], self.call.model()), tf.int32)
        with tf.control_dependencies([noted]):
            return tf.nest.map_structure(tf.identity, element if len(element) > 1 else element[0])

    def _note(self, *parts: Numbers) -> np.int32:
        walk = self.walks[-1]
        if walk.ended == "end":
            read = _batch_read(parts, self.known.digests)
            walk.reads.append(read)
            self.examples += read.examples
            of_epoch = self.examples - self.before if self.steps is None else 0
            if of_epoch > MOST_EXAMPLES or self.examples > ALL_EXAMPLES:
                walk.ended = "long"
        return np.int32(0)

    def epochs(self) -> list[Walk]:
        """The examples of each epoch; the last one may be incomplete."""
        if self.steps is None:
            return [one for one in self.walks if one.reads]
        reads = [read for walk in self.walks for read in walk.reads]
        starts = range(0, len(reads), self.steps)
        return [Walk(reads=reads[start : start + self.steps], ended="end") for start in starts]


@dataclass(slots=True, eq=False)
class _Call:
    """One call of `fit` and its progress."""

    model: Reference
    start: bytes | None
    ends: set[bytes | None] = field(default_factory=set)
    """Digests of the weights after each epoch and at the end."""
    end: bytes | None = None
    weights: list[Reference] = field(default_factory=list)
    """The weights that it could change."""
    epochs: int = 0
    training: _Watched | None = None
    validation: _Watched | None = None
    beside: list[tuple[int, Walk]] = field(default_factory=list)
    """The epoch and the examples with which the call's callbacks trained the same weights meanwhile."""
    meddled: bool = False
    """Whether one of the learner's callbacks changed the weights in a different way."""
    history: Reference | None = None
    callbacks: list[tuple[Reference, list[bool]]] = field(default_factory=list)
    """Each callback, with a single value: whether it ended the training."""
    losses: list[float] = field(default_factory=list)
    """The losses of the epochs so far, if they have any."""

    @property
    def trained(self) -> bool:
        """Whether the call may have changed the model: not if it raised before its first step."""
        return self.epochs > 0 or (self.start is not None and self.start != self.end)


_calls: list[_Call] = []
"""The calls that have ended."""
_running: list[_Call] = []
"""The calls in progress, the innermost last."""


def watch() -> None:
    """Record every call of `fit` from now on. Its frames are left out of tracebacks, as Keras leaves out its own."""
    traceback_utils._EXCLUDED_PATHS = (*traceback_utils._EXCLUDED_PATHS, __file__)  # noqa: SLF001 - there is no public way to add to it
    TensorFlowTrainer.fit = traceback_utils.filter_traceback(_watched_fit(TensorFlowTrainer.fit))
    TensorFlowTrainer.train_on_batch = _watched_batch(TensorFlowTrainer.train_on_batch)
    TFEpochIterator.__init__ = _watched_iterator(TFEpochIterator.__init__)
    keras.callbacks.CallbackList.on_epoch_end = _watched_epoch_end(keras.callbacks.CallbackList.on_epoch_end)


def training_left_out() -> contextlib.AbstractContextManager[None]:
    """Let `fit` only build its model from its first batch, as its first step would."""

    def fit(model: Any, x: Any = None, *_: Any, **__: Any) -> keras.callbacks.History:
        first = next(iter(x)) if isinstance(x, tf.data.Dataset) else x[:1]
        model(first[0] if isinstance(first, tuple) else first)
        return keras.callbacks.History()

    return put_back.attribute(TensorFlowTrainer, "fit", fit)


def trace_fits(model: keras.Model, namespace: dict[str, Any], max_bytes: int) -> Fits:
    """The calls of `fit` that led to a model; each array of a call has its share of `max_bytes`."""
    found, kept = _led_to(model)
    calls = found[-MOST:]
    share = min(max_bytes, ARRAY_BYTES) // max(len(calls), 1)
    return Fits(calls=tuple(_described(call, namespace, share) for call in calls), kept=kept)


def _led_to(model: keras.Model) -> tuple[list[_Call], bool]:
    """The calls by which a model got its current weights, and whether `fit` was the last to change them.

    They are the calls on that model and the earlier calls that made the weights with which the first of these began. If
    the weights belong to a different model, that model's calls count.
    """
    own = [call for call in _calls if call.model() is model]
    trained = [weight() for weight in own[-1].weights] if own else []
    if own and _digest_of(trained) in own[-1].ends and {*map(id, trained)} <= {*map(id, model.weights)}:
        return _with_earlier(own), not any(one.meddled for one in own)
    now = _weights_digest(model)
    last = next((call for call in reversed(_calls) if now is not None and call.end == now), None)
    if last is not None:
        return _with_earlier([call for call in _calls if call.model() is last.model() or call is last]), True
    return (_with_earlier(own), False) if own else ([], True)


def _with_earlier(own: list[_Call]) -> list[_Call]:
    """The calls on one model, preceded by the calls that made the weights with which the first of these began."""
    found, before = own, own[0].start
    for call in reversed(_calls[: _calls.index(own[0])]):
        if before is not None and call.end == before:
            found, before = [call, *found], call.start
    return found


def _described(call: _Call, namespace: dict[str, Any], share: int) -> FitCall:
    training, later = _passes(call, call.training, call.beside, share)
    validation, validated_later = _passes(call, call.validation, [], share)
    return FitCall(
        epochs=call.epochs,
        training=training,
        validation=validation,
        later=later,
        validated_later=validated_later,
        histories=_names(call.history, namespace),
        callbacks=tuple(
            FitCallback(names=_names(one, namespace), stopped=stopped) for one, (stopped,) in call.callbacks[:MOST]
        ),
        losses=Array.from_values(np.array(call.losses), max_bytes=share) if call.losses else None,
    )


def _passes(
    call: _Call, watched: _Watched | None, beside: Sequence[tuple[int, Walk]], share: int
) -> tuple[Dataset | None, tuple[EpochPass, ...]]:
    """The examples of the first epoch, and of each later epoch that differs from all before it."""
    if watched is None:
        return None, ()
    specs = features_and_labels(_pair(watched.dataset.element_spec), call.model())
    first, *rest = watched.epochs() or [Walk(ended="end")]
    seen, others = {_mark(first)}, list[EpochPass]()
    epochs = [(number, walk, number <= call.epochs) for number, walk in enumerate(rest, 2)]
    for number, walk, whole in [*epochs, *((number, walk, False) for number, walk in beside)]:
        if (mark := _mark(walk)) not in seen:
            seen.add(mark)
            went = walked_pass(walk, len(specs), share)
            others.append(EpochPass(epoch=number, whole=whole and walk.ended == "end", went=went))
    return batches_walked(first, tuple(specs), share), _sampled(others, share)


def _sampled(passes: list[EpochPass], max_bytes: int) -> tuple[EpochPass, ...]:
    """As many passes as may be sent, drawn unpredictably at random, in their order."""
    sizes = [8 * int(one.went.sizes.numpy().sum()) for one in passes]
    many = min(MOST, max_bytes // max(max(sizes, default=1), 1))
    places = range(len(passes))
    chosen = places if len(passes) <= many else sorted(random.SystemRandom().sample(places, max(many, 1)))
    return tuple(passes[place] for place in chosen)


def _mark(walk: Walk) -> bytes:
    """A digest that is equal for walks over the same examples, in any order and batches."""
    reads = [one.digests for one in walk.reads]
    columns = [np.concatenate(column) for column in zip(*reads, strict=True)]
    rows = np.stack(columns, axis=1)[np.lexsort(columns)] if columns else np.zeros(0)
    return blake2b(rows.tobytes(), digest_size=16).digest()


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
        with _beside(lambda: call.training.epochs() if call.training else []):
            _running.append(call)
            try:
                with made_outside():
                    history = original(model, *args, **kwargs)
                call.history = weakref.ref(history)
                return history
            finally:
                _running.remove(call)
                call.end = _weights_digest(model)
                call.ends.add(call.end)
                call.weights = [weakref.ref(weight) for weight in _weights(model)]
                if call.trained:
                    _calls.append(call)

    return fit


def _watched_batch(original: Any) -> Any:
    @functools.wraps(original)
    def train_on_batch(model: Any, *args: Any, **kwargs: Any) -> Any:
        def walked() -> list[Walk]:
            given = [*args, *(kwargs[name] for name in ("x", "y") if name in kwargs)]
            parts = features_and_labels(given[:2], model)
            return [Walk(reads=[_batch_read([np.asarray(part) for part in parts])], ended="end")]

        with _beside(walked):
            return original(model, *args, **kwargs)

    return train_on_batch


@contextlib.contextmanager
def _beside(walked: Callable[[], list[Walk]]) -> Iterator[None]:
    """Within a call of `fit`: data that is iterated over counts for this call if it changed the model's weights."""
    outer = _running[-1] if _running else None
    before = _weights_digest(outer.model()) if outer else None
    try:
        yield
    finally:
        if outer is not None and _weights_digest(outer.model()) != before:
            try:
                outer.beside += [(outer.epochs + 1, one) for one in walked()]
                outer.ends.add(_weights_digest(outer.model()))
            except Exception:  # noqa: BLE001 - data that can't be read was still used, and training must continue
                outer.meddled = True


def _watched_iterator(original: Any) -> Any:
    @functools.wraps(original)
    def made(iterator: Any, *args: Any, **kwargs: Any) -> None:
        original(iterator, *args, **kwargs)
        if _running and sys._getframe(1).f_code.co_name == "fit":  # noqa: SLF001 - not called by `evaluate` in a callback
            _watch_data(_running[-1], iterator)

    return made


def _watch_data(call: _Call, iterator: Any) -> None:
    """Watch the batches that an iterator of `fit` yields, first the training's and then the validation's."""
    dataset = iterator._distributed_dataset  # noqa: SLF001 - what Keras makes from any kind of data
    if not isinstance(dataset, tf.data.Dataset):
        return
    if not all(isinstance(one, tf.TensorSpec) for one in tf.nest.flatten(_pair(dataset.element_spec))):
        return
    watched = _Watched(dataset=dataset, call=call, steps=iterator.steps_per_epoch)
    iterator._distributed_dataset = watched  # noqa: SLF001 - not public
    if call.training is None:
        call.training = watched
    else:
        call.validation = watched


def _pair(element: Any) -> tuple[Any, ...]:
    """The features and labels in a batch or in a data set's `element_spec`."""
    return element[:2] if isinstance(element, tuple) else (element,)


def _batch_read(parts: Sequence[Numbers], digests: Callable[[Numbers], Numbers] = batch_digests) -> ElementRead:
    """The contents of a batch, with its labels as class numbers."""
    first, *rest = map(np.atleast_1d, parts)
    values = (first, *map(_class_numbers, rest))
    spans = tuple(map(span_of, values))
    return ElementRead(examples=len(first), digests=tuple(map(digests, values)), spans=spans)


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
        call.ends.add(_weights_digest(callbacks.model))
        try:
            original(callbacks, epoch, logs)
        finally:
            callbacks.callbacks = own
            call.epochs += 1

    return on_epoch_end


def _loss(logs: Any) -> list[float]:
    """The loss in the values that callbacks get at the end of an epoch; empty if there is none."""
    try:
        return [float(logs["loss"])]
    except (KeyError, TypeError, ValueError):
        return []


@dataclass(frozen=True, slots=True)
class _Ending:
    """Stands in for a callback at the end of an epoch, and records whether the callback ends the training."""

    callback: Any
    call: _Call

    def on_epoch_end(self, *args: Any, **kwargs: Any) -> None:
        model = self.call.model()
        before = getattr(model, "stop_training", False)
        self.callback.on_epoch_end(*args, **kwargs)
        if not type(self.callback).__module__.startswith("keras."):
            self.call.meddled |= _weights_digest(model) not in self.call.ends
        if getattr(model, "stop_training", False) and not before:
            for one, stopped in self.call.callbacks:
                stopped[0] |= one() is self.callback


def _weights(model: Any) -> list[Any]:
    """The weights that training may change; empty if there are none yet."""
    try:
        return list(model.trainable_weights)
    except Exception:  # noqa: BLE001 - a learner's model may raise anything, and must still be trained
        return []


def _weights_digest(model: Any) -> bytes | None:
    """A digest of the weights that training may change; None if there are none yet."""
    return _digest_of(_weights(model))


def _digest_of(weights: Sequence[Any]) -> bytes | None:
    """A digest of some weights, whether or not they are still trainable; None if there are none."""
    try:
        values = b"".join(np.asarray(weight).tobytes() for weight in weights)
    except Exception:  # noqa: BLE001 - must still be trained
        return None
    return blake2b(values, digest_size=16).digest() if values else None


def _class_numbers(labels: Numbers) -> Numbers:
    """Labels (examples, …) as class numbers, if each label is a row with a single 1."""
    rows = labels.reshape(len(labels), math.prod(labels.shape[1:]))
    one_hot = rows.shape[1] > 1 and np.isin(rows, (0, 1)).all() and (rows.sum(axis=1) == 1).all()
    return rows.argmax(axis=1) if one_hot else labels
