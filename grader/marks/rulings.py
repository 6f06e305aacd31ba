"""Which of the decisions on one learner hold. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from grader.marks.lateness import BY_POLICY
from grader.marks.records import Due
from grader.model import Decision, DecisionKind

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Extensions beyond it end there, so that days can be added to any."""
_Target = tuple[DecisionKind, str | None, str | None, str | None, bool]
"""Kind, exercise, assignment, criterion, and whether the late policy made it rather than somebody."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The last decision of each kind for each target; one that was taken back is not there."""

    _held: Mapping[_Target, Decision]

    @classmethod
    def of(cls, decisions: Sequence[Decision]) -> "Rulings":
        """Those that hold of a learner's, given in the order in which they were made."""
        last = {(one.kind, one.exercise, one.assignment, one.criterion, one.who == BY_POLICY): one for one in decisions}
        return cls({target: one for target, one in last.items() if one.value is not None or one.until is not None})

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._held)

    def on_exercise(self, kind: DecisionKind, exercise: str) -> Decision | None:
        """Somebody's decision on the whole exercise."""
        return self._held.get((kind, exercise, None, None, False))

    def on_assignment(self, kind: DecisionKind, assignment: str) -> Decision | None:
        """Somebody's decision on the whole assignment."""
        return self._held.get((kind, None, assignment, None, False))

    def on_criteria(self, exercise: str) -> Iterator[Decision]:
        """The overrides of single criteria of the exercise."""
        for one in self._held.values():
            if one.kind is DecisionKind.OVERRIDE and one.exercise == exercise and one.criterion is not None:
                yield one

    def noted(self, exercise: str) -> Decision | None:
        """What the late policy was last noted to take from the exercise."""
        return self._held.get((DecisionKind.LATE, exercise, None, None, True))


NO_RULINGS = Rulings({})


def exact(value: float | None) -> Fraction:
    """A decision's number as somebody typed it: 0.1 is a tenth."""
    return Fraction(repr(value or 0.0))


def dues(due: datetime | None, *extensions: Decision | None) -> tuple[Due | None, ...]:
    """Until when something may be handed in: the due date, and each extension to a later time, the latest last.

    All of them, as one may be better than another: where the last attempt counts, an extension lets a worse one in.
    """
    if due is None:
        return (None,)
    at = due.astimezone(UTC)
    given = [
        Due(at=min(one.until.astimezone(UTC), FOR_EVER), extended_by=one) for one in extensions if one and one.until
    ]
    return (Due(at=at), *sorted((one for one in given if one.at > at), key=lambda one: one.at))
