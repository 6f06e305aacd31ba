"""Code as trees of `ast`: the descendants of nodes, their positions, and the names that they bind and call.

The nodes come from `syntax.parse_cell` where code is read, or from `tree_codec`, which rebuilds what the reader sends.
Each node with a position has the text to which its lines and columns refer. Nobody changes a node, because several
users share it; `copy_node` makes a new one. Nothing here parses anything. No tree is deeper than `MAX_DEPTH`.
"""

import ast
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias, TypeGuard, TypeVar

MAX_DEPTH = 150
"""The most levels of a tree that the grader examines; code that people write has less than 30."""
MOST_QUOTED = 60
"""The most characters of a piece of code in a message."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Definition: TypeAlias = Function | ast.ClassDef
For: TypeAlias = ast.For | ast.AsyncFor
With: TypeAlias = ast.With | ast.AsyncWith
Try: TypeAlias = ast.Try | ast.TryStar

PLACE: Final = ("lineno", "col_offset", "end_lineno", "end_col_offset")
"""The attributes for begin and end of a node: lines from 1, columns in bytes from 0."""
LIBRARIES: Final[Mapping[str, str]] = {
    "tf": "tensorflow",
    "np": "numpy",
    "plt": "matplotlib.pyplot",
    "tfds": "tensorflow_datasets",
    "keras": "tensorflow.keras",
    "tensorflow": "tensorflow",
    "numpy": "numpy",
}
"""Maps the usual names of the course's libraries, imported or not, to their paths."""
MODULES: Final = frozenset(LIBRARIES)

Field: TypeAlias = tuple[str, type[ast.AST] | str, str]
"""A field of a node: its name, its type, and `?` if it may be None, `*` if it is a list, `*?` if the list may contain
None. A type is a class, or "identifier", "int", "string" or "constant".
"""
AnyNode = TypeVar("AnyNode", bound=ast.AST)

_LONGEST_PATH: Final = 12
"""The most attributes in a path that is followed; the course's own paths have six at most."""
_UNSAID: Final = frozenset(["ctx", "type_comment", "kind"])
"""Fields that follow from the position of a node, or that only record how it is written."""


_CLASSES: Final = {name: var for name, var in vars(ast).items() if isinstance(var, type) and issubclass(var, ast.AST)}
_HOLES: Final = frozenset([(ast.Dict, "keys"), (ast.arguments, "kw_defaults")])
"""Lists in which None marks a missing item."""


def _fields_of(kind: type[ast.AST]) -> tuple[Field, ...]:
    """The fields of a class, from the grammar in the class's docstring."""
    found = re.findall(r"(\w+)([?*]?) (\w+)", kind.__doc__ or "")
    return tuple((name, _CLASSES.get(what, what), mark + "?" * ((kind, name) in _HOLES)) for what, mark, name in found)


GRAMMAR: Final[Mapping[type[ast.AST], tuple[Field, ...]]] = {
    kind: _fields_of(kind)
    for name, kind in sorted(_CLASSES.items())
    if not issubclass(kind, ast.mod | ast.type_ignore)
    if (kind.__doc__ or "").partition("(")[0] == name  # others are abstract, or of older versions
}
"""Maps each kind of node in statements to its fields."""
_UNSEEN: Final = {ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.arg, "returns", "type_params"}
_BELOW: Final = {
    kind: tuple(name for name, what, _ in fields if isinstance(what, type) and {name, what}.isdisjoint(_UNSEEN))
    for kind, fields in GRAMMAR.items()
}
"""Maps each kind of node to its fields that contain nodes, except operators and parameters."""


def children(node: ast.AST) -> list[ast.AST]:
    """The children of a node, in the order of its fields, without operators and the types of parameters."""
    below: list[ast.AST] = []
    for field in _BELOW[type(node)]:
        value = getattr(node, field, None)
        if isinstance(value, list):
            below += [one for one in value if isinstance(one, ast.AST)]
        elif isinstance(value, ast.AST):
            below.append(value)
    return below


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node and all its descendants, nearer ones first, as `ast.walk` does."""
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo += children(node)
        yield node


def copy_node(node: AnyNode, **fields: object) -> AnyNode:
    """A copy of a node at the same position, with different values in some fields."""
    made = type(node).__new__(type(node))
    vars(made).update(vars(node) | fields)
    return made


def standing_alone(value: ast.expr) -> ast.Expr:
    """A statement that consists only of an expression, at the expression's position."""
    made = ast.Expr(value)
    vars(made).update((name, vars(value)[name]) for name in (*PLACE, "text"))
    return made


def meaning(node: ast.AST) -> str:
    """A string that two nodes share exactly if they differ only in spacing and comments."""
    words: list[str] = []
    todo: list[object] = [node]
    while todo:
        match todo.pop():
            case ast.AST() as one:
                words.append(type(one).__name__)
                todo += [getattr(one, field, None) for field in one._fields if field not in _UNSAID]
            case list() as several:
                words.append(str(len(several)))
                todo += several
            case int() as number:
                words.append(f"{type(number).__name__} {number:x}")  # decimal digits of a large number take for ever
            case value:
                words.append(repr(value))
    return "\0".join(words)


def written_code(node: ast.AST) -> str:
    """The code of a node that has a place, on one line, shortened to `MOST_QUOTED` characters with an ellipsis."""
    first, begin, last, end = (vars(node)[name] for name in PLACE)
    lines = [*_lines(vars(node)["text"])[first - 1 : last]]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][begin:]
    words = b" ".join(lines).decode(errors="ignore").split()
    text = " ".join(words)
    return text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1] + "…"


@lru_cache(64)
def _lines(text: str) -> tuple[bytes, ...]:
    """A text as lines of bytes, in which `ast` counts columns."""
    return tuple(text.encode().split(b"\n"))


def place_of(node: ast.expr) -> tuple[int, int]:
    """The position where an expression begins in its text, for sorting."""
    return node.lineno, node.col_offset


def literal_value(node: ast.AST | None) -> str | float | bool | None:
    """The string, number or truth value that a node writes literally; None for anything else."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str | int | float) else None


def is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    """Whether a node is a name that is bound there."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def stored_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that are bound in these nodes."""
    return frozenset(node.id for node in nodes if is_stored(node))


def loaded_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that are read or deleted in these nodes."""
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and not is_stored(node))


def names_of(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names in these nodes."""
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


def names_bound_by(node: ast.AST) -> Iterable[str]:
    """The names that a node itself binds in the scope around it, without those of its descendants."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name.partition(".")[0]]
    return []


def imported_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that the imports in these nodes bind."""
    imports = (node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))
    return frozenset(name for node in imports for alias in node.names for name in names_bound_by(alias))


def module_names(statements: Iterable[ast.stmt]) -> frozenset[str]:
    """The names of modules: those that statements import at any level, and those that everybody uses."""
    return MODULES | imported_names(part for statement in statements for part in walk(statement))


def imported_paths(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds, each with its path."""
    match node:
        case ast.Import(names=names):
            yield from ((one.asname or one.name, one.name) for one in names if one.asname or "." not in one.name)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from ((one.asname or one.name, f"{module}.{one.name}") for one in names)


def positional_names(args: ast.arguments) -> list[str]:
    """The parameters of a function that may be passed by position."""
    return [one.arg for one in (*args.posonlyargs, *args.args)]


def parameter_names(args: ast.arguments) -> list[str]:
    """All parameters of a function, positional ones first."""
    rest = [one.arg for one in (args.vararg, args.kwarg) if one]
    return [*positional_names(args), *(kwonlyarg.arg for kwonlyarg in args.kwonlyargs), *rest]


def assigned_values(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an assignment binds, with their values; if one value is unpacked, that value."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from pairs(target, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield name, value


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names in a target with their values; if one value is unpacked, that value."""
    todo = [(target, value)]
    while todo:
        match todo.pop():
            case ast.Name(id=name), own:
                yield name, own
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
                todo += reversed(list(zip(targets, values, strict=True)))
            case ast.Tuple(elts=targets), own:
                todo += [(one, own) for one in reversed(targets)]


def dotted_path(node: ast.AST, heads: Mapping[str, str]) -> str:
    """The path of a dotted name whose first part is one of `heads`; empty for others."""
    words: list[str] = []
    while isinstance(node, ast.Attribute) and len(words) < _LONGEST_PATH:
        words.append(node.attr)
        node = node.value
    head = heads.get(node.id, "") if isinstance(node, ast.Name) else ""
    return ".".join([head, *reversed(words)]) if head else ""


def dotted_name(node: ast.AST) -> str:
    """A name as written, "tf.exp"; for a method of a value its last part, ".batch"; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted_name(value)}.{attr}"
    return ""


def tail(node: ast.AST | None) -> str:
    """The last word of a dotted name; empty for anything else."""
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return word
    return ""


def called_name(node: ast.AST | None) -> str:
    """The last word of what is called: "fit" in `my_model.fit(…)`; empty if nothing is called."""
    return tail(node.func) if isinstance(node, ast.Call) else ""


def root_name(node: ast.AST) -> str:
    """The name at the beginning of a chain of attributes, subscripts and calls; empty if there is none."""
    while True:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                return ""
