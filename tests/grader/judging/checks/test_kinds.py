"""The check of what kind of thing a value is."""

from typing import Literal

import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, Layers, Other, Raised, Tensor
from grader.judging.checks.tensors import value_kind
from grader.model import Verdict
from tests.evidence import evidence_of

Kind = Literal["tensor", "variable", "array", "number", "list"]


def numbers(kind: Kind, dtype: str = "float64") -> Evidence:
    return evidence_of(c=Tensor(kind=kind, array=Array.from_values(np.ones(3, dtype))))


ARRAY = numbers("array")
INFO = evidence_of(c=Other(kind="DatasetInfo"))


@pytest.mark.parametrize(
    ("learner", "message"),
    [
        (numbers("tensor"), "`c` is a tensor of float64; a NumPy array of float64 is expected."),
        (numbers("variable"), "`c` is a variable of float64; a NumPy array of float64 is expected."),
        (numbers("array", "float32"), "`c` is a NumPy array of float32; a NumPy array of float64 is expected."),
        (numbers("number"), "`c` is a plain number; a NumPy array of float64 is expected."),
        (numbers("list"), "`c` is a list; a NumPy array of float64 is expected."),
        (evidence_of(c=Other(kind="NoneType")), "`c` is None; a NumPy array of float64 is expected."),
        (
            evidence_of(c=Layers(kind="sequential", built=False, input_shape=None, layers=(), weights=())),
            "`c` is a model; a NumPy array of float64 is expected.",
        ),
        (evidence_of(c=Other(kind="ellipsis")), "`c` is still the blank `...`."),
        (evidence_of(c=Absent()), "`c` is not defined."),
        (evidence_of(c=Raised(error="KeyError", message="'c'")), "Using `c` raises KeyError: 'c'"),
    ],
)
def test_another_kind_is_named(learner: Evidence, message: str) -> None:
    """Kind and dtype both count, and what there is stands beside what there should be."""
    finding = value_kind(learner, ARRAY, of="c")

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def test_other_values_of_the_same_kind_pass() -> None:
    """Other numbers in another shape are of the same kind."""
    other = evidence_of(c=Tensor(kind="array", array=Array.from_values(np.zeros((2, 2)))))

    assert value_kind(other, ARRAY, of="c").message == "`c` is a NumPy array of float64."


def test_an_object_without_numbers_is_known_by_its_class() -> None:
    """What does not travel has the name of its class, and nothing else can stand in for it."""
    assert value_kind(INFO, INFO, of="c").verdict is Verdict.PASS
    assert (
        value_kind(evidence_of(c=Other(kind="dict")), INFO, of="c").message
        == "`c` is a dictionary; an object of type `DatasetInfo` is expected."
    )


def test_the_dtype_is_free_where_the_text_leaves_it_free() -> None:
    """An array of another dtype is an array; a tensor and a list are none."""
    found = {
        kind: value_kind(numbers(kind, "float32"), ARRAY, of="c", any_dtype=True)
        for kind in ("array", "tensor", "list")
    }

    assert found["array"].message == "`c` is a NumPy array."
    assert found["tensor"].message == "`c` is a tensor; a NumPy array is expected."
    assert found["list"].message == "`c` is a list; a NumPy array is expected."


def test_a_model_is_of_one_kind_however_it_was_made() -> None:
    """A layer is not a model."""
    sequential, functional = (
        evidence_of(c=Layers(kind=kind, built=False, input_shape=None, layers=(), weights=()))
        for kind in ("sequential", "functional")
    )
    layer = evidence_of(c=Other(kind="RandomRotation"))

    assert value_kind(functional, sequential, of="c").message == "`c` is a model."
    assert value_kind(layer, sequential, of="c").message == (
        "`c` is an object of type `RandomRotation`; a model is expected."
    )


def test_where_any_kind_will_do_a_name_must_be_like_the_one_asked_for() -> None:
    """A function called `load` is not what `dataset_info` was meant to be; `dataset_inf` may be."""
    there_is = "; there is a function called `info`."
    for name, said in (("load", "."), ("info", there_is)):
        learner = Evidence(version=VERSION, seen={"infos": Absent()}, names={name: "function"})

        assert (
            value_kind(learner, evidence_of(infos=INFO.seen["c"]), of="infos").message
            == f"`infos` is not defined{said}"
        )
