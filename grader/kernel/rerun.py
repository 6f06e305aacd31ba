"""A learner's answer cells once more, on inputs that they have not seen, and what they leave then."""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any

import numpy as np
import tensorflow as tf

from grader.evidence import Array, Ask, Observation, Replay
from grader.kernel.dataset_reruns import rerun_on_hidden_examples
from grader.kernel.origins import WATCH, OriginRecorder, ValueSubstituter, Watch, instrument
from grader.kernel.replays import redirect_inputs
from grader.kernel.time_budget import Turns, TurnTimeout, exception_record

Namespace = dict[str, Any]
Answerer = Callable[[Ask, Namespace], Observation]


def run_replay(
    replay: Replay, namespace: Namespace, *, transform: Callable[[str], str], look: Answerer, turns: Turns
) -> dict[str, Observation]:
    """The answers to a replay's asks; the namespace stays as it is. `transform` turns magics into Python."""
    if replay.datasets or replay.passing:
        return rerun_on_hidden_examples(replay, namespace, transform=transform, look=look, turns=turns)
    run = _Rerun(replay, namespace, transform, turns)
    found = run.answers(replay.asks, run.by_name(), look)
    if replay.origins and (after := run.by_origin()) is not None:
        found |= run.answers(replay.origins, after, look)
    return found


class _Rerun:
    """Some cells, and a namespace whose copies they run in."""

    def __init__(self, replay: Replay, namespace: Namespace, transform: Callable[[str], str], turns: Turns) -> None:
        self.hidden = replay.inputs
        self.cells = replay.cells
        self.namespace = namespace
        self.transform = transform
        self.turns = turns
        self.error: BaseException | None = None
        """What a cell raised last, or that it was late."""

    def by_name(self) -> Namespace:
        """The observations where the names are bound to the hidden values."""
        return self._run(self._bound(self.hidden), frozenset(self.hidden), None)

    def by_origin(self) -> Namespace | None:
        """The observations where the cells make the hidden values; None where they make none of them."""
        makers = OriginRecorder(array.shape for array in self.hidden.values())
        left = self._run(dict(self.namespace), frozenset(), makers)
        places = {place: name for name in self.hidden if (place := makers.place(left.get(name))) is not None}
        if not places:
            return None
        others = self.hidden.keys() - places.values()
        givers = ValueSubstituter(places, lambda name, value: convert_like(value, self.hidden[name]))
        return self._run(self._bound(others), frozenset(others), givers)

    def answers(self, asks: Mapping[str, Ask], after: Namespace, look: Answerer) -> dict[str, Observation]:
        """The observations in a namespace; where a cell ended before it bound a name anew, the error that ended it."""
        return {key: self._stale(ask.name, after) or look(ask, after) for key, ask in asks.items()}

    def _stale(self, name: str, after: Namespace) -> Observation | None:
        """What ended a cell, where a value is the one of before; None where it may be judged.

        A number or a text may be the same object as before and yet made anew, if the cells had the time.
        """
        if self.error is None or after.get(name) is not self.namespace.get(name):
            return None
        made = isinstance(after.get(name), tf.Tensor | tf.Variable | np.ndarray | np.number)
        return exception_record(self.error) if made or isinstance(self.error, TurnTimeout) else None

    def _bound(self, names: Mapping[str, object] | set[str]) -> Namespace:
        """The namespace with hidden values under some names."""
        hidden: Namespace = {}
        for name in names:
            array = self.hidden[name]
            hidden[name] = self.turns.take(
                partial(convert_like, self.namespace.get(name), array), partial(_tensor, array)
            )
        return self.namespace | hidden

    def _run(self, namespace: Namespace, inputs: frozenset[str], watch: Watch | None) -> Namespace:
        """The namespace after the cells ran in it. One that raises, or is late, ends itself alone, as in a run."""
        self.error = None
        namespace |= {WATCH: watch} if watch else {}
        numbers = count()
        for cell in self.cells:
            one = partial(self._cell, cell, namespace, inputs, numbers if watch else None)
            self.error = self.turns.take(one, lambda why: why) or self.error
        return namespace

    def _cell(
        self, cell: str, namespace: Namespace, inputs: frozenset[str], numbers: Iterator[int] | None
    ) -> BaseException | None:
        """What a cell raised, if it did. Raises `TurnTimeout`."""
        try:
            tree = redirect_inputs(self.transform(cell), inputs)
            tree = instrument(tree, numbers) if numbers else ast.fix_missing_locations(tree)
            exec(compile(tree, "<replay>", "exec"), namespace)  # noqa: S102 - learner code, in its own kernel
        except TurnTimeout:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it raises, it would have raised in the run
            return error
        return None


def convert_like(old: object, array: Array) -> object:
    """The hidden value as the kind of object that it replaces, real numbers in its precision; by default a tensor."""
    values = array.numpy()
    match old:
        case np.ndarray():
            return values.astype(old.dtype) if old.dtype.kind == values.dtype.kind == "f" else values.copy()
        case tf.Tensor() | tf.Variable() if old.dtype.is_floating and values.dtype.kind == "f":
            cast = tf.constant(values, old.dtype)
            return tf.Variable(cast) if isinstance(old, tf.Variable) else cast
    return tf.Variable(values) if isinstance(old, tf.Variable) else tf.constant(values)


def _tensor(array: Array, _: TurnTimeout) -> object:
    return tf.constant(array.numpy())
