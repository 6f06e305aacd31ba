"""How much work a model is, counted before anybody computes."""

import json

import numpy as np
import pytest

from grader.evidence import Array, Blueprint
from grader.probe.outside.clean_room import HARMLESS
from grader.probe.outside.keras_config import is_small

SHAPE = (None, 28, 28, 1)


def layer(kind: str, module: str = "keras.layers", calls: int = 1, **config: object) -> dict[str, object]:
    return {"module": module, "class_name": kind, "config": config, "inbound_nodes": [{}] * calls}


def model(*layers: dict[str, object], weights: tuple[tuple[int, ...], ...] = (), images: int = 0) -> Blueprint:
    start = layer("InputLayer", batch_shape=list(SHAPE))
    described = {"module": "keras", "class_name": "Sequential", "config": {"layers": [start, *layers]}}
    shown = {"c/m": Array.from_values(np.zeros((images, 1), np.float32))} if images else {}
    values = tuple(Array(dtype="float32", shape=shape) for shape in weights)
    return Blueprint(architecture=json.dumps(described), values=values, images=shown)


DENSE = ((784, 128), (128,), (128, 10), (10,))


@pytest.mark.parametrize(
    ("blueprint", "small"),
    [
        (HARMLESS, True),
        (model(layer("Flatten"), layer("Dense"), weights=DENSE, images=1_000), True),
        (model(layer("Conv2D"), layer("MaxPooling2D", pool_size=[2, 2]), weights=((3, 3, 1, 32),), images=1_000), True),
        (model(layer("Dense"), weights=((20_000, 20_000),)), False),
        (model(layer("Conv2D"), weights=((3, 3, 512, 512),), images=1_000), False),
        (model(layer("AveragePooling2D", pool_size=[999, 999]), layer("Dense"), images=1_000), False),
        (model(layer("Dense", calls=10_000), weights=DENSE, images=1_000), False),
        (model(layer("Dense"), weights=DENSE, images=200_000), False),
        (model(layer("UpSampling2D", size=[9_999, 9_999])), False),
        (model(layer("RepeatVector", n=10_000_000)), False),
        (model(layer("Tile", "keras.src.ops.numpy")), False),
    ],
)
def test_the_work_of_a_small_model_is_counted(blueprint: Blueprint, small: bool) -> None:  # noqa: FBT001 - a table
    """Weights, places, windows, calls and images are counted; a model with a layer that is not known is not small."""
    assert is_small(blueprint, seconds=180) is small
