"""Converts a cell's outputs in nbclient's node to records, and decides the order in which a file's cells run.

Outputs become plain text and pictures, without HTML or terminal codes.

Cells run in their written order, unless one of them came too early (`CellOrder`). If a cell stops at a name that a
later cell binds, such as an answer above the given cells, it belongs after that cell. Then all cells run again in a
fresh kernel, because the cell's work before it stopped would otherwise happen twice. A kernel's report about names
decides only the order of the learner's own cells, and the number of orders is limited.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from nbformat import NotebookNode

from grader.evidence import ThingRefused, refusing
from grader.model import CellError, CellRun, Output
from grader.source.migration_advice import advice
from grader.source.records import Change, ChangeKind, Source, SourceCell
from grader.util.text import TERMINAL_CODES, make_visible

ATTEMPTS = 4
"""The most orders that are tried."""
_NAME = re.compile(r"name '(\w{1,200})' is not defined")


@dataclass(frozen=True, slots=True)
class CellOrder:
    """The order in which cells run, by their places in the file."""

    places: tuple[int, ...]
    moved: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    """Maps the place of a cell that runs later than written to the cell that it runs after, and the name it needs."""

    @classmethod
    def as_written(cls, cells: int) -> Self:
        """The order of this many cells as they are written."""
        return cls(tuple(range(cells)))

    def improved(self, runs: Sequence[CellRun], binds: Sequence[frozenset[str]]) -> "CellOrder | None":
        """The order in which each cell that stopped at a name comes after one that binds it; None if none does.

        `runs` contains all cells after a run in this order. `binds` contains the names that each of them binds, or is
        empty.
        """
        moves = dict(self._moves(runs, binds)) if binds else {}
        if not moves:
            return None
        places = list(self.places)
        for place in reversed(self.places):  # so that the cells moved after one cell keep their order
            if place in moves:
                places.remove(place)
                places.insert(places.index(moves[place][0]) + 1, place)
        return CellOrder(tuple(places), {**self.moved, **moves})

    def _moves(self, runs: Sequence[CellRun], binds: Sequence[frozenset[str]]) -> Iterator[tuple[int, tuple[int, str]]]:
        """Yield each cell that stopped at a name, with the first later cell that binds it and ended well, or will."""
        missing = {place: missing_name(runs[place]) for place in self.places}
        for number, place in enumerate(self.places):
            name = missing[place]
            if name is None or name in binds[place]:
                continue
            later = (one for one in self.places[number + 1 :] if name in binds[one])
            behind = next((one for one in later if runs[one].error is None or missing[one]), None)
            if behind is not None:
                yield place, (behind, name)

    def changes(self, cells: Sequence[CellRun]) -> Mapping[int, Change]:
        """Maps the place of each cell that ran at a different place to this change."""
        return {
            place: _moved_behind(cells[behind].place(behind + 1), name) for place, (behind, name) in self.moved.items()
        }


def _moved_behind(behind: str, name: str) -> Change:
    said = f"`{name}` was not defined yet, so this cell ran after another, which defines it: {behind}."
    return Change(kind=ChangeKind.REORDERED, sentence=said)


def missing_name(run: CellRun) -> str | None:
    """The name at which a cell stopped, if it stopped at one."""
    if run.error is None or run.error.name != "NameError":
        return None
    found = _NAME.search(run.error.message)
    return found[1] if found else None


BASE64 = re.compile(r"[A-Za-z0-9+/=\r\n]*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE = re.compile(r"^ *(?:-+> ?|Cell In\[\d{1,6}\], line )(\d{1,6})\b", re.MULTILINE)
"""The part of IPython's traceback that names a line of the cell: its first arrow, or a syntax error's heading."""
FILE = re.compile(r" \((?:\d+\.py|<[^<>]*>), line \d+\)$")
"""The invented file name at the end of a syntax error's message in IPython."""
PRIVATE_NAMES = {"_IncompleteInputError": "SyntaxError"}
"""Python 3.13 has its own name for the error of an unfinished cell."""
MAX_TRACEBACK = 20_000
MAX_PICTURE = 2 * 2**20
MAX_REFUSED = 3
"""The most refusals that are kept for a cell's outputs."""


def strip_unsafe(text: str) -> str:
    """The string without characters that would control a terminal, can't be in HTML, or are half a character."""
    whole = text.encode(errors="replace").decode()
    return CONTROL.sub("", TERMINAL_CODES.sub("", whole))


def cell_run(cell: NotebookNode, number: int, *, wall_s: float, interrupted: bool) -> CellRun:
    """The record of an executed cell with this number. If an output can't be read, only this output is refused."""
    outputs: list[Output] = []
    error, refused = None, []
    for place, node in enumerate(cell.outputs, 1):
        try:
            with refusing(f"output {place} of cell {number}"):
                outputs += _outputs(node)
                error = _error(node) if node["output_type"] == "error" else error
        except ThingRefused as why:
            refused.append(why.refusal)
    return CellRun(
        source=cell.source,
        outputs=tuple(outputs),
        error=error,
        wall_s=wall_s,
        state="interrupted" if interrupted else "ran",
        refused=tuple(refused[:MAX_REFUSED]),
    )


def cap_output(run: CellRun, room: int) -> tuple[CellRun, int]:
    """A cell with its text cut to this many characters, and how many remain."""
    kept = []
    for output in run.outputs:
        if output.kind == "png":
            kept.append(output)
        elif room > 0:
            kept.append(replace(output, text=output.text[:room]))
            room -= len(kept[-1].text)
    return replace(run, outputs=tuple(kept)), room


def _outputs(node: NotebookNode) -> Iterator[Output]:
    match node["output_type"]:
        case "stream":
            yield Output(kind="stderr" if node["name"] == "stderr" else "stdout", text=strip_unsafe(str(node["text"])))
        case "execute_result" | "display_data":
            yield from _shown(node["data"])


def _shown(data: NotebookNode) -> Iterator[Output]:
    """Yield a picture if there is one, or else the plain form."""
    picture, text = data.get("image/png"), data.get("text/plain")
    if isinstance(picture, str) and len(picture) <= MAX_PICTURE and BASE64.fullmatch(picture):
        yield Output(kind="png", text="".join(picture.split()))
    elif isinstance(text, str):
        yield Output(kind="text", text=strip_unsafe(text))


def _error(node: NotebookNode) -> CellError:
    traceback = strip_unsafe("\n".join(str(line) for line in node["traceback"]))[-MAX_TRACEBACK:]
    lines = LINE.findall(traceback)
    name = make_visible(strip_unsafe(str(node["ename"])))[:200]
    return CellError(
        name=PRIVATE_NAMES.get(name, name),
        message=make_visible(FILE.sub("", strip_unsafe(str(node["evalue"]))))[:2000],
        traceback=traceback,
        line=int(lines[0]) if lines else None,
    )


def cells_as_written(cells: Sequence[CellRun], source: Source) -> tuple[CellRun, ...]:
    """The cells, each marked as given or the learner's, and with its position in the file."""
    each = zip(cells, source.cells, source.headings, strict=True)
    return tuple(_as_written(ran, cell, heading) for ran, cell, heading in each)


def _as_written(ran: CellRun, cell: SourceCell, heading: str) -> CellRun:
    """A cell with its number and position in the file."""
    error = replace(ran.error, advice=advice(ran.error.name, ran.error.message)) if ran.error else None
    return replace(
        ran,
        source=cell.file_text,
        coloured=cell.coloured,
        answer=cell.answer,
        error=error,
        heading=heading,
        first=cell.first,
    )


def changes_of(source: Source, order: CellOrder, cells: Sequence[CellRun]) -> tuple[Change, ...]:
    """The changes in a file and in the order in which it ran: first of the whole file, then cell by cell.

    What has changed in the exercise since the file was made from it comes before everything else.
    """
    outdated = [Change(kind=ChangeKind.OUTDATED, sentence=source.notice)] if source.notice else []
    moved = order.changes(cells)
    by_cell = (
        replace(change, cell=place + 1)
        for place, cell in enumerate(source.cells)
        for change in (*cell.changes, *([moved[place]] if place in moved else []))
    )
    return (*outdated, *source.changes, *by_cell)
