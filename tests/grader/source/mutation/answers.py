"""An exercise with one blank, to be mutated."""

from pathlib import Path

from grader.model import Exercise
from grader.sandbox.limits import Limits
from grader.verification.mutants import Mutant

GIVEN = """\
# exercise: 05/one

# %% [markdown]
# The task.

# %%
import tensorflow as tf

features = tf.random.normal((1, 5))
W1 = tf.random.normal((5, 5))
W2 = tf.random.normal((5, 5))
model = tf.keras.Sequential()
my_model = tf.keras.Sequential()
data = tf.data.Dataset.range(3)
size = 4
"""


def exercise(folder: Path, answer: str, *, given: str = GIVEN, later: str = "") -> Exercise:
    """An exercise with one blank."""
    path = folder / "reference.py"
    lines = [given, "# %%", "# BEGIN SOLUTION", "# BLANK: y = ...", answer.strip("\n"), "# END SOLUTION", later]
    path.write_text("\n".join(lines), encoding="utf-8")
    return Exercise(id="05/one", title="", rubric=(), limits=Limits(), stub=Path(), reference=path, digest="")


def text(mutant: Mutant) -> str:
    """The learner's own cells of a mutant."""
    return "\n".join(cell.text for cell in mutant.source.cells if cell.answer)
