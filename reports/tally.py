"""What a cohort's results add up to: states, the spread of points, and how often each criterion is met."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Criterion, Exercise, Result, Score, Verdict
from reports.states import State, state_of

HARDEST = 5
"""How many criteria the list of the least met ones holds."""


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


def state_counts(results: Sequence[Result]) -> tuple[StateCount, ...]:
    """The states that occur, in the order of `State`."""
    counts = Counter(state_of(result) for result in results)
    return tuple(StateCount(state=state, count=counts[state]) for state in State if counts[state])


def bins(results: Sequence[Result]) -> tuple[Bin, ...]:
    """Eleven bins: tenths of the points, and those who earned all; submissions with unscored points stay out."""
    counts = Counter(_tenth(result.score) for result in results if not result.score.unscored and result.score.possible)
    most = max(counts.values(), default=1)
    labels = [f"{10 * tenth} to {10 * tenth + 9} %" for tenth in range(10)] + ["all points"]
    return tuple(
        Bin(label=label, count=counts[tenth], height=counts[tenth] / most) for tenth, label in enumerate(labels)
    )


def exercise_rates(exercise: Exercise, lesson: str, results: Sequence[Result]) -> ExerciseRates:
    """How the criteria of one exercise went; `results` are those of that exercise."""
    attempted = [result for result in results if result.attempted]
    return ExerciseRates(
        title=exercise.title,
        lesson=lesson,
        attempted=len(attempted),
        all_right=sum(state_of(result) is State.ALL_RIGHT for result in attempted),
        rates=tuple(_rate(exercise.title, criterion, attempted) for criterion in exercise.rubric),
    )


def hardest(exercises: Sequence[ExerciseRates]) -> tuple[Rate, ...]:
    """The criteria that were judged and failed most often, by share of those who passed."""
    missed = (rate for exercise in exercises for rate in exercise.rates if rate.failed)
    return tuple(sorted(missed, key=lambda rate: (rate.share, -rate.failed))[:HARDEST])


def _tenth(score: Score) -> int:
    """0 to 9, or 10 for every point."""
    return 10 * score.earned // score.possible


def _rate(exercise: str, criterion: Criterion, attempted: Sequence[Result]) -> Rate:
    verdicts = Counter(
        finding.verdict for result in attempted for finding in result.findings if finding.criterion == criterion.id
    )
    return Rate(
        exercise=exercise,
        title=criterion.title,
        hidden=criterion.hidden,
        passed=verdicts[Verdict.PASS],
        failed=verdicts[Verdict.FAIL],
        skipped=verdicts[Verdict.SKIP],
        errors=verdicts[Verdict.ERROR],
    )
