"""The mark that counts, as a learner reads it: made of what `grader.gradebook.marks` computes, and of nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from fractions import Fraction

from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.marks.explanation import (
    explain_choice,
    explain_exercise,
    format_decision,
    format_lateness,
    format_moment,
    format_points,
)
from grader.gradebook.marks.records import Assignment, ExerciseMark
from grader.util.text import pluralize
from reports.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkView:
    """What one learner has for one exercise."""

    earned: str
    """As people write it: "2.5"; empty if nothing is counted."""
    possible: int
    word: str
    """Instead of points: "excused"; empty if there are points."""
    due: str
    """Until when it may be handed in, by the clock of the course; empty if it is never due."""
    why: tuple[str, ...]
    """What made it other than the points of the only attempt in time: lateness, choice, decisions; a sentence each."""
    steps: tuple[str, ...]
    """How it comes about, step by step, as `grader marks` says it."""
    attempt: int | None
    """The attempt that counts; None if none or several do."""
    judged: Fraction
    """Points before lateness."""
    state: State
    """How what counts stands."""

    def is_of(self, attempt: int, earned: int) -> bool:
        """Whether it is made of that attempt's points alone, whatever lateness takes of them."""
        return not self.word and self.attempt == attempt and self.judged == earned

    @property
    def short(self) -> str:
        """The mark in a table: "2.5/4"."""
        return self.word or f"{self.earned}/{self.possible}"


def mark_view(mark: ExerciseMark, assignment: Assignment, zone: tzinfo) -> MarkView:
    """The mark of an exercise of that assignment, times by the course's clock."""
    word = "excused" if mark.excused else "open" if mark.open else ""
    return MarkView(
        earned="" if word else format_points(mark.earned, Fraction(mark.possible)),
        possible=mark.possible,
        word=word,
        due=format_moment(mark.due.at, zone) if mark.due else "",
        why=tuple(_why(mark, assignment, zone)),
        steps=tuple(explain_exercise(replace(mark, outdone=()), assignment, zone)),  # that is for instructors
        attempt=mark.attempt,
        judged=mark.judged,
        state=mark_state(mark),
    )


def mark_state(mark: ExerciseMark) -> State:
    """How what counts stands, in one word; the first that holds."""
    holds = {
        State.EXCUSED: mark.excused,
        State.OPEN: mark.open,
        State.OURS: bool(mark.unscored),
        State.ALL_RIGHT: mark.earned == mark.possible,
        State.MISSING: mark.missing and not mark.earned,
        State.PARTLY: bool(mark.earned),
    }
    return next((state for state, does in holds.items() if does), State.WRONG)


def _why(mark: ExerciseMark, assignment: Assignment, zone: tzinfo) -> Iterator[str]:
    """The sentences, what decides most first."""
    if mark.excused:
        yield "You are excused: it counts neither for nor against you."
    for decision in mark.decisions:
        if decision.who != BY_POLICY:
            yield f"{format_decision(decision, zone)}."
    if assignment.policy.verified_only:
        yield "Only points that are verified count here, not those that your file alone vouches for."
    if len(mark.attempts) > 1:
        yield f"{explain_choice(mark, assignment.policy.attempts)}."
    for attempt in mark.attempts:
        if attempt.counts and attempt.loses:
            sentence = format_lateness(attempt, zone)
            yield f"{sentence[:1].upper()}{sentence[1:]}."
    if mark.unscored:
        yield f"{pluralize(int(mark.unscored), 'point')} could not be judged: our fault, nothing is lost."
    if mark.dropped:
        yield "It is left out of the assignment, as that helps you most."
