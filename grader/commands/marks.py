"""`grader marks`: shows learners' marks by the current assignments, and explains those of one learner.

`warn_of_outdone` warns about marks whose override hides a better attempt, for `marks`, `grade` and `report`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Final

from rich import box
from rich.markup import escape
from rich.table import Table
from typer import Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of, names_by_learner
from grader.commands.options import CourseOption, GradebookOption, JsonOption, NamesOption, OutArgument, course_in_force
from grader.course import Course
from grader.course.loader import load_course
from grader.errors import StorageError
from grader.gradebook import Decision, Gradebook
from grader.gradebook.marks import CourseMark, Mark
from grader.gradebook.marks.aggregate import marks_of
from grader.gradebook.marks.assignments_file import ASSIGNMENTS, load_assignments
from grader.gradebook.marks.decisions import check_learner
from grader.gradebook.marks.explanation import (
    explain_assignment,
    explain_course,
    explain_exercise,
    explain_outdone,
    format_moment,
    format_points,
    late_notes,
    mark_notes,
    marks_json,
)
from grader.gradebook.marks.records import Assignment, Assignments, ExerciseMark
from grader.gradebook.opening import GradebookLocation as Where
from grader.gradebook.streams import learner_scores
from grader.util.text import pluralize
from grader.util.toml_schema import TomlPlace

MARKS_NAMED: Final = 20
"""How many marks a warning lists."""


def warn_of_outdone(marks: Sequence[ExerciseMark], shown_name: Callable[[str], str] = str) -> None:
    """Warn about learners whose mark may be too low because nobody has considered what came after a decision."""
    for mark in marks[:MARKS_NAMED]:
        for one in mark.outdone:
            console.warn(f"{shown_name(mark.learner)}, {mark.exercise}: {explain_outdone(one)}")
    if len(marks) > MARKS_NAMED:
        console.warn(f"{pluralize(len(marks) - MARKS_NAMED, 'more mark')}: an override hides a better attempt")


SHOWN = 40
"""How many learners the table shows; `--json` prints all."""
CELL, OTHERS = 10, 60
"""The least columns of a terminal that a mark needs, and the columns that the rest of a line needs."""


def marks(
    out: OutArgument,
    *,
    assignment: Annotated[
        list[str] | None,
        Option(help="Only this assignment; repeatable. If there is only one, it is shown by exercise."),
    ] = None,
    learner: Annotated[str | None, Option(help="Explain this learner's marks step by step.")] = None,
    names: NamesOption = False,
    as_json: JsonOption = False,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
) -> int:
    """Show marks according to the current assignments.toml, and record late deductions in the gradebook."""
    loaded = load_course(course_in_force(course, out))
    every = load_assignments(loaded)
    shown = _chosen(every, assignment or ())
    now = datetime.now(UTC)
    place = gradebook_of(out, gradebook)
    with Gradebook.view(place) as book:
        people = names_by_learner(out)
        if learner is not None:
            check_learner(learner, {*book.learners(), *people}, people)
        work = _Work(
            gradebook=book,
            assignments=every,
            now=now,
            learner=learner,
            roster=frozenset(people),
            shown_names=people if names else {},
        )
        if as_json:
            _print_lines(work, shown)
        elif learner is not None:
            _tell(work, shown)
        else:
            _show(work, shown)
        _warn(work, loaded)
    if work.lacking:
        _note(place, every, now)
    return DONE


@dataclass(slots=True, kw_only=True)
class _Work:
    """The requested marks, and what is noticed while they are computed."""

    gradebook: Gradebook
    assignments: Assignments
    now: datetime
    learner: str | None
    roster: frozenset[str]
    shown_names: Mapping[str, str]
    lacking: int = 0
    """How many decisions of the late policy are missing from the gradebook."""
    seen_late: int = 0
    """How many exercises lost points because of the time at which the grader first saw a file."""
    outdone: list[ExerciseMark] = field(default_factory=list)
    """Marks whose override hides a better attempt."""

    def marks(self) -> Iterator[CourseMark]:
        roster = self.roster if self.learner is None else self.roster & {self.learner}
        for standing in learner_scores(self.gradebook, learner=self.learner, roster=roster):
            mark = marks_of(standing, self.assignments, now=self.now)
            self.lacking += sum(1 for _ in late_notes(standing, mark, self.assignments, now=self.now))
            for exercise in mark.exercises():
                unreported = (each.counts and each.loses and not each.reported for each in exercise.attempts)
                self.seen_late += bool(exercise.loses) and any(unreported)
            self.outdone += [exercise for exercise in mark.exercises() if exercise.outdone]
            yield mark

    def shown_name(self, learner: str) -> str:
        """A learner's name in a line: the pseudonym, with the person's name before it if names were requested."""
        name = self.shown_names.get(learner)
        return console.one_line(f"{name} ({learner})" if name else learner)


def _chosen(every: Assignments, wanted: Sequence[str]) -> tuple[Assignment, ...]:
    """The assignments to show. Raises `SpecError` if one does not exist."""
    known = {one.id: one for one in every.every}
    for name in wanted:
        if name not in known:
            file = ASSIGNMENTS.name if every.stated else "course.toml"
            raise TomlPlace(file=file).unknown_name_error("assignment", name, known)
    return tuple(one for one in every.every if not wanted or one.id in wanted)


def _print_lines(work: _Work, shown: Sequence[Assignment]) -> None:
    """Print one line of JSON per learner."""
    ids = {one.id for one in shown}
    for mark in work.marks():
        kept = replace(mark, marks=tuple(one for one in mark.marks if one.assignment in ids))
        named = {"name": work.shown_names.get(mark.learner, "")} if work.shown_names else {}
        console.print_json(marks_json(kept) | named)


def _tell(work: _Work, shown: Sequence[Assignment]) -> None:
    """Print one learner's mark, step by step."""
    (mark,) = work.marks()
    zone = work.assignments.zone
    console.out.print(f"[bold]{work.shown_name(mark.learner)}[/bold]  {escape(explain_course(mark))}")
    ids = {one.id: one for one in shown}
    for one in mark.marks:
        if (assignment := ids.get(one.assignment)) is None:
            continue
        first, *more = explain_assignment(one, assignment, zone)
        console.out.print(f"\n[bold]{escape(one.assignment)}[/bold]  {escape(first)}")
        for line in more:
            console.out.print(f"  {escape(line)}")
        skipped = one.missing and one.open and not any(each.decisions for each in one.exercises)
        for exercise in () if skipped else one.exercises:
            console.out.print(f"  {escape(exercise.exercise)}")
            for line in explain_exercise(exercise, assignment, zone):
                console.out.print(f"    {escape(line)}")


def _show(work: _Work, shown: Sequence[Assignment]) -> None:
    """Print one line per learner: the columns are assignments or, if one was chosen, its exercises."""
    alone = shown[0] if len(shown) == 1 else None
    heads = [part.exercise.rpartition("/")[2] for part in alone.parts] if alone else [one.id for one in shown]
    needed = OTHERS + sum(max(len(head), CELL) + 2 for head in heads)
    wide = needed <= console.out.width or not console.out.is_terminal
    ids = {one.id for one in shown}
    names = (*(heads if wide else ()), alone.id if alone else "course", "percent", "notes")
    table = Table("learner", *(escape(name) for name in names), box=box.SIMPLE)
    count = 0
    for count, mark in enumerate(work.marks(), 1):
        if count <= SHOWN:
            kept = [one for one in mark.marks if one.assignment in ids]
            cells = [*kept[0].exercises] if alone else kept
            middle = (_cell(cell) for cell in cells if wide)
            table.add_row(work.shown_name(mark.learner), *middle, *_sum(kept[0] if alone else mark, kept))
    console.print_table(table)
    if count > SHOWN:
        console.out.print(f"{pluralize(count - SHOWN, 'more learner')}: `--json` lists all of them, one per line.")
    if not wide:
        columns, what = pluralize(len(heads), "more column"), "--json" if alone else "--assignment"
        console.out.print(f"This terminal is too narrow for {columns}: widen it, or type {what}.")
    console.out.print(f"As of {format_moment(work.now, work.assignments.zone)}.")


def _cell(mark: Mark | ExerciseMark) -> str:
    """The points, with a word for anything special about them."""
    if mark.excused:
        return "excused"
    if not mark.counts and not mark.dropped:
        return "open"
    if mark.missing and not mark.earned:
        return "missing"
    unscored = f" [yellow]+{float(mark.unscored):.4g}?[/yellow]" if mark.unscored else ""
    return f"{_ratio(mark)}{unscored}{' late' if mark.loses else ''}{' dropped' if mark.dropped else ''}"


def _ratio(mark: Mark | ExerciseMark | CourseMark) -> str:
    possible = Fraction(mark.possible)
    return f"{format_points(mark.earned, possible)}/{format_points(possible, possible)}"


def _sum(mark: Mark | CourseMark, kept: Sequence[Mark]) -> tuple[str, str, str]:
    """The points, the percentage, and notes on anything special."""
    notes = mark_notes(mark, kept)
    if hidden := sum(bool(exercise.outdone) for each in kept for exercise in each.exercises):
        notes.append(f"{hidden} hidden by an override")
    percent = "" if mark.percent is None else str(mark.percent)
    return _ratio(mark), percent, ", ".join(notes)


def _warn(work: _Work, course: Course) -> None:
    """Warn about what an instructor should know about these marks."""
    if work.seen_late:
        console.warn(
            f"{work.seen_late} {'mark loses' if work.seen_late == 1 else 'marks lose'} points because of the time at "
            "which the grader first saw a file; it is not known when that file was handed in"
        )
    warn_of_outdone(work.outdone, work.shown_name)
    within = {part.exercise for one in work.assignments.every for part in one.parts}
    without = [exercise for exercise in course.exercises if exercise not in within]
    if without:
        console.warn(f"these exercises are in no assignment, so they do not count: {', '.join(without)}")


def _note(place: Where, assignments: Assignments, now: datetime) -> None:
    """Record what the late policy deducts, if that has changed since it was last recorded."""

    def lacking(gradebook: Gradebook) -> Iterator[Decision]:
        for standing in learner_scores(gradebook):
            yield from late_notes(standing, marks_of(standing, assignments, now=now), assignments, now=now)

    try:
        with Gradebook.open(place) as gradebook:
            count = gradebook.record_decisions(lacking(gradebook))
    except StorageError as error:
        console.warn(f"late deductions are not recorded in the gradebook yet: {error}")
    else:
        console.err.print(f"Recorded in the gradebook: {pluralize(count, 'change')} of late deductions.")
