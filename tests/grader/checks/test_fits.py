"""Checks of what `fit` was given."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pytest

from grader.checks.fits import count_other_labels, only_fit, trained_on
from grader.evidence import Array, Component, Dataset, DatasetPass, Evidence, FitCall, Fits, Layers, Other
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
        (batches((5, 6, 7, 8)), "Of the 4 examples that `m` was trained on in its first epoch, 4 are not among"),
        (batches((*PICTURES, 9), (*LABELS, 1)), "Of the 5 examples that `m` was trained on in its first epoch, 1 are"),
        (batches((*PICTURES, 1), (*LABELS, 0)), "or come more often than they should."),
        (batches(labels=(1, 0, 0, 1)), "2 have another label than belongs to them."),
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


@pytest.mark.parametrize(
    ("training", "message"),
    [
        (batches((3, 4, 5, 6), (0, 1, 1, 1)), ""),
        (batches((5, 6), (0, 1)), "`m` was trained on 2 examples in its first epoch; 4 are expected."),
        (batches((3, 4, 5, 6, 7), (0, 1, 1, 1, 1)), "`m` was trained on 5 examples in its first epoch; 4 are"),
        (batches((3, 5, 5, 5), (0, 1, 1, 1)), "2 are not among those that it should learn from, or come more often"),
        (batches((3, 4, 5, 6), (1, 0, 1, 1)), "2 have another label than belongs to them."),
    ],
    ids=["another draw", "half", "too many", "again and again", "mispaired"],
)
def test_where_each_pass_draws_others_their_number_and_known_labels_count(training: Dataset, message: str) -> None:
    """Another draw passes, unless it is of another size, repeats an example, or gives a known one another label."""
    found = trained_on(fitted(training), REFERENCE, of="m", drawn=True)
    assert (found.verdict is Verdict.FAIL) == bool(message)
    assert message in found.message


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
