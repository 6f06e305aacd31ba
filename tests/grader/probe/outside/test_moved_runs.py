"""Old code in real kernels: as written it fails under the installed versions, as rewritten it runs."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from grader.model import CellRun
from grader.sandbox.limits import Limits
from grader.source.modernise import modernise

pytestmark = pytest.mark.kernel

OLD: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[3] / "old_code.py"))
SETUP: str = OLD["SETUP"]
LIMITS = Limits(wall_s=120, cell_s=60)
MODELS = "print([len(one.weights) for one in (my_model_2, other_net)])"


def cells(kernels: Any, texts: tuple[str, ...]) -> tuple[CellRun, ...]:
    """The cells after the setup, which is fine."""
    setup, *rest = kernels(SETUP, *texts, limits=LIMITS).cells
    assert setup.error is None
    return tuple(rest)


@pytest.mark.parametrize("rule", [rule for rule in OLD["EXAMPLES"] if rule != "build"])
def test_old_code_fails_as_written_and_runs_as_rewritten(kernels: Any, rule: str) -> None:
    """What is rewritten needs it, and what comes out needs nothing more."""
    old = tuple(text for text, _ in OLD["EXAMPLES"][rule])
    new = tuple(one.text for one in modernise([SETUP, *old])[1:])

    assert all(cell.error for cell in cells(kernels, old))
    assert [cell.error and cell.error.message for cell in cells(kernels, new)] == [None] * len(new)


def test_a_subclassed_model_gets_its_weights(kernels: Any) -> None:
    """`build` leaves a model of one's own class without weights, and what is made of it does not."""
    for old, _ in OLD["EXAMPLES"]["build"]:
        new = modernise([SETUP, old])[1].text
        before, after = (cells(kernels, (text, MODELS))[1].outputs[0].text for text in (old, new))

        assert before == "[0, 0]\n"
        assert after in {"[4, 0]\n", "[0, 4]\n"}


ADVISED = {
    "x = tf.placeholder(tf.float32)": "a function",
    "with tf.Session() as s:\n    pass": ".numpy()",
    "tf.global_variables_initializer()": "as soon as it is made",
    "tf.contrib.layers": "tf.keras",
    "import tensorflow_hub as hub": "tf.keras.applications",
    "model.layers[0].output_shape": "layer.output.shape",
    "tf.keras.layers.Dense(3, batch_input_shape=(None, 4))": "tf.keras.Input",
    "name = ''.join(['fol', 'der'])\nmodel.save(name)": ".keras",
    "h = {'accuracy': []}\nh['acc']": "`accuracy`",
    "tfds.Split.TRAIN.subsplit([len(x), 20])": "split='train[:80%]'",
    "getattr(tf, 'enable_eager_execution')()": "Leave this line out",
}


def test_what_cant_be_rewritten_gets_its_reason(kernels: Any) -> None:
    """An error of old code comes with why it arises and what is written today; another error with nothing."""
    ran = cells(kernels, (*ADVISED, "1 / 0", "undefined", "tf.nothing"))

    for cell, part in zip(ran, ADVISED.values(), strict=False):
        assert cell.error is not None
        assert part in cell.error.advice, cell.error.message
    assert [cell.error and cell.error.advice for cell in ran[len(ADVISED) :]] == ["", "", ""]
