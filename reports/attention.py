"""What a teacher should look at in a cohort: files that nothing was judged in, and points without proof."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.model import Exercise, Trust
from grader.storage.page_names import page_name
from grader.util.text import unaccented
from reports.states import State
from reports.statistics import SubmissionSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadSubmission:
    """A submission that nothing could be judged in, so that a human has to look at the file."""

    learner: str
    exercise: str
    """The exercise's title."""
    href: str
    """Its page, which says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSubmission:
    """A submission with points for reported evidence, where others of the cohort have verified evidence.

    Examples are a model that could not be rebuilt, or a pipeline that could not run on other examples.
    """

    learner: str
    exercise: str
    """The exercise's title."""
    criteria: tuple[str, ...]
    """Titles of the criteria, in rubric order."""
    href: str


def unread_submissions(
    standings: Iterable[SubmissionSummary], exercises: Iterable[Exercise]
) -> Iterator[UnreadSubmission]:
    """The unreadable ones, by learner and exercise."""
    titles = {exercise.id: exercise.title for exercise in exercises}
    for one in _in_order(standings):
        if one.state is State.UNREADABLE:
            href = page_name(one.learner, one.exercise)
            yield UnreadSubmission(learner=one.learner, exercise=titles[one.exercise], href=href)


def reported_submissions(
    standings: Sequence[SubmissionSummary], exercises: Iterable[Exercise]
) -> Iterator[ReportedSubmission]:
    """The submissions with a reported pass where others have a verified one, by learner and exercise."""
    known = {exercise.id: exercise for exercise in exercises}
    verified = {(one.exercise, name) for one in standings for name, trust in one.shown if trust is Trust.VERIFIED}
    for one in _in_order(standings):
        believed = {name for name, trust in one.shown if trust is Trust.REPORTED and (one.exercise, name) in verified}
        exercise = known[one.exercise]
        titles = tuple(criterion.title for criterion in exercise.rubric if criterion.id in believed)
        if titles:
            href = page_name(one.learner, one.exercise)
            yield ReportedSubmission(learner=one.learner, exercise=exercise.title, criteria=titles, href=href)


def _in_order(standings: Iterable[SubmissionSummary]) -> list[SubmissionSummary]:
    return sorted(standings, key=lambda one: (unaccented(one.learner), one.learner, one.exercise))
