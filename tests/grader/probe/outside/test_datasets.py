"""What real kernels say of real pipelines, and that no pipeline takes the probe with it."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.evidence import LATE, VERSION, Array, CallFunction, Calls, Dataset, Evidence, Raised, Tensor, TupleValue
from grader.judging.checks.datasets import dataset_disjoint, dataset_examples, dataset_shuffled
from grader.model import Outcome, Run, Verdict
from grader.sandbox.limits import Limits

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

LOAD = """
import tensorflow as tf, tensorflow_datasets as tfds
import numpy as np
source = tfds.load('mnist', split='train[:1000]', as_supervised=True)
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label
"""


def look(kernels: Kernels, cell: str, *names: str, limits: Limits | None = None) -> Evidence:
    run = kernels(LOAD, cell, look=names, limits=limits or Limits())
    assert [made.error for made in run.cells] == [None, None]
    return run.evidence


def data(evidence: Evidence, name: str) -> Dataset:
    seen = evidence.seen[name]
    assert isinstance(seen, Dataset), seen
    return seen


def alone(evidence: Evidence, name: str) -> Evidence:
    return Evidence(version=VERSION, seen={"x": evidence.seen[name]}, names={})


def words(one: Dataset) -> list[str]:
    return [step.kind for step in one.steps]


PIPELINES = """
lesson = source.cache().shuffle(250).batch(64).map(normalize).prefetch(1)
alone = source.map(normalize, num_parallel_calls=2).shuffle(1000, seed=3)
flat = source.shuffle(300).batch(10, num_parallel_calls=2).map(lambda i, l: (tf.reshape(i, (-1, 784)) / 255 * 2 - 1, l))
pairs = list(source.as_numpy_iterator())
images, labels = np.stack([image for image, _ in pairs]), np.array([label for _, label in pairs])
arrays = tf.data.Dataset.from_tensor_slices((images / 255.0, labels)).shuffle(1000).batch(32, drop_remainder=False)
def generated():
    yield from pairs
generator = tf.data.Dataset.from_generator(generated, output_signature=source.element_spec).shuffle(1000).batch(64)
"""
EACH = ("lesson", "alone", "flat", "arrays", "generator")


def test_the_same_examples_however_they_come(kernels: Kernels) -> None:
    """Scaled to any range, flattened, batched or not, from arrays and generators: an example keeps its digest."""
    evidence = look(kernels, PIPELINES, *EACH)

    for name in EACH:
        one = alone(evidence, name)
        assert dataset_examples(one, alone(evidence, "lesson"), of="x").verdict is Verdict.PASS, name
        assert dataset_shuffled(one, alone(evidence, "lesson"), of="x").verdict is Verdict.PASS, name
    lesson = data(evidence, "lesson")
    assert [(one.dtype, one.shape) for one in lesson.components] == [
        ("float32", (None, 28, 28, 1)),
        ("int64", (None,)),
    ]
    assert (lesson.kind, lesson.batched, lesson.ended) == ("tuple", True, "end")
    assert lesson.first.sizes.numpy().tolist() == [64] * 15 + [40]
    assert [len(set(digests.numpy().tolist())) for digests in lesson.first.digests] == [1000, 10]
    assert words(lesson)[-5:] == ["cache", "shuffle", "batch", "map", "prefetch"]
    assert not data(evidence, "alone").batched


def test_mistakes_are_seen(kernels: Kernels) -> None:
    """Shuffling batches, cutting to whole numbers and leaving the splits overlap show in the evidence."""
    cell = """
batches = source.batch(50).shuffle(100).map(normalize)
cut = source.map(lambda image, label: (tf.cast(image // 255, tf.float32), label))
whole = source.map(normalize)
tail = source.skip(900).batch(7)
head = source.take(900).shuffle(900)
"""
    evidence = look(kernels, cell, "batches", "cut", "whole", "tail", "head")

    apart = {"t": evidence.seen["head"], "v": evidence.seen["tail"], "w": evidence.seen["whole"]}
    splits = Evidence(version=VERSION, seen=apart, names={})
    assert dataset_disjoint(splits, splits, of="v", others=["t"]).verdict is Verdict.PASS
    overlap = Evidence(version=VERSION, seen={**apart, "t": apart["w"]}, names={})
    assert dataset_disjoint(overlap, splits, of="v", others=["t"]).actual == "100 in common"
    assert dataset_examples(alone(evidence, "cut"), alone(evidence, "whole"), of="x").verdict is Verdict.FAIL
    lesson = alone(look(kernels, PIPELINES, "lesson"), "lesson")
    assert "shuffles batches" in dataset_shuffled(alone(evidence, "batches"), lesson, of="x").message


def test_what_ends_badly(kernels: Kernels) -> None:
    """A map that raises, a data set without end, an empty one and one of texts are evidence like any other."""
    cell = """
def broken():
    yield 1
    yield 2
    raise ValueError("no third one")
raising = tf.data.Dataset.from_generator(broken, output_signature=tf.TensorSpec((), tf.int32)).batch(1)
gathered = source.map(lambda image, label: tf.gather(tf.range(2), tf.cast(label, tf.int32) + 2)).batch(8)
endless = source.batch(64).map(normalize).repeat()
empty = source.take(0)
texts = tf.data.Dataset.from_tensor_slices(['one', 'two'])
ragged = tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1], [2, 3]])).batch(2)
table = tf.data.Dataset.from_tensor_slices({'image': np.ones((5, 3)), 'label': np.arange(5)}).batch(2)
"""
    names = ("raising", "gathered", "endless", "empty", "texts", "ragged", "table")
    evidence = look(kernels, cell, *names)

    ends = {name: data(evidence, name).ended for name in names}
    assert ends == {"raising": "raised", "gathered": "raised", "endless": "endless"} | dict.fromkeys(names[3:], "end")
    raising = data(evidence, "raising")
    assert raising.error is not None
    assert "ValueError: no third one" in raising.error.message
    assert (raising.first.sizes.numpy().tolist(), raising.second) == ([1, 1], None)
    assert data(evidence, "endless").first.sizes.shape == (80,)
    assert data(evidence, "ragged").components[0].dtype == "RaggedTensorSpec"
    assert [one.name for one in data(evidence, "table").components] == ["image", "label"]


def test_a_cache_that_take_cut_short(kernels: Kernels) -> None:
    """What TensorFlow makes of a cache whose first reader stopped early is not a fault of the pipeline's."""
    cell = """
count = 1000
for _ in range(100):
    if count == 1000:
        cached = source.cache().batch(64).map(normalize).prefetch(1)
        for batch in cached.take(1):
            pass
        count = sum(len(labels) for _, labels in cached)
"""
    evidence = look(kernels, cell, "cached", "count")
    count = evidence.seen["count"]
    assert isinstance(count, Tensor)
    if count.array.numpy() == 1000:
        pytest.skip("TensorFlow did not do it in a hundred times")

    assert data(evidence, "cached").first.sizes.numpy().tolist() == [64] * 15 + [40]


def test_a_pipeline_that_sleeps_is_left_behind(kernels: Kernels) -> None:
    """Whoever's map sleeps is stopped at the question's limit, which says so, and the others are still looked at."""
    cell = """
import time
def slow(x):
    time.sleep(1000)
    return x
asleep = source.map(lambda image, label: tf.py_function(slow, [label], tf.int64)).batch(2)
y = tf.constant(3.0)
"""
    run = kernels(LOAD, cell, look=("asleep", "y"), limits=Limits(cell_s=6))

    assert run.evidence.seen["asleep"] == Raised(error=LATE, message="it took more than 6 s and was stopped")
    assert isinstance(run.evidence.seen["y"], Tensor)


def test_a_function_that_returns_a_tuple(kernels: Kernels) -> None:
    """Each part crosses as numbers; a tuple of plain numbers is a tensor as ever."""
    cell = "def numbers(image, label): return 1.0, 2.0\ndef mixed(image, label): return image, 'text', (image, label)"
    image, label = Array.from_values(np.full((28, 28, 1), 255, np.uint8)), Array.from_values(np.int64(3))
    asks = {
        f"c/{name}": CallFunction(name=name, arguments=((image, label),)) for name in ("normalize", "numbers", "mixed")
    }
    run = kernels(LOAD, cell, asks=asks)

    assert run.outcome is Outcome.OK
    (normalized,), (plain,), (mixed,) = (seen.results for seen in run.evidence.seen.values() if isinstance(seen, Calls))
    assert isinstance(normalized, TupleValue)
    pixels, same = normalized.parts
    assert isinstance(pixels, Tensor)
    assert isinstance(same, Tensor)
    assert (pixels.array.numpy() == 1).all()
    assert same.array.numpy() == 3
    assert isinstance(plain, Tensor)
    assert isinstance(mixed, TupleValue)
    assert [type(part).__name__ for part in mixed.parts] == ["Tensor", "Other", "Other"]
