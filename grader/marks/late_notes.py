"""What the late policy takes, noted in the gradebook: a row each time that it changes, with the reason. Pure.

Marks don't depend on these notes: they record what lateness took, when, and by which rule.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from grader.gradebook.decision_records import Decision, DecisionKind
from grader.gradebook.streams import LearnerScores
from grader.marks.explanation import format_lateness
from grader.marks.lateness import BY_POLICY
from grader.marks.records import Assignments, CourseMark, ExerciseMark
from grader.marks.standing_decisions import DecisionsInForce


def late_notes(
    standing: LearnerScores, mark: CourseMark, assignments: Assignments, *, now: datetime
) -> Iterator[Decision]:
    """The decisions that the gradebook lacks, so that the last of each exercise says what the policy takes of it."""
    noted = DecisionsInForce.from_decisions(standing.decisions).noted
    for one in mark.exercises():
        if one.missing or one.excused:
            continue
        last = noted.get(one.exercise)
        by_hand = any(past.kind is DecisionKind.LATE and past.who != BY_POLICY for past in one.decisions)
        value = float(one.loses) if one.loses and not by_hand else None
        why = "somebody decided what lateness takes" if by_hand else _why(one, assignments.zone)
        if (last.value, last.why) != (value, why) if last else value is not None:
            yield Decision(
                learner=one.learner,
                exercise=one.exercise,
                kind=DecisionKind.LATE,
                value=value,
                who=BY_POLICY,
                when=now,
                why=why,
            )


def _why(mark: ExerciseMark, zone: tzinfo) -> str:
    late = [format_lateness(one, zone) for one in mark.attempts if one.counts and one.loses]
    return (
        "; ".join(late) if late else "nothing is lost any more, by the due date, extensions and policy as they are now"
    )
