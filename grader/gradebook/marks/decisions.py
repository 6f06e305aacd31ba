"""An instructor's decisions on a learner: a command line as a `Decision`, and which decisions are in force. Pure.

The words and numbers of a command line become a `Decision` or a complaint. Decisions are only ever added; the last of a
kind for one target counts, and a decision without a value takes back the previous one. The other modules of
`grader.gradebook.marks` compute the resulting marks.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from fractions import Fraction
from math import isfinite
from typing import NoReturn

from grader.errors import SpecError
from grader.gradebook import Entry
from grader.gradebook.decisions import Decision
from grader.gradebook.marks.clock import later_reading, year_complaint
from grader.gradebook.marks.records import Assignment, Assignments, Due
from grader.gradebook.schema import DecisionKind
from grader.model import Exercise
from grader.util.text import list_first, make_visible, suggest

# The decisions that are in force.

BY_POLICY = "late policy"
"""The name of the decider if the policy decided and not a person."""
FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Later extensions end there, so that days can be added to any due date."""
_Target = tuple[DecisionKind, str | None, str | None, str | None]
"""Kind, exercise, assignment and criterion of a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsInForce:
    """The last decision of each kind for each target. A decision that was taken back is not in force.

    The points that the late policy takes are computed, so its own decisions are only notes and not in force.
    """

    held: Mapping[_Target, Decision]
    noted: Mapping[str, Decision]
    """Maps each exercise to the late policy's note on it, unless that was taken back or a person has decided since."""

    @classmethod
    def from_decisions(cls, decisions: Sequence[Decision]) -> "DecisionsInForce":
        """The decisions in force among one learner's, given in the order in which they were made."""
        last: dict[_Target, Decision] = {}
        noted: dict[str, Decision] = {}
        for decision in decisions:
            if decision.kind is DecisionKind.LATE and decision.exercise is not None:
                noted.pop(decision.exercise, None)
                if decision.who == BY_POLICY:
                    noted |= {decision.exercise: decision} if decision.value is not None else {}
                    continue
            last[decision.kind, decision.exercise, decision.assignment, decision.criterion] = decision
        held = {target: one for target, one in last.items() if one.value is not None or one.until is not None}
        return cls(held=held, noted=noted)

    def on_exercise(self, kind: DecisionKind, exercise: str) -> Decision | None:
        """The decision on the whole exercise."""
        return self.held.get((kind, exercise, None, None))

    def on_assignment(self, kind: DecisionKind, assignment: str) -> Decision | None:
        """The decision on the whole assignment."""
        return self.held.get((kind, None, assignment, None))

    def of_kind(
        self, kind: DecisionKind, exercise: str, assignment: Assignment
    ) -> tuple[Decision | None, Decision | None]:
        """The decisions of a kind on the exercise, and on its assignment."""
        return self.on_exercise(kind, exercise), self.on_assignment(kind, assignment.id)

    def on_criteria(self, exercise: str) -> Iterator[Decision]:
        """The overrides of single criteria of the exercise."""
        for one in self.held.values():
            if one.kind is DecisionKind.OVERRIDE and one.exercise == exercise and one.criterion is not None:
                yield one

    def reopened(self, exercise: str) -> Iterator[Decision]:
        """The decisions that reopen the whole exercise, or single criteria of it."""
        return (one for one in self.held.values() if one.kind is DecisionKind.REOPENED and one.exercise == exercise)


NO_DECISIONS = DecisionsInForce(held={}, noted={})


def exact_fraction(value: float | None) -> Fraction:
    """A decision's number exactly as somebody typed it: 0.1 is a tenth."""
    return Fraction(repr(value or 0.0))


def dues(due: Due | None, *extensions: Decision | None) -> tuple[Due | None, ...]:
    """Until when something may be handed in: the due date, and each extension to a later time, the latest last.

    All of them are needed, because the latest need not be the best: if the last attempt counts, an extension may let a
    worse one count.
    """
    if due is None:
        return (None,)
    given = [
        Due(at=min(one.until.astimezone(UTC), FOR_EVER), extended_by=one) for one in extensions if one and one.until
    ]
    return (due, *sorted((one for one in given if one.at > due.at), key=lambda one: one.at))


# A command line as a decision.

LONGEST_WHY = 2000
_SHOWN = 12
"""The number of names that a complaint lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRequest:
    """What the command line asks for; exactly one of the last six is given."""

    exercise: str | None = None
    assignment: str | None = None
    criterion: str | None = None
    why: str | None = None
    points: float | None = None
    until: str | None = None
    excuse: bool = False
    late: float | None = None
    """The fraction of the points that is lost for being late."""
    reopen: bool = False
    """Whether to reopen the points lost because of something that the grader could not read."""
    take_back: int | None = None
    """The number of an earlier decision."""

    @property
    def given_options(self) -> Sequence[str]:
        """The given options that determine the decision."""
        said = {
            "--points": self.points is not None,
            "--until": self.until is not None,
            "--excuse": self.excuse,
            "--late": self.late is not None,
            "--reopen": self.reopen,
            "--take-back": self.take_back is not None,
        }
        return [option for option, is_said in said.items() if is_said]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTargets:
    """Everything that can be decided on."""

    exercises: Collection[str]
    assignments: Assignments


def check_learner(learner: str, learners: Collection[str], names: Mapping[str, str]) -> None:
    """Raise `SpecError` with the most similar name if no learner has this name; `names` has the known names of
    people.
    """
    if learner in learners:
        return
    person = {name.casefold(): one for one, name in names.items() if name}
    near = suggest(learner.casefold(), person)
    _unknown("learner", learner, learners, meant=person[near] if near else None)


def check_target(request: DecisionRequest, known: DecisionTargets) -> None:
    """Raise `SpecError` if the exercise or assignment does not exist, or if not exactly one of the two is given."""
    if (request.exercise is None) == (request.assignment is None):
        raise SpecError("say what the decision is about, with --exercise or --assignment")
    if request.exercise is not None and request.exercise not in known.exercises:
        _unknown("exercise", request.exercise, known.exercises)
    ids = [one.id for one in known.assignments.every]
    if request.assignment is not None and request.assignment not in ids:
        _unknown("assignment", request.assignment, ids)
    if request.assignment is not None and request.points is not None:
        raise SpecError("--points needs an exercise (--exercise); an assignment's points follow from its exercises")
    if request.reopen and request.exercise is None:
        raise SpecError("--reopen needs an exercise (--exercise)")
    if request.criterion is not None and request.points is None and not request.reopen:
        raise SpecError("--criterion works only with --points or --reopen")


def reason(why: str | None) -> str:
    """The reason as it is recorded. Raises `SpecError` if there is none, or if it is too long."""
    said = make_visible(" ".join((why or "").split()))
    if not said:
        raise SpecError("--why is missing: give the reason, which is recorded")
    if len(said) > LONGEST_WHY:
        raise SpecError(f"--why has {len(said)} characters; allowed: {LONGEST_WHY}")
    return said


def override(
    points: float, request: DecisionRequest, exercise: Exercise | None, entry: Entry | None
) -> tuple[float, float | None]:
    """The points given by the decision and those that the grader gave, None if nothing was handed in.

    `exercise` is None if the course no longer has it; `entry` is the learner's last result. Raises `SpecError`.
    """
    findings = {one.criterion: one for one in entry.result.findings} if entry else {}
    rubric = {criterion.id: criterion for criterion in exercise.rubric} if exercise else {}
    if request.criterion is None:
        possible = entry.result.score.possible if entry else exercise.points if exercise else 0
        automatic = entry.result.score.earned if entry else None
    elif (finding := findings.get(request.criterion)) is not None:
        possible, automatic = finding.possible, finding.earned
    elif request.criterion in rubric:
        advice = "without --criterion, the points are for the whole exercise"
        raise SpecError(f"criterion '{request.criterion}' was not judged in this learner's last attempt; {advice}")
    else:
        _unknown("criterion", request.criterion, {*findings, *rubric})
    if not isfinite(points) or not 0 <= points <= possible:
        of = f"criterion '{request.criterion}'" if request.criterion else f"{request.exercise}"
        raise SpecError(f"--points is {points:g}; allowed for {of}: 0 to {possible}")
    return points, automatic


def require_refusal(request: DecisionRequest, entries: Iterable[Entry]) -> None:
    """Raise `SpecError` unless points were lost in one of the attempts because the grader could not read something."""
    refused = {finding.criterion for entry in entries for finding in entry.result.findings if finding.refusal}
    if not refused:
        why = "the grader could read everything in this learner's attempts"
        raise SpecError(f"{request.exercise}: there is nothing to reopen: {why}")
    if request.criterion is not None and request.criterion not in refused:
        _unknown("refused criterion", request.criterion, refused)


def late_penalty(late: float) -> float:
    """The fraction of the points that are lost. Raises `SpecError`."""
    if not isfinite(late) or not 0 <= late <= 1:
        raise SpecError(f"--late is {late:g}; allowed: the fraction of the points to deduct, from 0 to 1")
    return late


def extension(until: str, due: datetime | None, zone: tzinfo) -> datetime:
    """The new due date, UTC; a day means its end, and a time without an offset is in the course's time zone. Raises
    `SpecError`.
    """
    moment = _moment(until.strip(), zone)
    if due is not None and moment <= due:
        at = moment.astimezone(zone)
        raise SpecError(f"--until is {at:%Y-%m-%d %H:%M}, which is not later than the due date, {due:%Y-%m-%d %H:%M}")
    return moment


def take_back_decision(number: int, decisions: Iterable[Decision], template: Decision) -> Decision:
    """The decision that takes an earlier one back; `template` has the person, time and reason. Raises `SpecError`."""
    every = {decision.id: decision for decision in decisions}
    if number not in every:
        known = _list(map(str, every))
        raise SpecError(f"--take-back {number}: there is no such decision about this learner; there are: {known}")
    meant = every[number]
    if meant.value is None and meant.until is None:
        raise SpecError(f"--take-back {number}: this one took back another decision; make a new decision instead")
    if meant.kind is DecisionKind.LATE and meant.who == BY_POLICY:
        raise SpecError(f"--take-back {number}: this one comes from the late policy; --late 0 waives it")
    last = latest_decisions(every.values())[_target(meant)]
    if last.id != number:
        was = "was taken back" if last.value is None and last.until is None else "was replaced"
        raise SpecError(f"--take-back {number}: it {was} already by decision {last.id}")
    return replace(
        template, exercise=meant.exercise, assignment=meant.assignment, criterion=meant.criterion, kind=meant.kind
    )


def latest_decisions(decisions: Iterable[Decision]) -> dict[tuple[object, ...], Decision]:
    """The last decision of each kind on each target, including those that take something back."""
    return {_target(decision): decision for decision in decisions}


def _target(one: Decision) -> tuple[object, ...]:
    return one.learner, one.kind, one.exercise, one.assignment, one.criterion


def _moment(until: str, zone: tzinfo) -> datetime:
    try:
        day = date.fromisoformat(until)
    except ValueError:
        try:
            written = datetime.fromisoformat(until)
        except ValueError:
            allowed = "a date or time such as 2025-10-12, 2025-10-12T18:00 or 2025-10-12T18:00+02:00"
            raise SpecError(f"--until is '{make_visible(until):.40}'; allowed: {allowed}") from None
    else:
        written = datetime.combine(day, time(23, 59, 59))
    if complaint := year_complaint(written):
        raise SpecError(f"--until is {written}; {complaint}")
    return later_reading(written, zone) if written.tzinfo is None else written.astimezone(UTC)


def _unknown(what: str, found: str, known: Collection[str], *, meant: str | None = None) -> NoReturn:
    guess = meant or suggest(found, known, fold_case=True)
    hint = f"; did you mean '{make_visible(guess)}'?" if guess else f"; there are: {_list(sorted(known))}"
    raise SpecError(f"no {what} '{make_visible(found):.100}'{hint}")


def _list(names: Iterable[str]) -> str:
    return list_first([make_visible(name) for name in names], _SHOWN) or "none"
