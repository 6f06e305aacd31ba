"""The last submission of each learner at each exercise, as far as pages that show all learners need it.

`believed_criteria` finds points without proof: what a submission only reports, where other submissions prove it.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from grader.evidence import Refusal
from grader.gradebook import Entry
from grader.model import Diagnosis, Exercise, Finding, Outcome, Result, Score, Trust, Verdict
from grader.util.text import make_visible
from reports.states import State, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a learner is told of why an answer is wrong."""

    rule: str
    message: str
    proven: bool
    """Whether a repair was run, and passes; else it is likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What the grader could not read, and what that cost."""

    what: str
    traceback: str
    criteria: tuple[tuple[str, str], ...]
    """The criteria that needed it, with their titles."""
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionSummary:
    """The part of one result that the page of a cohort needs: a cohort has hundreds of thousands."""

    learner: str
    exercise: str
    attempt: int
    attempted: bool
    state: State
    score: Score
    verdicts: tuple[tuple[str, Verdict], ...]
    """Criterion and verdict, in rubric order."""
    shown: tuple[tuple[str, Trust], ...]
    """Each criterion that passed, and how far what it passed by can be trusted, in rubric order."""
    causes: tuple[Cause, ...]
    """What the learner is told, the first cause first."""
    why_unjudged: str
    """What is wrong with the file, or which of our own faults kept points from being judged; empty if all are."""
    refused: tuple[Refused, ...]
    """What the grader could not read, with what needed it."""
    run_key: str
    submitted: datetime | None
    """When it was handed in, UTC; None if nothing says so."""
    graded: datetime
    grader_version: str


def submission_summary(entry: Entry) -> SubmissionSummary:
    """The summary of a result; values that many results share are in memory once."""
    result = entry.result
    submission = result.submission
    return SubmissionSummary(
        learner=_once(submission.learner),
        exercise=_once(submission.exercise),
        attempt=submission.attempt,
        attempted=result.attempted,
        state=state_of(result),
        score=_once(result.score),
        verdicts=_once(tuple((finding.criterion, finding.verdict) for finding in result.findings)),
        shown=_once(tuple((one.criterion, one.trust) for one in result.findings if one.verdict is Verdict.PASS)),
        causes=_once(tuple(map(_cause, result.diagnoses))),
        why_unjudged=_why_unjudged(entry),
        refused=tuple(_refused(result)),
        run_key=result.run_key,
        submitted=submission.submitted,
        graded=result.graded,
        grader_version=_once(result.grader_version),
    )


def _cause(diagnosis: Diagnosis) -> Cause:
    return Cause(rule=diagnosis.rule, message=diagnosis.message, proven=diagnosis.proven is not None)


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
    """What the run says where nothing ran; else the criteria whose checks failed, or wait for one that did."""
    if entry.run.outcome in {Outcome.INTERNAL, Outcome.UNREADABLE}:
        return entry.run.message
    titles = [f"'{one.title or one.criterion}'" for one in entry.result.findings if one.verdict is Verdict.ERROR]
    return f"What failed is the check of {', '.join(titles)}, not the answer." if titles else ""


Interned = TypeVar("Interned", bound=Hashable)


@lru_cache(maxsize=100_000)
def _once(value: Interned) -> Interned:
    """The first of all equal values."""
    return value


class LastSubmissions:
    """The last attempt of each learner at each of some exercises."""

    def __init__(self, entries: Iterable[Entry], known: Collection[str]) -> None:
        """`entries` are gone through once, and not kept; those of other exercises are left out."""
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
        """How many there are."""
        return sum(map(len, self._of.values()))

    def of(self, learner: str) -> Mapping[str, SubmissionSummary]:
        """Exercise to the learner's."""
        return self._of.get(learner, {})

    def every(self) -> Iterator[SubmissionSummary]:
        """All of them, a learner's together."""
        return (one for mine in self._of.values() for one in mine.values())


def believed_criteria(
    standings: Sequence[SubmissionSummary], exercises: Iterable[Exercise]
) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """Exercise to the learners with a reported pass where others have a verified one, and the criteria's titles.

    Examples are a model that could not be rebuilt, or a pipeline that could not run on other examples. Evidence that
    nobody can show outside, as a history, is not a reason to look at anybody.
    """
    verified = {(one.exercise, name) for one in standings for name, trust in one.shown if trust is Trust.VERIFIED}
    believed: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for one in standings:
        names = {name for name, trust in one.shown if trust is Trust.REPORTED and (one.exercise, name) in verified}
        if names:
            believed[one.exercise][one.learner] = names
    return {
        exercise.id: (
            list(found),
            [one.title for one in exercise.rubric if any(one.id in names for names in found.values())],
        )
        for exercise in exercises
        if (found := believed.get(exercise.id))
    }
