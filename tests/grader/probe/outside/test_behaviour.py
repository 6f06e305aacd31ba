"""Real kernels: what models answer in training and not, and how functions change with their arguments."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.evidence import Array, Behave, Differentiate, Evidence, Gradient, Gradients
from grader.judging.checks.behaviour import training_only
from grader.judging.checks.functions import function_gradient
from grader.model import Run, Verdict

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

SETUP = """
import keras, numpy as np, tensorflow as tf
from keras import layers
class Own(keras.Model):
    def __init__(self, training):
        super().__init__()
        self.dropout, self.dense, self.fixed = layers.Dropout(0.5), layers.Dense(6), training
    def call(self, x, training=None):
        return self.dense(self.dropout(x, training=training if self.fixed is None else self.fixed))
class Deaf(Own):
    def call(self, x):
        return self.dense(self.dropout(x))
class Late(keras.Model):
    def call(self, x, training=False):
        raise ValueError('no')
def net(*more): return keras.Sequential([keras.Input((6,)), *more, layers.Dense(6)])
"""
PICTURES = Array.from_values(np.random.default_rng(0).random((8, 6), np.float32))
MODELS = {
    "right": "net(layers.Dropout(0.5))",
    "own": "Own(None)",
    "noisy": "net(layers.GaussianNoise(1.0))",
    "never": "Own(False)",
    "always": "Own(True)",
    "deaf": "Deaf(None)",
    "plain": "net()",
    "averages": "net(layers.BatchNormalization(), layers.Dropout(0.5))",
    "a_layer": "layers.Dropout(0.5)",
    "wrong_size": "keras.Sequential([keras.Input((7,)), layers.Dense(6)])",
    "raises": "Late()",
    "a_number": "7",
}
FOUND = {
    "never": "the same results in training and at inference",
    "always": "also random at inference",
    "deaf": "the same results in training and at inference",
    "plain": "the same results in training and at inference",
}
OTHERS = {
    "noisy": "that is noise",
    "averages": "has it more than dense layers and dropout?",
    "a_layer": "has it more than dense layers and dropout?",
    "wrong_size": "raises ValueError",
    "raises": "raises ValueError",
    "a_number": "is a number; a model",
}


def scoped(run: Run) -> Evidence:
    return run.evidence.for_criterion("c")


def test_models_in_training_and_not(kernels: Kernels) -> None:
    """What drops numbers in training only passes; noise, what never or always acts, and what can't be called fail."""
    cells = [SETUP, *(f"{name} = {made}" for name, made in MODELS.items())]
    asks = {f"c/{name}": Behave(name=name, inputs=PICTURES) for name in MODELS}
    evidence = scoped(kernels(*cells, asks=asks))

    for name in MODELS:
        seen = {f"hidden/{name}": evidence.seen["hidden/right"]}
        reference = Evidence(version=1, seen=seen, names={})
        finding = training_only(evidence, reference, of=name, shape=[8, 6])
        assert finding.verdict is (Verdict.FAIL if name in {**FOUND, **OTHERS} else Verdict.PASS), finding.message
        assert {**FOUND, **OTHERS}.get(name, "") in finding.message


def test_a_look_in_training_moves_no_weights(kernels: Kernels) -> None:
    """The moving averages of a batch normalization are what they were, so that a later question is answered alike."""
    asks = {f"{place}/m": Behave(name="m", inputs=PICTURES) for place in ("c", "d")}
    evidence = kernels(SETUP, "m = net(layers.BatchNormalization())", asks=asks).evidence
    first, second = evidence.seen["c/m"], evidence.seen["d/m"]

    assert first == second


FUNCTIONS = {
    "right": "tf.nn.softmax(x * tf.cast(w, x.dtype))",
    "by_hand": "tf.exp(x * w) / tf.reduce_sum(tf.exp(x * w), axis=-1, keepdims=True)",
    "in_numpy": "np.exp(x * w) / np.sum(np.exp(x * w), axis=-1, keepdims=True)",
    "new_tensor": "tf.nn.softmax(tf.constant((x * w).numpy()))",
    "stopped": "tf.nn.softmax(tf.stop_gradient(x) * w)",
    "other": "tf.nn.sigmoid(x * w)",
    "fixed_dtype": "tf.nn.softmax(x * w) * tf.constant(1.0)",
    "raises": "tf.nn.softmax(x) + unknown",
    "nothing": "None",
    "ends": "sys.exit()",
}
UNLIKE = {
    "in_numpy": "can't differentiate it",
    "new_tensor": "can't differentiate it",
    "stopped": "can't differentiate it",
    "other": "returns wrong values",
    "raises": "raises NameError",
    "nothing": "returns None",
    "ends": "raises SystemExit",
}


def test_functions_are_differentiated(kernels: Kernels) -> None:
    """A function has the same gradient however spelled; what breaks the tape, and another function, fail."""
    random = np.random.default_rng(1)
    arguments = (Array.from_values(random.random((2, 3), np.float32)), Array.from_values(np.float32(1.5)))
    cells = ["import sys, numpy as np, tensorflow as tf"]
    cells += [f"def {name}(x, w): return {made}" for name, made in FUNCTIONS.items()]
    asks = {f"c/{name}": Differentiate(name=name, arguments=(arguments,)) for name in FUNCTIONS}
    evidence = scoped(kernels(*cells, asks=asks))

    for name in FUNCTIONS:
        reference = Evidence(version=1, seen={f"hidden/{name}": evidence.seen["hidden/right"]}, names={})
        finding = function_gradient(evidence, reference, of=name, arguments=[[{"shape": [2, 3]}, {"shape": []}]])
        assert finding.verdict is (Verdict.FAIL if name in UNLIKE else Verdict.PASS), finding.message
        assert UNLIKE.get(name, "") in finding.message


def test_derived_and_measured_agree(kernels: Kernels) -> None:
    """Central differences are what the tape derives, in float32 too where a function takes nothing else; many numbers
    are not measured, and whole ones have no derivative.
    """
    small, large = (
        Array.from_values(np.array([0.5, -1.0, 2.0], np.float32)),
        Array.from_values(np.ones((9, 9), np.float32)),
    )
    cells = [
        "import tensorflow as tf",
        "def f(x): return x ** 3",
        "def g(x): return x ** 3 * tf.constant(1.0)",
        "def h(x, n): return x * tf.cast(n, x.dtype)",
    ]
    asks = {
        "f": Differentiate(name="f", arguments=((small,), (large,))),
        "g": Differentiate(name="g", arguments=((small,),)),
        "h": Differentiate(name="h", arguments=((small, Array.from_values(np.int64(2))),)),
    }
    seen = kernels(*cells, asks=asks).evidence.seen
    derived = 3 * np.square(small.numpy()) * [0.5, 1.0, 1.5]

    for name, near in {"f": 1e-6, "g": 1e-2}.items():
        slope = only(seen[name])
        assert slope.analytic[0] is not None
        assert slope.numeric[0] is not None
        np.testing.assert_allclose(slope.analytic[0].numpy().astype(np.float64), derived, rtol=1e-5)
        np.testing.assert_allclose(slope.numeric[0].numpy().astype(np.float64), derived, rtol=near, atol=near)
    assert only(seen["f"], 1).numeric == (None,)
    assert only(seen["h"]).analytic[1] is None
    assert only(seen["h"]).numeric[1] is None


def only(seen: object, place: int = 0) -> Gradient:
    """One slope of a function."""
    assert isinstance(seen, Gradients)
    slope = seen.results[place]
    assert isinstance(slope, Gradient), slope
    return slope
