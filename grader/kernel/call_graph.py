"""What a model calls, in which order, and what goes into each call: its layers as a graph, nested models laid open.

A model of Keras' own says so itself. One with code in it (a class of the learner's, an operation between layers) is
called on symbols and watched (`grader.kernel.tracing`). Where that fails too, its layers are listed as it lists them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import keras

from grader.kernel.steps import (
    START,
    Piece,
    Shape,
    Step,
    UnclearModelError,
    Values,
    Wiring,
    is_plain_layer,
    is_plain_model,
    shape_of,
)
from grader.kernel.tracing import trace_model

MAX_DEPTH = 50
"""Models within models."""


def wiring(model: keras.Model, grid: Values, max_steps: int) -> Wiring:
    """The steps of a model, as well as they can be found out.

    `grid`, float32 (rows, values), is what activations are called on.
    """
    try:
        plan = _Plan(max_steps)
        ends = plan.lay_open(model, None)
        return Wiring(tuple(plan.steps), tuple(ends))
    except UnclearModelError:
        pass
    try:
        return trace_model(model, grid, max_steps)
    except Exception:  # noqa: BLE001 - the learner's own `call` runs in there
        return Wiring(tuple(Step(layer, None, _output_shape(layer)) for layer in model.layers[:max_steps]), None)


@dataclass(slots=True)
class _Plan:
    """The steps of a model of Keras' own, as far as it has been walked."""

    max_steps: int
    steps: list[Step] = field(default_factory=list)
    depth: int = 0

    def lay_open(self, model: keras.Model, given: list[int] | None) -> list[int]:
        """The places of a model's outputs; `given` are those of its inputs, where it is called by another."""
        if not is_plain_model(model) or self.depth >= MAX_DEPTH:
            raise UnclearModelError
        self.depth += 1
        graph = getattr(model, "_functional", None) if isinstance(model, keras.Sequential) else model
        ends = self._chain(model.layers, given or []) if graph is None else self._graph(graph, given)
        self.depth -= 1
        return ends

    def _chain(self, layers: Iterable[keras.layers.Layer], ends: list[int]) -> list[int]:
        for layer in layers:
            ends = self._call(layer, ends, None)
        return ends

    def _graph(self, model: Any, given: list[int] | None) -> list[int]:
        starts = given or [self._add(START, (), shape_of(one)) for one in model.inputs]
        places = dict(zip(map(id, model.inputs), starts, strict=True))
        by_depth = model._nodes_by_depth  # noqa: SLF001 - nothing public distinguishes the calls of a layer
        for node in (node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]):
            if not node.is_input:
                self._node(node, places)
        return [places[id(one)] for one in model.outputs]

    def _node(self, node: Any, places: dict[int, int]) -> None:
        """Add one call, and the places of its outputs; of a layer with several, each is the layer's."""
        if "training" in node.arguments.kwargs and not isinstance(node.operation, keras.Model):
            raise UnclearModelError  # a dropout that never drops, or always
        shape = shape_of(node.outputs[0]) if len(node.outputs) == 1 else None
        ends = self._call(node.operation, [places[id(one)] for one in node.input_tensors], shape)
        ends = ends if len(ends) == len(node.outputs) else ends[:1] * len(node.outputs)
        places.update(zip(map(id, node.outputs), ends, strict=True))

    def _call(self, layer: Any, inputs: list[int], shape: Shape | None) -> list[int]:
        if isinstance(layer, keras.Model):
            return self.lay_open(layer, inputs)
        if not is_plain_layer(layer):
            raise UnclearModelError
        return [self._add(layer, tuple(inputs), shape)]

    def _add(self, does: keras.layers.Layer | Piece, inputs: tuple[int, ...], shape: Shape | None) -> int:
        if len(self.steps) >= self.max_steps:
            raise UnclearModelError
        self.steps.append(Step(does, inputs, shape))
        return len(self.steps) - 1


def _output_shape(layer: keras.layers.Layer) -> Shape | None:
    try:
        return shape_of(layer.output)
    except (AttributeError, ValueError, RuntimeError):  # not called, or called more than once
        return None
