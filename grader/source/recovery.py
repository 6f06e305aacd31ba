"""Undoes damage to a file's cells if the intention is plain, and reports it.

A statement cut in two is joined; text among code becomes comments; code in a text cell becomes code, if an answer is
missing; a missing given cell that is needed is put back; code of TensorFlow 2.0 is rewritten for today. All of this is
pure, and uses the stub to know what was given. Nothing here judges: the result is run like any file.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from grader.source.modernise import modernise
from grader.source.ownership import given_meanings
from grader.source.records import Change, Damage, Source, SourceCell, recovered
from grader.source.syntax import (
    blank_names,
    bound_names,
    comment_out_magics,
    has_hole,
    meanings,
    parse_cell,
    read_names,
)

_LONGEST = 4
"""The most cells into which one statement may have been cut."""
_LONGEST_STATEMENT = 20
"""The most lines of a statement in which the file broke off; each is one more attempt to parse."""
_LONGEST_CUT = 20_000
"""The most characters of a cell for which this is tried; a longer one that breaks off is not changed."""
_FENCE = "```"
_MARKS = re.compile(r"^\s*(?:[-*+>|]\s|\d+\.\s|\*\*|\$\$|```|#{1,6}\s|\|)")
"""The beginnings of Markdown lines that are not Python."""
_CODE = re.compile(r"[=()\[\]{}:]|^\s*(?:import|from|return|def|class|if|for|while|with|print|assert|del|pass)\b")
_WORDS = 3
"""The number of words from which a line without any sign of code counts as text."""


def recover(source: Source, stub: Source, asked: Collection[str]) -> Source | Damage:
    """The source in a form that can be run; `asked` are the names that the exercise asks for.

    A file that breaks off before any of its answers becomes `Damage`.
    """
    own = _ended(_sifted(_joined(source), stub))
    whole = _moved(_put_back(_recovered(own, stub, asked), stub))
    if whole.broken and not any(bound_names(cell.text) & set(asked) for cell in whole.cells):
        return Damage(message=whole.broken)
    return whole


def _ended(source: Source) -> Source:
    """A source without the statement in which it breaks off."""
    if not source.cut or len(source.cells[-1].text) > _LONGEST_CUT:
        return source
    lines = source.cells[-1].text.split("\n")
    counts = range(len(lines), max(len(lines) - _LONGEST_STATEMENT, 0) - 1, -1)
    whole = next((count for count in counts if parse_cell("\n".join(lines[:count])) is not None), len(lines))
    if whole == len(lines):
        return source
    said = recovered("The file breaks off in the middle of a statement, which was left out.")
    if not whole:
        return replace(source, cells=source.cells[:-1], changes=(*source.changes, said))
    left = replace(source.cells[-1], text="\n".join(lines[:whole]), shown=source.cells[-1].text)
    return replace(source, cells=(*source.cells[:-1], _changed(left, said)))


def _changed(cell: SourceCell, *changes: Change) -> SourceCell:
    """The cell with these changes added after its own."""
    return replace(cell, changes=(*cell.changes, *changes))


def _joined(source: Source) -> Source:
    """Join cells that are not Python by themselves with cells below that complete them."""
    starts, place = [], 0
    while place < len(source.cells):
        starts.append(place)
        place += _belonging([cell.text for cell in source.cells[place : place + _LONGEST]])
    if len(starts) == len(source.cells):
        return source
    parts = [source.cells[begin:end] for begin, end in pairwise([*starts, len(source.cells)])]
    moved_up = replace(
        source, prose=tuple(replace(one, before=bisect_left(starts, one.before)) for one in source.prose)
    )
    joined = (_join(part, begin + 1) for begin, part in zip(starts, parts, strict=True))
    return replace(moved_up, cells=tuple(joined))


def _join(part: Sequence[SourceCell], first: int) -> SourceCell:
    """One cell made of these; `first` is the number of the first of them in the file."""
    if len(part) == 1:
        return part[0]
    said = f"Cells {first} to {first + len(part) - 1} of the file were one statement, and were joined."
    return SourceCell(text="\n".join(cell.text for cell in part), changes=(recovered(said),))


def _belonging(texts: Sequence[str]) -> int:
    """The number of these cells, from the first on, that form one cell."""
    if all(parse_cell(text) is not None for text in texts[:2]):
        return 1
    # a complete cell may lack the end of its last block, but nothing that begins below it
    most = len(texts) if parse_cell(texts[0]) is None else 2
    whole = (count for count in range(2, most + 1) if parse_cell("\n".join(texts[:count])) is not None)
    return next(whole, 1)


def _sifted(source: Source, stub: Source) -> Source:
    """Make text that is among code a comment."""
    said = {line.strip() for one in stub.prose for line in one.text.split("\n")}
    return replace(source, cells=tuple(_without_text(cell, said) for cell in source.cells))


def _without_text(cell: SourceCell, said: Collection[str]) -> SourceCell:
    """The cell with its text as comments, if that makes it Python."""
    if parse_cell(cell.text) is not None:
        return cell
    lines = cell.text.split("\n")
    known = {number for number, line in enumerate(lines) if line.strip() in said and line.strip()}
    for text in (known, known | {number for number, line in enumerate(lines) if _is_text(line)}):
        sifted = "\n".join(f"# {line}" if number in text else line for number, line in enumerate(lines))
        if sifted != cell.text and parse_cell(sifted) is not None:
            change = replace(recovered("Text stood among the code; it was turned into comments."), line=min(text) + 1)
            return _changed(replace(cell, text=sifted, shown=cell.text), change)
    return cell


def _is_text(line: str) -> bool:
    """Whether a line reads as text, and not at all as code."""
    if _MARKS.match(line) and not line.lstrip().startswith("#"):
        return parse_cell(line.strip()) is None
    return len(line.split()) >= _WORDS and not _CODE.search(line) and parse_cell(line.strip()) is None


def _recovered(source: Source, stub: Source, asked: Collection[str]) -> Source:
    """Take code from text cells, if it is a missing answer or a given cell."""
    there, have = _all(bound_names, source), _all(meanings, source)
    given = given_meanings(stub)
    given_texts = {one.text.strip() for one in stub.prose}
    found: list[tuple[int, SourceCell]] = []
    for one in source.prose:
        code = _code_in(one.text)
        if one.text.strip() in given_texts or not code:
            continue
        answers = bound_names(code) & (set(asked) - there)
        restored = meanings(code) <= given and not meanings(code) <= have and bool(bound_names(code) - there)
        if answers or restored:
            said = f"A cell of text held {_names(bound_names(code))} as code; it was run as code."
            found.append((_place(source, one.before, answers), SourceCell(text=code, changes=(recovered(said),))))
            there |= bound_names(code)
    for place, cell in reversed(found):
        source = _with_cell(source, place, cell)
    return source


def _with_cell(source: Source, place: int, cell: SourceCell) -> Source:
    """The source with one more cell at a place; the cells below it stay below their text cells."""
    prose = (replace(one, before=one.before + (one.before > place)) for one in source.prose)
    return replace(source, cells=(*source.cells[:place], cell, *source.cells[place:]), prose=tuple(prose))


def _all(look: Callable[[str], frozenset[str]], source: Source) -> frozenset[str]:
    """The union of the names that `look` finds in each cell."""
    return frozenset[str]().union(*(look(cell.text) for cell in source.cells))


def _place(source: Source, before: int, names: Collection[str]) -> int:
    """The place for recovered code: where it was, or below the blank that it fills."""
    blanks = [number for number, cell in enumerate(source.cells, 1) if blank_names(cell.text) & set(names)]
    return max([before, *blanks])


def _code_in(text: str) -> str:
    """The Python code of a text cell: the content of its fences, or else all of it; empty if there is none."""
    code = "\n".join(_fenced(text)) or text
    return code.strip("\n") if comment_out_magics(code).strip() and parse_cell(code) else ""


def _fenced(text: str) -> Iterator[str]:
    """Yield the text between each line that opens a fence and the next one that closes it."""
    inside: list[str] | None = None
    for line in text.split("\n"):
        if inside is None and line.startswith(_FENCE):
            inside = []
        elif inside is not None and line.rstrip(" \t") == _FENCE:
            yield "".join(f"{one}\n" for one in inside)
            inside = None
        elif inside is not None:
            inside.append(line)


def _put_back(source: Source, stub: Source) -> Source:
    """Put back the given cells that are missing and bind a name that other cells need."""
    shipped = [cell.text for cell in stub.cells if not has_hole(cell.text) and bound_names(cell.text)]
    have, there, wanted = (_all(look, source) for look in (meanings, bound_names, read_names))
    # from the last to the first, because a cell that was put back may need an earlier one
    for number, text in reversed(list(enumerate(shipped))):
        needed = wanted & bound_names(text) - there
        if not needed or meanings(text) & have:
            continue
        said = f"The given cell that makes {_names(needed)} was missing; it was put back."
        given = SourceCell(text=text, changes=(recovered(said),))
        source = _with_cell(source, _former_place(source, shipped, number), given)
        have, there, wanted = have | meanings(text), there | bound_names(text), wanted | read_names(text)
    return source


def _former_place(source: Source, shipped: Sequence[str], number: int) -> int:
    """The place before the first cell that needs the given one or was given after it."""
    later = frozenset[str]().union(*map(meanings, shipped[number + 1 :]))
    needing = (
        place
        for place, cell in enumerate(source.cells)
        if read_names(cell.text) & bound_names(shipped[number]) or meanings(cell.text) & later
    )
    return next(needing, len(source.cells))


def _moved(source: Source) -> Source:
    """The source rewritten for today."""
    today = modernise([cell.text for cell in source.cells])
    cells = [
        _changed(replace(cell, text=one.text, shown=cell.shown or cell.text), *one.changes) if one.changes else cell
        for cell, one in zip(source.cells, today, strict=True)
    ]
    return replace(source, cells=tuple(cells))


def _names(names: Collection[str]) -> str:
    """At most three names, as text for people."""
    words = [f"`{name}`" for name in sorted(names)]
    more = [f"{len(words) - 3} more"] if len(words) > 3 else []  # noqa: PLR2004 - three names are enough
    return ", ".join([*words[:3], *more]) or "something"
