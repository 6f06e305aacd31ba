"""Checks of a learner's source: what code uses, however it is spelled."""

import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, Tensor
from grader.judging.checks.code import code_avoids, code_computes, code_uses
from grader.model import Verdict
from grader.source import ownership
from grader.source.code_view import Code

SEEN = Evidence(version=VERSION, seen={"y": Tensor(kind="tensor", array=Array.from_values(np.ones(1)))}, names={})


def code(text: str) -> Code:
    return ownership.parse_cells([text])


def uses(text: str, any_of: str) -> bool:
    finding = code_uses(SEEN, SEEN, of="y", any_of=any_of.split(" or "), code=code(text))
    return finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("any_of", "text"),
    [
        ("tf.matmul", "y = tf.matmul(a, b)"),
        ("tf.matmul", "y = tf.linalg.matmul(a, b)"),
        ("tf.matmul", "from tensorflow import matmul as mm\ny = mm(a, b)"),
        ("tf.matmul", "import tensorflow as t\ny = t.matmul(a, b)"),
        ("tf.matmul", "import tensorflow\ny = tensorflow.matmul(a, b)"),
        ("tf.matmul or @", "y = a @ b"),
        ("@", "y @= b"),
        (".add", "for n in sizes: y.add(layer(n))"),
        ("for", "for n in sizes: y.add(layer(n))"),
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
def test_what_is_used_is_found_however_it_is_spelled(any_of: str, text: str) -> None:
    """Imports, other names and other places of the same function make no difference."""
    assert uses(text, any_of=any_of)


@pytest.mark.parametrize(
    ("any_of", "text"),
    [
        ("tf.matmul", "y = np.matmul(a, b)"),
        ("tf.matmul", "# tf.matmul\ny = 'tf.matmul'"),
        ("@", "@decorated\ndef f(): pass"),
        ("for", "y = [f(n) for n in sizes]"),
        (".add", "y = add"),
        ("tf.exp", "y = ("),
        ("tf.exp", "y = 1\nif 0: y = tf.exp(x)"),
        ("tf.exp", "def f(): return tf.exp(x)\ny = 1"),
        ("for", "if False:\n    for y in x: pass"),
        ("tf.exp", "y = " + "(" * 5000),
    ],
)
def test_what_only_looks_like_it_is_not(any_of: str, text: str) -> None:
    """Comments, texts, another library's function and what is not Python count for nothing."""
    assert not uses(text, any_of=any_of)


def test_messages_name_code_as_the_rubric_spells_it() -> None:
    """What is missing, or could be done without, is named as the author of the rubric wrote it."""
    unused = code_uses(SEEN, SEEN, of="y", any_of=["tf.matmul", "@"], code=code("y = 1"))
    loops = code_avoids(SEEN, SEEN, of="y", none_of=["for", "while"], code=code("for n in x: y = n"))

    beside = code_uses(SEEN, SEEN, of="y", any_of=["tf.matmul", "@"], code=code("a @ b\ny = 1"))

    assert unused.message == "Your code for `y` does not use `tf.matmul` or `@`."
    assert beside.message == "Your code uses `@`, but not for `y`."
    assert loops.message == "Your code uses `for` to compute `y`; the task asks you to do without it."
    assert code_avoids(SEEN, SEEN, of="y", none_of=["while"], code=code("for n in x: y = n")).verdict is Verdict.PASS


def test_code_for_nothing_is_not_read() -> None:
    """Where the value itself is missing, that is what is said."""
    nothing = Evidence(version=VERSION, seen={"y": Absent()}, names={})

    assert code_avoids(nothing, SEEN, of="y", none_of=["for"], code=code("")).message == "`y` is not defined."


def test_of_many_spellings_the_usual_are_named() -> None:
    """A message stays short however many spellings are right."""
    names = ["tf.matmul", "@", "np.dot", ".einsum"]
    unused = code_uses(SEEN, SEEN, of="y", any_of=names, code=code("y = 1"))

    assert unused.message == "Your code for `y` does not use `tf.matmul`, `@`, `np.dot` or a similar one."


def computes(text: str) -> bool:
    return code_computes(SEEN, SEEN, of="y", code=code(text)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "text",
    [
        "y = 6000",
        "y = 60_000 // 10",
        "y = -(-6_000)",
        "y: int = 6000",
        "y = int('6000')",
        "y = tf.constant(6000)",
        "y = np.int64(6000)",
        "x, y = len(data), 6000",
        "y = 6000\nif False: y = len(data)",
        "y = 6000\ndef f(): return len(data)",
        "def f(): return 6000\ny = f()",
        "f = lambda: 6000\ny = f()",
        "y = 0\ny += 6000",
        "y = 0\nfor _ in range(6000): y += 1",
        "y = sum([1000, 5000])",
        "if (y := 6000): pass",
        "for _ in [1]: y = 6000",
        "for y in [6000]: pass",
        "len(data)\ny = 6000",
        "n = len(data)\ny = 6000",
        "n = 784 * 256\ny = n + 256",
        "y = len(data)\ny = 6000",
        "x = x\ny = 6000",
        "y = " + " + ".join(["1"] * 300),
    ],
)
def test_a_number_that_is_written_down_is_not_computed(text: str) -> None:
    """Digits are digits, whatever wraps them, under whatever names they went before."""
    assert not computes(text)


@pytest.mark.parametrize(
    "text",
    [
        "y = len(data)",
        "y = data.n // 1",
        "y = int(data.cardinality())",
        "x, y = data.shape",
        "y = 6000\ny = len(data)",
        "y = 0\nfor _ in data:\n    y += 1",
        "for y in data: pass",
        "n = 0\nfor one in sizes: n = n + one\ny = n",
        "if (y := len(data)): pass",
        "x = 6000",
        "def f(d): return len(d)\ny = f(data)",
        "y = sum(1 for _ in data)",
        "y = tfds.load('mnist').n",
        "exec('y = len(data)')",
    ],
)
def test_what_is_asked_or_counted_is_computed(text: str) -> None:
    """Anything but written numbers counts, and so does what can't be followed."""
    assert computes(text)


def test_a_written_number_is_said_to_be_one() -> None:
    """The message names the value; where there is none, that is what is said."""
    nothing = Evidence(version=VERSION, seen={"y": Absent()}, names={})
    written = code_computes(SEEN, SEEN, of="y", code=code("y = 6000"))

    assert written.message == "`y` is typed in as a number; your code should work it out."
    assert code_computes(nothing, SEEN, of="y", code=code("y = 6000")).message == "`y` is not defined."


def test_what_could_not_be_read_counts_only_where_it_matters() -> None:
    """What is found is found; where it is not, the message says that there is more, which nobody could read."""
    rest = ownership.parse_cells(["y = tf.exp(x)", "z = ("])
    unread = "Part of your code is not valid Python, or is too long or too deeply nested to be read"
    uses_none = code_uses(SEEN, SEEN, of="y", any_of=["@"], code=rest)
    avoids = code_avoids(SEEN, SEEN, of="y", none_of=["for"], code=rest)
    computes_none = code_computes(SEEN, SEEN, of="y", code=ownership.parse_cells(["z = ("]))

    assert code_uses(SEEN, SEEN, of="y", any_of=["tf.exp"], code=rest).verdict is Verdict.PASS
    assert code_computes(SEEN, SEEN, of="y", code=rest).verdict is Verdict.PASS
    assert uses_none.message == f"{unread}; the rest does not use `@`."
    assert avoids.message == f"{unread}, so it may use `for`."
    assert computes_none.message == f"{unread}; the rest assigns nothing to `y`."
    assert {one.verdict for one in (uses_none, avoids, computes_none)} == {Verdict.FAIL}


def test_what_the_stub_imports_has_its_name_there() -> None:
    """A given import stands before the learner's own code."""
    own = ownership.parse_cells(["y = layers.Dense(2)"], ownership.parse_cells(["from tensorflow.keras import layers"]))

    assert code_uses(SEEN, SEEN, of="y", any_of=["tf.keras.layers.Dense"], code=own).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("f(x)\ny = 1", Verdict.PASS),
        ("def g(): f(x)\ng()\ny = 1", Verdict.PASS),
        ("def g():\n    f(x)\n    return 1\ny = g()", Verdict.PASS),
        ("if 0: f(x)\ny = 1", Verdict.FAIL),
        ("def g(): f(x)\ny = 1", Verdict.FAIL),
        ("y = 1\nf(x)", Verdict.FAIL),
    ],
)
def test_what_leaves_no_value_behind_is_used_ahead(text: str, verdict: Verdict) -> None:
    """Where the rubric says so: in code that runs, before the value is made."""
    assert code_uses(SEEN, SEEN, of="y", any_of=["f"], ahead=True, code=code(text)).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("with tf.device(d):\n    y = a @ b", Verdict.PASS),
        ("with tf.device(choose(gpus)):\n    y = a @ b", Verdict.PASS),
        ("def f(where):\n    with tf.device(where):\n        return a @ b\ny = f(d)", Verdict.PASS),
        ("with tf.device(f'{d}'):\n    y = a @ b", Verdict.PASS),
        ("with tf.device('/CPU:0'):\n    with tf.device(d):\n        y = a @ b", Verdict.PASS),
        ("with tf.device('/CPU:0'):\n    y = a @ b", Verdict.FAIL),
        ("d = '/CPU:0'\nwith tf.device(d):\n    y = a @ b", Verdict.PASS),
        ("with tf.device(device_name='/CPU' + ':0'):\n    y = a @ b", Verdict.FAIL),
        ("with tf.device():\n    y = a @ b", Verdict.FAIL),
    ],
)
def test_what_a_function_gets_has_a_name_where_that_is_asked(text: str, verdict: Verdict) -> None:
    """A constant in the call itself is not enough; how a name got its value does not matter."""
    finding = code_uses(SEEN, SEEN, of="y", any_of=["tf.device"], computed=True, code=code(text))

    assert finding.verdict is verdict, finding.message
