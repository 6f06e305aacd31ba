"""What a service takes when: attempts a day, and the end of hand-ins."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from grader.gradebook import Decision, DecisionKind
from grader.gradebook.hand_ins import EarlierHandIns
from grader.gradebook.marks import AssignedExercise, Assignment, Assignments, FeedbackRule, Period, Policy
from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.marks.hand_in_rules import FeedbackWait, HandInRules

BERLIN = ZoneInfo("Europe/Berlin")
EXERCISE = "01/sum"
DUE = datetime(2030, 10, 20, 23, 59, tzinfo=BERLIN)
NOON = datetime(2030, 10, 20, 12, tzinfo=BERLIN)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TWO_A_DAY = Policy(attempts_per_day=2)
A_WEEK = Policy(cut_off=Period(days=7, words="7 days"))


def rules(policy: Policy, due: datetime | None = DUE) -> HandInRules:
    part = AssignedExercise(exercise=EXERCISE, weight=Fraction(4), points=4)
    one = Assignment(id="week 1", title="Week 1", parts=(part,), weight=Fraction(4), due=due, policy=policy)
    return HandInRules(Assignments(every=(one,), zone=BERLIN))


def earlier(*times: datetime, decisions: Sequence[Decision] = ()) -> EarlierHandIns:
    return EarlierHandIns(last=None, times=tuple(one.astimezone(UTC) for one in times), decisions=tuple(decisions))


def decided(kind: DecisionKind, *, who: str = "ines", **more: object) -> Decision:
    target = {} if "assignment" in more else {"exercise": EXERCISE}
    facts = {"learner": "ada", "kind": kind, "who": who, "when": NOON, "why": "ill", **target, **more}
    return Decision(**facts)  # type: ignore[arg-type] # the fields' own types


def test_a_day_has_so_many_attempts_and_the_next_day_as_many_again() -> None:
    """The one beyond them is refused with the moment from which another is taken, by the course's clock."""
    kept = rules(TWO_A_DAY)
    late, early = NOON.replace(hour=23, minute=50), NOON.replace(hour=0)

    assert kept.refusal(EXERCISE, earlier(early), late.astimezone(UTC)) == ""
    assert kept.refusal(EXERCISE, earlier(early, NOON), late.astimezone(UTC)) == (
        "You have made 2 attempts at this exercise today, which is the limit for one day. You can make the next one "
        "from 2030-10-21 00:00 CEST on."
    )
    assert kept.refusal(EXERCISE, earlier(early, NOON), (late + 10 * MINUTE).astimezone(UTC)) == ""
    assert kept.refusal(EXERCISE, earlier(early - MINUTE, NOON), late.astimezone(UTC)) == "", (
        "yesterday's does not count"
    )


def test_days_are_those_of_the_course_s_clock_when_it_is_changed() -> None:
    """The last Sunday of October has 25 hours, and the next one begins after all of them."""
    sunday = datetime(2030, 10, 27, 0, 30, tzinfo=BERLIN)
    last = datetime(2030, 10, 27, 23, 30, tzinfo=BERLIN)

    said = rules(TWO_A_DAY).refusal(EXERCISE, earlier(sunday, sunday), last.astimezone(UTC))

    assert last.astimezone(UTC) - sunday.astimezone(UTC) == DAY
    assert said.endswith("from 2030-10-28 00:00 CET on.")


def test_no_next_attempt_is_promised_that_will_not_be_taken() -> None:
    """Where hand-ins end before the next day begins."""
    policy = Policy(attempts_per_day=1, cut_off=Period(exact=timedelta(), words="0 minutes"))

    assert rules(policy).refusal(EXERCISE, earlier(NOON), NOON).endswith("It closes before the next day begins.")


def test_after_the_cut_off_nothing_is_taken() -> None:
    """At that very moment it still is, and without a cut-off, a due date or an assignment it always is."""
    closes = DUE + 7 * DAY  # the same time by the clock, which was put back meanwhile

    assert rules(A_WEEK).refusal(EXERCISE, earlier(), closes) == ""
    assert rules(A_WEEK).refusal(EXERCISE, earlier(), closes + MINUTE) == (
        "This exercise was open until 2030-10-27 23:59 CET. If you need more time, ask your instructor."
    )
    assert rules(Policy()).refusal(EXERCISE, earlier(), closes + 900 * DAY) == ""
    assert rules(A_WEEK, due=None).refusal(EXERCISE, earlier(), closes + 900 * DAY) == ""
    assert rules(A_WEEK).refusal("99/none", earlier(), closes + 900 * DAY) == ""


@pytest.mark.parametrize("target", [{"exercise": EXERCISE}, {"assignment": "week 1"}])
def test_an_extension_moves_the_end(target: dict[str, str]) -> None:
    """The cut-off counts from the learner's own due date; an extension that was taken back moves nothing."""
    given = decided(DecisionKind.EXTENSION, until=(DUE + 3 * DAY).astimezone(UTC), **target)
    back = decided(DecisionKind.EXTENSION, **target)

    def refused(*decisions: Decision, after: timedelta) -> bool:
        return bool(rules(A_WEEK).refusal(EXERCISE, earlier(decisions=decisions), DUE + after))

    assert not refused(given, after=10 * DAY)
    assert refused(given, after=10 * DAY + MINUTE)
    assert refused(given, back, after=10 * DAY)


def test_what_was_decided_on_lateness_stands_above_the_cut_off() -> None:
    """As marks count what comes then by that decision; a note of the late policy is no decision."""
    after = DUE + 30 * DAY
    waived, noted = (decided(DecisionKind.LATE, value=0.0, who=who) for who in ("ines", BY_POLICY))

    assert rules(A_WEEK).refusal(EXERCISE, earlier(decisions=[waived]), after) == ""
    assert rules(A_WEEK).refusal(EXERCISE, earlier(decisions=[noted]), after) != ""


def test_feedback_waits_for_the_learner_s_own_due_date() -> None:
    """At that very moment it still does; without the rule it never does; an extension moves it for this learner."""
    kept = rules(Policy(feedback=FeedbackRule.AFTER_DUE))
    given = decided(DecisionKind.EXTENSION, until=(DUE + DAY).astimezone(UTC))

    assert kept.withheld((), (), DUE) == {EXERCISE: FeedbackWait(until=DUE)}
    assert kept.withheld((), (), DUE + MINUTE) == {}
    assert kept.withheld((given,), (), DUE + DAY) == {EXERCISE: FeedbackWait(until=DUE + DAY)}
    assert (rules(Policy()).withholds, rules(Policy()).withheld((), (), NOON)) == (False, {})


@pytest.mark.parametrize("due", [DUE, None])
def test_feedback_by_hand_waits_for_whoever_releases_it(due: datetime | None) -> None:
    """However long ago it was due, and also where it is never due; another assignment's release is none of it."""
    kept = rules(Policy(feedback=FeedbackRule.BY_HAND), due)

    assert list(kept.by_hand) == ["week 1"]
    assert kept.withheld((), ["week 2"], DUE + 30 * DAY) == {EXERCISE: FeedbackWait(until=None)}
    assert kept.withheld((), ["week 1"], NOON) == {}


def test_what_feedback_waits_for_is_said_by_the_clock_of_the_course() -> None:
    """To its learner, behind "feedback comes"."""
    assert FeedbackWait(until=DUE.astimezone(UTC)).words(BERLIN) == "after 2030-10-20 23:59 CEST"
    assert FeedbackWait(until=None).words(BERLIN) == "when your instructor releases it"
