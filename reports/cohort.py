"""All results of a cohort as the record of one page; no markup, no I/O."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.insight import Insight
from grader.model import Exercise, Result, Score
from grader.storage.not_graded import Problem
from grader.storage.page_names import lesson_of, page_name
from grader.util.text import unaccented
from reports.attention import ReportedSubmission, UnreadSubmission, reported_submissions, unread_submissions
from reports.cohort_rows import DRAWN, CohortCell, Learner, UndrawnRows
from reports.insight import InsightSection, insight_section
from reports.statistics import (
    Bin,
    ExerciseRates,
    Rate,
    StateCount,
    SubmissionSummary,
    bins,
    exercise_rates,
    hardest_criteria,
    state_counts,
    submission_summary,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseColumn:
    """One exercise of the table."""

    lesson: str
    title: str
    handed_in: int
    mean: str
    """Mean points of the scored submissions, or empty."""
    possible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPage:
    """The content of the page of a cohort."""

    title: str
    columns: tuple[ExerciseColumn, ...]
    learners: tuple[Learner, ...]
    submissions: int
    states: tuple[StateCount, ...]
    bins: tuple[Bin, ...]
    unscored: int
    """Submissions that the bins leave out."""
    hardest: tuple[Rate, ...]
    rates: tuple[ExerciseRates, ...]
    insight: InsightSection | None
    """None where it was not computed."""
    unread: tuple[UnreadSubmission, ...]
    reported: tuple[ReportedSubmission, ...]
    problems: tuple[Problem, ...]
    graded: datetime | None
    """When the latest of the results was made; None without any."""
    grader_version: str

    @property
    def drawn(self) -> tuple[Learner, ...]:
        """The rows that stand on the page."""
        return self.learners[:DRAWN]

    @property
    def rest(self) -> UndrawnRows | None:
        """The others, None where there are none."""
        return UndrawnRows(learners=self.learners[DRAWN:]) if len(self.learners) > DRAWN else None


def cohort_page(  # noqa: PLR0913 - keyword-only
    *,
    title: str,
    lessons: Mapping[str, str],
    exercises: Sequence[Exercise],
    results: Iterable[Result],
    insight: Insight | None = None,
    problems: Sequence[Problem] = (),
) -> CohortPage:
    """The page of a cohort: each learner's latest attempt at each of these exercises, whatever else was handed in.

    `results` are gone through once, and not kept.
    """
    latest = _latest(results, {exercise.id for exercise in exercises})
    counted = tuple(latest.values())
    of = _by_exercise(counted)
    rates = tuple(exercise_rates(exercise, lesson_of(exercise.id, lessons), of[exercise.id]) for exercise in exercises)
    newest = max(counted, key=lambda standing: standing.graded, default=None)
    return CohortPage(
        title=title,
        columns=tuple(_column(exercise, lessons, of[exercise.id]) for exercise in exercises),
        learners=tuple(_learners(latest, exercises)),
        submissions=len(counted),
        states=state_counts(counted),
        bins=bins(standing.score for standing in counted),
        unscored=sum(standing.score.unscored > 0 for standing in counted),
        hardest=hardest_criteria(rates),
        rates=rates,
        insight=insight_section(insight, exercises=exercises, lessons=lessons) if insight else None,
        unread=tuple(unread_submissions(counted, exercises)),
        reported=tuple(reported_submissions(counted, exercises)),
        problems=tuple(sorted(problems, key=lambda problem: problem.path)),
        graded=newest.graded if newest else None,
        grader_version=newest.grader_version if newest else "",
    )


def _latest(results: Iterable[Result], known: Collection[str]) -> dict[tuple[str, str], SubmissionSummary]:
    """(learner, exercise) to the standing of the highest attempt."""
    latest: dict[tuple[str, str], SubmissionSummary] = {}
    for standing in (submission_summary(result) for result in results if result.submission.exercise in known):
        place = standing.learner, standing.exercise
        if place not in latest or latest[place].attempt <= standing.attempt:
            latest[place] = standing
    return latest


def _by_exercise(standings: Iterable[SubmissionSummary]) -> Mapping[str, Sequence[SubmissionSummary]]:
    found: dict[str, list[SubmissionSummary]] = defaultdict(list)
    for standing in standings:
        found[standing.exercise].append(standing)
    return found


def _column(exercise: Exercise, lessons: Mapping[str, str], standings: Sequence[SubmissionSummary]) -> ExerciseColumn:
    scored = [standing.score.earned for standing in standings if not standing.score.unscored]
    return ExerciseColumn(
        lesson=lesson_of(exercise.id, lessons),
        title=exercise.title,
        handed_in=len(standings),
        mean=f"{sum(scored) / len(scored):.1f}" if scored else "",
        possible=exercise.points,
    )


def _learners(latest: Mapping[tuple[str, str], SubmissionSummary], exercises: Sequence[Exercise]) -> Iterable[Learner]:
    missing = [Score(possible=exercise.points) for exercise in exercises]
    for name in sorted({learner for learner, _ in latest}, key=lambda name: (unaccented(name), name)):
        standings = [latest.get((name, exercise.id)) for exercise in exercises]
        scores = (standing.score if standing else none for standing, none in zip(standings, missing, strict=True))
        yield Learner(
            name=name,
            entries=tuple(_entry(standing) if standing else None for standing in standings),
            total=sum(scores, Score()),
        )


def _entry(standing: SubmissionSummary) -> CohortCell:
    return CohortCell(href=page_name(standing.learner, standing.exercise), state=standing.state, score=standing.score)
