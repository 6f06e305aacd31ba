"""A reference's answer is made wrong in one place at a time, and in the same places each time."""

import ast
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.model import Exercise
from grader.sandbox.limits import Limits
from grader.source.syntax import parse_cell
from grader.verification.mutants import MAX_MUTANTS, MAX_WIRING, OPERATORS, WIRING, Mutant, mutants, sample_evenly
from tests.grader.source.mutation.answers import GIVEN, exercise, text

ROOT = Path(__file__).parents[3]


def ids(folder: Path, answer: str) -> list[str]:
    return [mutant.id for mutant in mutants(exercise(folder, answer))]


@pytest.mark.parametrize(
    ("operator", "answer", "changed"),
    [
        ("statements", "h = features\ny = h + 1", "pass\ny = h + 1"),
        ("statements", "def f(x):\n    return x", "def f(x):\n    x"),
        ("numbers", "y = tf.zeros(128)", "y = tf.zeros(129)"),
        ("numbers", "y = tf.zeros(128)", "y = tf.zeros(256)"),
        ("numbers", "y = features * 0.5", "y = features * 5.0"),
        ("numbers", "y = tf.softmax(features, axis=-1)", "y = tf.softmax(features, axis=0)"),
        ("numbers", "y = tf.reshape(features, [-1])", "y = tf.reshape(features, [1])"),
        ("buffers", "y = data.shuffle(size // 4)", "y = data.shuffle(1)"),
        ("flags", "y = tf.reduce_sum(features, keepdims=True)", "y = tf.reduce_sum(features, keepdims=False)"),
        ("texts", 'y = Dense(9, activation="relu")', 'y = Dense(9, activation="sigmoid")'),
        ("texts", "y = tfds.load('mnist', split='train[:80%]')", "y = tfds.load('mnist', split='train[:40%]')"),
        ("texts", 'model.save("model.keras")', 'model.save("model_2.keras")'),
        ("functions", "y = tf.reduce_sum(features)", "y = tf.reduce_mean(features)"),
        ("functions", "y = tf.keras.optimizers.Adam(2)", "y = tf.keras.optimizers.SGD(2)"),
        ("names", "y = features @ W1", "y = features @ W2"),
        ("names", "my_model.build()", "model.build()"),
        ("names", "self.h1 = W1\nself.h2 = W2\ny = self.h1", "self.h1 = W1\nself.h2 = W2\ny = self.h2"),
        ("operators", "y = features + W1", "y = features - W1"),
        ("operators", "y = 3 * W1 ** 2", "y = 3 * (W1 * 2)"),
        ("operators", "y = W1\ny /= 255", "y = W1\ny *= 255"),
        ("operands", "y = features + W1", "y = features"),
        ("sides", "y = features @ W1", "y = W1 @ features"),
        ("signs", "y = tf.exp(-features)", "y = tf.exp(features)"),
        ("signs", "y = tf.exp(features)", "y = tf.exp(-features)"),
        ("conditions", "y = W1 > 0", "y = W1 < 0"),
        ("conditions", "y = 1 if size else 2", "y = 1 if not (size) else 2"),
        ("keywords", "y = tf.reduce_sum(features, axis=1)", "y = tf.reduce_sum(features)"),
        ("arguments", "y = tf.matmul(features, W1)", "y = tf.matmul(W1, features)"),
        ("wrappers", "y = tf.sigmoid(features)", "y = features"),
        ("wrappers", "y = Dense(9)(features)", "y = features"),
        ("wrappers", "y = self.out(features)", "y = features"),
        ("steps", "y = data.shuffle(size).batch(size)", "y = data.shuffle(size)"),
        ("orders", "y = data.shuffle(size).batch(size)", "y = data.batch(size).shuffle(size)"),
        ("dropped", "y = [Flatten(), Dense(9)]", "y = [Flatten()]"),
        ("doubled", "y = [Flatten(), Dense(9)]", "y = [Flatten(), Dense(9), Dense(9)]"),
        ("neighbours", "y = [Flatten(), Dense(9)]", "y = [Dense(9), Flatten()]"),
        ("neighbours", "y = features, W1", "y = W1, features"),
        ("decorators", "@tf.function\ndef f(x):\n    return x", "def f(x):\n    return x"),
    ],
)
def test_each_operator_makes_its_mistake(tmp_path: Path, operator: str, answer: str, changed: str) -> None:
    """And without the operator no other one that changes code makes it."""
    others = {name: one for name, one in OPERATORS.items() if name not in {operator, *WIRING}}
    made = [text(mutant).strip() for mutant in mutants(exercise(tmp_path, answer))]

    assert changed in made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.verification.mutants.OPERATORS", others)
        assert changed not in [text(mutant).strip() for mutant in mutants(exercise(tmp_path, answer))]


def test_every_operator_has_an_example() -> None:
    """So that none of them makes nothing."""
    (mark,) = (one for one in test_each_operator_makes_its_mistake.pytestmark if one.name == "parametrize")  # type: ignore[attr-defined] # pytest puts it there

    assert {operator for operator, _, _ in mark.args[1]} == set(OPERATORS) - set(WIRING)


@pytest.mark.parametrize(
    ("answer", "untold"),
    [
        ('print("loss", 5)', ["pass", 'print("val_loss", 5)', 'print("loss", 6)']),
        ("y = data.prefetch(1)", ["y = data.prefetch(2)", "y = data.prefetch(0)"]),
        ("y = data.shuffle(7)", ["y = data.shuffle(8)", "y = data.shuffle(14)"]),
        ("y = data.cache().map(f)", ["y = data.map(f)"]),
        ("y = data.batch(2).map(f)", ["y = data.map(f).batch(2)"]),
        ("model.summary()", ["pass", "my_model.summary()"]),
        ("y = model.predict(W1, verbose=0)", ["y = model.predict(W1, verbose=1)", "y = model.predict(W1)"]),
        ("y = W1.numpy()", ["y = W1"]),
        ("y = [Flatten()]", ["y = [Flatten(), Flatten()]"]),
        ("y = tf.multiply(W1, W2)", ["y = tf.multiply(W2, W1)"]),
        ("y = tf.reduce_sum(W1, axis=1)", ["y = tf.reduce_sum(W1, axis=-1)"]),
        ("import numpy as np", ["pass"]),
        ('"""What y is."""', ["pass"]),
    ],
)
def test_what_makes_no_difference_is_left_alone(tmp_path: Path, answer: str, untold: list[str]) -> None:
    """What is shown, time, kinds of arrays, a second Flatten, the order of a product, imports, remarks."""
    whole = mutants(exercise(tmp_path, f"{answer}\nz = size"))
    made = [text(mutant).strip() for mutant in whole if mutant.operator not in WIRING]

    assert f"{answer}\npass" in made
    assert not set(made) & {f"{one}\nz = size" for one in untold}


def test_an_id_says_what_was_changed(tmp_path: Path) -> None:
    """With as much around it as is needed, and its number where two read alike."""
    made = ids(tmp_path, "y = tf.reduce_sum(tf.reduce_max(W1, axis=1), axis=1)")

    assert "axis=1 -> axis=0 #1" in made
    assert "axis=1 -> axis=0 #2" in made
    assert "axis=1 -> nothing #2" in made
    assert len(set(made)) == len(made)


def test_an_id_is_short_however_long_the_code(tmp_path: Path) -> None:
    """So that it can be read in a table, and copied."""
    layers = ", ".join(f'tf.keras.layers.Dense({n}, activation="relu", name="hidden_layer_{n}")' for n in range(2, 8))

    made = ids(tmp_path, f"y = tf.keras.Sequential([{layers}]) + {'W1 + ' * 30}W2")

    assert all(len(one) < 220 for one in made)


def test_ids_stay_when_another_line_is_added(tmp_path: Path) -> None:
    """An exemption names a mutant, and an edit elsewhere must not make it name another."""
    before = {mutant.id: mutant.says for mutant in mutants(exercise(tmp_path, "y = tf.exp(-features)"))}

    longer = exercise(tmp_path, "# a remark\nz = size * 7\ny = tf.exp(-features)")
    after = {mutant.id: mutant.says for mutant in mutants(longer)}

    assert before.keys() <= after.keys()
    assert [after[one].partition(": ")[2] for one in before] == [says.partition(": ")[2] for says in before.values()]


def test_a_mutant_says_its_line_before_and_after(tmp_path: Path) -> None:
    """In one line, for whoever reads the report."""
    made = mutants(exercise(tmp_path, "h = 2\ny = tf.exp(-features)"))

    (mutant,) = (one for one in made if one.id == "exp(-features) -> exp(features) #1")
    assert mutant.says == "line 2: y = tf.exp(-features) -> y = tf.exp(features)"


def test_a_line_that_goes_leaves_nothing(tmp_path: Path) -> None:
    """Not the next line, which has moved up."""
    made = {one.id: one.says for one in mutants(exercise(tmp_path, "y = [\n    Flatten(),\n    Dense(9),\n]"))}

    assert made["Flatten() -> nothing #1"] == "line 2: Flatten(), -> nothing"
    assert made["Dense(9) -> nothing #1"] == "line 3: Dense(9), -> nothing"


def test_only_the_blank_is_mutated(tmp_path: Path) -> None:
    """All given code stays as it is, before the blank and after it, and counts as given."""
    whole = exercise(tmp_path, "y = features", later="\n# %%\nz = features + 1\n")

    for mutant in mutants(whole):
        given = [cell.text for cell in mutant.source.cells if not cell.answer]
        assert given[0].startswith("import tensorflow as tf")
        assert given[-1] == "z = features + 1"


def test_an_answer_in_a_given_function_is_mutated_where_it_stands(tmp_path: Path) -> None:
    """With the function's arguments in scope, and indented as the blank is."""
    path = tmp_path / "reference.py"
    path.write_text(
        f"{GIVEN}\n# %%\ndef half(one, other):\n    # BEGIN SOLUTION\n    # BLANK: ...\n"
        "    part = one / 2\n    return part\n    # END SOLUTION\n",
        encoding="utf-8",
    )
    whole = Exercise(id="05/one", title="", rubric=(), limits=Limits(), stub=Path(), reference=path, digest="")

    made = [text(mutant) for mutant in mutants(whole)]

    assert "def half(one, other):\n    part = other / 2\n    return part" in made
    assert "def half(one, other):\n    part = one / 2\n    part" in made


def test_the_second_of_two_blanks_is_mutated_with_the_first_in_scope(tmp_path: Path) -> None:
    """And each mutant changes one of them."""
    path = tmp_path / "reference.py"
    blank = "# %%\n# BEGIN SOLUTION\n# BLANK: y = ...\n{}\n# END SOLUTION\n"
    path.write_text(f"{GIVEN}\n{blank.format('W3 = W1')}{blank.format('y = W2')}", encoding="utf-8")
    whole = Exercise(id="05/one", title="", rubric=(), limits=Limits(), stub=Path(), reference=path, digest="")

    made = [text(mutant) for mutant in mutants(whole)]

    assert "W3 = W1\npass" in made
    assert "W3 = W1\ny = W1" in made
    assert "pass\ny = W2" in made


def test_what_does_not_compile_is_not_a_mutant(tmp_path: Path) -> None:
    """A call without its only argument may be wrong; a `return` in no function is not Python."""
    for mutant in mutants(exercise(tmp_path, "y = lambda x: x + 1")):
        compile(text(mutant), "mutant", "exec")


def test_mutants_that_say_the_same_are_one(tmp_path: Path) -> None:
    """However they came about: of `-1` neither the sign nor the number is changed to what the other has."""
    made = [text(mutant) for mutant in mutants(exercise(tmp_path, "y = tf.reshape(W1, [-1, -1]) - -1"))]

    assert len(set(made)) == len(made)


def test_a_name_for_itself_is_a_deleted_line(tmp_path: Path) -> None:
    """`y = y` says what `pass` says, and one of the two is enough."""
    made = [text(mutant) for mutant in mutants(exercise(tmp_path, "y = W1\ny = tf.cast(y, tf.float32)"))]

    assert "y = W1\npass" in made
    assert "y = W1\ny = y" not in made


def test_what_is_read_of_an_answer_stays_as_it_was(tmp_path: Path) -> None:
    """Its statements are remembered for whoever reads it next, though two mutants are compared without `x = x`."""
    answer = "a = x\nfor _ in range(2):\n    a = a\noutput = a + 1"
    before = [ast.dump(one) for one in parse_cell(answer) or ()]

    ids(tmp_path, answer)

    assert [ast.dump(one) for one in parse_cell(answer) or ()] == before


def test_the_mutants_of_the_course_are_some_dozens_and_always_the_same() -> None:
    """In the same order, no id twice."""
    one = load_exercise(ROOT, "06_multi_layer/two_layers")

    made = mutants(one)

    assert made == mutants(one)
    assert 20 <= len(made) <= MAX_MUTANTS + MAX_WIRING
    assert len({mutant.id for mutant in made}) == len(made)


def test_of_many_mutants_each_operator_keeps_some() -> None:
    """The rare ones all, the frequent ones evenly, in the order of the answer."""
    many = [Mutant(id=f"{n}", says="", operator="numbers", fragment="", reference="") for n in range(90)]
    few = [Mutant(id=f"name {n}", says="", operator="names", fragment="", reference="") for n in range(3)]

    kept = sample_evenly([*many[:45], *few, *many[45:]], 33)

    assert len(kept) == 33
    assert [one for one in kept if one.operator == "names"] == few
    assert [one.id for one in kept if one.operator == "numbers"] == [f"{n}" for n in range(90) if n % 3 == 2]
    assert sample_evenly(few, 33) == few
