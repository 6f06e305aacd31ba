"""Checks of a learner's source: what code uses, however it is spelled."""

import numpy as np
import pytest

from grader.checks.code import code_avoids, code_uses
from grader.evidence import VERSION, Absent, Array, Evidence, Tensor
from grader.model import Verdict

SEEN = Evidence(version=VERSION, seen={"y": Tensor(kind="tensor", array=Array.of(np.ones(1)))}, names={})


def uses(*code: str, any_of: str) -> bool:
    finding = code_uses(SEEN, SEEN, of="y", any_of=any_of.split(" or "), code=code)
    return finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("any_of", "code"),
    [
        ("tf.matmul", "y = tf.matmul(a, b)"),
        ("tf.matmul", "y = tf.linalg.matmul(a, b)"),
        ("tf.matmul", "from tensorflow import matmul as mm\ny = mm(a, b)"),
        ("tf.matmul", "import tensorflow as t\ny = t.matmul(a, b)"),
        ("tf.matmul", "import tensorflow\ny = tensorflow.matmul(a, b)"),
        ("tf.matmul or @", "y = a @ b"),
        ("@", "y @= b"),
        (".add", "for n in sizes: model.add(layer(n))"),
        ("for", "for n in sizes: model.add(layer(n))"),
        ("comprehension", "y = [f(n) for n in sizes]"),
        ("while", "while True: break"),
        ("tf.GradientTape", "with tf.GradientTape() as g:\n    y = x"),
        ("keras.Sequential", "m = tf.keras.Sequential([])"),
        ("tf.keras.Sequential", "from tensorflow import keras\nm = keras.Sequential([])"),
        ("tf.keras.Sequential", "from keras import Sequential\nm = Sequential([])"),
        ("tf.keras.layers.Dense", "from tensorflow.keras import layers\nlayers.Dense(2)"),
        ("tf.exp", "%time y = 1\nz = tf.math.exp(x)"),
        ("sum", "y = sum(values)"),
    ],
)
def test_what_is_used_is_found_however_it_is_spelled(any_of: str, code: str) -> None:
    """Imports, other names and other places of the same function make no difference."""
    assert uses(code, any_of=any_of)


@pytest.mark.parametrize(
    ("any_of", "code"),
    [
        ("tf.matmul", "y = np.matmul(a, b)"),
        ("tf.matmul", "# tf.matmul\ny = 'tf.matmul'"),
        ("@", "@decorated\ndef f(): pass"),
        ("for", "y = [f(n) for n in sizes]"),
        (".add", "y = add"),
        ("tf.exp", "y = ("),
        ("tf.exp", "y = " + "(" * 5000),
    ],
)
def test_what_only_looks_like_it_is_not(any_of: str, code: str) -> None:
    """Comments, texts, another library's function and what is no Python count for nothing."""
    assert not uses(code, any_of=any_of)


def test_messages() -> None:
    """What is missing, or could be done without, is named as the author of the rubric wrote it."""
    unused = code_uses(SEEN, SEEN, of="y", any_of=["tf.matmul", "@"], code=("y = 1",))
    loops = code_avoids(SEEN, SEEN, of="y", none_of=["for", "while"], code=("for n in x: y = n",))

    assert unused.message == "Your code for `y` does not use `tf.matmul` or `@`."
    assert loops.message == "Your code for `y` uses `for`; it can do without."
    assert code_avoids(SEEN, SEEN, of="y", none_of=["while"], code=("for n in x: y = n",)).verdict is Verdict.PASS


def test_code_for_nothing_is_not_read() -> None:
    """Where the value itself is missing, that is what is said."""
    nothing = Evidence(version=VERSION, seen={"y": Absent()}, names={})

    assert code_avoids(nothing, SEEN, of="y", none_of=["for"], code=()).message == "`y` is not defined."
