"""What a model calls, in which order, and the inputs of each call: a graph of its layers, with nested models opened.

A model of Keras' own classes describes this itself. A model that contains code (a learner's class, an operation between
layers) is called on symbols and watched (`grader.probe.inside.tracing`). If that fails too, its layers are listed in
the model's own order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras

from grader.probe.inside.steps import (
    START,
    Shape,
    Step,
    UnclearModelError,
    Values,
    Wiring,
    call_arguments,
    is_plain_layer,
    is_plain_model,
    output_piece,
    shape_of,
)
from grader.probe.inside.tracing import trace_model

MAX_DEPTH = 50
"""The deepest nesting of models."""


def wiring(model: keras.Model, grid: Values, max_steps: int) -> Wiring:
    """The steps of a model, or those that can be determined.

    Activations are called on `grid`, float32 (rows, values).
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
    """The steps of a model of Keras' own classes; more are added while it is processed."""

    max_steps: int
    steps: list[Step] = field(default_factory=list)
    depth: int = 0

    def lay_open(self, model: keras.Model, given: list[int] | None) -> list[int]:
        """Add the steps of a model and return the places of its outputs.

        `given` are the places of its inputs, if a different model calls it.
        """
        if not is_plain_model(model) or self.depth >= MAX_DEPTH:
            raise UnclearModelError
        self.depth += 1
        graph = getattr(model, "_functional", None) if isinstance(model, keras.Sequential) else model
        ends = self._chain(model.layers, given or []) if graph is None else self._graph(graph, given)
        self.depth -= 1
        return ends

    def _chain(self, layers: Iterable[keras.layers.Layer], ends: list[int]) -> list[int]:
        for layer in layers:
            if isinstance(layer, keras.Model):
                ends = self.lay_open(layer, ends)
            elif is_plain_layer(layer):
                ends = [self._add(Step(layer, tuple(ends), None))]
            else:
                raise UnclearModelError
        return ends

    def _graph(self, model: Any, given: list[int] | None) -> list[int]:
        starts = given or [self._add(Step(START, (), shape_of(input_name))) for input_name in model.inputs]
        places = dict(zip(map(id, model.inputs), starts, strict=True))
        by_depth = model._nodes_by_depth  # noqa: SLF001 - no public method distinguishes the calls of a layer
        for node in (node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]):
            if not node.is_input:
                self._node(node, places)
        return [places[id(one)] for one in model.outputs]

    def _node(self, node: Any, places: dict[int, int]) -> None:
        """Add one call and the places of its outputs.

        If the call got a `training` argument, it is ignored: a model passes on its own.
        """
        layer, passed = node.operation, node.arguments
        if isinstance(layer, keras.Model):
            ends = self.lay_open(layer, [places[id(tensor)] for tensor in node.input_tensors])
        elif is_plain_layer(layer):
            given = call_arguments(layer, (passed.args, passed.kwargs), _is_symbol)
            ends = self._outputs(layer, self._places(given.tensors, places), node.outputs, given.options)
        else:
            raise UnclearModelError
        places.update(zip(map(id, node.outputs), ends, strict=True))

    def _places(self, tensors: Iterable[Any], places: Mapping[int, int]) -> tuple[int, ...]:
        """The places of the steps that tensors come from. Raises `UnclearModelError` for a mask made by operations."""
        found = tuple(places.get(id(tensor), -1) for tensor in tensors)
        if -1 in found:
            raise UnclearModelError
        return found

    def _outputs(
        self, layer: keras.layers.Layer, inputs: tuple[int, ...], outputs: list[Any], options: Mapping[str, object]
    ) -> list[int]:
        """The places of a call's results: the place of the call itself, or one for each of its outputs."""
        if len(outputs) == 1:
            return [self._add(Step(layer, inputs, shape_of(outputs[0]), options=options))]
        call = self._add(Step(layer, inputs, None, options=options))
        return [self._add(Step(output_piece(number), (call,), shape_of(one))) for number, one in enumerate(outputs)]

    def _add(self, step: Step) -> int:
        if len(self.steps) >= self.max_steps:
            raise UnclearModelError
        self.steps.append(step)
        return len(self.steps) - 1


def _is_symbol(value: object) -> bool:
    return isinstance(value, keras.KerasTensor)


def _output_shape(layer: keras.layers.Layer) -> Shape | None:
    try:
        return shape_of(layer.output)
    except (AttributeError, ValueError, RuntimeError):  # not called, or called more than once
        return None
