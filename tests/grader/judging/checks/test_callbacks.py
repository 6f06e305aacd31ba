"""Checks of callbacks and of when a training stopped."""

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import Array, Callback, Evidence, FitCall, FitCallback, Fits, History, Observation, Other
from grader.judging.checks.callbacks import callback_settings, stopped_early
from grader.model import Finding, Verdict
from tests import evidence

STOP = Callback(
    kind="EarlyStopping",
    settings={
        "monitor": "val_loss",
        "patience": 2,
        "min_delta": 0,
        "mode": "auto",
        "restore_best_weights": True,
    },
)
SETTINGS = ["monitor", "patience", "restore_best_weights"]


def call(*callbacks: FitCallback, history: str = "h") -> FitCall:
    """One call of `fit` that was given these callbacks."""
    return FitCall(epochs=3, training=None, validation=None, histories=(history,), callbacks=callbacks)


GIVEN = FitCallback(names=("c",), stopped=True)


def evidence_of(*calls: FitCall, **seen: Observation) -> Evidence:
    """Evidence of a model `m` that was trained once with the callback `c`, unless other calls are named."""
    found = evidence.evidence_of(**seen)
    return msgspec.structs.replace(found, seen={"fits of m": Fits(calls=calls or (call(GIVEN),)), **found.seen})


def history(*values: float, name: str = "val_loss") -> History:
    return History(series={name: Array.from_values(np.array(values))}, asked=6)


def settled(**changes: bool | str | Array | None) -> Finding:
    learner = Callback(kind="EarlyStopping", settings={**STOP.settings, **changes})
    return callback_settings(
        evidence_of(c=learner), evidence_of(c=STOP), of="c", settings=SETTINGS, history="h", model="m"
    )


def test_equal_settings_pass_whatever_else_is_set() -> None:
    """The same settings pass, whatever else was set."""
    finding = settled(mode="min", patience=Array.from_values(np.float64(2)))

    assert finding.verdict is Verdict.PASS
    assert finding.expected == "EarlyStopping\nmonitor: val_loss\npatience: 2\nrestore_best_weights: True"


def test_every_other_setting_is_reported() -> None:
    """All that differs is reported at once."""
    finding = settled(monitor="loss", restore_best_weights=False)

    assert finding.message == (
        "`c` has different settings: monitor is loss, not val_loss; restore_best_weights is False, not True."
    )


def test_a_callback_of_another_class_fails() -> None:
    """A callback of another class, and something that is not a callback."""
    other = callback_settings(
        evidence_of(c=Callback(kind="ModelCheckpoint", settings={})),
        evidence_of(c=STOP),
        of="c",
        settings=SETTINGS,
        history="h",
        model="m",
    )
    none = callback_settings(
        evidence_of(c=Other(kind="class")), evidence_of(c=STOP), of="c", settings=SETTINGS, history="h", model="m"
    )

    assert other.message == "`c` is of the class `ModelCheckpoint`; `EarlyStopping` is expected."
    assert none.message == "`c` is a class; a callback is expected."


@pytest.mark.parametrize(("losses", "verdict"), [((3, 2, 1, 1.5, 1.5), Verdict.PASS), ((3, 2, 1, 1.5), Verdict.FAIL)])
def test_a_callback_that_is_written_from_nothing_is_judged_by_the_training(
    losses: tuple[float, ...], verdict: Verdict
) -> None:
    """It has no settings to compare; when the training ended says what it does."""
    reference = evidence_of(h=history(3, 2, 1, 1.5, 1.5), c=STOP)
    learner = evidence_of(h=history(*losses), c=Callback(kind="Callback", settings={}))

    finding = callback_settings(learner, reference, of="c", settings=SETTINGS, history="h", model="m")

    assert finding.verdict is verdict


def test_a_setting_that_the_reference_lacks() -> None:
    """A rubric that asks for an unknown setting is the instructor's to fix."""
    with pytest.raises(ValueError, match="has no setting 'patients'"):
        callback_settings(
            evidence_of(c=STOP), evidence_of(c=STOP), of="c", settings=["patients"], history="h", model="m"
        )


def stopped(*values: float, name: str = "val_loss") -> Finding:
    reference = evidence_of(h=history(3, 2, 1, 1.5, 1.5), c=STOP)
    return stopped_early(evidence_of(h=history(*values, name=name)), reference, of="h", callback="c", model="m")


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((3, 2, 1, 1.5, 1.2), Verdict.PASS),
        ((3, 2, 2, 2), Verdict.PASS),
        ((1, 2, 3), Verdict.PASS),
        ((6, 5, 4, 3, 2, 1), Verdict.PASS),
        ((6, 5, 4, 3, 2, 2), Verdict.PASS),
        ((1, np.nan, np.nan), Verdict.FAIL),
        ((np.nan, 1, 2, 2), Verdict.FAIL),
        ((3, 2, 1), Verdict.FAIL),
        ((3, 2, 1, 1.5), Verdict.FAIL),
        ((3, 2, 1, 1.5, 1.5, 1.5), Verdict.FAIL),
    ],
)
def test_a_training_must_stop_after_its_patience(values: tuple[float, ...], verdict: Verdict) -> None:
    """It stops once the curve was no better for `patience` epochs, or at the end, and neither before nor after."""
    assert stopped(*values).verdict is verdict


def test_each_way_to_stop_wrongly_has_its_sentence() -> None:
    """Each way to stop wrongly has its sentence."""
    assert stopped(3, 2, 1, 1.5).message == (
        "The training ended after 4 epochs, before `val_loss` had gone 2 epochs without improving."
    )
    assert stopped(1, 2, 3, 4, 5, 6).message == (
        "The training ran for 6 epochs; going by `val_loss`, it should have stopped after 3."
    )
    assert stopped(1, 2, 3, name="loss").message == (
        "`h` has no `val_loss`, which early stopping should watch: "
        "`fit` reports it only if `validation_data` holds examples."
    )


@pytest.mark.parametrize(("asked", "verdict"), [(None, Verdict.PASS), (6, Verdict.PASS), (10, Verdict.FAIL)])
def test_early_stopping_with_another_number_of_epochs_fails(asked: int | None, verdict: Verdict) -> None:
    """A training that stopped in time must still ask for as many epochs as the reference, if the history records it."""
    curve = msgspec.structs.replace(history(1, 2, 3), asked=asked)
    finding = stopped_early(
        evidence_of(h=curve),
        evidence_of(h=msgspec.structs.replace(history(1), asked=6), c=STOP),
        of="h",
        callback="c",
        model="m",
    )

    assert finding.verdict is verdict
    if verdict is Verdict.FAIL:
        assert finding.message == "`fit` was asked for at most 10 epochs; at most 6 are expected."


def test_a_watched_accuracy_gets_better_upwards() -> None:
    """What is watched may be one of those that rise."""
    rising = Callback(kind="EarlyStopping", settings={**STOP.settings, "monitor": "val_accuracy"})
    reference = evidence_of(h=history(1), c=rising)
    learner = evidence_of(h=history(0.5, 0.6, 0.6, 0.5, name="val_accuracy"))

    assert stopped_early(learner, reference, of="h", callback="c", model="m").verdict is Verdict.PASS


def test_a_training_is_judged_by_the_settings_of_its_own_callback() -> None:
    """How early stopping is set, `callback_settings` says; a training that ended as it is set ended in time."""
    reference = evidence_of(h=history(3, 2, 1, 1.5, 1.5), c=STOP)
    curve = history(3, 2, 1, 1.5)
    verdicts = {}
    settings_of: dict[str, dict[str, Any]] = {
        "hasty": {"patience": 1},
        "patient": {"patience": 9},
        "upwards": {"patience": 3, "mode": "max"},
        "coarse": {"patience": 3, "min_delta": Array.from_values(np.float64(9))},
        "unreadable": {"patience": "one"},
        "endless": {"patience": Array.from_values(np.float64(np.inf))},
    }
    for name, settings in settings_of.items():
        own = Callback(kind="EarlyStopping", settings={**STOP.settings, **settings})
        finding = stopped_early(evidence_of(h=curve, c=own), reference, of="h", callback="c", model="m")
        verdicts[name] = finding.verdict

    passing = {name for name, verdict in verdicts.items() if verdict is Verdict.PASS}
    assert passing == {"hasty", "upwards", "coarse"}


def test_a_callback_of_another_class_is_judged_by_the_reference_settings() -> None:
    """What does not stop early has no settings to go by."""
    reference = evidence_of(h=history(3, 2, 1, 1.5, 1.5), c=STOP)
    other = Callback(kind="ReduceLROnPlateau", settings={**STOP.settings, "patience": 1})
    learner = evidence_of(h=history(3, 2, 1, 1.5), c=other)

    assert stopped_early(learner, reference, of="h", callback="c", model="m").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"mode": "min"}, ""),
        ({"mode": "max"}, "mode is max, not auto"),
        ({"min_delta": Array.from_values(np.float64(-0.0))}, ""),
        ({"min_delta": -3}, "min_delta is -3, not 0"),
        ({"min_delta": Array.from_values(np.float64(0.5))}, "min_delta is 0.5, not 0"),
        ({"monitor": "loss", "mode": "min"}, "monitor is loss, not val_loss"),
        ({"monitor": "val_accuracy"}, "monitor is val_accuracy, not val_loss"),
    ],
)
def test_settings_that_come_to_the_same_are_the_same(settings: dict[str, Any], wrong: str) -> None:
    """`mode` settles what counts as better, and may say so or leave it open; Keras turns the sign of `min_delta`."""
    own = Callback(kind="EarlyStopping", settings={**STOP.settings, **settings})
    compared = [*SETTINGS, "mode", "min_delta"]

    finding = callback_settings(
        evidence_of(c=own), evidence_of(c=STOP), of="c", settings=compared, history="h", model="m"
    )

    assert finding.message == (f"`c` has different settings: {wrong}." if wrong else "`c` has the expected settings.")


@pytest.mark.parametrize("patience", [None, "two", Array(dtype="float64", shape=())])
def test_a_reference_without_patience_raises(patience: str | Array | None) -> None:
    """A reference whose callback can't be followed cannot serve as a measure: the check raises."""
    broken = evidence_of(
        h=history(1), c=Callback(kind="EarlyStopping", settings={**STOP.settings, "patience": patience})
    )

    with pytest.raises(ValueError, match="where a number is needed"):
        stopped_early(evidence_of(h=history(1)), broken, of="h", callback="c", model="m")


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        ((call(),), "`fit` was not given `c`."),
        ((call(FitCallback(names=("other",), stopped=True)),), "`fit` was not given `c`."),
        (
            (call(FitCallback(names=("c",), stopped=False), FitCallback(names=(), stopped=True)),),
            "A callback other than `c` ended the training.",
        ),
        ((call(), call(GIVEN)), "`m` was trained by 2 calls of `fit`, one after the other; one is expected."),
        ((call(GIVEN, history="other"),), "`h` is not the result of the call of `fit` that trained `m`."),
    ],
)
def test_the_callback_itself_must_have_ended_the_only_training(calls: tuple[FitCall, ...], message: str) -> None:
    """A curve that ends at the right place is not enough: the callback must have been there, and ended it."""
    reference = evidence_of(h=history(3, 2, 1, 1.5, 1.5), c=STOP)
    learner = evidence_of(*calls, h=history(3, 2, 1, 1.5, 1.5), c=Callback(kind="Callback", settings={}))

    bare = callback_settings(learner, reference, of="c", settings=SETTINGS, history="h", model="m")

    assert stopped_early(learner, reference, of="h", callback="c", model="m").message == message
    assert bare.message == message
