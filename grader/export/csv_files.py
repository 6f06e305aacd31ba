"""Marks as CSV: a row a learner, or a row a mark."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from grader.export import ExportOptions, ExportReport
from grader.export.cells import escape_formula
from grader.export.dataset import Cell, CellState, Column, ExportData, cells_of, format_decimal, percent_of, points_of
from grader.marks import CourseMark, ExerciseMark, round_points
from grader.util.files import open_whole
from grader.util.text import pluralize

ABOUT = ("learner", "name", "email")
AT_ONCE = 500
"""Rows that are put into bytes together."""


def export_wide_csv(material: ExportData, options: ExportOptions) -> ExportReport:
    """A row a learner: points in each exercise and in all. Empty where nothing was handed in, or is unscored."""
    columns = _columns(material)
    header = [*ABOUT, *(column.id for column in columns), "total", "possible", "unscored"]
    count = _write(options, header, (_wide(material, columns, mark) for mark in material.marks()))
    return ExportReport(
        summary=f"{options.to}: {pluralize(count, 'learner')}, {pluralize(len(columns), 'column')} of points."
    )


def export_long_csv(material: ExportData, options: ExportOptions) -> ExportReport:
    """A row a mark: learner, exercise, points, and what became of them."""
    wanted = {column.id for column in material.exercises}
    header = [*ABOUT, "assignment", "exercise", "points", "possible", "percent", "standing", "attempt", "handed_in"]
    header += ["late_hours", "lost_percent"]
    rows = (row for mark in material.marks() for row in _long(material, wanted, mark))
    count = _write(options, header, rows)
    return ExportReport(summary=f"{options.to}: {pluralize(count, 'mark')}.")


def _columns(material: ExportData) -> tuple[Column, ...]:
    if material.chosen or not material.assignments.stated:
        return material.columns
    return (*material.exercises, *material.columns)


def _wide(material: ExportData, columns: Sequence[Column], mark: CourseMark) -> list[str]:
    total = "" if mark.unscored or not mark.possible else format_decimal(round_points(mark.earned, mark.possible))
    ends = [total, format_decimal(mark.possible), format_decimal(mark.unscored)]  # so far: of what stands beside it
    return [*_about(material, mark.learner), *map(_text, cells_of(mark, columns)), *ends]


def _long(material: ExportData, wanted: set[str], mark: CourseMark) -> Iterator[list[str]]:
    about = _about(material, mark.learner)
    for assignment in mark.marks:
        for one in assignment.exercises:
            if one.exercise in wanted and not (one.open and one.due is None):
                yield [*about, assignment.assignment, one.exercise, *_facts(one)]


def _facts(one: ExerciseMark) -> list[str]:
    points, share = points_of(one), percent_of(one)
    counted = next((attempt for attempt in one.attempts if attempt.number == one.attempt), None)
    return [
        "" if points is None else format_decimal(points),
        str(one.possible),
        "" if share is None else format_decimal(share),
        _standing(one),
        "" if one.attempt is None else str(one.attempt),
        counted.handed_in.isoformat(timespec="seconds") if counted else "",
        f"{one.late.total_seconds() / 3600:.2f}".rstrip("0").rstrip("."),
        format_decimal(one.loses * 100),
    ]


def _standing(one: ExerciseMark) -> str:
    """In one word, the first that holds."""
    states = {
        "excused": one.excused,
        "unscored": bool(one.unscored),
        "open": one.open,
        "missing": one.missing,
        "dropped": one.dropped,
    }
    return next((word for word, holds in states.items() if holds), "scored")


def _about(material: ExportData, learner: str) -> list[str]:
    person = material.person(learner)
    return [escape_formula(learner), escape_formula(person.name), escape_formula(person.email)]


def _text(cell: Cell) -> str:
    if cell.state is CellState.EXCUSED:
        return "excused"
    return "" if cell.points is None else format_decimal(cell.points)


def _write(options: ExportOptions, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """How many rows were written, under the header: UTF-8 with a byte order mark, so that Excel shows accents."""
    with open_whole(options.to) as file:
        file.write(b"\xef\xbb\xbf")
        return _rows(file, header, rows)


def _rows(file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([escape_formula(name) for name in header])
    count = 0
    for count, row in enumerate(rows, 1):
        writer.writerow(row)
        if count % AT_ONCE == 0:
            _empty(text, file)
    _empty(text, file)
    return count


def _empty(text: io.StringIO, file: BinaryIO) -> None:
    file.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()
