"""Moodle's gradebook import: a row a learner, for each column a grade and a comment.

One learner whom Moodle does not know stops its whole import, so nobody is in the file without an e-mail address or an
ID number, and none of these is written that a spreadsheet would execute: that one is nobody's. `-` is no grade.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from grader.export import ExportOptions, ExportReport
from grader.export.cells import escape_formula
from grader.export.dataset import Cell, ExportData, cells_of, format_decimal
from grader.export.feedback import comment, marks_with_remarks
from grader.export.results_file import Remarks
from grader.util.files import open_whole
from grader.util.text import pluralize

NO_GRADE = "-"


def export_moodle(material: ExportData, options: ExportOptions) -> ExportReport:
    """The file: `email,idnumber,<column> grade,<column> feedback,…`."""
    columns = material.columns
    header = ["email", "idnumber"]
    for column in columns:
        header += [f"{column.title} grade", f"{column.title} feedback"]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([escape_formula(name) for name in header])
    count, notes = 0, []
    with open_whole(options.to) as file:
        for mark, said in marks_with_remarks(material):
            person = material.person(mark.learner)
            ids = [one if escape_formula(one) == one else "" for one in (person.email, person.idnumber)]
            if not any(ids):
                notes.append(
                    f"left out, no e-mail address or ID number is known: {material.display_name(mark.learner)}"
                )
                continue
            cells = _cells(material, cells_of(mark, columns), said)
            writer.writerow([*ids, *cells])
            count += 1
            file.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
        file.write(text.getvalue().encode())
    grades = f"{pluralize(count, 'learner')}, {pluralize(len(columns), 'grade')} each"
    summary = f"{options.to}: {grades}. In Moodle: Grades, Import, CSV file."
    return ExportReport(summary=summary, notes=tuple(notes))


def _cells(material: ExportData, scored: Sequence[Cell], said: Mapping[str, Remarks]) -> Sequence[str]:
    cells: list[str] = []
    for column, cell in zip(material.columns, scored, strict=True):
        cells.append(NO_GRADE if cell.points is None else format_decimal(cell.points))
        cells.append(escape_formula(comment(column, cell, said, material.titles)))
    return cells
