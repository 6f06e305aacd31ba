"""Checks of a training's history."""

from typing import Literal

import numpy as np
import pytest

from grader.checks.training import batches, epochs, loss_falls
from grader.evidence import VERSION, Array, Evidence, History, Other, Seen
from grader.model import Trust, Verdict


def told(seen: Seen) -> Evidence:
    return Evidence(version=VERSION, seen={"history": seen}, names={})


def history(*loss: float, name: str = "loss") -> Evidence:
    return told(History(series={name: Array.of(np.array(loss, np.float64))}))


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
def test_epochs(need: Literal["exactly", "at least"], count: int, verdict: Verdict) -> None:
    """Epochs are counted from the loss, and compared as the rubric says."""
    finding = epochs(history(*range(count)), history(3, 2, 1), of="history", need=need)

    assert (finding.verdict, finding.trust) == (verdict, Trust.REPORTED)
    assert (finding.expected, finding.actual) == (f"{need} 3 epochs", f"{count} epochs")


def test_epochs_message() -> None:
    """One epoch is singular, and the wish is named."""
    finding = epochs(history(1), history(3, 2, 1), of="history")

    assert finding.message == "`history` tells of 1 epoch; exactly 3 expected."


@pytest.mark.parametrize(
    ("loss", "verdict", "message"),
    [
        ((3.0, 2.0, 1.0), Verdict.PASS, "The loss falls: first 3, last 1."),
        ((3.0, 9.0, 1.0), Verdict.PASS, "The loss falls: first 3, last 1."),
        ((1.0, 2.0), Verdict.FAIL, "The loss does not fall: first 1, last 2."),
        ((1.0, 1.0), Verdict.FAIL, "The loss does not fall: first 1, last 1."),
        ((3.0, np.nan, 1.0), Verdict.FAIL, "The loss is not finite in 1 of 3 epochs: first 3, last 1."),
        ((np.inf, 1.0), Verdict.FAIL, "The loss is not finite in 1 of 2 epochs: first inf, last 1."),
        ((1.0,), Verdict.FAIL, "`history` tells of 1 epoch; a loss can only fall over two or more."),
        ((), Verdict.FAIL, "`history` tells of 0 epochs; a loss can only fall over two or more."),
    ],
)
def test_loss(loss: tuple[float, ...], verdict: Verdict, message: str) -> None:
    """The last loss must be below the first, and every one finite."""
    finding = loss_falls(history(*loss), history(2, 1), of="history")

    assert (finding.verdict, finding.message, finding.trust) == (verdict, message, Trust.REPORTED)


@pytest.mark.parametrize("series", [Array(dtype="object", shape=(3,)), Array.of(np.zeros((2, 2)))])
def test_no_series(series: Array) -> None:
    """A loss that is no series of numbers is no epoch at all."""
    learner = told(History(series={"loss": series}))

    assert epochs(learner, history(2, 1), of="history").actual == "0 epochs"
    assert epochs(history(1, name="accuracy"), history(2, 1), of="history").actual == "0 epochs"


def test_no_history() -> None:
    """Who throws away what `fit` returns is told what was found instead."""
    finding = loss_falls(told(Other(kind="NoneType")), history(2, 1), of="history")

    assert finding.message == "`history` is None; what `fit` returns is expected."
    assert epochs(told(Other(kind="NoneType")), history(2, 1), of="history").message == finding.message


def test_reference_that_does_not_learn() -> None:
    """A reference whose loss does not fall is no measure: the check raises."""
    with pytest.raises(ValueError, match="the reference's own loss does not fall"):
        loss_falls(history(2, 1), history(1, 2), of="history")


def went_over(count: int | None) -> Evidence:
    return told(History(series={}, batches=count))


@pytest.mark.parametrize(("count", "verdict"), [(94, Verdict.PASS), (47, Verdict.FAIL), (None, Verdict.PASS)])
def test_batches(count: int | None, verdict: Verdict) -> None:
    """An epoch over less than all the data is seen; where `fit` could not know, nobody is blamed."""
    finding = batches(went_over(count), went_over(94), of="history")

    assert (finding.verdict, finding.trust) == (verdict, Trust.REPORTED)


def test_batches_message() -> None:
    """Both numbers are said."""
    finding = batches(went_over(47), went_over(94), of="history")

    assert finding.message == "`history` tells of 47 batches in each epoch; 94 are expected."


def test_batches_without_a_history() -> None:
    """What is no history is named, and a reference that tells nothing is our fault."""
    assert "is None; what `fit` returns" in batches(told(Other(kind="NoneType")), went_over(94), of="history").message
    with pytest.raises(ValueError, match="no number of batches"):
        batches(went_over(94), went_over(None), of="history")
