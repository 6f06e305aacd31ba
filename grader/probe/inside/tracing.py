"""Finds out what a model with custom code does: the model is called on symbols and watched.

`tf.nn.relu(self.hidden(x))` in a `call` leaves no layer, but it leaves TensorFlow's operations in a graph. The part
between two layers is cut out of that graph. It is recognised by its kind (`operation_of`), or by its effect when it is
tried on the grid (`apply_between`). So an activation is recognised by its effect, no matter who wrote it.
"""

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.probe.inside import put_back
from grader.probe.inside.steps import (
    START,
    Piece,
    Step,
    UnclearModelError,
    Values,
    Wiring,
    call_arguments,
    input_shape,
    is_plain_layer,
    mask_of,
    output_piece,
    response,
    shape_of,
)

PASSED_ON = frozenset(["Identity", "EnsureShape", "CheckNumerics"])
"""Operations that return their input."""
SHAPES = frozenset(["Shape", "ShapeN", "Size", "Rank"])
"""Operations that use only the shape of their input, never its numbers."""
POSITIONAL = frozenset({
    "ArgMax", "ArgMin", "Concat", "ConcatV2", "Cumprod", "Cumsum", "GatherNd", "GatherV2", "MatrixBandPart",
    "MirrorPad", "Pad", "PadV2", "ReverseV2", "Roll", "ScatterNd", "Slice", "StopGradient", "StridedSlice", "Tile",
    "TopKV2", "Transpose",
})  # fmt: skip
"""Operations that no activation needs: their effect on a few numbers does not show their effect on more numbers."""
KINDS: Mapping[str, str] = {
    "AddV2": "Add",
    "AddN": "Add",
    "ConcatV2": "Concatenate",
    "Mul": "Multiply",
    "Sub": "Subtract",
    "Squeeze": "Reshape",
    "ExpandDims": "Reshape",
}
"""Maps each TensorFlow operation to the name of the layer that does the same."""
POOLINGS: Mapping[str, str] = {"MaxPool": "MaxPooling2D", "AvgPool": "AveragePooling2D"}
ADDITIONS = frozenset(["BiasAdd", "AddV2", "Add"])
TOLD_TYPES = frozenset(["bool", "int", "float", "string", "list(int)", "list(float)", "list(string)"])
UNTOLD_ATTRIBUTES = frozenset(["N", "num_args", "seed", "seed2", "shared_name", "container", "message"])
MAX_CONSTANT = 32
"""The most numbers of a constant that distinguishes operations."""
MANY = 1_000
"""A number of values that is large enough for some to be dropped and some kept, at any rate."""


def operation_of(tensor: Any, from_data: list[bool]) -> Piece:
    """The operation that produced a tensor, with its attributes and the constants among its inputs.

    `from_data` has a flag for each of its inputs: whether it depends on the model's inputs.
    """
    operation = tensor.op
    if operation.type in POOLINGS and operation.get_attr("data_format") == b"NHWC":
        return _pooling(operation)
    kind = KINDS.get(operation.type, operation.type)[:200]
    settings = dict(_attributes(operation))
    constants = [place for place, data in enumerate(from_data) if not data]
    last = not any(from_data[constants[0] :]) if constants else True
    for number, place in enumerate(constants, 1):
        value = tf.get_static_value(operation.inputs[place])
        if value is not None:
            settings[f"constant {number}" if last else f"operand {place + 1}"] = _constant(np.asarray(value))
    if len(operation.outputs) > 1:
        settings["output"] = int(tensor.value_index)
    return Piece(kind=kind, name=kind.lower(), settings=settings)


def _constant(value: Values) -> Values | str:
    """A constant as a setting; a large constant as a digest."""
    if value.size <= MAX_CONSTANT and value.dtype.kind in "biuf":
        return value
    return f"{value.dtype} {value.shape} {sha256(value.tobytes()).hexdigest()[:16]}"


def _attributes(operation: Any) -> Iterator[tuple[str, bool | int | str | Values]]:
    """Yield the settings of an operation that differ from their defaults; never types and counts."""
    if operation.type == "Cast":
        yield "to", operation.outputs[0].dtype.name
    for one in operation.op_def.attr:
        if one.type in TOLD_TYPES and one.name not in UNTOLD_ATTRIBUTES:
            value = operation.get_attr(one.name)
            if not one.HasField("default_value") or operation.node_def.attr[one.name] != one.default_value:
                yield f"attribute {one.name}"[:200], _plain(value)


def _plain(value: Any) -> Any:
    """An attribute's value as a setting of a step."""
    match value:
        case bytes():
            return value.decode(errors="replace")
        case list():
            return np.asarray(value) if value else str(value)
    return value


def _pooling(operation: Any) -> Piece:
    settings = {
        "pool_size": np.asarray(operation.get_attr("ksize")[1:3], np.float64),
        "strides": np.asarray(operation.get_attr("strides")[1:3], np.float64),
        "padding": operation.get_attr("padding").decode().lower(),
    }
    return Piece(kind=POOLINGS[operation.type], name="pooling", settings=settings)


def find_dropout(start: Any, end: Any) -> Piece | None:
    """The operations between two tensors, if they set random numbers to zero and scale the rest."""
    shape = (*(1,) * (start.shape.rank - 1), MANY)
    try:
        values = np.asarray(apply_between(start, end, tf.ones(shape, start.dtype)))
    except Exception:  # noqa: BLE001 - operations that can't stand alone
        return None
    scale = float(values.max())
    if values.shape != shape or scale <= 1 or not np.isin(values, (0, values.max())).all():
        return None
    return Piece(kind="Dropout", name="dropout", settings={"rate": np.round(1 - 1 / scale, 6)})


def dense_of(layer: keras.layers.Layer, given: list[Any], answer: Any, grid: Values) -> tuple[Piece, Any] | None:
    """A learner's layer that multiplies with one matrix and may add a bias: the layer and its result.

    None if it uses its weights in any other way; operations after it are a separate step.
    """
    ranks = sorted(len(weight.shape) for weight in layer.weights)
    if ranks not in ([2], [1, 2]) or len(given) != 1 or not isinstance(answer, tf.Tensor):
        return None
    inside = operations(given[0], answer)
    products = [one for one in inside if one.type in ("MatMul", "BatchMatMulV2")]
    if len(products) != 1 or products[0].inputs[0].name != given[0].name or _turned(products[0]):
        return None
    end = products[0].outputs[0]
    sums = [one for one in inside if one.type in ADDITIONS and end.name in [other.name for other in one.inputs]]
    if len(sums) != len(ranks) - 1:
        return None
    units = max((weight.shape for weight in layer.weights), key=len)[1]
    settings = {"units": int(units), "use_bias": bool(sums)}
    return Piece(kind="Dense", name="dense", settings=settings, response=grid, layer=layer), (
        sums[0].outputs[0] if sums else end
    )


def _turned(product: Any) -> bool:
    """Whether a matrix is transposed before the multiplication."""
    names = ("transpose_a", "transpose_b") if product.type == "MatMul" else ("adj_x", "adj_y")
    return any(product.get_attr(name) for name in names)


def apply_between(start: Any, end: Any, values: Any) -> Any:
    """The result of a graph's operations between two tensors for different values. Raises all exceptions that they
    raise.
    """
    definition = tf.compat.v1.GraphDef(versions=end.graph.graph_def_versions)
    definition.node.extend(operation.node_def for operation in operations(start, end))

    def again(one: Any) -> Any:
        return tf.graph_util.import_graph_def(definition, {start.name: one}, [end.name], name="")[0]

    return tf.compat.v1.wrap_function(again, [tf.TensorSpec(None, start.dtype)])(values)


def operations(start: Any, end: Any) -> list[Any]:
    """The operations that lead from one tensor to a later one."""
    found, ahead = dict[str, Any](), [end]
    while ahead:
        one = ahead.pop()
        if one.name != start.name and one.op.name not in found:
            found[one.op.name] = one.op
            ahead.extend(one.op.inputs)
    return list(found.values())


GUESSES = (tf.float32, tf.int32, tf.string)
"""The possible dtypes for a class whose inputs nobody has described."""
CALM, TRAINING = 0, 1
"""The values of `training` in a traced call. They are not the literal `True`, which only a learner writes."""


def trace_model(model: keras.Model, grid: Values, max_steps: int) -> Wiring:
    """The steps that a model took when it was called on symbols, in training mode so that dropout is visible.

    Raises `UnclearModelError` if its inputs are not known, and all exceptions that the learner's `call` raises.
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
    """The steps of a call. The input dtypes of a class are not known, so several are tried.

    Raises `UnclearModelError`.
    """
    symbols = _symbols(model)
    known = all(one.dtype is not None for one in tf.nest.flatten(symbols))
    for dtype in (None,) if known else GUESSES:
        specs = tf.nest.map_structure(lambda one: tf.TensorSpec(one.shape, one.dtype or dtype), symbols)  # noqa: B023 - called at once
        with contextlib.suppress(Exception):  # a learner's own `call` runs in there
            return _called(model, specs, _Watch(grid, max_steps), training)
    raise UnclearModelError


def _called(model: keras.Model, specs: tuple[Any, ...], watch: "_Watch", training: int) -> Wiring:
    ends: list[int] = []

    def call(*inputs: Any) -> list[Any]:
        starts = tf.nest.map_structure(watch.start, inputs)
        given = model(*starts, training=training)
        ends.extend(watch.place(tensor) for tensor in _tensors(given))
        return _tensors(given)

    with _watched(watch), put_back.functions_run_eagerly():  # so that layers inside functions are seen
        tf.compat.v1.wrap_function(call, specs)
    return Wiring(tuple(watch.steps), tuple(ends))


@dataclass(frozen=True, slots=True)
class _Symbol:
    """One input of a model."""

    shape: Any
    dtype: Any = None
    """None if it is not known."""


def _symbols(model: keras.Model) -> tuple[Any, ...]:
    """The inputs of a model, one structure for each argument of its `call`. Raises `UnclearModelError`."""
    if isinstance(inputs := getattr(model, "inputs", None), list) and inputs:
        known = [_Symbol(input_name.shape, input_name.dtype) for input_name in inputs]
        structure = getattr(model, "_inputs_struct", inputs)
        return (tf.nest.pack_sequence_as(structure, known) if len(known) > 1 else known[0],)
    shape = input_shape(model)
    given = _Symbol(shape) if shape else _as_symbols((model.get_build_config() or {}).get("input_shape"))
    parameters = inspect.signature(model.call).parameters.values()
    needed = [one for one in parameters if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
    return (given,) * max(1, len(needed))


def _as_symbols(shapes: Any) -> Any:
    """Inputs with these shapes and an open batch size. Raises `UnclearModelError`."""
    match shapes:
        case dict():
            return {key: _as_symbols(shape) for key, shape in shapes.items()}
        case [int() | None, *axes] if all(axis is None or isinstance(axis, int) for axis in axes):
            return _Symbol((None, *axes))
        case list() | tuple() if shapes:
            return [_as_symbols(shape) for shape in shapes]
    raise UnclearModelError


def _watched(watch: "_Watch") -> contextlib.AbstractContextManager[None]:
    """A context in which every call of a layer is seen."""
    original = keras.layers.Layer.__call__

    def seen(layer: Any, *args: Any, **options: Any) -> Any:
        return watch.seen(layer, (args, options), lambda: original(layer, *args, **options))

    return put_back.attribute(keras.layers.Layer, "__call__", seen)


@dataclass(slots=True)
class _Watch:
    """The steps of one call of a model that have been made so far."""

    grid: Values
    max_steps: int
    steps: list[Step] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)
    """The tensor that each step produced, or None if it produced several."""
    places: dict[str, int] = field(default_factory=dict)
    """Maps the name of a tensor to the step that produced it."""
    inside: bool = False
    """Whether one of Keras' own layers is running; the layers inside it do not matter."""

    def start(self, tensor: Any) -> Any:
        """Record an input of the model."""
        fresh = tf.identity(tensor)
        self._note(Step(START, (), None), fresh)
        return fresh

    def seen(self, layer: Any, passed: Any, call: Callable[[], Any]) -> Any:
        """A layer's output, recorded as a step unless layers inside it do all of its work."""
        if self.inside or isinstance(layer, keras.Model):
            return call()
        given, options = _tensors(passed), dict[str, object]()
        if is_plain_layer(layer):
            own = call_arguments(layer, passed, _is_symbol)
            inputs, options = tuple(self.place(tensor) for tensor in own.tensors), own.options
        else:
            inputs = tuple(self.place(one) for one in given)
        before, self.inside = len(self.steps), is_plain_layer(layer)
        try:
            answer = call()
        finally:
            closed, self.inside = self.inside, False
        if not layer.weights and any(answer is one for one in given):
            return answer  # Dropout(0), or one with `training=False`
        if closed:
            always = passed[1].get("training") is True and not layer.weights
            return self._noted(Step(layer, inputs, None, always, options), answer)
        if len(self.steps) > before or not layer.weights:
            return answer
        if found := dense_of(layer, given, answer, self.grid):
            self._note(Step(found[0], inputs, None), found[1])
            return answer
        return self._noted(Step(layer, inputs, None), answer)

    def _noted(self, step: Step, answer: Any) -> Any:
        """The answer with fresh tensors, each with its mask, so that the step they come from is recorded."""
        answer = tf.nest.map_structure(lambda one: _fresh(one) if isinstance(one, tf.Tensor) else one, answer)
        tensors = _tensors(answer)
        call = self._note(step, tensors[0] if len(tensors) == 1 else None)
        for number, one in enumerate(tensors if len(tensors) > 1 else ()):
            self._note(Step(output_piece(number), (call,), None), one)
        return answer

    def _note(self, step: Step, tensor: Any) -> int:
        """The place of a new step that produced this tensor, or None if it produced several."""
        if len(self.steps) >= self.max_steps:
            raise UnclearModelError
        self.steps.append(replace(step, shape=None if tensor is None else shape_of(tensor)))
        self.given.append(tensor)
        if tensor is not None:
            self.places[tensor.name] = len(self.steps) - 1
        return len(self.steps) - 1

    def place(self, tensor: Any) -> int:
        """The step that produced a tensor; any steps between it and the layers are recorded first."""
        if tensor.name in self.places:
            return self.places[tensor.name]
        inputs = [input_name for input_name in tensor.op.inputs if self._sources(input_name)]
        if _passes_on(tensor.op) and inputs:
            return self.place(inputs[0])
        sources = self._sources(tensor)
        start = self.given[sources[0]] if len(sources) == 1 else None
        if (piece := self._activation(start, tensor)) is not None:
            return self._note(Step(piece, (sources[0],), None), tensor)
        piece = self._activation(inputs[0] if len(inputs) == 1 else None, tensor)
        if piece is None:
            piece = operation_of(tensor, [bool(self._sources(input_name)) for input_name in tensor.op.inputs])
        return self._note(Step(piece, tuple(self.place(input_name) for input_name in inputs), None), tensor)

    def _activation(self, start: Any, end: Any) -> Piece | None:
        """Everything between two tensors, if it does what an activation or a dropout does; else None."""
        if start is None or start.shape.rank is None or not end.dtype.is_floating:
            return None
        if not start.shape[1:].is_compatible_with(end.shape[1:]):
            return None
        types = {operation.type for operation in operations(start, end) if any(map(self._sources, operation.inputs))}
        if types & POSITIONAL:
            return None
        with tf.init_scope():
            if any("Random" in operation.type for operation in operations(start, end)):
                return find_dropout(start, end)
            said = response(lambda values: apply_between(start, end, values), self.grid, max(2, start.shape.rank))
        if said is None or said.shape != self.grid.shape:
            return None
        alone = any(input_name.name == start.name for input_name in end.op.inputs)
        return Piece(kind="Activation", name=str(end.op.type).lower()[:200] if alone else "function", response=said)

    def _sources(self, tensor: Any) -> list[int]:
        """The nearest steps whose numbers (not only whose shapes) a tensor depends on, in order."""
        found, seen, ahead = dict[int, None](), set[str](), [tensor]
        while ahead:
            one = ahead.pop()
            if one.name in self.places:
                found[self.places[one.name]] = None
            elif one.name not in seen and one.op.type not in SHAPES:
                seen.add(one.name)
                ahead.extend(reversed(list(one.op.inputs)))
        return list(found)


def _fresh(tensor: Any) -> Any:
    """A new tensor with the same numbers and mask."""
    fresh, mask = tf.identity(tensor), mask_of(tensor)
    if mask is not None:
        keras.src.backend.set_keras_mask(fresh, mask)
    return fresh


def _is_symbol(value: object) -> bool:
    return isinstance(value, tf.Tensor) and not hasattr(value, "numpy")


def _passes_on(operation: Any) -> bool:
    """Whether an operation returns its input's numbers; casting whole numbers to floats counts."""
    if operation.type != "Cast":
        return operation.type in PASSED_ON
    return bool(operation.outputs[0].dtype.is_floating)


def _tensors(structure: Any) -> list[Any]:
    return [one for one in tf.nest.flatten(structure) if isinstance(one, tf.Tensor)]
