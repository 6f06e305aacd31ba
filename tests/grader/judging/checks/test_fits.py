"""Checks of what `fit` was given."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest

from grader.evidence import (
    Array,
    Component,
    Dataset,
    DatasetPass,
    EpochPass,
    Evidence,
    FitCall,
    Fits,
    Layers,
    Other,
)
from grader.judging.checks.fits import count_other_labels, only_fit, trained_on, validated_on_others
from grader.model import Finding, Verdict
from tests.evidence import evidence_of

PICTURES, LABELS = (1, 2, 3, 4), (0, 1, 0, 1)
NETWORK = Layers(kind="sequential", built=True, input_shape=(None, 4), layers=(), weights=())


def batches(
    pictures: Sequence[int] = PICTURES, labels: Sequence[int] = LABELS, *, size: int = 2, most: float = 1.0
) -> Dataset:
    """What an epoch went over: digests of pictures and labels."""
    sizes = [size] * (len(pictures) // size) + [len(pictures) % size] * (len(pictures) % size > 0)
    columns = tuple(Array.from_values(np.array(one, np.uint64)) for one in (pictures, labels))
    span = Array.from_values(np.array([0.0, most]))
    return Dataset(
        kind="tuple",
        components=(
            Component(name="", dtype="float32", shape=(None, 4), span=span),
            Component(name="", dtype="int64", shape=(None,), span=None),
        ),
        batched=True,
        steps=(),
        first=DatasetPass(sizes=Array.from_values(np.array(sizes, np.uint32)), digests=columns),
        ended="end",
    )


def fitted(*trainings: Dataset | None) -> Evidence:
    """A model `m` that was trained on these, one call of `fit` after the other; the last one is kept as `h`."""
    calls = [FitCall(epochs=1, training=one, validation=None, histories=(), callbacks=()) for one in trainings]
    if calls:
        calls[-1] = msgspec.structs.replace(calls[-1], histories=("h",))
    found = evidence_of(m=NETWORK)
    return msgspec.structs.replace(found, seen={**found.seen, "fits of m": Fits(calls=tuple(calls))})


REFERENCE = fitted(batches())


@pytest.mark.parametrize(
    "training",
    [
        batches((4, 3, 2, 1), (1, 0, 1, 0)),
        batches(size=3),
        batches(most=255),
        None,
    ],
    ids=["another order", "other batches", "another scale", "unseen"],
)
def test_the_right_examples_pass_in_any_order_and_batches(training: Dataset | None) -> None:
    """The same examples pass in whatever order and batches they came; what could not be seen is nobody's fault."""
    assert trained_on(fitted(training), REFERENCE, of="m").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("training", "message"),
    [
        (batches((5, 6, 7, 8)), "Of the 4 examples that `m` was trained on in its first epoch, 4 should not be there"),
        (
            batches((*PICTURES, 9), (*LABELS, 1)),
            "Of the 5 examples that `m` was trained on in its first epoch, 1 should not be",
        ),
        (batches((*PICTURES, 1), (*LABELS, 0)), "or occur more often than they should."),
        (batches(labels=(1, 0, 0, 1)), "2 have the wrong label."),
        (batches(PICTURES[:2], LABELS[:2]), "`m` was not trained on 2 of 4 examples in its first epoch."),
    ],
    ids=["others", "others too", "twice", "mispaired", "half"],
)
def test_other_examples_fail(training: Dataset, message: str) -> None:
    """Each way in which examples can be others has its sentence, also where they came in an earlier call alone."""
    assert message in trained_on(fitted(training), REFERENCE, of="m").message
    assert message in trained_on(fitted(training, batches()), REFERENCE, of="m").message


def test_a_part_may_be_enough_and_the_size_of_batches_may_count() -> None:
    """A rubric may be content with a part of the examples, or ask for the size of the batches as well."""
    half, threes = fitted(batches(PICTURES[:2], LABELS[:2])), fitted(batches(size=3))

    assert trained_on(half, REFERENCE, of="m", least=0.5).verdict is Verdict.PASS
    assert trained_on(half, REFERENCE, of="m", least=0.6).verdict is Verdict.FAIL
    finding = trained_on(threes, REFERENCE, of="m", batched=True)
    assert finding.message == "`m` was trained in batches of 3; 2 are expected."
    assert (finding.expected, finding.actual) == ("batches of 2", "batches of 3")


def later(training: Dataset, *, epoch: int = 3, whole: bool = True) -> EpochPass:
    """What an epoch after the first one went over."""
    return EpochPass(epoch=epoch, whole=whole, went=training.first)


def changed(evidence: Evidence, **changes: object) -> Evidence:
    """The same with something else in what led to `m`, or in the last call of it."""
    fits = evidence.seen["fits of m"]
    assert isinstance(fits, Fits)
    own = {key: value for key, value in changes.items() if key == "kept"}
    last = msgspec.structs.replace(fits.calls[-1], **{key: changes[key] for key in changes.keys() - own.keys()})
    fits = msgspec.structs.replace(fits, calls=(*fits.calls[:-1], last), **own)
    return msgspec.structs.replace(evidence, seen={**evidence.seen, "fits of m": fits})


@pytest.mark.parametrize(
    ("epoch", "message"),
    [
        (later(batches((1, 2, 3, 9))), "Of the 4 examples that `m` was trained on in epoch 3, 1 should not be there"),
        (later(batches(labels=(1, 1, 0, 1))), "in epoch 3, 1 have the wrong label."),
        (later(batches((*PICTURES, 4), (*LABELS, 1))), "in epoch 3, 1 should not be there, or occur more"),
        (later(batches(PICTURES[:3], LABELS[:3])), "`m` was not trained on 1 of 4 examples in epoch 3."),
        (
            later(batches((9,), (0,)), whole=False),
            "Of the 1 examples that `m` was trained on in epoch 3, 1 should not be there",
        ),
        (later(batches(PICTURES[:3], LABELS[:3]), whole=False), ""),
    ],
    ids=["one other", "mispaired", "twice", "one less", "beside it", "begun"],
)
def test_every_epoch_counts(epoch: EpochPass, message: str) -> None:
    """Other examples fail in whichever epoch they came; an epoch that was not seen whole may hold fewer."""
    found = trained_on(changed(fitted(batches()), later=(epoch,)), REFERENCE, of="m")
    assert (found.verdict is Verdict.FAIL) == bool(message)
    assert message in found.message


def test_examples_whose_digests_are_too_many_to_travel_are_counted() -> None:
    """An epoch that is longer than the reference's fails by its number, though all that is known of it is right."""
    seen = batches((*PICTURES, *PICTURES), (*LABELS, *LABELS))
    cut = tuple(Array.from_values(one.numpy()[:3]) for one in seen.first.digests)
    found = trained_on(
        fitted(msgspec.structs.replace(seen, first=msgspec.structs.replace(seen.first, digests=cut), ended="long")),
        REFERENCE,
        of="m",
    )
    assert found.message == "`m` was trained on 8 examples in its first epoch; 4 are expected."


def test_weights_that_something_else_changed_were_not_trained() -> None:
    """The calls of `fit` may be as right as they are: the weights are others."""
    found = trained_on(changed(fitted(batches()), kept=False), REFERENCE, of="m")
    assert found.message == "Something other than `fit` changed the weights of `m`."


def test_what_could_not_be_seen_is_not_called_right() -> None:
    """It passes, and the page says what it rests on."""
    assert trained_on(fitted(None), REFERENCE, of="m").message == "The grader could not see what `m` was trained on."


DRAWN = msgspec.structs.replace(
    REFERENCE, seen={**REFERENCE.seen, "whole of d": batches((1, 2, 3, 4, 5, 6, 7), (0, 1, 0, 1, 1, 0, 1))}
)
"""A reference that was trained on four of seven examples."""


@pytest.mark.parametrize(
    ("training", "message"),
    [
        (batches((3, 5, 6, 7), (0, 1, 0, 1)), ""),
        (batches((5, 6), (1, 0)), "`m` was trained on 2 examples in {}; 4 are expected."),
        (batches((3, 4, 5, 6, 7), (0, 1, 1, 0, 1)), "`m` was trained on 5 examples in {}; 4 are expected."),
        (batches((3, 5, 5, 5), (0, 1, 1, 1)), "in {}, 2 should not be there, or occur more often"),
        (batches((3, 4, 5, 6), (1, 0, 1, 0)), "in {}, 2 have the wrong label."),
        (batches((3, 5, 6, 7), (0, 1, 1, 1)), "in {}, 1 have the wrong label."),
        (batches((11, 12, 13, 14)), "in {}, 4 should not be there"),
        (batches((3, 5, 6, 11), (0, 1, 0, 1)), "in {}, 1 should not be there"),
        (batches((), ()), ""),
    ],
    ids=[
        "another draw",
        "half",
        "too many",
        "again",
        "mispaired",
        "undrawn mispaired",
        "another part",
        "mixed",
        "none",
    ],
)
def test_where_each_pass_draws_others_they_come_from_the_part_that_was_asked_for(
    training: Dataset, message: str
) -> None:
    """Another draw passes, unless it is of another size, repeats or mispairs an example, or has one from elsewhere."""
    first = trained_on(fitted(training), DRAWN, of="m", drawn="d")
    third = trained_on(changed(fitted(batches()), later=(later(training),)), DRAWN, of="m", drawn="d")

    assert (first.verdict is Verdict.FAIL, third.verdict is Verdict.FAIL) == (bool(message), bool(message))
    assert message.format("its first epoch") in first.message
    assert message.format("epoch 3") in third.message


def test_a_reference_whose_source_was_not_gone_through_cannot_serve() -> None:
    """Else examples would be called foreign that were only not reached."""
    late = msgspec.structs.replace(batches(), ended="late")
    reference = msgspec.structs.replace(DRAWN, seen={**DRAWN.seen, "whole of d": late})
    with pytest.raises(ValueError, match="is drawn from was not gone through"):
        trained_on(REFERENCE, reference, of="m", drawn="d")


@pytest.mark.parametrize(
    ("validation", "epochs", "message"),
    [
        (batches((4, 3, 2, 1), (1, 0, 1, 0), size=4), (), ""),
        (
            batches((1, 2, 3, 9)),
            (),
            "Of the 4 examples that `m` was validated on in its first epoch, 1 should not be there",
        ),
        (batches(PICTURES[:2], LABELS[:2]), (), "`m` was not validated on 2 of 4 examples in its first epoch."),
        (
            batches(),
            (later(batches((6, 7, 8, 9))),),
            "Of the 4 examples that `m` was validated on in epoch 3, 4 should not be there",
        ),
        (None, (), ""),
    ],
    ids=["right", "one of another part", "half", "others later", "unseen"],
)
def test_what_it_was_validated_on(validation: Dataset | None, epochs: tuple[EpochPass, ...], message: str) -> None:
    """The same holds for what `fit` validates with, in every epoch."""
    reference = changed(REFERENCE, validation=batches())
    learner = changed(REFERENCE, validation=validation, validated_later=epochs)
    found = validated_on_others("m", learner, reference)

    assert (found is not None) == bool(message)
    assert found is None or message in found.message


def test_a_model_that_fit_never_saw() -> None:
    """A model that `fit` never trained, and something that is not a model."""
    other = evidence_of(**{"fits of m": Other(kind="ellipsis"), "m": Other(kind="ellipsis")})

    assert trained_on(fitted(), REFERENCE, of="m").message == "`m` was not trained by `fit`."
    assert trained_on(other, REFERENCE, of="m").message == "`m` is still the blank `...`."


def test_a_reference_that_is_trained_otherwise_cannot_serve() -> None:
    """Without exactly one kept call of the reference's nothing can be judged."""
    with pytest.raises(ValueError, match="was not trained by `fit`"):
        trained_on(REFERENCE, fitted(), of="m")
    with pytest.raises(ValueError, match="was not trained by one `fit`"):
        only_fit("m", "h", REFERENCE, fitted(batches(), batches()))


def test_the_only_call_is_found() -> None:
    """The one call is found where it is kept, and each other state has its finding."""
    found, twice = only_fit("m", "h", REFERENCE, REFERENCE), only_fit("m", "h", fitted(None, None), REFERENCE)

    assert isinstance(found, FitCall)
    assert isinstance(twice, Finding)
    assert twice.message == "`m` was trained by 2 calls of `fit`, one after the other; one is expected."


@pytest.mark.parametrize(
    ("training", "counts"),
    [
        (batches(), (0, 4)),
        (batches(labels=(1, 0, 0, 1)), (2, 4)),
        (batches((1, 2, 9), (1, 1, 0)), (1, 2)),
        (batches((8, 9)), (0, 0)),
        (None, (0, 0)),
    ],
)
def test_labels_of_other_pictures_are_counted(training: Dataset | None, counts: tuple[int, int]) -> None:
    """Only of pictures that the reference trained on, too: of others no label is known."""
    assert count_other_labels(training, batches()) == counts
