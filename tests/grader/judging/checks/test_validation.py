"""A check that a history is its model's: the model's own validation loss, computed outside."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Array, Evidence, History, Layers, Observation, Other, Predictions, Raised, Rebuilt
from grader.judging.checks.training import Epoch, deviation, validation_loss
from grader.model import Finding, Verdict

IMAGES = 40
LABELS = np.arange(IMAGES) % 4
TOLERANCE = 0.001


def probabilities(loss: float) -> npt.NDArray[np.float32]:
    """Of 4 classes, so that the cross-entropy is that loss for each image."""
    right = math.exp(-loss)
    rest = np.full((IMAGES, 4), (1 - right) / 3)
    rest[np.arange(IMAGES), LABELS] = right
    return rest.astype(np.float32)


def shown(values: npt.NDArray[np.float32]) -> Predictions:
    return Predictions(array=Array.from_values(values), labels=Array.from_values(LABELS))


def evidence_of(
    model: Observation, *val_loss: float, history: Observation | None = None, rebuilt: Rebuilt | None = None
) -> Evidence:
    series = {
        "loss": Array.from_values(np.ones(len(val_loss))),
        "val_loss": Array.from_values(np.array(val_loss, np.float64)),
    }
    seen = {"hidden/m": model, "h": History(series=series) if history is None else history}
    return Evidence(version=VERSION, seen=seen, names={}, rebuilt={} if rebuilt is None else {"m": rebuilt})


REFERENCE = evidence_of(shown(probabilities(0.5)), 0.9, 0.5)


def judge(learner: Evidence, *, epoch: Epoch = "last", reference: Evidence = REFERENCE) -> Finding:
    return validation_loss(
        learner, reference, of="h", model="m", data="mnist", split="train[:40]", tolerance=TOLERANCE, epoch=epoch
    )


@pytest.mark.parametrize(
    ("val_loss", "epoch", "verdict"),
    [
        ((0.9, 0.7), "last", Verdict.PASS),
        ((0.9, 0.7 * (1 + 0.9 * TOLERANCE)), "last", Verdict.PASS),
        ((0.9, 0.7 * (1 + 2 * TOLERANCE)), "last", Verdict.FAIL),
        ((0.9, 0.7 * (1 - 2 * TOLERANCE)), "last", Verdict.FAIL),
        ((0.7, 0.9), "last", Verdict.FAIL),
        ((0.9, 0.7, 0.8), "best", Verdict.PASS),
        ((0.9, 0.6, 0.7), "best", Verdict.FAIL),
        ((0.9, float("nan")), "last", Verdict.FAIL),
        ((0.7, float("nan")), "best", Verdict.FAIL),
        ((float("inf"),), "last", Verdict.FAIL),
    ],
)
def test_the_models_loss_must_be_that_of_the_last_or_best_epoch(
    val_loss: tuple[float, ...], epoch: Epoch, verdict: Verdict
) -> None:
    """The model's loss must be that of the last epoch, or of the best one, but for rounding; NaN is never right."""
    assert judge(evidence_of(shown(probabilities(0.7)), *val_loss), epoch=epoch).verdict is verdict


def test_a_better_history_than_its_model_is_found_out() -> None:
    """An untrained model's history does not help: the loss is computed from what the model says."""
    finding = judge(evidence_of(shown(np.full((IMAGES, 4), 0.25, np.float32)), 0.6, 0.2))

    assert finding.verdict is Verdict.FAIL
    assert finding.message == (
        "On the validation images `m` has a loss of 1.386; for its last epoch `h` records 0.2: "
        "did `fit` get the validation images, and has nothing changed the model since?"
    )


def test_an_epoch_that_fits_is_named() -> None:
    """Whoever kept the last weights reads which epoch they are of."""
    finding = judge(evidence_of(shown(probabilities(0.7)), 0.9, 0.5, 0.7), epoch="best")

    assert finding.message.endswith("`h` records 0.5: the model has the loss of epoch 3 of 3.")


def test_the_model_of_the_clean_room_counts() -> None:
    """What the notebook claims of its model is compared with the model put together anew, which then is judged."""
    layers = Layers(kind="sequential", built=True, input_shape=None, layers=(), weights=())
    fact = Rebuilt(layers=layers, predictions={"hidden/m": Array.from_values(probabilities(0.7))})

    assert judge(evidence_of(shown(probabilities(0.7)), 0.7, rebuilt=fact)).verdict is Verdict.PASS
    forged = judge(evidence_of(shown(probabilities(0.2)), 0.2, rebuilt=fact))
    assert forged.verdict is Verdict.FAIL
    assert "returns values that its layers" in forged.message


def test_the_labels_are_the_references() -> None:
    """A kernel that says other labels than those of the data set gains nothing by it."""
    wrong = Predictions(array=Array.from_values(probabilities(0.7)), labels=Array.from_values((LABELS + 1) % 4))

    assert judge(evidence_of(wrong, 0.7)).verdict is Verdict.PASS
    assert judge(evidence_of(wrong, -math.log((1 - math.exp(-0.7)) / 3))).verdict is Verdict.FAIL


def test_scores_are_as_good_as_probabilities() -> None:
    """A model without softmax, and a loss that takes its scores, come to the same loss."""
    scores = np.log(probabilities(0.7)) + 3

    assert judge(evidence_of(shown(scores), 0.7)).verdict is Verdict.PASS


@pytest.mark.parametrize("recorded", [-math.log(1e-12), -math.log(1e-7)])
def test_both_ways_to_clip_tiny_probabilities_pass(recorded: float) -> None:
    """Keras cuts tiny probabilities off at 1e-7 in one of its two ways to this loss, and not in the other."""
    sure = np.full((IMAGES, 4), 1e-12, np.float32)
    sure[np.arange(IMAGES), (LABELS + 1) % 4] = 1

    assert judge(evidence_of(shown(sure), recorded)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("learner", "message"),
    [
        (
            evidence_of(shown(probabilities(0.7)), history=Other(kind="NoneType")),
            "`h` is None; what `fit` returns is expected.",
        ),
        (
            evidence_of(shown(probabilities(0.7)), history=History(series={})),
            "`h` has no `val_loss`: `fit` reports it only if `validation_data` holds examples.",
        ),
        (evidence_of(Other(kind="NoneType"), 0.7), "`m` is None; a model is expected."),
        (evidence_of(Raised(error="ValueError", message="no"), 0.7), "Using `m` raises ValueError: no"),
        (
            evidence_of(shown(probabilities(0.7)[:3]), 0.7),
            "`m` gives outputs of shape (3, 4); (40, 4) (images by classes) is expected.",
        ),
        (
            evidence_of(shown(np.full((IMAGES, 4), np.nan, np.float32)), 0.7),
            "`m` gives NaN for 40 of 40 images: did the loss become NaN in training?",
        ),
    ],
)
def test_a_missing_history_or_model_is_reported(learner: Evidence, message: str) -> None:
    """Without a history, or without a model that answers, the learner reads what is there instead."""
    finding = judge(learner)

    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


@pytest.mark.parametrize("labels", [None, LABELS[:3]])
def test_a_reference_without_labels_is_not_a_reference(labels: npt.NDArray[np.int64] | None) -> None:
    """Nothing is judged where the reference's kernel read no label for each image."""
    bare = Predictions(
        array=Array.from_values(probabilities(0.5)), labels=None if labels is None else Array.from_values(labels)
    )

    with pytest.raises(ValueError, match="the reference shows labels"):
        judge(REFERENCE, reference=evidence_of(bare, 0.9, 0.5))


def test_a_deviation_is_a_share_of_the_models_loss() -> None:
    """A reference's history and its model differ by a share of the model's loss."""
    off = evidence_of(shown(probabilities(0.5)), 0.505, 0.51)

    assert deviation(off, of="h", model="m", data="mnist", split="") == pytest.approx(0.02, rel=1e-5)
    assert deviation(off, of="h", model="m", epoch="best") == pytest.approx(0.01, rel=1e-5)
    with pytest.raises(ValueError, match="can't be compared"):
        deviation(evidence_of(shown(probabilities(0.5)), history=History(series={})), of="h", model="m")
