"""Every format there is, in one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from grader.export import (
    ExportOptions,
    ExportReport,
    canvas,
    csv_files,
    gradescope,
    json_lines,
    junit,
    lti,
    moodle,
    moodle_feedback,
    worksheet,
)
from grader.export.dataset import ExportData

NOTES: Final = ".notes.txt"
"""What the name of an export's notes has more than its own, where they are too many for a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to put marks out."""

    says: str
    """What it is, a phrase."""
    write: Callable[[ExportData, ExportOptions], ExportReport]
    name: str
    """The file or folder that it writes in OUT/exports where none is named."""
    template: str = ""
    """What the other system has to give first, or empty."""


FORMATS: Final[Mapping[str, Format]] = {
    "csv": Format(says="a row a learner, for a spreadsheet", write=csv_files.export_wide_csv, name="marks.csv"),
    "csv-long": Format(says="a row a mark", write=csv_files.export_long_csv, name="marks-long.csv"),
    "jsonl": Format(says="results.jsonl with marks", write=json_lines.export_json_lines, name="marks.jsonl"),
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
        write=worksheet.export_worksheet,
        name="worksheet.csv",
        template="the worksheet that Moodle gave (Download grading worksheet)",
    ),
    "moodle-feedback": Format(
        says="learners' pages as Moodle's feedback files",
        write=moodle_feedback.export_moodle_feedback,
        name="feedback.zip",
        template="the archive that Moodle gave (Download all submissions)",
    ),
    "gradescope": Format(
        says="Gradescope's results.json, one a learner", write=gradescope.export_gradescope, name="gradescope"
    ),
    "lti": Format(says="score messages of LTI 1.3", write=lti.export_lti, name="lti.jsonl", template="platform.toml"),
}
"""To add a format, write its module, and a line here; the manual names each."""


def written_names() -> frozenset[str]:
    """The name of every file and folder that an export may leave in OUT/exports."""
    names = {f"{one.name}{suffix}" for one in FORMATS.values() for suffix in ("", NOTES)}
    return frozenset({*names, lti.SENT, f"{lti.SENT}{lti.LOCK}"})
