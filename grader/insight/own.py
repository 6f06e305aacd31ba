"""The learner's own code in what was handed in, whatever was handed in."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import PurePath

from grader.gradebook.items import HandIn
from grader.handed_in import HandedIn
from grader.insight.tokens import MAX_CHARACTERS, Part
from grader.source import Damage, Source, SourceCell, mark_answers, meanings, parse

CACHED = 2_000
"""Cells whose own parts are remembered: those that the stub gives are in every submission."""
SMALL = 4_000
"""Characters up to which they are."""
MAX_CODE = 50_000
"""Characters of code, the stub's included, that are looked at."""

Own = Callable[[HandIn], tuple[Part, ...] | None]
"""The learner's own parts of a submission; None where there is no code to read, or too much of it."""


def reader(files: HandedIn, stub: Source) -> Own:
    """What finds a learner's own parts, told from those of the stub; raises `StorageError` for a file it can't read."""
    shipped = frozenset[str]().union(*(meanings(cell.text) for cell in stub.cells))

    def cut(text: str) -> tuple[tuple[int, str], ...]:
        return tuple(part for part in _parts(text, stub) if not meanings(part[1]) <= shipped)

    remembered = lru_cache(maxsize=CACHED)(cut)

    def own(one: HandIn) -> tuple[Part, ...] | None:
        content = files.get(one.sha256)
        source = None if content is None else parse(content, script=PurePath(one.path).suffix.lower() == ".py")
        if source is None or isinstance(source, Damage) or _length(source) > MAX_CODE:
            return None
        try:
            found = [
                Part(cell=number, first=first, text=text)
                for number, cell in enumerate(source.cells, start=1)
                for first, text in (remembered if len(cell.text) < SMALL else cut)(cell.text)
            ]
        except (RecursionError, MemoryError):  # code too deep to be compared with the stub's
            return None
        return None if sum(len(part.text) for part in found) > MAX_CHARACTERS else tuple(found)

    return own


def _length(source: Source) -> int:
    return sum(len(cell.text) for cell in source.cells)


def _parts(text: str, stub: Source) -> Iterator[tuple[int, str]]:
    """The first line, from 1, and the text of each part of a cell that is the learner's."""
    begin = 0
    for part in mark_answers(Source(cells=(SourceCell(text=text),)), stub).cells:
        begin = max(begin, text.find(part.text, begin))
        if part.answer:
            yield text.count("\n", 0, begin) + 1, part.text
        begin += len(part.text)
