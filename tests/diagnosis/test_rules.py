"""Rules speak for what the facts show, and are silent for all else. No kernels: evidence is made here."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import (
    VERSION,
    Absent,
    Activation,
    Answers,
    Array,
    Callback,
    Calls,
    Component,
    Dataset,
    DatasetPass,
    Evidence,
    History,
    Layer,
    Layers,
    Observation,
    Other,
    PipelineStep,
    Raised,
    Rebuilt,
    Tensor,
)
from grader.judging.causes import OF_EXERCISES, OF_REPAIRS, TEXTS, Cause, answers, package_causes
from grader.judging.causes.diagnosing import MOST_NODES, detector_named, diagnose
from grader.judging.causes.facts import WORDS, Facts, KnownCause, KnownWrongAnswer
from grader.model import CellError, CellRun, Criterion, Finding, Outcome, Run, Verdict
from grader.source import ownership
from grader.source.code_view import Code
from tests.diagnosis.corpus import NO_RULE, cases
from tests.unseen.corpus import HERE, causes

CODE = "".join(path.read_text() for path in (Path(__file__).parents[2] / "grader/judging/causes").glob("*.py"))
"""The code that fills in the fields of texts."""
GRID = np.array([[-3.7, -1.3, 0.2, 1.9, 3.1]])
CAUSES = package_causes().causes
UNLABELLED = {one.name for one in CAUSES.values() if (one.errors or one.repairs) and not one.detector} | {"given_added"}
"""A repair proves them, or they have true messages in `tests/grader/judging/causes/errors.toml`; or the given code of
an answer here would have to be changed (`test_given_rules.py` has that)."""
RESPONSES = {"relu": np.maximum(GRID, 0), "softmax": np.exp(GRID) / np.exp(GRID).sum(), "linear": GRID}


def tensor(*values: object) -> Tensor:
    return Tensor(kind="tensor", array=Array.from_values(np.asarray(values, np.float32)))


def calls(*results: npt.ArrayLike) -> Calls:
    return Calls(
        results=tuple(Tensor(kind="tensor", array=Array.from_values(np.asarray(one, np.float32))) for one in results)
    )


def evidence(**seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={key.replace("__", "/"): one for key, one in seen.items()}, names={})


def run(seen: Evidence) -> Run:
    return Run(key="k", outcome=Outcome.OK, evidence=seen)


def code(text: str, before: Code | None = None) -> Code:
    return ownership.parse_cells([text], before)


def known_answer(rule: str, seen: Evidence) -> KnownWrongAnswer:
    return KnownWrongAnswer(cause=KnownCause(rule=rule), evidence=seen)


def facts(  # noqa: PLR0913 - all that a submission shows
    learner: Evidence,
    reference: Evidence,
    *rubric: Criterion,
    answer: str = "",
    solution: str = "",
    given: str = "",
    known: tuple[KnownWrongAnswer, ...] = (),
    passes: tuple[str, ...] = (),
) -> Facts:
    """Those of a submission that meets the criteria in `passes` alone."""
    findings = tuple(
        Finding(verdict=Verdict.PASS if one.id in passes else Verdict.FAIL, message="", criterion=one.id)
        for one in rubric
    )
    return Facts(
        exercise="05_single_layer/elementwise",
        rubric=rubric,
        findings=findings,
        run=run(learner),
        reference=run(reference),
        given=code(given),
        answer=code(answer, code(given)),
        solution=code(solution, code(given)),
        known=known,
    )


def named(found: Facts) -> list[str]:
    return [diagnosis.rule for diagnosis in diagnose(found, package_causes())]


VALUE = Criterion(id="value", title="", check="tensor_values", params={"of": "y"}, replay=("features", "bias"))
FUNCTION = Criterion(id="function", title="", check="function_values", params={"of": "softmax"})
STABLE = Criterion(id="stable", title="", check="function_values", params={"of": "softmax"}, after="function")
LAYERS = Criterion(id="layers", title="", check="model_layers", params={"of": "m"})
EPOCHS = Criterion(id="epochs", title="", check="epochs", params={"of": "history", "model": "model"})
RIGHT = evidence(y=tensor(0.36286554), value__y=tensor(0.7))


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_a_cause_is_reported_in_whole(cause: Cause) -> None:
    """A clause, three different hints, the first of which asks, all short, and no field that nothing fills in."""
    assert cause.message[0].islower() or cause.message[0] in "`{" or cause.message.startswith("Dropout")
    assert not cause.message.endswith(".")
    groups = {name for one in cause.errors for name in re.findall(r"\?P<(\w+)>", one.message + one.line)}
    assert len({*cause.hints}) == 3
    assert "?" in cause.ask
    assert not [key for key in TEXTS if len(getattr(cause, key).split()) > 80]
    assert {one for one in cause.words - groups if f'"{one}"' not in CODE} == set()


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_what_a_repair_proves_has_words_that_every_repair_says(cause: Cause) -> None:
    """One set of texts serves a detector and a repair; only the last hint says what is missing."""
    assert not cause.repairs or cause.words <= OF_REPAIRS
    assert "{new}" not in f"{cause.message}{cause.ask}{cause.tip}"


def test_every_detector_proposes_one_cause() -> None:
    """And each cause is found by something: a detector, an error, a repair, or a known wrong answer."""
    names = [one.detector for one in CAUSES.values() if one.detector]
    assert {*Counter(names).values()} == {1}
    assert [one for one in names if CODE.count(f"\ndef {one}(") != 1] == []
    assert all(map(callable, map(detector_named, names)))
    assert [
        name for name, one in CAUSES.items() if not (one.detector or one.errors or one.repairs or one.proven_by)
    ] == []


def test_no_detector_is_left_without_a_cause() -> None:
    """A public function that finds a sign is named by an entry, or by another function."""
    detectors = re.findall(r"\ndef ([a-z]\w*)\(facts: Facts\) -> (?:str|Sign|Iterator)\b", CODE)
    unnamed = {*detectors} - {one.detector for one in CAUSES.values()}

    assert len(detectors) > 100
    assert [one for one in unnamed if len(re.findall(rf"\b{one}\b", CODE)) == 1] == []


def test_each_sort_of_repair_proves_one_cause() -> None:
    """Two would be two voices for one slip; what is proven only if it was likely before names known sorts."""
    sorts = Counter(kind for one in CAUSES.values() for kind in one.repairs)

    assert {*sorts.values()} == {1}
    assert {kind for one in CAUSES.values() for kind in one.proven_by} <= {*sorts}


def test_the_words_of_an_exercise_are_found_by_detectors_facts() -> None:
    """A course may write them into its own texts."""
    assert WORDS.keys() == OF_EXERCISES


def test_the_values_of_a_known_wrong_answer_name_its_cause() -> None:
    """Equal on hidden inputs, axes of length 1 aside, and not the reference's."""
    wrong = KnownWrongAnswer(
        cause=KnownCause(rule="activation_lost"), evidence=evidence(y=tensor(0.5), value__y=tensor(0.9))
    )
    learner = evidence(
        y=tensor(9), value__y=Tensor(kind="tensor", array=Array.from_values(np.asarray([[0.9]], np.float32)))
    )

    assert named(facts(learner, RIGHT, VALUE, known=(wrong,))) == ["activation_lost"]


def test_values_that_two_causes_share_name_neither() -> None:
    """Silence is better than a wrong guess."""
    seen = evidence(y=tensor(0.5), value__y=tensor(0.9))
    both = (
        known_answer("activation_lost", seen),
        known_answer("not_added_up", seen),
    )

    assert named(facts(seen, RIGHT, VALUE, known=both)) == []


@pytest.mark.parametrize("own", [tensor(0.91), tensor(0.9, 0.9), Absent(), tensor(np.nan)])
def test_other_values_name_nothing(own: Observation) -> None:
    """A value that no model produced, one of another shape, and a missing one."""
    wrong = KnownWrongAnswer(
        cause=KnownCause(rule="activation_lost"), evidence=evidence(y=tensor(0.5), value__y=tensor(0.9))
    )

    assert named(facts(evidence(y=tensor(2), value__y=own), RIGHT, VALUE, known=(wrong,))) == []


@pytest.mark.parametrize(
    ("answer", "own", "rules"),
    [
        ("y = m.predict(x).round()", [[0, 1], [1, 0]], ["rounded_off"]),
        ("y = tf.one_hot(tf.argmax(m.predict(x), axis=1), 2)", [[0, 1], [1, 0]], []),
        ("y = m.predict(x).argmax(axis=1)", [1, 0], ["likeliest_only"]),
        ("y = m.predict(x) / 2", [[0.1, 0.4], [0.4, 0.1]], []),
    ],
)
def test_what_a_model_predicts_shows_what_was_made_of_it(answer: str, own: npt.ArrayLike, rules: list[str]) -> None:
    """The learner's model decides, by what it says in a clean room."""
    fact = Array.from_values(np.asarray([[0.2, 0.8], [0.8, 0.2]], np.float32))
    claim = Answers(inputs=Array.from_values(np.zeros(2)), models={"m": Array.from_values(np.zeros((2, 2)))})
    learner = evidence(y=Tensor(kind="tensor", array=Array.from_values(np.asarray(own, np.float32))), by__x=claim)
    learner = msgspec.structs.replace(learner, rebuilt={"m": Rebuilt(layers=model(), predictions={"by/x": fact})})
    predicted = Criterion(id="by", title="", check="predicted_by", params={"of": "y", "model": "m", "inputs": "x"})

    assert named(facts(learner, evidence(y=tensor(0)), predicted, answer=answer)) == rules


def test_where_every_criterion_passes_nothing_is_said() -> None:
    """Even if the text of the answer has all that a rule looks for."""
    seen = evidence(y=tensor(0.36286554), value__y=tensor(0.1))

    assert named(facts(seen, RIGHT, VALUE, answer="y = 0.36286554")) == ["typed_in"]
    assert named(facts(seen, RIGHT, VALUE, answer="y = 0.36286554", passes=("value",))) == []


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        ("y = tf.constant([[0.36286554]])", ["typed_in"]),
        ("h = 0.5632\ny = 1 / (1 + tf.exp(-h))", ["typed_in"]),
        ("y = tf.reduce_sum(features) + bias", []),
        ("features = tf.random.normal((1, 5))\ny = tf.reduce_sum(features) + bias", []),
    ],
)
def test_a_number_is_typed_in_where_no_input_takes_part(answer: str, rules: list[str]) -> None:
    """Followed through the answer's own names; inputs that were made anew are another thing."""
    seen = evidence(y=tensor(0.36286554), value__y=tensor(0.36286554))

    assert named(facts(seen, RIGHT, VALUE, answer=answer, solution="y = tf.reduce_sum(features) + bias")) == rules


def test_of_code_that_is_long_or_known_in_part_nothing_is_said() -> None:
    """What could deny a guess may stand where nobody looked; what values show is said all the same."""
    seen = evidence(y=tensor(0.36286554), value__y=tensor(0.1))
    wrong = tuple(known_answer(rule, seen) for rule in ("bias_lost", "activation_lost"))
    typed = facts(seen, RIGHT, VALUE, answer="y = 0.36286554")
    unknown = [
        replace(typed, answer=replace(typed.answer, partial=True)),
        replace(typed, answer=code("y = 0.36286554" + "\nz = 1" * MOST_NODES)),
    ]

    assert named(typed) == ["typed_in"]
    assert [named(one) for one in unknown] == [[], []]
    assert [named(replace(one, known=wrong[:1])) for one in unknown] == [["bias_lost"], ["bias_lost"]]
    assert [named(replace(one, known=wrong[1:])) for one in unknown] == [[], []]


@pytest.mark.parametrize(
    ("own", "rules"),
    [
        (calls(np.full((4, 3), 0.25)), ["softmax_axis"]),
        (calls(np.full((4, 3), 1 / 12)), ["softmax_whole_batch"]),
        (Calls(results=(Other(kind="NoneType"),)), ["returns_nothing"]),
        (calls(np.full((4, 3), 0.1)), []),
        (Calls(results=(Raised(error="NameError", message="name 'shape' is not defined"),)), []),
    ],
)
def test_the_sums_of_a_wrong_softmax_show_its_cause(own: Calls, rules: list[str]) -> None:
    """Columns, or everything, adds up to 1 where the rows should."""
    right = evidence(function__softmax=calls(np.full((4, 3), 1 / 3)))

    assert named(facts(evidence(function__softmax=own), right, FUNCTION)) == rules


def test_lost_axes_are_distinguished_from_other_errors_of_shape() -> None:
    """It must work for some shapes, fail for others, and leave out an axis."""
    own = Calls(results=(Raised(error="E", message="Incompatible shapes"), tensor([1.0])))
    right = evidence(function__softmax=calls(np.full((4, 3), 1 / 3), [[1.0]]))
    seen = evidence(function__softmax=own)

    assert named(facts(seen, right, FUNCTION, answer="tf.reduce_sum(x, axis=1)")) == ["softmax_keepdims"]
    assert named(facts(seen, right, FUNCTION, answer="tf.reduce_sum(x, axis=1, keepdims=True)")) == []


def test_nan_for_large_scores_alone_is_an_overflow() -> None:
    """Where small ones are right; a function that is wrong everywhere has other troubles."""
    right = evidence(function__softmax=calls([[1.0]]), stable__softmax=calls([[1.0]]))
    seen = evidence(function__softmax=calls([[1.0]]), stable__softmax=calls([[np.nan]]))

    assert named(facts(seen, right, FUNCTION, STABLE, passes=("function",))) == ["softmax_overflow"]
    assert named(facts(seen, right, FUNCTION, STABLE)) == []


def dense(units: int, activation: str = "relu", *, bias: bool = True) -> Layer:
    return Layer(
        name="d",
        kind="Dense",
        settings={"units": units, "use_bias": bias},
        activation=Activation(name=activation, response=Array.from_values(RESPONSES[activation])),
        weights=(),
        trainable=True,
        output_shape=None,
    )


FLATTEN = Layer(
    name="f", kind="Flatten", settings={}, activation=None, weights=(), trainable=True, output_shape=(None, 784)
)


def model(*layers: Layer, built: bool = True) -> Layers:
    return Layers(kind="sequential", built=built, input_shape=(None, 28, 28, 1), layers=layers, weights=())


WANTED = (FLATTEN, dense(128), dense(64), dense(10, "softmax"))


@pytest.mark.parametrize(
    ("layers", "rules"),
    [
        ((FLATTEN, dense(128), dense(32), dense(10, "softmax")), ["layer_size"]),
        ((FLATTEN, dense(64), dense(128), dense(10, "softmax")), ["layers_swapped"]),
        ((FLATTEN, dense(128), dense(64)), ["layer_missing"]),
        ((FLATTEN, dense(128), dense(64), dense(32), dense(10, "softmax")), ["layer_extra"]),
        (WANTED[1:], ["not_flattened"]),
        ((FLATTEN, dense(128), dense(64, "linear"), dense(10, "softmax")), ["hidden_activation"]),
        ((FLATTEN, dense(128), dense(64), dense(10, "linear")), ["output_activation"]),
        ((FLATTEN, dense(128), dense(64, bias=False), dense(10, "softmax")), ["biases_off"]),
        ((FLATTEN, dense(128, "linear"), dense(32), dense(10, "softmax")), ["layer_size", "hidden_activation"]),
        ((FLATTEN, dense(7), dense(8), dense(9, "softmax")), []),
        ((FLATTEN, dense(5)), []),
        ((), []),
    ],
)
def test_wrong_layers_show_their_cause(layers: tuple[Layer, ...], rules: list[str]) -> None:
    """One difference is one cause, two are two, and a model that differs everywhere shows none."""
    assert named(facts(evidence(m=model(*layers)), evidence(m=model(*WANTED)), LAYERS)) == rules


def test_a_model_without_an_input_shape_is_only_that() -> None:
    """Where it has no weights nothing else is said of its layers."""
    own = model(FLATTEN, dense(128), dense(32), built=False)

    assert named(facts(evidence(m=own), evidence(m=model(*WANTED)), LAYERS)) == ["not_built"]


def test_the_lessons_example_is_another_model() -> None:
    """By its sizes, as the stub has them, or by its name."""
    given = "model = Sequential([Dense(256), Dense(10)])"
    own = evidence(m=model(FLATTEN, dense(256), dense(10, "softmax")))

    assert named(facts(own, evidence(m=model(*WANTED)), LAYERS, given=given)) == ["other_model"]


@pytest.mark.parametrize(
    ("answer", "solution"),
    [
        ("y = model.predict(x)", "y = mine.predict(x)"),
        ("y = model", "y = build(mine)"),
    ],
)
def test_the_lessons_own_model_is_named_as_a_model(answer: str, solution: str) -> None:
    """And not once more as a given name that stands for another, or as a second name."""
    given = "x = load()\nmodel = build(x)\nmine = build(x)"
    right = evidence(y=tensor(0.5), value__y=tensor(0.7))
    reference = Evidence(version=VERSION, seen=right.seen, names=dict.fromkeys(("model", "mine"), "model"))
    own = evidence(y=tensor(2.5), value__y=tensor(2.5))

    assert named(facts(own, reference, VALUE, answer=answer, solution=solution, given=given)) == ["other_model"]


def test_an_input_of_plain_rows_is_not_said_to_need_flattening() -> None:
    """It was given another shape than pictures have."""
    own = msgspec.structs.replace(model(*WANTED[1:]), input_shape=(None, 4))

    assert named(facts(evidence(m=own), evidence(m=model(*WANTED)), LAYERS)) == ["other_input_shape"]


def history(epochs: int) -> History:
    return History(series={"loss": Array.from_values(np.ones(epochs)), "accuracy": Array.from_values(np.ones(epochs))})


@pytest.mark.parametrize(
    ("answer", "own", "rules"),
    [
        ("history = m.fit(data, epochs=4)", history(4), ["other_epochs"]),
        ("for e in range(5):\n    history = m.fit(data)", history(1), ["trained_again"]),
        ("m.fit(data)\nhistory = m.fit(data, epochs=5)", history(5), ["trained_again"]),
        ("m.fit(data, epochs=5)", Absent(), ["history_not_kept"]),
        ("history = m.fit(data, epochs=5).history", Other(kind="dict"), ["history_not_kept"]),
        ("m.compile('adam', 'mse')", Absent(), ["loss_mismatch"]),
        ("m.compile('adam', SparseCategoricalCrossentropy())", Absent(), ["incomplete_answer"]),
        ("history = None", Other(kind="NoneType"), []),
    ],
)
def test_a_history_shows_what_went_wrong_in_the_training(answer: str, own: Observation, rules: list[str]) -> None:
    """Its length, whether it was kept, and where neither says it, what was compiled."""
    solution = "m.compile('adam', 'sparse_categorical_crossentropy')\nhistory = m.fit(data, epochs=5)"

    assert (
        named(facts(evidence(history=own), evidence(history=history(5)), EPOCHS, answer=answer, solution=solution))
        == rules
    )


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        ("b = d.batch(64).shuffle(9)", ["batched_before_shuffled"]),
        ("b = d.batch(64)\nb = b.shuffle(9).prefetch(1)", ["batched_before_shuffled"]),
        ("b = d.shuffle(9).batch(32)", ["other_batch_size"]),
        (
            "def normalize(i, l):\n    return i / 255, l / 255\nb = d.map(normalize).shuffle(9).batch(64)",
            ["labels_scaled"],
        ),
        ("def normalize(i, l):\n    return i / 128, l\nb = d.map(normalize).shuffle(9).batch(64)", ["scaled_wrong"]),
        ("def normalize(i, l):\n    i /= 255\n    return i, l\nb = d.map(normalize).shuffle(9).batch(64)", []),
        ("b = d.shuffle(9).batch(64)", []),
    ],
)
def test_a_pipelines_steps_are_read_in_their_order(answer: str, rules: list[str]) -> None:
    """Followed through names; another order that does no harm is not a mistake."""
    criterion = Criterion(id="c", title="", check="dataset", params={"of": "b"})
    solution = "def normalize(i, l):\n    return i / 255, l\nb = d.shuffle(9).batch(64).map(normalize)"
    seen = evidence(b=Other(kind="dataset"))

    assert named(facts(seen, seen, criterion, answer=answer, solution=solution)) == rules


def test_a_rule_that_fails_is_silent(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody's mark depends on a guess, and the log reports it."""

    def fails(_: Facts) -> str:
        raise ZeroDivisionError

    fails.__module__ = answers.__name__
    monkeypatch.setattr(answers, "incomplete_answer", fails)

    assert named(facts(evidence(y=tensor(2)), RIGHT, VALUE)) == []
    assert "detector 'incomplete_answer' failed" in caplog.text


def test_there_are_at_most_two_diagnoses() -> None:
    """The first causes first."""
    layers = (FLATTEN, dense(128, "linear", bias=False), dense(32), dense(10, "linear"))

    assert len(named(facts(evidence(m=model(*layers)), evidence(m=model(*WANTED)), LAYERS))) == 2


def _id(answers: Path) -> str:
    return answers.parent.relative_to(HERE).as_posix()


def test_every_rule_has_labelled_answers() -> None:
    """Three that were written beside it, or one of somebody who had not seen the rules; and every label is a rule."""
    labelled = Counter(case.label for case in cases() if case.corpus == "informed")
    unseen = {rule for path in HERE.glob("*/*/wrong.py") for rules in causes(_id(path)).values() for rule in rules}
    every = {case.label for case in cases()}

    named = {one.name for one in CAUSES.values() if one.name not in UNLABELLED}
    assert {name for name in named if labelled[name] < 3 and name not in unseen} == set()
    assert every - NO_RULE <= named | {name for name, one in CAUSES.items() if one.errors}


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        ("def f(x):\n    h = x * 2\ny = f(features)", ["returns_nothing"]),
        ("def f(x):\n    print(x)\nf(features)\ny = features", []),
        ("def f(x):\n    return x\ny = f(features)", []),
    ],
)
def test_a_function_whose_result_is_used_must_return_it(answer: str, rules: list[str]) -> None:
    """One that only prints does not count as anybody's mistake."""
    assert named(facts(evidence(y=Other(kind="NoneType")), RIGHT, VALUE, answer=answer)) == rules


@pytest.mark.parametrize(("factor", "rules"), [(255, ["scaled_wrong"]), (1 / 255, ["scaled_wrong"]), (2, [])])
def test_a_value_scaled_once_more_is_reported_by_its_factor(factor: float, rules: list[str]) -> None:
    """255 it is, either way, and no other number."""
    pixels = np.linspace(0, 1, 5)

    own, right = evidence(y=tensor(*pixels * factor)), evidence(y=tensor(*pixels))

    assert named(facts(own, right, VALUE, solution="y = image / 255")) == rules
    assert named(facts(own, right, VALUE, answer="y = image / 255")) == ["divided_needlessly"] * (factor < 1)


def test_an_input_that_is_not_used_is_not_a_proof() -> None:
    """A bias may be missing from a formula that is wrong all over."""
    solution = "y = sigmoid(tf.reduce_sum(features) + bias)"

    assert (
        named(facts(evidence(y=tensor(2)), RIGHT, VALUE, answer="y = tf.reduce_max(features)", solution=solution)) == []
    )


def dataset(*steps: str, size: int = 64, pixels: float = 1.0, labels: float = 9.0) -> Dataset:
    spans = [Array.from_values(np.asarray([0.0, greatest])) for greatest in (pixels, labels)]
    return Dataset(
        kind="tuple",
        components=tuple(Component(name="", dtype="float32", shape=None, span=span) for span in spans),
        batched=True,
        steps=tuple(PipelineStep(kind=kind) for kind in steps),
        first=DatasetPass(sizes=Array.from_values(np.asarray([size], np.uint32)), digests=()),
        ended="end",
    )


@pytest.mark.parametrize(
    ("own", "rules"),
    [
        (dataset("batch", "shuffle", "map"), ["batched_before_shuffled"]),
        (dataset("shuffle", "batch", size=32), ["other_batch_size"]),
        (dataset("shuffle", "batch", pixels=255), ["scaled_wrong"]),
        (dataset("shuffle", "batch", pixels=1 / 255), ["scaled_wrong"]),
        (dataset("shuffle", "batch", labels=9 / 255), ["labels_scaled"]),
        (dataset("shuffle", "batch", labels=8.9, pixels=0.99), []),
        (dataset("shuffle"), []),
    ],
)
def test_the_elements_of_a_wrong_data_set_show_its_cause(own: Dataset, rules: list[str]) -> None:
    """Whatever the code looks like: the order of its steps, the size of its batches, its greatest values."""
    criterion = Criterion(id="c", title="", check="dataset_elements", params={"of": "b"})

    assert named(facts(evidence(b=own), evidence(b=dataset("shuffle", "batch", "map")), criterion)) == rules


PREPARES = "def normalize(image, label):\n    return image / {}, label{}\nb = d.map(normalize).shuffle(9).batch({})"


@pytest.mark.parametrize(
    ("own", "numbers", "rules"),
    [
        (dataset("shuffle", "batch", pixels=2.55), (100, "", 64), ["scaled_wrong"]),
        (dataset("shuffle", "batch", labels=0), (255, " // 255", 64), ["labels_scaled"]),
        (dataset("shuffle", "batch"), (100, " // 255", 64), []),
        (dataset("shuffle", "batch", size=32), (255, "", 32), ["other_batch_size"]),
    ],
)
def test_what_a_data_set_holds_says_where_the_text_may_be_asked(
    own: Dataset, numbers: tuple[object, ...], rules: list[str]
) -> None:
    """Where the values are right, a division in the text is no mistake; what was seen goes before what is written."""
    criterion = Criterion(id="c", title="", check="dataset_elements", params={"of": "b"})
    answer, solution = PREPARES.format(*numbers), PREPARES.format(255, "", "size")
    found = facts(
        evidence(b=own),
        evidence(b=dataset("shuffle", "batch")),
        criterion,
        answer=answer,
        solution=solution,
        given="size = 64",
    )

    assert named(found) == rules


@pytest.mark.parametrize(("own", "rules"), [(Absent(), ["incomplete_answer"]), (dataset("batch"), ["step_missing"])])
def test_a_step_is_missing_only_from_a_data_set_that_is_there(own: Observation, rules: list[str]) -> None:
    """Where there is none, all of it is missing."""
    criterion = Criterion(id="c", title="", check="dataset_shuffled", params={"of": "b"})
    right = evidence(b=dataset("shuffle", "batch"))
    answer, solution = "b = d.batch(64)", "b = d.shuffle(9).batch(64)"

    assert named(facts(evidence(b=own), right, criterion, answer=answer, solution=solution)) == rules


def test_where_a_training_may_stop_early_its_length_is_not_a_mistake() -> None:
    """Only the number of epochs that `fit` was asked for can be another."""
    solution = "stop = EarlyStopping()\nhistory = m.fit(data, epochs=30, callbacks=[stop])"
    right = replace_asked(history(9), 30)
    short, stopped = replace_asked(history(2), 2), replace_asked(history(4), 30)

    for own, rules in ((short, ["other_epochs"]), (stopped, [])):
        found = facts(evidence(history=own), evidence(history=right), EPOCHS, answer=solution, solution=solution)
        assert named(found) == rules


@pytest.mark.parametrize(
    ("answer", "rules"),
    [("stop = EarlyStopping('val_loss', patience=3)", []), ("stop = EarlyStopping(patience=3)", ["setting_missing"])],
)
def test_a_setting_is_there_where_it_comes_first(answer: str, rules: list[str]) -> None:
    """Without its keyword."""
    solution = "stop = EarlyStopping(monitor='val_loss', patience=3)"
    stop = Criterion(id="stop", title="", check="loss_falls", params={"of": "history"})

    seen = evidence(history=history(3))

    assert named(facts(seen, seen, stop, answer=answer, solution=solution)) == rules


def test_a_string_of_a_setting_can_be_copied_into_the_code() -> None:
    """It is in quotation marks: without them it would be a name, which does not exist."""
    stop = Criterion(id="stop", title="", check="callback_settings", params={"of": "stop", "settings": ["mode"]})
    own, right = (
        evidence(stop=Callback(kind="EarlyStopping", settings={"monitor": "val_loss", "mode": mode}))
        for mode in ("max", "min")
    )

    found = diagnose(facts(own, right, stop, answer="stop = EarlyStopping(m)", solution=""), package_causes())[0]

    assert found.hints[2].endswith("use `mode='min'` instead of `mode='max'`.")


def replace_asked(made: History, epochs: int) -> History:
    return History(series=made.series, asked=epochs)


def test_validation_examples_in_training_are_counted() -> None:
    """By the examples themselves, whatever the code looks like; as many as the reference's do no harm."""
    criterion = Criterion(
        id="apart", title="", check="dataset_disjoint", params={"of": "validation", "others": ["training"]}
    )
    apart = evidence(validation=examples(1, 2), training=examples(3, 4))
    mixed = evidence(validation=examples(1, 2), training=examples(2, 3))

    assert named(facts(mixed, apart, criterion)) == ["validation_in_training"]
    assert named(facts(mixed, mixed, criterion)) == []


def examples(*digests: int) -> Dataset:
    first = DatasetPass(
        sizes=Array.from_values(np.ones(len(digests), np.uint32)),
        digests=(Array.from_values(np.asarray(digests, np.uint64)),),
    )
    return Dataset(kind="tensor", components=(), batched=False, steps=(), first=first, ended="end")


def test_another_activation_is_not_a_lost_one() -> None:
    """A relu leaves a positive sum as it is: equal values, and the text denies the cause."""
    wrong = KnownWrongAnswer(
        cause=KnownCause(rule="activation_lost"), evidence=evidence(y=tensor(0.5), value__y=tensor(0.9))
    )
    seen = evidence(y=tensor(0.5), value__y=tensor(0.9))

    assert named(facts(seen, RIGHT, VALUE, known=(wrong,), answer="y = tf.nn.relu(h)")) == []


def test_what_an_error_kept_from_its_weights_is_not_called_unbuilt() -> None:
    """The error is the cause, and it says so itself."""
    found = facts(evidence(m=model(*WANTED, built=False)), evidence(m=model(*WANTED)), LAYERS)
    raised = CellRun(source="m(x)", answer=True, error=CellError(name="E", message="", traceback=""))

    assert named(found) == ["not_built"]
    assert named(replace(found, run=replace(found.run, cells=(raised,)))) == []


def test_a_model_that_was_never_made_is_not_said_to_be_unfrozen() -> None:
    """Its cell raised, which is what the learner has to look at."""
    criterion = Criterion(id="frozen", title="", check="trainable_weights", params={"of": "base"})
    right = evidence(base=model(dense(2)))
    answer, solution = "base = tf.keras.saving.load()\nfreeze(base)", "base = load()\nbase.trainable = False"

    said = named(facts(evidence(base=Absent()), right, criterion, answer=answer, solution=solution))
    assert "not_frozen" not in said


@pytest.mark.parametrize(("frozen", "rules"), [(True, []), (False, ["not_frozen"])])
def test_only_a_model_that_training_may_change_is_said_not_to_be_frozen(
    *,
    frozen: bool,
    rules: list[str],
) -> None:
    """Freezing the model around it freezes it too: the mistake is then another one."""
    head = Criterion(id="head", title="", check="trainable_weights", params={"of": "model"})
    layer = msgspec.structs.replace(dense(2), weights=((3, 2),), trainable=not frozen)
    own = evidence(model=Other(kind="x"), base=model(layer))
    right = evidence(model=model(dense(2)), base=model(layer))
    answer, solution = "base = load()\nmodel.trainable = False", "base = load()\nbase.trainable = False"

    assert named(facts(own, right, head, answer=answer, solution=solution)) == rules
