"""What an attempt loses for being late. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache

from grader.gradebook.marks.clock import add_periods, periods_begun
from grader.gradebook.marks.policy import LatePenalty, Policy
from grader.gradebook.marks.records import NOTHING
from grader.gradebook.records import Decision

BY_POLICY = "late policy"
"""Who decided, where it was nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What is lost, and why."""

    late: timedelta = timedelta()
    """How long after the due date; zero where in time."""
    share: Fraction = NOTHING
    """Of the points, 0 to 1."""
    rule: str = ""
    """A phrase; empty if in time."""
    cut_off: bool = False
    """Whether it came after the cut-off, so that it counts for nothing."""


NO_LOSS = Loss()


def loss(handed_in: datetime, due: datetime | None, policy: Policy, zone: tzinfo) -> Loss:
    """What the policy takes from something handed in then. The later, the more, or as much."""
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
    """What an instructor decided that is lost, whenever it was handed in."""
    late = handed_in - due if due and handed_in > due else timedelta()
    return Loss(late=late, share=of, rule=f"set by {decision.who}: {decision.why}")


@lru_cache(maxsize=10_000)
def _stepped(steps: int, rule: LatePenalty) -> tuple[Fraction, str]:
    """What so many steps take, and why."""
    whole = steps * rule.loses
    phrase = f"{format_share(rule.loses)} for each {rule.each.words} begun: {steps}"
    if whole > rule.cap:
        phrase += f", at most {format_share(rule.cap)}"
    return min(whole, rule.cap), phrase


def format_share(of: Fraction) -> str:
    """A fraction as people read it: "12.5 %"."""
    return f"{float(of * 100):.6g} %"
