"""A check of how a model was compiled, on evidence that no kernel gave."""

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Compiled, CompileOption, Evidence, Layers, Observation
from grader.judging.checks.compiling import CompileOptionName, compiled_with
from grader.model import Finding, Verdict

SPARSE = Array.from_values(np.array([1.5, np.nan]))
LOSS = CompileOption(kind="sparse_categorical_crossentropy", response=SPARSE)
ADAM = CompileOption(kind="Adam", settings={"learning_rate": Array.from_values(np.float64(0.001))})
COMPILED = Compiled(optimizer=ADAM, loss=LOSS, metrics=(CompileOption(kind="accuracy"),))
PARTS: list[CompileOptionName] = ["optimizer", "learning_rate", "loss", "metrics"]


def evidence_of(seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"m": seen}, names={})


def model(compiled: Compiled | None) -> Layers:
    return Layers(kind="sequential", built=True, input_shape=None, layers=(), weights=(), compiled=compiled)


def judge(parts: list[CompileOptionName] = PARTS, **changes: Any) -> Finding:
    learner = model(msgspec.structs.replace(COMPILED, **changes))
    return compiled_with(evidence_of(learner), evidence_of(model(COMPILED)), of="m", parts=parts)


def test_the_same_settings_are_reported() -> None:
    """What a kernel says of its own compilation is its word, and both sides are shown."""
    finding = judge()

    assert finding.verdict is Verdict.PASS
    assert finding.actual == (
        "optimizer: adam\nlearning rate: 0.001\nloss: sparse_categorical_crossentropy\nmetrics: accuracy"
    )


@pytest.mark.parametrize("name", ["sparse_categorical_accuracy", "SparseCategoricalAccuracy", "accuracy"])
def test_accuracy_is_the_one_for_the_labels(name: str) -> None:
    """Every spelling of the accuracy that fits the reference's loss is right, and others are not."""
    assert judge(metrics=(CompileOption(kind=name),)).verdict is Verdict.PASS
    assert judge(metrics=(CompileOption(kind="categorical_accuracy"),)).verdict is Verdict.FAIL


def test_a_wrong_loss_does_not_make_the_metric_wrong() -> None:
    """Accuracy is read by the reference's loss, so one mistake is reported once."""
    other = CompileOption(kind="mse", response=Array.from_values(np.array([1.0, 2.0])))

    assert judge(loss=other).message == (
        "`m` is compiled differently: the loss is `mse`; `sparse_categorical_crossentropy` is expected."
    )


@pytest.mark.parametrize(
    ("loss", "verdict"),
    [
        (CompileOption(kind="SparseCategoricalCrossentropy", response=SPARSE), Verdict.PASS),
        (CompileOption(kind="<lambda>", response=SPARSE), Verdict.PASS),
        (CompileOption(kind="<lambda>", response=Array.from_values(np.array([np.nan, np.nan]))), Verdict.FAIL),
        (CompileOption(kind="<lambda>", response=None), Verdict.FAIL),
        (CompileOption(kind="SparseCategoricalCrossentropy", response=None), Verdict.PASS),
        (
            CompileOption(kind="SparseCategoricalCrossentropy", response=Array.from_values(np.array([9.0, np.nan]))),
            Verdict.FAIL,
        ),
        (
            CompileOption(kind="SparseCategoricalCrossentropy", response=Array.from_values(np.array([1.5]))),
            Verdict.FAIL,
        ),
        (None, Verdict.FAIL),
    ],
)
def test_losses_are_what_they_compute(loss: CompileOption | None, verdict: Verdict) -> None:
    """A loss of another name that computes the same is the same; one of the same name that does not is another."""
    assert judge(loss=loss).verdict is verdict


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"optimizer": CompileOption(kind="SGD")}, ["loss", "metrics"]),
        ({"optimizer": CompileOption(kind="Adam")}, ["optimizer"]),
        ({"metrics": ()}, ["optimizer", "learning_rate", "loss"]),
        ({"loss": None}, ["metrics"]),
    ],
)
def test_only_the_parts_that_are_asked_for(changes: dict[str, Any], parts: list[CompileOptionName]) -> None:
    """A criterion may be about one part alone."""
    assert judge(parts, **changes).verdict is Verdict.PASS
    assert judge(**changes).verdict is Verdict.FAIL


def test_a_model_that_is_not_compiled_is_distinguished_from_a_missing_one() -> None:
    """A model that was only described, and one that is not there, are distinguished."""
    bare = compiled_with(evidence_of(model(None)), evidence_of(model(COMPILED)), of="m", parts=PARTS)

    assert bare.message == "`m` is not compiled: `m.compile(...)` decides how it learns."
    assert (
        compiled_with(evidence_of(Absent()), evidence_of(model(COMPILED)), of="m", parts=PARTS).message
        == "`m` is not defined."
    )


def test_a_reference_that_is_not_compiled() -> None:
    """There is nothing to compare with: the check raises."""
    with pytest.raises(ValueError, match="is not compiled"):
        compiled_with(evidence_of(model(COMPILED)), evidence_of(model(None)), of="m", parts=PARTS)
