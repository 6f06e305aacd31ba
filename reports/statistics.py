"""Statistics of a cohort's results: states, the spread of points, and how often each criterion is met."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from grader.model import Criterion, Exercise, Result, Score, Trust, Verdict
from reports.states import State, state_of

Interned = TypeVar("Interned", bound=Hashable)

HARDEST = 5
"""How many criteria the list of the least met ones holds."""


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
    graded: datetime
    grader_version: str


def submission_summary(result: Result) -> SubmissionSummary:
    """The summary of a result; values that many results share are in memory once."""
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
        graded=result.graded,
        grader_version=_once(result.grader_version),
    )


@lru_cache(maxsize=100_000)
def _once(value: Interned) -> Interned:
    """The first of all equal values."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many submissions stand in one state."""

    state: State
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Submissions whose share of the points lies in one range."""

    label: str
    count: int
    height: float
    """0 to 1 of the fullest bin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How one criterion went for those who attempted the exercise."""

    exercise: str
    """The exercise's title."""
    title: str
    hidden: bool
    passed: int
    failed: int
    skipped: int
    """Not judged, because an earlier criterion failed."""
    errors: int
    """Not judged, by our own fault; not counted in the share."""

    @property
    def judged(self) -> int:
        """Submissions that the share is of."""
        return self.passed + self.failed + self.skipped

    @property
    def share(self) -> float:
        """0 to 1: passed of judged; 1 where none was judged."""
        return self.passed / self.judged if self.judged else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRates:
    """One exercise and its criteria in rubric order."""

    title: str
    lesson: str
    attempted: int
    all_right: int
    rates: tuple[Rate, ...]


def state_counts(standings: Iterable[SubmissionSummary]) -> tuple[StateCount, ...]:
    """The states that occur, in the order of `State`."""
    counts = Counter(standing.state for standing in standings)
    return tuple(StateCount(state=state, count=counts[state]) for state in State if counts[state])


def bins(scores: Iterable[Score]) -> tuple[Bin, ...]:
    """Eleven bins: tenths of the points, and those who earned all; submissions with unscored points stay out."""
    counts = Counter(10 * score.earned // score.possible for score in scores if not score.unscored and score.possible)
    most = max(counts.values(), default=1)
    labels = [f"{10 * tenth} to {10 * tenth + 9} %" for tenth in range(10)] + ["all points"]
    return tuple(
        Bin(label=label, count=counts[tenth], height=counts[tenth] / most) for tenth, label in enumerate(labels)
    )


def exercise_rates(exercise: Exercise, lesson: str, standings: Iterable[SubmissionSummary]) -> ExerciseRates:
    """How the criteria of one exercise went; `standings` are those of that exercise."""
    attempted = [standing for standing in standings if standing.attempted]
    return ExerciseRates(
        title=exercise.title,
        lesson=lesson,
        attempted=len(attempted),
        all_right=sum(standing.state is State.ALL_RIGHT for standing in attempted),
        rates=_rates(exercise, attempted),
    )


def hardest_criteria(exercises: Sequence[ExerciseRates]) -> tuple[Rate, ...]:
    """The criteria that were judged and failed most often, by share of those who passed."""
    missed = (rate for exercise in exercises for rate in exercise.rates if rate.failed)
    return tuple(sorted(missed, key=lambda rate: (rate.share, -rate.failed))[:HARDEST])


def _rates(exercise: Exercise, attempted: Iterable[SubmissionSummary]) -> tuple[Rate, ...]:
    counts = Counter(verdict for standing in attempted for verdict in standing.verdicts)
    return tuple(_rate(exercise.title, criterion, counts) for criterion in exercise.rubric)


def _rate(exercise: str, criterion: Criterion, counts: Counter[tuple[str, Verdict]]) -> Rate:
    return Rate(
        exercise=exercise,
        title=criterion.title,
        hidden=criterion.hidden,
        passed=counts[criterion.id, Verdict.PASS],
        failed=counts[criterion.id, Verdict.FAIL],
        skipped=counts[criterion.id, Verdict.SKIP],
        errors=counts[criterion.id, Verdict.ERROR],
    )
