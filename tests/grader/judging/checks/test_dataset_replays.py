"""Pipelines that are judged twice: as run, and as they come out of hidden examples."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import VERSION, Array, Component, Dataset, DatasetPass, Evidence, Observation, Other, PipelineStep
from grader.judging.checks.dataset_steps import dataset_steps
from grader.judging.checks.datasets import (
    dataset_elements,
    dataset_examples,
    dataset_length,
    dataset_range,
    dataset_shuffled,
)
from grader.model import Finding, Verdict

TOTAL = 400


def labelled(data: Dataset, remainder: int) -> Dataset:
    """The pipeline, its first pass with labels: what is left of its numbers and something when divided by seven."""
    labels = np.mod(np.add(data.first.digests[0].numpy(), np.uint64(remainder)), np.uint64(7))
    first = msgspec.structs.replace(data.first, digests=(*data.first.digests, Array.from_values(labels)))
    return msgspec.structs.replace(data, first=first)


def pipeline(first: int, *, order: int = 0, high: float = 1.0, batch: int = 32, step: str = "prefetch") -> Dataset:
    """So many examples from that number on, shuffled in an order of their own in each of two passes."""
    numbers = np.arange(first, first + TOTAL, dtype=np.uint64)
    sizes = Array.from_values(np.array([batch] * (TOTAL // batch) + [TOTAL % batch], np.uint32))
    passes = [
        DatasetPass(
            sizes=sizes, digests=(Array.from_values(np.random.default_rng(order + place).permutation(numbers)),)
        )
        for place in range(2)
    ]
    part = Component(name="", dtype="float32", shape=(None, 2), span=Array.from_values(np.array([0.0, high])))
    return Dataset(
        kind="tensor",
        components=(part,),
        batched=True,
        steps=tuple(PipelineStep(kind=kind) for kind in ("shuffle", "batch", step)),
        first=passes[0],
        ended="end",
        second=passes[1],
    )


def in_one_order(data: Dataset) -> Dataset:
    return msgspec.structs.replace(data, second=data.first)


def evidence_of(as_run: Observation, hidden: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"d": as_run, "hidden/d": hidden}, names={})


RIGHT, HIDDEN = pipeline(0), pipeline(1_000)
REFERENCE = evidence_of(RIGHT, HIDDEN)
CHECKS: dict[str, tuple[Callable[..., Finding], dict[str, Any], Dataset, str]] = {
    "elements": (dataset_elements, {}, pipeline(1_000, batch=16), "A batch of `d` holds 16 examples; 32 are expected."),
    "range": (dataset_range, {}, pipeline(1_000, high=255), "The values of `d` range from 0 to 255"),
    "length": (dataset_length, {}, pipeline(1_000, batch=16), "`d` has 400 examples in 26 batches"),
    "examples": (dataset_examples, {}, pipeline(1_001), "In `d`, 1 of 400 examples are missing"),
    "shuffled": (
        dataset_shuffled,
        {},
        in_one_order(HIDDEN),
        "The examples of `d` come in the same order in each pass.",
    ),
    "steps": (dataset_steps, {"order": [["batch", "prefetch"]]}, pipeline(1_000, step="map"), "`d` has no `prefetch`."),
}
"""Check to its parameters, a pipeline of hidden examples that it refuses, and what is said of that."""


def judge(name: str, learner: Evidence, reference: Evidence = REFERENCE) -> Finding:
    check, params, *_ = CHECKS[name]
    return check(learner, reference, of="d", inputs=("given",), **params)


@pytest.mark.parametrize("name", CHECKS)
def test_a_pipeline_that_is_right_on_hidden_examples_passes(name: str) -> None:
    """A pipeline that makes of hidden examples what the reference makes of them passes, in an order of its own."""
    assert judge(name, evidence_of(pipeline(0, order=7), pipeline(1_000, order=9))).verdict is Verdict.PASS


@pytest.mark.parametrize("name", CHECKS)
def test_a_pipeline_that_is_right_only_as_run_fails(name: str) -> None:
    """One that goes otherwise with hidden examples fails, and the learner reads with which data."""
    finding = judge(name, evidence_of(RIGHT, CHECKS[name][2]))

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith(f"With other examples in `given`: {CHECKS[name][3]}")


@pytest.mark.parametrize("name", CHECKS)
def test_wrong_as_run_is_said_first(name: str) -> None:
    """What is wrong with the data at hand is said about the data at hand."""
    wrong = in_one_order(RIGHT) if name == "shuffled" else CHECKS[name][2]
    finding = judge(name, evidence_of(wrong, HIDDEN))

    assert finding.verdict is Verdict.FAIL
    assert not finding.message.startswith("With other examples")


@pytest.mark.parametrize("name", CHECKS)
def test_statements_that_read_their_data_elsewhere(name: str) -> None:
    """A replay that made nothing of the hidden examples costs nobody anything: what was run decides."""
    assert judge(name, evidence_of(RIGHT, Other(kind="other data"))).verdict is Verdict.PASS


@pytest.mark.parametrize("name", CHECKS)
def test_statements_that_make_up_their_data(name: str) -> None:
    """A pipeline of other examples, which a replay changes nothing of, fails however well it is made."""
    finding = judge(name, evidence_of(pipeline(10_000), Other(kind="other data")))

    assert finding.verdict is Verdict.FAIL
    if name != "examples":  # which says itself what is missing
        assert finding.message == (
            "None of the 400 examples of `d` is among the expected ones, which are the examples of `given`: "
            "they come from elsewhere, or more than their scale was changed."
        )


@pytest.mark.parametrize("name", CHECKS)
def test_examples_of_another_shape_are_not_said_to_come_from_elsewhere(name: str) -> None:
    """A pipeline that was batched twice holds the right pictures, which nobody can tell from others."""
    other = msgspec.structs.replace(
        pipeline(10_000),
        components=tuple(msgspec.structs.replace(one, shape=(None, 64, 2)) for one in pipeline(10_000).components),
    )
    message = judge(name, evidence_of(other, Other(kind="other data"))).message

    assert "elsewhere" not in message


def test_statements_that_read_some_of_their_data_elsewhere() -> None:
    """One that holds many others beside the right ones is still judged as it was run."""
    assert judge("steps", evidence_of(pipeline(350), Other(kind="other data"))).verdict is Verdict.PASS
    assert judge("steps", evidence_of(pipeline(370), Other(kind="other data"))).verdict is Verdict.FAIL


def test_examples_that_were_changed_by_mistake() -> None:
    """Pictures that nobody knows again, but with the labels of the right ones, are not made-up data."""
    reference = evidence_of(labelled(RIGHT, 0), labelled(HIDDEN, 0))
    changed, made_up = labelled(pipeline(7_000), 0), labelled(pipeline(7_000), 3)

    assert judge("steps", evidence_of(changed, Other(kind="other data")), reference).verdict is Verdict.PASS
    assert judge("steps", evidence_of(made_up, Other(kind="other data")), reference).verdict is Verdict.FAIL


@pytest.mark.parametrize("name", CHECKS)
def test_a_reference_that_cannot_be_replayed(name: str) -> None:
    """An author whose reference makes nothing of the hidden examples gets a message about it."""
    with pytest.raises(ValueError, match="the reference shows no Dataset as 'hidden/d'"):
        judge(name, REFERENCE, evidence_of(RIGHT, Other(kind="other data")))


@pytest.mark.parametrize("name", CHECKS)
def test_a_pipeline_of_other_examples_is_right_where_its_steps_are(name: str) -> None:
    """That its data are others, another criterion says: here the hidden examples decide."""
    wrong = in_one_order(RIGHT) if name == "shuffled" else CHECKS[name][2]
    check, params, refused, _ = CHECKS[name]

    def judged(given: Dataset, hidden: Dataset = HIDDEN) -> Finding:
        learner: dict[str, Observation] = {"d": wrong, "hidden/d": hidden, "given": given}
        return check(
            Evidence(version=VERSION, seen=learner, names={}),
            Evidence(version=VERSION, seen={**REFERENCE.seen, "given": RIGHT}, names={}),
            of="d",
            inputs=("given",),
            **params,
        )

    passing = judged(pipeline(7))
    assert passing.verdict is Verdict.PASS
    assert passing.message.startswith("With the right examples in `given`: ")
    assert judged(pipeline(0, order=3)).verdict is Verdict.FAIL
    assert judged(pipeline(7), refused).verdict is Verdict.FAIL
