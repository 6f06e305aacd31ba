"""Rules about right steps that are joined wrongly, and about right numbers in the wrong form. No kernels."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from grader.evidence import Array, Evidence, Observation, Other, Tensor
from grader.judging.causes import package_causes
from grader.judging.causes.diagnosing import diagnose
from grader.judging.causes.facts import KnownCause, KnownWrongAnswer
from grader.model import CellError, CellRun, Criterion
from tests.diagnosis.test_rules import VALUE, evidence, facts, named, tensor

KIND = Criterion(id="kind", title="", check="value_kind", params={"of": "y"})
SHAPE = Criterion(id="shape", title="", check="tensor_shape", params={"of": "y"})
Kind = Literal["tensor", "variable", "array", "number", "list"]
RIGHT = np.arange(6, dtype=np.float32).reshape(2, 3)


def held(values: object, kind: Kind = "tensor", dtype: str = "float32") -> Tensor:
    return Tensor(kind=kind, array=Array.from_values(np.asarray(values, dtype)))


@pytest.mark.parametrize(
    ("own", "rules"),
    [
        (held(RIGHT.T), ["axes_swapped"]),
        (held(RIGHT.reshape(3, 2)), ["regrouped"]),
        (held(RIGHT[::-1]), ["reordered"]),
        (held(RIGHT[None]), ["extra_axis"]),
        (held(RIGHT[:1]), ["part_only"]),
        (held(RIGHT, dtype="float64"), ["other_dtype"]),
        (held(RIGHT, kind="list"), ["other_kind"]),
        (held(RIGHT, kind="variable"), ["other_kind"]),
        (held([[0, 0, 1, 0, 2, 0], [3, 0, 4, 0, 5, 0]]), []),
        (held(RIGHT + 1), []),
    ],
)
def test_the_right_numbers_in_another_form_are_told_apart(own: Observation, rules: list[str]) -> None:
    """By the numbers alone; numbers that are nobody's name nothing."""
    assert named(facts(evidence(y=own), evidence(y=held(RIGHT)), KIND)) == rules


def test_commas_for_decimal_points_are_found_by_the_numbers_that_they_make() -> None:
    """Twice as many, of which each pair is one of the expected."""
    own, right = held([0, 5, 1, 5, 2, 5]), held([0.5, 1.5, 2.5])

    assert named(facts(evidence(y=own), evidence(y=right), SHAPE)) == ["decimal_commas"]


def test_two_names_that_hold_each_others_value_are_swapped() -> None:
    """One that holds the other's value alone is not."""
    other = Criterion(id="z", title="", check="tensor_values", params={"of": "z"})
    right = evidence(y=tensor(1.0), z=tensor(2.0))

    assert named(facts(evidence(y=tensor(2.0), z=tensor(1.0)), right, VALUE, other)) == ["names_swapped"]
    assert named(facts(evidence(y=tensor(2.0), z=tensor(2.0)), right, VALUE, other, passes=("z",))) == ["holds_another"]


@pytest.mark.parametrize(
    ("answer", "passes", "rules"),
    [
        ("x, z, y = load()", ("x",), ["results_swapped"]),
        ("x, z, y = load()", ("x", "z"), []),
        ("x, y, z = load()", ("x",), []),
        ("x, z, y = other()", ("x",), []),
    ],
)
def test_results_under_each_others_names_are_found_by_the_text(
    answer: str, passes: tuple[str, ...], rules: list[str]
) -> None:
    """Where all that have another name than the reference's fail: else the call may well give them in that order."""
    names = [Criterion(id=name, title="", check="value_kind", params={"of": name}) for name in "xyz"]
    own = evidence(y=tensor(8.0), z=tensor(9.0))
    right = evidence(x=tensor(1.0), y=tensor(2.0), z=tensor(3.0))

    assert named(facts(own, right, *names, passes=passes, answer=answer, solution="x, y, z = load()")) == rules


GIVEN = "features = load()\nbias = load()\nexample = load()\nSTEPS = 5\ndef squash(x):\n    return x"


@pytest.mark.parametrize(
    ("answer", "solution", "rules"),
    [
        ("y = features + bias\nsquash(y)", "y = squash(features + bias)", ["result_dropped"]),
        ("y = squash(features + bias)\nsquash(y)", "y = squash(features + bias)", []),
        ("y = features + bias\nprint(squash(y))", "y = squash(features + bias)", []),
        ("y = squash(example + bias)", "y = squash(features + bias)", ["other_name"]),
        ("print(example)\ny = squash(features - bias)", "y = squash(features + bias)", []),
        ("x = tf.random.normal((1, 5))\ny = squash(x + bias)", "y = squash(features + bias)", ["drawn_anew"]),
        ("y = tf.matmul(bias, features)", "y = tf.matmul(features, bias)", ["arguments_swapped"]),
        ("y = squash(bias, more=features)", "y = squash(features, more=bias)", ["arguments_swapped"]),
        ("y = tf.matmul(features, features)", "y = tf.matmul(features, bias)", []),
        ("y = squash(features)\nfor y in (features, bias):\n    print(y)", "y = squash(features)", ["loop_rebinds"]),
        ("y = features", "y = squash(features)", ["only_a_name"]),
        ("STEPS = 3\ny = repeat(features, STEPS)", "y = repeat(features, STEPS)", ["given_changed"]),
        ("y = repeat(features, 3)", "y = repeat(features, STEPS)", ["literal_for_name"]),
        ("y = repeat(features, 5)", "y = repeat(features, STEPS)", []),
        ("y = repeat(example2)", "y = repeat(features, bias)", ["inputs_unused"]),
    ],
)
def test_the_text_says_how_steps_are_joined(answer: str, solution: str, rules: list[str]) -> None:
    """Beside the reference's; exploration, and a step that is done elsewhere too, are not mistakes."""
    right = evidence(y=tensor(0.5), value__y=tensor(0.7))
    kinds = dict.fromkeys(("features", "bias", "example"), "tensor")
    reference = Evidence(version=right.version, seen=right.seen, names=kinds)
    own = evidence(y=tensor(2.5), value__y=tensor(2.5))

    assert named(facts(own, reference, VALUE, answer=answer, solution=solution, given=GIVEN)) == rules


def test_a_blank_is_not_made_from_something_else() -> None:
    """What is not there yet has no inputs that could be others."""
    shape = Criterion(id="shape", title="", check="tensor_shape", params={"of": "y"}, replay=("features",))
    right = evidence(y=tensor(1.0))
    own = evidence(y=Other(kind="ellipsis"))

    assert "inputs_unused" not in named(facts(own, right, shape, answer="y = ...", solution="y = squash(features)"))


MISSPELT = "y = Dense(3, activaton='relu')"


@pytest.mark.parametrize(
    ("message", "answer", "rules"),
    [
        ("Dense.__init__() got an unexpected keyword argument 'activaton'", MISSPELT, True),
        (
            "Unrecognized keyword arguments passed to Dense: {'activaton': 'relu'}",
            MISSPELT,
            True,
        ),
        ("f() got an unexpected keyword argument 'colour_of_it'", "y = f(colour_of_it=3)", False),
        ("f() got an unexpected keyword argument 'activaton'", "y = f(3)", False),
    ],
)
def test_a_misspelt_keyword_is_named_as_such(message: str, answer: str, rules: bool) -> None:  # noqa: FBT001 - a fact
    """Where it resembles one that the course uses, and stands in the answer."""
    assert ("other_keyword" in _named_by(message, answer)) is rules


@pytest.mark.parametrize("part", ["[:48000]", "[48000:]", "[-12000:]", "[100:48000]"])
def test_a_part_beyond_the_end_of_a_data_set_is_named_as_such(part: str) -> None:
    """In the words in which tensorflow_datasets 4.9 says so."""
    message = f"Requested slice {part} incompatible with 6000 examples."

    assert _named_by(message, f"y = load('train{part}')") == ["slice_too_large"]


def _named_by(message: str, answer: str) -> list[str]:
    """The rules that speak of an answer whose cell raised an error with this message."""
    found = facts(evidence(y=Other(kind="x")), evidence(y=tensor(1.0)), VALUE, answer=answer)
    error = CellError(name="TypeError", message=message, traceback="")
    crashed = replace(found.run, cells=(CellRun(source=answer, answer=True, error=error),))
    return named(replace(found, run=crashed))


OWN = KnownCause(rule="own", message="It looks as if the {sum} was lost.", hints=("one", "two", "three {x}"))


def test_a_cause_of_the_exercises_own_is_told_in_its_words() -> None:
    """Curly brackets in them are text."""
    seen = evidence(y=tensor(0.5), value__y=tensor(0.9))
    right = evidence(y=tensor(0.36), value__y=tensor(0.7))
    known = (KnownWrongAnswer(cause=OWN, evidence=seen),)

    (told,) = diagnose(facts(seen, right, VALUE, known=known), package_causes())

    assert (told.rule, told.message, told.hints) == (OWN.rule, OWN.message, OWN.hints)


def test_a_cause_that_does_not_explain_all_that_is_wrong_is_not_told() -> None:
    """Somebody with another mistake besides may have come to these values on another way."""
    other = Criterion(id="z", title="", check="tensor_values", params={"of": "z"})
    right = evidence(y=tensor(0.36), value__y=tensor(0.7), z=tensor(1.0))
    wrong = evidence(y=tensor(0.5), value__y=tensor(0.9), z=tensor(1.0))
    both = evidence(y=tensor(0.5), value__y=tensor(0.9), z=tensor(3.5))
    known = (KnownWrongAnswer(cause=OWN, evidence=wrong),)

    assert named(facts(wrong, right, VALUE, other, known=known, passes=("z",))) == ["own"]
    assert named(facts(both, right, VALUE, other, known=known)) == []
