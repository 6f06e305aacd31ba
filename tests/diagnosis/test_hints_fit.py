"""A hint speaks of the exercise that it is shown in: no name, number or step of another one.

A cause's own words are the same everywhere, so they may hold nothing but what belongs to the libraries. All else comes
by its fields, from the exercise. A cause of an exercise's own may speak of that exercise.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.loader import load_course
from grader.course.variants import declared_cause
from grader.judging.causes import Cause, package_causes
from grader.judging.causes.facts import KnownCause
from grader.util.text import read_text

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)
CODE = re.compile(r"(?:[A-Za-z_]\w*\.)+\w+|[A-Za-z_]\w*_\w+|\b[A-Z]+[A-Z0-9]+\b|\b[a-zA-Z]\d\b|(?<!\w)\d(?:[\d.,]*\d)?")
"""Names with a dot or an underscore, in capitals or with a digit, and numbers."""
COUNTED = frozenset(["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "hundred"])
COUNTS = re.compile(rf"\b({'|'.join(sorted(COUNTED))})\b")
LIBRARIES = frozenset(
    [
        "__init__",
        "numpy",
        "convert_to_tensor",
        "tf.constant",
        "tf.convert_to_tensor",
        "tf.GradientTape",
        "np.array",
        "tf.cast",
        "tf.float32",
        "tf.exp",
        "tf.reduce_max",
        "tf.reduce_sum",
        "tf.keras.Input",
        "tf.keras.layers.Flatten",
        "use_bias",
        "softmax.axis",
        "np",
        "tf",
        "int32",
        "float32",
        "int64",
        "float64",
        "GradientTape",
        "restore_best_weights",
        "T",
        "clear_session",
        "load_model",
        "tf.transpose",
        "val_loss",
        "metrics.accuracy",
        "y.numpy",
        "tf.shape",
        "reduce_sum",
        "RGB",
        "TF",
        "batch_size",
        "map",
        "batch",
        ".shape",
        "trainable",
        *("CPU", "GPU", "as_supervised", "with_info", "tfds.load", "plt.subplots"),
        *("get_layer", "loss_weights", "validation_data", "validation_split", "tf.keras.layers"),
        *("np.square", "np.where", "tf.concat", "tf.expand_dims", "tf.matmul", "tf.one_hot", "tf.reduce_all"),
        *("tf.reduce_any", "tf.reshape", "tf.sigmoid", "tf.square", "tf.where"),
        *("assign_add", "assign_sub", "tf.GradientTape", "tf.Variable"),
    ]
)
NUMBERS = frozenset(["0", "1", "255", "2.5", "2,5"])
"""Of the formulas and rules of Python themselves: 0 to 1, the first entry, the whitest pixel, the decimal point."""


def strange_words(text: str, own: str = "") -> set[str]:
    """What of a text is code, and belongs neither to the libraries nor to `own`."""
    plain = re.sub(r"\{\w+\}", "", text)
    found = {word.strip(".,") for word in CODE.findall(plain)} | set(COUNTS.findall(plain))
    return {word for word in found - LIBRARIES - NUMBERS if word and not _is_in(word, own)}


def _is_in(word: str, own: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", own) is not None


@pytest.mark.parametrize("cause", package_causes().causes.values(), ids=package_causes().causes)
def test_a_cause_of_the_grader_names_nothing_of_one_exercise(cause: Cause) -> None:
    """Names, numbers and settings come by its fields."""
    texts = (cause.message, *cause.hints)

    assert {word for text in texts for word in strange_words(text)} == set()


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Call fit with epochs=EPOCHS.", {"EPOCHS"}),
        ("End with a Dense of ten neurons.", {"ten"}),
        ("Sums of shape (64,) are laid along the columns.", {"64"}),
        ("The hidden layer's product is with W1.", {"W1"}),
        ("Write history = my_model.fit(…).", {"my_model.fit"}),
        ("Call fit with training_batches.", {"training_batches"}),
        ("Call fit with epochs={epochs}, and divide by 255 once.", set()),
    ],
)
def test_a_hint_of_another_exercise_is_caught(text: str, strange: set[str]) -> None:
    """These stood in hints once, and were shown where there is no such thing."""
    assert strange_words(text) == strange


def causes() -> Iterator[tuple[str, KnownCause]]:
    for exercise in COURSE.exercises:
        for path in sorted((ROOT / "solutions" / exercise).glob("wrong/*.py")):
            cause = declared_cause(read_text(path, str(path)), COURSE.causes, name=path.name, stem=path.stem)
            if cause is not None and cause.message:
                yield exercise, cause


@pytest.mark.parametrize(("exercise", "cause"), [*causes()], ids=lambda one: getattr(one, "rule", one))
def test_a_cause_of_an_exercises_own_speaks_of_that_exercise(exercise: str, cause: KnownCause) -> None:
    """Its names stand in the task, in the reference, or in the wrong answer that it is about."""
    folder = ROOT / "solutions" / exercise
    files = (folder / "reference.py", folder / "wrong" / f"{cause.rule}.py")
    own = "\n".join(line for file in files for line in read_text(file, str(file)).splitlines() if "# hint:" not in line)

    strange = {word for text in (cause.message, *cause.hints) for word in strange_words(text, own)}
    assert {word for word in strange if not (word in COUNTED or word[0].isdigit())} == set()
