"""When a service accepts hand-ins, when learners may read feedback, and what they may know of marks before. Pure.

All of this is determined by the policies of the assignments.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from grader.gradebook.decisions import Decision
from grader.gradebook.hand_ins import EarlierHandIns
from grader.gradebook.marks.clock import add_periods, later_reading
from grader.gradebook.marks.decisions import BY_POLICY, DecisionsInForce, dues
from grader.gradebook.marks.explanation import format_moment
from grader.gradebook.marks.policy import FeedbackRule
from grader.gradebook.marks.records import Assignment, Assignments, Due
from grader.gradebook.schema import DecisionKind
from grader.gradebook.streams import LearnerScores
from grader.util.text import pluralize


def conceal(standing: LearnerScores, exercises: Collection[str]) -> LearnerScores:
    """The scores as if these exercises did not exist for the learner, so that no sum reveals anything about them."""
    excuses = [
        Decision(
            learner=standing.learner,
            exercise=exercise,
            kind=DecisionKind.EXCUSED,
            value=1.0,
            who=BY_POLICY,
            when=datetime.min.replace(tzinfo=UTC),
            why="its feedback waits",
        )
        for exercise in exercises
    ]
    return replace(
        standing,
        attempts=[attempt for attempt in standing.attempts if attempt.exercise not in exercises],
        decisions=[
            *(one for one in standing.decisions if one.exercise not in exercises or one.kind is DecisionKind.EXTENSION),
            *excuses,
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackWait:
    """What the feedback on an exercise waits for."""

    until: datetime | None
    """The time in UTC; None if it waits for an instructor, who releases it."""

    def words(self, zone: tzinfo) -> str:
        """When it comes, by the clock of that time zone."""
        return f"after {format_moment(self.until, zone)}" if self.until else "when your instructor releases it"


class HandInRules:
    """The rules of one course. An exercise that is in no assignment has no rules."""

    def __init__(self, assignments: Assignments) -> None:
        self.assignments = assignments
        self._homes = {part.exercise: one for one in assignments.every for part in one.parts}
        self.zone = assignments.zone
        """The time zone in which times are shown and days begin."""
        self._withholding = {
            exercise: home for exercise, home in self._homes.items() if home.policy.feedback is not FeedbackRule.AT_ONCE
        }
        self.by_hand = {one.id: one for one in assignments.every if one.policy.feedback is FeedbackRule.BY_HAND}
        """The assignments whose feedback an instructor releases, by id."""

    @property
    def withholds(self) -> bool:
        """Whether the feedback of any exercise may have to wait."""
        return bool(self._withholding)

    def withheld(
        self, decisions: Sequence[Decision], released: Collection[str], now: datetime
    ) -> Mapping[str, FeedbackWait]:
        """Maps each exercise whose feedback has to wait for a learner with these decisions to what it waits for.

        `released` are the assignments whose feedback an instructor released.
        """
        rulings = DecisionsInForce.from_decisions(decisions)
        waits: dict[str, FeedbackWait] = {}
        for exercise, one in self._withholding.items():
            if one.id in self.by_hand:
                waits |= {} if one.id in released else {exercise: FeedbackWait(until=None)}
            elif (end := _own_due(one, exercise, rulings)) and now <= end:
                waits[exercise] = FeedbackWait(until=end)
        return waits

    def decided(self, decisions: Sequence[Decision]) -> frozenset[str]:
        """The exercises on which one of these decisions of one learner is in force; the late policy's own don't
        count.
        """
        held = DecisionsInForce.from_decisions(decisions).held.values()
        named = {one.exercise for one in held if one.exercise}
        assigned = {one.assignment for one in held if one.assignment}
        return frozenset(named | {exercise for exercise, home in self._homes.items() if home.id in assigned})

    def refusal(self, exercise: str, earlier: EarlierHandIns, now: datetime) -> str:
        """Why another attempt is not accepted now, in sentences for its learner; empty if it is accepted."""
        assignment = self._homes.get(exercise)
        if assignment is None:
            return ""
        closes = self._closes(assignment, exercise, DecisionsInForce.from_decisions(earlier.decisions))
        if closes and now > closes:
            until = format_moment(closes, self.zone)
            return f"This exercise was open until {until}. If you need more time, ask your instructor."
        most = assignment.policy.attempts_per_day
        today = now.astimezone(self.zone).date()
        if most is None or sum(one.astimezone(self.zone).date() == today for one in earlier.times) < most:
            return ""
        made = f"You have made {pluralize(most, 'attempt')} at this exercise today, which is the limit for one day."
        return f"{made} {self._next(now, closes)}"

    def _closes(self, assignment: Assignment, exercise: str, rulings: DecisionsInForce) -> datetime | None:
        """The last moment for this learner, UTC; None if there is none."""
        cut_off, due = assignment.policy.cut_off, _own_due(assignment, exercise, rulings)
        if cut_off is None or due is None or any(rulings.of_kind(DecisionKind.LATE, exercise, assignment)):
            return None  # a person's decision on lateness overrides the cut-off, so that an attempt now may count
        return add_periods(due, cut_off, self.zone)

    def _next(self, now: datetime, closes: datetime | None) -> str:
        """A sentence that says when the next attempt is possible."""
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        begins = later_reading(datetime.combine(tomorrow, time()), self.zone)
        if closes and begins > closes:
            return "It closes before the next day begins."
        return f"You can make the next one from {format_moment(begins, self.zone)} on."


def _own_due(assignment: Assignment, exercise: str, rulings: DecisionsInForce) -> datetime | None:
    """Until when the exercise is due for a learner, UTC, with the longest extension."""
    due = Due(at=assignment.due.astimezone(UTC)) if assignment.due else None
    last = dues(due, *rulings.of_kind(DecisionKind.EXTENSION, exercise, assignment))[-1]
    return last.at if last else None
