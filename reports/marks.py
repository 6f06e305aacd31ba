"""Marks as the record of a page: assignments, each learner's marks, and explanations. Contains no markup and no I/O.

A mark is explained step by step only if necessary. An exercise that was handed in once and in time, without decisions,
shows only its points.
"""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar, Final

from grader.gradebook.marks import Assignment, Attempt, CourseMark, ExerciseMark, Mark, Policy, percent
from grader.gradebook.marks.explanation import (
    explain_assignment,
    explain_course,
    explain_exercise,
    format_moment,
    format_points,
    mark_notes,
)
from grader.gradebook.marks.policy import format_share
from grader.storage.layout import home_page_name
from grader.util.text import make_visible
from reports.cohort import DRAWN
from reports.instructor import CohortView

WEEKS: Final = 30
"""How many of the last weeks the chart shows."""
_RULES: Final = {
    "best": "the best attempt counts",
    "last": "the last attempt counts",
    "average": "the average of all attempts counts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """One assignment."""

    title: str
    exercises: int
    points: str
    due: str
    """The due date; empty if it is never due."""
    policy: str
    begun: int
    """The number of learners who handed in any of its exercises."""
    mean: str
    """The mean percentage of the learners who have one, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCell:
    """A learner's mark for one assignment."""

    points: str
    """The points, such as "13.2/19", or a word."""
    percent: str
    notes: str
    """Notes, such as "1 late, 1 decided", or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerMarks:
    """One learner."""

    learner: str
    name: str
    href: str
    """The learner's own page; empty if nothing was handed in."""
    total: str
    """A line with points and percentage."""
    cells: tuple[MarkCell, ...]
    why: tuple[tuple[str, tuple[str, ...]], ...]
    """How the marks are computed: a title with its lines for each assignment and exercise that needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The hand-ins of one week."""

    label: str
    in_time: int
    late: int
    heights: tuple[float, float]
    """The heights of both bars, from 0 to 1 of the highest week."""
    mean: float | None
    """The mean share of the points that count, 0 to 1, for exercises whose counting attempt is from this week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksPage:
    """The content of the page."""

    template: ClassVar[str] = "marks"
    view: CohortView
    assignments: tuple[AssignmentRow, ...]
    weeks: tuple[Week, ...]
    learners: tuple[LearnerMarks, ...]

    @property
    def drawn(self) -> tuple[LearnerMarks, ...]:
        """The rows that are drawn on the page."""
        return self.learners[:DRAWN]

    def packed(self) -> str:
        """The other rows for the script: JSON, compressed, as base64; empty if there are none.

        For 2,000 learners, it is five million characters, mostly in the same few sentences.
        """
        packer = zlib.compressobj()
        rows = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in self._rest())
        lines = (f"{',' if place else '['}{row}" for place, row in enumerate(rows))
        parts = [packer.compress(line.encode()) for line in lines]
        return base64.b64encode(b"".join([*parts, packer.compress(b"]"), packer.flush()])).decode() if parts else ""

    def _rest(self) -> Iterator[list[Any]]:
        for learner in self.learners[DRAWN:]:
            cells = [[cell.points, cell.percent, cell.notes] for cell in learner.cells]
            why = [[make_visible(title), list(map(make_visible, lines))] for title, lines in learner.why]
            yield [make_visible(learner.name), make_visible(learner.learner), learner.href, learner.total, cells, why]


class MarkRows:
    """The rows of the page, collected while marks arrive."""

    def __init__(self, view: CohortView) -> None:
        self._view = view
        self._rows: list[LearnerMarks] = []
        self._weeks: Counter[tuple[date, bool]] = Counter()
        self._counted: dict[date, list[float]] = {}
        self._begun: Counter[str] = Counter()
        self._shares: dict[str, list[float]] = {}

    def add(self, mark: CourseMark) -> None:
        """Add one learner's marks."""
        ids = {one.id: one for one in self._view.assignments.every}
        self._rows.append(
            LearnerMarks(
                learner=mark.learner,
                name=self._view.name_of(mark.learner),
                href="" if all(one.missing for one in mark.marks) else home_page_name(mark.learner),
                total=explain_course(mark),
                cells=tuple(map(_cell, mark.marks)),
                why=tuple(reason for one in mark.marks for reason in self._why(one, ids[one.assignment])),
            )
        )
        for one in mark.marks:
            self._count(one)

    def page(self) -> MarksPage:
        """The page with all rows."""
        return MarksPage(
            view=self._view,
            assignments=tuple(map(self._assignment, self._view.assignments.every)),
            weeks=tuple(self._by_week()),
            learners=tuple(sorted(self._rows, key=lambda row: self._view.order(row.learner))),
        )

    def _count(self, mark: Mark) -> None:
        self._begun[mark.assignment] += not mark.missing
        if mark.share is not None and not mark.missing:
            self._shares.setdefault(mark.assignment, []).append(float(mark.share))
        for exercise in mark.exercises:
            for attempt in exercise.attempts:
                self._weeks[self._week_of(attempt), bool(attempt.late)] += 1
            if exercise.attempts and exercise.counts and exercise.possible and not exercise.unscored:
                of = next((one for one in exercise.attempts if one.number == exercise.attempt), exercise.attempts[-1])
                share = float(exercise.earned / exercise.possible)
                self._counted.setdefault(self._week_of(of), []).append(share)

    def _week_of(self, attempt: Attempt) -> date:
        """The Monday of the week in which it was handed in."""
        day = attempt.handed_in.astimezone(self._view.assignments.zone).date()
        return day - timedelta(days=day.weekday())

    def _why(self, mark: Mark, assignment: Assignment) -> Iterator[tuple[str, tuple[str, ...]]]:
        told = [exercise for exercise in mark.exercises if _needs_telling(exercise)]
        if not told and not mark.decisions and not mark.dropped:
            return
        zone = self._view.assignments.zone
        yield assignment.id, tuple(explain_assignment(mark, assignment, zone))
        for one in told:
            title = self._view.exercises[one.exercise].title if one.exercise in self._view.exercises else one.exercise
            yield title, tuple(explain_exercise(one, assignment, zone))

    def _assignment(self, one: Assignment) -> AssignmentRow:
        shares = self._shares.get(one.id, ())
        return AssignmentRow(
            title=one.title,
            exercises=len(one.parts),
            points=format_points(one.points, one.points),
            due=format_moment(one.due, self._view.assignments.zone) if one.due else "",
            policy=explain_policy(one.policy),
            begun=self._begun[one.id],
            mean=f"{100 * sum(shares) / len(shares):.1f} %" if shares else "",
        )

    def _by_week(self) -> Iterator[Week]:
        if not self._weeks:
            return
        last = max(week for week, _ in self._weeks)
        first = max(min(week for week, _ in self._weeks), last - timedelta(weeks=WEEKS - 1))
        most = max(self._weeks[week, False] + self._weeks[week, True] for week, _ in self._weeks)
        for number in range((last - first).days // 7 + 1):
            week = first + timedelta(weeks=number)
            counts = self._weeks[week, False], self._weeks[week, True]
            heights = (counts[0] / most, counts[1] / most)
            shares = self._counted.get(week)
            mean = sum(shares) / len(shares) if shares else None
            yield Week(label=week.isoformat(), in_time=counts[0], late=counts[1], heights=heights, mean=mean)


def _needs_telling(mark: ExerciseMark) -> bool:
    """Whether the mark can't be explained by the points only."""
    decided = mark.excused or mark.dropped or mark.outdone or mark.decisions
    return bool(decided or mark.late or mark.unscored or len(mark.attempts) > 1 or (mark.missing and not mark.open))


def _cell(mark: Mark) -> MarkCell:
    if mark.excused:
        return MarkCell(points="excused", percent="", notes=_notes(mark))
    if not mark.possible:
        return MarkCell(points="open", percent="", notes="")
    return MarkCell(
        points=f"{format_points(mark.earned, mark.possible)}/{format_points(mark.possible, mark.possible)}",
        percent="" if mark.share is None else str(percent(mark.share)),
        notes=_notes(mark),
    )


def _notes(mark: Mark) -> str:
    return ", ".join([*mark_notes(mark, [mark]), *(["dropped"] if mark.dropped else [])])


def explain_policy(policy: Policy) -> str:
    """A policy in words."""
    parts = [_RULES[policy.attempts]]
    if policy.verified_only:
        parts.append("only verified points count")
    if policy.grace:
        parts.append(f"{policy.grace.words} of grace")
    if policy.late:
        most = f", at most {format_share(policy.late.cap)}" if policy.late.cap < Fraction(1) else ""
        parts.append(f"late work loses {format_share(policy.late.loses)} for each {policy.late.each.words}{most}")
    if policy.cut_off:
        parts.append(f"nothing counts if it is later than {policy.cut_off.words}")
    if policy.drop_lowest:
        parts.append(f"the lowest {policy.drop_lowest} left out")
    return "; ".join(parts)
