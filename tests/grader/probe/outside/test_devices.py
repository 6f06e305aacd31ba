"""Real kernels: which device a learner's function chooses, and where a tensor is."""

from collections.abc import Callable

import pytest

from grader.evidence import Absent, Ask, Calls, Choose, Describe, DevicePlacement, Locate, Other, Raised, Tensor, Text
from grader.model import Run

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

CELL = r"""
import numpy as np, tensorflow as tf
def right(gpus): return "/GPU:0" if gpus else "/CPU:0"
def named(gpus): return gpus[-1].name
def silent(gpus): print(gpus)
class Odd(str):
    def __getitem__(self, key): raise ValueError("no")
    def encode(self, *args, **kwargs): return 5
def odd(gpus): return Odd("/CPU:0")
with tf.device("/CPU:0"):
    y = tf.ones(2)
v, n, text, broken = tf.Variable(y), np.ones(2), Odd("text"), "a\ud800b"
"""


def test_what_functions_choose(kernels: Kernels) -> None:
    """A function gets lists of devices as TensorFlow has them; one that raises, or returns no text, is reported."""
    asks = {name: Choose(name=name, gpus=(0, 2)) for name in ("right", "named", "silent", "odd", "n", "none")}
    seen = kernels(CELL, asks=asks).evidence.seen

    assert seen["right"] == Calls(results=(Text(text="/CPU:0"), Text(text="/GPU:0")))
    assert seen["silent"] == Calls(results=(Other(kind="NoneType"),) * 2)
    assert seen["odd"] == Calls(results=(Text(text="/CPU:0"),) * 2)
    named = seen["named"]
    assert isinstance(named, Calls)
    assert isinstance(named.results[0], Raised)
    assert named.results[1] == Text(text="/physical_device:GPU:1")
    assert isinstance(seen["n"], Tensor)
    assert seen["none"] == Absent()


def test_where_things_are(kernels: Kernels) -> None:
    """A tensor or a variable of TensorFlow's is on a device; an array of NumPy's is what it is."""
    asks: dict[str, Ask] = {name: Locate(name=name) for name in ("y", "v", "n", "none")}
    seen = kernels(CELL, asks=asks).evidence.seen

    for name in ("y", "v"):
        place = seen[name]
        assert isinstance(place, DevicePlacement)
        assert place.device.endswith("/device:CPU:0")
    assert isinstance(seen["n"], Tensor)
    assert seen["none"] == Absent()


def test_texts_cross(kernels: Kernels) -> None:
    """A text crosses as it is, of whatever class, and what is not a character as a question mark."""
    asks: dict[str, Ask] = {name: Describe(name=name) for name in ("text", "broken")}
    seen = kernels(CELL, asks=asks).evidence.seen

    assert seen == {"text": Text(text="text"), "broken": Text(text="a?b")}
