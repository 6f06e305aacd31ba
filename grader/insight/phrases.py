"""What the terminal and the page say alike."""

from typing import Final

from grader.insight.records import Alarm

ACCUSES_NOBODY: Final = (
    "It says nothing about why: people who work together, or read the same page, write alike. Look before you ask."
)


def explain_alarm(alarm: Alarm) -> str:
    """Why a criterion is to be suspected, in two sentences."""
    strong = f"{alarm.strong.passed} of {alarm.strong.judged} strong learners pass it"
    others = f"{alarm.others.passed} of {alarm.others.judged} others"
    if alarm.kind == "reversed":
        return f"{strong}, and {others}. Does it refuse a right answer that they found?"
    return f"{strong}, and {others}: most of the strong fail, and no more of the others. Can it be passed at all?"
