"""How much work a clean room has with a model, counted from its description and weights before anybody computes.

A model that is small by this count has to be answered for: where a clean room takes too long over it all the same, that
is our fault. So the count is never too low. It knows the layers whose results are no larger than what they get; a
model with any other is not called small.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

from grader.evidence import Blueprint

COUNTED_LAYERS = frozenset(
    {"Activation", "AveragePooling2D", "BatchNormalization", "Conv2D", "Dense", "Dropout", "ELU", "Flatten"}
    | {"GlobalAveragePooling2D", "GlobalMaxPooling2D", "InputLayer", "LeakyReLU", "MaxPooling2D", "ReLU", "Rescaling"}
    | {"Softmax", "SpatialDropout2D"}
)
"""At each place of a picture they multiply with their weights, or look at a window."""
INPUTS = 4
"""That every model is asked about."""
SUMS_PER_S = 10**9
"""Multiplications and additions that a slow machine does in a second on one thread; others do ten times as many."""


def is_small(blueprint: Blueprint, seconds: float) -> bool:
    """Whether a slow machine answers for a model in so many seconds."""
    parts = list(_objects(json.loads(blueprint.architecture)))
    if blueprint.weights_file is not None or not all(map(_is_known, parts)):
        return False
    sums = _sums(blueprint, parts)
    return sums is not None and sums <= seconds * SUMS_PER_S


def _is_known(part: dict[str, Any]) -> bool:
    module = part.get("module") or ""
    return not module.startswith("keras.src.ops") and (module != "keras.layers" or part["class_name"] in COUNTED_LAYERS)


def _sums(blueprint: Blueprint, parts: list[dict[str, Any]]) -> int | None:
    """The most multiplications and additions that a model of `COUNTED_LAYERS` takes for all that it is asked.

    None where a shape in its description is none.
    """
    starts = [_axes(part, "batch_shape") for part in parts]
    pools = [_axes(part, "pool_size") for part in parts]
    if None in starts or None in pools:
        return None
    shapes = [shape for shape in starts if shape]
    places = max((math.prod(shape[1:-1]) for shape in shapes), default=1)
    widest = max([1, *(axis for shape in shapes for axis in shape[1:])])
    widest = max([widest, *(axis for array in blueprint.values for axis in array.shape)])
    windows = sum(widest * math.prod(pool or [1]) for pool in pools)
    calls = max((len(part.get("inbound_nodes") or [0]) for part in parts), default=1)
    weights = sum(math.prod(array.shape) for array in blueprint.values)
    asked = INPUTS + sum(array.shape[0] for array in blueprint.images.values() if array.shape)
    return int(asked * places * calls * (weights + windows))


def _axes(part: dict[str, Any], setting: str) -> list[int] | None:
    """The axes under a setting, an open one as 1, a number as a square's side; None where that is no shape."""
    config = part.get("config")
    said = config.get(setting) if isinstance(config, dict) else None
    axes = [said, said] if isinstance(said, int) else said or []
    if not isinstance(axes, list) or not all(axis is None or type(axis) is int for axis in axes):
        return None
    return [abs(axis or 1) for axis in axes]


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of an admitted description, however deep."""
    if isinstance(node, dict):
        if "class_name" in node:
            yield node
        yield from (found for value in node.values() for found in _objects(value))
    elif isinstance(node, list):
        yield from (found for value in node for found in _objects(value))
