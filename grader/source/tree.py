"""Code as trees of `ast`: which nodes lie below a node, where they stand in the text, which names they bind and call.

The nodes are those that `syntax.parse_cell` makes where code is read, and that `tree_codec` makes anew of what the
reader sends. Each that has a place carries the text that its lines and columns count in. Nobody changes a node, as
several users share it; `copy_node` makes another one. Nothing here parses anything. No tree is deeper than `MAX_DEPTH`.
"""

import ast
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias, TypeGuard, TypeVar

MAX_DEPTH = 150
"""Levels of a tree that the grader looks into; code that people write has less than 30."""
MOST_QUOTED = 60
"""Characters of a piece of code that a message shows."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Definition: TypeAlias = Function | ast.ClassDef
For: TypeAlias = ast.For | ast.AsyncFor
With: TypeAlias = ast.With | ast.AsyncWith
Try: TypeAlias = ast.Try | ast.TryStar

PLACE: Final = ("lineno", "col_offset", "end_lineno", "end_col_offset")
"""The attributes that say where a node begins and ends: lines from 1, columns in bytes from 0."""
LIBRARIES: Final[Mapping[str, str]] = {
    "tf": "tensorflow",
    "np": "numpy",
    "plt": "matplotlib.pyplot",
    "tfds": "tensorflow_datasets",
    "keras": "tensorflow.keras",
    "tensorflow": "tensorflow",
    "numpy": "numpy",
}
"""What people call the course's libraries, imported or not, and the path of each."""
MODULES: Final = frozenset(LIBRARIES)

Field: TypeAlias = tuple[str, type[ast.AST] | str, str]
"""A field of a node: its name, its type, and `?` if it may be None, `*` if it is a list, `*?` if there may be None in
it. A type is a class, or "identifier", "int", "string" or "constant"."""
AnyNode = TypeVar("AnyNode", bound=ast.AST)

_LONGEST_PATH: Final = 12
"""Attributes in a path that is followed; the course's own have six at most."""
_UNSAID: Final = frozenset(["ctx", "type_comment", "kind"])
"""Fields that follow from the place of a node, or that only say how it is spelled."""


_CLASSES: Final = {name: one for name, one in vars(ast).items() if isinstance(one, type) and issubclass(one, ast.AST)}
_HOLES: Final = frozenset([(ast.Dict, "keys"), (ast.arguments, "kw_defaults")])
"""Lists in which None stands for something that is not there."""


def _fields_of(kind: type[ast.AST]) -> tuple[Field, ...]:
    """The fields of a class, from the line of the grammar that `ast` has for its docstring."""
    found = re.findall(r"(\w+)([?*]?) (\w+)", kind.__doc__ or "")
    return tuple((name, _CLASSES.get(what, what), mark + "?" * ((kind, name) in _HOLES)) for what, mark, name in found)


GRAMMAR: Final[Mapping[type[ast.AST], tuple[Field, ...]]] = {
    kind: _fields_of(kind)
    for name, kind in sorted(_CLASSES.items())
    if not issubclass(kind, ast.mod | ast.type_ignore)
    if (kind.__doc__ or "").partition("(")[0] == name  # others are abstract, or of older versions
}
"""Each kind of node that statements consist of, with its fields."""
_UNSEEN: Final = {ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.arg, "returns", "type_params"}
_BELOW: Final = {
    kind: tuple(name for name, what, _ in fields if isinstance(what, type) and {name, what}.isdisjoint(_UNSEEN))
    for kind, fields in GRAMMAR.items()
}
"""Kind of node to its fields with nodes in them, operators and parameters aside."""


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, in the order of its fields; neither operators nor the types of parameters."""
    below: list[ast.AST] = []
    for field in _BELOW[type(node)]:
        value = getattr(node, field, None)
        if isinstance(value, list):
            below += [one for one in value if isinstance(one, ast.AST)]
        elif isinstance(value, ast.AST):
            below.append(value)
    return below


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, those nearer to it first, as `ast.walk` does."""
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo += children(node)
        yield node


def copy_node(node: AnyNode, **fields: object) -> AnyNode:
    """A node like another one, at the same place, with other values in some fields."""
    made = type(node).__new__(type(node))
    vars(made).update(vars(node) | fields)
    return made


def standing_alone(value: ast.expr) -> ast.Expr:
    """The statement that consists of an expression alone, at its place."""
    made = ast.Expr(value)
    vars(made).update((name, vars(value)[name]) for name in (*PLACE, "text"))
    return made


def meaning(node: ast.AST) -> str:
    """A text that two nodes share exactly where they differ in spacing and comments alone."""
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
                words.append(f"{type(number).__name__} {number:x}")  # decimal digits of a large one take for ever
            case value:
                words.append(repr(value))
    return "\0".join(words)


def written_code(node: ast.AST) -> str:
    """How a node that has a place is written, in one line, cut after `MOST_QUOTED` characters by an ellipsis."""
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
    """Where an expression begins in its text, so that several can be put into order."""
    return node.lineno, node.col_offset


def literal_value(node: ast.AST | None) -> str | float | bool | None:
    """The text, number or truth value that is written down as a node; None where it is none of these."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str | int | float) else None


def is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    """Whether a node is a name that is bound there."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def stored_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names among nodes that are bound there."""
    return frozenset(node.id for node in nodes if is_stored(node))


def loaded_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names among nodes that are read, or deleted, there."""
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and not is_stored(node))


def names_of(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names among nodes."""
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


def names_bound_by(node: ast.AST) -> Iterable[str]:
    """The names that a node itself binds in the scope that it stands in, those below it aside."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name.partition(".")[0]]
    return []


def imported_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that the imports among nodes bind."""
    imports = (node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))
    return frozenset(name for node in imports for alias in node.names for name in names_bound_by(alias))


def module_names(statements: Iterable[ast.stmt]) -> frozenset[str]:
    """The names that statements, and those in them, import, and those of modules that everybody uses."""
    return MODULES | imported_names(part for one in statements for part in walk(one))


def imported_paths(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that an import binds, with the path of what each stands for."""
    match node:
        case ast.Import(names=names):
            yield from ((one.asname or one.name, one.name) for one in names if one.asname or "." not in one.name)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from ((one.asname or one.name, f"{module}.{one.name}") for one in names)


def positional_names(args: ast.arguments) -> list[str]:
    """The parameters of a function that may be given by place."""
    return [one.arg for one in (*args.posonlyargs, *args.args)]


def parameter_names(args: ast.arguments) -> list[str]:
    """All parameters of a function, those by place first."""
    rest = [one.arg for one in (args.vararg, args.kwarg) if one]
    return [*positional_names(args), *(one.arg for one in args.kwonlyargs), *rest]


def assigned_values(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that an assignment binds, with their values; where one value is dealt out, that value."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from pairs(target, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield name, value


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names in a target, with what each gets; where one value is dealt out, that value."""
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
    """The path that a dotted name stands for, where its first part stands for one of `heads`; empty for others."""
    words: list[str] = []
    while isinstance(node, ast.Attribute) and len(words) < _LONGEST_PATH:
        words.append(node.attr)
        node = node.value
    head = heads.get(node.id, "") if isinstance(node, ast.Name) else ""
    return ".".join([head, *reversed(words)]) if head else ""


def dotted_name(node: ast.AST) -> str:
    """A name as it is written, "tf.exp"; of a method of a value its last part, ".batch"; empty for anything else."""
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
    """The last word of what is called: "fit" of `my_model.fit(…)`; empty where nothing is called."""
    return tail(node.func) if isinstance(node, ast.Call) else ""


def root_name(node: ast.AST) -> str:
    """The name that a chain of attributes, subscripts and calls begins with; empty where it begins with none."""
    while True:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                return ""
