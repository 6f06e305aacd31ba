"""One learner and one assignment, to be worked out without a gradebook."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from grader.gradebook import Decision, DecisionKind
from grader.gradebook.marks import (
    AssignedExercise,
    Assignment,
    Assignments,
    CourseMark,
    ExerciseMark,
    LatePenalty,
    Period,
    Policy,
)
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.streams import AttemptScore, CriterionScore, LearnerScores

DUE = datetime(2030, 10, 20, 22, tzinfo=UTC)
NOW = DUE + timedelta(days=300)
DAY = Period(days=1, words="1 day")
TENTH = Policy(
    late=LatePenalty(loses=Fraction(1, 10), each=DAY, cap=Fraction(1, 2)), cut_off=Period(days=7, words="7 days")
)
EXCUSED, EXTENSION, LATE, OVERRIDE = (
    DecisionKind.EXCUSED,
    DecisionKind.EXTENSION,
    DecisionKind.LATE,
    DecisionKind.OVERRIDE,
)


def course(
    *names: str, policy: Policy = TENTH, due: datetime | None = DUE, drop: int = 0, weighing: Sequence[int] = ()
) -> Assignments:
    """One assignment of exercises of four points, worth as much unless said."""
    worth = weighing or [4] * len(names)
    parts = tuple(
        AssignedExercise(exercise=name, weight=Fraction(w), points=4) for name, w in zip(names, worth, strict=True)
    )
    policy = replace(policy, drop_lowest=drop)
    one = Assignment(id="week", title="Week", parts=parts, weight=Fraction(sum(worth)), due=due, policy=policy)
    return Assignments(every=(one,), zone=UTC)


def scored(exercise: str, attempt: int, earned: int, late: timedelta = timedelta(), unscored: int = 0) -> AttemptScore:
    when = DUE + late
    return AttemptScore("ada", exercise, attempt, when + timedelta(days=60), when, earned, 4, unscored)


def decision(kind: DecisionKind, exercise: str | None = "a", **rest: object) -> Decision:
    given: dict[str, object] = {"who": "ines", "why": "so", "value": 1.0 if kind is EXCUSED else None, **rest}
    return Decision(learner="ada", kind=kind, exercise=exercise, when=NOW, **given)  # type: ignore[arg-type] # a test's


def worked(
    assignments: Assignments,
    *found: AttemptScore,
    decisions: Sequence[Decision] = (),
    criteria: dict[tuple[str, int, str], CriterionScore] | None = None,
    now: datetime = NOW,
) -> CourseMark:
    standing = LearnerScores(learner="ada", attempts=found, decisions=decisions, criteria=criteria or {})
    return marks_of(standing, assignments, now=now)


def first(mark: CourseMark) -> ExerciseMark:
    return mark.marks[0].exercises[0]
