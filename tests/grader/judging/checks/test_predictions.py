"""A check of predictions, against labels that no kernel has."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Absent, Array, Evidence, Observation, Predictions, Raised
from grader.judging.checks.accuracy_bar import Spread
from grader.judging.checks.predictions import accuracy, count_correct
from grader.model import Finding, Measurement, Verdict

IMAGES = 1_000
LABELS = np.arange(IMAGES) % 10


def evidence_of(seen: Observation, **names: str) -> Evidence:
    return Evidence(version=VERSION, seen={"hidden/m": seen}, names=names)


def right_about(count: int, *, sharp: float = 1.0) -> Predictions:
    """One-hot outputs that name the label of the first `count` images and the next class for the others."""
    said = np.where(np.arange(IMAGES) < count, LABELS, (LABELS + 1) % 10)
    return Predictions(array=Array.from_values((sharp * np.eye(10)[said]).astype(np.float32)))


SPREAD = Spread.from_counts([*range(840, 880, 2)] * 10, IMAGES)
"""200 trainings."""
BAR = SPREAD.tail(0.001).bar


def judge(seen: Observation, *, risk: float = 0.001) -> Finding:
    return accuracy(
        evidence_of(seen, my_net="model"),
        evidence_of(right_about(850)),
        of="m",
        data="mnist",
        labels=LABELS,
        spread=SPREAD,
        risk=risk,
    )


@pytest.mark.parametrize(
    ("right", "verdict"), [(850, Verdict.PASS), (BAR, Verdict.PASS), (BAR - 1, Verdict.FAIL), (1000, Verdict.PASS)]
)
def test_the_bar_is_that_of_the_calibration(right: int, verdict: Verdict) -> None:
    """The bar is the calibration's, to the image, and not the reference's own run."""
    finding = judge(right_about(right))

    assert finding.verdict is verdict


def test_a_greater_risk_is_a_higher_bar() -> None:
    """An instructor who accepts that one in ten is refused refuses more."""
    assert judge(right_about(BAR), risk=0.1).verdict is Verdict.FAIL


def test_the_message_shows_the_learners_share_among_the_references() -> None:
    """The learner's share, the reference's spread and what falls out of it: no bare threshold."""
    finding = judge(right_about(700))

    assert finding.message == (
        "`m` is right about 700 of 1,000 (70.0 %) of the held-out mnist images. "
        "In 200 trainings, the reference was right about "
        f"840 to 878. The bar is {BAR}: an equally good training falls below it at most once in 1,000."
    )
    assert finding.expected == "as often as the reference: 840 to 878 of 1,000"
    assert finding.actual == "700 of 1,000 (70.0 %)"


def test_the_finding_carries_the_measured_numbers() -> None:
    """A page can draw the learner's number among the reference's."""
    assert judge(right_about(700)).measured == Measurement(value=700, of=1_000, bar=BAR, reference=SPREAD.right)


def test_a_share_is_rounded_to_100_percent_only_for_all() -> None:
    """Who misses one image of many is not shown 100 %."""
    labels = np.zeros(3_000, int)
    values = np.zeros((3_000, 2))
    values[0, 1] = 1
    told_once = evidence_of(Predictions(array=Array.from_values(values)))

    finding = accuracy(told_once, told_once, of="m", data="mnist", labels=labels, spread=SPREAD)

    assert finding.actual == "2,999 of 3,000 (99.9 %)"


def test_predictions_of_any_scale_pass() -> None:
    """Outputs of any scale say the same: only the largest counts."""
    assert judge(right_about(900, sharp=1e6)).verdict is Verdict.PASS
    assert judge(right_about(900, sharp=1e-6)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((999, 10)), "`m` gives outputs of shape (999, 10); (1000, 10) (images by classes) is expected."),
        (np.zeros((1000, 11)), "`m` gives outputs of shape (1000, 11); (1000, 10) (images by classes) is expected."),
        (np.zeros(1000), "`m` gives outputs of shape (1000,); (1000, 10) (images by classes) is expected."),
        (np.zeros(()), "`m` gives outputs of shape (); (1000, 10) (images by classes) is expected."),
        (np.full((1000, 10), "a"), "`m` gives str32 outputs; numbers are expected."),
        (
            np.where(np.arange(1000)[:, None] < 3, np.nan, np.ones((1000, 10))),
            "`m` gives NaN for 3 of 1,000 images: did the loss become NaN in training?",
        ),
    ],
)
def test_predictions_of_a_wrong_shape_are_described(values: npt.NDArray[Any], message: str) -> None:
    """Outputs that can't be scored are described, not scored."""
    finding = judge(Predictions(array=Array.from_values(values)))

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def test_what_is_expected_of_answers_that_are_nan() -> None:
    """The shape of NaN is right, so expected and actual speak of the numbers."""
    finding = judge(Predictions(array=Array.from_values(np.full((1000, 10), np.nan))))

    assert (finding.expected, finding.actual) == ("numbers for 1,000 images", "NaN for 1,000 of them")


def test_a_missing_model_is_distinguished_from_one_that_cannot_be_called() -> None:
    """A missing model and one that can't be called are distinguished."""
    assert judge(Absent()).message == "`m` is not defined; there is a model called `my_net`."
    assert judge(Raised(error="ValueError", message="shape")).message == "Using `m` raises ValueError: shape"


@pytest.mark.parametrize("values", [np.zeros((1000,)), np.zeros((5, 10)), np.full((1000, 10), np.nan)])
def test_a_reference_that_cannot_be_scored_raises(values: npt.NDArray[Any]) -> None:
    """A reference whose predictions can't be scored sets no bar: the check raises."""
    with pytest.raises(ValueError, match="the reference's predictions are float64"):
        count_correct(
            "m", evidence_of(right_about(1)), evidence_of(Predictions(array=Array.from_values(values))), LABELS
        )
