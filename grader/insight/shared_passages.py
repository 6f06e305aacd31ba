"""The lines that two submissions share."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from grader.insight.records import LineRange, Passage
from grader.insight.winnowing import GRAM, Token, grams, tokens
from grader.source.records import OwnPart
from grader.util.text import make_visible

LISTED: Final = 5
"""Passages of a pair that are listed."""
LINES: Final = 12
"""Lines of a passage that are quoted."""
CHARACTERS: Final = 160
"""Characters of a line that are quoted."""

Side = Sequence[Token]
Lines = Mapping[tuple[int, int], str]
"""Cell and line to what stands there."""


def passages(left: Sequence[OwnPart], right: Sequence[OwnPart], ignored: Collection[int]) -> tuple[Passage, ...]:
    """The longest passages that stand in both, in the order of the first. `ignored` are hashes that don't begin one."""
    sides = tokens(left), tokens(right)
    runs = sorted(_in_cells(*sides, ignored), key=lambda run: -len(run))[:LISTED]
    lines = _lines(left), _lines(right)
    return tuple(
        Passage(left=_place([one for one, _ in run], lines[0]), right=_place([one for _, one in run], lines[1]))
        for run in sorted(runs, key=lambda run: (run[0][0].cell, run[0][0].line))
    )


def _in_cells(left: Side, right: Side, ignored: Collection[int]) -> Iterator[list[tuple[Token, Token]]]:
    """Runs of tokens that both have, cut where either goes on in another cell."""
    for begin, other, length in _runs(_hashes(left), _hashes(right), ignored):
        pairs = zip(left[begin : begin + length], right[other : other + length], strict=True)
        for _, run in groupby(pairs, key=lambda pair: (pair[0].cell, pair[1].cell)):
            yield list(run)


def _runs(left: Sequence[int], right: Sequence[int], ignored: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Where equal tokens begin in each, and how many there are; in one pass, each token of the left once."""
    places: dict[int, int] = {}
    for place, one in enumerate(right):
        places.setdefault(one, place)
    begin = 0
    while begin < len(left):
        other = None if left[begin] in ignored else places.get(left[begin])
        if other is None:
            begin += 1
            continue
        length = 1
        while left[begin + length : begin + length + 1] == right[other + length : other + length + 1] != ():
            length += 1
        yield begin, other, length + GRAM - 1
        begin += length + GRAM - 1


def _hashes(side: Side) -> tuple[int, ...]:
    return grams(token.form for token in side)


def _lines(parts: Sequence[OwnPart]) -> Lines:
    return {
        (part.cell, number): line
        for part in parts
        for number, line in enumerate(part.text.split("\n"), start=part.first)
    }


def _place(run: Sequence[Token], lines: Lines) -> LineRange:
    first, last = run[0].line, max(token.line for token in run)
    quoted = (lines.get((run[0].cell, number), "") for number in range(first, min(last + 1, first + LINES)))
    return LineRange(
        cell=run[0].cell,
        first=first,
        last=last,
        text="\n".join(make_visible(line[:CHARACTERS]) for line in quoted),
    )
