"""Real kernels: what the probe says of calls of `fit`, and that watching them changes nothing."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.evidence import Dataset, FitCall, Fits, Observation, Other, Tensor, TraceFits
from grader.judging.checks.dataset_passes import example_count, example_frequencies
from grader.model import Run

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

SETUP = """
import keras, numpy as np, tensorflow as tf
keras.utils.set_random_seed(1)
rows, labels = np.random.default_rng(0).random((50, 6), dtype="float32"), np.arange(50) % 5
def network():
    one = keras.Sequential([keras.Input((6,)), keras.layers.Dropout(0.5), keras.layers.Dense(5, "softmax")])
    one.compile("adam", "sparse_categorical_crossentropy")
    return one
data = tf.data.Dataset.from_tensor_slices((rows, labels))
batches, others = data.take(40).shuffle(40).batch(16), data.skip(40).batch(16)
m = network()
"""


def calls(kernels: Kernels, cell: str, name: str = "m") -> tuple[FitCall, ...]:
    """The calls that led to a model."""
    seen = observed(kernels, cell, name)
    assert isinstance(seen, Fits)
    return seen.calls


def observed(kernels: Kernels, cell: str, name: str) -> Observation:
    evidence = kernels(SETUP, cell, asks={"fits of m": TraceFits(name=name)}).evidence
    assert evidence is not None
    return evidence.seen["fits of m"]


def went_over(one: Dataset | None) -> int:
    """How many different examples came, or 0."""
    return 0 if one is None else len(example_frequencies(one.first))


def test_a_call_of_fit_is_seen_with_its_data_callbacks_and_history(kernels: Kernels) -> None:
    """All examples are there, once, and what came with the call bears the learner's names."""
    cell = """
class Stop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None): self.model.stop_training = epoch == 1
stop, watch = Stop(), keras.callbacks.EarlyStopping(monitor="loss", patience=9)
h = m.fit(batches, validation_data=others, epochs=5, verbose=0, callbacks=[watch, stop])
"""
    (one,) = calls(kernels, cell)

    assert (one.epochs, one.histories) == (2, ("h",))
    assert [(each.names, each.stopped) for each in one.callbacks] == [(("watch",), False), (("stop",), True)]
    assert (went_over(one.training), went_over(one.validation)) == (40, 10)
    assert one.training is not None
    assert one.training.first.sizes.numpy().tolist() == [16, 16, 8]
    assert (one.later, one.validated_later) == ((), ())


def test_the_loss_of_each_epoch_is_what_the_history_records(kernels: Kernels) -> None:
    """Also of calls whose history nobody kept."""
    cell = """
m.fit(batches, epochs=2, verbose=0)
h = m.fit(batches, epochs=3, verbose=0)
recorded = np.array(h.history["loss"])
"""
    evidence = kernels(SETUP, cell, asks={"fits of m": TraceFits(name="m")}, look=("recorded",)).evidence
    assert evidence is not None
    seen, recorded = evidence.seen["fits of m"], evidence.seen["recorded"]

    assert isinstance(seen, Fits)
    assert isinstance(recorded, Tensor)
    assert [one.losses.numpy().shape for one in seen.calls if one.losses] == [(2,), (3,)]
    assert seen.calls[1].losses is not None
    assert np.array_equal(seen.calls[1].losses.numpy(), recorded.array.numpy())


def test_the_same_examples_are_the_same_however_they_come(kernels: Kernels) -> None:
    """Data sets, arrays, rows with a single 1 as labels, and generators show the same examples; other pairs don't."""
    ways = {
        "m.fit(batches, epochs=2, verbose=0)": True,
        "m.fit(rows[:40] * 7, labels[:40, None].astype('float32'), batch_size=3, verbose=0)": True,
        "m.compile('adam', 'categorical_crossentropy'); m.fit(rows[:40], np.eye(5)[labels[:40]], verbose=0)": True,
        "m.fit(((rows[i:i + 8], labels[i:i + 8]) for i in range(0, 40, 8)), steps_per_epoch=5, verbose=0)": True,
        "m.fit(batches.repeat(), steps_per_epoch=3, epochs=4, verbose=0)": True,
        "m.fit(rows[:40], labels[1:41], verbose=0)": False,
        "m.fit(others, verbose=0)": False,
    }
    found = {cell: calls(kernels, cell)[0].training for cell in ways}
    counted = {cell: example_frequencies(one.first) if one else None for cell, one in found.items()}
    right = counted["m.fit(batches, epochs=2, verbose=0)"]

    assert {cell: one == right for cell, one in counted.items()} == ways


SEVERAL = """
ins = [keras.Input((6,), name="wide"), keras.Input((3,), name="narrow")]
both = keras.layers.Concatenate()(ins)
m = keras.Model(ins, [keras.layers.Dense(5, "softmax", name="z")(both), keras.layers.Dense(1, name="a")(both)])
m.compile("adam", ["sparse_categorical_crossentropy", "mse"])
narrow, sizes = np.random.default_rng(1).random((50, 3), dtype="float32"), np.arange(50.0)
named, called = {"wide": rows, "narrow": narrow}, {"z": labels, "a": sizes}
class Batches(keras.utils.PyDataset):
    def __len__(self): return 5
    def __getitem__(self, k):
        part = slice(10 * k, 10 * k + 10)
        return {key: one[part] for key, one in named.items()}, {key: one[part] for key, one in called.items()}
"""


def test_several_inputs_and_outputs_are_the_same_however_they_come(kernels: Kernels) -> None:
    """Lists, tuples, dicts, data sets, generators and weights of examples show the same; other pairs don't."""
    ways = {
        "m.fit([rows, narrow], [labels, sizes], verbose=0)": True,
        "m.fit((rows, narrow), [labels, sizes], verbose=0)": True,
        "m.fit(named, called, verbose=0)": True,
        "m.fit(named, [labels, sizes], sample_weight=[np.ones(50), np.ones(50)], verbose=0)": True,
        "m.fit(tf.data.Dataset.from_tensor_slices((named, called)).batch(7), verbose=0)": True,
        "m.fit(Batches(), verbose=0)": True,
        "m.fit([rows * 255, narrow], [labels, sizes], verbose=0)": True,
        "m.fit([rows, narrow[::-1]], [labels, sizes], verbose=0)": False,
        "m.fit(named, [labels, sizes[::-1]], verbose=0)": False,
        "m.fit([rows[::-1], narrow], [labels, sizes], verbose=0)": False,
    }
    found = {cell: calls(kernels, SEVERAL + cell)[0].training for cell in ways}
    counted = {cell: example_frequencies(one.first) if one else None for cell, one in found.items()}
    right = counted["m.fit([rows, narrow], [labels, sizes], verbose=0)"]

    assert right is not None
    assert right.total() == 50
    assert {cell: one == right for cell, one in counted.items()} == ways


def test_calls_that_follow_on_one_another_are_a_chain(kernels: Kernels) -> None:
    """Trained twice, and trained from the weights of another model; a trial, a new start and a failed call are none."""
    twice = "m.fit(batches, verbose=0)\nh = m.fit(others, epochs=2, verbose=0)"
    handed_on = "n = network()\nn.fit(others, verbose=0)\nm.set_weights(n.get_weights())\nm.fit(batches, verbose=0)"
    kept = "n = network()\nn.fit(others, verbose=0)\nm.set_weights(n.get_weights())"
    fresh = "m.fit(others, verbose=0)\nm = network()\nm.fit(batches, verbose=0)"
    failed = "try:\n    m.fit(rows, labels[:3], verbose=0)\nexcept ValueError: pass\nm.fit(batches, verbose=0)"

    assert [(one.epochs, one.histories) for one in calls(kernels, twice)] == [(1, ()), (2, ("h",))]
    assert [went_over(one.training) for one in calls(kernels, handed_on)] == [10, 40]
    assert [went_over(one.training) for one in calls(kernels, kept)] == [10]
    assert [went_over(one.training) for one in calls(kernels, fresh)] == [40]
    assert [went_over(one.training) for one in calls(kernels, failed)] == [40]
    assert calls(kernels, "pass") == ()
    assert observed(kernels, "m = 7", "m") != Other(kind="model")


def later_of(kernels: Kernels, cell: str) -> list[tuple[int, bool, int]]:
    """Of each later epoch that went over other examples its number, whether it is whole, and how many there were."""
    (one,) = calls(kernels, cell)
    return [(each.epoch, each.whole, example_count(each.went)) for each in one.later]


OTHERS_LATER = {
    "a generator that counts": """
count = [0]
def made():
    count[0] += 1
    chosen = slice(0, 40) if count[0] < 3 else slice(10, 50)
    yield from ((rows[i:i + 8], labels[i:i + 8]) for i in range(chosen.start, chosen.stop, 8))
spec = tf.TensorSpec((None, 6), "float32"), tf.TensorSpec((None,), "int64")
m.fit(tf.data.Dataset.from_generator(made, output_signature=spec), epochs=4, verbose=0)
""",
    "a sequence of Keras' own": """
class Given(keras.utils.PyDataset):
    first = 0
    def __len__(self): return 5
    def __getitem__(self, i):
        start = self.first + 8 * i
        return rows[start:start + 8], labels[start:start + 8]
class Turn(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None): Given.first = 10 * (epoch > 0)
m.fit(Given(), epochs=4, verbose=0, shuffle=False, callbacks=[Turn()])
""",
    "a variable in a map": """
turn = tf.Variable(0)
class Turn(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None): turn.assign(10 * int(epoch > 1))
data = tf.data.Dataset.range(40).map(lambda i: i + tf.cast(turn, "int64"))
m.fit(data.map(lambda i: (tf.gather(rows, i), i % 5)).batch(8), epochs=4, verbose=0, callbacks=[Turn()])
""",
    "steps of one long data set": """
data = tf.data.Dataset.from_tensor_slices((rows[:40], labels[:40])).batch(8)
m.fit(data.repeat(2).concatenate(tf.data.Dataset.from_tensor_slices((rows[10:], labels[10:])).batch(8).repeat()),
      steps_per_epoch=5, epochs=4, verbose=0)
""",
}


@pytest.mark.parametrize("cell", OTHERS_LATER.values(), ids=OTHERS_LATER)
def test_all_epochs_are_watched(kernels: Kernels, cell: str) -> None:
    """Other examples from the third epoch on are seen, by whatever way they come, and the same ones travel once."""
    assert later_of(kernels, cell)[:1] == [(3, True, 40)]


BESIDE = """
class Beside(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1: {}
m.fit(batches, epochs=3, verbose=0, callbacks=[Beside()])
"""


def test_training_beside_fit_is_seen(kernels: Kernels) -> None:
    """A callback that calls `fit` or `train_on_batch`, on the model or on another one of the same layers."""
    twin = "n = keras.Sequential(m.layers); n.compile('sgd', 'sparse_categorical_crossentropy')\n"

    assert later_of(kernels, BESIDE.format("m.train_on_batch(rows[40:], labels[40:])")) == [(2, False, 10)]
    assert later_of(kernels, twin + BESIDE.format("n.fit(others, verbose=0)")) == [(2, False, 10)]
    assert later_of(kernels, BESIDE.format("network().fit(others, verbose=0)")) == []


KEPT = {
    "": True,
    "m.trainable = False": True,
    "m.evaluate(others, verbose=0); m.predict(rows, verbose=0)": True,
    "m.set_weights(best.best)": True,
    "m.set_weights([one + 1 for one in m.get_weights()])": False,
    "m.layers[-1].kernel.assign(m.layers[-1].kernel * 2)": False,
    "m.train_on_batch(rows, labels)": False,
}


def test_it_is_known_whether_fit_left_the_weights(kernels: Kernels) -> None:
    """Those of an epoch may come back; nothing else may change them, after `fit` or in a callback of one's own."""
    trained = """
class Best(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1: self.best = m.get_weights()
best = Best()
m.fit(batches, epochs=3, verbose=0, callbacks=[best, keras.callbacks.EarlyStopping('loss', restore_best_weights=True)])
"""
    within = BESIDE.format("m.set_weights([one + 1 for one in m.get_weights()])")
    found = {cell: observed(kernels, trained + cell, "m") for cell in KEPT} | {within: observed(kernels, within, "m")}

    assert {cell: one.kept for cell, one in found.items() if isinstance(one, Fits)} == KEPT | {within: False}


def test_a_call_that_is_claimed_for_another_model_left_other_weights(kernels: Kernels) -> None:
    """Code in the same process may change what was noted; then the weights tell, unless it forges those, too."""
    claimed = """
import weakref, grader.probe.inside.fits as noted
n = network()
h = n.fit(batches, verbose=0)
noted._calls[-1].model = weakref.ref(m)
"""
    seen = observed(kernels, claimed, "m")

    assert isinstance(seen, Fits)
    assert ([one.histories for one in seen.calls], seen.kept) == ([("h",)], False)


def test_watching_changes_no_number(kernels: Kernels) -> None:
    """A training comes to the same weights to the bit, and the random numbers after it are the same."""
    training = """
h = m.fit(batches, validation_data=others, epochs=3, verbose=0)
w = np.concatenate([one.ravel() for one in m.get_weights()] + [tf.random.normal((4,)), np.random.rand(4)])
"""
    blind = """
from keras.src.backend.tensorflow.trainer import TFEpochIterator
TFEpochIterator.__init__ = TFEpochIterator.__init__.__wrapped__
"""
    found = [kernels(SETUP, cell, look=("w",)).evidence for cell in (training, blind + training)]
    watched, alone = (one.seen["w"] for one in found if one is not None)

    assert isinstance(watched, Tensor)
    assert isinstance(alone, Tensor)
    assert np.array_equal(watched.array.numpy(), alone.array.numpy())


def test_a_training_is_traced_once_and_comes_to_the_same(kernels: Kernels) -> None:
    """Weights, and what the optimizer and the metrics remember, in their order; Keras by itself traces it twice."""
    training = """
traced = []
class Told(keras.layers.Layer):
    def call(self, x):
        traced.append(1)
        return x
def came_of(fit):
    keras.utils.set_random_seed(1)
    one = keras.Sequential([keras.Input((6,)), keras.layers.Dense(5, "softmax"), Told()])
    one.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    traced.clear()
    fit(one, rows, labels, validation_split=0.2, epochs=2, batch_size=16, verbose=0)
    state = one.variables + one.optimizer.variables + one.metrics_variables
    return sum(traced), np.concatenate([np.ravel(each).astype("float64") for each in state])
(ours, state), (theirs, same) = came_of(keras.Model.fit), came_of(keras.Model.fit.__wrapped__.__wrapped__)
found = np.array([ours, theirs, np.array_equal(state, same)])
"""
    evidence = kernels(SETUP, training, look=("found",)).evidence
    assert evidence is not None
    found = evidence.seen["found"]

    assert isinstance(found, Tensor)
    assert found.array.numpy().tolist() == [2, 3, 1]  # once more for the validation


def test_a_traceback_of_fit_shows_no_frame_of_the_watching(kernels: Kernels) -> None:
    """Who gives `fit` something wrong sees the same traceback as without us."""
    run = kernels(SETUP, "m.fit(rows[:, :3], labels)")

    assert run.cells[1].error is not None
    assert "grader" not in str(run.cells[1])
