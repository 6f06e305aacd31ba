"""A Python syntax tree as plain data: what crosses from the process in which learners' text is read.

The nodes are those of the module `ast`, with its names and fields, as far as anybody looks at them; all others are
`OtherNode`, which keeps the nodes below it. Operators are their signs. Nothing here parses anything, and no tree is
deeper than `grader.source.syntax.MAX_DEPTH`. `walk` goes over a tree, and `same_tree` compares two.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias, get_args

import msgspec
from msgspec.structs import fields

MOST_QUOTED = 60
"""Characters of a piece of code that a node keeps."""


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, eq=False):
    """Anything in a tree. Two nodes are the equal only where they are one; `same_tree` compares content."""


class Expression(Node, frozen=True, kw_only=True):
    """A node that has a value."""

    code: str = ""
    """How it is written, in one line, cut after `MOST_QUOTED` characters by an ellipsis."""
    place: int = 0
    """Bytes before it in its cell, so that expressions of one cell can be put into order."""


class Statement(Node, frozen=True):
    """A node that does something."""


class Name(Expression, frozen=True, tag=True):
    """A name; whether it is bound here."""

    id: str
    stored: bool = False


class Attribute(Expression, frozen=True, tag=True):
    """`value.attr`."""

    value: "AnyExpression"
    attr: str


class Constant(Expression, frozen=True, tag=True):
    """A literal. What is neither a text nor a finite number of 64 bits has the value None and its kind."""

    value: str | int | float | bool | None
    kind: str = ""
    """The type's name: "int", "str", "NoneType", "ellipsis"."""


class Call(Expression, frozen=True, tag=True):
    """`func(args, keywords)`."""

    func: "AnyExpression"
    args: "tuple[AnyExpression, ...]" = ()
    keywords: "tuple[Keyword, ...]" = ()


class Keyword(Node, frozen=True, tag=True):
    """`arg=value` of a call; `**value` has no `arg`."""

    arg: str | None
    value: "AnyExpression"


class BinOp(Expression, frozen=True, tag=True):
    """`left op right`."""

    left: "AnyExpression"
    op: str
    right: "AnyExpression"


class UnaryOp(Expression, frozen=True, tag=True):
    """`op operand`."""

    op: str
    operand: "AnyExpression"


class BoolOp(Expression, frozen=True, tag=True):
    """`values` joined by `and` or `or`."""

    op: str
    values: "tuple[AnyExpression, ...]"


class Compare(Expression, frozen=True, tag=True):
    """`left ops[0] comparators[0] ops[1] comparators[1] …`."""

    left: "AnyExpression"
    ops: tuple[str, ...]
    comparators: "tuple[AnyExpression, ...]"


class IfExp(Expression, frozen=True, tag=True):
    """`body if test else orelse`."""

    test: "AnyExpression"
    body: "AnyExpression"
    orelse: "AnyExpression"


class Tuple(Expression, frozen=True, tag=True):
    """`(elts, …)`."""

    elts: "tuple[AnyExpression, ...]" = ()


class List(Expression, frozen=True, tag=True):
    """`[elts, …]`."""

    elts: "tuple[AnyExpression, ...]" = ()


class Subscript(Expression, frozen=True, tag=True):
    """`value[slice]`."""

    value: "AnyExpression"
    slice: "AnyExpression"


class NamedExpr(Expression, frozen=True, tag=True):
    """`target := value`."""

    target: "AnyExpression"
    value: "AnyExpression"


class Arguments(Node, frozen=True, tag=True):
    """The parameters of a function: those that may be given by place, then the rest."""

    args: tuple[str, ...] = ()
    vararg: str | None = None
    kwonly: tuple[str, ...] = ()
    kwarg: str | None = None
    defaults: "tuple[AnyExpression, ...]" = ()


class Lambda(Expression, frozen=True, tag=True):
    """`lambda args: body`."""

    args: Arguments
    body: "AnyExpression"


class Comprehension(Node, frozen=True, tag=True):
    """`for target in iter if ifs`, in a comprehension."""

    target: "AnyExpression"
    iter: "AnyExpression"
    ifs: "tuple[AnyExpression, ...]" = ()


class OtherNode(Expression, frozen=True, tag=True):
    """A node of another kind, statement or expression, by its name in `ast`, and the nodes below it."""

    kind: str
    parts: "tuple[AnyNode, ...]" = ()


class Expr(Statement, frozen=True, tag=True):
    """An expression that stands alone."""

    value: "AnyExpression"


class Assign(Statement, frozen=True, tag=True):
    """`targets = value`."""

    targets: "tuple[AnyExpression, ...]"
    value: "AnyExpression"


class AnnAssign(Statement, frozen=True, tag=True):
    """`target: annotation = value`."""

    target: "AnyExpression"
    annotation: "AnyExpression"
    value: "AnyExpression | None" = None


class AugAssign(Statement, frozen=True, tag=True):
    """`target op= value`."""

    target: "AnyExpression"
    op: str
    value: "AnyExpression"


class Return(Statement, frozen=True, tag=True):
    """`return value`."""

    value: "AnyExpression | None" = None


class Pass(Statement, frozen=True, tag=True):
    """`pass`."""


class Raise(Statement, frozen=True, tag=True):
    """`raise exc from cause`."""

    exc: "AnyExpression | None" = None
    cause: "AnyExpression | None" = None


class Alias(Node, frozen=True, tag=True):
    """`name as asname` of an import."""

    name: str
    asname: str | None = None


class Import(Statement, frozen=True, tag=True):
    """`import names`."""

    names: tuple[Alias, ...]


class ImportFrom(Statement, frozen=True, tag=True):
    """`from module import names`."""

    module: str | None
    names: tuple[Alias, ...]
    level: int = 0


class FunctionDef(Statement, frozen=True, tag=True):
    """`def name(args): body`, also where it is `async`."""

    name: str
    args: Arguments
    body: "tuple[AnyStatement, ...]"
    decorators: "tuple[AnyExpression, ...]" = ()


class ClassDef(Statement, frozen=True, tag=True):
    """`class name(bases, keywords): body`."""

    name: str
    bases: "tuple[AnyExpression, ...]"
    keywords: tuple[Keyword, ...]
    body: "tuple[AnyStatement, ...]"
    decorators: "tuple[AnyExpression, ...]" = ()


class For(Statement, frozen=True, tag=True):
    """`for target in iter: body`, also where it is `async`."""

    target: "AnyExpression"
    iter: "AnyExpression"
    body: "tuple[AnyStatement, ...]"
    orelse: "tuple[AnyStatement, ...]" = ()


class While(Statement, frozen=True, tag=True):
    """`while test: body`."""

    test: "AnyExpression"
    body: "tuple[AnyStatement, ...]"
    orelse: "tuple[AnyStatement, ...]" = ()


class If(Statement, frozen=True, tag=True):
    """`if test: body`."""

    test: "AnyExpression"
    body: "tuple[AnyStatement, ...]"
    orelse: "tuple[AnyStatement, ...]" = ()


class WithItem(Node, frozen=True, tag=True):
    """`context as target`."""

    context: "AnyExpression"
    target: "AnyExpression | None" = None


class With(Statement, frozen=True, tag=True):
    """`with items: body`, also where it is `async`."""

    items: tuple[WithItem, ...]
    body: "tuple[AnyStatement, ...]"


class Handler(Node, frozen=True, tag=True):
    """`except catches as name: body`."""

    catches: "AnyExpression | None"
    name: str | None
    body: "tuple[AnyStatement, ...]"


class Try(Statement, frozen=True, tag=True):
    """`try: body`, also where its handlers are those of a group."""

    body: "tuple[AnyStatement, ...]"
    handlers: tuple[Handler, ...] = ()
    orelse: "tuple[AnyStatement, ...]" = ()
    finalbody: "tuple[AnyStatement, ...]" = ()


class Case(Node, frozen=True, tag=True):
    """`case pattern if guard: body`."""

    pattern: "OtherNode"
    guard: "AnyExpression | None"
    body: "tuple[AnyStatement, ...]"


class Match(Statement, frozen=True, tag=True):
    """`match subject: cases`."""

    subject: "AnyExpression"
    cases: tuple[Case, ...]


class Global(Statement, frozen=True, tag=True):
    """`global names` or `nonlocal names`."""

    names: tuple[str, ...]


class Block(Statement, frozen=True, tag=True):
    """A statement of another kind, by its name in `ast`, and the nodes below it."""

    kind: str
    parts: "tuple[AnyNode, ...]" = ()


_SimpleExpression: TypeAlias = Name | Attribute | Constant | Call | Tuple | List | Subscript | NamedExpr | Lambda
_Operation: TypeAlias = BinOp | UnaryOp | BoolOp | Compare | IfExp
AnyExpression: TypeAlias = _SimpleExpression | _Operation | OtherNode
_SimpleStatement: TypeAlias = (
    Expr | Assign | AnnAssign | AugAssign | Return | Pass | Raise | Import | ImportFrom | Global | Block
)
AnyStatement: TypeAlias = _SimpleStatement | FunctionDef | ClassDef | For | While | If | With | Try | Match
AnyNode: TypeAlias = (
    AnyExpression | AnyStatement | Keyword | Arguments | Comprehension | Alias | WithItem | Handler | Case
)


def _holds_nodes(kind: object) -> bool:
    """Whether values of a type are nodes, or tuples of them."""
    return (isinstance(kind, type) and issubclass(kind, Node)) or any(map(_holds_nodes, get_args(kind)))


_BELOW: Final[Mapping[type[Node], tuple[str, ...]]] = {
    kind: tuple(field.name for field in fields(kind) if _holds_nodes(field.type)) for kind in get_args(AnyNode)
}
"""Kind of node to its fields with nodes, in their order."""


def children(node: Node) -> list[Node]:
    """The nodes right below a node, in the order of its fields."""
    below: list[Node] = []
    for field in _BELOW[type(node)]:
        value = getattr(node, field)
        if type(value) is tuple:
            below += value
        elif value is not None:
            below.append(value)
    return below


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, those nearer to it first, as `ast.walk` does."""
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo += children(node)
        yield node


def same_tree(left: Node, right: Node) -> bool:
    """Whether two nodes say the same, wherever and however they are written."""
    pairs: list[tuple[object, object]] = [(left, right)]
    while pairs:
        match pairs.pop():
            case (Node() as one, Node() as other):
                if type(one) is not type(other):
                    return False
                fields = (field for field in one.__struct_fields__ if field not in {"code", "place"})
                pairs += [(getattr(one, field), getattr(other, field)) for field in fields]
            case (tuple() as one, tuple() as other):
                if len(one) != len(other):
                    return False
                pairs += list(zip(one, other, strict=True))
            case one, other:
                if one != other:
                    return False
    return True
