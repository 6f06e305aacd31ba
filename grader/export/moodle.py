"""Moodle's gradebook import: a row a learner, for each column a grade and a comment.

One learner whom Moodle does not know stops its whole import, so nobody is in the file without an e-mail address or an
ID number, and none of these is written that a spreadsheet would execute: that one is nobody's. `-` is no grade.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from grader.export.cells import neutral
from grader.export.dataset import Cell, Material, cells_of, shown
from grader.export.feedback import comment, with_remarks
from grader.export.options import Told, Wishes
from grader.export.results_file import Remarks
from grader.util.files import whole
from grader.util.text import counted

NO_GRADE = "-"


def gradebook(material: Material, wishes: Wishes) -> Told:
    """The file: `email,idnumber,<column> grade,<column> feedback,…`."""
    columns = material.columns
    header = ["email", "idnumber"]
    for column in columns:
        header += [f"{column.title} grade", f"{column.title} feedback"]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(name) for name in header])
    count, notes = 0, []
    with whole(wishes.to) as file:
        for mark, said in with_remarks(material):
            person = material.person(mark.learner)
            ids = [one if neutral(one) == one else "" for one in (person.email, person.idnumber)]
            if not any(ids):
                notes.append(f"left out, no e-mail address or ID number is known: {material.called(mark.learner)}")
                continue
            cells = _cells(material, cells_of(mark, columns), said)
            writer.writerow([*ids, *cells])
            count += 1
            file.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
        file.write(text.getvalue().encode())
    grades = f"{counted(count, 'learner')}, {counted(len(columns), 'grade')} each"
    told = f"{wishes.to}: {grades}. In Moodle: Grades, Import, CSV file."
    return Told(done=told, notes=tuple(notes))


def _cells(material: Material, scored: Sequence[Cell], said: Mapping[str, Remarks]) -> Sequence[str]:
    cells: list[str] = []
    for column, cell in zip(material.columns, scored, strict=True):
        cells.append(NO_GRADE if cell.points is None else shown(cell.points))
        cells.append(neutral(comment(column, cell, said, material.titles)))
    return cells
