"""What each call of `fit` was given, noted while it runs: afterwards nothing tells.

A data set can't be gone through once more beside the training: that would move its shuffles on, and other numbers
would come of it. So the training itself is watched, all of it. Each batch passes through one more step, which hands it
on as it is and keeps its digests. No random number is drawn for that.

What an epoch went over travels once: an epoch that saw the same examples as one before it, in whatever order, adds
nothing. Of very many that differ a sample travels, which is drawn when they are asked for.

What trains beside `fit` is noted when a callback calls `fit` or `train_on_batch`. Of anything else that changes the
weights, a loop of one's own or `set_weights`, it shows that they are no more what `fit` left.
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
"""Calls of `fit` that led to a model, callbacks of one, and epochs of one that went over other examples."""
MOST_NAMES = 20
ARRAY_BYTES = 2**19
"""Of the digests of one component: those of 60,000 examples find room."""
ALL_EXAMPLES = 5_000_000
"""Of all epochs of one call: what comes after them is not noted."""
KERAS_OWN = (keras.callbacks.History, keras.callbacks.ProgbarLogger)

batch_digests = functools.partial(element_digests, batched=True)
Reference = weakref.ReferenceType[Any]


@dataclass(slots=True, eq=False)
class _KnownExamples:
    """The digests of examples that came before, found by a sum that takes a tenth of the time.

    It is one of an example's bytes, times factors that are drawn anew in each process: nobody can make two examples
    that have the same one ahead.
    """

    found: dict[tuple[str, int], dict[int, int]] = field(default_factory=dict)
    """By dtype and numbers of an example; then by the sum."""
    factors: Numbers = field(default_factory=lambda: np.zeros(0, np.uint64))

    def digests(self, values: Numbers) -> Numbers:
        """uint64 (examples,): the digests of a batch."""
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
        """uint64 (examples,): of each row of words."""
        width = words.shape[1]
        if width > len(self.factors):
            self.factors = np.frombuffer(os.urandom(8 * width), np.uint64) | np.uint64(1)
            self.found.clear()
        return np.asarray((words * self.factors[:width]).sum(axis=1, dtype=np.uint64))


@dataclass(slots=True, eq=False)
class _Watched:
    """What epochs go over: the batches of all of them pass by here."""

    dataset: tf.data.Dataset
    call: "_Call"
    steps: int | None
    """How many batches are an epoch, where `fit` was told: then one walk is all epochs, and a bit of the next one."""
    walks: list[Walk] = field(default_factory=list)
    examples: int = 0
    before: int = 0
    """Examples of the walks before the one under way."""
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
        """What each epoch went over, the last one perhaps not to its end."""
        if self.steps is None:
            return [one for one in self.walks if one.reads]
        reads = [read for walk in self.walks for read in walk.reads]
        starts = range(0, len(reads), self.steps)
        return [Walk(reads=reads[start : start + self.steps], ended="end") for start in starts]


@dataclass(slots=True, eq=False)
class _Call:
    """One call of `fit`, as far as it has come."""

    model: Reference
    start: bytes | None
    ends: set[bytes | None] = field(default_factory=set)
    """Of the weights after each epoch, and at the end."""
    end: bytes | None = None
    weights: list[Reference] = field(default_factory=list)
    """Those that it could change."""
    epochs: int = 0
    training: _Watched | None = None
    validation: _Watched | None = None
    beside: list[tuple[int, Walk]] = field(default_factory=list)
    """What the same weights were trained on meanwhile by its callbacks, with the epoch."""
    meddled: bool = False
    """Whether a callback of the learner's changed the weights in another way."""
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
    TensorFlowTrainer.train_on_batch = _watched_batch(TensorFlowTrainer.train_on_batch)
    TFEpochIterator.__init__ = _watched_iterator(TFEpochIterator.__init__)
    keras.callbacks.CallbackList.on_epoch_end = _watched_epoch_end(keras.callbacks.CallbackList.on_epoch_end)


def training_left_out() -> contextlib.AbstractContextManager[None]:
    """Let `fit` build its model by the first of what it is given, as its first step would, and do no more."""

    def fit(model: Any, x: Any = None, *_: Any, **__: Any) -> keras.callbacks.History:
        first = next(iter(x)) if isinstance(x, tf.data.Dataset) else x[:1]
        model(first[0] if isinstance(first, tuple) else first)
        return keras.callbacks.History()

    return put_back.attribute(TensorFlowTrainer, "fit", fit)


def trace_fits(model: keras.Model, namespace: dict[str, Any], max_bytes: int) -> Fits:
    """The calls of `fit` that led to a model, each of their arrays within its share of `max_bytes`."""
    found, kept = _led_to(model)
    calls = found[-MOST:]
    share = min(max_bytes, ARRAY_BYTES) // max(len(calls), 1)
    return Fits(calls=tuple(_described(one, namespace, share) for one in calls), kept=kept)


def _led_to(model: keras.Model) -> tuple[list[_Call], bool]:
    """The calls by which a model got the weights that it has, and whether it was `fit` that left it these.

    They are the calls on that model and, before them, those whose weights the first of them began with. Where the
    weights are another model's, its calls count.
    """
    own = [one for one in _calls if one.model() is model]
    trained = [one() for one in own[-1].weights] if own else []
    if own and _digest_of(trained) in own[-1].ends and {*map(id, trained)} <= {*map(id, model.weights)}:
        return _with_earlier(own), not any(one.meddled for one in own)
    now = _weights_digest(model)
    last = next((one for one in reversed(_calls) if now is not None and one.end == now), None)
    if last is not None:
        return _with_earlier([one for one in _calls if one.model() is last.model() or one is last]), True
    return (_with_earlier(own), False) if own else ([], True)


def _with_earlier(own: list[_Call]) -> list[_Call]:
    """The calls on one model, and before them those whose weights the first of them began with."""
    found, before = own, own[0].start
    for one in reversed(_calls[: _calls.index(own[0])]):
        if before is not None and one.end == before:
            found, before = [one, *found], one.start
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
    """What the first epoch went over, and each later one that went over others than all before it."""
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
    """As many passes as may travel, drawn by chance that nobody can foresee, in their order."""
    sizes = [8 * int(one.went.sizes.numpy().sum()) for one in passes]
    many = min(MOST, max_bytes // max(max(sizes, default=1), 1))
    places = range(len(passes))
    chosen = places if len(passes) <= many else sorted(random.SystemRandom().sample(places, max(many, 1)))
    return tuple(passes[place] for place in chosen)


def _mark(walk: Walk) -> bytes:
    """A digest that is equal for walks over the same examples, in whatever order and batches."""
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
                call.weights = [weakref.ref(one) for one in _weights(model)]
                if call.trained:
                    _calls.append(call)

    return fit


def _watched_batch(original: Any) -> Any:
    @functools.wraps(original)
    def train_on_batch(model: Any, *args: Any, **kwargs: Any) -> Any:
        def walked() -> list[Walk]:
            given = [*args, *(kwargs[name] for name in ("x", "y") if name in kwargs)]
            parts = features_and_labels(given[:2], model)
            return [Walk(reads=[_batch_read([np.asarray(one) for one in parts])], ended="end")]

        with _beside(walked):
            return original(model, *args, **kwargs)

    return train_on_batch


@contextlib.contextmanager
def _beside(walked: Callable[[], list[Walk]]) -> Iterator[None]:
    """Within a call of `fit`: what was gone through counts as its own where it changed that model's weights."""
    outer = _running[-1] if _running else None
    before = _weights_digest(outer.model()) if outer else None
    try:
        yield
    finally:
        if outer is not None and _weights_digest(outer.model()) != before:
            try:
                outer.beside += [(outer.epochs + 1, one) for one in walked()]
                outer.ends.add(_weights_digest(outer.model()))
            except Exception:  # noqa: BLE001 - what can't be read was given all the same, and is to be trained on
                outer.meddled = True


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
    if not isinstance(dataset, tf.data.Dataset):
        return
    if not all(isinstance(one, tf.TensorSpec) for one in tf.nest.flatten(_pair(dataset.element_spec))):
        return
    watched = _Watched(dataset=dataset, call=call, steps=iterator.steps_per_epoch)
    iterator._distributed_dataset = watched  # noqa: SLF001 - likewise
    if call.training is None:
        call.training = watched
    else:
        call.validation = watched


def _pair(element: Any) -> tuple[Any, ...]:
    """What a batch, or a data set's `element_spec`, holds of features and labels."""
    return element[:2] if isinstance(element, tuple) else (element,)


def _batch_read(parts: Sequence[Numbers], digests: Callable[[Numbers], Numbers] = batch_digests) -> ElementRead:
    """What a batch showed, its labels as the numbers of their classes."""
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
        if not type(self.callback).__module__.startswith("keras."):
            self.call.meddled |= _weights_digest(model) not in self.call.ends
        if getattr(model, "stop_training", False) and not before:
            for one, stopped in self.call.callbacks:
                stopped[0] |= one() is self.callback


def _weights(model: Any) -> list[Any]:
    """The weights that training may change; none where there are none yet."""
    try:
        return list(model.trainable_weights)
    except Exception:  # noqa: BLE001 - a learner's own model may raise anything, and is to be trained
        return []


def _weights_digest(model: Any) -> bytes | None:
    """A digest of the weights that training may change; None where there are none yet."""
    return _digest_of(_weights(model))


def _digest_of(weights: Sequence[Any]) -> bytes | None:
    """A digest of some weights, whether or not training may change them by now; None where there are none."""
    try:
        values = b"".join(np.asarray(one).tobytes() for one in weights)
    except Exception:  # noqa: BLE001 - as above
        return None
    return blake2b(values, digest_size=16).digest() if values else None


def _class_numbers(labels: Numbers) -> Numbers:
    """Labels (examples, …) as the numbers of their classes, where each is a row with a single 1."""
    rows = labels.reshape(len(labels), math.prod(labels.shape[1:]))
    one_hot = rows.shape[1] > 1 and np.isin(rows, (0, 1)).all() and (rows.sum(axis=1) == 1).all()
    return rows.argmax(axis=1) if one_hot else labels
