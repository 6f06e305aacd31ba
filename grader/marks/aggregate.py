"""From a gradebook to marks, one learner after another."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from grader.gradebook import Gradebook
from grader.gradebook.streams import AttemptScore, LearnerScores, learner_scores
from grader.marks.adding import assignment_mark, course_mark
from grader.marks.exercise import MarkingContext, exercise_mark
from grader.marks.records import Assignment, Assignments, CourseMark, Due, Mark
from grader.marks.standing_decisions import NO_DECISIONS, DecisionsInForce


def compute_marks(
    gradebook: Gradebook,
    assignments: Assignments,
    *,
    now: datetime,
    learner: str | None = None,
    roster: Iterable[str] = (),
) -> Iterator[CourseMark]:
    """The marks of every learner, or of one, sorted by learner; read as they are asked for, in constant memory.

    Learners are those who handed something in, those on whom something was decided, and those in `roster`. What is
    missing is open until `now` is past its due date, and zero from then on. Of an assignment that is never due all is
    open until the learner hands in something of it; what is missing is zero from then on.

    Raises:
        StorageError: the gradebook can't be read.
    """
    for standing in learner_scores(gradebook, learner=learner, roster=roster):
        yield marks_of(standing, assignments, now=now)


def marks_of(standing: LearnerScores, assignments: Assignments, *, now: datetime) -> CourseMark:
    """The marks of one learner. Pure."""
    scored: dict[str, list[AttemptScore]] = {}
    for one in standing.attempts:
        scored.setdefault(one.exercise, []).append(one)
    rulings = DecisionsInForce.from_decisions(standing.decisions) if standing.decisions else NO_DECISIONS
    begun = scored.keys() | rulings.overridden_exercises()

    def mark(assignment: Assignment) -> Mark:
        case = MarkingContext(
            learner=standing.learner,
            assignment=assignment,
            due=Due(at=assignment.due.astimezone(UTC)) if assignment.due else None,
            zone=assignments.zone,
            now=now,
            begun=any(part.exercise in begun for part in assignment.parts),
            decisions=rulings,
            criteria=standing.criteria,
        )
        nothing: Sequence[AttemptScore] = ()
        return assignment_mark(
            [exercise_mark(part, scored.get(part.exercise, nothing), case) for part in assignment.parts], case
        )

    return course_mark(standing.learner, [mark(one) for one in assignments.every], assignments)
