"""A learner's marks as plain data: what `grader marks --json` prints, a learner a line.

Points and percent are rounded as everywhere; times are UTC, lengths of time in seconds, shares from 0 to 1.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from grader.gradebook.decision_records import Decision
from grader.marks.numbers import as_float, round_points
from grader.marks.records import Attempt, CourseMark, Due, ExerciseMark, Mark, OutdoneDecision


def marks_json(course: CourseMark) -> dict[str, Any]:
    """The marks of one learner, keys in the order in which a person reads them."""
    return {
        "learner": course.learner,
        **_points(course.earned, course.possible, course.unscored),
        "percent": as_float(course.percent),
        "assignments": [_assignment(one) for one in course.marks],
    }


def _assignment(mark: Mark) -> dict[str, Any]:
    return {
        "assignment": mark.assignment,
        **_points(mark.earned, mark.possible, mark.unscored),
        "percent": as_float(mark.percent),
        "final": as_float(mark.final),
        "of": float(mark.points),
        "weight": float(mark.weight),
        **_due(mark.due),
        "late_s": mark.late.total_seconds(),
        "missing": mark.missing,
        "open": mark.open,
        "excused": mark.excused,
        "dropped": mark.dropped,
        "decisions": [_decision(one) for one in mark.decisions],
        "exercises": [_exercise(one) for one in mark.exercises],
    }


def _exercise(mark: ExerciseMark) -> dict[str, Any]:
    return {
        "exercise": mark.exercise,
        **_points(mark.earned, Fraction(mark.possible), mark.unscored),
        "percent": as_float(mark.percent),
        "final": as_float(mark.final),
        "weight": float(mark.weight),
        "before_lateness": float(round_points(mark.judged, Fraction(mark.possible))),
        "loses": float(mark.loses),
        "late_s": mark.late.total_seconds(),
        "attempt": mark.attempt,
        **_due(mark.due),
        "missing": mark.missing,
        "open": mark.open,
        "excused": mark.excused,
        "dropped": mark.dropped,
        "decisions": [_decision(one) for one in mark.decisions],
        "outdone": [_outdone(one) for one in mark.outdone],
        "attempts": [_attempt(one) for one in mark.attempts],
    }


def _attempt(one: Attempt) -> dict[str, Any]:
    return {
        "attempt": one.number,
        "handed_in": one.handed_in,
        "told": one.reported,
        **_points(one.earned, Fraction(one.possible), Fraction(one.unscored)),
        "late_s": one.late.total_seconds(),
        "loses": float(one.loses),
        "rule": one.rule,
        "counts": one.counts,
    }


def _outdone(one: OutdoneDecision) -> dict[str, Any]:
    return {"decision": one.decision.id, "attempt": one.attempt, "automatic": float(one.automatic)}


def _points(earned: Fraction, possible: Fraction, unscored: Fraction) -> dict[str, float]:
    return {
        "earned": float(round_points(earned, possible)),
        "possible": float(round_points(possible, possible)),
        "unscored": float(round_points(unscored, possible)),
    }


def _due(due: Due | None) -> Mapping[str, datetime | bool | None]:
    return {"due": due.at if due else None, "extended": bool(due and due.extended_by)}


def _decision(one: Decision) -> dict[str, Any]:
    fields = ("kind", "criterion", "value", "until", "automatic", "who", "when", "why")
    return {name: getattr(one, name) for name in fields}
