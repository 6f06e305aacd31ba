"""The mark that counts, for a learner's page: made only from the results of `grader.gradebook.marks`."""

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
from grader.util.text import begin_sentence, pluralize
from reports.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkView:
    """One learner's mark for one exercise."""

    earned: str
    """The points as people write them: "2.5"; empty if no points count."""
    possible: int
    word: str
    """A word instead of points: "excused"; empty if there are points."""
    due: str
    """The due date, by the clock of the course; empty if it is never due."""
    why: tuple[str, ...]
    """Why it differs from the points of a single attempt in time (lateness, choice, decisions), in one sentence
    each."""
    steps: tuple[str, ...]
    """How it is computed, step by step, as `grader marks` explains it."""
    attempt: int | None
    """The attempt that counts; None if none or several do."""
    judged: Fraction
    """Points before lateness."""
    state: State
    """The state of what counts."""

    def is_of(self, attempt: int, earned: int) -> bool:
        """Whether it is made only from that attempt's points, possibly minus late deductions."""
        return not self.word and self.attempt == attempt and self.judged == earned

    @property
    def short(self) -> str:
        """The mark in a table: "2.5/4"."""
        return self.word or f"{self.earned}/{self.possible}"


def mark_view(mark: ExerciseMark, assignment: Assignment, zone: tzinfo) -> MarkView:
    """The mark of an exercise in that assignment, with times by the course's clock."""
    word = "excused" if mark.excused else "open" if mark.open else ""
    return MarkView(
        earned="" if word else format_points(mark.earned, Fraction(mark.possible)),
        possible=mark.possible,
        word=word,
        due=format_moment(mark.due.at, zone) if mark.due else "",
        why=tuple(_why(mark, assignment, zone)),
        steps=tuple(explain_exercise(replace(mark, outdone=()), assignment, zone)),  # for instructors only
        attempt=mark.attempt,
        judged=mark.judged,
        state=mark_state(mark),
    )


def mark_state(mark: ExerciseMark) -> State:
    """The state of what counts, in one word; the first that applies."""
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
    """The sentences, the most important first."""
    if mark.excused:
        yield "You are excused: this exercise counts neither for nor against you."
    for decision in mark.decisions:
        if decision.who != BY_POLICY:
            yield f"{format_decision(decision, zone)}."
    if assignment.policy.verified_only:
        yield "Only verified points count here, not points that rest only on your file's own output."
    if len(mark.attempts) > 1:
        yield f"{explain_choice(mark, assignment.policy.attempts)}."
    for attempt in mark.attempts:
        if attempt.counts and attempt.loses:
            yield f"{begin_sentence(format_lateness(attempt, zone))}."
    if mark.unscored:
        points = pluralize(int(mark.unscored), "point")
        yield f"{points} could not be judged because of an error in the grader. Nothing is lost."
    if mark.dropped:
        yield "It is left out of the assignment, because that helps you most."
