"""What goes where, when, how often and to what end is made wrong, one place at a time."""

from collections import Counter
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.verification.mutants import MAX_WIRING, OPERATORS, WIRING, mutants
from tests.grader.source.mutation.answers import GIVEN, exercise, text

ROOT = Path(__file__).parents[4]
FEWEST = 50
"""Mutants of each operator, over the course."""
DATA = """
training_batches = tf.data.Dataset.from_tensor_slices((W1, W2)).batch(2)
validation_batches = tf.data.Dataset.from_tensor_slices((W2, W1)).batch(2)
for images, labels in training_batches.take(1):
    print(images.shape)
neurons = [5, 4]
"""
CHOICE = "def choose(gpus):\n    return 'a' if gpus else 'b'\n\n\n"
TAPE = "with tf.GradientTape() as tape:\n    tape.watch(W1)\n    {}\n{}"


@pytest.mark.parametrize(
    ("operator", "answer", "changed"),
    [
        ("objects", "y = tf.exp(images)", "y = tf.exp(features)"),
        (
            "objects",
            "y = my_model.fit(training_batches)",
            "y = my_model.fit(training_batches.concatenate(validation_batches))",
        ),
        ("objects", "y = my_model.predict(images)", "y = my_model.predict(next(iter(training_batches.skip(1)))[0])"),
        ("exchanged", "h = features @ W1\ny = h @ W2", "h = features @ W2\ny = h @ W1"),
        ("exchanged", "h = tf.ones(3)\ny = tf.ones(4)", "h = tf.ones(4)\ny = tf.ones(3)"),
        ("mispaired", "y = my_model.evaluate(images, labels)", "y = my_model.evaluate(images, labels[::-1])"),
        ("mispaired", "def f(a, b):\n    return a, b", "def f(a, b):\n    return a, tf.random.shuffle(b)"),
        (
            "mispaired",
            "y = my_model.fit(training_batches)",
            "y = my_model.fit(training_batches.map(lambda x, y: (x, y[::-1])))",
        ),
        (
            "mispaired",
            "for y, z in data.take(1):\n    pass",
            "for y, z in data.take(1):\n    pass\nz = next(iter(data.skip(1)))[1]",
        ),
        ("ends", "y = images[0]", "y = images[-1]"),
        ("ends", "y = data.take(2)", "y = data.skip(len(data) - 2)"),
        ("ends", "for n in neurons:\n    y = n", "for n in neurons[::-1]:\n    y = n"),
        ("ends", "y = load('mnist', split='train[:80%]')", "y = load('mnist', split=\"train[-80%:]\")"),
        ("ends", "y = tf.matmul(features, W1)", "y = tf.matmul(W1, W1)"),
        ("twice", "y = my_model.fit(data)", "y = my_model.fit(data)\nmy_model.fit(data)"),
        ("twice", "y = my_model.fit(data)", "my_model.fit(data)\ny = my_model.fit(data)"),
        ("twice", "y = data.batch(2).prefetch(1)", "y = data.batch(2).batch(2).prefetch(1)"),
        ("twice", "y = tf.exp(W1)", "y = tf.exp(tf.exp(W1))"),
        ("twice", "y = W1 + W2", "y = W1 + W2 + W2"),
        ("twice", "y = W1\ny /= 255", "y = W1\ny /= 255\ny /= 255"),
        ("unkept", "y = data\ny = y.batch(2)", "y = data\ny.batch(2)"),
        ("unkept", "y = W1\ny /= 255", "y = W1\ny / 255"),
        ("unkept", "y = W1\ny.assign_sub(W2 * 2)", "y = W1\ny - (W2 * 2)"),
        (
            "moved",
            TAPE.format("h = W1**2", "y = h"),
            "with tf.GradientTape() as tape:\n    tape.watch(W1)\nh = W1**2\ny = h",
        ),
        ("moved", "y = W1\nfor n in neurons:\n    y = y + n", "y = W1\nfor n in neurons:\n    pass\ny = y + n"),
        ("moved", "y = W1\nfor n in neurons:\n    y = y + n", "for n in neurons:\n    y = W1\n    y = y + n"),
        (
            "moved",
            "for n in neurons:\n    y.add(n)\ny.add(\n    1\n)",
            "for n in neurons:\n    y.add(n)\n    y.add(\n        1\n    )",
        ),
        ("moved", "y = W1 + 1", "def work():\n    y = W1 + 1\n\n\nwork()"),
        ("reordered", "h = W1 + 1\ny = h", "y = h\nh = W1 + 1"),
        ("reordered", "tf.keras.backend.clear_session()\ny = build()", "y = build()\ntf.keras.backend.clear_session()"),
        ("literals", "y = tf.ones(size)", "y = tf.ones(8)"),
        ("literals", "for n in neurons:\n    y = n", "for n in [5]:\n    y = n"),
        ("literals", "y = features @ W1", "y = features @ tf.ones_like(W1)"),
        ("literals", "def f(x, n=2):\n    return x * n", "def f(x, n=2):\n    return x * 2"),
        ("literals", f"{CHOICE}y = choose(W1)", f"{CHOICE}y = 'b'"),
        ("literals", f"{CHOICE}y = choose(W1)\nz = put(y)", f"{CHOICE}y = choose(W1)\nz = put('a')"),
        ("copied", "y = tf.keras.Sequential()", "y = my_model"),
        ("copied", "y = tf.keras.Sequential()", "y = tf.keras.models.clone_model(my_model)"),
        ("rebound", "y = tf.keras.Sequential()", "y = tf.keras.Sequential()\ny = my_model"),
        (
            "rebound",
            "y = tf.keras.Sequential()\ny.compile()",
            "y = tf.keras.Sequential()\ny.compile()\ny = tf.keras.models.clone_model(y)",
        ),
        ("rebound", "y = data.batch(2)", "y = data.batch(2)\ny = y.skip(1)"),
        ("families", "y = W1.numpy()", "y = W1.numpy()\ny = y.tolist()"),
        ("families", "y = W1.numpy()", "y = W1.numpy()\ny = tf.constant(y)"),
        ("families", "y = tf.keras.Sequential()", "y = tf.keras.Sequential()\ny = lambda x, made=y: made(x)"),
        ("families", "y = my_model.fit(data)", "y = my_model.fit(data)\ny = y.history"),
        ("families", "y = info.num_classes", "y = info.num_classes\ny = [y]"),
        ("families", "y = tf.keras.layers.Dropout(0.2)", "y = tf.keras.layers.GaussianNoise(0.2)"),
    ],
)
def test_each_operator_makes_its_mistake(tmp_path: Path, operator: str, answer: str, changed: str) -> None:
    """And without the operator nobody makes it."""
    whole = exercise(tmp_path, answer, given=GIVEN + DATA)

    assert changed in [text(mutant).strip() for mutant in mutants(whole)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "grader.verification.mutants.OPERATORS",
            {name: one for name, one in OPERATORS.items() if name != operator},
        )
        assert changed not in [text(mutant).strip() for mutant in mutants(whole)]


@pytest.mark.parametrize(
    ("answer", "untold"),
    [
        (
            "y = tf.keras.Sequential()\ny.add(Flatten())",
            "y = tf.keras.Sequential()\ny.add(Flatten())\ny.add(Flatten())",
        ),
        ("y = my_model\ny.compile()", "y = my_model\ny.compile()\ny.compile()"),
        ("y = data.cache().batch(2)", "y = data.cache().cache().batch(2)"),
        ("h = W1 + 1\ny = W2 + 1", "y = W2 + 1\nh = W1 + 1"),
        ("y = tf.multiply(W1, W2)", "y = tf.multiply(W2, W1)"),
        ("y = W1 + W2", "y = W2 + W1"),
        ("y = images.shape[0]", "y = tf.ones_like(images).shape[0]"),
        ("h = W1 + 1\ny = h", "h = W1 + 1\ny = h\nh = W2"),
        ("y = tf.keras.Sequential()", "y = tf.keras.Sequential()\ny = tf.keras.models.clone_model(y)"),
        ("my_model(W1)\ny = W1", "my_model(my_model(W1))\ny = W1"),
        ("for y in W1:\n    pass", "for y in W1:\n    pass\ny = list(y)"),
        (
            "y = my_model\ny.add(Flatten())\nfor n in neurons:\n    y.add(n)",
            "y = my_model\nfor n in neurons:\n    y.add(Flatten())\n    y.add(n)",
        ),
        ("my_model(W1)\ny = W1", "my_model(tf.ones_like(W1))\ny = W1"),
    ],
)
def test_what_makes_no_difference_is_left_alone(tmp_path: Path, answer: str, untold: str) -> None:
    """What does nothing more a second time, statements in any order, shapes, names nobody asks for, a fresh copy."""
    made = [text(mutant).strip() for mutant in mutants(exercise(tmp_path, answer, given=GIVEN + DATA))]

    assert made
    assert untold not in made


def test_an_insertion_says_what_comes_in_between(tmp_path: Path) -> None:
    """The line that was not there before, and its number."""
    made = {one.id: one.says for one in mutants(exercise(tmp_path, "h = 2\ny = model.fit(data)\nz = h"))}

    assert made["nothing -> model.fit(data) #1"] == "line 3: nothing -> model.fit(data)"
    assert made["nothing -> y = y.history #1"] == "line 4: nothing -> y = y.history"


def test_the_wiring_leaves_ids_of_other_mutants_as_they_are(tmp_path: Path) -> None:
    """Exemptions name them, and none of the others is lost for a mutant of the wiring."""
    whole = exercise(tmp_path, "h = W1 @ W2\ny = tf.exp(h - W1) + W2[0]", given=GIVEN + DATA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "grader.verification.mutants.OPERATORS",
            {name: one for name, one in OPERATORS.items() if name not in WIRING},
        )
        alone = mutants(whole)

    assert alone
    assert mutants(whole)[: len(alone)] == alone


def test_the_course_has_at_least_fifty_mutants_of_each_operator_of_wiring() -> None:
    """A rate of fewer says little; of one exercise there are never more than the limit."""
    course = load_course(ROOT)
    found = {one: mutants(load_exercise(ROOT, one)) for one in course.exercises}
    counts = {
        one: Counter(mutant.operator for mutant in made if mutant.operator in WIRING) for one, made in found.items()
    }

    assert min(sum((counts[one] for one in counts), Counter()).values()) >= FEWEST
    assert max(one.total() for one in counts.values()) <= MAX_WIRING
