"""Moodle's three files: the gradebook import, the offline grading worksheet, and feedback files.

Gradebook import: one row per learner, with a grade and a comment for each column. A single learner whom Moodle does not
know stops its whole import, so learners without an e-mail address or ID number are left out. An address or number that
a spreadsheet would execute is not written, and counts as missing. `-` means no grade.

Offline grading worksheet: grades and comments are filled in a copy of Moodle's worksheet. Headers are in the site's
language. The first column identifies a participant by a word and a number, which differs between assignments. The
columns of grade and comments are known in a few languages, and can be named.

Feedback files: one folder per learner, with the pages of that learner's hand-ins. Moodle recognises a folder by the
participant's number in its name, `Full Name_12345_assignsubmission_file_`, and splits at underscores. So the folders'
names are taken from Moodle's archive. Nothing in that archive is unpacked.
"""

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SpecError
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import CellState, Column, ExportData, cells_of, format_decimal, scaled_points
from grader.lms.export.feedback import comment, marks_with_remarks
from grader.lms.export.matching import ExternalPerson, match_people
from grader.lms.export.tabular import Sheet, escape_formula, load_sheet, number_in, pad_row, write_rows
from grader.storage.layout import page_name
from grader.util.files import bytes_of, open_whole
from grader.util.text import list_first, pluralize

# Feedback files.

_FOLDER = re.compile(r"(?P<name>[^/\\_]+)_(?P<number>\d+)_(?P<kind>assign(?:submission|feedback)_[a-z]+)(?P<tail>_?)")
_MOST_NAMES = 200_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file, so that the same pages make the same archive."""


def export_moodle_feedback(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write the archive at `to`. Raises `SpecError` if the template is not from Moodle."""
    folders, odd = _folders(options.template)
    if not folders:
        raise SpecError(
            f"{options.template}: contains no folder such as 'Full Name_12345_assignsubmission_file'; in Moodle: the "
            "assignment, Submissions, Download all submissions, in folders"
        )
    strangers = [ExternalPerson(name=name, ids=(("moodle_id", number),)) for name, number in folders.values()]
    people = [material.person(mark.learner) for mark in material.marks()]
    learners = match_people(strangers, people)
    notes = [f"Moodle could not identify a participant by this name, left out: {one}" for one in odd]
    pages, without = 0, 0
    with open_whole(options.to) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, folder in enumerate(folders):
            found = list(_pages(material, learners[place])) if place in learners else []
            without += not found
            for name, page in found:
                archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", _EPOCH), bytes_of(page), zipfile.ZIP_DEFLATED)
                pages += 1
    notes += material.unmatched_notes("archive", folders, learners, (person.learner for person in people))
    summary = f"{options.to}: {pluralize(pages, 'page')} in {pluralize(len(folders) - without, 'folder')}."
    return ExportReport(summary=summary, notes=tuple(notes))


def _folders(path: Path) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Maps each folder to the person's name and number in its name; and lists folders in which Moodle would find no
    number.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:_MOST_NAMES]
    except FileNotFoundError as error:
        raise SpecError(f"--template {path}: no such file") from error
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise SpecError(f"--template {path}: is not a zip archive ({error})") from error
    found: dict[str, tuple[str, str]] = {}
    odd: dict[str, None] = {}
    for name in names:
        first = name.partition("/")[0]
        match_ = _FOLDER.match(first)
        if match_ is None:
            odd[first] = None
        elif match_["number"] not in {number for _, number in found.values()}:
            found[match_[0]] = (match_["name"], match_["number"])
    return found, list(odd)


def _pages(material: ExportData, learner: str) -> Iterator[tuple[str, Path]]:
    """The name and the path of each existing page of a learner's."""
    for column in material.exercises:
        page = material.out / page_name(learner, column.id)
        if page.is_file():
            yield page.name, page


# The offline grading worksheet.

GRADE = frozenset({
    "grade", "bewertung", "note", "calificación", "valutazione", "nota", "cijfer", "ocena", "karakter", "betyg",
    "hodnocení", "arvosana", "оценка", "оцінка", "評点", "成绩", "분수", "التقدير", "ציון", "not",
})  # fmt: skip
"""Names of the column of grades on different sites, in small letters."""
COMMENTS = frozenset({
    "feedback comments", "feedback als kommentar", "feedback als kommentare", "commentaires de feedback",
    "feedback par commentaires", "comentarios de retroalimentación", "commenti di feedback", "feedback (commenti)",
    "comentários de feedback", "feedbackcommentaar", "feedback opmerkingen", "komentarze zwrotne",
})  # fmt: skip
POSSIBLE = frozenset({
    "maximum grade", "bestwertung", "höchste bewertung", "note maximale", "calificación máxima", "valutazione massima",
    "nota máxima", "maximumcijfer", "ocena maksymalna",
})  # fmt: skip
NAME = frozenset({"full name", "vollständiger name", "nom complet", "nombre completo", "nome completo", "nome"})
EMAIL = frozenset({"email address", "e-mail-adresse", "adresse de courriel", "dirección de correo", "indirizzo email"})
IDNUMBER = frozenset({"id number", "id-nummer", "numéro d'identification", "número de id", "codice identificativo"})
CHANGEABLE = frozenset({"grade can be changed"})
HEADERS = {"possible": POSSIBLE, "name": NAME, "email": EMAIL, "idnumber": IDNUMBER, "changeable": CHANGEABLE}
_NUMBER = re.compile(r"\D*?(\d+)\s*")
COMMENTS_ID = "comments"
"""The id of the column of comments in `--column HEADER=comments`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """The positions of columns; the identifier is the first."""

    grade: int
    comments: int | None
    possible: int | None
    name: int | None
    email: int | None
    idnumber: int | None
    changeable: int | None


def export_worksheet(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write the file at `to`. Raises `SpecError`."""
    sheet = load_sheet(options.template)
    layout = _layout(sheet, options)
    column = _column(material, options)
    rows = sheet.rows[1:]
    for row in rows:
        pad_row(row, len(sheet.header))
    strangers = [_stranger(row, layout) for row in rows]
    notes = [f"not a participant's number: {row[0]}" for row in rows if not _NUMBER.fullmatch(row[0])]
    cells = {mark.learner: (column.cell(mark), results) for mark, results in marks_with_remarks(material)}
    learners = match_people(strangers, (material.person(learner) for learner in cells))
    for place, learner in learners.items():
        cell, results = cells[learner]
        why = cell.state if cell.state is CellState.EXCUSED else cell.withheld
        if _at(rows[place], layout.changeable).casefold() == "no":
            why = "the grade can't be changed in Moodle"
        if why:
            notes.append(f"left as it was, {why}: {strangers[place].name} ({rows[place][0]})")
            continue
        possible = number_in(_at(rows[place], layout.possible))
        rows[place][layout.grade] = sheet.number(scaled_points(cell, column, possible))
        if layout.comments is not None:
            rows[place][layout.comments] = comment(column, cell, results, material.titles)
    sheet.write(options.to)
    shown = (f"{stranger.name} ({row[0]})" for stranger, row in zip(strangers, rows, strict=True))
    notes += material.unmatched_notes("worksheet", shown, learners, sorted(cells))
    summary = f"{options.to}: {len(learners)} of {pluralize(len(rows), 'row')} filled with {column.title}."
    return ExportReport(summary=summary, notes=tuple(notes))


def _layout(sheet: Sheet, options: ExportOptions) -> _Layout:
    """The positions of columns, from the command line or the known languages. Raises `SpecError`."""
    names = [cell.strip().casefold() for cell in sheet.header]
    named = {header.strip().casefold(): meant for header, meant in options.columns.items()}
    for header in named:
        if header not in names:
            raise SpecError(f"{sheet.path}: no column '{header}'; it has {list_first(sheet.header)}")
    grades = [header for header, meant in named.items() if meant != COMMENTS_ID]
    comments = [header for header, meant in named.items() if meant == COMMENTS_ID]
    grade = _first(names, grades or GRADE)
    if grade is None:
        raise SpecError(
            f"{sheet.path}: which column is for the grades? The file has {list_first(sheet.header)}; "
            'pass it: --column "HEADER", and --column "HEADER=comments" for the comments'
        )
    return _Layout(
        grade=grade,
        comments=_first(names, comments or COMMENTS),
        **{key: _first(names, headers) for key, headers in HEADERS.items()},
    )


def _first(names: Sequence[str], wanted: Sequence[str] | frozenset[str] | set[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in wanted), None)


def _column(material: ExportData, options: ExportOptions) -> Column:
    """The column whose grades are exported: the named one, or the only one there is. Raises `SpecError`."""
    asked = [meant for meant in options.columns.values() if meant and meant != COMMENTS_ID]
    if asked:
        return material.find(asked[0])
    if len(material.columns) != 1:
        titles = list_first([column.id for column in material.columns])
        raise SpecError(f"a worksheet is for one assignment: choose it with --only, one of {titles}")
    return material.columns[0]


def _stranger(row: Sequence[str], layout: _Layout) -> ExternalPerson:
    number = _NUMBER.fullmatch(row[0])
    ids = {
        "moodle_id": number[1] if number else "",
        "idnumber": _at(row, layout.idnumber),
        "email": _at(row, layout.email).casefold(),
    }
    return ExternalPerson(name=_at(row, layout.name), ids=tuple((kind, value) for kind, value in ids.items() if value))


def _at(row: Sequence[str], place: int | None) -> str:
    return "" if place is None else row[place].strip()


# The gradebook import.

NO_GRADE = "-"


def export_moodle(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write the file: `email,idnumber,<column> grade,<column> feedback,…`."""
    columns = material.columns
    header = ["email", "idnumber"]
    for column in columns:
        header += [f"{column.title} grade", f"{column.title} feedback"]
    notes: list[str] = []
    count = write_rows(options.to, header, _rows(material, notes), encoding="utf-8", quoting=csv.QUOTE_ALL)
    grades = f"{pluralize(count, 'learner')}, {pluralize(len(columns), 'grade')} each"
    summary = f"{options.to}: {grades}. In Moodle: Grades, Import, CSV file."
    return ExportReport(summary=summary, notes=tuple(notes))


def _rows(material: ExportData, notes: list[str]) -> Iterator[Sequence[str]]:
    """Each learner's row; `notes` gets the learners who can't have one."""
    for mark, said in marks_with_remarks(material):
        person = material.person(mark.learner)
        row = [one if escape_formula(one) == one else "" for one in (person.email, person.idnumber)]
        if not any(row):
            notes.append(
                f"left out, because no e-mail address or ID number is known: {material.display_name(mark.learner)}"
            )
            continue
        for column, cell in zip(material.columns, cells_of(mark, material.columns), strict=True):
            row.append(NO_GRADE if cell.points is None else format_decimal(cell.points))
            row.append(escape_formula(comment(column, cell, said, material.titles)))
        yield row
