"""Checks of what is active in training only, on evidence that no kernel gave."""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import VERSION, Absent, Array, Behaviour, Dataset, DatasetPass, Evidence, Observation
from grader.judging.checks.behaviour import dataset_varies, training_only
from grader.judging.checks.changes import has_moved
from grader.judging.checks.hidden_inputs import patches
from grader.model import Finding, Verdict

RANDOM = np.random.default_rng(0)
PICTURES: npt.NDArray[Any] = patches(RANDOM, (4, 16, 16, 1)).numpy()
FLIPPED, SHIFTED = PICTURES[:, ::-1], PICTURES[:, :, ::-1]


def evidence_of(seen: Observation) -> Evidence:
    return Evidence(version=VERSION, seen={"hidden/m": seen, "d": seen}, names={})


def behaviour(inference: tuple[Any, ...], training: tuple[Any, ...]) -> Behaviour:
    return Behaviour(
        inference=tuple(map(Array.from_values, inference)), training=tuple(map(Array.from_values, training))
    )


REFERENCE = behaviour((PICTURES, PICTURES), (FLIPPED, SHIFTED))


def judge(inference: tuple[Any, ...], training: tuple[Any, ...], **more: Any) -> Finding:
    return training_only(
        evidence_of(behaviour(inference, training)), evidence_of(REFERENCE), of="m", shape=list(PICTURES.shape), **more
    )


def test_other_weights_are_not_a_mistake() -> None:
    """A network answers as its own weights have it; only whether it repeats itself counts, and that is its word."""
    finding = judge((PICTURES / 2, PICTURES / 2), (PICTURES / 3, PICTURES / 4))

    assert finding.verdict is Verdict.PASS
    assert finding.message == "`m` gives the same results each time, except in training."


@pytest.mark.parametrize(
    ("inference", "training", "message"),
    [
        (
            (FLIPPED, SHIFTED),
            (FLIPPED, SHIFTED),
            "`m` is also random at inference: did you set training=True somewhere?",
        ),
        (
            (PICTURES, PICTURES),
            (PICTURES, PICTURES),
            (
                "`m` gives the same results in training and at inference: "
                "is anything in it random, and does it get `training`?"
            ),
        ),
        (
            (PICTURES, PICTURES),
            (FLIPPED, FLIPPED),
            "`m` gives the same results each time in training: nothing in it is random.",
        ),
        (
            (PICTURES[:, :2],) * 2,
            (FLIPPED, SHIFTED),
            "`m` gives a result of shape (4, 2, 16, 1); (4, 16, 16, 1) is expected.",
        ),
        ((PICTURES, PICTURES), (FLIPPED * np.nan, SHIFTED), "`m` gives NaN; numbers are expected."),
        ((PICTURES, PICTURES), (FLIPPED + np.inf, SHIFTED), "`m` gives infinite numbers; numbers are expected."),
        ((PICTURES.astype(str),) * 2, (FLIPPED, SHIFTED), "`m` gives str1024; numbers are expected."),
        ((PICTURES,), (FLIPPED, SHIFTED), "`m` was not called twice, in training and at inference."),
    ],
)
def test_which_of_the_two_fails(inference: tuple[Any, ...], training: tuple[Any, ...], message: str) -> None:
    """What is random where it should not be, and what is not where it should be, are distinguished."""
    finding = judge(inference, training)

    assert finding.verdict is Verdict.FAIL
    assert finding.message == message


def test_what_gives_its_inputs_back() -> None:
    """An augmentation leaves pictures alone at inference, and keeps them in their range in training."""
    assert judge((PICTURES, PICTURES), (FLIPPED, SHIFTED), gives_back=True).verdict is Verdict.PASS
    assert judge((PICTURES, PICTURES), (FLIPPED * 1.1, SHIFTED), gives_back=True).verdict is Verdict.PASS
    changed = judge((PICTURES / 2, PICTURES / 2), (FLIPPED, SHIFTED), gives_back=True)
    brighter = judge((PICTURES, PICTURES), (FLIPPED + 51, SHIFTED), gives_back=True)

    assert changed.message.startswith("`m` also changes its inputs at inference, when they should stay unchanged: ")
    assert brighter.message.startswith("In training, `m` gives values from ")
    assert brighter.message.endswith(": is that the range that it expects?")


NOISE = RANDOM.normal(0, 0.05, (2, *PICTURES.shape)).astype(np.float32)
LEVELS = RANDOM.uniform(0.9, 1.0, (2, 4, 1, 1, 1)).astype(np.float32)


@pytest.mark.parametrize(
    "training",
    [
        tuple(PICTURES + NOISE),
        tuple(PICTURES * LEVELS),
        tuple(PICTURES + 0.1 * LEVELS),
        tuple(PICTURES**2 * LEVELS),
        tuple(PICTURES * (NOISE > -0.08)),
        tuple(RANDOM.random((2, *PICTURES.shape), np.float32)),
    ],
    ids=["noise", "contrast", "brightness", "a curve", "pixels lost", "other pixels"],
)
def test_an_augmentation_that_moves_nothing(training: tuple[Any, ...]) -> None:
    """It differs from time to time, and stays in its range, but turns, mirrors, moves and zooms nothing."""
    finding = judge((PICTURES, PICTURES), training, gives_back=True)

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith("In training, `m` leaves everything in a picture in its place: ")
    assert judge((PICTURES, PICTURES), training).verdict is Verdict.PASS


def test_what_moves_may_be_noisy_too() -> None:
    """Half the pictures mirrored, another contrast, some noise: layers may be combined."""
    half = np.where(np.arange(4).reshape(4, 1, 1, 1) % 2, PICTURES, SHIFTED)

    assert judge((PICTURES, PICTURES), (half * 0.9 + NOISE[0], FLIPPED + NOISE[1]), gives_back=True).verdict is (
        Verdict.PASS
    )


def test_a_zoom_that_moves_most_pictures_hardly_and_a_few_much() -> None:
    """Chance must not decide about it, whichever pictures get much."""
    pictures: npt.NDArray[Any] = patches(np.random.default_rng(1), (32, 16, 16, 1)).numpy()
    portion = np.linspace(0.2, 1, 32).reshape(-1, 1, 1, 1) ** 6

    assert has_moved(pictures, [pictures + portion * (pictures[:, ::-1] - pictures)] * 2)


def test_a_reference_that_moves_nothing() -> None:
    """It is not a measure of an augmentation."""
    noisy = behaviour((PICTURES, PICTURES), tuple(PICTURES + NOISE))

    with pytest.raises(ValueError, match="leaves everything in the pictures in its place"):
        training_only(evidence_of(noisy), evidence_of(noisy), of="m", shape=list(PICTURES.shape), gives_back=True)


ONES = np.ones((8, 10))
ONES[:, -1] = 0
"""What comes through to each class, the last of which gets nothing."""


def softmax(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    powers = np.exp(0.1 * scores)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def dropouts(*rates: float) -> list[npt.NDArray[Any]]:
    """What dropouts of some rates one behind the other make of it, twice."""
    kept = [np.prod([RANDOM.random(ONES.shape) >= rate for rate in rates], axis=0) for _ in range(2)]
    return [ONES * one / np.prod([1 - rate for rate in rates]) for one in kept]


def tried(*answers: npt.NDArray[Any]) -> Behaviour:
    return msgspec.structs.replace(REFERENCE, passed_on=tuple(map(Array.from_values, answers)))


WITH_DROPOUT = tried(softmax(ONES), *map(softmax, dropouts(0.2, 0.2, 0.2)))


def drops(seen: Behaviour) -> str:
    finding = training_only(evidence_of(seen), evidence_of(WITH_DROPOUT), of="m", shape=list(PICTURES.shape))
    return "" if finding.verdict is Verdict.PASS else finding.message


@pytest.mark.parametrize("rates", [(0.02,), (0.2,), (0.5, 0.1), (0.2, 0.2, 0.2), (0.8, 0.8, 0.8)])
def test_dropout_passes_with_any_rate(rates: tuple[float, ...]) -> None:
    """How much is dropped, and where, other criteria say; logits are as good as probabilities."""
    found = dropouts(*rates)

    assert not drops(tried(softmax(ONES), *map(softmax, found)))
    assert not drops(tried(ONES, *found))


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (
            [ONES + RANDOM.normal(0, 0.2, ONES.shape) * ONES for _ in range(2)],
            "In training, `m` changes every number a little: that is noise. Dropout sets some numbers to zero.",
        ),
        (
            [ONES * RANDOM.uniform(0.8, 1.2, (8, 1)) for _ in range(2)],
            "In training, `m` changes every number a little: that is noise. Dropout sets some numbers to zero.",
        ),
        (
            [ONES * (RANDOM.random(ONES.shape) > 0.2) for _ in range(2)],
            "In training, `m` sets numbers to zero, but does not scale the others up, as dropout does.",
        ),
    ],
    ids=["noise", "examples scaled", "not made up for"],
)
def test_what_is_random_but_no_dropout(found: list[npt.NDArray[Any]], message: str) -> None:
    """It is distinguished from dropout by what becomes of single numbers."""
    assert drops(tried(softmax(ONES), *map(softmax, found))) == message


@pytest.mark.parametrize("answers", [(), (ONES[0], ONES[0], ONES[0]), (ONES * 0, ONES * 0, ONES * 0), (ONES, ONES[:2])])
def test_what_can_not_be_tried(answers: tuple[npt.NDArray[Any], ...]) -> None:
    """Without an answer to weights that the grader chose nobody knows what is dropped."""
    assert (
        drops(tried(*answers))
        == "With the grader's weights, `m` loses all numbers: has it more than dense layers and dropout?"
    )


def test_what_is_not_a_model() -> None:
    """A name that is missing is said to be."""
    missing = training_only(evidence_of(Absent()), evidence_of(REFERENCE), of="m", shape=list(PICTURES.shape))

    assert missing.message == "`m` is not defined."


@pytest.mark.parametrize(
    "broken",
    [
        behaviour((PICTURES, PICTURES), (FLIPPED, FLIPPED)),
        behaviour((PICTURES, FLIPPED), (FLIPPED, SHIFTED)),
        behaviour((PICTURES,), (FLIPPED, SHIFTED)),
        behaviour((PICTURES[:2],) * 2, (FLIPPED, SHIFTED)),
    ],
)
def test_a_reference_that_cannot_serve_as_a_measure(broken: Behaviour) -> None:
    """Where the reference itself is not active in training only, the check raises."""
    with pytest.raises(ValueError, match="the reference"):
        training_only(evidence_of(REFERENCE), evidence_of(broken), of="m", shape=list(PICTURES.shape))


def passes(*digests: list[int]) -> Dataset:
    first, *second = (
        DatasetPass(
            sizes=Array.from_values(np.array([len(one)], np.uint32)),
            digests=(Array.from_values(np.array(one, np.uint64)),),
        )
        for one in digests
    )
    return Dataset(
        kind="tensor",
        components=(),
        batched=True,
        steps=(),
        first=first,
        ended="end",
        second=second[0] if second else None,
    )


def varies(data: Observation, **more: Any) -> Finding:
    return dataset_varies(evidence_of(data), evidence_of(passes([1, 2, 3, 4], [5, 6, 7, 4])), of="d", **more)


def test_examples_that_are_made_anew() -> None:
    """Half as many new ones as the reference's are enough; the same ones in another order are not new."""
    half, less, shuffled = ([5, 6, 3, 4], [5, 2, 3, 4], [4, 3, 2, 1])

    assert varies(passes([1, 2, 3, 4], half)).message == (
        "In a second pass, the first part of the examples of `d` is different."
    )
    assert varies(passes([1, 2, 3, 4], less)).message == (
        "In a second pass, the first part of the examples of `d` is different in only 25% of them."
    )
    assert varies(passes([1, 2, 3, 4], shuffled)).message == (
        "In a second pass, the first part of the examples of `d` is unchanged."
    )


def test_data_sets_that_cannot_be_judged() -> None:
    """No second pass, no such part, and no data set."""
    endless = msgspec.structs.replace(passes([1]), ended="endless")

    assert varies(endless).message == "`d` never ends: is there a `.repeat()` without a number?"
    assert varies(passes([1])).message == "`d` has no first part, so two passes cannot be compared."
    assert varies(Absent()).message == "`d` is not defined."


def test_a_reference_that_does_not_vary() -> None:
    """Where the reference's own examples come back, the check raises."""
    with pytest.raises(ValueError, match="the same in each pass"):
        dataset_varies(evidence_of(passes([1], [2])), evidence_of(passes([1], [1])), of="d")
