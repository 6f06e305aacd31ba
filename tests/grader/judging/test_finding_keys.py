"""Digests of what findings and diagnoses follow from: equal where nothing of it has changed, and only there."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.judging.finding_keys import diagnosis_key, finding_keys
from grader.model import Criterion, Exercise, Finding, Verdict
from grader.sandbox.limits import Limits

SHAPE = Criterion(id="shape", title="t", check="tensor_shape", params={"of": "y"})
VALUE = Criterion(id="value", title="t", check="tensor_values", params={"of": "y", "rtol": 0.1}, after="shape")


def exercise(*rubric: Criterion) -> Exercise:
    nowhere = Path("nowhere")
    return Exercise(
        id="01/sum", title="t", rubric=rubric, limits=Limits(), stub=nowhere, reference=nowhere, digest="a digest"
    )


def keys(*rubric: Criterion) -> dict[str, str]:
    return finding_keys(exercise(*rubric), {}, {})


@pytest.mark.parametrize(
    "other",
    [
        replace(VALUE, params={"of": "y", "rtol": 0.2}),
        replace(VALUE, replay=("x",)),
        replace(VALUE, hidden=True),
        replace(VALUE, check="tensor_shape", params={"of": "y"}),
    ],
    ids=["stricter", "replayed", "hidden", "another check"],
)
def test_what_a_criterion_judges_by_is_in_its_key(other: Criterion) -> None:
    """A finding is worked out anew where its criterion judges otherwise, and its neighbour's is not."""
    assert keys(SHAPE, other)["value"] != keys(SHAPE, VALUE)["value"]
    assert keys(SHAPE, other)["shape"] == keys(SHAPE, VALUE)["shape"]


def test_what_is_put_on_a_finding_anew_is_not() -> None:
    """Another title, hint, number of points or place in the rubric leaves what a check said as it is."""
    other = replace(VALUE, title="another", hints=("a", "b", "c"), points=7, after=None)

    assert keys(other, SHAPE) == keys(SHAPE, VALUE)


def test_held_out_images_are_in_the_key_of_those_scored_on_them() -> None:
    """Other images behind an accuracy are another accuracy, and nothing to a shape."""
    accuracy = Criterion(id="accuracy", title="t", check="accuracy", params={"of": "model", "data": "mnist"})
    one, other = (finding_keys(exercise(SHAPE, accuracy), {}, {"mnist": digest}) for digest in ("a", "b"))

    assert one["accuracy"] != other["accuracy"]
    assert one["shape"] == other["shape"]


def found(verdict: Verdict) -> list[Finding]:
    return [
        Finding(verdict=Verdict.PASS, message="", criterion="shape"),
        Finding(verdict=verdict, message="", criterion="value"),
    ]


@pytest.mark.parametrize(("verdict", "same"), [(Verdict.PASS, True), (Verdict.FAIL, False)])
def test_how_strictly_a_met_criterion_judges_changes_no_diagnosis(verdict: Verdict, *, same: bool) -> None:
    """Rules look at how a criterion judges only where it is not met."""
    stricter = replace(VALUE, params={"of": "y", "rtol": 0.01})
    one, other = (diagnosis_key((SHAPE, value), found(verdict), "stub") for value in (VALUE, stricter))

    assert (one == other) is same


def test_verdicts_and_the_stub_are_in_the_key_of_diagnoses() -> None:
    """Other findings, or other given code, may have other causes."""
    passes = diagnosis_key((SHAPE, VALUE), found(Verdict.PASS), "stub")

    assert passes != diagnosis_key((SHAPE, VALUE), found(Verdict.FAIL), "stub")
    assert passes != diagnosis_key((SHAPE, VALUE), found(Verdict.PASS), "another stub")
