"""The learner's own code in what was handed in, whatever was handed in."""

import ast
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from pathlib import PurePath
from typing import Final

from grader.gradebook.items import HandIn
from grader.handed_in import HandedIn
from grader.insight.tokens import MAX_CHARACTERS, Part
from grader.source.records import Damage, Source
from grader.source.source import meanings, parse
from grader.source.syntax import parsed

CACHED: Final = 2_000
"""Cells whose own parts are remembered: those that the stub gives are in every submission."""
SMALL: Final = 4_000
"""Characters up to which they are."""
MAX_CODE: Final = 50_000
"""Characters of code, the stub's included, that are looked at."""

Own = Callable[[HandIn], tuple[Part, ...] | None]
"""The learner's own parts of a submission; None where there is no code to read, or too much of it."""


def reader(files: HandedIn, stub: Source) -> Own:
    """What finds a learner's own parts, told from those of the stub; raises `StorageError` for a file it can't read."""
    shipped = frozenset[str]().union(*(meanings(cell.text) for cell in stub.cells))

    def cut(text: str) -> tuple[tuple[int, str], ...]:
        return tuple(_parts(text, shipped))

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


def _parts(text: str, shipped: Collection[str]) -> Iterator[tuple[int, str]]:
    """The first line, from 1, and the lines of each run of statements that neither import nor stand in the stub."""
    lines = text.split("\n")
    first, last = 0, 0
    for node in parsed(text) or ():
        if isinstance(node, ast.Import | ast.ImportFrom) or ast.dump(node) in shipped:
            continue
        begin = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        if last and begin > last + 1 and any(line.strip() for line in lines[last : begin - 1]):
            yield first, "\n".join(lines[first - 1 : last])
            last = 0
        first = first if last else begin
        last = node.end_lineno or node.lineno
    if last:
        yield first, "\n".join(lines[first - 1 : last])
