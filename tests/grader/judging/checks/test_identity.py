"""Where a value came from: which of the learner's models says it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Absent, Answers, Array, Evidence, Layers, Observation, Rebuilt, Tensor
from grader.judging.checks.identity import evaluated_by, predicted_by
from grader.model import Finding, Verdict

NEW = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.3, 0.4, 0.3], [0.25, 0.5, 0.25]], np.float32)
OLD = NEW[:, ::-1].copy()
LABELS = np.array([0, 2, 0, 1])
LOSS, ACCURACY = float(-np.log([0.7, 0.8, 0.3, 0.5]).mean()), 0.75
OLD_LOSS, OLD_ACCURACY = float(-np.log([0.1, 0.1, 0.3, 0.5]).mean()), 0.25
SAID = {"my_model": Array.from_values(NEW), "model": Array.from_values(OLD)}
MODEL = Layers(kind="sequential", built=True, input_shape=None, layers=(), weights=())


def number(value: npt.ArrayLike) -> Tensor:
    return Tensor(kind="array", array=Array.from_values(np.asarray(value)))


def evidence_of(found: Rebuilt | None = None, **seen: Observation) -> Evidence:
    answers = Answers(inputs=Array.from_values(np.zeros((4, 2), np.float32)), models=SAID)
    right: dict[str, Observation] = {
        "ps": number(NEW),
        "loss": number(LOSS),
        "accuracy": number(ACCURACY),
        "labels": number(LABELS),
        "my_model": MODEL,
        "hidden/batch": answers,
    }
    rebuilt = {} if found is None else {"my_model": found}
    return Evidence(version=VERSION, seen=right | seen, names={}, rebuilt=rebuilt)


def predicted(
    value: npt.ArrayLike = NEW, found: Rebuilt | None = None, seen: dict[str, Observation] | None = None
) -> Finding:
    learner = evidence_of(found, ps=number(value), **(seen or {}))
    return predicted_by(learner, evidence_of(), of="ps", model="my_model", inputs="batch")


def evaluated(loss: Any = LOSS, accuracy: Any = ACCURACY, **seen: Observation) -> Finding:
    learner = evidence_of(None, loss=number(loss), accuracy=number(accuracy), **seen)
    return evaluated_by(
        learner, evidence_of(), of="loss", accuracy="accuracy", model="my_model", inputs="batch", labels="labels"
    )


def test_the_model_that_was_asked_for() -> None:
    """What that model says is right to rounding."""
    finding = predicted(NEW * np.float32(1.0001))

    assert finding.verdict is Verdict.PASS
    assert finding.message == "`ps` is what `my_model` predicts for `batch`."


def test_another_model_is_named() -> None:
    """The old model instead of the new one is the most frequent mistake: it is reported by its name."""
    finding = predicted(OLD)

    assert (finding.verdict, finding.message) == (Verdict.FAIL, "`ps` is what `model` predicts, not `my_model`.")
    assert (finding.expected, finding.actual) == ("what my_model predicts", "what model predicts")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (NEW[:1], "`ps` has shape (1, 3); `my_model` gives (4, 3) for `batch`."),
        (NEW.argmax(1), "`ps` has shape (4,); `my_model` gives (4, 3) for `batch`."),
        (NEW * 2, "`ps` is not what `my_model` predicts for `batch` after your last cell."),
        (np.full((4, 3), "a"), "`ps` is not what `my_model` predicts for `batch` after your last cell."),
        (NEW * np.nan, "`ps` is not what `my_model` predicts for `batch` after your last cell."),
    ],
)
def test_values_that_no_model_produced_fail(value: npt.NDArray[Any], message: str) -> None:
    """Values of another shape, and values that no model produced."""
    finding = predicted(value)

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def rebuilt(values: npt.NDArray[Any]) -> Rebuilt:
    return Rebuilt(layers=MODEL, predictions={"hidden/batch": Array.from_values(values)})


def test_a_clean_room_has_the_last_word() -> None:
    """A model that answered there is right, and one that answers otherwise there is no answer to any question."""
    assert predicted(NEW, rebuilt(NEW)).verdict is Verdict.PASS
    assert predicted(NEW, rebuilt(OLD)).message.startswith("In your notebook, `my_model` returns values")


def test_a_missing_model_is_distinguished_from_one_that_does_not_fit() -> None:
    """A model that is missing, and one that the value does not fit, are distinguished."""
    only_old = Answers(inputs=Array.from_values(np.zeros(1)), models={"model": Array.from_values(OLD)})
    missing = predicted(seen={"hidden/batch": only_old, "my_model": Absent()})

    assert missing.message == "`my_model` is not defined."
    assert predicted(seen={"hidden/batch": only_old}).message == (
        "`my_model` gives no answer for `batch`: do their shapes fit?"
    )
    assert predicted(seen={"hidden/batch": Absent()}).message == "`batch` is not defined."


def test_loss_and_accuracy_are_computed_from_the_models_answers() -> None:
    """Both are computed here from what the model says of the batch, whatever sort of number they are."""
    assert evaluated().message == "`loss` and `accuracy` are what `my_model` reaches on `batch`."
    assert evaluated(np.array([LOSS], np.float32), np.float32(ACCURACY)).verdict is Verdict.PASS


def test_a_list_of_a_loss_is_not_a_number() -> None:
    """Right as its only number may be."""
    listed = Tensor(kind="list", array=Array.from_values(np.array([LOSS])))

    finding = evaluated_by(
        evidence_of(loss=listed),
        evidence_of(),
        of="loss",
        accuracy="accuracy",
        model="my_model",
        inputs="batch",
        labels="labels",
    )

    assert finding.message == "`loss` and `accuracy` should be one number each."


@pytest.mark.parametrize(
    ("loss", "accuracy", "message"),
    [
        (OLD_LOSS, OLD_ACCURACY, "`loss` and `accuracy` are what `model` reaches, not `my_model`."),
        (ACCURACY, LOSS, "`loss` and `accuracy` are swapped: `evaluate` returns the loss first."),
        (LOSS, 0.5, "`accuracy` is not what `my_model` reaches on `batch` after your last cell."),
        (LOSS + 0.1, ACCURACY, "`loss` is not what `my_model` reaches on `batch` after your last cell."),
        (9.0, np.nan, "`loss` and `accuracy` are not what `my_model` reaches on `batch` after your last cell."),
        ([LOSS, ACCURACY], ACCURACY, "`loss` and `accuracy` should be one number each."),
        ("2.3", ACCURACY, "`loss` and `accuracy` should be one number each."),
    ],
)
def test_numbers_of_another_model_are_reported_as_its(loss: Any, accuracy: Any, message: str) -> None:
    """Whose the numbers are is reported where they are another model's."""
    finding = evaluated(loss, accuracy)

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


@pytest.mark.parametrize("labels", [[0, 1], [0, 2, 0, 3], [0, 2, 0, -1], [0.0, 2.0, 0.0, 1.0]])
def test_labels_that_do_not_fit(labels: list[float]) -> None:
    """Labels of another number or another sort can't be compared with anything."""
    finding = evaluated(labels=number(labels))

    assert finding.message == "`my_model` gives no probabilities for `batch` that could be compared with labels."


def test_a_reference_that_used_another_model() -> None:
    """A reference that makes the very mistake cannot serve as a measure: the checks raise."""
    slip = evidence_of(None, ps=number(OLD), loss=number(OLD_LOSS))

    with pytest.raises(ValueError, match="is not what 'my_model' predicts"):
        predicted_by(evidence_of(), slip, of="ps", model="my_model", inputs="batch")
    with pytest.raises(ValueError, match="are not those of 'my_model'"):
        evaluated_by(
            evidence_of(), slip, of="loss", accuracy="accuracy", model="my_model", inputs="batch", labels="labels"
        )
