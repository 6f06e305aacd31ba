"""From the nodes of `ast` to the plain ones of `grader.source.tree`, which may leave the reader."""

import ast
import math
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

from grader.source import tree
from grader.source.syntax import cache_by_text, comment_out_magics, parse_cell

_SIGNS: Mapping[str, str] = {
    "Add": "+",
    "Sub": "-",
    "Mult": "*",
    "MatMult": "@",
    "Div": "/",
    "FloorDiv": "//",
    "Mod": "%",
    "Pow": "**",
    "LShift": "<<",
    "RShift": ">>",
    "BitOr": "|",
    "BitXor": "^",
    "BitAnd": "&",
    "UAdd": "+",
    "USub": "-",
    "Not": "not",
    "Invert": "~",
    "And": "and",
    "Or": "or",
    "Eq": "==",
    "NotEq": "!=",
    "Lt": "<",
    "LtE": "<=",
    "Gt": ">",
    "GtE": ">=",
    "Is": "is",
    "IsNot": "is not",
    "In": "in",
    "NotIn": "not in",
}
_SAME = (
    tree.Attribute,
    tree.Call,
    tree.BinOp,
    tree.UnaryOp,
    tree.BoolOp,
    tree.Compare,
    tree.IfExp,
    tree.Tuple,
    tree.List,
    tree.Subscript,
    tree.NamedExpr,
    tree.Lambda,
    tree.Expr,
    tree.Assign,
    tree.AnnAssign,
    tree.AugAssign,
    tree.Return,
    tree.Pass,
    tree.Raise,
    tree.Import,
    tree.ImportFrom,
    tree.FunctionDef,
    tree.ClassDef,
    tree.For,
    tree.While,
    tree.If,
    tree.Try,
    tree.Match,
    tree.Global,
)
_KINDS: Mapping[str, type[tree.Node]] = {
    **{kind.__name__: kind for kind in _SAME},
    "keyword": tree.Keyword,
    "alias": tree.Alias,
    "comprehension": tree.Comprehension,
    "withitem": tree.WithItem,
    "ExceptHandler": tree.Handler,
    "TryStar": tree.Try,
    "match_case": tree.Case,
    "Nonlocal": tree.Global,
    "With": tree.With,
    "AsyncWith": tree.With,
    "AsyncFor": tree.For,
    "AsyncFunctionDef": tree.FunctionDef,
}
"""Kind of a node in `ast` to the kind with the same fields here."""
_FIELDS: Mapping[str, str] = {
    "decorators": "decorator_list",
    "context": "context_expr",
    "target": "optional_vars",
    "catches": "type",
}
"""Fields that have another name in `ast`."""
_WHERE = frozenset(["code", "place"])
_LARGEST = 2**63
_QUOTED_LINES = 20
_QUOTED_BYTES = 8 * tree.MOST_QUOTED
"""Of one line: indentation takes some of them."""


class TreeMaker:
    """Makes the plain nodes of one cell, with pieces of its text. Takes time in proportion to that."""

    def __init__(self, text: str) -> None:
        """`text` is the cell as it was parsed: `ast` counts columns in its bytes."""
        self._lines = text.encode(errors="replace").split(b"\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._special: Mapping[str, Callable[[Any], tree.Node]] = {
            "Name": self._name,
            "Constant": self._constant,
            "arguments": self._arguments,
        }

    def statement(self, node: ast.stmt) -> tree.AnyStatement:
        """A statement with all below it. The caller knows that it is not too deep."""
        made: Any = self._node(node)
        return made  # type: ignore[no-any-return] # a statement gives a statement

    def _node(self, node: ast.AST) -> tree.Node:
        name = type(node).__name__
        if name in self._special:
            return self._special[name](node)
        kind = _KINDS.get(name)
        if kind is None:
            return self._other(node, name)
        fields = {field: self._field(node, field) for field in kind.__struct_fields__ if field not in _WHERE}
        return kind(**fields, **self._where(node))

    def _field(self, node: ast.AST, field: str) -> object:
        value = getattr(node, field) if hasattr(node, field) else getattr(node, _FIELDS[field])
        return tuple(map(self._plain, value)) if isinstance(value, list) else self._plain(value)

    def _plain(self, value: object) -> object:
        sign = _SIGNS.get(type(value).__name__)
        if sign is not None:
            return sign
        return self._node(value) if isinstance(value, ast.AST) else value

    def _other(self, node: ast.AST, kind: str) -> tree.Node:
        parts: Any = tuple(self._node(child) for child in ast.iter_child_nodes(node) if _is_node(child))
        if isinstance(node, ast.stmt):
            return tree.Block(kind, parts)
        return tree.OtherNode(kind, parts, **self._where(node))

    def _name(self, node: ast.Name) -> tree.Node:
        return tree.Name(node.id, isinstance(node.ctx, ast.Store), **self._where(node))

    def _constant(self, node: ast.Constant) -> tree.Node:
        value, kind = node.value, type(node.value).__name__
        return tree.Constant(_whole(value) if _crosses(value) else None, kind, **self._where(node))

    def _arguments(self, node: ast.arguments) -> tree.Node:
        defaults: Any = tuple(self._node(one) for one in [*node.defaults, *node.kw_defaults] if one is not None)
        return tree.Arguments(
            args=tuple(one.arg for one in [*node.posonlyargs, *node.args]),
            vararg=node.vararg.arg if node.vararg else None,
            kwonly=tuple(one.arg for one in node.kwonlyargs),
            kwarg=node.kwarg.arg if node.kwarg else None,
            defaults=defaults,
        )

    def _where(self, node: ast.AST) -> dict[str, Any]:
        """How an expression is written, and where; nothing for other nodes."""
        if not isinstance(node, ast.expr):
            return {}
        return {"code": self._quoted(node), "place": self._starts[node.lineno - 1] + node.col_offset}

    def _quoted(self, node: ast.expr) -> str:
        """The text of an expression in one line, cut where it is long."""
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        lines = self._lines[first : min(last, first + _QUOTED_LINES)]
        if first + len(lines) == last:
            lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        words = b" ".join(line[:_QUOTED_BYTES] for line in lines).decode(errors="ignore").split()
        text = " ".join(words)
        return text if len(text) <= tree.MOST_QUOTED else text[: tree.MOST_QUOTED - 1] + "…"


def _is_node(node: ast.AST) -> bool:
    return not isinstance(node, ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop)


def _crosses(value: object) -> bool:
    """Whether a literal's value is one that a plain tree can hold."""
    match value:
        case bool() | str():
            return True
        case int():
            return abs(value) < _LARGEST
        case float():
            return math.isfinite(value)
    return False


def _whole(value: Any) -> Any:
    """A text without halves of characters, which no encoding takes."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


@cache_by_text
def statements_of(text: str) -> tuple[tree.AnyStatement, ...] | None:
    """The statements of a cell as plain data, or None where it is not Python, or nested too deeply."""
    nodes = parse_cell(text)
    if nodes is None:
        return None
    maker = TreeMaker(comment_out_magics(text))
    return tuple(map(maker.statement, nodes))
