"""Marks from attempts, policies and decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from grader.gradebook import Decision, DecisionKind
from grader.gradebook.marks import AttemptRule, ExerciseMark
from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.streams import AttemptScore, CriterionScore
from tests.grader.gradebook.marks.ada import (
    DUE,
    EXCUSED,
    EXTENSION,
    LATE,
    OVERRIDE,
    TENTH,
    course,
    decision,
    first,
    scored,
    worked,
)


@pytest.mark.parametrize(
    ("attempts", "earned", "counting"),
    [(AttemptRule.LAST, "1.6", 3), (AttemptRule.BEST, "2.8", 2), (AttemptRule.AVERAGE, "1.8", None)],
)
def test_attempts_count_with_what_they_lose(attempts: AttemptRule, earned: str, counting: int | None) -> None:
    """The best is the best after lateness, not the highest before it; the mean is of the attempts after lateness."""
    policy = replace(TENTH, attempts=attempts)
    tries = (
        scored("a", 1, 1),
        scored("a", 2, 4, timedelta(days=3)),
        scored("a", 3, 2, timedelta(days=1, hours=1)),
        scored("a", 4, 4, timedelta(days=8)),
    )

    mark = first(worked(course("a", policy=policy), *tries))

    assert Fraction(earned) == mark.earned
    assert counting == mark.attempt
    assert mark.earned == mark.judged * (1 - mark.loses)
    assert not mark.attempts[3].counts


def test_only_late_of_the_cut_off_is_nothing() -> None:
    """Where every attempt came after the cut-off, the mark is zero, and says that something was handed in."""
    mark = first(worked(course("a"), scored("a", 1, 4, timedelta(days=8))))

    assert [mark.earned, mark.loses, mark.missing, mark.percent] == [0, 1, False, 0]


def test_of_attempts_after_the_cut_off_the_last_is_shown() -> None:
    """None of them counts for anything, whatever the rule; a fault of the grader in one leaves nothing open."""
    tries = [scored("a", number, 4, timedelta(days=8 + number), unscored=2) for number in (1, 2)]

    for attempts in AttemptRule:
        mark = first(worked(course("a", policy=replace(TENTH, attempts=attempts)), *tries))
        assert [mark.attempt, mark.earned, mark.percent] == [2, 0, 0]


def test_the_time_that_the_source_system_recorded_counts() -> None:
    """What the grader saw two months later was handed in when the LMS says; without its word when it was seen."""
    outside = scored("a", 1, 4)
    seen = outside._replace(submitted=None, received=DUE + timedelta(days=2))

    assert first(worked(course("a"), outside)).earned == 4
    late = first(worked(course("a"), seen))
    assert [late.earned, late.attempts[0].reported] == [Fraction("3.2"), False]


def test_missing_is_zero_once_it_is_due() -> None:
    """Before that it counts neither for nor against, and nothing is final; afterwards it is zero."""
    two = course("a", "b")

    before = worked(two, scored("a", 1, 3), now=DUE)
    after = worked(two, scored("a", 1, 3), now=DUE + timedelta(seconds=1))

    early, late = before.marks[0], after.marks[0]
    assert [early.earned, early.possible, early.final, early.open] == [3, 4, None, True]
    assert [late.earned, late.possible, str(late.final)] == [3, 8, "3.00"]
    assert [str(before.percent), str(after.percent)] == ["75.00", "37.50"]


def test_what_is_never_due_and_missing_counts_neither_for_nor_against() -> None:
    """Without a due date nobody loses points by handing in the first of several exercises."""
    never = course("a", "b", due=None)

    assert worked(never).possible == 0
    assert worked(never).marks[0].open
    begun = worked(never, scored("b", 1, 3)).marks[0]
    assert [begun.earned, begun.possible, begun.open, begun.final] == [3, 4, True, None]
    assert str(worked(never, scored("a", 1, 4), scored("b", 1, 3)).marks[0].final) == "7.00"


def test_an_override_that_hides_a_better_attempt_is_told() -> None:
    """A later attempt, or a better judgement of the same; not what whoever decided knew of."""
    override = decision(OVERRIDE, value=2.0, automatic=1.0)
    known = replace(override, when=DUE + timedelta(days=90), automatic=3.0)

    def outdone(made: Decision, *found: AttemptScore) -> list[tuple[int, Fraction]]:
        return [(one.attempt, one.automatic) for one in first(worked(course("a"), *found, decisions=[made])).outdone]

    early = replace(override, when=DUE)
    assert outdone(early, scored("a", 1, 1), scored("a", 2, 3)) == [(2, Fraction(3))]
    assert outdone(early, scored("a", 1, 1), scored("a", 2, 2)) == []
    assert outdone(known, scored("a", 1, 3)) == []
    assert outdone(replace(known, automatic=1.0), scored("a", 1, 3)) == [(1, Fraction(3))]


def test_an_override_of_a_criterion_that_hides_better_points_is_told() -> None:
    """Where the grader gives more for that criterion of an attempt that it saw later."""
    made = replace(decision(OVERRIDE, criterion="c", value=1.0, automatic=0.0), when=DUE)
    points = {("a", 2, "c"): CriterionScore(earned=2, unscored=0), ("a", 1, "c"): CriterionScore(earned=0, unscored=0)}
    tries = (scored("a", 1, 1), scored("a", 2, 3))

    assert [one.attempt for one in first(worked(course("a"), *tries, decisions=[made], criteria=points)).outdone] == [2]
    assert first(worked(course("a"), tries[0], decisions=[made], criteria=points)).outdone == ()


def test_unscored_is_never_zero() -> None:
    """Points that we failed to judge leave no percentage anywhere, and no final points."""
    mark = worked(course("a", "b"), scored("a", 1, 1, timedelta(hours=1), unscored=2), scored("b", 1, 4))

    assert [first(mark).unscored, mark.unscored] == [Fraction("1.8"), Fraction("1.8")]
    assert {one.percent for one in (mark, mark.marks[0], first(mark))} == {None}
    assert mark.marks[0].final is None


def test_unscored_points_matter_only_where_they_can() -> None:
    """A fault in an attempt that can't become the best, or whose exercise is dropped anyhow, leaves the mark final."""
    best = replace(TENTH, attempts=AttemptRule.BEST)

    settled = first(worked(course("a", policy=best), scored("a", 1, 4), scored("a", 2, 2, unscored=2)))
    unsettled = first(worked(course("a", policy=best), scored("a", 1, 3), scored("a", 2, 2, unscored=2)))
    low = worked(course("a", "b", drop=1), scored("a", 1, 4), scored("b", 1, 1, unscored=2))

    assert [settled.attempt, settled.unscored] == [1, 0]
    assert [unsettled.attempt, unsettled.unscored] == [2, 2]
    assert low.percent == 100


def test_an_excuse_takes_the_exercise_out() -> None:
    """It counts neither for nor against, and the others stand for the whole of the assignment."""
    three = course("a", "b", "c")
    excuse = decision(EXCUSED, "c")

    mark = worked(three, scored("a", 1, 3), scored("b", 1, 4), decisions=[excuse])

    assert [mark.marks[0].earned, mark.marks[0].possible, str(mark.marks[0].final)] == [7, 8, "10.50"]
    assert mark.marks[0].exercises[2].decisions == (excuse,)
    assert worked(three, decisions=[excuse, decision(EXCUSED, "c", value=None)]).possible == 12


def test_an_excuse_from_the_assignment_is_one_from_all_of_it() -> None:
    """Nothing of it counts in the course."""
    mark = worked(course("a"), scored("a", 1, 0), decisions=[decision(EXCUSED, None, assignment="week")])

    assert [mark.possible, mark.percent, mark.marks[0].excused] == [0, None, True]


def test_an_override_replaces_points_and_not_lateness() -> None:
    """An instructor's points replace the grader's, also those of a fault; late work stays late."""
    override = decision(OVERRIDE, value=3.5, automatic=1.0)
    late = scored("a", 1, 1, timedelta(hours=30), unscored=2)

    mark = first(worked(course("a"), late, decisions=[override]))

    assert [mark.judged, mark.earned, mark.unscored] == [Fraction("3.5"), Fraction("2.8"), 0]
    assert mark.decisions == (override,)
    given = first(worked(course("a"), decisions=[override], now=DUE - timedelta(days=1)))
    assert [given.earned, given.open] == [Fraction("3.5"), False]


def test_a_criterion_is_overridden_in_each_attempt() -> None:
    """The points of one criterion change, in whichever attempt counts; one of the whole exercise stands above it."""
    override = decision(OVERRIDE, criterion="c", value=2.0)
    found = {("a", 1, "c"): CriterionScore(0, 0), ("a", 2, "c"): CriterionScore(1, 1)}
    tries = (scored("a", 1, 1), scored("a", 2, 2, unscored=1))

    mark = first(worked(course("a"), *tries, decisions=[override], criteria=found))
    above = first(worked(course("a"), *tries, decisions=[decision(OVERRIDE, value=0.5), override], criteria=found))

    assert [one.earned for one in mark.attempts] == [3, 3]
    assert [mark.earned, mark.unscored] == [3, 0]
    assert above.earned == Fraction("0.5")


def test_the_last_decision_of_a_kind_counts() -> None:
    """Earlier ones stay in the gradebook and change nothing; taken back, the grader's word counts again."""
    one, other = decision(OVERRIDE, value=4.0), decision(OVERRIDE, value=2.0)

    assert first(worked(course("a"), scored("a", 1, 1), decisions=[one, other])).earned == 2
    back = decision(OVERRIDE, value=None)
    assert first(worked(course("a"), scored("a", 1, 1), decisions=[one, other, back])).earned == 1


@pytest.mark.parametrize("target", [{"exercise": "a"}, {"exercise": None, "assignment": "week"}])
def test_an_extension_moves_the_due_date(target: dict[str, str | None]) -> None:
    """Of one exercise or of the assignment, for lateness and cut-off; an earlier one moves nothing."""
    late = scored("a", 1, 4, timedelta(days=8, hours=1))
    until = decision(EXTENSION, **target, until=DUE + timedelta(days=8))
    before = decision(EXTENSION, **target, until=DUE - timedelta(days=8))

    extended = first(worked(course("a"), late, decisions=[until]))

    assert [extended.earned, extended.late] == [Fraction("3.6"), timedelta(hours=1)]
    assert extended.due is not None
    assert extended.due.extended_by == until
    assert until in extended.decisions
    assert first(worked(course("a"), late, decisions=[before])).earned == 0
    assert first(worked(course("a"), decisions=[until], now=DUE + timedelta(days=7))).open


def test_an_extension_for_ever_is_one() -> None:
    """The last day of the calendar leaves room for the policy's own days."""
    until = decision(EXTENSION, until=datetime.max.replace(tzinfo=UTC))

    assert first(worked(course("a"), scored("a", 1, 4, timedelta(days=90)), decisions=[until])).earned == 4


def test_an_extension_lets_no_worse_attempt_count() -> None:
    """Where the last counts and came after the cut-off, the one before counts; an extension doesn't change that."""
    tries = (scored("a", 1, 4), scored("a", 2, 1, timedelta(days=9)))
    until = decision(EXTENSION, until=DUE + timedelta(days=10))

    assert first(worked(course("a"), *tries, decisions=[until])).earned == 4


def test_lateness_set_by_hand_stands_above_the_policy() -> None:
    """An instructor may take nothing, or more; once taken back, the policy's own rule counts."""
    late = scored("a", 1, 4, timedelta(days=8))
    waived, back = decision(LATE, value=0.0), decision(LATE, value=None)

    assert first(worked(course("a"), late, decisions=[waived])).earned == 4
    assert first(worked(course("a"), scored("a", 1, 4), decisions=[decision(LATE, value=0.25)])).earned == 3
    assert first(worked(course("a"), late, decisions=[waived, back])).earned == 0
    assert first(worked(course("a"), late, decisions=[decision(LATE, None, assignment="week", value=0.5)])).earned == 2


def test_the_policys_own_notes_change_nothing() -> None:
    """They record what was taken then; marks follow from the policy as it is now."""
    stale = decision(LATE, value=0.9, who=BY_POLICY)

    assert first(worked(course("a"), scored("a", 1, 4), decisions=[stale])).earned == 4


def test_weights_are_shares_of_the_assignment() -> None:
    """Half of an exercise that counts for six is three, whatever its rubric has."""
    mark = worked(course("a", "b", weighing=(6, 2)), scored("a", 1, 2), scored("b", 1, 4))

    assert [mark.marks[0].earned, mark.marks[0].possible] == [5, 8]


def test_the_lowest_is_left_out() -> None:
    """Of exercises in an assignment, and of assignments in the course; the mark says which."""
    mark = worked(course("a", "b", "c", drop=1), scored("a", 1, 4), scored("b", 1, 2))
    base = course("a")
    two = replace(base, every=(base.every[0], replace(course("b").every[0], id="next")), drop_lowest=1)

    assert [one.dropped for one in mark.marks[0].exercises] == [False, False, True]
    assert [mark.marks[0].earned, mark.marks[0].possible] == [6, 8]
    assert [one.dropped for one in worked(two, scored("a", 1, 1), scored("b", 1, 3)).marks] == [True, False]


VERIFIED = replace(TENTH, verified_only=True)
PARTLY = scored("a", 1, 4)._replace(verified_earned=2, verified_possible=3, verified_unscored=0)
"""All four points, of which three can be verified, and two are."""
SHOWN = CriterionScore(earned=1, unscored=0, possible=1, verifiable=False, trusted=False)
"""A criterion that nothing verifies, such as of a picture."""
MADE_UP = CriterionScore(earned=1, unscored=0, possible=1, verifiable=True, trusted=False)
"""One that others are verified by, and this learner is not."""


def only_verified(*found: AttemptScore, **rest: Any) -> ExerciseMark:
    return first(worked(course("a", policy=VERIFIED), *found, **rest))


def test_an_assignment_can_count_verified_points_alone() -> None:
    """What the submission alone vouches for is neither earned nor asked for; without the policy all of it counts."""
    assert only_verified(PARTLY).share == Fraction(2, 3)
    assert first(worked(course("a"), PARTLY)).share == 1
    late = PARTLY._replace(submitted=DUE + timedelta(hours=1))
    assert only_verified(late).earned == Fraction(18, 10)


def test_what_a_fault_of_ours_left_of_verified_points_is_open() -> None:
    """And what it left of others does not matter."""
    assert only_verified(PARTLY._replace(unscored=1)).unscored == 0
    assert only_verified(PARTLY._replace(verified_unscored=1)).share is None


def test_the_attempt_with_most_verified_points_counts() -> None:
    """By the policy of the best: not the one that says most for itself."""
    policy = replace(VERIFIED, attempts=AttemptRule.BEST)
    honest = PARTLY._replace(attempt=2, earned=3, verified_earned=3)

    assert first(worked(course("a", policy=policy), PARTLY, honest)).attempt == 2


@pytest.mark.parametrize(
    ("criterion", "judged", "possible"),
    [(SHOWN, 3, 4), (MADE_UP, 3, 3), (MADE_UP._replace(trusted=True), 2, 3)],
    ids=["not verifiable", "not verified", "verified"],
)
def test_points_that_an_instructor_gave_need_no_verification(
    criterion: CriterionScore, judged: int, possible: int
) -> None:
    """Somebody looked: they count, out of what the criterion is worth."""
    made = decision(OVERRIDE, criterion="c", value=1.0, automatic=1.0)

    mark = only_verified(PARTLY, decisions=[made], criteria={("a", 1, "c"): criterion})

    assert (int(mark.judged), mark.possible) == (judged, possible)


def test_an_override_of_the_whole_exercise_is_out_of_the_whole() -> None:
    """An instructor who gives four of four has given all."""
    assert only_verified(PARTLY, decisions=[decision(OVERRIDE, value=4.0)]).share == 1


def test_an_exercise_that_nothing_can_verify_counts_neither_for_nor_against() -> None:
    """Also the results of earlier graders, which did not say what they rest on."""
    marked = worked(course("a", "b", policy=VERIFIED), scored("a", 1, 4), PARTLY._replace(exercise="b"))

    assert [one.counts for one in marked.marks[0].exercises] == [False, True]
    assert marked.share == Fraction(2, 3)
    assert not only_verified(scored("a", 1, 0)).counts
    assert only_verified().counts


REFUSED = {
    ("a", 1, "c"): CriterionScore(earned=0, unscored=0, refused=2),
    ("a", 1, "d"): CriterionScore(earned=0, unscored=0, refused=1),
    ("a", 1, "e"): CriterionScore(earned=1, unscored=0),
}
SEEN = scored("a", 1, 1)._replace(received=DUE)


def test_what_was_reopened_is_open_and_no_zero() -> None:
    """All that was refused, or one criterion of it; without a decision it costs what it costs."""
    whole = decision(DecisionKind.REOPENED, value=1.0)

    assert first(worked(course("a"), SEEN, criteria=REFUSED)).percent == 25
    opened = first(worked(course("a"), SEEN, criteria=REFUSED, decisions=[whole]))
    assert [opened.earned, opened.unscored, opened.percent] == [1, 3, None]
    part = first(worked(course("a"), SEEN, criteria=REFUSED, decisions=[replace(whole, criterion="d")]))
    assert [part.unscored, part.decisions] == [1, (replace(whole, criterion="d"),)]
    back = [whole, replace(whole, value=None)]
    assert first(worked(course("a"), SEEN, criteria=REFUSED, decisions=back)).percent == 25


def test_points_that_somebody_gives_end_what_was_reopened() -> None:
    """Of one criterion these points, and the others stay open; of the exercise these and nothing is open."""
    whole = decision(DecisionKind.REOPENED, value=1.0)

    one = first(
        worked(course("a"), SEEN, criteria=REFUSED, decisions=[whole, decision(OVERRIDE, criterion="c", value=2.0)])
    )
    assert [one.earned, one.unscored] == [3, 1]
    every = first(worked(course("a"), SEEN, criteria=REFUSED, decisions=[whole, decision(OVERRIDE, value=4.0)]))
    assert [every.earned, every.unscored, every.percent] == [4, 0, 100]


def test_what_is_handed_in_later_is_not_reopened_with_it() -> None:
    """Who knows how to be refused would otherwise have open points for ever; a regrade that reads it ends it too."""
    whole = decision(DecisionKind.REOPENED, value=1.0)
    later = scored("a", 2, 1)._replace(received=whole.when + timedelta(seconds=1))
    again = {("a", 2, "c"): CriterionScore(earned=0, unscored=0, refused=3)}
    last = course("a", policy=replace(TENTH, attempts=AttemptRule.LAST))

    assert first(worked(last, SEEN, later, criteria=REFUSED | again, decisions=[whole])).unscored == 0
    read = {("a", 1, "c"): CriterionScore(earned=2, unscored=0), ("a", 1, "d"): CriterionScore(earned=1, unscored=0)}
    mended = first(worked(course("a"), SEEN._replace(earned=4), criteria=REFUSED | read, decisions=[whole]))
    assert [mended.unscored, mended.percent] == [0, 100]
