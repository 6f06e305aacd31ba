"""JSON Lines: the very lines of results.jsonl, each with the mark that was made of that submission."""

from typing import Any

from grader.export import ExportOptions, ExportReport
from grader.export.dataset import ExportData, percent_of, points_of
from grader.export.results_file import ResultHead, marks_with_lines
from grader.marks import ExerciseMark
from grader.marks.numbers import as_float
from grader.util.files import open_whole
from grader.util.text import json_line, pluralize


def export_json_lines(material: ExportData, options: ExportOptions) -> ExportReport:
    """Each result on a line, with `mark`; null for exercises that are in no assignment."""
    count = 0
    with open_whole(options.to) as file:
        for mark, lines in marks_with_lines(material, ResultHead):
            marks = {one.exercise: (each.assignment, one) for each in mark.marks for one in each.exercises}
            for line, head in lines:
                if material.includes(head.exercise):
                    found = marks.get(head.exercise)
                    added = json_line({"mark": _mark(*found) if found else None})
                    file.write(line.rstrip()[:-1] + b"," + added[1:])
                    count += 1
    return ExportReport(summary=f"{options.to}: {pluralize(count, 'result')}.")


def _mark(assignment: str, mark: ExerciseMark) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "points": as_float(points_of(mark)),
        "possible": mark.possible,
        "percent": as_float(percent_of(mark)),
        "unscored": float(mark.unscored),
        "late_s": mark.late.total_seconds(),
        "lost_percent": float(mark.loses * 100),
        "attempt": mark.attempt,
        "excused": mark.excused,
        "dropped": mark.dropped,
        "due": mark.due.at.isoformat() if mark.due else None,
    }
