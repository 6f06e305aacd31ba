"""What TensorFlow's operations between two layers are: known by their kind, or by what they do when they are tried."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.kernel.steps import Piece, Values

PASSED_ON = frozenset(["Identity", "EnsureShape", "CheckNumerics"])
"""Operations that give back what they get."""
SHAPES = frozenset(["Shape", "ShapeN", "Size", "Rank"])
"""Operations that look at the shape of what they get, never at its numbers."""
POSITIONAL = frozenset(
    [
        "ArgMax",
        "ArgMin",
        "Concat",
        "ConcatV2",
        "Cumprod",
        "Cumsum",
        "GatherNd",
        "GatherV2",
        "MatrixBandPart",
        "MirrorPad",
        "Pad",
        "PadV2",
        "ReverseV2",
        "Roll",
        "ScatterNd",
        "Slice",
        "StopGradient",
        "StridedSlice",
        "Tile",
        "TopKV2",
        "Transpose",
    ]
)
"""Operations that no activation needs: what they do to a few numbers does not tell what they do to more of them."""
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
POOLINGS: Mapping[str, str] = {"MaxPool": "MaxPooling2D", "AvgPool": "AveragePooling2D"}
ADDITIONS = frozenset(["BiasAdd", "AddV2", "Add"])
TOLD_TYPES = frozenset(["bool", "int", "float", "string", "list(int)", "list(float)", "list(string)"])
UNTOLD_ATTRIBUTES = frozenset(["N", "num_args", "seed", "seed2", "shared_name", "container", "message"])
MAX_CONSTANT = 32
"""Numbers of a constant that distinguish operations."""
MANY = 1_000
"""Numbers of which some are dropped and some are not, whatever the rate."""


def operation_of(tensor: Any, from_data: list[bool]) -> Piece:
    """The operation that gave a tensor, with its own attributes and the constants that go into it.

    `from_data` says of each of its inputs whether it comes from the model's.
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
    """A constant as a setting: a large one by a digest."""
    if value.size <= MAX_CONSTANT and value.dtype.kind in "biuf":
        return value
    return f"{value.dtype} {value.shape} {sha256(value.tobytes()).hexdigest()[:16]}"


def _attributes(operation: Any) -> Iterator[tuple[str, bool | int | str | Values]]:
    """What an operation is told beside its inputs, where that is not what it is told anyway; never types and counts."""
    if operation.type == "Cast":
        yield "to", operation.outputs[0].dtype.name
    for one in operation.op_def.attr:
        if one.type in TOLD_TYPES and one.name not in UNTOLD_ATTRIBUTES:
            value = operation.get_attr(one.name)
            default = one.default_value
            if not one.HasField("default_value") or operation.node_def.attr[one.name] != default:
                yield (
                    f"attribute {one.name}"[:200],
                    value.decode(errors="replace")
                    if isinstance(value, bytes)
                    else (
                        np.asarray(value)
                        if isinstance(value, list) and value
                        else str(value)
                        if isinstance(value, list)
                        else value
                    ),
                )


def _pooling(operation: Any) -> Piece:
    settings = {
        "pool_size": np.asarray(operation.get_attr("ksize")[1:3], np.float64),
        "strides": np.asarray(operation.get_attr("strides")[1:3], np.float64),
        "padding": operation.get_attr("padding").decode().lower(),
    }
    return Piece(kind=POOLINGS[operation.type], name="pooling", settings=settings)


def find_dropout(start: Any, end: Any) -> Piece | None:
    """The operations between two tensors, where they set numbers by chance to zero and scale the rest."""
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
    """A layer of the learner's own that multiplies with one matrix and may add a bias: it, and what that gives.

    None where it does anything else with its weights; what comes after is a step of its own.
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
    """Whether a matrix is transposed before it is multiplied."""
    names = ("transpose_a", "transpose_b") if product.type == "MatMul" else ("adj_x", "adj_y")
    return any(product.get_attr(name) for name in names)


def apply_between(start: Any, end: Any, values: Any) -> Any:
    """The result of the operations between two tensors of a graph for other values. Raises whatever they raise."""
    definition = tf.compat.v1.GraphDef(versions=end.graph.graph_def_versions)
    definition.node.extend(operation.node_def for operation in operations(start, end))

    def again(one: Any) -> Any:
        return tf.graph_util.import_graph_def(definition, {start.name: one}, [end.name], name="")[0]

    return tf.compat.v1.wrap_function(again, [tf.TensorSpec(None, start.dtype)])(values)


def operations(start: Any, end: Any) -> list[Any]:
    """The operations that lead from one tensor to another."""
    found, ahead = dict[str, Any](), [end]
    while ahead:
        one = ahead.pop()
        if one.name != start.name and one.op.name not in found:
            found[one.op.name] = one.op
            ahead.extend(one.op.inputs)
    return list(found.values())
