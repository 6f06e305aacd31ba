"""The alarm "strong learners fail this: suspect the criterion".

A criterion is healthy where strong learners pass it at least as often as others do, and where a strong learner passes
it at least as likely as not. Two exact tests look for criteria that are not:

reversed         strong learners pass less often than others (Fisher's exact test)
refuses_strong   most strong learners fail (sign test), and they don't pass more often than others do, which would
                 suggest a hard criterion that separates learners

Strong are the first 27 % of those who handed in the exercise, the share that separates the upper group from the lower
best (T. L. Kelley, "The selection of upper and lower groups for the validation of test items", Journal of Educational
Psychology 30, 1939), by the other exercises alone. Only learners whom the criterion passed or failed count: one who is
stopped earlier says nothing about it.

The levels of both tests of all criteria of a cohort add up to `FALSE_ALARMS`, so by Bonferroni's inequality a cohort
whose criteria are all healthy raises any alarm with at most that probability.
"""

from typing import Final

from grader.insight.records import Alarm, LearnerGroup
from grader.insight.statistics import minority_chance, reversal_chance

FALSE_ALARMS: Final = 0.001
"""The most likely that a cohort with healthy criteria alone raises an alarm."""
DISCRIMINATION_LEVEL: Final = 0.05
"""How unlikely a difference in favour of strong learners has to be to speak for a hard criterion."""


def alarm(strong: LearnerGroup, others: LearnerGroup, *, criteria: int) -> Alarm | None:
    """The alarm on one criterion of so many that are looked at, or None."""
    level = FALSE_ALARMS / (2 * criteria)
    if (
        strong.passed * others.judged < others.passed * strong.judged
        and (chance := reversal_chance(strong, others)) <= level
    ):
        return Alarm(kind="reversed", strong=strong, others=others, chance=chance)
    if 2 * strong.passed < strong.judged and (chance := minority_chance(strong)) <= level:
        return (
            None
            if _tells_apart(strong, others)
            else Alarm(kind="refuses_strong", strong=strong, others=others, chance=chance)
        )
    return None


def explain_alarm(alarm: Alarm) -> str:
    """Why a criterion is suspect, in two sentences that the terminal and the page show."""
    strong = f"{alarm.strong.passed} of {alarm.strong.judged} strong learners pass it"
    others = f"{alarm.others.passed} of {alarm.others.judged} others"
    if alarm.kind == "reversed":
        return f"{strong}, and {others}. Does it refuse a right answer that they found?"
    return f"{strong}, and {others}: most of the strong fail, and no more of the others. Can it be passed at all?"


def _tells_apart(strong: LearnerGroup, others: LearnerGroup) -> bool:
    """Whether strong learners pass more often than others, beyond chance: then others fail more often than they."""
    failing = [LearnerGroup(judged=group.judged, passed=group.judged - group.passed) for group in (strong, others)]
    return reversal_chance(*failing) <= DISCRIMINATION_LEVEL
