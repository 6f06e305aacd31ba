"""The mark that counts, on pages."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from grader.gradebook import Decision, DecisionKind
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.marks.clock import Period
from grader.gradebook.marks.explanation import format_points
from grader.gradebook.marks.policy import AttemptRule, LatePenalty, Policy
from grader.gradebook.marks.records import AssignedExercise, Assignment, Assignments, CourseMark
from grader.gradebook.streams import AttemptScore, LearnerScores
from grader.model import Run
from reports.mark import MarkView, mark_view
from reports.submission import Standing, submission_page
from tests.rendered import page_html
from tests.reports.conftest import Sample

DUE = datetime(2026, 3, 9, 14, tzinfo=UTC)
LATE = LatePenalty(loses=Fraction(1, 10), each=Period(days=1, words="1 day"))
PART = AssignedExercise(exercise="a/b", weight=Fraction(4), points=4)
ASSIGNMENT = Assignment(
    id="a", title="A", parts=(PART,), weight=Fraction(4), due=DUE, policy=Policy(attempts=AttemptRule.BEST, late=LATE)
)
DECISION = Decision(
    learner="l", exercise="a/b", kind=DecisionKind.OVERRIDE, value=1.5, who="ada", when=DUE, why="talked"
)


def marked(*attempts: tuple[int, timedelta], decisions: tuple[Decision, ...] = ()) -> tuple[MarkView, CourseMark]:
    """What attempts come to, each with its points and how long after the due date it came."""
    rows = [
        AttemptScore("l", "a/b", number, DUE + late, DUE + late, earned, 4, 0)
        for number, (earned, late) in enumerate(attempts, start=1)
    ]
    scores = LearnerScores(learner="l", attempts=rows, decisions=decisions, criteria={})
    mark = marks_of(scores, Assignments(every=(ASSIGNMENT,), zone=UTC), now=DUE + timedelta(days=9))
    (only,) = mark.exercises()
    return mark_view(only, ASSIGNMENT, UTC), mark


def test_a_mark_in_time_needs_no_word() -> None:
    """One attempt in time that nobody decided about: the points, and nothing to explain."""
    view, _ = marked((3, timedelta(hours=-1)))

    assert (view.earned, view.possible, view.why, view.short) == ("3", 4, (), "3/4")


def test_lateness_is_said_in_a_sentence() -> None:
    """How late, and what it takes."""
    view, _ = marked((4, timedelta(hours=26)))

    assert view.earned == "3.2"
    assert view.why == (
        "Attempt 1 of 2026-03-10 16:00 UTC is 1 day 2 h late: it loses 20 % (10 % for each 1 day begun: 2).",
    )


def test_the_best_attempt_is_said_to_count() -> None:
    """A later attempt that is worse takes nothing away, and the page says which counts."""
    view, _ = marked((4, timedelta(hours=-2)), (1, timedelta(hours=-1)))

    assert (view.earned, view.attempt) == ("4", 1)
    assert view.why == ("Attempt 1 counts: it is the best one after late deductions.",)


def test_a_decision_is_said_with_who_and_why() -> None:
    """And its points are the mark."""
    view, _ = marked((4, timedelta(hours=-2)), decisions=(DECISION,))

    assert view.earned == "1.5"
    assert view.why == ("Override of all of it to 1.5 points, ada on 2026-03-09 14:00 UTC: talked.",)


def test_an_excuse_has_no_points() -> None:
    """The word stands in the place of the number, and what it means below."""
    excuse = replace(DECISION, kind=DecisionKind.EXCUSED, value=1)
    view, _ = marked(decisions=(excuse,))

    assert (view.word, view.earned) == ("excused", "")
    assert view.why[0] == "You are excused: this exercise counts neither for nor against you."


def test_the_mark_is_the_one_that_marks_computes() -> None:
    """Over every number of points and lateness: pages have no arithmetic of their own."""
    for earned in range(5):
        for late in range(-1, 4):
            view, mark = marked((earned, timedelta(days=late)), (earned // 2, timedelta(days=late, hours=1)))
            (only,) = mark.exercises()
            assert view.earned == format_points(only.earned, only.earned)


def header(samples: Mapping[str, Sample], reference: Run, view: MarkView, attempt: int) -> str:
    """What the top of the page of an attempt says, without markup. The attempt has 4 of 7 points."""
    result, run, exercise = samples["wrong_value"]
    result = replace(result, submission=replace(result.submission, attempt=attempt))
    page = submission_page(result, run, exercise, reference, lessons={}, standing=Standing(mark=view))
    top = re.search(r'<div class="mark state-\w+">.*?</div>', page_html(page), re.DOTALL)
    assert top is not None
    return " ".join(re.sub(r"<[^>]*>", " ", top[0]).split())


@pytest.mark.parametrize(
    ("attempts", "decided", "attempt", "said"),
    [
        ((4, 1), {}, 2, "4 of 4 points all right attempt 2: {}, partly due …"),
        ((4, 1), {}, 1, "4 of 4 points all right attempt 1: {}, partly due …"),
        ((1,), {"value": 4.0}, 1, "4 of 4 points all right attempt 1: {}, partly due …"),
        ((1,), {"value": 0.0}, 1, "0 of 4 points wrong attempt 1: {}, partly due …"),
        ((1,), {"kind": DecisionKind.EXCUSED, "value": 1.0}, 1, "excused attempt 1: {}, partly due …"),
    ],
    ids=["a later one is worse", "other points", "points of an instructor", "none of an instructor", "excused"],
)
def test_a_word_beside_the_mark_is_of_the_mark(  # noqa: PLR0913, PLR0917 - what a page depends on
    samples: Mapping[str, Sample],
    reference: Run,
    attempts: tuple[int, ...],
    decided: Mapping[str, Any],
    attempt: int,
    said: str,
) -> None:
    """If what counts is something else than this attempt, both are said, and neither's word stands beside the other."""
    earned = tuple((points, timedelta(hours=-1)) for points in attempts)
    view, _ = marked(*earned, decisions=(replace(DECISION, **decided),) if decided else ())

    score = samples["wrong_value"][0].score
    expected = said.format(f"{score.earned} of {score.possible} points").replace("…", view.due)
    assert header(samples, reference, view, attempt) == expected


def test_a_page_whose_attempt_counts_has_one_word(samples: Mapping[str, Sample], reference: Run) -> None:
    """The work's own, also if lateness takes some of the points."""
    earned = samples["wrong_value"][0].score.earned
    view, _ = marked((earned, timedelta(hours=26)))

    assert header(samples, reference, view, 1) == f"{view.earned} of 4 points partly due {view.due}"
