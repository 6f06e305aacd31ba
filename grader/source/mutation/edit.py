"""The answer in one blank as text and tree, and edits of its text. Edits keep all other characters unchanged."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from grader.source.mutation.vocabulary import BUFFERS
from grader.source.text_edits import TextOffsets
from grader.source.tree import called_name

NOTHING = "nothing"
"""The word that an id shows instead of deleted code."""
PASS = "pass"  # noqa: S105 - a Python keyword
"""The replacement for a deleted statement, which may have been the only one of its block."""

_AROUND = 24
"""The most characters of code around an edit that its id shows on either side."""
_LONGEST = 48
"""The longest piece of changed code that an id shows in full, in characters."""
_SILENT = frozenset(["print", "display", "summary"])
"""Functions and methods that only show something."""
_UNTOLD = frozenset(["annotation", "returns", "ctx"])
"""Parts of nodes that have no effect."""
BESIDE = frozenset(["verbose", "name", "seed", "buffer_size"])
"""Keyword arguments that do not affect what is computed, or hardly: they set output, labels, chance or time."""

Operator = Callable[["Answer", ast.AST], Iterator["Edit"]]
"""Yields the edits of a node that one kind of mutation makes, the most informative first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of an answer's text."""

    begin: int
    """The index of the first character that is removed."""
    end: int
    """The index of the first character after it that stays."""
    text: str
    """The replacement."""
    shown: tuple[int, int]
    """Begin and end of the code that its id shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A name that is bound before the answer or by it."""

    name: str
    kind: str
    """The kind, by which plausible replacements are found: tensor, number, model, dataset, function, …"""
    line: int
    """The line of the answer that binds the name, from 1; 0 if the given code binds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The names that an answer may use, and those that it must bind."""

    bindings: Sequence[Binding]
    modules: frozenset[str]
    """Imported names; a function of a module is not a method of a value."""
    asked: frozenset[str] = frozenset()
    """The names that the stub leaves blank."""
    literals: Mapping[str, ast.expr] = field(default_factory=dict)
    """Maps names that are bound to a literal to that literal."""
    batches: Mapping[str, str] = field(default_factory=dict)
    """Maps names that a loop binds to parts of a data set's first batch to code for the same part of the next batch."""


class Answer:
    """The code that fills one blank. `nodes` leaves out parts that only show something."""

    def __init__(self, text: str, tree: ast.Module, around: Surroundings) -> None:
        self.text = text
        self.tree = tree
        self.around = around
        self.parents: Mapping[ast.AST, ast.AST] = {
            child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }
        self._offsets = TextOffsets(text)

    def nodes(self) -> Iterator[ast.AST]:
        """Yield all nodes that have an effect, each before its parts, in the text's order."""
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            if not _silent(node):
                yield node
                waiting.extend(sorted(_effective(node), key=_place, reverse=True))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Begin and end of a node's text."""
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword), "other nodes have no place of their own"
        return self._offsets.span(node)

    def code(self, node: ast.AST) -> str:
        """A node's text."""
        begin, end = self.span(node)
        return self.text[begin:end]

    def replace_node(self, node: ast.AST, text: str, *, compound: bool = False) -> Edit:
        """The edit that replaces a node's code, in brackets if its neighbours bind more tightly."""
        begin, end = self.span(node)
        torn = compound and self._binds(node)
        return Edit(begin=begin, end=end, text=f"({text})" if torn else text, shown=self._frame(node))

    def replace_characters(self, node: ast.AST, begin: int, end: int, text: str) -> Edit:
        """The edit that replaces some characters of a node."""
        return Edit(begin=begin, end=end, text=text, shown=self.span(node))

    def delete_part(self, parts: Sequence[ast.AST], number: int) -> Edit:
        """The edit that deletes one of the parts between commas."""
        begin, end = self.span(parts[number])
        shown = begin, end
        if number + 1 < len(parts):
            end = self.span(parts[number + 1])[0]
        elif number > 0:
            begin = self.span(parts[number - 1])[1]
        return Edit(begin=begin, end=end, text="", shown=shown)

    def insert_after(self, node: ast.stmt, text: str) -> Edit:
        """The edit that inserts a statement on the line after `node`."""
        end = self.span(node)[1]
        return Edit(begin=end, end=end, text=f"\n{' ' * node.col_offset}{text}", shown=(end, end))

    def append(self, text: str) -> Edit:
        """The edit that adds a statement at the end."""
        end = len(self.text)
        return Edit(begin=end, end=end, text=f"\n{text}", shown=(end, end))

    def swap_parts(self, one: ast.AST, other: ast.AST) -> Edit:
        """The edit that swaps two parts; the first one must come first."""
        (begin, middle), (later, end) = self.span(one), self.span(other)
        text = self.text[later:end] + self.text[middle:later] + self.text[begin:middle]
        return Edit(begin=begin, end=end, text=text, shown=(begin, end))

    def is_step(self, node: ast.AST) -> bool:
        """Whether a node calls a method of a value, not a function of a module or a layer of the object itself."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return False
        owner = node.func.value
        while isinstance(owner, ast.Attribute):
            owner = owner.value
        return not (isinstance(owner, ast.Name) and owner.id in {*self.around.modules, "self"})

    def is_read_name(self, node: ast.AST) -> TypeGuard[ast.Name]:
        """Whether a node is a name that is read and is neither a module nor called."""
        if not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)) or node.id in self.around.modules:
            return False
        parent = self.parents.get(node)
        return not (isinstance(parent, ast.Call) and parent.func is node)

    def apply(self, edit: Edit) -> str:
        """The answer's text after an edit."""
        return self.text[: edit.begin] + edit.text + self.text[edit.end :]

    def excerpts(self, edit: Edit) -> tuple[str, str]:
        """The code around an edit before and after it, each short and on one line."""
        first, last = min(edit.shown[0], edit.begin), max(edit.shown[1], edit.end)
        head, tail = _folded(self.text[first : edit.begin]), _folded(self.text[edit.end : last])
        if edit.text in {"", PASS}:
            return _short(_folded(self.text[edit.shown[0] : edit.shown[1]])), NOTHING
        head = head if len(head) <= _AROUND else f"…{head[-_AROUND:]}"
        tail = tail if len(tail) <= _AROUND else f"{tail[:_AROUND]}…"
        old, new = _short(_folded(self.text[edit.begin : edit.end])), _short(_folded(edit.text))
        return f"{head}{old}{tail}".strip() or NOTHING, f"{head}{new}{tail}".strip()

    def lines(self, edit: Edit) -> tuple[int, str, str]:
        """The number of the line on which an edit is visible, from 1, and that line before and after."""
        begin, end = edit.begin, edit.end
        if begin == end and edit.text.startswith("\n"):  # an inserted line
            return self.text.count("\n", 0, begin) + 2, NOTHING, edit.text.strip().partition("\n")[0]
        if not edit.text and "\n" in self.text[begin:end]:  # a comma and a line break were removed, too
            begin, end = edit.shown
        number = self.text.count("\n", 0, begin)
        after = (self.text[:begin] + edit.text + self.text[end:]).split("\n")[number].strip()
        return number + 1, self.text.split("\n")[number].strip(), after if after not in {"", ","} else NOTHING

    def _binds(self, node: ast.AST) -> bool:
        """Whether code around a node binds only to its nearest part."""
        match self.parents.get(node):
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp() | ast.IfExp() | ast.Starred():
                return True
            case ast.Attribute(value=held) | ast.Subscript(value=held) | ast.Call(func=held):
                return held is node
        return False

    def _frame(self, node: ast.AST) -> tuple[int, int]:
        """Begin and end of the smallest code around a node that shows its purpose."""
        parent = self.parents.get(node)
        if isinstance(node, ast.Call) and isinstance(parent, ast.List | ast.Tuple):
            return self.span(node)
        while isinstance(parent, ast.Tuple | ast.List | ast.Starred | ast.Slice | ast.UnaryOp):
            node, parent = parent, self.parents.get(parent)
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and node is not parent.func:
            end = self.span(parent)[1]
            return self.span(parent.func)[1] - len(parent.func.attr), end
        if isinstance(parent, ast.expr | ast.keyword):
            return self.span(parent)
        return self.span(node)


def _silent(node: ast.AST) -> bool:
    """Whether a node only displays something or prints a message."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.JoinedStr() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Call() as call):
            return called_name(call) in _SILENT
        case ast.keyword(arg=str(name)):
            return name in BESIDE
    return False


def _effective(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node's parts, except annotations and sizes of buffers."""
    skipped = _UNTOLD | ({"args"} if called_name(node) in BUFFERS else frozenset())
    for name, value in ast.iter_fields(node):
        if name not in skipped:
            yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))


def _place(node: ast.AST) -> tuple[int, int]:
    """The line and column where a node begins; if it has no position, the line and column of its first part."""
    if isinstance(node, ast.comprehension | ast.withitem | ast.arguments | ast.match_case):
        return min(map(_place, ast.iter_child_nodes(node)), default=(0, 0))
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _folded(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def _short(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"
