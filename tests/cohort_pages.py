"""The pages that show all learners, drawn from results without a gradebook."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

from grader.gradebook import Decision, Entry
from grader.gradebook.marks import AssignedExercise, Assignment, Assignments, Policy
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.streams import AttemptScore, CriterionScore, LearnerScores
from grader.insight import Insight
from grader.model import Exercise, Outcome, Result, Run, Verdict
from grader.storage.folder import Problem
from reports.cohort import CohortPage, CohortRows, cohort_page
from reports.exercise import ExercisePage, exercise_page
from reports.instructor import CohortView, LastSubmissions
from reports.marks import MarkRows, MarksPage

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPages:
    """All of them."""

    cohort: CohortPage
    marks: MarksPage
    exercises: tuple[ExercisePage, ...]
    """Those that the insight tells of."""


def assignments_of(
    exercises: Sequence[Exercise], due: datetime | None = None, policy: Policy | None = None
) -> Assignments:
    """One assignment of all of these exercises."""
    parts = tuple(
        AssignedExercise(exercise=one.id, weight=Fraction(one.points), points=one.points) for one in exercises
    )
    whole = sum((part.weight for part in parts), Fraction(0))
    one = Assignment(id="all", title="All of it", parts=parts, weight=whole, due=due, policy=policy or Policy())
    return Assignments(every=(one,) if parts else (), zone=UTC)


def draw_cohort(  # noqa: PLR0913 - keyword-only
    *,
    exercises: Sequence[Exercise],
    results: Iterable[Result],
    title: str = "t",
    lessons: Mapping[str, str] | None = None,
    insight: Insight | None = None,
    problems: Sequence[Problem] = (),
    names: Mapping[str, str] | None = None,
    decisions: Sequence[Decision] = (),
    assignments: Assignments | None = None,
) -> CohortPages:
    """The pages, by the marks that these results and decisions make."""
    every = list(results)
    known = {one.id: one for one in exercises}
    view = CohortView(
        title=title,
        lessons=lessons or {},
        exercises=known,
        assignments=assignments or assignments_of(exercises),
        names=names or {},
        as_of=NOW,
    )
    last = LastSubmissions(map(_entry, every), known)
    rows, marks = CohortRows(view, last), MarkRows(view)
    for standing in _standings(every, decisions, known):
        mark = marks_of(standing, view.assignments, now=NOW)
        rows.add(mark)
        marks.add(mark)
    told = insight.exercises if insight else ()
    return CohortPages(
        cohort=cohort_page(view, rows, last, insight=insight, problems=problems),
        marks=marks.page(),
        exercises=tuple(
            exercise_page(view, one, last.by_exercise.get(one.exercise, ()), code=lambda _: (), false_alarms=0.001)
            for one in told
        ),
    )


def _standings(
    results: Sequence[Result], decisions: Sequence[Decision], known: Mapping[str, Exercise]
) -> Iterable[LearnerScores]:
    attempts: dict[str, list[AttemptScore]] = defaultdict(list)
    for one in results:
        if one.submission.exercise in known:
            attempts[one.submission.learner].append(_score(one))
    for learner in sorted({*attempts, *(one.learner for one in decisions)}):
        mine = sorted(attempts[learner], key=lambda one: (one.exercise, one.attempt))
        made = [replace(one, id=number) for number, one in enumerate(decisions, 1) if one.learner == learner]
        yield LearnerScores(learner=learner, attempts=mine, decisions=made, criteria=dict(_criteria(results, learner)))


def _criteria(results: Sequence[Result], learner: str) -> Iterator[tuple[tuple[str, int, str], CriterionScore]]:
    for one in results:
        if one.submission.learner == learner:
            for found in one.findings:
                yield (
                    (one.submission.exercise, one.submission.attempt, found.criterion),
                    CriterionScore(
                        earned=found.earned,
                        unscored=found.possible if found.verdict is Verdict.ERROR else 0,
                        refused=found.possible - found.earned if found.refusal else 0,
                    ),
                )


def _entry(one: Result) -> Entry:
    messages = {Outcome.INTERNAL: "The disk was full.", Outcome.UNREADABLE: "It ends in the middle."}
    run = Run(key=one.run_key, outcome=one.outcome, message=messages.get(one.outcome, ""))
    return Entry(result=one, run=run, cached=True, exercise_digest="", reference_key="")


def _score(one: Result) -> AttemptScore:
    made = one.submission
    return AttemptScore(
        made.learner, made.exercise, made.attempt, made.received, made.submitted,
        one.score.earned, one.score.possible, one.score.unscored,
    )  # fmt: skip
