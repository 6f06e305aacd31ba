"""What the pages for instructors share: the course, and the last submission of each learner at each exercise.

The macros that these pages share are in the template of this name.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from grader.evidence import Refusal
from grader.gradebook import Entry
from grader.gradebook.marks import Assignments
from grader.insight.records import Cluster
from grader.model import Exercise, Finding, Outcome, Result, Score, Trust, Verdict
from grader.util.text import make_visible, unaccented
from reports.states import State, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortView:
    """The data from which the pages about all learners are rendered."""

    title: str
    lessons: Mapping[str, str]
    """The names of the course's lessons by id."""
    exercises: Mapping[str, Exercise]
    """The exercises on the pages, in the course's order."""
    assignments: Assignments
    names: Mapping[str, str]
    """Maps learners to names if people are shown by name; or else empty."""
    as_of: datetime
    """The time of the pages' content, by the clock of the course."""

    def name_of(self, learner: str) -> str:
        """The name of a learner on the pages."""
        return self.names.get(learner) or learner

    def order(self, learner: str) -> tuple[str, str, str]:
        """The key by which learners are sorted."""
        name = self.name_of(learner)
        return unaccented(name), name, learner


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The text for a learner about why an answer is wrong."""

    rule: str
    message: str
    proven: bool
    """Whether a repair was run and passes; if not, the cause is only likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that the grader could not read, and the criteria that this affects."""

    what: str
    traceback: str
    criteria: tuple[tuple[str, str], ...]
    """The criteria that needed it, with their titles."""
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionSummary:
    """The part of one result that a cohort's page needs; a cohort has hundreds of thousands of results."""

    learner: str
    exercise: str
    attempt: int
    attempted: bool
    state: State
    score: Score
    verdicts: tuple[tuple[str, Verdict], ...]
    """Criteria and verdicts, in rubric order."""
    shown: tuple[tuple[str, Trust], ...]
    """Each criterion that passed, and how far its evidence can be trusted, in rubric order."""
    causes: tuple[Cause, ...]
    """The causes that the learner reads, the first one first."""
    why_unjudged: str
    """What is wrong with the file, or the grader error that left points unjudged; empty if all points are judged."""
    refused: tuple[Refused, ...]
    """The things that the grader could not read, with the criteria that needed them."""
    run_key: str
    submitted: datetime | None
    """When it was handed in, in UTC; None if that is not known."""
    graded: datetime
    grader_version: str


def submission_summary(entry: Entry) -> SubmissionSummary:
    """The summary of a result; values that many results share are kept in memory only once."""
    result = entry.result
    submission = result.submission
    return SubmissionSummary(
        learner=first_equal(submission.learner),
        exercise=first_equal(submission.exercise),
        attempt=submission.attempt,
        attempted=result.attempted,
        state=state_of(result),
        score=first_equal(result.score),
        verdicts=first_equal(tuple((finding.criterion, finding.verdict) for finding in result.findings)),
        shown=first_equal(tuple((one.criterion, one.trust) for one in result.findings if one.verdict is Verdict.PASS)),
        causes=first_equal(
            tuple(Cause(rule=one.rule, message=one.message, proven=one.proven is not None) for one in result.diagnoses)
        ),
        why_unjudged=_why_unjudged(entry),
        refused=tuple(_refused(result)),
        run_key=result.run_key,
        submitted=submission.submitted,
        graded=result.graded,
        grader_version=first_equal(result.grader_version),
    )


def _refused(result: Result) -> Iterator[Refused]:
    """Each thing that the grader could not read."""
    met: dict[Refusal, list[Finding]] = {}
    for finding in result.findings:
        if finding.refusal:
            met.setdefault(finding.refusal, []).append(finding)
    met |= {one: [] for one in result.refused if one not in met}
    for refusal, findings in met.items():
        yield Refused(
            what=refusal.what,
            traceback="\n".join(map(make_visible, refusal.traceback.split("\n"))),
            criteria=tuple((one.criterion, one.title or one.criterion) for one in findings),
            points=sum(one.possible - one.earned for one in findings),
        )


def _why_unjudged(entry: Entry) -> str:
    """The run's message if nothing ran; or else the criteria whose checks failed, and those that depend on one of
    them.
    """
    if entry.run.outcome in {Outcome.INTERNAL, Outcome.UNREADABLE}:
        return entry.run.message
    titles = [f"'{one.title or one.criterion}'" for one in entry.result.findings if one.verdict is Verdict.ERROR]
    return f"The grader failed to check {', '.join(titles)}; the answer is not the cause." if titles else ""


Interned = TypeVar("Interned", bound=Hashable)


@lru_cache(maxsize=100_000)
def first_equal(value: Interned) -> Interned:
    """The first of all equal values."""
    return value


class LastSubmissions:
    """The last attempt of each learner at each of some exercises."""

    def __init__(self, entries: Iterable[Entry], known: Collection[str]) -> None:
        """`entries` are read once, and not kept; entries of other exercises are left out."""
        self._of: dict[str, dict[str, SubmissionSummary]] = {}
        for one in (submission_summary(entry) for entry in entries if entry.result.submission.exercise in known):
            mine = self._of.setdefault(one.learner, {})
            if one.exercise not in mine or mine[one.exercise].attempt <= one.attempt:
                mine[one.exercise] = one
        self.by_exercise: dict[str, list[SubmissionSummary]] = {}
        for one in self.every():
            self.by_exercise.setdefault(one.exercise, []).append(one)

    @property
    def count(self) -> int:
        """The number of last attempts."""
        return sum(map(len, self._of.values()))

    def of(self, learner: str) -> Mapping[str, SubmissionSummary]:
        """The learner's last attempts, by exercise."""
        return self._of.get(learner, {})

    def every(self) -> Iterator[SubmissionSummary]:
        """All last attempts, grouped by learner."""
        return (one for mine in self._of.values() for one in mine.values())


def example_of(
    cluster: Cluster, last: Mapping[str, SubmissionSummary]
) -> tuple[SubmissionSummary | None, Cause | None]:
    """The last submission of the first of its learners, and the text that this learner reads about the cause."""
    example = next((last[learner] for learner in cluster.learners if learner in last), None)
    causes = example.causes if example else ()
    return example, next((cause for cause in causes if cause.rule == cluster.rule), None)
