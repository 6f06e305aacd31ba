"""From a file's bytes to a `Reading`: every step that looks into learners' text. Pure; runs in the reader's child."""

from dataclasses import replace

from grader.reader.reading import reading_of
from grader.source.highlight import highlight
from grader.source.records import Damage, Handout, Reading, Source
from grader.source.recovery import recover
from grader.source.source import parse_source

MAX_COLOURED_CELL = 40_000
"""Characters of one cell that are coloured; a page shows no more."""
MAX_COLOURED = 200_000
"""Characters of all cells that are."""


def read_for_exercise(content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
    """The code in a file, as it can be run for the exercise of that handout, if there is one."""
    source = parse_source(content, script=script)
    if handout is None or isinstance(source, Damage):
        return Reading(source=source) if isinstance(source, Source) else source
    source = replace(source, notice=handout.notice_of(source.edition))
    source = recover(source, handout.stub, handout.asked)
    return colour_cells(reading_of(source, handout.stub)) if isinstance(source, Source) else source


def colour_cells(reading: Reading) -> Reading:
    """The reading with its cells coloured, as far as pages show them."""
    room, cells = MAX_COLOURED, []
    for cell in reading.source.cells:
        text = cell.file_text.rstrip()[: min(room, MAX_COLOURED_CELL)]
        room -= len(text)
        cells.append(replace(cell, coloured=highlight(text)))
    return replace(reading, source=replace(reading.source, cells=tuple(cells)))
