"""Submissions that go wrong in the same way are shown together, whatever the numbers in their messages."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.gradebook.streams import ResultRow
from grader.insight.columns import LEARNERS, LISTED, Clusters, normalise_message
from grader.insight.records import Cluster
from grader.model import Outcome

CRITERIA = {("d", 0): ("value", "The value is right"), ("d", 1): ("shape", "The shape is right")}


def divergence(learner: str, message: str, criterion: int = 0, rule: str | None = None) -> ResultRow:
    return ResultRow(
        exercise="05/a",
        learner=learner,
        attempts=1,
        result_id=1,
        digest="d",
        attempted=True,
        outcome=Outcome.OK,
        earned=0,
        possible=1,
        unscored=0,
        wall_s=1.0,
        cpu_s=1.0,
        passed=0,
        failed=1 << criterion,
        skipped=0,
        errors=0,
        criterion=criterion,
        message=message,
        rule=rule,
    )


def clusters(results: Iterable[ResultRow]) -> tuple[tuple[Cluster, ...], int]:
    growing = Clusters()
    for one in results:
        growing.add(one)
    return growing.largest(CRITERIA)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("3 of 4 values differ, first at [0, 1].", "# of # values differ, first at [#, #]."),
        ("the largest difference is 1.5e-07, or -3.25 %", "the largest difference is #, or # %"),
        ("109,386 parameters, not 109,184", "# parameters, not #"),
        ("nan where inf was expected", "# where # was expected"),
        ("`dense_1` has float32 (3, 1)", "`dense_1` has float32 (#, #)"),
        ("version 2.x has 3D, 10.", "version #.x has 3D, #"),
        ("", ""),
    ],
)
def test_numbers_do_not_split_a_cluster(message: str, told: str) -> None:
    """Numbers become `#`; digits that are part of a name or type stay."""
    assert normalise_message(message) == told


@given(some.text(alphabet="ab .,-_1(`"), some.lists(some.floats(allow_nan=False), min_size=2, max_size=2))
def test_any_two_numbers_are_alike(words: str, numbers: list[float]) -> None:
    """Whatever stands around them."""
    first, second = (f"{words} ({number:g}) {words}" for number in numbers)

    assert normalise_message(first) == normalise_message(second)


@pytest.mark.parametrize("hostile", ["1" * 100_000, "1." * 50_000, "-" * 100_000, "1e" * 50_000, "1_" * 50_000])
def test_a_hostile_message_takes_no_time(hostile: str) -> None:
    """A message is looked at up to its cap, in linear time."""
    assert len(normalise_message(hostile)) <= 2_000


def test_clusters_are_reported_by_criterion_diagnosis_and_message() -> None:
    """The largest first, with the first learner's words as the example; loners are counted, not listed."""
    found, left = clusters(
        [
            divergence("ada", "3 of 4 differ."),
            divergence("bo", "1 of 4 differ."),
            divergence("cy", "1 of 4 differ.", rule="no_bias"),
            divergence("di", "1 of 4 differ.", criterion=1),
            divergence("ed", "2 of 4 differ."),
            divergence("flo", "It is not there.", criterion=1),
            divergence("gil", "It is not there.", criterion=1),
        ]
    )

    assert [(one.size, one.criterion, one.message, one.example, one.learners) for one in found] == [
        (3, "value", "# of # differ.", "3 of 4 differ.", ("ada", "bo", "ed")),
        (2, "shape", "It is not there.", "It is not there.", ("flo", "gil")),
    ]
    assert left == 2


def test_what_is_not_listed_is_counted() -> None:
    """Many clusters and large ones are cut to what somebody reads, and nobody disappears."""
    many = [divergence(f"l{n:04}", "Same.") for n in range(LEARNERS + 5)]
    kinds = [divergence(f"k{n}", f"Kind {'x' * (n // 2)}.") for n in range(2 * LISTED + 10)]
    found, left = clusters(many + kinds)

    assert (len(found), found[0].size, len(found[0].learners)) == (LISTED, LEARNERS + 5, LEARNERS)
    assert sum(one.size for one in found) + left == len(many) + len(kinds)
