"""Causes that values and code show together: data sets, kinds of value, sizes and loops. No kernels."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from grader.evidence import Array, Calls, Component, Dataset, DatasetPass, Other, PipelineStep, Raised, Tensor, Text
from grader.judging.causes import package_causes
from grader.judging.causes.diagnosing import diagnose
from grader.model import Criterion
from tests.diagnosis.test_rules import (
    FUNCTION,
    LAYERS,
    RIGHT,
    VALUE,
    WANTED,
    calls,
    dense,
    evidence,
    facts,
    model,
    named,
    tensor,
)


def criterion(check: str, of: str) -> Criterion:
    return Criterion(id=f"{check}_{of}", title="", check=check, params={"of": of})


def data(
    pictures: list[int],
    labels: list[int],
    *steps: str,
    span: tuple[float, float] = (0, 1),
    shapes: tuple[tuple[int, ...], ...] = ((28, 28, 1), ()),
) -> Dataset:
    """A data set of pairs, by the digests of their parts."""
    numbers = [np.asarray(one, np.uint64) for one in (pictures, labels)][: len(shapes)]
    spans = [Array.from_values(np.asarray(one, np.float64)) for one in (span, (0, 9))]
    parts = zip(shapes, spans, strict=False)
    return Dataset(
        kind="tuple" if len(shapes) > 1 else "tensor",
        components=tuple(Component(name="", dtype=f"float{len(one)}", shape=one, span=two) for one, two in parts),
        batched=False,
        steps=tuple(PipelineStep(kind=kind) for kind in steps),
        first=DatasetPass(
            sizes=Array.from_values(np.ones(len(pictures), np.uint32)), digests=tuple(map(Array.from_values, numbers))
        ),
        ended="end",
    )


PICTURES, LABELS = [11, 12, 13, 14, 15, 16], [1, 2, 3, 1, 2, 3]
TRAIN, TEST = data(PICTURES, LABELS, "shuffle", "map"), data([21, 22], [1, 2])
EXAMPLES, ELEMENTS = criterion("dataset_examples", "d"), criterion("dataset_elements", "d")


@pytest.mark.parametrize(
    ("own", "rules"),
    [
        (data(PICTURES, [2, 3, 1, 2, 3, 1]), ["labels_renumbered"]),
        (data(PICTURES, [8, 9, 7, 8, 9, 7]), []),
        (data(PICTURES, [4, 4, 4, 4, 4, 4]), ["labels_constant"]),
        (data([*PICTURES, 21], [4, 4, 4, 4, 4, 4, 5]), []),
        (data(PICTURES, [2, 1, 1, 3, 3, 2]), ["labels_mixed"]),
        (data(PICTURES[::-1], LABELS[::-1]), []),
        (data(PICTURES[:4], LABELS[:4]), ["part_of_data"]),
        (data([21], [1]), ["part_of_another"]),
        (TEST, ["holds_another"]),
        (data([31, 32], [1, 2]), []),
    ],
)
def test_the_examples_of_a_data_set_show_its_cause(own: Dataset, rules: list[str]) -> None:
    """Labels that moved, and examples that are missing or belong elsewhere."""
    asked = criterion("dataset_examples", "other")
    found = facts(evidence(d=own, other=TEST), evidence(d=TRAIN, other=TEST), EXAMPLES, asked, answer="d = a.take(4)")

    assert named(replace(found, findings=found.findings[:1])) == rules


def test_two_data_sets_that_have_changed_places_are_named_together() -> None:
    """Each holds the other's examples, in whatever order."""
    swapped = evidence(d=TEST, other=data(PICTURES[::-1], LABELS[::-1]))
    found = facts(swapped, evidence(d=TRAIN, other=TEST), EXAMPLES, criterion("dataset_examples", "other"))

    assert named(found) == ["names_swapped"]


@pytest.mark.parametrize(
    ("own", "answer", "rules"),
    [
        (data(PICTURES, LABELS, "shuffle", "cache"), "d = a.shuffle(9)", ["cached_too_late"]),
        (data(PICTURES, LABELS, "cache", "shuffle"), "d = a.shuffle(9)", []),
        (data(PICTURES, LABELS, "shuffle"), "d = a.shuffle(9)", []),
        (data(PICTURES, LABELS, "shuffle", "cache"), "d = a.shuffle(9, reshuffle_each_iteration=False).cache()", []),
    ],
)
def test_a_cache_is_too_late_only_after_the_shuffle(own: Dataset, answer: str, rules: list[str]) -> None:
    """And only if nothing else keeps the order."""
    check = criterion("dataset_shuffled", "d")
    solution = "d = a.shuffle(9)"

    assert named(facts(evidence(d=own), evidence(d=TRAIN), check, answer=answer, solution=solution)) == rules


def test_another_range_of_the_same_pictures_is_named_with_both() -> None:
    """Of other pictures nothing is said."""
    check = criterion("dataset_range", "d")
    found = facts(evidence(d=data(PICTURES, LABELS, span=(-1, 1))), evidence(d=TRAIN), check)

    assert "go from -1 to 1 instead of from 0 to 1" in diagnose(found, package_causes())[0].message
    assert named(facts(evidence(d=data([1, 2], [1, 2], span=(-1, 1))), evidence(d=TRAIN), check)) == []


@pytest.mark.parametrize(
    ("shapes", "rules"),
    [(((28, 28, 1),), ["labels_lost"]), (((), (28, 28, 1)), ["labels_first"]), (((28, 28, 1), ()), [])],
)
def test_the_parts_of_an_element_show_what_map_returned(shapes: tuple[tuple[int, ...], ...], rules: list[str]) -> None:
    """Only the picture, or the label first."""
    own = data(PICTURES, LABELS, shapes=shapes)

    assert named(facts(evidence(d=own), evidence(d=TRAIN), ELEMENTS)) == rules


@pytest.mark.parametrize(
    ("answer", "own", "words"),
    [
        ("d = generator.flow(x)", Other(kind="DirectoryIterator"), "an object of the type `DirectoryIterator`"),
        ("d = [1, load(x)]", Other(kind="list"), "a list"),
        ("d = load", Other(kind="function"), "a function"),
        ("d = Layer()", Other(kind="function"), "an object that can be called"),
        ("d = str(x)", Text(text="x"), "a string"),
        ("d = None", Other(kind="NoneType"), ""),
        ("", Other(kind="list"), ""),
    ],
)
def test_another_kind_of_thing_is_named_with_the_code_that_made_it(answer: str, own: Other | Text, words: str) -> None:
    """If a line of the learner's made it, and nothing else explains it."""
    said = diagnose(facts(evidence(d=own), evidence(d=TRAIN), ELEMENTS, answer=answer), package_causes())

    assert [one.rule for one in said if one.rule != "not_called"] == ["other_type"] * bool(
        words and answer != "d = load"
    )
    assert all(f"is {words} instead of a data set" in one.message for one in said if one.rule == "other_type")


SUM = "def softmax(x):\n    total = 0\n    for i in range({}):\n        total += x[i]\n    return x / total"
TABLES = calls(np.ones((64, 2)), np.ones((3, 4)))
ERROR = Raised(error="InvalidArgumentError", message="slice index 3 of dimension 0 out of bounds")


@pytest.mark.parametrize(
    ("own", "answer", "solution", "rules"),
    [
        (Calls(results=(TABLES.results[0], ERROR)), SUM.format(64), "", ["fixed_size"]),
        (Calls(results=(TABLES.results[0], ERROR)), SUM.format("len(x)"), "", []),
        (Calls(results=(ERROR, ERROR)), SUM.format(64), "", []),
        (calls(np.ones((64, 64)), np.ones((3, 64))), SUM.format(64), "", ["fixed_size"]),
        (calls(np.ones((64, 64)), np.ones((3, 64))), SUM.format(64), SUM.format(64), []),
    ],
)
def test_a_size_is_fixed_if_code_holds_what_only_one_input_has(
    own: Calls, answer: str, solution: str, rules: list[str]
) -> None:
    """A number that the reference types in as well is not the fault."""
    learner, right = evidence(function__softmax=own), evidence(function__softmax=TABLES)

    assert named(facts(learner, right, FUNCTION, answer=answer, solution=solution)) == rules


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        ("y = 0\nfor i in range(1, n):\n    y += features[0, i]", ["loop_short"]),
        ("y = features[0, 0]\nfor i in range(1, n):\n    y += features[0, i]", []),
        ("y = 0\nfor i in range(n - 1):\n    y += features[0, i]", ["loop_short"]),
        ("y = 0\nfor i in range(n - 1):\n    y += features[0, i] * i", []),
        ("for step in range(1, steps):\n    y = step_of(y)", ["loop_short"]),
        ("i = 1\nwhile i < steps:\n    y = step_of(y)\n    i += 1", ["loop_short"]),
        ("i = 0\nwhile i < steps:\n    y = step_of(y)\n    i += 1", []),
        ("for step in range(1, steps + 1):\n    y = step_of(y)", []),
        ("y = act(act(features))", ["activation_nested"]),
    ],
)
def test_a_loop_that_is_too_short_is_seen_by_its_index(answer: str, rules: list[str]) -> None:
    """Unless code handles the item that the loop leaves out."""
    solution = "for _ in range(steps):\n    y = act(step_of(y))"

    assert (
        named(facts(evidence(y=tensor(2), value__y=tensor(2)), RIGHT, VALUE, answer=answer, solution=solution)) == rules
    )


def test_len_counts_rows_where_the_reference_counts_numbers() -> None:
    """A length that is asked for is not the fault."""
    own, right = evidence(y=tensor_of(1306)), evidence(y=tensor_of(203530))

    for solution, rules in (("y = a.size", ["rows_counted"]), ("y = len(a)", [])):
        assert named(facts(own, right, VALUE, answer="y = len(a)", solution=solution)) == rules


def tensor_of(number: int) -> Tensor:
    return Tensor(kind="number", array=Array.from_values(np.asarray(number)))


@pytest.mark.parametrize(
    ("curve", "rules"),
    [(lambda x: (x / (1 + abs(x)) + 1) / 2, ["near_curve"]), (lambda x: x > 0, []), (lambda x: 1 - x, [])],
)
def test_a_curve_like_the_right_one_is_not_the_right_one(curve: object, rules: list[str]) -> None:
    """A step is another thing, and so is a curve that falls."""
    x = np.linspace(-3, 3, 50)
    assert callable(curve)
    own, right = evidence(function__softmax=calls(curve(x))), evidence(function__softmax=calls(1 / (1 + np.exp(-x))))

    assert named(facts(own, right, FUNCTION)) == rules


CLASS = """\
class Net(Model):
    def __init__(self):
        super().__init__()
        {}
    def call(self, x):
        return {}(x)"""


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        (CLASS.format("pass", "Dense(2)"), ["layers_in_call"]),
        (CLASS.format("self.d = Dense(2)", "self.d"), []),
        (CLASS.format("pass", "Flatten()"), []),
    ],
)
def test_a_layer_with_weights_is_not_created_in_call(answer: str, rules: list[str]) -> None:
    """One without weights may be."""
    solution = CLASS.format("self.out = Dense(2)", "self.out")

    assert (
        named(
            facts(evidence(z=tensor(1)), evidence(), criterion("class_builds", "Net"), answer=answer, solution=solution)
        )
        == rules
    )


def test_a_random_weight_of_another_shape_is_named() -> None:
    """The learner chooses its values, not its shape."""
    own, right = (evidence(y=tensor(1), bias=tensor(*range(count))) for count in (3, 2))
    chosen = Criterion(id="v", title="", check="tensor_values", params={"of": "y", "own": ["bias"]})

    assert named(facts(own, right, chosen, answer="bias = normal(3)\ny = f(bias)")) == ["other_own_shape"]
    assert named(facts(right, right, chosen, answer="bias = normal(2)\ny = f(bias)")) == []


def test_a_part_of_the_layers_that_is_frozen_is_counted() -> None:
    """And a network that only its code says to be frozen is not."""
    layers = [msgspec.structs.replace(dense(2), weights=((2, 2),), trainable=place > 0) for place in range(3)]
    answer, solution = "q.layers[0].trainable = False", "q.trainable = False"
    check = criterion("trainable_weights", "q")
    found = facts(evidence(q=model(*layers)), evidence(), check, answer=answer, solution=solution)

    assert "only 1 of the 3 layers with weights in `q` is frozen" in diagnose(found, package_causes())[0].message


def test_a_layer_that_is_called_twice_is_named() -> None:
    """Weights of its own are what the task asks for."""
    again = msgspec.structs.replace(dense(64), same_as=1, weights=((128, 64), (64,)))
    own = model(WANTED[0], dense(128), again, dense(10, "softmax"))

    assert named(facts(evidence(m=own), evidence(m=model(*WANTED)), LAYERS))[0] == "layer_reused"


SCALE = "def n(image, label):\n    return image {} 255, label\nq = d.map(n)"


@pytest.mark.parametrize(
    ("solution", "answer", "given", "check", "rules"),
    [
        ("a.evaluate(one)", "a.evaluate(all_of)", "one = all_of = 1", "evaluated_by", ["other_data"]),
        ("a.evaluate(one)", "mine = all_of\na.evaluate(mine)", "one = all_of = 1", "evaluated_by", []),
        ("a.fit(b)", "a.fit(b.map(f))", "f = 1\nb = c.map(f)", "trained_on", ["prepared_again"]),
        ("a.fit(b)", "a.fit(b.map(g))", "f = 1\nb = c.map(f)", "trained_on", []),
        ("plt.bar(x, y)", "plt.hist(y)", "", "figure_bars", ["counts_drawn"]),
        ("m = build()", "m = clone_model(trial)", "", "layer_names", ["names_copied"]),
        ("plt.colorbar()", "plt.colorbar", "", "figure_image", ["not_called"]),
        (SCALE.format("/"), SCALE.format("//"), "", "dataset_range", ["cut_to_integers"]),
        (SCALE.format("/"), SCALE.format("/"), "", "dataset_range", []),
        ("m = Dense(2)", "m = Softmax(axis=0)(x)", "", "model_layers", ["softmax_axis"]),
        ("q = i.splits['a'].n", "q = sum(p.n for p in i.splits.values())", "", "tensor_values", ["all_parts_counted"]),
        ("q = i.splits['a'].n", "q = i.splits['a'].n + i.splits['b'].n", "", "tensor_values", ["all_parts_counted"]),
        ("q = i.splits['a'].n", "n = i.splits['a'].n\nq = n", "", "tensor_values", []),
        (
            "q = x @ w",
            "def f(x):\n    return x @ tf.random.normal((3, 2))\nq = f(x)",
            "",
            "tensor_values",
            ["weights_made_inside"],
        ),
        ("q = x @ w", "def f(x, w):\n    return x @ w\nq = f(x, tf.random.normal((3, 2)))", "", "tensor_values", []),
        ("q = t.gradient(y, x)", "t = tf.GradientTape()\nq = t.gradient(y, x)", "", "tensor_values", ["tape_unused"]),
        (
            "q = t.gradient(y, x)",
            "with tf.GradientTape() as t:\n    y = x\nq = t.gradient(y, x)",
            "",
            "tensor_values",
            [],
        ),
        ("plt.bar(x, q[0])", "plt.bar(x, q[:10, 0])", "", "figure_bars", ["other_part_drawn"]),
        ("plt.bar(x, q[0])", "plt.bar(x, q[0, :])", "", "figure_bars", []),
        ("f(list_physical_devices('GPU'))", "f(list_physical_devices())", "", "device_chosen", ["setting_missing"]),
        ("y = load_model(f)", "y = Net(weights=None)", "", "model_layers", ["not_loaded"]),
        ("y = load_model(f)", "y = clone_model(load_model(f))", "", "frozen_weights", ["not_loaded"]),
        ("y = load_model(f)", "y = load_model(g)\nz = Net(weights=None)", "", "model_layers", []),
    ],
)
def test_code_beside_the_references_shows_what_was_used(
    solution: str, answer: str, given: str, check: str, rules: list[str]
) -> None:
    """And nothing is said of a step that is as right as the reference's."""
    right = facts(
        evidence(z=tensor(1)), evidence(), criterion(check, "q"), answer=answer, solution=solution, given=given
    )

    assert named(right) == rules
    assert named(replace(right, rubric=(criterion("tensor_shape", "q"),))) == []


def test_two_plots_side_by_side_or_one_above_the_other_are_not_swapped_arguments() -> None:
    """A layout is free, and nothing that fails is computed from it."""
    plots = "fig, axes = plt.subplots({})\ny = f({})"
    own = evidence(y=tensor(2), value__y=tensor(2))
    found = [
        named(facts(own, RIGHT, VALUE, answer=plots.format(*mine), solution=plots.format("1, 2", "a, b")))
        for mine in (("2, 1", "a, b"), ("1, 2", "b, a"))
    ]

    fits = (f"h = y.fit({data})" for data in ("b, validation_data=a", "a, validation_data=b"))
    trained = facts(own, RIGHT, VALUE, answer=next(fits), solution=next(fits))

    assert [*found, named(trained)] == [[], ["arguments_swapped"], ["arguments_swapped"]]
