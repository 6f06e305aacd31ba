"""Which of the decisions on one learner hold. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from grader.gradebook.decision_records import Decision, DecisionKind
from grader.marks.lateness import BY_POLICY
from grader.marks.records import Due

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Extensions beyond it end there, so that days can be added to any."""
_OVERRIDE = DecisionKind.OVERRIDE
_Target = tuple[DecisionKind, str | None, str | None, str | None]
"""Kind, exercise, assignment, criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsInForce:
    """The last decision of each kind for each target. One that was taken back does not hold.

    What the late policy takes is worked out, so its own decisions are notes of that and don't hold.
    """

    held: Mapping[_Target, Decision]
    noted: Mapping[str, Decision]
    """Exercise to the late policy's note on it, where that was not taken back, and nobody decided otherwise since."""

    @classmethod
    def from_decisions(cls, decisions: Sequence[Decision]) -> "DecisionsInForce":
        """Those that hold of a learner's, given in the order in which they were made."""
        last: dict[_Target, Decision] = {}
        noted: dict[str, Decision] = {}
        for one in decisions:
            if one.kind is DecisionKind.LATE and one.exercise is not None:
                noted.pop(one.exercise, None)
                if one.who == BY_POLICY:
                    noted |= {one.exercise: one} if one.value is not None else {}
                    continue
            last[one.kind, one.exercise, one.assignment, one.criterion] = one
        held = {target: one for target, one in last.items() if one.value is not None or one.until is not None}
        return cls(held=held, noted=noted)

    def on_exercise(self, kind: DecisionKind, exercise: str) -> Decision | None:
        """The decision on the whole exercise."""
        return self.held.get((kind, exercise, None, None))

    def on_assignment(self, kind: DecisionKind, assignment: str) -> Decision | None:
        """The decision on the whole assignment."""
        return self.held.get((kind, None, assignment, None))

    def on_criteria(self, exercise: str) -> Iterator[Decision]:
        """The overrides of single criteria of the exercise."""
        for one in self.held.values():
            if one.kind is _OVERRIDE and one.exercise == exercise and one.criterion is not None:
                yield one

    def reopened(self, exercise: str) -> Iterator[Decision]:
        """What reopens the whole exercise, or single criteria of it."""
        return (one for one in self.held.values() if one.kind is DecisionKind.REOPENED and one.exercise == exercise)


NO_DECISIONS = DecisionsInForce(held={}, noted={})


def exact_fraction(value: float | None) -> Fraction:
    """A decision's number as somebody typed it: 0.1 is a tenth."""
    return Fraction(repr(value or 0.0))


def dues(due: Due | None, *extensions: Decision | None) -> tuple[Due | None, ...]:
    """Until when something may be handed in: the due date, and each extension to a later time, the latest last.

    All of them, as one may be better than another: where the last attempt counts, an extension lets a worse one in.
    """
    if due is None:
        return (None,)
    given = [
        Due(at=min(one.until.astimezone(UTC), FOR_EVER), extended_by=one) for one in extensions if one and one.until
    ]
    return (due, *sorted((one for one in given if one.at > due.at), key=lambda one: one.at))
