"""What a model with code of its own does: it is called on symbols, and watched.

`tf.nn.relu(self.hidden(x))` in a `call` leaves no layer behind, but it leaves TensorFlow's operations in a graph. What
lies between two layers is cut out of that graph and tried on the grid; so an activation is known by what it does,
whoever wrote it and how.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import keras
import tensorflow as tf

from grader.kernel.operations import PASSED_ON, apply_between, dense_of, find_dropout, operation_of, operations
from grader.kernel.steps import (
    START,
    Piece,
    Step,
    UnclearModelError,
    Values,
    Wiring,
    input_shape,
    is_plain_layer,
    response,
    shape_of,
)

CALM, TRAINING = 0, 1
"""The value of `training` in a traced call. It is not the literal `True`, which only a learner wrote."""


def trace_model(model: keras.Model, grid: Values, max_steps: int) -> Wiring:
    """The steps of a model, as it took them when it was called on symbols, in training so that dropout shows.

    Raises `UnclearModelError` where its inputs are not known, and whatever the learner's `call` raises.
    """
    found = _traced(model, grid, max_steps, TRAINING)
    if not any(_by_chance(step) for step in found.steps):
        return found
    always = any(_by_chance(step) for step in _traced(model, grid, max_steps, CALM).steps)
    steps = (replace(step, always=step.always or (always and _by_chance(step))) for step in found.steps)
    return Wiring(tuple(steps), found.ends)


def _by_chance(step: Step) -> bool:
    """Whether a step is a dropout that is not a layer, and so may ignore training."""
    return isinstance(step.does, Piece) and step.does.kind == "Dropout"


def _traced(model: keras.Model, grid: Values, max_steps: int, training: int) -> Wiring:
    watch = _Watch(grid, max_steps)
    ends: list[int] = []

    def call(*inputs: Any) -> list[Any]:
        starts = [watch.start(one) for one in inputs]
        given = model(starts[0] if len(starts) == 1 else starts, training=training)
        ends.extend(watch.place(one) for one in _tensors(given))
        return _tensors(given)

    with _watched(watch), _functions_opened():
        tf.compat.v1.wrap_function(call, _signature(model))
    return Wiring(tuple(watch.steps), tuple(ends))


def _signature(model: keras.Model) -> list[tf.TensorSpec]:
    """What a model is called on. Raises `UnclearModelError`."""
    inputs = getattr(model, "inputs", None)
    if isinstance(inputs, list) and inputs:
        return [tf.TensorSpec(one.shape, one.dtype) for one in inputs]
    shape = input_shape(model)
    if shape is None:
        raise UnclearModelError
    return [tf.TensorSpec(shape, tf.float32)]


@contextlib.contextmanager
def _watched(watch: "_Watch") -> Iterator[None]:
    """Every call of a layer is seen meanwhile."""
    original = keras.layers.Layer.__call__

    def seen(layer: Any, *args: Any, **options: Any) -> Any:
        return watch.seen(layer, (args, options), lambda: original(layer, *args, **options))

    keras.layers.Layer.__call__ = seen
    try:
        yield
    finally:
        keras.layers.Layer.__call__ = original


@contextlib.contextmanager
def _functions_opened() -> Iterator[None]:
    """Functions under `tf.function` run as they are written, so that their layers are seen."""
    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(run_eagerly=True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


@dataclass(slots=True)
class _Watch:
    """What one call of a model did, as far as it has come."""

    grid: Values
    max_steps: int
    steps: list[Step] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)
    """The tensor that each step gave, or None where it gave several."""
    places: dict[str, int] = field(default_factory=dict)
    """Name of a tensor to the step that gave it."""
    inside: bool = False
    """Whether a layer of Keras' own is at work, whose own layers are its own affair."""

    def start(self, tensor: Any) -> Any:
        """An input of the model, noted."""
        fresh = tf.identity(tensor)
        self._note(START, (), [fresh])
        return fresh

    def seen(self, layer: Any, passed: Any, call: Callable[[], Any]) -> Any:
        """A layer's output, recorded as a step unless other layers do all of its work."""
        if self.inside or isinstance(layer, keras.Model):
            return call()
        given = _tensors(passed)
        inputs = tuple(self.place(one) for one in given)
        before, self.inside = len(self.steps), is_plain_layer(layer)
        try:
            answer = call()
        finally:
            closed, self.inside = self.inside, False
        if not layer.weights and any(answer is one for one in given):
            return answer  # Dropout(0), or one with `training=False`
        if closed:
            return self._noted(layer, inputs, answer, always=passed[1].get("training") is True and not layer.weights)
        if len(self.steps) > before or not layer.weights:
            return answer
        if found := dense_of(layer, given, answer, self.grid):
            self._note(found[0], inputs, [found[1]])
            return answer
        return self._noted(layer, inputs, answer)

    def _noted(self, layer: Any, inputs: tuple[int, ...], answer: Any, *, always: bool = False) -> Any:
        """The answer, each tensor of it fresh, so that it records where it comes from."""
        answer = tf.nest.map_structure(lambda one: tf.identity(one) if isinstance(one, tf.Tensor) else one, answer)
        self._note(layer, inputs, _tensors(answer), always=always)
        return answer

    def _note(
        self, does: keras.layers.Layer | Piece, inputs: tuple[int, ...], tensors: list[Any], *, always: bool = False
    ) -> int:
        if len(self.steps) >= self.max_steps:
            raise UnclearModelError
        alone = tensors[0] if len(tensors) == 1 else None
        self.steps.append(Step(does, inputs, None if alone is None else shape_of(alone), always))
        self.given.append(alone)
        self.places |= dict.fromkeys((one.name for one in tensors), len(self.steps) - 1)
        return len(self.steps) - 1

    def place(self, tensor: Any) -> int:
        """The step that gave a tensor; what lies between the layers and it is noted first."""
        if tensor.name in self.places:
            return self.places[tensor.name]
        inputs = [one for one in _data(tensor.op) if self._sources(one)]
        if tensor.op.type in PASSED_ON and inputs:
            return self.place(inputs[0])
        sources = self._sources(tensor)
        start = self.given[sources[0]] if len(sources) == 1 else None
        if (piece := self._activation(start, tensor)) is not None:
            return self._note(piece, (sources[0],), [tensor])
        piece = self._activation(inputs[0] if len(inputs) == 1 else None, tensor)
        if piece is None:
            constants = [one for one in tensor.op.inputs if not self._sources(one)]
            piece = operation_of(tensor.op, constants)
        return self._note(piece, tuple(self.place(one) for one in inputs), [tensor])

    def _activation(self, start: Any, end: Any) -> Piece | None:
        """All that lies between two tensors, where that is what an activation or a dropout does; else None."""
        if start is None or start.shape.rank is None or start.shape.rank != end.shape.rank:
            return None
        types = {operation.type for operation in operations(start, end)}
        if "StopGradient" in types:
            return None
        with tf.init_scope():
            if any("Random" in one for one in types):
                return find_dropout(start, end)
            said = response(lambda values: apply_between(start, end, values), self.grid, max(2, start.shape.rank))
        if said is None:
            return None
        alone = any(one.name == start.name for one in end.op.inputs)
        return Piece(kind="Activation", name=str(end.op.type).lower()[:200] if alone else "function", response=said)

    def _sources(self, tensor: Any) -> list[int]:
        """The steps that a tensor comes from by the nearest ways, in order."""
        found, seen, ahead = dict[int, None](), set[str](), [tensor]
        while ahead:
            one = ahead.pop()
            if one.name in self.places:
                found[self.places[one.name]] = None
            elif one.name not in seen:
                seen.add(one.name)
                ahead.extend(reversed(list(one.op.inputs)))
        return list(found)


def _tensors(structure: Any) -> list[Any]:
    return [one for one in tf.nest.flatten(structure) if isinstance(one, tf.Tensor)]


def _data(operation: Any) -> list[Any]:
    """Those inputs of an operation that are numbers of the network's: not the shapes and places that go with them."""
    floating = [one for one in operation.inputs if one.dtype.is_floating]
    return floating or list(operation.inputs)
