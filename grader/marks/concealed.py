"""What a learner may know of marks while some feedback waits. Pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from grader.gradebook.decision_records import Decision, DecisionKind
from grader.gradebook.streams import LearnerScores
from grader.marks.lateness import BY_POLICY


def conceal(standing: LearnerScores, exercises: Collection[str]) -> LearnerScores:
    """The standing as if these exercises were not asked of the learner, so that no sum tells anything about them."""
    excuses = [
        Decision(
            learner=standing.learner,
            exercise=exercise,
            kind=DecisionKind.EXCUSED,
            value=1.0,
            who=BY_POLICY,
            when=datetime.min.replace(tzinfo=UTC),
            why="its feedback waits",
        )
        for exercise in exercises
    ]
    return replace(
        standing,
        attempts=[one for one in standing.attempts if one.exercise not in exercises],
        decisions=[
            *(one for one in standing.decisions if one.exercise not in exercises or one.kind is DecisionKind.EXTENSION),
            *excuses,
        ],
    )
