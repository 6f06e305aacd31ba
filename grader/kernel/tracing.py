"""What a model with code of its own does: it is called on symbols, and watched.

`tf.nn.relu(self.hidden(x))` in a `call` leaves no layer behind, but it leaves TensorFlow's operations in a graph. What
lies between two layers is cut out of that graph and tried on the grid; so an activation is known by what it does,
whoever wrote it and how.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.kernel.steps import START, Piece, Step, Unclear, Values, Wiring, input_shape, plain, response, shape_of

PASSED_ON = frozenset(["Identity", "StopGradient", "PreventGradient", "EnsureShape", "CheckNumerics"])
"""Operations that give back what they get."""
KINDS: Mapping[str, str] = {
    "AddV2": "Add",
    "AddN": "Add",
    "ConcatV2": "Concatenate",
    "Mul": "Multiply",
    "Sub": "Subtract",
    "Squeeze": "Reshape",
    "ExpandDims": "Reshape",
}
"""What the layer is called that does what an operation of TensorFlow's does."""
MAX_CONSTANT = 32
"""Numbers of a constant by which operations are told apart."""


def traced(model: keras.Model, grid: Values, max_steps: int) -> Wiring:
    """The steps of a model, as it took them when it was called on symbols.

    Raises `Unclear` where its inputs are not known, and whatever the learner's `call` raises.
    """
    watch = _Watch(grid, max_steps)
    ends: list[int] = []

    def call(*inputs: Any) -> list[Any]:
        starts = [watch.start(one) for one in inputs]
        given = model(starts[0] if len(starts) == 1 else starts, training=True)  # so that dropout shows
        ends.extend(watch.place(one) for one in _tensors(given))
        return _tensors(given)

    with _watched(watch), _functions_opened():
        tf.compat.v1.wrap_function(call, _signature(model))
    return Wiring(tuple(watch.steps), tuple(ends))


def _signature(model: keras.Model) -> list[tf.TensorSpec]:
    """What a model is called on. Raises `Unclear`."""
    inputs = getattr(model, "inputs", None)
    if isinstance(inputs, list) and inputs:
        return [tf.TensorSpec(one.shape, one.dtype) for one in inputs]
    shape = input_shape(model)
    if shape is None:
        raise Unclear
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
        """What a layer answers, noted unless all it does is done by others."""
        if self.inside:
            return call()
        before = len(self.steps)
        self.inside = plain(layer)
        try:
            answer = call()
        finally:
            closed, self.inside = self.inside, False
        if not layer.weights and any(answer is one for one in _tensors(passed)):
            return answer  # Dropout(0), or one that is told not to train
        own = len(self.steps) == before and not isinstance(layer, keras.Model) and bool(layer.weights)
        return self._noted(layer, passed, answer) if closed or own else answer

    def _noted(self, layer: Any, passed: Any, answer: Any) -> Any:
        """The answer, each tensor of it fresh, so that it tells where it comes from."""
        inputs = tuple(self.place(one) for one in _tensors(passed))
        answer = tf.nest.map_structure(lambda one: tf.identity(one) if isinstance(one, tf.Tensor) else one, answer)
        self._note(layer, inputs, _tensors(answer))
        return answer

    def _note(self, does: keras.layers.Layer | Piece, inputs: tuple[int, ...], tensors: list[Any]) -> int:
        if len(self.steps) >= self.max_steps:
            raise Unclear
        alone = tensors[0] if len(tensors) == 1 else None
        self.steps.append(Step(does, inputs, None if alone is None else shape_of(alone)))
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
        piece = self._activation(inputs[0] if len(inputs) == 1 else None, tensor) or self._operation(tensor.op)
        return self._note(piece, tuple(self.place(one) for one in inputs), [tensor])

    def _activation(self, start: Any, end: Any) -> Piece | None:
        """All that lies between two tensors, where that is what an activation does; otherwise None."""
        if start is None or start.shape.rank is None or start.shape.rank != end.shape.rank:
            return None
        with tf.init_scope():
            said = response(lambda values: _between(start, end, values), self.grid, max(2, start.shape.rank))
        if said is None:
            return None
        alone = any(one.name == start.name for one in end.op.inputs)
        return Piece(kind="Activation", name=str(end.op.type).lower()[:200] if alone else "function", response=said)

    def _operation(self, operation: Any) -> Piece:
        """One operation of TensorFlow's with the small constants that go into it."""
        constants = [tf.get_static_value(one) for one in operation.inputs if not self._sources(one)]
        small = [one for one in constants if one is not None and np.size(one) <= MAX_CONSTANT]
        settings = {f"constant {number}": np.asarray(one) for number, one in enumerate(small, 1)}
        kind = KINDS.get(operation.type, operation.type)[:200]
        return Piece(kind=kind, name=kind.lower(), settings=settings)

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


def _between(start: Any, end: Any, values: Any) -> Any:
    """What the operations between two tensors of a graph make of other values. Raises whatever they raise."""
    definition = tf.compat.v1.GraphDef(versions=end.graph.graph_def_versions)
    definition.node.extend(operation.node_def for operation in _operations(start, end))

    def again(one: Any) -> Any:
        return tf.graph_util.import_graph_def(definition, {start.name: one}, [end.name], name="")[0]

    return tf.compat.v1.wrap_function(again, [tf.TensorSpec(None, start.dtype)])(values)


def _operations(start: Any, end: Any) -> list[Any]:
    """The operations that lead from one tensor to another."""
    found, ahead = dict[str, Any](), [end]
    while ahead:
        one = ahead.pop()
        if one.name != start.name and one.op.name not in found:
            found[one.op.name] = one.op
            ahead.extend(one.op.inputs)
    return list(found.values())
