"""Checks of a training's history."""

from typing import Literal

import msgspec
import numpy as np
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, FitCall, Fits, History, Layers, Observation, Other, Raised
from grader.judging.checks.training import epochs, history_series, loss_falls, validated_with
from grader.model import Verdict


def evidence_of(seen: Observation) -> Evidence:
    call = FitCall(epochs=3, training=None, validation=None, histories=("history",), callbacks=())
    return Evidence(version=VERSION, seen={"history": seen, "fits of m": Fits(calls=(call,))}, names={})


def history(*loss: float, name: str = "loss") -> Evidence:
    return evidence_of(History(series={name: Array.from_values(np.array(loss, np.float64))}))


@pytest.mark.parametrize(
    ("need", "count", "verdict"),
    [
        ("exactly", 2, Verdict.FAIL),
        ("exactly", 3, Verdict.PASS),
        ("exactly", 4, Verdict.FAIL),
        ("at least", 2, Verdict.FAIL),
        ("at least", 3, Verdict.PASS),
        ("at least", 4, Verdict.PASS),
    ],
)
def test_epochs_are_counted_and_compared(need: Literal["exactly", "at least"], count: int, verdict: Verdict) -> None:
    """Epochs are counted from the loss, and compared as the rubric says."""
    finding = epochs(history(*range(count)), history(3, 2, 1), of="history", model="m", need=need)

    assert finding.verdict is verdict
    assert (finding.expected, finding.actual) == (f"{need} 3 epochs", f"{count} epochs")


def test_the_message_about_epochs_names_the_wanted_number() -> None:
    """One epoch is singular, and the wanted number is named."""
    finding = epochs(history(1), history(3, 2, 1), of="history", model="m")

    assert finding.message == "`history` records 1 epoch, but should record exactly 3."


@pytest.mark.parametrize(
    ("loss", "verdict", "message"),
    [
        ((3.0, 2.0, 1.0), Verdict.PASS, "The loss falls: first 3, last 1."),
        ((3.0, 9.0, 1.0), Verdict.PASS, "The loss falls: first 3, last 1."),
        ((1.0, 2.0), Verdict.FAIL, "The loss does not fall: first 1, last 2."),
        ((1.0, 1.0), Verdict.FAIL, "The loss does not fall: first 1, last 1."),
        ((3.0, np.nan, 1.0), Verdict.FAIL, "The loss is not finite in 1 of 3 epochs: first 3, last 1."),
        ((np.inf, 1.0), Verdict.FAIL, "The loss is not finite in 1 of 2 epochs: first inf, last 1."),
        ((1.0,), Verdict.FAIL, "`history` records 1 epoch; it takes two or more to see the loss fall."),
        ((), Verdict.FAIL, "`history` records 0 epochs; it takes two or more to see the loss fall."),
    ],
)
def test_the_last_loss_must_be_below_the_first(loss: tuple[float, ...], verdict: Verdict, message: str) -> None:
    """The last loss must be below the first, and every one finite."""
    finding = loss_falls(history(*loss), history(2, 1), of="history", model="m")

    assert (finding.verdict, finding.message) == (verdict, message)


def several(*histories: str, losses: tuple[float, ...] = (3.0, 2.0, 1.0)) -> Evidence:
    """A model that was trained for one epoch at a time; `history` records the last one."""
    own = history(losses[-1])
    calls = tuple(
        FitCall(
            epochs=1,
            training=None,
            validation=None,
            histories=(name,) if name else (),
            callbacks=(),
            losses=Array.from_values(np.array([loss], np.float64)),
        )
        for name, loss in zip(histories, losses, strict=True)
    )
    return msgspec.structs.replace(own, seen={**own.seen, "fits of m": Fits(calls=calls)})


@pytest.mark.parametrize(
    ("learner", "message"),
    [
        (several("", "", "history"), "The loss falls: first 3, last 1."),
        (several("", "", "history", losses=(1, 2, 3)), "The loss does not fall: first 1, last 3."),
        (several("", "", "other"), "`history` is not the result of the call of `fit` that trained `m`."),
        (several("history", losses=(1,)), "`history` records 1 epoch; it takes two or more to see the loss fall."),
    ],
)
def test_the_loss_falls_over_calls_of_fit_for_one_epoch_each(learner: Evidence, message: str) -> None:
    """That one history does not record all epochs is another criterion's; a model's own trainings count here."""
    assert loss_falls(learner, history(2, 1), of="history", model="m").message == message


@pytest.mark.parametrize("series", [Array(dtype="object", shape=(3,)), Array.from_values(np.zeros((2, 2)))])
def test_a_loss_that_is_not_a_series_has_no_epochs(series: Array) -> None:
    """A loss that is not a series of numbers is not an epoch at all."""
    learner = evidence_of(History(series={"loss": series}))

    assert epochs(learner, history(2, 1), of="history", model="m").actual == "0 epochs"
    assert epochs(history(1, name="accuracy"), history(2, 1), of="history", model="m").actual == "0 epochs"


def test_a_history_that_was_thrown_away_is_reported() -> None:
    """If the result of `fit` was thrown away, the message says what was found instead."""
    finding = loss_falls(evidence_of(Other(kind="NoneType")), history(2, 1), of="history", model="m")

    assert finding.message == "`history` is None; what `fit` returns is expected."
    assert (
        epochs(evidence_of(Other(kind="NoneType")), history(2, 1), of="history", model="m").message == finding.message
    )


def test_reference_that_does_not_learn() -> None:
    """A reference whose loss does not fall cannot serve as a measure: the check raises."""
    with pytest.raises(ValueError, match="the reference's own loss does not fall"):
        loss_falls(history(2, 1), history(1, 2), of="history", model="m")


def curves(**series: tuple[float, ...]) -> Evidence:
    return evidence_of(
        History(series={name: Array.from_values(np.array(values, np.float64)) for name, values in series.items()})
    )


FULL = curves(loss=(2, 1), accuracy=(0.5, 0.9), val_loss=(2, 1), val_accuracy=(0.4, 0.8))


@pytest.mark.parametrize("name", ["acc", "accuracy", "sparse_categorical_accuracy"])
def test_accuracy_by_any_name(name: str) -> None:
    """The name of the metric that counts right answers does not matter, nor do further series."""
    own = {"loss": (2, 1), name: (0.1, 0.2), "val_loss": (2, 2), f"val_{name}": (0.1, 0.2), "mae": (1,)}
    finding = history_series(curves(**own), FULL, of="history", model="m")

    assert finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (
            {"loss": (2, 1), "accuracy": (0, 1)},
            "`history` has no `val_accuracy`, `val_loss`: `fit` reports it only if `validation_data` holds examples.",
        ),
        (
            {"loss": (2, 1), "val_loss": (2, 1)},
            "`history` has no `accuracy`, `val_accuracy`: was the model compiled with that metric?",
        ),
        (
            {"loss": (2, 1), "accuracy": (0, 1), "val_loss": (1,), "val_accuracy": (0, 1)},
            "`val_loss` of `history` records 1 epoch, not all 2.",
        ),
        (
            {"loss": (2, 1), "accuracy": (0, 90), "val_loss": (1, 1), "val_accuracy": (0, 1)},
            "`accuracy` is not between 0 and 1.",
        ),
        (
            {"loss": (2, np.nan), "accuracy": (0, 1), "val_loss": (1, 1), "val_accuracy": (0, 1)},
            "`loss` is not finite in 1 of 2 epochs.",
        ),
    ],
)
def test_series_that_are_missing_or_impossible(series: dict[str, tuple[float, ...]], message: str) -> None:
    """What a history lacks is named, with what it comes from."""
    finding = history_series(curves(**series), FULL, of="history", model="m")

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def test_the_history_of_another_model_has_no_series_of_this_one() -> None:
    """Numbers that no training of the model gave are not its history, whatever they are."""
    typed = msgspec.structs.replace(
        FULL, seen={**FULL.seen, "fits of m": several("other", losses=(1,)).seen["fits of m"]}
    )

    finding = history_series(typed, FULL, of="history", model="m")

    assert finding.message == "`history` is not the result of the call of `fit` that trained `m`."
    with pytest.raises(ValueError, match="is kept as 'history'"):
        history_series(FULL, typed, of="history", model="m")


MODEL = Layers(kind="sequential", built=True, input_shape=(None, 4), layers=(), weights=())


def validated(*loss: float, measured: Observation, model: Observation = MODEL) -> Evidence:
    series = {"loss": Array.from_values(np.array(loss)), "val_loss": Array.from_values(np.array(loss))} if loss else {}
    seen = {"history": History(series=series), "model": model, "hidden/batches": measured}
    return Evidence(version=VERSION, seen=seen, names={})


def loss_of(value: float) -> History:
    return History(series={"loss": Array.from_values(np.array([value]))})


OTHERWISE = (
    "`history` does not end with the loss of `model` on `batches`: did `fit` get other examples for "
    "validation, or was the model trained again afterwards?"
)
REFERENCE = validated(0.9, 0.5, measured=loss_of(0.5))


@pytest.mark.parametrize(
    ("learner", "verdict", "message"),
    [
        (validated(0.7, 0.6, measured=loss_of(0.60001)), Verdict.PASS, "`history` was validated with `batches`."),
        (
            validated(0.7, 0.6, measured=loss_of(0.55)),
            Verdict.FAIL,
            OTHERWISE,
        ),
        (
            validated(0.6, np.nan, measured=loss_of(np.nan)),
            Verdict.FAIL,
            OTHERWISE,
        ),
        (
            validated(measured=loss_of(0.6)),
            Verdict.FAIL,
            "`history` has no `val_loss`: `fit` reports it only if `validation_data` holds examples.",
        ),
        (validated(0.6, measured=Absent()), Verdict.FAIL, "`batches` is not defined."),
        (
            validated(0.6, measured=Raised(error="ValueError", message="the data set never ends")),
            Verdict.FAIL,
            "Using `batches` raises ValueError: the data set never ends",
        ),
        (validated(0.6, measured=loss_of(0.6), model=Absent()), Verdict.FAIL, "`model` is not defined."),
    ],
)
def test_the_validation_loss_must_be_that_of_the_named_data(learner: Evidence, verdict: Verdict, message: str) -> None:
    """The last validation loss is that of the model on those examples, or it is said why it may not be."""
    finding = validated_with(learner, REFERENCE, of="history", model="model", data="batches")

    assert (finding.verdict, finding.message) == (verdict, message)


def test_a_reference_validated_with_something_else() -> None:
    """A reference that doesn't do what it asks for cannot serve as a measure: the check raises."""
    with pytest.raises(ValueError, match="does not end with the loss of 'model' on 'batches'"):
        validated_with(REFERENCE, validated(0.9, measured=loss_of(0.5)), of="history", model="model", data="batches")
