"""Moodle's offline grading worksheet: grades and comments filled in a copy of the one that Moodle gave.

Headers are in the site's language. The first column identifies: a word and the participant's number, which is another
one in each assignment. The columns of grade and comments are known in a few languages, and can be named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grader.errors import SpecError
from grader.export import ExportOptions, ExportReport
from grader.export.dataset import Cell, CellState, Column, ExportData
from grader.export.feedback import comment, marks_with_remarks
from grader.export.matching import ExternalPerson, match_people
from grader.export.tabular import Sheet, load_sheet, number_in, pad_row
from grader.util.text import list_first, pluralize

GRADE = frozenset({
    "grade", "bewertung", "note", "calificación", "valutazione", "nota", "cijfer", "ocena", "karakter", "betyg",
    "hodnocení", "arvosana", "оценка", "оцінка", "評点", "成绩", "분수", "التقدير", "ציון", "not",
})  # fmt: skip
"""What sites call the column of grades, in small letters."""
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
CHANGEABLE = "grade can be changed"
_NUMBER = re.compile(r"\D*?(\d+)\s*")
COMMENTS_ID = "comments"
"""What `--column HEADER=comments` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where things stand; the identifier is first."""

    grade: int
    comments: int | None
    possible: int | None
    name: int | None
    email: int | None
    idnumber: int | None
    changeable: int | None


def export_worksheet(material: ExportData, options: ExportOptions) -> ExportReport:
    """The file at `to`. Raises `SpecError`."""
    assert options.template is not None, "the command line asks for it"
    sheet = load_sheet(options.template)
    layout = _layout(sheet, options)
    column = _column(material, options)
    rows = sheet.rows[1:]
    for row in rows:
        pad_row(row, len(sheet.header))
    strangers = [_stranger(row, layout) for row in rows]
    notes = [f"no participant's number: {row[0]}" for row in rows if not _NUMBER.fullmatch(row[0])]
    cells = {mark.learner: (column.cell(mark), results) for mark, results in marks_with_remarks(material)}
    learners = match_people(strangers, (material.person(learner) for learner in cells))
    for place, learner in learners.items():
        cell, results = cells[learner]
        if why := _left(rows[place], layout, cell):
            notes.append(f"left as it was, {why}: {strangers[place].name} ({rows[place][0]})")
            continue
        points = _points(cell, column, _at(rows[place], layout.possible))
        rows[place][layout.grade] = sheet.number(points)
        if layout.comments is not None:
            rows[place][layout.comments] = comment(column, cell, results, material.titles)
    sheet.write(options.to)
    lost = [f"{one.name} ({rows[place][0]})" for place, one in enumerate(strangers) if place not in learners]
    notes += [f"in the worksheet, and not here: {one}" for one in lost]
    absent = sorted(set(cells) - set(learners.values()))
    notes += [f"here, and not in the worksheet: {material.display_name(learner)}" for learner in absent]
    summary = f"{options.to}: {len(learners)} of {pluralize(len(rows), 'row')} filled with {column.title}."
    return ExportReport(summary=summary, notes=tuple(notes))


def _layout(sheet: Sheet, options: ExportOptions) -> _Layout:
    """Where columns are, by what the command line or the language says. Raises `SpecError`."""
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
            f"{sheet.path}: which column holds the grades? It has {list_first(sheet.header)}; "
            'name it: --column "HEADER", and --column "HEADER=comments" for the comments'
        )
    return _Layout(
        grade=grade,
        comments=_first(names, comments or COMMENTS),
        possible=_first(names, POSSIBLE),
        name=_first(names, NAME),
        email=_first(names, EMAIL),
        idnumber=_first(names, IDNUMBER),
        changeable=_first(names, {CHANGEABLE}),
    )


def _first(names: Sequence[str], wanted: Sequence[str] | frozenset[str] | set[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in wanted), None)


def _column(material: ExportData, options: ExportOptions) -> Column:
    """What the grades are of: what is named, else the only thing there is. Raises `SpecError`."""
    asked = [meant for meant in options.columns.values() if meant and meant != COMMENTS_ID]
    if asked:
        return material.find(asked[0])
    if len(material.columns) != 1:
        titles = list_first([one.id for one in material.columns])
        raise SpecError(f"a worksheet is of one assignment: name it with --only, one of {titles}")
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


def _left(row: Sequence[str], layout: _Layout, cell: Cell) -> str:
    """Why a row stays as it was, or nothing."""
    if _at(row, layout.changeable).casefold() == "no":
        return "the grade can't be changed in Moodle"
    return cell.state if cell.state is CellState.EXCUSED else cell.withheld


def _points(cell: Cell, column: Column, possible: str) -> Decimal:
    """The points out of what Moodle has for the assignment."""
    assert cell.points is not None, "is scored"
    assert cell.share is not None, "is scored"
    most = number_in(possible)
    if not most or Fraction(most) == column.points:
        return cell.points
    scaled = cell.share * Fraction(most)
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
