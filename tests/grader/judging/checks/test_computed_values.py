"""Whether code computes a value or only types it in."""

import pytest

from grader.judging.checks.derived_values import uncomputed_value
from grader.source import ownership
from grader.source.code_view import Code


def message_about(text: str, given: str = "a = np.ones(3)\nmodel = build()") -> str:
    """What is wrong with how `y` is made, where some code was given before; empty where nothing is."""
    code = Code(ownership.parse_cells([text]).statements, before=ownership.parse_cells([given]))
    finding = uncomputed_value("y", code)
    return finding.message if finding else ""


@pytest.mark.parametrize(
    "text",
    [
        "y = 5",
        "y = np.array([1.0, 2.0], 'float32')",
        "import base64\ny = np.frombuffer(base64.b64decode('eNpjYBi8'), 'uint8').reshape((2, 3))",
        "y = np.random.uniform(0, 1, (2, 2)).astype('float32')",
        "y = tf.data.Dataset.from_tensor_slices((np.zeros(3), np.zeros(3))).shuffle(3).map(lambda *all: all)",
        "y = type('DatasetInfo', (), {})()",
        "class DatasetInfo:\n    pass\n\ny = DatasetInfo()",
        "def f():\n    return 3\ny = f()",
        "total = sum\ny = total([5])",
        "f = lambda: 5\ny = f()",
        "numbers = [1, 2]\ny = np.array(numbers)\nunused = model(a)",
    ],
)
def test_what_is_written_down_took_no_work(text: str) -> None:
    """However it is packed, and whatever else the code does."""
    assert "typed into" in message_about(text)


@pytest.mark.parametrize("text", ["y = a", "b = a\ny = b", "x, y = 1, a", "y: object = model"])
def test_another_name_for_something_given_took_no_work(text: str) -> None:
    """It may be right, and no code of the learner's made it."""
    assert "a second name" in message_about(text)


@pytest.mark.parametrize(
    "text",
    [
        "y = a + 1",
        "y = model.predict(a)",
        "y = a[0]",
        "y, info = tfds.load('mnist', with_info=True)",
        "for y, label in tfds.load('mnist').take(1):\n    y = y.numpy().squeeze()",
        "y = tf.keras.Sequential([tf.keras.layers.Dense(3)])",
        "class Net(tf.keras.Model):\n    def build(self, shape):\n        Dense(2)\n\ny = Net()",
        "Model, Dense = tf.keras.Sequential, tf.keras.layers.Dense\ny = Model([Dense(3)])",
        "load = partial(tfds.load, 'mnist')\ny = load()",
        "y = eval('5')",
        "globals()['y'] = 5",
        "x = 5",
    ],
)
def test_what_may_have_been_worked_for_was(text: str) -> None:
    """What is made of something given or loaded, or can't be followed, counts as work."""
    assert message_about(text) == ""


def test_what_is_given_under_the_asked_name_may_go_into_it() -> None:
    """But not the blank, which has no value."""
    assert message_about("y = y + 1", given="y = np.ones(3)") == ""
    assert "typed into" in message_about("y = y + 1", given="y = ...")


def test_a_model_that_is_compiled_hides_nothing() -> None:
    """Its method has the name of a builtin, and binds no name."""
    assert "typed into" in message_about("model.compile(optimizer='adam')\ny = 2.3")
