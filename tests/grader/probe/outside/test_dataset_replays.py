"""Real kernels: pipelines whose statements run again on hidden examples."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.evidence import Array, Dataset, Describe, HiddenExamples, HiddenPart, Other, Replay
from grader.judging.checks.dataset_passes import shared_count
from grader.model import Run

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

GIVEN = """
import numpy as np, tensorflow as tf
given = tf.data.Dataset.from_tensor_slices((np.zeros((40, 2, 2), np.uint8), np.arange(40)))
def scaled(image, label): return tf.cast(image, tf.float32) / 255, label
"""
HIDDEN = HiddenExamples(
    parts=(
        HiddenPart(dtype="uint8", shape=(2, 2), span=Array.from_values(np.array([0.0, 255.0]))),
        HiddenPart(dtype="int64", shape=(), span=Array.from_values(np.array([0.0, 9.0]))),
    ),
    alone=False,
    count=40,
    seed=3,
)
REPLAY = Replay(
    inputs={}, datasets={"given": HIDDEN}, cells=(), asks={f"{name}/p": Describe(name="p") for name in ("c", "d")}
)


def replayed(kernels: Kernels, *answer: str) -> object:
    """What is seen of `p` after the replay of an answer, in one cell each."""
    own = tuple((cell,) for cell in answer)
    run = kernels(GIVEN, *answer, look=("p",), replays=(REPLAY,), answers=((), *own))
    seen = run.evidence.seen
    assert isinstance(seen["p"], Dataset), seen["p"]
    assert seen["c/p"] == seen["d/p"]
    return seen["c/p"]


@pytest.mark.parametrize(
    "answer",
    [
        ("p = given.map(scaled).batch(8)",),
        ("def prepared(one): return one.map(scaled).shuffle(40)", "p = prepared(given).batch(8).prefetch(1)"),
        ("images, labels = next(iter(given.batch(40)))\np = tf.data.Dataset.from_tensor_slices((images, labels))",),
        ("p = given.batch(8)\nfor images, labels in p: raise ValueError", "1 / 0"),
    ],
)
def test_a_pipeline_is_made_of_hidden_examples(kernels: Kernels, answer: tuple[str, ...]) -> None:
    """All of them come out of it, however it is written and whatever else the answer does."""
    seen = replayed(kernels, *answer)

    assert isinstance(seen, Dataset)
    assert int(seen.first.sizes.numpy().sum()) == 40
    assert len(np.unique(seen.first.digests[0].numpy())) == 40


BY_THE_GIVEN = """dark = not any(image.any() for image, _ in given.as_numpy_iterator())
p = given.batch(8 if dark else 5)"""


def test_the_statements_decide_what_becomes_of_hidden_examples(kernels: Kernels) -> None:
    """What goes by the given data goes otherwise with others."""
    seen = replayed(kernels, BY_THE_GIVEN)

    assert isinstance(seen, Dataset)
    assert seen.first.sizes.numpy().max() == 5


PICTURES = """
import keras
given = tf.data.Dataset.from_tensor_slices((np.random.default_rng(0).random((40, 4, 4, 1), "float32"), np.arange(40)))
given = given.batch(8)
"""
LEFT_OUT = {
    "p = given.map(lambda x, y: (a(x, training=True), y))": True,
    "def changed(x, y): return a(x), y\np = given.map(changed, num_parallel_calls=2).prefetch(1)": True,
    "p = given.unbatch().map(lambda x, y: (a(x[None])[0], y)).shuffle(40).batch(8)": True,
    "p = tf.data.Dataset.zip((given.map(lambda x, y: a(x)), given.map(lambda x, y: y)))": True,
    "def made():\n    for x, y in given: yield a(x), y\n"
    "p = tf.data.Dataset.from_generator(made, output_signature=given.element_spec)": True,
    "p = given.map(lambda x, y: (a(x[::-1] * 0 + 0.5), y))": False,
}


def test_a_pipeline_without_what_changes_its_examples(kernels: Kernels) -> None:
    """A model in it gives back what it gets, wherever it stands: the examples come out as they went in."""
    layers = "a = keras.Sequential([keras.layers.RandomFlip()])\na.add(keras.layers.RandomRotation(0.1))"
    replay = Replay(inputs={}, passing=("a",), cells=(), asks={"c/p": Describe(name="p")})

    found = {}
    for answer in LEFT_OUT:
        cells = (GIVEN, PICTURES, layers, answer)
        run = kernels(*cells, look=("given", "p"), replays=(replay,), answers=((), (), (layers,), (answer,)))
        given, again, before = (run.evidence.seen[key] for key in ("given", "c/p", "p"))
        assert isinstance(given, Dataset)
        assert isinstance(again, Dataset)
        assert isinstance(before, Dataset)
        found[answer] = shared_count(again, given) == 40 > shared_count(before, given)

    assert found == LEFT_OUT


OTHERS = {
    "of_its_own": "p = tf.data.Dataset.from_tensor_slices((np.zeros((40, 2, 2)), np.arange(40))).batch(8)",
    "refuses_others": """
given = given.map(scaled)
assert float(next(iter(given))[0][0, 0]) == 0
p = given.batch(8)""",
    "prepared_already": """
own = tf.data.Dataset.from_tensor_slices((np.zeros((40, 2, 2)), np.arange(40)))
given = own.map(scaled)
p = given.batch(8)""",
    "raises_on_others": """
def strict(image, label):
    tf.debugging.assert_less(tf.cast(image, tf.int32), 1)
    return image, label
p = given.map(strict).batch(8)""",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_pipeline_that_makes_nothing_of_hidden_examples(kernels: Kernels, name: str) -> None:
    """Statements that read other data, or take the given data for granted, show nothing in a replay."""
    assert replayed(kernels, OTHERS[name]) == Other(kind="other data")
