"""What TensorFlow's operations between two layers are: known by their kind, or by what they do when they are tried."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.kernel.steps import Piece, Values

PASSED_ON = frozenset(["Identity", "EnsureShape", "CheckNumerics"])
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
POOLINGS: Mapping[str, str] = {"MaxPool": "MaxPooling2D", "AvgPool": "AveragePooling2D"}
ADDITIONS = frozenset(["BiasAdd", "AddV2", "Add"])
MAX_CONSTANT = 32
"""Numbers of a constant that distinguish operations."""
MANY = 1_000
"""Numbers of which some are dropped and some are not, whatever the rate."""


def operation_of(operation: Any, constants: list[Any]) -> Piece:
    """One operation with the small constants that go into it."""
    if operation.type in POOLINGS and operation.get_attr("data_format") == b"NHWC":
        return _pooling(operation)
    values = [tf.get_static_value(one) for one in constants]
    small = [one for one in values if one is not None and np.size(one) <= MAX_CONSTANT]
    kind = KINDS.get(operation.type, operation.type)[:200]
    settings = {f"constant {number}": np.asarray(one) for number, one in enumerate(small, 1)}
    return Piece(kind=kind, name=kind.lower(), settings=settings)


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
