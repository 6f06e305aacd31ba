"""Canvas' gradebook: fills columns in a copy of the file that Canvas itself exports.

A learner is found by Canvas' ID, then by the SIS user id, then by the SIS login id, then by the name if only one
learner has it. No row is added, and only the named columns change. Canvas uses the row "Points Possible" as the
assignment's points, so that row stays, and points are scaled to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from grader.errors import SpecError
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import Cell, CellState, Column, ExportData, cells_of, format_decimal, scaled_points
from grader.lms.export.matching import ExternalPerson, match_people
from grader.lms.export.tabular import Sheet, load_sheet, number_in, pad_row
from grader.util.text import did_you_mean, list_first, pluralize

EXCUSED = "EX"
_POSSIBLE = "points possible"
_READ_ONLY = "read only"
_NUMBERED = re.compile(r"(?P<title>.*\S)\s+\((?P<id>\d+)\)\s*", re.DOTALL)
_IGNORED = re.compile(r"(current|final) (score|points|grade)|override", re.IGNORECASE)
"""Columns that Canvas computes and does not import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """The positions of rows and columns in the file."""

    id: int
    sis: int | None
    login: int | None
    section: int
    possible: int
    """The index of the row "Points Possible"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """One column to fill."""

    place: int
    header: str
    column: Column
    possible: Decimal
    """The possible points that Canvas has for it."""


def export_canvas(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write the file at `to`: a copy of the template with the columns filled. Raises `SpecError`."""
    sheet = load_sheet(options.template)
    layout = _layout(sheet)
    targets = [_target(sheet, layout, material, *asked) for asked in options.columns.items()]
    if not targets:
        raise SpecError(f'--column is missing: which of "{list_first(_assignments(sheet, layout))}"?')
    rows = list(range(layout.possible + 1, len(sheet.rows)))
    strangers = [_stranger(sheet.rows[row], layout) for row in rows]
    columns = [target.column for target in targets]
    marks = {mark.learner: cells_of(mark, columns) for mark in material.marks()}
    learners = match_people(strangers, (material.person(learner) for learner in marks))
    notes: list[str] = []
    for one in targets:
        if Fraction(one.possible) != one.column.points:
            here, there = format_decimal(one.column.points), format_decimal(one.possible)
            notes.append(f"{one.header}: has {here} here but {there} in Canvas; all points are scaled to that")
    left = 0
    for place, row in enumerate(rows):
        learner = learners.get(place)
        if learner is not None:
            unfilled = list(_fill(sheet, sheet.rows[row], targets, marks[learner]))
            left += len(unfilled)
            notes += unfilled
    sheet.write(options.to)
    notes += material.unmatched_notes("template", (stranger.name for stranger in strangers), learners, sorted(marks))
    headers = ", ".join(target.header for target in targets)
    found = f"{len(learners)} of {pluralize(len(rows), 'row')} found here"
    filled = f"{pluralize(len(learners) * len(targets) - left, 'cell')} filled in {headers}"
    return ExportReport(summary=f"{options.to}: {found}, {filled}.", notes=tuple(notes))


def _layout(sheet: Sheet) -> _Layout:
    """The positions of Canvas' own columns. Raises `SpecError` if the file is not an export of Canvas."""
    names = [cell.strip() for cell in sheet.header]
    start = 2 if names[:2] == ["LastName", "FirstName"] else 1
    if names[0] not in {"Student", "LastName"} or names[start : start + 1] != ["ID"] or "Section" not in names:
        raise SpecError(
            f"{sheet.path}: is not a gradebook that Canvas exported: its first line begins {list_first(names[:4])}, "
            "but must begin Student, ID, …, Section; in Canvas: Grades, Export, Export entire gradebook"
        )
    section = names.index("Section")
    between = list(range(start + 1, section))
    for row in range(1, min(len(sheet.rows), 4)):
        if _POSSIBLE in sheet.rows[row][0].casefold():
            return _Layout(
                id=start,
                sis=between[0] if len(between) > 1 else None,
                login=between[min(1, len(between) - 1)] if between else None,
                section=section,
                possible=row,
            )
    raise SpecError(f"{sheet.path}: its row 'Points Possible' is missing; use the unchanged file that Canvas exported")


def _assignments(sheet: Sheet, layout: _Layout) -> list[str]:
    return [name for name in sheet.header[layout.section + 1 :] if _NUMBERED.fullmatch(name)]


def _target(sheet: Sheet, layout: _Layout, material: ExportData, header: str, asked: str) -> _Target:
    """The column that a header refers to. Raises `SpecError` if there is none, if there are two, or if it may not be
    filled.
    """
    places = _places(sheet.header, layout.section, header)
    known = _assignments(sheet, layout)
    if not places:
        raise SpecError(f"{sheet.path}: no column '{header}'{did_you_mean(header, known, cutoff=0.0)}")
    if len(places) > 1:
        raise SpecError(
            f"{sheet.path}: {len(places)} columns are called '{header}'; choose one with its number in brackets"
        )
    (place,) = places
    name = sheet.header[place]
    for row in sheet.rows[1 : layout.possible + 1]:
        pad_row(row, len(sheet.header))
    above = [row[place] for row in sheet.rows[1 : layout.possible + 1]]
    if _IGNORED.search(name) or any(_READ_ONLY in cell.casefold() for cell in above):
        raise SpecError(
            f"{sheet.path}: column '{name}' is computed by Canvas and read-only; allowed: {list_first(known)}"
        )
    column = material.find(asked or _meant(material, name))
    possible = number_in(above[-1]) or Decimal(column.points.numerator) / Decimal(column.points.denominator)
    return _Target(place=place, header=name, column=column, possible=possible)


def _places(header: Sequence[str], section: int, wanted: str) -> list[int]:
    """The columns with exactly that name, or else with that title, or else with that number."""
    assignments = list(enumerate(header))[section + 1 :]
    exact = [place for place, name in assignments if name.strip() == wanted.strip()]
    if exact:
        return exact
    numbered = [(place, found) for place, name in assignments if (found := _NUMBERED.fullmatch(name))]
    return [place for place, found in numbered if wanted.strip() in {found["title"], found["id"], f"({found['id']})"}]


def _meant(material: ExportData, header: str) -> str:
    """The id for a column whose content is not specified: the item with that name, or the only item there is."""
    found = _NUMBERED.fullmatch(header)
    title = (found["title"] if found else header).strip()
    titles = {spelling.casefold() for column in material.columns for spelling in (column.id, column.title)}
    if title.casefold() not in titles and len(material.columns) == 1:
        return material.columns[0].id
    return title


def _stranger(row: list[str], layout: _Layout) -> ExternalPerson:
    pad_row(row, layout.section + 1)
    name = row[0] if layout.id == 1 else f"{row[0]}, {row[1]}"
    cells = {"canvas_id": layout.id, "sis_id": layout.sis, "login": layout.login}
    ids = ((kind, row[place].strip()) for kind, place in cells.items() if place is not None)
    known = ((kind, value.casefold() if kind == "login" else value) for kind, value in ids if value)
    return ExternalPerson(name=name.strip().removeprefix("'"), ids=tuple(known))


def _fill(sheet: Sheet, row: list[str], targets: Sequence[_Target], cells: Sequence[Cell]) -> Iterator[str]:
    """Fill a learner's row; yield a note on each cell that is left unchanged."""
    pad_row(row, len(sheet.header))
    for target, cell in zip(targets, cells, strict=True):
        before = row[target.place].strip()
        is_excused_there = before.upper() == EXCUSED and cell.state is not CellState.EXCUSED
        if why := "excused in Canvas" if is_excused_there else cell.withheld:
            yield f"left as it was ({before or 'empty'}), {why}: {row[0].strip()}, {target.header}"
        elif cell.state is CellState.EXCUSED:
            row[target.place] = EXCUSED
        else:
            row[target.place] = sheet.number(scaled_points(cell, target.column, target.possible))
