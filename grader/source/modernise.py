"""Code of TensorFlow 2.0, Keras 2 and old NumPy that no longer runs, spelled as today.

Only what is plain and runs today is changed, on the source text, before the run: a name, a keyword, a wrapped argument.
No line moves, so what an error says of lines stays true. Each change says why, and shows the line as it ran. A name
that the learner defines is the learner's, whatever Keras once had under it. What can't be rewritten raises in the
kernel; `grader.source.migration_advice` explains that.
"""

import ast
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

from grader.source.api_rules import CONCERNED_NAMES, RULES, ApiChange
from grader.source.changes import Change, ChangeKind
from grader.source.name_table import NameTable, mentioned_names, name_table
from grader.source.syntax import parse_cell
from grader.source.text_edits import TextPosition, apply_edits

_PASSES = 4
"""A change inside of another waits for the next pass."""
_CONCERNED = (ast.Call, ast.Attribute, ast.BinOp, ast.ImportFrom)
"""The nodes that any rule looks at."""
_MOST = 160
"""The longest line that a change shows, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModernisedCell:
    """A cell as it runs today."""

    text: str
    changes: tuple[Change, ...]
    """What was changed and why, line by line."""


def modernise(texts: Sequence[str]) -> tuple[ModernisedCell, ...]:
    """The cells of one file, each spelled as today."""
    table = name_table(texts)
    imports = any(path.rpartition(".")[2] in CONCERNED_NAMES for path in table.imported.values())
    return tuple(
        _rewritten(text, table)
        if imports or mentioned_names(text) & CONCERNED_NAMES
        else ModernisedCell(text=text, changes=())
        for text in texts
    )


def _rewritten(text: str, table: NameTable) -> ModernisedCell:
    made: list[Change] = []
    lines: dict[int, list[str]] = {}
    for _ in range(_PASSES):
        if not (found := _found(text, table)):
            break
        changed = apply_edits(text, [change for one in found for change in one.changes])
        if parse_cell(changed) is None:
            break
        text = changed
        for one in found:
            lines.setdefault(one.changes[0].begin[0], []).append(one.reason)
    for number, reasons in sorted(lines.items()):
        ran = text.split("\n")[number - 1].strip()
        shown = f"`{ran}`" if len(ran) <= _MOST and "`" not in ran else "today's spelling"
        sentence = f"Line {number} ran as {shown}. {' '.join(dict.fromkeys(reasons))}"
        made.append(Change(kind=ChangeKind.MODERNISED, sentence=sentence, line=number))
    return ModernisedCell(text=text, changes=tuple(made))


def _found(text: str, table: NameTable) -> list[ApiChange]:
    """What has moved in a cell; of two that overlap, the outer one."""
    found: list[ApiChange] = []
    taken: list[tuple[TextPosition, TextPosition]] = []
    nodes = (node for statement in parse_cell(text) or () for node in ast.walk(statement))
    for node in (node for node in nodes if isinstance(node, _CONCERNED)):
        for one in (found_ for rule in RULES for found_ in rule(node, table)):
            spans = [(change.begin, change.end) for change in one.changes]
            if not any(_overlaps(span, taken) for span in spans):
                found.append(one)
                for span in spans:
                    insort(taken, span)
    return found


def _overlaps(span: tuple[TextPosition, TextPosition], taken: Sequence[tuple[TextPosition, TextPosition]]) -> bool:
    """Whether a span has anything in common with one of those that are taken, which are sorted and have nothing."""
    (a, b), place = span, bisect_left(taken, span)
    return any((a < d and c < b) or (a, b) == (c, d) for c, d in taken[max(place - 2, 0) : place + 2])
