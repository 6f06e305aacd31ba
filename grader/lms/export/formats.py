"""Every format there is, in one table; and JSON Lines.

JSON Lines are exactly the lines of results.jsonl, each with the mark for that submission.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.gradebook.marks import ExerciseMark
from grader.gradebook.marks.records import as_float
from grader.lms.export import ExportOptions, ExportReport, canvas, gradescope, junit, lti, lti_memory, moodle, tabular
from grader.lms.export.dataset import ExportData, percent_of, points_of
from grader.lms.export.results_file import ResultHead, marks_with_lines
from grader.util.files import open_whole
from grader.util.text import json_line, pluralize


def export_json_lines(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write each result on a line, with `mark`, which is null for exercises that are in no assignment."""
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


NOTES: Final = ".notes.txt"
"""The ending that is added to an export's name for its notes, if there are too many notes for a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to export marks."""

    says: str
    """A phrase that describes the format."""
    write: Callable[[ExportData, ExportOptions], ExportReport]
    name: str
    """The file or folder that it writes in OUT/exports if none is named."""
    template: str = ""
    """What the other system has to provide first, or empty."""


FORMATS: Final[Mapping[str, Format]] = {
    "csv": Format(says="one row per learner, for a spreadsheet", write=tabular.export_wide_csv, name="marks.csv"),
    "csv-long": Format(says="a row a mark", write=tabular.export_long_csv, name="marks-long.csv"),
    "jsonl": Format(says="results.jsonl with marks", write=export_json_lines, name="marks.jsonl"),
    "junit": Format(says="JUnit XML, for CI servers", write=junit.export_junit, name="junit.xml"),
    "canvas": Format(
        says="columns of Canvas' gradebook",
        write=canvas.export_canvas,
        name="canvas.csv",
        template="the gradebook that Canvas exported (Grades, Export)",
    ),
    "moodle": Format(says="Moodle's gradebook import", write=moodle.export_moodle, name="moodle.csv"),
    "moodle-worksheet": Format(
        says="the offline grading worksheet of one assignment in Moodle",
        write=moodle.export_worksheet,
        name="worksheet.csv",
        template="the worksheet from Moodle (Download grading worksheet)",
    ),
    "moodle-feedback": Format(
        says="learners' pages as Moodle's feedback files",
        write=moodle.export_moodle_feedback,
        name="feedback.zip",
        template="the archive from Moodle (Download all submissions)",
    ),
    "gradescope": Format(
        says="Gradescope's results.json, one per learner", write=gradescope.export_gradescope, name="gradescope"
    ),
    "lti": Format(says="score messages of LTI 1.3", write=lti.export_lti, name="lti.jsonl", template="platform.toml"),
}
"""All formats. To add one, write its module and add a line here; the manual names each format."""


def written_names() -> frozenset[str]:
    """The name of every file and folder that an export may leave in OUT/exports."""
    names = {f"{one.name}{suffix}" for one in FORMATS.values() for suffix in ("", NOTES)}
    return frozenset({*names, lti.SENT, f"{lti.SENT}{lti_memory.LOCK}"})
