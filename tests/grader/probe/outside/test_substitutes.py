"""Real kernels: answers that start from a hidden model, or load a hidden data set."""

from collections.abc import Callable

import pytest

from grader.evidence import Describe, HiddenModel, Observation, Replay, StoredExamples, Tensor
from grader.model import Run

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

MODEL = """
import numpy as np, tensorflow as tf
model = tf.keras.Sequential([
    tf.keras.Input((4,)), tf.keras.layers.Dense(3, name="hidden"), tf.keras.layers.Dense(2, "softmax", name="last")
])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy, metrics=["accuracy"])
rows = np.ones((5, 4), np.float32)
"""
DATA = "import tensorflow_datasets as tfds"
STORED = StoredExamples(classes=13, train=40, test=30, seed=5)


def replayed(kernels: Kernels, given: str, replay: Replay, answer: str) -> tuple[object, object]:
    """The number `y` as it was run, and after a replay."""
    seen = kernels(given, answer, look=("y",), replays=(replay,), answers=((), (answer,))).evidence.seen
    return number(seen["y"]), number(seen["c/y"])


def number(seen: Observation) -> object:
    return seen.array.numpy().item() if isinstance(seen, Tensor) and seen.array.data is not None else seen


@pytest.mark.parametrize(
    "answer",
    [
        "y = model.count_params()",
        "y = int(sum(np.prod(one.shape) for one in model.weights))",
        "from functools import reduce\ny = reduce(lambda n, one: n + one.size, model.get_weights(), 0)",
        "y = 0\nfor layer in model.layers: y += layer.count_params()",
        "k, b = model.get_layer('hidden').get_weights()\ny = k.size + b.size + model.layers[-1].count_params()",
        "one, = (n for n in model.layers if n.units == 3)\ny = one.count_params() + model.layers[1].count_params()",
        "count = lambda network: network.count_params()\ny = count(network=model)",
    ],
)
def test_what_is_counted_follows_a_hidden_model(kernels: Kernels, answer: str) -> None:
    """Its last layer is wider, the hidden ones are as wide as before."""
    replay = Replay(inputs={}, models={"model": HiddenModel(seed=3)}, cells=(), asks={"c/y": Describe(name="y")})

    before, after = replayed(kernels, MODEL, replay, answer)

    assert before == 23
    assert isinstance(after, int)
    assert after > 23
    assert (after - 23) % 4 == 0


@pytest.mark.parametrize(
    "answer",
    [
        "y = 23 + 0 * len(model.layers)",
        "exec('y = 23')",
        "y = int.from_bytes(b'\\x17', 'big')",
        "y = {2: 23}[len(model.layers)]",
    ],
)
def test_what_is_typed_in_stays(kernels: Kernels, answer: str) -> None:
    """However it is written, and whatever it looks at."""
    replay = Replay(inputs={}, models={"model": HiddenModel(seed=3)}, cells=(), asks={"c/y": Describe(name="y")})

    assert replayed(kernels, MODEL, replay, answer) == (23, 23)


@pytest.mark.parametrize(
    "answer",
    [
        "y = float(model.predict(rows, verbose=0)[0, 0])",
        "model.compile('sgd', 'mse')\ny = float(np.ravel(model.evaluate(rows, np.zeros((5, 1)), verbose=0))[0])",
        "for one in (rows,): y = float(model(one)[0, 0])",
    ],
)
def test_what_a_model_says_follows_a_hidden_one(kernels: Kernels, answer: str) -> None:
    """Whatever its own was compiled with."""
    replay = Replay(inputs={}, models={"model": HiddenModel(seed=3)}, cells=(), asks={"c/y": Describe(name="y")})

    before, after = replayed(kernels, MODEL, replay, answer)

    assert isinstance(after, float)
    assert after != pytest.approx(before)


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ("_, info = tfds.load('mnist', with_info=True)\ny = info.features['label'].num_classes", 13),
        ("y = tfds.builder('mnist').info.features['label'].num_classes", 13),
        ("y = len({int(one['label']) for one in tfds.load('mnist', split='train')})", 13),
        ("y = len(tfds.load('mnist', split=tfds.Split.TRAIN))", 40),
        ("y = tfds.load('mnist:3.*.*')['test'].cardinality()", 30),
        ("_, info = tfds.load('mnist', with_info=True)\ny = info.splits['train'].num_examples", 40),
        ("y = len(tfds.load('fashion_mnist', split='test'))", 1_000),
        ("y = 10 + 0 * len(tfds.load('mnist'))", 10),
    ],
)
def test_a_hidden_data_set_is_loaded_in_every_way(kernels: Kernels, answer: str, after: int) -> None:
    """Under its name alone: what else lies on the disk is there as before, and so is everything afterwards."""
    replay = Replay(inputs={}, stored={"mnist": STORED}, cells=(), asks={"c/y": Describe(name="y")})
    again = Replay(inputs={}, cells=(), asks={"d/y": Describe(name="y")})

    seen = kernels(DATA, answer, look=("y",), replays=(replay, again), answers=((), (answer,))).evidence.seen

    assert number(seen["c/y"]) == after
    assert number(seen["d/y"]) == number(seen["y"])
