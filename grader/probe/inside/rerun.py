"""Runs a learner's answer cells again, on inputs that they have not seen, and observes the results."""

import ast
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.common.global_state import set_global_attribute
from keras.src.random.seed_generator import GLOBAL_SEED_GENERATOR
from tensorflow.python.framework import random_seed

from grader.evidence import Array, Ask, CountLeft, HiddenModel, Observation, Replay, Tensor
from grader.probe.inside import put_back, setup
from grader.probe.inside.origins import WATCH, CodePosition, OriginRecorder, ValueSubstituter, Watch, instrument
from grader.probe.inside.replays import redirect_inputs, rerun_on_hidden_examples
from grader.probe.inside.substitutes import stored_examples, substitute_model
from grader.probe.inside.taken_out import TAKEN_OUT, TakenOut, without
from grader.probe.inside.time_budget import Turns, TurnTimeout, exception_record

Namespace = dict[str, Any]
Answerer = Callable[[Ask, Namespace], Observation]
Origins = dict[frozenset[str], dict[CodePosition, str]]
"""Maps names of inputs to the places in the code that make them, each with its name."""

SEED = 20
"""The random seed of all replays, so that differences between two replays come from their inputs."""


def run_replay(  # noqa: PLR0913 - keyword-only except for what runs
    replay: Replay,
    namespace: Namespace,
    *,
    transform: Callable[[str], str],
    look: Answerer,
    turns: Turns,
    origins: Origins,
) -> dict[str, Observation]:
    """The answers to a replay's asks; the namespace stays unchanged. `transform` turns magics into Python.

    The replays of one probe share what they find out in `origins`.
    """
    if replay.datasets or replay.passing:
        return rerun_on_hidden_examples(replay, namespace, transform=transform, look=look, turns=turns)
    try:
        with stored_examples(replay.stored), put_back.functions_run_eagerly():
            run = _Rerun(replay, namespace, transform, turns, origins)
            found = run.answers(replay.asks, run.by_name(), look)
            if replay.origins and (after := run.by_origin()) is not None:
                found |= run.answers(replay.origins, after, look)
    except Exception as error:  # noqa: BLE001 - the learner's code may have changed what is called here
        return dict.fromkeys(replay.asks, exception_record(error))
    return found


class _Chance:
    """Makes random numbers alike in all replays.

    Seeding TensorFlow discards the kernels of all operations, and making them again takes about 3 ms. So TensorFlow is
    seeded only when the first operation of a replay asks for a seed, for which there is one function.
    """

    def __init__(self) -> None:
        self._asked: Callable[[int | None], Any] | None = None
        self._waits = False
        """Whether TensorFlow must still be seeded."""

    def begin_anew(self) -> None:
        """Start again: from here on come the numbers that came after the last call."""
        if self._asked is None:
            self._asked, random_seed.get_seed = random_seed.get_seed, self._get_seed
        random.seed(SEED)
        np.random.seed(SEED)  # noqa: NPY002 - the generator that learners' code uses
        set_global_attribute(GLOBAL_SEED_GENERATOR, None)
        self._waits = True

    def end(self) -> None:
        """From here on chance, and the names of layers, are as in a new process."""
        self._waits = False
        keras.utils.set_random_seed(setup.SEED)
        set_global_attribute(GLOBAL_SEED_GENERATOR, None)
        set_global_attribute("object_name_uids", None)

    def _get_seed(self, op_seed: int | None) -> Any:
        if self._waits and tf.executing_eagerly():
            self._waits = False
            tf.random.set_seed(SEED)
        assert self._asked is not None, "it stands in its place"
        return self._asked(op_seed)


CHANCE = _Chance()


class _Rerun:
    """Some cells, and a namespace; the cells run in copies of it."""

    def __init__(
        self, replay: Replay, namespace: Namespace, transform: Callable[[str], str], turns: Turns, origins: Origins
    ) -> None:
        self.origins = origins
        self.hidden: Mapping[str, Array | HiddenModel] = {**replay.inputs, **replay.models}
        self.kept = replay.as_found
        self.fixed = frozenset(self.hidden) - {ask.name for ask in replay.asks.values()}
        """The inputs that cells may not rebind. An input that an ask names is an answer too, and not among them."""
        self.taken = TakenOut(replay.taken_out) if replay.taken_out else None
        self.cells = replay.cells
        self.namespace = namespace
        self.transform = transform
        self.turns = turns
        self.error: BaseException | None = None
        """The last exception that a cell raised, including the exception for taking too long."""

    def by_name(self) -> Namespace:
        """The namespace after the cells ran with the names bound to the hidden values."""
        return self._run(self._bound(self.hidden), self.fixed, None)

    def by_origin(self) -> Namespace | None:
        """The namespace after the cells themselves made the hidden values; None if they make none of them."""
        names = frozenset(name for name, one in self.hidden.items() if isinstance(one, Array))
        if names not in self.origins:
            self.origins[names] = self._places(names)
        places = self.origins[names]
        if not places:
            return None
        others = self.hidden.keys() - places.values()
        givers = ValueSubstituter(places, self._substitute)
        return self._run(self._bound(others), self.fixed & others, givers)

    def _places(self, names: frozenset[str]) -> dict[CodePosition, str]:
        """The places at which the cells make the values under the names."""
        makers = OriginRecorder(one.shape for name in names if isinstance(one := self.hidden[name], Array))
        left = self._run(dict(self.namespace), frozenset(), makers)
        return {place: name for name in names if (place := makers.place(left.get(name))) is not None}

    def answers(self, asks: Mapping[str, Ask], after: Namespace, look: Answerer) -> dict[str, Observation]:
        """The observations in a namespace; or the error, if a cell ended before it rebound a name."""
        return {key: self._seen(ask, after, look) for key, ask in asks.items()}

    def _seen(self, ask: Ask, after: Namespace, look: Answerer) -> Observation:
        if self.taken is None or not isinstance(ask, CountLeft):
            return self._stale(ask.name, after) or look(ask, after)
        return Tensor(kind="number", array=Array.from_values(np.asarray(self.taken.left(after.get(ask.name)))))

    def _substitute(self, name: str, value: object) -> object:
        """The replacement for an input: its hidden value, or the value that the run left."""
        if self.kept:
            return self.namespace.get(name)
        hidden = self.hidden[name]
        return substitute_model(value, hidden) if isinstance(hidden, HiddenModel) else convert_like(value, hidden)

    def _stale(self, name: str, after: Namespace) -> Observation | None:
        """The error that ended a cell, if a value is still the old one; None if the value may be judged.

        A number or a string may be the same object as before although it was made again, if the cells had the time.
        """
        if self.error is None or after.get(name) is not self.namespace.get(name):
            return None
        made = self.taken or isinstance(after.get(name), tf.Tensor | tf.Variable | np.ndarray | np.number)
        return exception_record(self.error) if made or isinstance(self.error, TurnTimeout) else None

    def _bound(self, names: Iterable[str]) -> Namespace:
        """The namespace with different values under some names."""
        others: Namespace = {}
        for name in names:
            make = partial(self._substitute, name, self.namespace.get(name))
            others[name] = self.turns.take(make, partial(self._plain, name))
        return self.namespace | others

    def _plain(self, name: str, _: TurnTimeout) -> object:
        hidden = self.hidden[name]
        return tf.constant(hidden.numpy()) if isinstance(hidden, Array) else self.namespace.get(name)

    def _run(self, namespace: Namespace, inputs: frozenset[str], watch: Watch | None) -> Namespace:
        """The namespace after the cells ran in it. If a cell raises or takes too long, only this cell ends."""
        self.error = None
        CHANCE.begin_anew()
        namespace |= {WATCH: watch, TAKEN_OUT: self.taken}
        numbers = count()
        for cell in self.cells:
            one = partial(self._cell, cell, namespace, inputs, numbers if watch else None)
            self.error = self.turns.take(one, lambda why: why) or self.error
        return namespace

    def _cell(
        self, cell: str, namespace: Namespace, inputs: frozenset[str], numbers: Iterator[int] | None
    ) -> BaseException | None:
        """Run a cell and return the exception that it raised, or None. Raises `TurnTimeout`."""
        try:
            tree = redirect_inputs(self.transform(cell), inputs)
            tree = instrument(tree, numbers) if numbers else ast.fix_missing_locations(tree)
            tree = without(tree, self.taken) if self.taken else tree
        except BaseException as error:  # noqa: BLE001 - the cell is not Python
            return error
        # an error caused by one statement's spoilt result does not prevent looking at the next statement
        parts = [ast.Module([one], []) for one in tree.body] if self.taken else [tree]
        errors = [_executed(part, namespace) for part in parts]
        return next((one for one in reversed(errors) if one is not None), None)


def _executed(tree: ast.Module, namespace: Namespace) -> BaseException | None:
    """Run code and return the exception that it raised, or None. Raises `TurnTimeout`."""
    try:
        exec(compile(tree, "<replay>", "exec"), namespace)  # noqa: S102 - learner code, in its own kernel
    except TurnTimeout:
        raise
    except BaseException as error:  # noqa: BLE001 - it would have raised the same in the run
        return error
    return None


def convert_like(old: object, array: Array) -> object:
    """The hidden value as the same kind of object as the old one, with its float precision; by default a tensor."""
    values = array.numpy()
    match old:
        case np.ndarray():
            return values.astype(old.dtype) if old.dtype.kind == values.dtype.kind == "f" else values.copy()
        case tf.Tensor() | tf.Variable() if old.dtype.is_floating and values.dtype.kind == "f":
            cast = tf.constant(values, old.dtype)
            return tf.Variable(cast) if isinstance(old, tf.Variable) else cast
    return tf.Variable(values) if isinstance(old, tf.Variable) else tf.constant(values)
