"""The two exercises and twelve submissions that all graders get, and the checks that other graders make on them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[2]
BLANK = ("...", "raise NotImplementedError()")
"""How a blank ends: ours and otter's, and nbgrader's."""


@dataclass(frozen=True, slots=True)
class Check:
    """One test cell, which raises where an answer is wrong."""

    name: str
    points: int
    code: str


@dataclass(frozen=True, slots=True)
class PeerExercise:
    """An exercise of this course, with its submissions."""

    id: str
    right: tuple[str, ...]
    """Files in the exercise's folder `accepted`."""
    wrong: tuple[str, ...]
    """Files in the exercise's folder `wrong`."""
    checks: tuple[Check, ...]
    """What the rubric checks, as assertions on the values that the notebook reports. They verify nothing."""

    @property
    def name(self) -> str:
        """Its name without the lesson."""
        return self.id.partition("/")[2]

    @property
    def learners(self) -> tuple[str, ...]:
        """One for each submission, and called as its file; a right one is the first."""
        return *self.right, *self.wrong

    def stub(self) -> Any:
        """The notebook that learners get."""
        return nbformat.read(ROOT / "exercises" / f"{self.id}.ipynb", as_version=4)

    def answer(self, learner: str) -> str:
        """The text of a learner's answer."""
        kind = "accepted" if learner in self.right else "wrong"
        return (ROOT / "solutions" / self.id / kind / f"{learner}.py").read_text(encoding="utf-8")

    def fill(self, notebook: Any, learner: str) -> Any:
        """The notebook with its blank filled in, and a comment: no run of another file serves for this one."""
        blank(notebook)["source"] = f"# by {learner}\n{self.answer(learner)}"
        return notebook


def blank(notebook: Any) -> Any:
    """The cell that a learner fills in."""
    return next(cell for cell in notebook.cells if cell.source.strip().endswith(BLANK))


VALUES = PeerExercise(
    id="06_multi_layer/two_layers",
    right=("one_line", "function_per_layer", "numpy"),
    wrong=("hidden_bias_lost", "last_activation_lost", "half_way"),
    checks=(
        Check("shape", 1, "assert tuple(output.shape) == (1, 1)"),
        Check(
            "value",
            2,
            "import numpy as np\n"
            "hidden = 1 / (1 + np.exp(-(features.numpy() @ W1.numpy() + B1.numpy())))\n"
            "expected = 1 / (1 + np.exp(-(hidden @ W2.numpy() + B2.numpy())))\n"
            "np.testing.assert_allclose(np.asarray(output), expected, rtol=1e-4)",
        ),
    ),
)
NETWORK = PeerExercise(
    id="11_keras/sequential",
    right=("functional", "added_in_a_loop", "input_shape_in_flatten"),
    wrong=("biases_lost", "softmax_lost", "wrong_layer_size"),
    checks=(
        Check("built", 1, "assert my_model_1.input_shape == (None, 28, 28, 1)"),
        Check(
            "layers",
            2,
            "layers = [layer for layer in my_model_1.layers if not isinstance(layer, tf.keras.layers.InputLayer)]\n"
            'assert [type(layer).__name__ for layer in layers] == ["Flatten", "Dense", "Dense", "Dense"]\n'
            "assert [layer.units for layer in layers[1:]] == [128, 64, 10]\n"
            'activations = [layer.activation.__name__.partition("_")[0] for layer in layers[1:]]\n'
            'assert activations == ["relu", "relu", "softmax"]',
        ),
        Check("parameters", 1, "assert my_model_1.count_params() == 109_386"),
    ),
)
EXERCISES = (VALUES, NETWORK)
