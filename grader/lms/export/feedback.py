"""The text that a learner reads in another system: points, and each criterion that is not met, in a few lines."""

from collections.abc import Iterator, Mapping
from html import escape

from grader.gradebook.marks import CourseMark, ExerciseMark
from grader.lms.export.dataset import Cell, CellState, Column, ExportData, format_decimal, points_of
from grader.lms.export.results_file import Remarks, marks_with_lines
from grader.model import Verdict
from grader.util.text import make_visible, pluralize

MOST = 4000
"""The most characters of one comment; a spreadsheet's cell holds 32,767."""
MOST_MESSAGE = 300
_TOLD = frozenset({Verdict.FAIL.value, Verdict.ERROR.value})
BREAK = "<br>"
"""The line break in a comment, because Moodle reads comments as HTML."""


def marks_with_remarks(material: ExportData) -> Iterator[tuple[CourseMark, dict[str, Remarks]]]:
    """Yield every learner's marks, with the remarks on each exercise's last result. Raises `StorageError`."""
    for mark, lines in marks_with_lines(material, Remarks):
        yield mark, {one.exercise: one for _, one in lines}


def comment(column: Column, cell: Cell, results: Mapping[str, Remarks], titles: Mapping[str, str]) -> str:
    """A column's comment as HTML; every character of a learner's is escaped in it."""
    text = ""
    for line in summary(column, cell, results, titles):
        more = (BREAK if text else "") + escape(make_visible(line), quote=False)
        if len(text) + len(more) > MOST:
            return f"{text}{BREAK}…"
        text += more
    return text


def summary(column: Column, cell: Cell, results: Mapping[str, Remarks], titles: Mapping[str, str]) -> Iterator[str]:
    """A column's comment, line by line."""
    if cell.state is CellState.SCORED and cell.points is not None:
        noun = "point" if column.points == 1 else "points"
        yield f"{format_decimal(cell.points)} of {format_decimal(column.points)} {noun}."
    marks = cell.exercises()
    for exercise in column.exercises:
        result, mark = results.get(exercise), marks.get(exercise)
        if result is None:
            continue
        if len(column.exercises) > 1:
            yield f"{titles.get(exercise, exercise)}: {_counted(mark)}"
        if mark and mark.attempt is not None and mark.attempt != result.attempt:
            yield f"Attempt {mark.attempt} counts; the following is about attempt {result.attempt}, the last one."
        for finding in result.findings:
            if finding.verdict in _TOLD:
                yield f"Not met: {finding.title}. {finding.message[:MOST_MESSAGE]}"
        yield from (diagnosis.message for diagnosis in result.diagnoses)


def _counted(mark: ExerciseMark | None) -> str:
    """The part of an exercise's points that counts, as a phrase."""
    if mark is None:
        return "counts for nothing"
    if mark.excused:
        return "excused"
    points = points_of(mark)
    if points is None:
        return "not everything is judged yet"
    return f"{format_decimal(points)} of {pluralize(mark.possible, 'point')}"
