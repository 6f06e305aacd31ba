"""What an attempt loses for being late. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from grader.marks.clock import begun, later
from grader.marks.records import NOTHING, Late, Policy
from grader.model import Decision

BY_POLICY = "late policy"
"""Who decided, where it was nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What is lost, and why."""

    late: timedelta = timedelta()
    """How long after the due date; zero where in time."""
    of: Fraction = NOTHING
    """Of the points, 0 to 1."""
    rule: str = ""
    """A phrase; empty where in time."""
    cut_off: bool = False
    """Whether it came after the cut-off, so that it counts for nothing."""


IN_TIME = Loss()


def loss(handed_in: datetime, due: datetime | None, policy: Policy, zone: tzinfo) -> Loss:
    """What the policy takes from something handed in then. The later, the more, or as much."""
    if due is None or handed_in <= due:
        return IN_TIME
    late = handed_in - due
    if policy.cut_off and handed_in > later(due, policy.cut_off, zone):
        rule = f"handed in after the cut-off, {policy.cut_off.words} past the due date"
        return Loss(late=late, of=Fraction(1), rule=rule, cut_off=True)
    if policy.grace and handed_in <= later(due, policy.grace, zone):
        return Loss(late=late, rule=f"within the grace of {policy.grace.words}")
    if policy.late is None:
        return Loss(late=late, rule="being late costs nothing")
    return _stepped(late, begun(due, handed_in, policy.late.each, zone), policy.late)


def by_hand(handed_in: datetime, due: datetime | None, decision: Decision, of: Fraction) -> Loss:
    """What an instructor decided that is lost, whenever it was handed in."""
    late = handed_in - due if due and handed_in > due else timedelta()
    return Loss(late=late, of=of, rule=f"set by {decision.who}: {decision.why}")


def _stepped(late: timedelta, steps: int, rule: Late) -> Loss:
    whole = steps * rule.loses
    phrase = f"{share(rule.loses)} for each {rule.each.words} begun: {steps}"
    if whole > rule.cap:
        phrase += f", at most {share(rule.cap)}"
    return Loss(late=late, of=min(whole, rule.cap), rule=phrase)


def share(of: Fraction) -> str:
    """A fraction as people read it: "12.5 %"."""
    return f"{float(of * 100):.6g} %"
