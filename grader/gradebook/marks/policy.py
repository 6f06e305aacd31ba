"""The rules of an assignment, as an instructor wrote them, and what an attempt loses for being late. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum, unique
from fractions import Fraction
from functools import lru_cache

from grader.gradebook.decisions import Decision
from grader.gradebook.marks.clock import Period, add_periods, periods_begun


@unique
class AttemptRule(StrEnum):
    """Which of a learner's attempts at an exercise counts. Each attempt is considered with what it loses for being
    late.
    """

    BEST = "best"
    """The attempt that is worth most; of equal ones the first."""
    LAST = "last"
    """The last attempt that was handed in before the cut-off."""
    AVERAGE = "average"
    """The mean of all attempts that were handed in before the cut-off."""


@unique
class FeedbackRule(StrEnum):
    """From when a service shows learners the points and pages of what they handed in."""

    AT_ONCE = "at once"
    """As soon as it is judged."""
    AFTER_DUE = "after the due date"
    """After the learner's own due date, including extensions."""
    BY_HAND = "by hand"
    """When an instructor has released the feedback of the assignment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePenalty:
    """The penalty for being late."""

    loses: Fraction
    """The share of the points earned, 0 to 1, that is lost for each `each` that has begun after the due date."""
    each: Period
    cap: Fraction = Fraction(1)
    """The most that is lost, 0 to 1; an attempt after the cut-off loses everything nevertheless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules by which an assignment is handed in and marked."""

    attempts: AttemptRule = AttemptRule.LAST
    grace: Period | None = None
    """How long after the due date nothing is lost. After that, lateness is counted from the due date itself."""
    late: LatePenalty | None = None
    """None if being late costs nothing."""
    cut_off: Period | None = None
    """How long after the due date a hand-in still counts, and a service accepts one; None for ever."""
    drop_lowest: int = 0
    """How many exercises are left out for each learner: those whose omission helps most."""
    attempts_per_day: int | None = None
    """How many attempts at each exercise a service accepts on one day of the course's clock; None for any number."""
    verified_only: bool = False
    """Whether only verified points count: if True, points for which only the submission vouches are neither earned
    nor possible.
    """
    feedback: FeedbackRule = FeedbackRule.AT_ONCE


# What an attempt loses for being late.


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The share that is lost, and why."""

    late: timedelta = timedelta()
    """How long after the due date; zero if in time."""
    share: Fraction = Fraction(0)
    """The share of the points that is lost, 0 to 1."""
    rule: str = ""
    """The reason as a phrase; empty if in time."""
    cut_off: bool = False
    """Whether it came after the cut-off, so that it counts for nothing."""


NO_LOSS = Loss()


def loss(handed_in: datetime, due: datetime | None, policy: Policy, zone: tzinfo) -> Loss:
    """The loss by the policy for something handed in at that time. A later time never loses less."""
    if due is None or handed_in <= due:
        return NO_LOSS
    late = handed_in - due
    if policy.cut_off and handed_in > add_periods(due, policy.cut_off, zone):
        rule = f"handed in after the cut-off, {policy.cut_off.words} past the due date"
        return Loss(late=late, share=Fraction(1), rule=rule, cut_off=True)
    if policy.grace and handed_in <= add_periods(due, policy.grace, zone):
        return Loss(late=late, rule=f"within the grace of {policy.grace.words}")
    if policy.late is None:
        return Loss(late=late, rule="being late costs nothing")
    of, rule = _stepped(periods_begun(due, handed_in, policy.late.each, zone), policy.late)
    return Loss(late=late, share=of, rule=rule)


def loss_by_decision(handed_in: datetime, due: datetime | None, decision: Decision, of: Fraction) -> Loss:
    """The loss that an instructor decided, whenever it was handed in."""
    late = handed_in - due if due and handed_in > due else timedelta()
    return Loss(late=late, share=of, rule=f"set by {decision.who}: {decision.why}")


@lru_cache(maxsize=10_000)
def _stepped(steps: int, rule: LatePenalty) -> tuple[Fraction, str]:
    """The loss after this many steps, and a phrase that explains it."""
    whole = steps * rule.loses
    phrase = f"{format_share(rule.loses)} for each {rule.each.words} begun: {steps}"
    if whole > rule.cap:
        phrase += f", at most {format_share(rule.cap)}"
    return min(whole, rule.cap), phrase


def format_share(of: Fraction) -> str:
    """A fraction as people read it: "12.5 %"."""
    return f"{float(of * 100):.6g} %"
