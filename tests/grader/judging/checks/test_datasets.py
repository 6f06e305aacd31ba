"""Checks of `tf.data` pipelines, on evidence of 1,000 examples in batches of 32."""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from grader.evidence import Array, Component, Dataset, DatasetPass, Observation, Other, PipelineStep, Raised
from grader.judging.checks.dataset_steps import dataset_steps
from grader.judging.checks.datasets import (
    dataset_disjoint,
    dataset_elements,
    dataset_examples,
    dataset_length,
    dataset_range,
    dataset_shuffled,
    dataset_source,
)
from grader.model import Finding, Verdict
from tests.evidence import evidence_of

TOTAL = 1_000
IN_ORDER = np.arange(TOTAL, dtype=np.uint64)


def chunks(total: int, size: int) -> Array:
    full, rest = divmod(total, size)
    return Array.from_values(np.array([size] * full + [rest] * bool(rest), np.uint32))


def went(
    images: npt.NDArray[np.uint64], *, size: int = 32, labels: npt.NDArray[np.uint64] | None = None
) -> DatasetPass:
    """A pass in which every image has the label that its number says, unless the parameters say otherwise."""
    belonging = images % np.uint64(10) if labels is None else labels
    return DatasetPass(
        sizes=chunks(len(images), size), digests=(Array.from_values(images), Array.from_values(belonging))
    )


def buffered(buffer: int, seed: int, order: npt.NDArray[np.uint64] = IN_ORDER) -> npt.NDArray[np.uint64]:
    """An order as tf.data shuffles it: each one is drawn from a buffer that is then filled up."""
    random = np.random.default_rng(seed)
    held, out = list(order[:buffer]), []
    for one in order[buffer:]:
        place = random.integers(len(held))
        out.append(held[place])
        held[place] = one
    return np.array(out + [held[place] for place in random.permutation(len(held))], np.uint64)


def component(dtype: str, *shape: int | None, low: float = 0, high: float = 1, name: str = "") -> Component:
    return Component(name=name, dtype=dtype, shape=shape, span=Array.from_values(np.array([low, high], np.float64)))


def steps(*words: str, buffer: int = 250) -> tuple[PipelineStep, ...]:
    return tuple(
        PipelineStep(kind=word, size=Array.from_values(np.int64(buffer)) if word == "shuffle" else None)
        for word in words
    )


IMAGES, LABELS = component("float32", None, 28, 28, 1), component("int64", None, high=9)
GOOD = Dataset(
    kind="tuple",
    components=(IMAGES, LABELS),
    batched=True,
    steps=steps("tensor_slice", "shuffle", "batch", "map", "prefetch"),
    first=went(buffered(250, 1)),
    ended="end",
    second=went(buffered(250, 2)[:512]),
)


def but(**changes: Any) -> Dataset:
    return msgspec.structs.replace(GOOD, **changes)


def fails(finding: Finding, message: str) -> None:
    assert (finding.verdict, finding.message) == (Verdict.FAIL, message)


def test_a_pipeline_shuffled_in_another_order_passes_every_check() -> None:
    """A pipeline shuffled otherwise passes everything, and says what it is."""
    learner = evidence_of(x=but(first=went(buffered(250, 3)), second=went(buffered(250, 4)[:512])))
    reference = evidence_of(x=GOOD)

    findings = [
        dataset_elements(learner, reference, of="x"),
        dataset_range(learner, reference, of="x"),
        dataset_length(learner, reference, of="x"),
        dataset_examples(learner, reference, of="x"),
        dataset_shuffled(learner, reference, of="x"),
        dataset_steps(learner, reference, of="x", order=[["shuffle", "batch"], ["map"]], buffer=1.0),
    ]

    assert {finding.verdict for finding in findings} == {Verdict.PASS}
    assert [finding.message for finding in findings] == [
        "The elements of `x` are float32 (32, 28, 28, 1) and int64 (32,).",
        "The values of the first part of `x` range from 0 to 1.",
        "`x` has 1,000 examples in 32 batches.",
        "`x` has the right 1,000 examples, each with what belongs to it.",
        "The examples of `x` come in a different order in each pass.",
        "`x` has its steps in the right order.",
    ]


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        (np.repeat([7, 7, 8, 9], 250), True),
        (np.repeat([9, 8, 7, 7], 250), True),
        (np.repeat([7, 7, 8, 9], 500), True),
        (np.repeat([7, 9], 250), True),
        (np.repeat([7, 8, 8, 9], 250), False),
        (np.repeat([1, 2, 3, 4], 250), False),
    ],
)
def test_labels_that_belong_to_other_examples(labels: npt.NDArray[np.int64], kept: bool) -> None:  # noqa: FBT001
    """With `rest_kept` they are the reference's: each as often, or some of them, in whatever order."""

    def labelled(values: npt.NDArray[np.int64]) -> Dataset:
        pictures = np.arange(len(values), dtype=np.uint64) + np.uint64(5_000)
        return but(first=went(pictures, labels=values.astype(np.uint64)))

    reference = evidence_of(x=labelled(np.repeat([7, 7, 8, 9], 250)))
    finding = dataset_elements(evidence_of(x=labelled(labels)), reference, of="x", rest_kept=True)

    if kept:
        assert finding.verdict is Verdict.PASS
    else:
        fails(finding, "In the examples of `x`, what belongs to the first part has the wrong values.")


@pytest.mark.parametrize(("labels", "kept"), [([7, 7, 8, 9], True), ([7, 7, 8, 9, 7, 7], False), ([9, 8, 7, 7], False)])
def test_labels_that_come_in_another_order(labels: list[int], kept: bool) -> None:  # noqa: FBT001
    """Where nothing shuffles, labels in another order belong to other examples; whole passes may follow one another."""
    given = [7, 7, 8, 9]

    def labelled(values: list[int]) -> Dataset:
        pictures = np.arange(len(values), dtype=np.uint64)
        return but(first=went(pictures, labels=np.array(values, np.uint64)), steps=())

    finding = dataset_elements(evidence_of(x=labelled(labels)), evidence_of(x=labelled(given)), of="x", rest_kept=True)

    assert (finding.verdict is Verdict.PASS) == kept
    if len(labels) == len(given) and not kept:
        assert finding.message.endswith("was it shuffled separately, or does it come from elsewhere?")


@pytest.mark.parametrize(("steps", "verdict"), [("zip shuffle", Verdict.PASS), ("shuffle zip", Verdict.FAIL)])
def test_a_part_that_was_shuffled_before_it_was_zipped(steps: str, verdict: Verdict) -> None:
    """What is shuffled as a whole keeps its pairs; a part that was shuffled alone does not."""
    given, other = (
        but(first=went(IN_ORDER, labels=labels), steps=tuple(PipelineStep(kind=one) for one in steps.split()))
        for labels in (IN_ORDER, IN_ORDER[::-1])
    )

    finding = dataset_elements(evidence_of(x=other), evidence_of(x=given), of="x", rest_kept=True)

    assert finding.verdict is verdict


def test_labels_of_a_data_set_without_an_end_are_not_counted() -> None:
    """How often each is there says nothing where a pass was cut off."""
    endless = but(first=went(IN_ORDER, labels=IN_ORDER % np.uint64(3)), ended="endless")

    finding = dataset_elements(evidence_of(x=endless), evidence_of(x=GOOD), of="x", rest_kept=True)

    assert finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("first", "strange"),
    [
        (IN_ORDER[::-1], 0),
        (IN_ORDER + np.uint64(5_000), 0),
        (np.concatenate([IN_ORDER[:900], IN_ORDER[:100] + np.uint64(2_000)]), 100),
        (np.concatenate([IN_ORDER[:900], IN_ORDER[:100] + np.uint64(7_000)]), 100),
        (np.concatenate([IN_ORDER[:500], IN_ORDER[:500]]), 500),
        (IN_ORDER + np.uint64(2_000), 1_000),
        (np.concatenate([IN_ORDER[:999] + np.uint64(5_000), IN_ORDER[:1] + np.uint64(2_000)]), 1),
    ],
    ids=[
        "all right",
        "unknown",
        "a tenth of the other",
        "a tenth unknown",
        "half of them twice",
        "the other",
        "one of the other",
    ],
)
def test_changed_examples_come_from_the_data_set_that_was_asked_for(
    first: npt.NDArray[np.uint64], strange: int
) -> None:
    """Without what changes them they are known; where something else changes them too, those of the other one are."""
    changed, other = but(first=went(IN_ORDER + np.uint64(50_000))), but(first=went(IN_ORDER + np.uint64(2_000)))
    reference = evidence_of(**{"x": changed, "o": other, "hidden/without/x": GOOD})
    learner = evidence_of(**{"x": changed, "o": other, "hidden/without/x": but(first=went(first))})

    finding = dataset_elements(learner, reference, of="x", without="a", other="o")

    assert (finding.verdict is Verdict.FAIL) == (strange > 0)
    assert not strange or f"{strange:,} should not be there, or occur more often" in finding.message
    seen: dict[str, Observation] = {"x": changed, "hidden/without/x": Other(kind="ellipsis")}
    gone = evidence_of(**seen)
    assert dataset_elements(gone, reference, of="x", without="a", other="o").verdict is Verdict.PASS


LARGE = component("float32", None, 64, 64, 1)


@pytest.mark.parametrize(
    ("changes", "made_from", "all_there"),
    [
        ({}, Verdict.PASS, Verdict.PASS),
        ({"first": went(IN_ORDER[:900] + np.uint64(5_000))}, Verdict.PASS, Verdict.FAIL),
        ({"first": went(IN_ORDER + np.uint64(5_000), labels=IN_ORDER % np.uint64(7))}, Verdict.FAIL, Verdict.FAIL),
        ({"components": (component("float32", None, 4_096), LABELS)}, Verdict.FAIL, Verdict.FAIL),
    ],
    ids=["all", "some", "other labels", "flat"],
)
def test_pictures_of_another_size_count_by_what_belongs_to_them(
    changes: dict[str, Any], made_from: Verdict, all_there: Verdict
) -> None:
    """A forgotten size changes every picture, and costs what is asked of sizes alone."""
    resized = {"components": (LARGE, LABELS), "first": went(IN_ORDER + np.uint64(5_000))}
    seen = evidence_of(x=but(**resized | changes))

    assert dataset_source(seen, evidence_of(x=GOOD), of="x").verdict is made_from
    assert dataset_examples(seen, evidence_of(x=GOOD), of="x", any_size=True).verdict is all_there
    assert dataset_examples(seen, evidence_of(x=GOOD), of="x").verdict is Verdict.FAIL


def test_examples_of_one_s_own() -> None:
    """Batches of other numbers are made from elsewhere, however well made; a tenth of the right ones does."""
    strange = but(first=went(IN_ORDER + np.uint64(5_000)))
    some = but(first=went(IN_ORDER + np.uint64(900)))

    fails(
        dataset_source(evidence_of(x=strange), evidence_of(x=GOOD), of="x"),
        "None of the 1,000 examples of `x` is among the expected ones: "
        "they come from elsewhere, or more than their scale was changed.",
    )
    assert dataset_source(evidence_of(x=some), evidence_of(x=GOOD), of="x").verdict is Verdict.PASS
    assert dataset_elements(evidence_of(x=strange), evidence_of(x=GOOD), of="x").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batched": False}, "The elements of `x` are single examples; batches are expected."),
        ({"kind": "tensor"}, "An element of `x` is one tensor; a tuple of 2 is expected."),
        ({"components": (IMAGES,)}, "An element of `x` is a tuple of 1; a tuple of 2 is expected."),
        (
            {"kind": "dict", "components": (component("float32", name="i"), component("int64", name="l"))},
            "An element of `x` is a dictionary of 'i', 'l'; a tuple of 2 is expected.",
        ),
        (
            {"components": (component("uint8", None, 28, 28, 1), LABELS)},
            "The dtype of the first part of `x` is uint8; float32 is expected.",
        ),
        (
            {"components": (IMAGES, component("int64", None, 1))},
            "The shape of the second part of `x` is (32, 1); (32,) is expected.",
        ),
        ({"first": went(IN_ORDER, size=64)}, "A batch of `x` holds 64 examples; 32 are expected."),
        ({"first": went(IN_ORDER[:0])}, "`x` is empty: it has no elements at all."),
        (
            {"first": went(IN_ORDER[:0]), "ended": "late"},
            "`x` did not produce a single element within the time limit.",
        ),
        (
            {
                "ended": "raised",
                "error": Raised(
                    error="InvalidArgumentError",
                    message="{{function_node __wrapped__IteratorGetNext}} ValueError: no such file\nTraceback …",
                ),
            },
            "Going through `x` raises ValueError: no such file",
        ),
    ],
)
def test_the_first_difference_of_elements_is_reported(changes: dict[str, Any], message: str) -> None:
    """The first thing in which elements differ is reported, or why there are none."""
    fails(dataset_elements(evidence_of(x=but(**changes)), evidence_of(x=GOOD), of="x"), message)


def test_a_batch_axis_of_fixed_length_is_as_good() -> None:
    """Whoever drops the remainder has batches of the same shape."""
    fixed = (component("float32", 32, 28, 28, 1), component("int64", 32))

    assert dataset_elements(evidence_of(x=but(components=fixed)), evidence_of(x=GOOD), of="x").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (0, 255, "The values of the first part of `x` range from 0 to 255; from 0 to 1 is expected."),
        (0, 1 / 255, "The values of the first part of `x` range from 0 to 0.003922; from 0 to 1 is expected."),
        (-1, 1, "The values of the first part of `x` range from -1 to 1; from 0 to 1 is expected."),
        (0, 255 / 256, ""),
        (np.nan, np.nan, "The values of the first part of `x` contain NaN."),
    ],
)
def test_a_range_that_is_too_wide_or_narrow_fails(low: float, high: float, message: str) -> None:
    """A range that is too wide or too narrow fails; a hair more or less doesn't."""
    learner = evidence_of(x=but(components=(component("float32", None, 28, 28, 1, low=low, high=high), LABELS)))
    finding = dataset_range(learner, evidence_of(x=GOOD), of="x")

    if message:
        fails(finding, message)
    else:
        assert finding.verdict is Verdict.PASS


def test_texts_have_no_range() -> None:
    """Texts have no range."""
    words = msgspec.structs.replace(IMAGES, dtype="string", span=None)

    fails(
        dataset_range(evidence_of(x=but(components=(words, LABELS))), evidence_of(x=GOOD), of="x"),
        "`x` has no numbers as its first part.",
    )
    with pytest.raises(ValueError, match="no finite numbers as component 0"):
        dataset_range(evidence_of(x=GOOD), evidence_of(x=but(components=(words, LABELS))), of="x")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"first": went(IN_ORDER[:992])},
            "`x` has 992 examples in 31 batches; 1,000 examples in 32 batches are expected.",
        ),
        ({"ended": "endless"}, "`x` never ends: is there a `.repeat()` without a number?"),
        ({"ended": "long"}, "`x` has more than 1,000 examples; the rest were not looked at."),
        ({"ended": "late"}, "`x` takes too long: time ran out after 1,000 examples."),
    ],
)
def test_examples_and_batches_are_counted(changes: dict[str, Any], message: str) -> None:
    """Examples and batches are counted where there is an end."""
    fails(dataset_length(evidence_of(x=but(**changes)), evidence_of(x=GOOD), of="x"), message)


def test_a_length_of_one_is_singular() -> None:
    """One is singular, and without batches none are named."""
    finding = dataset_length(
        evidence_of(x=but(first=went(IN_ORDER[:1], size=1), batched=False)), evidence_of(x=GOOD), of="x"
    )

    fails(finding, "`x` has 1 example; 1,000 examples in 32 batches are expected.")


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (went(IN_ORDER[:800]), "In `x`, 200 of 1,000 examples are missing."),
        (went(np.r_[IN_ORDER, IN_ORDER[:7]]), "In `x`, 7 examples should not be there, or occur too often."),
        (
            went(IN_ORDER + np.uint64(100)),
            "In `x`, 100 of 1,000 examples are missing, and 100 should not be there, or occur too often.",
        ),
        (
            went(IN_ORDER + np.uint64(5000)),
            "Nearly all the examples of `x` differ from the expected ones, and not only in scale.",
        ),
        (
            went(IN_ORDER, labels=np.zeros_like(IN_ORDER)),
            "The first part of every example of `x` is right, but what belongs to it is wrong in 900 of them.",
        ),
    ],
)
def test_missing_strange_and_repeated_examples_are_counted(first: DatasetPass, message: str) -> None:
    """Missing, strange and repeated examples are counted; labels belong to their images."""
    fails(dataset_examples(evidence_of(x=but(first=first)), evidence_of(x=GOOD), of="x"), message)


def test_labels_shuffled_apart_from_their_images_fail() -> None:
    """The right images and the right labels do not make the right examples."""
    apart = went(IN_ORDER, labels=buffered(250, 9) % np.uint64(10))

    finding = dataset_examples(evidence_of(x=but(first=apart)), evidence_of(x=GOOD), of="x")

    assert finding.verdict is Verdict.FAIL
    assert "what belongs to it is wrong in" in finding.message


def disjoint(training: Dataset, validation: Dataset) -> Finding:
    reference = evidence_of(t=but(first=went(IN_ORDER[:800])), v=but(first=went(IN_ORDER[800:])))
    return dataset_disjoint(evidence_of(t=training, v=validation), reference, of="v", others=["t"])


def test_common_examples_are_counted_in_any_order() -> None:
    """Every example in common counts, in whatever order and size of batches."""
    finding = disjoint(but(first=went(buffered(100, 1), size=7)), but(first=went(IN_ORDER[800:])))

    fails(finding, "200 of the 200 examples of `v` are also in `t`.")
    assert disjoint(but(first=went(IN_ORDER[:800])), but(first=went(IN_ORDER[800:]))).verdict is Verdict.PASS
    assert disjoint(but(first=went(IN_ORDER[:801])), but(first=went(IN_ORDER[800:]))).actual == "1 in common"
    fails(disjoint(but(ended="endless"), GOOD), "`t` never ends: is there a `.repeat()` without a number?")


def test_twins_of_the_reference_are_allowed() -> None:
    """Where the reference's own splits share an example, so may the learner's."""
    twins = evidence_of(t=but(first=went(IN_ORDER[:802])), v=but(first=went(IN_ORDER[800:])))

    assert dataset_disjoint(twins, twins, of="v", others=["t"]).verdict is Verdict.PASS


def test_examples_of_one_s_own_are_kept_apart_from_nothing() -> None:
    """Numbers that are in no data set of the reference are in none of the learner's either, which earns nothing."""
    training, validation = but(first=went(IN_ORDER[:800])), but(first=went(IN_ORDER[800:]))
    made_up = but(first=went(IN_ORDER[800:] + np.uint64(9_000)))
    reference = evidence_of(t=training, v=validation)

    fails(
        dataset_disjoint(evidence_of(t=training, v=made_up), reference, of="v", others=["t"]),
        "Hardly any example of `v` is among those that the task splits.",
    )
    swapped = dataset_disjoint(evidence_of(t=validation, v=training), reference, of="v", others=["t"])
    assert swapped.verdict is Verdict.PASS


BATCHES = buffered(1000, 5).reshape(40, 25)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (went(IN_ORDER), went(IN_ORDER[:512]), "The examples of `x` come in the same order in each pass."),
        (
            went(BATCHES.ravel(), size=25),
            went(BATCHES[::-1].ravel()[:500], size=25),
            "`x` shuffles batches: their order changes, but the same examples stay together in each.",
        ),
        (went(IN_ORDER), None, "There was no second pass through `x`."),
    ],
)
def test_data_that_is_not_shuffled_in_each_pass_fails(
    first: DatasetPass, second: DatasetPass | None, message: str
) -> None:
    """Not shuffling, shuffling batches and shuffling once are distinguished from shuffling."""
    fails(dataset_shuffled(evidence_of(x=but(first=first, second=second)), evidence_of(x=GOOD), of="x"), message)


def test_a_small_shuffle_buffer_fails() -> None:
    """A buffer of a few examples leaves each near its place."""
    learner = evidence_of(x=but(first=went(buffered(3, 1)), second=went(buffered(3, 2)[:512])))

    finding = dataset_shuffled(learner, evidence_of(x=GOOD), of="x")

    assert finding.verdict is Verdict.FAIL
    assert finding.message.startswith("`x` is hardly shuffled: half of the examples move by at most ")


@pytest.mark.parametrize("buffer", [100, 250, 500, 1000])
def test_any_sensible_buffer_is_right(buffer: int) -> None:
    """The buffer need not be the reference's, in twenty pairs of passes each."""
    for seed in range(0, 40, 2):
        passes = [went(buffered(buffer, seed)), went(buffered(buffer, seed + 1)[:512])]
        learner = evidence_of(x=but(first=passes[0], second=passes[1]))

        assert dataset_shuffled(learner, evidence_of(x=GOOD), of="x").verdict is Verdict.PASS


def test_shuffling_of_changing_examples_is_read_off_the_steps() -> None:
    """Where no example comes twice, because each is drawn anew, the steps show it."""
    drawn = {"first": went(IN_ORDER), "second": went(IN_ORDER[:512] + np.uint64(5000))}

    assert dataset_shuffled(evidence_of(x=but(**drawn)), evidence_of(x=GOOD), of="x").verdict is Verdict.PASS
    fails(
        dataset_shuffled(evidence_of(x=but(**drawn, steps=steps("batch", "shuffle"))), evidence_of(x=GOOD), of="x"),
        "`x` has no `shuffle` before its `batch`.",
    )


def test_one_batch_does_not_show_whether_batches_are_shuffled() -> None:
    """Where all examples make one batch, that it holds the same ones in each pass is not a mistake."""
    learner = evidence_of(x=but(first=went(buffered(250, 1), size=TOTAL), second=went(buffered(250, 2), size=TOTAL)))

    assert dataset_shuffled(learner, evidence_of(x=GOOD), of="x").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("order", "words", "message"),
    [
        (["shuffle", "batch"], ("batch", "shuffle"), "`x` has no `batch` after its `shuffle`."),
        (["shuffle", "batch"], ("batch",), "`x` has no `shuffle`."),
        (["shuffle", "batch", "prefetch"], ("prefetch", "shuffle", "batch"), "after its `shuffle` and `batch`."),
        (["shuffle", "batch"], ("batch", "unbatch", "shuffle", "map", "batch"), ""),
    ],
)
def test_a_chain_of_steps_is_found_among_others(order: list[str], words: tuple[str, ...], message: str) -> None:
    """A chain of steps is found with whatever stands between them."""
    finding = dataset_steps(evidence_of(x=but(steps=steps(*words))), evidence_of(x=GOOD), of="x", order=[order])

    assert finding.message.endswith(message)
    assert finding.verdict is (Verdict.FAIL if message else Verdict.PASS)
    assert (finding.expected, finding.actual) == (" → ".join(order), " → ".join(words))


def test_the_shuffle_buffer_is_compared_with_the_reference() -> None:
    """The buffer of the largest shuffle is measured by the reference's."""
    small = evidence_of(x=but(steps=steps("shuffle", "batch", buffer=100)))

    fails(
        dataset_steps(small, evidence_of(x=GOOD), of="x", order=[["shuffle"]], buffer=0.5),
        "The buffer of `shuffle` in `x` holds 100 examples; at least 125 are expected.",
    )
    assert dataset_steps(small, evidence_of(x=GOOD), of="x", order=[["shuffle"]], buffer=0.4).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        (lambda one: dataset_shuffled(one, one, of="x"), {"second": None}),
        (lambda one: dataset_steps(one, one, of="x", order=[["batch", "shuffle"]]), {}),
        (lambda one: dataset_length(one, one, of="x"), {"ended": "endless"}),
        (lambda one: dataset_examples(one, one, of="x"), {"first": went(IN_ORDER[:0])}),
    ],
)
def test_reference_that_cannot_serve_as_a_measure(check: Any, changes: dict[str, Any]) -> None:
    """A reference that does not meet its own criterion makes the check raise."""
    with pytest.raises(ValueError, match="the reference's own `x`"):
        check(evidence_of(x=but(**changes)))
