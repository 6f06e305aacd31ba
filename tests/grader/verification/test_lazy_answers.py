"""Lazy answers are made from the reference and what it left, and do not do the work."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.evidence import Array, Callback, Calls, Observation, Tensor, Text, TupleValue
from grader.model import Criterion
from grader.source.solution_blocks import reference_text
from grader.source.source import fill
from grader.verification.lazy import lazy_answers
from grader.verification.lazy.asked import LazyAnswer, Shortcut
from tests.grader.verification.prepared import array, criterion, dataset, history, model, number, prepared

VALUE = (criterion("tensor_values", "y"),)


def made(
    folder: Path,
    answer: str,
    seen: Mapping[str, Observation],
    rubric: tuple[Criterion, ...] = VALUE,
    *,
    wrong: Mapping[str, str] | None = None,
) -> dict[str, LazyAnswer]:
    """The lazy answers of an exercise by name, each of which has to be Python that fills the blank."""
    exercise = prepared(folder, answer=answer, rubric=rubric, seen=seen, wrong=wrong)
    found = lazy_answers(exercise)
    for one in found:
        fill(reference_text(exercise.exercise.reference), one.fragment)
        ast.parse(one.fragment)
    return {one.name: one for one in found}


def run(answer: LazyAnswer, **given: Any) -> dict[str, Any]:
    """What a fragment that needs no TensorFlow leaves."""
    names: dict[str, Any] = {"np": np, **given}
    exec(compile(answer.fragment, "lazy", "exec"), names)  # noqa: S102 - our own code
    return names


def test_placeholders_have_shape_and_dtype_and_nothing_else(tmp_path: Path) -> None:
    """Zeros or NaN stand under every name that is asked for, whatever its kind."""
    seen = {"y": array([[1.5, 2.5]], "float32"), "n": number(7)}
    rubric = (*VALUE, criterion("tensor_values", "n"))

    found = made(tmp_path, "y = x * 2\nn = len(x)", seen, rubric)

    zeros, nan = run(found["placeholder: zeros"]), run(found["placeholder: NaN"])
    for left in (zeros, nan):
        assert (left["y"].shape, left["y"].dtype) == ((1, 2), np.float32)
        assert isinstance(left["n"], np.int64)
    assert (zeros["y"] == 0).all()
    assert np.isnan(nan["y"]).all()


def test_results_are_typed_in_to_the_bit(tmp_path: Path) -> None:
    """Few numbers one by one, more of them packed."""
    many = np.random.default_rng(1).random((20, 3))
    found = made(
        tmp_path, "y = x\nz = x", {"y": array(0.1), "z": array(many)}, (*VALUE, criterion("tensor_values", "z"))
    )

    left = run(found["typed: every result"])

    assert left["y"] == np.float64(0.1)
    assert (left["z"] == many).all()
    assert "zlib" in found["typed: every result"].fragment


def test_what_the_reference_types_in_is_not_a_lazy_answer(tmp_path: Path) -> None:
    """Where typing a value in is the work, noise takes its place."""
    found = made(tmp_path, "y = np.array([7.0])", {"y": array([7.0])})

    assert 0 <= run(found["placeholder: noise"])["y"][0] < 1
    assert not [name for name in found if name.startswith("typed")]


def test_the_last_steps_are_typed_in_and_the_rest_stays(tmp_path: Path) -> None:
    """Only what was typed in counts, for the rest was worked for."""
    rubric = (*VALUE, criterion("code_computes", "y", "computed"), criterion("dataset_elements", "z"))
    seen: dict[str, Observation] = {"y": number(12), "z": dataset("batch")}

    found = made(tmp_path, "z = load(x)\ny = count(z)", seen, rubric)

    last, summed = found["typed: the last steps"], found["typed: numbers as a sum of one term"]
    assert "z = load(x)\ny = np.array(12, 'int64')[()]" in last.fragment
    assert "z = load(x)\ny = sum([12])" in summed.fragment
    assert last.worked_for == summed.worked_for == {"dataset_elements_z"}


def test_given_things_of_the_same_kind_are_reused(tmp_path: Path) -> None:
    """The last that the exercise gives; a function gives back what it gets where none is given."""
    seen: dict[str, Observation] = {
        "y": array([1.0]),
        "x": array([1.0, 1.0]),
        "f": Calls(results=(array(1.0),)),
        "pair": Calls(results=(TupleValue(parts=(array(1.0), array(2.0))),)),
    }
    answer = "y = x[:1]\ndef f(a, b=2):\n    return a + b\ndef pair(a, b):\n    return b, a"
    rubric = (*VALUE, criterion("function_values", "f"), criterion("function_values", "pair"))

    left = run(made(tmp_path, answer, seen, rubric)["given: under the asked names"], x=(given := object()))

    assert left["y"] is given
    assert left["f"](3) == 3
    assert left["pair"](1, 2) == (1, 2)


def test_nothing_is_reused_where_nothing_of_the_kind_is_given(tmp_path: Path) -> None:
    """Noise would stand there, which earns what placeholders do."""
    found = made(tmp_path, "y = len(x)", {"y": number(2)})

    assert Shortcut.GIVEN not in {one.shortcut for one in found.values()}


def test_names_that_the_exercise_gives_are_left_alone(tmp_path: Path) -> None:
    """An answer that spoils them would earn nothing for another reason than its laziness."""
    rubric = (*VALUE, criterion("tensor_values", "x"))

    found = made(tmp_path, "y = x[:1]", {"y": array([1.0]), "x": array([1.0, 1.0])}, rubric)

    assert all("x =" not in one.fragment for one in found.values())


def test_inputs_of_ones_own_are_chosen_with_results_that_follow(tmp_path: Path) -> None:
    """Zeros, NaN and nothing at all, in the given names themselves."""
    rubric = (criterion("tensor_values", "y", own=["x"]),)

    found = made(tmp_path, "y = x[:1]", {"y": array([1.0]), "x": array([1.0, 1.0])}, rubric)

    half, nan = run(found["inputs: zeros, result one half"]), run(found["inputs: NaN, result NaN"])
    assert (half["x"].tolist(), half["y"].tolist()) == ([0.0, 0.0], [0.5])
    assert np.isnan(nan["x"]).all()
    assert np.isnan(nan["y"]).all()
    assert run(found["inputs: empty, result empty"])["x"].shape == (0,)


FIT = """\
m = build()
m.compile(loss="mse")
y = m.fit(batches, epochs=3, validation_data=held_out, callbacks=[stop])"""
TRAINED = (
    criterion("epochs", "y", model="m"),
    criterion("accuracy", "m", data="mnist"),
    criterion("parameter_count", "m"),
)


def test_trainings_are_left_out_and_their_histories_typed_in(tmp_path: Path) -> None:
    """The model is built and compiled as asked; `fit` is called at most for a single batch."""
    found = made(tmp_path, FIT, {"y": history(validated=True), "m": model()}, TRAINED)

    names = [name for name, one in found.items() if one.shortcut in {"untrained", "declines", "neighbours"}]
    assert len(names) == 3
    for name in names:
        code = found[name].fragment
        assert 'm = build()\nm.compile(loss="mse")' in code
        assert "epochs=3" not in code
        assert "y.history = {'loss': [0.9, 0.55, 0.2], 'val_loss': [0.9, 0.55, 0.2]}" in code
    assert "m.fit(batches, epochs=1, steps_per_epoch=1" in found["untrained: trained on one batch"].fragment
    assert "m.run_eagerly = True" in found["neighbours: answers by heart"].fragment


class Model:
    """What an untrained model comes to."""

    def evaluate(self, _: object, *, verbose: int) -> list[float]:
        """Loss and accuracy."""
        return [2.5 + verbose, 0.1]


@pytest.mark.parametrize(("callbacks", "expected"), [(True, [2.6, 2.5, 2.7]), (False, [2.4, 2.3, 2.5])])
def test_forged_validation_losses_fit_the_model(tmp_path: Path, *, callbacks: bool, expected: list[float]) -> None:
    """The last one is what the model comes to; with callbacks, which may restore weights, the best one."""
    series = history(validated=True)
    series.series["val_loss"] = Array.from_values(np.array([0.4, 0.3, 0.5]))
    answer = FIT if callbacks else FIT.replace(", callbacks=[stop]", "")
    found = made(tmp_path, answer, {"y": series, "m": model()}, TRAINED)
    forged = found["untrained: never trained"].fragment
    code = forged[forged.index("y.params") :]

    left: dict[str, Any] = {"np": np, "y": type("History", (), {})(), "m": Model(), "held_out": None}
    exec(compile(code, "forged", "exec"), left)  # noqa: S102 - our own code

    assert left["y"].history["val_loss"] == pytest.approx(expected)


def test_a_model_answers_by_heart_only_where_images_are_held_out(tmp_path: Path) -> None:
    """Elsewhere nobody asks it about any."""
    found = made(tmp_path, FIT, {"y": history(), "m": model()}, TRAINED[:1])

    assert {one.shortcut for one in found.values()} >= {Shortcut.UNTRAINED, Shortcut.DECLINES}
    assert Shortcut.NEIGHBOURS not in {one.shortcut for one in found.values()}


MEAN = "# fails: summed\n# diagnosis: other\ny = np.mean(x) * 2"


def test_the_references_code_stands_where_it_has_no_effect(tmp_path: Path) -> None:
    """Beside wrong answers that fail nothing but how their result is made; only that counts."""
    rubric = (*VALUE, criterion("code_uses", "y", "summed", any_of=["np.sum"]))
    wrong = {"mean": MEAN, "other": "# fails: summed, tensor_values_y\ny = 3"}

    found = made(tmp_path, "y = np.sum(x)\nused = True", {"y": number(2.0)}, rubric, wrong=wrong)

    dead = [one for one in found.values() if one.shortcut is Shortcut.DEAD_CODE]
    assert [one.what for one in dead] == ["mean, never reached", "mean, result thrown away", "mean, times zero"]
    for one in dead:
        assert one.worked_for == {"tensor_values_y"}
        assert one.fragment.startswith("y = np.mean(x) * 2\n")
        assert "np.sum(x)" in one.fragment
        assert "used" not in run(one, x=np.ones(1))


def test_models_and_data_sets_are_hollow(tmp_path: Path) -> None:
    """A model has its parameters in one weight; noise goes through the steps of the reference's pipeline."""
    rubric = (criterion("parameter_count", "y"), criterion("dataset_elements", "z"))
    seen: dict[str, Observation] = {"y": model(parameters=30), "z": dataset("shuffle", "batch", "prefetch")}

    found = made(tmp_path, "y = build()\nz = load(x)", seen, rubric)

    noise, zeros = found["placeholder: noise"].fragment, found["placeholder: zeros"].fragment
    assert "self.all = self.add_weight(shape=(30,))" in noise
    assert "y(tf.zeros((1, 9)))" in noise
    assert "(np.zeros((10, 2, 2), 'float32'), np.zeros((10,), 'int64'),)).batch(4)\n" in zeros + "\n"
    assert ".shuffle(10).batch(4).map(lambda *parts: parts).prefetch(1)" in noise


def test_other_things_are_of_the_right_class(tmp_path: Path) -> None:
    """Callbacks, texts and objects that do not travel."""
    seen: dict[str, Observation] = {"y": Callback(kind="EarlyStopping", settings={}), "t": Text(text="/CPU:0")}
    rubric = (criterion("callback_settings", "y", settings=[]), criterion("device_named", "t"))

    found = made(tmp_path, "y = stop()\nt = choose()", seen, rubric)

    assert "y = tf.keras.callbacks.Callback()\nt = ''" in found["placeholder: zeros"].fragment
    assert "y = tf.keras.callbacks.EarlyStopping()\nt = '/CPU:0'" in found["typed: every result"].fragment


def test_answers_that_are_the_same_run_once(tmp_path: Path) -> None:
    """A whole number can't be NaN, so that placeholder is the zeros again."""
    found = made(tmp_path, "y = len(x)", {"y": number(2)})

    assert "placeholder: zeros" in found
    assert "placeholder: NaN" not in found


def test_a_dtype_that_does_not_travel_is_not_a_fault(tmp_path: Path) -> None:
    """Texts in tensors, for one: nothing can be put in their place."""
    strings = Tensor(kind="tensor", array=Array(dtype="string", shape=(2,)))

    assert "y = None" in made(tmp_path, "y = x", {"y": strings})["placeholder: zeros"].fragment
