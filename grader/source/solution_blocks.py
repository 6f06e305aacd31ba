"""The blanks of a reference: where the stub has gaps, what it shows there, and which other code can fill them.

A reference is a percent script (`# %%` begins a cell, `# %% [markdown]` a text cell). Its first line names the
exercise, and its answer is between two markers. The stub shows the `# BLANK:` lines in place of everything between the
markers. At least one of them contains `...`, so that the stub parses and runs:

    # exercise: 01_sums/total

    # %%
    # BEGIN SOLUTION
    # BLANK: total = ...
    total = sum(numbers)
    # END SOLUTION

Markers may be indented, for example in the body of a given function; then inserted lines are indented in the same way.
A fragment (`accepted/*.py`, `wrong/*.py`) contains the lines that fill the blank. If a reference has several blanks, a
line `# blank: 2` names the blank that the lines below it fill; the others keep the reference's answer.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from grader.errors import SpecError
from grader.util.text import read_text

CELL = re.compile(r"^#\s*(?:%%(?!%)(?P<options>.*)|In\s?\[[\d ]*\]:?\s*)$")
"""A line that begins a cell: jupytext's percent marker, or the marker that `nbconvert --to script` writes."""

_BEGIN = re.compile(r"^(?P<indent>\s*)# BEGIN SOLUTION\s*$")
_END = re.compile(r"^\s*# END SOLUTION\s*$")
_BLANK = re.compile(r"^\s*# BLANK: ?(?P<shown>.*)$")
_HOLE = re.compile(r"(?:^\s*|=\s*|\breturn\s+)\.\.\.\s*$")
_FRAGMENT = re.compile(r"^# blank: (?P<number>\d+)\s*$", re.MULTILINE)
_CLAIM = re.compile(r"^# (?:fails|diagnosis|cause|hint):.*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A blank in a reference. Lines are counted from 0."""

    begin: int
    """The line of BEGIN SOLUTION."""
    end: int
    """The line of END SOLUTION."""
    shown: tuple[str, ...]
    """The lines that the stub shows."""
    solution: tuple[str, ...]
    """The reference's answer."""


def reference_text(path: Path) -> str:
    """The script of a reference. Raises `SpecError`."""
    return read_text(path, str(path))


def find_blanks(text: str, *, name: str) -> tuple[Blank, ...]:
    """The blanks of a reference, in order. Raises `SpecError` with file and line if its markers are malformed."""
    lines = text.split("\n")
    borders = [number for number, line in enumerate(lines) if CELL.match(line)]
    blanks: list[Blank] = []
    for first, last in pairwise([0, *borders, len(lines)]):
        markers = [(number, _kind(lines[number])) for number in range(first, last)]
        if markers and is_prose(lines[first]):
            _check_prose(markers, name)
        else:
            blanks.extend(_in_code(lines, markers, name))
    if not blanks:
        raise SpecError(f"{name}: there is no '# BEGIN SOLUTION'; a reference needs at least one blank")
    return tuple(blanks)


def is_prose(marker: str) -> bool:
    """Whether a cell's marker line begins a cell that is not code."""
    return any(kind in marker for kind in ("[markdown]", "[md]", "[raw]"))


def replace_blanks(text: str, blanks: Sequence[Blank], fillings: Sequence[Sequence[str]]) -> str:
    """The script with the lines of each blank, including markers, replaced by the given lines."""
    lines = text.split("\n")
    for blank, filling in reversed(list(zip(blanks, fillings, strict=True))):
        lines[blank.begin : blank.end + 1] = filling
    return "\n".join(lines)


def stub(text: str, *, name: str) -> str:
    """The reference's script as a learner first sees it."""
    blanks = find_blanks(text, name=name)
    return replace_blanks(text, blanks, [blank.shown for blank in blanks])


def solved_script(text: str, *, name: str) -> str:
    """The reference's script with its answers, without the markers."""
    blanks = find_blanks(text, name=name)
    return replace_blanks(text, blanks, [blank.solution for blank in blanks])


def fill_blanks(text: str, fragment: str, *, name: str) -> str:
    """The reference's script with the fragment in its blanks. `name` is the fragment's name in a `SpecError`."""
    blanks = find_blanks(text, name="the reference")
    fillings = [blank.solution for blank in blanks]
    for number, lines in _portions(_CLAIM.sub("", fragment), len(blanks), name):
        indent = _indent(text.split("\n")[blanks[number].begin])
        fillings[number] = tuple(textwrap.indent(lines, indent).split("\n"))
    return replace_blanks(text, blanks, fillings)


def _portions(fragment: str, blanks: int, name: str) -> list[tuple[int, str]]:
    """The fragment's lines for each blank, with the blank's number from 0."""
    head, *rest = _FRAGMENT.split(fragment)
    if not rest and blanks == 1:
        return [(0, head.strip("\n"))]
    if not rest or head.strip():
        raise SpecError(
            f"{name}: {blanks} blanks to fill; add lines such as '# blank: 1' to say which blank the lines below fill"
        )
    numbers = [int(number) - 1 for number in rest[::2]]
    for number in numbers:
        if number not in range(blanks) or numbers.count(number) > 1:
            raise SpecError(f"{name}: '# blank: {number + 1}'; each of 1 to {blanks} may be filled once")
    return [(number, lines.strip("\n")) for number, lines in zip(numbers, rest[1::2], strict=True)]


def _check_prose(markers: Sequence[tuple[int, str]], name: str) -> None:
    for number, kind in markers:
        if kind in {"begin", "end", "blank"}:
            raise _malformed(name, number, "a solution in a cell of text; a code cell begins with '# %%' alone")


def _in_code(lines: Sequence[str], markers: Sequence[tuple[int, str]], name: str) -> Iterator[Blank]:
    """Yield the blanks of one code cell."""
    begin: int | None = None
    for number, kind in markers:
        match kind, begin:
            case "begin", None:
                begin = number
            case "begin", int():
                raise _malformed(name, number, f"BEGIN SOLUTION inside the solution that began in line {begin + 1}")
            case "end", int():
                yield _blank(lines, begin, number, name)
                begin = None
            case "end", None:
                raise _malformed(name, number, "END SOLUTION without a BEGIN SOLUTION before it in its cell")
            case "blank" | "hole", None:
                raise _malformed(name, number, f"{lines[number].strip()!r} outside a solution")
    if begin is not None:
        raise _malformed(name, begin, "BEGIN SOLUTION without an END SOLUTION after it in its cell")


def _blank(lines: Sequence[str], begin: int, end: int, name: str) -> Blank:
    indent = _indent(lines[begin])
    inside = lines[begin + 1 : end]
    shown = tuple(f"{indent}{found['shown']}".rstrip() for line in inside if (found := _BLANK.match(line)))
    if not any(_HOLE.search(line) for line in shown):
        raise _malformed(name, begin, "the stub needs a line like '# BLANK: output = ...' in this solution")
    solution = tuple(line for line in inside if not _BLANK.match(line))
    if not any(line.strip() for line in solution):
        raise _malformed(name, begin, "this solution is empty")
    return Blank(begin=begin, end=end, shown=shown, solution=solution)


def _kind(line: str) -> str:
    """The kind of a line, among the kinds that matter here."""
    if "#" not in line and "..." not in line:
        return "other"
    kinds = {"cell": CELL, "begin": _BEGIN, "end": _END, "blank": _BLANK, "hole": _HOLE}
    return next((kind for kind, pattern in kinds.items() if pattern.search(line)), "other")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _malformed(name: str, number: int, what: str) -> SpecError:
    return SpecError(f"{name}:{number + 1}: {what}")
