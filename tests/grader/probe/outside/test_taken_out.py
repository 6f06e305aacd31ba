"""Real kernels: answers whose cells run again while what they were asked to use gives something else."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.evidence import Array, CountLeft, Describe, Layers, Observation, Raised, Replay, Tensor, Text
from grader.model import Run

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

GIVEN = """
import numpy as np, tensorflow as tf
a, b = tf.constant([[1.0, 2.0]]), tf.constant([[3.0], [4.0]])
x = tf.constant([1.0, 2.0])
CPU = "/CPU:0"
DENSE = tf.keras.layers.Dense(3)
"""
PRODUCTS = ("tf.matmul", "@", "np.dot", ".dot", ".matmul", "tf.keras.layers.Dense")


def without(kernels: Kernels, names: tuple[str, ...], of: str, *answer: str) -> tuple[Observation, Observation]:
    """What is seen of a name as it was run, and after the replay in which some names are taken out."""
    replay = Replay(inputs={}, cells=(), asks={f"c/{of}": Describe(name=of)}, taken_out=names)
    answers = ((), *((cell,) for cell in answer))
    seen = kernels(GIVEN, *answer, look=(of,), replays=(replay,), answers=answers).evidence.seen
    return seen[of], seen[f"c/{of}"]


def number(seen: Observation) -> float:
    assert isinstance(seen, Tensor), seen
    return float(seen.array.numpy().ravel()[0])


@pytest.mark.parametrize(
    "answer",
    [
        ("y = tf.matmul(a, b)",),
        ("y = tf.linalg.matmul(a=a, b=b)",),
        ("from tensorflow import matmul as mm", "y = mm(a, b)"),
        ("y = a @ b",),
        ("y = a\ny @= b",),
        ("y = a.numpy().dot(b.numpy())",),
        ("product = tf.matmul\ny = product(a, b)",),
        ("from functools import partial\ny = partial(tf.matmul, a)(b)",),
        ("from functools import reduce\ny = reduce(tf.matmul, [a, b])",),
        ("class Neuron:\n    def __call__(self, row):\n        return row @ b\ny = Neuron()(a)",),
        ("@tf.function\ndef product(row):\n    return tf.matmul(row, b)\ny = product(a)",),
        ("y = (lambda one: tf.matmul(one, b))(a)",),
        ("y, = [tf.keras.ops.matmul(row[None], b) for row in a]",),
        ("y = tf.matmul(a, b)\nassert abs(float(y[0, 0]) - 11) < 1e-3\nif y[0, 0] != 11: raise ValueError",),
        ("h = tf.matmul(a, b)\nnp.testing.assert_allclose(h, [[11]])\ny = h",),
        ("n = tf.keras.layers.Dense(1)\nn.build((None, 2))\nn.set_weights([b, np.zeros(1)])\ny = n(a)",),
    ],
)
def test_a_product_that_matters_changes_the_value_however_it_is_written(
    kernels: Kernels, answer: tuple[str, ...]
) -> None:
    """By its own name or another's, handed on, in a class, in a traced function, or checked afterwards."""
    before, after = without(kernels, PRODUCTS, "y", *answer)

    assert number(before) == pytest.approx(11)
    assert number(after) == pytest.approx(-0.7 * 11 + 0.3)


@pytest.mark.parametrize(
    "answer",
    [
        "y = tf.reduce_sum(a * tf.transpose(b), keepdims=True) + 0 * tf.matmul(a, b)",
        "y = tf.reduce_sum(a * tf.transpose(b), keepdims=True)\nif len(a) > 99: y = tf.matmul(a, b)",
        "y = tf.where(False, tf.matmul(a, b), [[11.0]])",
        "y = [tf.constant([[11.0]]), tf.matmul(a, b)][0]",
        "y = tf.constant([[11.0]]) + tf.zeros_like(tf.matmul(a, b))",
        "y = max([tf.constant([[11.0]]), 1e-9 * tf.matmul(a, b)], key=np.sum)",
        "y = tf.constant([[11.0]])\nfor _ in range(len(tf.matmul(a, b)) - 1): y = tf.matmul(a, b)",
        "y = {1: tf.constant([[11.0]]), 2: tf.matmul(a, b)}[1]",
        "exec('waste = tf.matmul(a, b)')\ny = tf.constant([[11.0]])",
        "y = tf.clip_by_value(tf.matmul(a, b), 11, 11)",
        "try:\n    y = tf.constant([[11.0]])\nexcept ValueError:\n    y = tf.matmul(a, b)",
    ],
)
def test_a_product_of_no_weight_leaves_the_value_as_it_is(kernels: Kernels, answer: str) -> None:
    """Times zero, in a branch that is not taken, as one of several, or for its shape alone."""
    before, after = without(kernels, PRODUCTS, "y", answer)

    assert number(before) == pytest.approx(11)
    assert number(after) == pytest.approx(11)


def test_a_gradient_keeps_its_direction(kernels: Kernels) -> None:
    """A descent with smaller steps goes on for as long as it did, and ends elsewhere."""
    answer = """
w = tf.Variable(x)
for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(w**2)
    w.assign_sub(0.1 * tape.gradient(loss, [w])[0])
"""
    before, after = without(kernels, (".gradient", ".jacobian"), "w", answer)

    assert number(before) == pytest.approx(0.8**3)
    assert number(after) == pytest.approx(0.88**3)


@pytest.mark.parametrize(
    ("answer", "changes"),
    [
        ("with tf.device(CPU):\n    y = tf.matmul(a, b)", True),
        ("with tf.device(device_name=CPU):\n    y = tf.matmul(a, b)", True),
        ("place = tf.device(CPU)\nwith place:\n    y = a @ b", True),
        ("with tf.device(CPU):\n    y = np.matmul(a, b)", True),
        ("with tf.device(CPU):\n    waste = tf.matmul(a, b)\ny = tf.matmul(a, b) + 0 * waste", False),
        ("with tf.device(CPU): pass\ny = tf.matmul(a, b)", False),
        ("with tf.device('/CPU:0'):\n    y = tf.matmul(a, b)\nwith tf.device(CPU): pass", False),
        ("with tf.device(device_name='/CPU:0'):\n    y = tf.matmul(a, b)", False),
    ],
)
def test_what_is_computed_on_a_device_is_spoilt_there(kernels: Kernels, answer: str, changes: bool) -> None:  # noqa: FBT001 - a parameter
    """A context by itself has no result; what is computed in it has one."""
    before, after = without(kernels, ("tf.device",), "y", answer)

    assert number(before) == pytest.approx(11)
    assert (number(after) != pytest.approx(11)) is changes


@pytest.mark.parametrize(
    ("answer", "changes"),
    [
        ("y = 'GPU' if tf.config.list_physical_devices('GPU') else 'CPU'", True),
        (
            "cards = []\ncards.extend(tf.config.list_physical_devices('GPU'))\ny = 'GPU' if len(cards) > 1 else 'CPU'",
            True,
        ),
        ("y = 'CPU' + '' * len(tf.config.list_physical_devices('GPU'))", False),
    ],
)
def test_another_machine_has_other_devices(kernels: Kernels, answer: str, changes: bool) -> None:  # noqa: FBT001 - a parameter
    """Where there is no card the code finds some, and the other way round."""
    before, after = without(kernels, ("tf.config.list_physical_devices",), "y", answer)

    assert before == Text(text="CPU")
    assert (after != before) is changes


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("m = tf.keras.Sequential()\nfor n in (3, 1): m.add(tf.keras.layers.Dense(n))\nm.build((None, 2))", 0),
        ("m = tf.keras.Sequential([tf.keras.Input((2,))])\nput = m.add\nput(tf.keras.layers.Dense(3))", 0),
        (
            "m = tf.keras.Sequential([tf.keras.Input((2,)), DENSE])\nm.add(tf.keras.layers.Dense(1))",
            9,
        ),
        (
            "m = tf.keras.Sequential()\nm.add(tf.keras.Sequential([tf.keras.Input((2,)), DENSE]))",
            9,
        ),
        ("m = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(3)])\n{1}.add(2)", 9),
    ],
)
def test_weights_that_were_not_added_are_counted(kernels: Kernels, answer: str, left: int) -> None:
    """One layer that is added to a finished network adds no more than itself."""
    replay = Replay(inputs={}, cells=(), asks={"c/m": CountLeft(name="m")}, taken_out=(".add",))

    seen = kernels(GIVEN, answer, look=("m",), replays=(replay,), answers=((), (answer,))).evidence.seen

    assert isinstance(seen["m"], Layers)
    assert number(seen["c/m"]) == left


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("del a\ntf.keras.backend.clear_session()\nm = 1", 0),
        ("from keras.utils import clear_session as clear\nclear()\nm = 1", 0),
        ("if b.shape[0] > 99: tf.keras.backend.clear_session()\nm = 1", 1),
    ],
)
def test_a_session_that_was_never_cleared_shows(kernels: Kernels, answer: str, left: int) -> None:
    """A name that the cell deleted at first is deleted still, and does not end it."""
    names = ("tf.keras.backend.clear_session", "tf.keras.utils.clear_session")
    replay = Replay(inputs={}, cells=(), asks={"c/m": CountLeft(name="m")}, taken_out=names)

    seen = kernels(GIVEN, answer, look=("m",), replays=(replay,), answers=((), (answer,))).evidence.seen

    assert number(seen["c/m"]) == left


def test_what_spoilt_results_break_is_seen(kernels: Kernels) -> None:
    """Where a statement raises before a name is bound, the error is what was found, and later ones still run."""
    answer = "y = tf.constant([[11.0]])\nz = [1][int(tf.matmul(a, b)[0, 0]) - 11]"

    _, after = without(kernels, PRODUCTS, "z", answer)

    assert isinstance(after, Raised)
    assert after.error == "IndexError"


def test_values_are_found_again_from_the_inputs_of_the_run(kernels: Kernels) -> None:
    """The same numbers come of the same inputs, and chance is the same in each replay."""
    answer = "y = x + tf.random.normal((2,)) * 0 + 1\nz = np.random.random()"
    asks = {f"{key}/{name}": Describe(name=name) for key in ("c", "d") for name in ("y", "z")}
    hidden = {"x": Array.from_values(np.array([5.0, 6.0], np.float32))}
    once, again = (
        Replay(inputs=hidden, cells=(), as_found=kept, asks={key: one for key, one in asks.items() if key[0] == which})
        for which, kept in (("c", False), ("d", True))
    )

    seen = kernels(GIVEN, answer, look=("y", "z"), replays=(once, again), answers=((), (answer,))).evidence.seen

    assert (number(seen["c/y"]), number(seen["d/y"])) == (6, 2)
    assert seen["d/y"] == seen["y"]
    assert seen["c/z"] == seen["d/z"] != seen["z"]
