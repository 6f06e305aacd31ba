"""Edits that repair broken code: text that is not Python, and given statements that were changed.

Learners see such a mistake at once if it is pointed out to them, so these edits are tried before all others.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from grader.source.mutation.edit import Edit
from grader.source.records import Source
from grader.source.syntax import CellStatement, bound_names, has_hole, parse_cell, statements_in

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOST_PLACES = 60
"""The most places at which a sign is inserted to see whether the text becomes Python."""
_COMMENT = re.compile(r"\s*(#.*)?$")
_ELSE_IF = re.compile(r"\belse\s+if\b")
_VALUE = re.compile(r"(return\s+|[\w.\[\]]+\s*=\s*)(?=[^=])")


def mended_text(text: str) -> Iterator[tuple[str, Edit]]:
    """Yield the edits that make a text valid Python, with the kind of each: near the place of Python's error."""
    error, known = _parsed(text), set[str]()
    if not isinstance(error, SyntaxError) or not error.lineno:
        return
    for kind, begin, end, new in _proposals(text.split("\n"), error):
        tree = _parsed(text[:begin] + new + text[end:])
        if isinstance(tree, ast.Module) and (said := ast.dump(tree)) not in known:
            known.add(said)
            yield kind, Edit(begin=begin, end=end, text=new, shown=(begin, end))


def _parsed(text: str) -> ast.Module | SyntaxError | None:
    """The text's tree, or Python's error if the text is not Python; None if it is too much for Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None


def _proposals(lines: Sequence[str], error: SyntaxError) -> Iterator[tuple[str, int, int, str]]:
    """Yield each edit that may help: its kind, its begin and end, and the text to insert there."""
    first = min(error.lineno or 1, len(lines)) - 1
    last = min(error.end_lineno or first + 1, len(lines)) - 1
    starts = [sum(len(one) + 1 for one in lines[:place]) for place in range(len(lines))]
    line, start = lines[first], starts[first]
    at = start + max((error.offset or 1) - 1, 0)
    for found in _ELSE_IF.finditer(line):
        yield "wrong_sign", start + found.start(), start + found.end(), "elif"
    if line[:1].isspace() and line.strip().startswith("."):
        yield from _open_chain(lines, starts, first)
    ends = [starts[place] + _code_end(lines[place]) for place in range(max(first - 1, 0), last + 1)]
    closing = [_CLOSING[one] for one in error.msg if one in _CLOSING][:1]
    for sign in (":", ",", *closing, *_CLOSING.values()):
        yield from (("missing_sign", end, end, sign) for end in ends)
    for place in [*range(at, min(starts[last] + len(lines[last]), at + _MOST_PLACES))]:
        yield from (("missing_sign", place, place, sign) for sign in (",", *_CLOSING.values()))
    if error.msg.startswith("unmatched"):
        yield "extra_sign", at, at + 1, ""
    if (equals := line.find(" = ")) >= 0:
        yield "wrong_sign", start + equals + 1, start + equals + 2, "=="
    if "string literal" in error.msg and (quote := line[at - start : at - start + 1]) in {'"', "'"}:
        places = range(_code_end(line), at - start, -1)
        yield from (("missing_sign", start + place, start + place, quote) for place in places)


def _code_end(line: str) -> int:
    """The index at which a line's code ends, before any comment."""
    found = _COMMENT.search(line)
    return found.start() if found else len(line)


def _open_chain(lines: Sequence[str], starts: Sequence[int], first: int) -> Iterator[tuple[str, int, int, str]]:
    """Put brackets around a chain of steps whose second step is on a new line."""
    head = next((place for place in range(first - 1, -1, -1) if lines[place].strip()), None)
    value = _VALUE.match(lines[head].lstrip()) if head is not None else None
    if head is None or value is None:
        return
    last = first
    while last + 1 < len(lines) and lines[last + 1].strip().startswith("."):
        last += 1
    begin = starts[head] + len(lines[head]) - len(lines[head].lstrip()) + value.end()
    end = starts[last] + _code_end(lines[last])
    text = "\n".join(lines)
    yield "open_chain", begin, end, f"({text[begin:end]})"


def given_edits(texts: Sequence[str], stub: Source) -> dict[int, list[tuple[ast.stmt, str]]]:
    """The statements that bind the same names as a given statement that is missing, with the code of the given one.

    The keys are the indexes of the cells.
    """
    given = {one.meaning: text for cell in stub.cells if not has_hole(cell.text) for one, text in _pieces(cell.text)}
    here = {one.meaning for text in texts for one in statements_in(text)}
    gone = {bound_names(text): text for meaning, text in given.items() if meaning not in here and bound_names(text)}
    found: dict[int, list[tuple[ast.stmt, str]]] = {}
    for place, text in enumerate(texts):
        for node, (one, code) in zip(parse_cell(text) or (), _pieces(text), strict=False):
            if one.meaning not in given and not one.imports and bound_names(code) in gone:
                found.setdefault(place, []).append((node, gone.pop(bound_names(code))))
    return found


def _pieces(text: str) -> Iterator[tuple[CellStatement, str]]:
    """The statements of a cell, each with its lines."""
    lines = text.split("\n")
    for one in statements_in(text) if parse_cell(text) is not None else ():
        yield one, "\n".join(lines[one.begin - 1 : one.last])
