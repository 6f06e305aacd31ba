"""A mark explained step by step, a mark as plain data, and notes of what lateness takes. Pure.

The explanation is plain text for a terminal or a page, whose code must escape it.

`grader marks --json` prints the plain data, one line per learner. Points and percentages are rounded as everywhere;
times are UTC, lengths of time in seconds, shares from 0 to 1.

The gradebook gets a row with the reason each time that the late policy takes a different amount. Marks don't depend on
these notes: they record how much lateness cost, when, and by which rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.gradebook.decisions import Decision
from grader.gradebook.marks.decisions import BY_POLICY, DecisionsInForce
from grader.gradebook.marks.policy import AttemptRule, format_share
from grader.gradebook.marks.records import (
    Assignment,
    Assignments,
    Attempt,
    CourseMark,
    Due,
    ExerciseMark,
    Mark,
    OutdoneDecision,
    as_float,
    percent,
    round_points,
)
from grader.gradebook.schema import DecisionKind
from grader.gradebook.streams import LearnerScores
from grader.util.text import make_visible, pluralize

# As plain data.


def marks_json(course: CourseMark) -> dict[str, Any]:
    """The marks of one learner, with keys in the order in which a person reads them."""
    return {
        "learner": course.learner,
        **_points_json(course.earned, course.possible, course.unscored),
        "percent": as_float(course.percent),
        "assignments": [_assignment(mark) for mark in course.marks],
    }


def _assignment(mark: Mark) -> dict[str, Any]:
    return {
        "assignment": mark.assignment,
        **_points_json(mark.earned, mark.possible, mark.unscored),
        "percent": as_float(mark.percent),
        "final": as_float(mark.final),
        "of": float(mark.points),
        "weight": float(mark.weight),
        **_due(mark.due),
        "late_s": mark.late.total_seconds(),
        **_state_json(mark),
        "exercises": [_exercise(exercise) for exercise in mark.exercises],
    }


def _exercise(mark: ExerciseMark) -> dict[str, Any]:
    return {
        "exercise": mark.exercise,
        **_points_json(mark.earned, Fraction(mark.possible), mark.unscored),
        "percent": as_float(mark.percent),
        "final": as_float(mark.final),
        "weight": float(mark.weight),
        "before_lateness": float(round_points(mark.judged, Fraction(mark.possible))),
        "loses": float(mark.loses),
        "late_s": mark.late.total_seconds(),
        "attempt": mark.attempt,
        **_due(mark.due),
        **_state_json(mark),
        "outdone": [
            {"decision": one.decision.id, "attempt": one.attempt, "automatic": float(one.automatic)}
            for one in mark.outdone
        ],
        "attempts": [_attempt_json(attempt) for attempt in mark.attempts],
    }


def _attempt_json(one: Attempt) -> dict[str, Any]:
    return {
        "attempt": one.number,
        "handed_in": one.handed_in,
        "told": one.reported,
        **_points_json(one.earned, Fraction(one.possible), Fraction(one.unscored)),
        "late_s": one.late.total_seconds(),
        "loses": float(one.loses),
        "rule": one.rule,
        "counts": one.counts,
    }


def _state_json(mark: Mark | ExerciseMark) -> dict[str, Any]:
    states = {name: getattr(mark, name) for name in ("missing", "open", "excused", "dropped")}
    fields = ("kind", "criterion", "value", "until", "automatic", "who", "when", "why")
    return states | {"decisions": [{name: getattr(decision, name) for name in fields} for decision in mark.decisions]}


def _points_json(earned: Fraction, possible: Fraction, unscored: Fraction) -> dict[str, float]:
    return {
        "earned": float(round_points(earned, possible)),
        "possible": float(round_points(possible, possible)),
        "unscored": float(round_points(unscored, possible)),
    }


def _due(due: Due | None) -> Mapping[str, datetime | bool | None]:
    return {"due": due.at if due else None, "extended": bool(due and due.extended_by)}


# As text, step by step.


def explain_course(mark: CourseMark) -> str:
    """A learner's mark in the course, in one line."""
    if mark.unscored:
        left = f"{_points(mark.unscored)} not judged because of a grader error"
        return f"{_of(mark)}; {left}, so there is no percentage yet"
    return f"{_of(mark)}{_so_far(mark)}{_in_percent(mark.share)}" if mark.possible else "nothing counts yet"


def explain_assignment(mark: Mark, assignment: Assignment, zone: tzinfo) -> Iterator[str]:
    """A learner's mark for an assignment: one line for the mark, and one for each decision on the whole of it."""
    due = f", due {format_moment(mark.due.at, zone)}" if mark.due else ""
    said = f"{make_visible(assignment.title)}: {_assignment_points(mark)}{due}"
    yield f"{said}; left out of the total, because that helps most" if mark.dropped else said
    yield from (format_decision(decision, zone) for decision in mark.decisions)


def explain_exercise(mark: ExerciseMark, assignment: Assignment, zone: tzinfo) -> Iterator[str]:
    """How an exercise's mark was computed, one line per step: attempts, which one counts, decisions, the result."""
    only = assignment.policy.verified_only
    yield from (_attempt(attempt, zone, verified_only=only) for attempt in mark.attempts)
    if len(mark.attempts) > 1:
        yield explain_choice(mark, assignment.policy.attempts)
    own = (one for one in mark.decisions if one.exercise is not None and one.kind is not DecisionKind.EXCUSED)
    yield from (format_decision(one, zone) for one in own)
    yield from (explain_outdone(one) for one in mark.outdone)
    yield _result(mark, zone)


def format_moment(at: datetime, zone: tzinfo) -> str:
    """A time by the clock of the course: "2030-10-20 23:59 CEST"."""
    local = at.astimezone(zone)
    shown = local.replace(tzinfo=None).isoformat(" ", "seconds" if local.second else "minutes")
    return f"{shown} {local.tzname()}"


def format_duration(length: timedelta) -> str:
    """A length of time in its two largest units: "1 day 2 h"."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    sizes = ((days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    first = next((position for position, (size, _) in enumerate(sizes) if size), None)
    if first is None:
        return "less than a second"
    return " ".join(f"{size} {unit}" for size, unit in sizes[first : first + 2] if size)


def format_lateness(attempt: Attempt, zone: tzinfo) -> str:
    """How late an attempt is and what that costs, as a phrase."""
    seen = "" if attempt.reported else ", when the grader first saw it,"
    when = f"attempt {attempt.number} of {format_moment(attempt.handed_in, zone)}{seen}"
    return f"{when} is {format_duration(attempt.late)} late: it loses {format_share(attempt.loses)} ({attempt.rule})"


def format_decision(one: Decision, zone: tzinfo) -> str:
    """A decision in one line, with its maker, time and reason."""
    if one.who == BY_POLICY:
        return f"Recorded in the gradebook by the {BY_POLICY} on {format_moment(one.when, zone)}"
    by = f", {one.who} on {format_moment(one.when, zone)}: {one.why}"
    return make_visible(_what(one, zone) + by)


def explain_outdone(one: OutdoneDecision) -> str:
    """A line that explains that an override hides something better, and how to take it back."""
    decision = one.decision
    of = f"criterion '{decision.criterion}' of " if decision.criterion else ""
    given = _points(Fraction(decision.value or 0))
    said = f"The override to {given} hides something better: for {of}attempt {one.attempt}, the grader gives "
    return make_visible(f"{said}{_number(one.automatic)}; --take-back {decision.id} makes that count")


def _what(one: Decision, zone: tzinfo) -> str:
    match one.kind:
        case DecisionKind.OVERRIDE:
            place = f"criterion '{one.criterion}'" if one.criterion else "all of it"
            given = "" if one.automatic is None else f" where the grader gave {_number(Fraction(one.automatic))}"
            return f"Override of {place} to {_points(Fraction(one.value or 0))}{given}"
        case DecisionKind.EXTENSION:
            return f"Extension to {format_moment(one.until, zone) if one.until else 'nowhere'}"
        case DecisionKind.EXCUSED:
            return "Excused"
        case DecisionKind.REOPENED:
            place = f"criterion '{one.criterion}'" if one.criterion else "what the grader could not read"
            return f"Reopened: {place}"
        case DecisionKind.LATE:
            return f"Lateness costs {format_share(Fraction(one.value or 0))}"


def _attempt(one: Attempt, zone: tzinfo, *, verified_only: bool) -> str:
    source = "" if one.reported else " (when the grader first saw it)"
    unscored = f", {_points(Fraction(one.unscored))} not judged because of a grader error" if one.unscored else ""
    said = f"Attempt {one.number}, handed in {format_moment(one.handed_in, zone)}{source}: "
    kind = " by verified evidence" if verified_only else ""
    said += f"{_number(one.earned)} of {_points(Fraction(one.possible))}{kind}{unscored}"
    if one.late:
        said += f"; {format_duration(one.late)} late"
    if one.loses:
        left = _number(one.earned * (1 - one.loses))
        return make_visible(f"{said}, loses {format_share(one.loses)} ({one.rule}): {left}")
    return make_visible(f"{said} ({one.rule})" if one.rule else said)


def explain_choice(mark: ExerciseMark, rule: AttemptRule) -> str:
    """A line that explains which of several attempts counts, and why."""
    if mark.attempt is None:
        count = sum(attempt.counts for attempt in mark.attempts)
        return f"The average of {pluralize(count, 'attempt')} counts: {_number(mark.judged * (1 - mark.loses))}"
    why = {
        AttemptRule.BEST: "it is the best one after late deductions",
        AttemptRule.LAST: "it is the last one that may count",
        AttemptRule.AVERAGE: "it is the only one that may count",
    }
    return f"Attempt {mark.attempt} counts: {why[rule]}"


def _result(mark: ExerciseMark, zone: tzinfo) -> str:
    if mark.excused:
        by = next((f" by {one.who}: {one.why}" for one in mark.decisions if one.kind is DecisionKind.EXCUSED), "")
        return make_visible(f"Excused{by}")
    due = f", due {format_moment(mark.due.at, zone)}" if mark.due else ""
    if mark.open:
        return f"Nothing handed in yet{due}: this does not count so far"
    said = f"Nothing handed in{due}: " if mark.missing else "Mark: "
    said += f"{format_points(mark.earned, Fraction(mark.possible))} of {_points(Fraction(mark.possible))}"
    if mark.unscored:
        said += f"; {_points(mark.unscored)} not judged because of a grader error, so this is not final"
    else:
        said += _in_percent(mark.share)
    if mark.weight != mark.possible:
        said += f", worth {_number(mark.weight * (mark.share or 0))} of {_number(mark.weight)} in the assignment"
    return f"{said}; left out, because that helps most" if mark.dropped else said


def _assignment_points(mark: Mark) -> str:
    if mark.excused:
        return "excused"
    if not mark.possible:
        return "nothing handed in yet"
    if mark.unscored:
        return f"{_of(mark)}, {_points(mark.unscored)} not judged because of a grader error"
    return f"{_of(mark)}{_so_far(mark)}{_in_percent(mark.share)}"


def mark_notes(mark: Mark | CourseMark, marks: Sequence[Mark]) -> list[str]:
    """What is special about a mark and its exercises, in words such as "1 late"; `marks` are those that it is made
    from.
    """
    exercises = [exercise for each in marks for exercise in each.exercises]
    owners: Sequence[Mark | ExerciseMark] = (*marks, *exercises)
    counts = {
        "late": sum(bool(exercise.loses) for exercise in exercises if exercise.counts),
        "missing": sum(exercise.missing and exercise.counts and not exercise.earned for exercise in exercises),
        "open": sum(exercise.open and not exercise.excused for exercise in exercises),
        "excused": sum(exercise.excused for exercise in exercises),
        "not judged": sum(bool(exercise.unscored) for exercise in exercises if exercise.counts),
        "decided": len({decision.id for each in owners for decision in each.decisions if decision.who != BY_POLICY}),
    }
    so_far = ["so far"] if mark.open and mark.possible else []
    return so_far + [f"{count} {what}" for what, count in counts.items() if count]


def _so_far(mark: Mark | CourseMark) -> str:
    return " so far" if mark.open else ""


def _of(mark: Mark | CourseMark) -> str:
    return f"{format_points(mark.earned, mark.possible)} of {_points(mark.possible)}"


def _in_percent(part: Fraction | None) -> str:
    return "" if part is None else f" ({percent(part)} %)"


def _points(count: Fraction) -> str:
    return f"{_number(count)} {'point' if count == 1 else 'points'}"


@lru_cache(maxsize=100_000)
def format_points(value: Fraction, of: Fraction) -> str:
    """Points out of others as people write them, with at most two decimals: "2.5"."""
    return f"{round_points(value, of).normalize():f}"


def _number(value: Fraction) -> str:
    return format_points(value, value)


# Notes for the gradebook on what lateness costs.


def late_notes(
    standing: LearnerScores, mark: CourseMark, assignments: Assignments, *, now: datetime
) -> Iterator[Decision]:
    """The decisions missing from the gradebook, so that the last one for each exercise records what the policy
    takes.
    """
    noted = DecisionsInForce.from_decisions(standing.decisions).noted
    for exercise in mark.exercises():
        if exercise.missing or exercise.excused:
            continue
        last = noted.get(exercise.exercise)
        by_hand = any(past.kind is DecisionKind.LATE and past.who != BY_POLICY for past in exercise.decisions)
        value = float(exercise.loses) if exercise.loses and not by_hand else None
        late = [format_lateness(each, assignments.zone) for each in exercise.attempts if each.counts and each.loses]
        why = "with the current due date, extensions and policy, lateness costs nothing any more"
        why = "somebody decided on the late deduction" if by_hand else "; ".join(late) or why
        if (last.value, last.why) != (value, why) if last else value is not None:
            yield Decision(
                learner=exercise.learner,
                exercise=exercise.exercise,
                kind=DecisionKind.LATE,
                value=value,
                who=BY_POLICY,
                when=now,
                why=why,
            )
