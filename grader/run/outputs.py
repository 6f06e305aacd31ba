"""Turns a cell's outputs in nbclient's node into records: plain text and pictures, no HTML, no terminal codes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nbformat import NotebookNode

from grader.evidence import ThingRefused, refusing
from grader.model import CellError, CellRun, Output
from grader.run.cell_order import CellOrder
from grader.source.changes import Change, ChangeKind
from grader.source.migration_advice import advice
from grader.source.records import Source, SourceCell
from grader.util.text import TERMINAL_CODES, make_visible

BASE64 = re.compile(r"[A-Za-z0-9+/=\r\n]*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE = re.compile(r"^ *(?:-+> ?|Cell In\[\d{1,6}\], line )(\d{1,6})\b", re.MULTILINE)
"""Where IPython's traceback points into a cell: its first arrow, or a syntax error's heading."""
FILE = re.compile(r" \((?:\d+\.py|<[^<>]*>), line \d+\)$")
"""The made-up file that IPython names at the end of a syntax error's message."""
PRIVATE_NAMES = {"_IncompleteInputError": "SyntaxError"}
"""Python 3.13 calls an unfinished cell by a name of its own."""
MAX_TRACEBACK = 20_000
MAX_PICTURE = 2 * 2**20
MAX_REFUSED = 3
"""Outputs of a cell whose refusal is kept."""


def strip_unsafe(text: str) -> str:
    """The text without what would steer a terminal, cannot stand in HTML, or is half of a character."""
    whole = text.encode(errors="replace").decode()
    return CONTROL.sub("", TERMINAL_CODES.sub("", whole))


def cell_run(cell: NotebookNode, number: int, *, wall_s: float, interrupted: bool) -> CellRun:
    """The record of an executed cell, the one of that number. An output that can't be read is refused alone."""
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
    """A cell whose text fits into so many characters, cut where it does not; and how many are left."""
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
    """A picture if there is one, else the plain form."""
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
    """The cells, marked as the learner's or given."""
    return tuple(_as_written(ran, cell) for ran, cell in zip(cells, source.cells, strict=True))


def _as_written(ran: CellRun, cell: SourceCell) -> CellRun:
    """A cell as it stands in the file."""
    error = replace(ran.error, advice=advice(ran.error.name, ran.error.message)) if ran.error else None
    return replace(ran, source=cell.file_text, coloured=cell.coloured, answer=cell.answer, error=error)


def changes_of(source: Source, order: CellOrder) -> tuple[Change, ...]:
    """What was changed in a file and by the order in which it ran: the file as a whole first, then cell by cell.

    Before all stands what has changed in the exercise since the file was made from it.
    """
    outdated = [Change(kind=ChangeKind.OUTDATED, sentence=source.notice)] if source.notice else []
    moved = order.changes()
    by_cell = (
        replace(change, cell=place + 1)
        for place, cell in enumerate(source.cells)
        for change in (*cell.changes, *([moved[place]] if place in moved else []))
    )
    return (*outdated, *source.changes, *by_cell)
