"""Code that can run: what of statements and expressions could ever be executed.

Code that a test of constants rules out can't run, nor code after a `return`, a `raise` or an endless loop. What is not
plain counts as code that can run: nothing honest is lost by it.
"""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from msgspec.structs import replace

from grader.source import tree
from grader.source.tree import children, walk

DYNAMIC: Final = frozenset(["compile", "exec", "get_ipython", "globals", "locals", "setattr", "vars", "__dict__"])
"""Words of code that binds names which are not written in it."""
DYNAMIC_PARTS: Final = DYNAMIC - {"compile"}
"""Of them what is one behind a dot, too: models have a method `compile`, which binds none."""

_UNKNOWN: Final = object()
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPREHENSIONS: Final = frozenset(["ListComp", "SetComp", "DictComp", "GeneratorExp"])

StatementBlock = tuple[tree.AnyStatement, ...]


def live_statements(statements: Sequence[tree.AnyStatement]) -> StatementBlock:
    """The statements of one cell that can run: none that follow a `raise` at its top level."""
    return LiveCode({}).block(statements)[0]


def named_constants(statements: Sequence[tree.AnyStatement], elsewhere: frozenset[str]) -> Mapping[str, object]:
    """Name to the constant that it stands for wherever it is read; `elsewhere` are names of other code."""
    nodes = [node for statement in statements for node in walk(statement)]
    if any(isinstance(node, tree.Match) or _is_dynamic(node) for node in nodes):
        return {}
    times = Counter(name for node in nodes for name in _bound(node))
    found = {}
    for statement in statements:
        match statement:
            case tree.Assign(targets=[tree.Name(id=name)], value=tree.Constant() as value):
                if times[name] == 1 and name not in elsewhere:
                    found[name] = _literal(value)
    return found


def _is_dynamic(node: tree.Node) -> bool:
    match node:
        case tree.Name(id=word):
            return word in DYNAMIC
        case tree.Attribute(attr=word):
            return word in DYNAMIC_PARTS
    return False


def _bound(node: tree.Node) -> Iterable[str]:
    """The names that a node binds, one that another scope may bind twice."""
    match node:
        case tree.Name(id=name, stored=True) | tree.FunctionDef(name=name) | tree.ClassDef(name=name):
            return [name]
        case tree.Handler(name=str() as name):
            return [name]
        case tree.Alias(name=name, asname=other):
            return [other or name.partition(".")[0]]
        case tree.Arguments(args=args, vararg=rest, kwonly=more, kwarg=others):
            return [*args, *more, rest or "", others or ""]
        case tree.Global(names=names):
            return names * 2
    return []


def _literal(node: tree.Constant) -> object:
    if node.kind == "NoneType":
        return None
    return _UNKNOWN if node.value is None else node.value


class LiveCode:
    """Finds what can run, where some names stand for constants. Takes time in proportion to the code."""

    def __init__(self, known: Mapping[str, object]) -> None:
        """`known` is name to constant."""
        self._known = known
        self._values: dict[int, object] = {}

    def block(self, statements: Sequence[tree.AnyStatement]) -> tuple[StatementBlock, bool]:
        """The statements that can run, and whether the code after them cannot."""
        kept: list[tree.AnyStatement] = []
        for statement in statements:
            some, ends = self.statement(statement)
            kept += some
            if ends:
                return tuple(kept), True
        return tuple(kept), False

    def statement(self, statement: tree.AnyStatement) -> tuple[StatementBlock, bool]:
        """The parts of a statement that can run, and whether the code after it cannot."""
        match statement:
            case tree.If():
                return self._if(statement)
            case tree.While():
                return self._while(statement)
            case tree.Try():
                return self._try(statement)
        ends = isinstance(statement, tree.Return | tree.Raise) or (
            isinstance(statement, tree.Block) and statement.kind in {"Break", "Continue"}
        )
        return self._endless(statement), ends

    def _endless(self, statement: tree.AnyStatement) -> StatementBlock:
        """What can run of a statement after which the next one may."""
        match statement:
            case tree.For(iter=over, orelse=orelse) if self.truth(over) is False:
                return self.block(orelse)[0]
            case tree.For(body=body, orelse=orelse):
                return (replace(statement, body=self.block(body)[0], orelse=self.block(orelse)[0]),)
            case tree.With(body=body) | tree.FunctionDef(body=body) | tree.ClassDef(body=body):
                return (replace(statement, body=self.block(body)[0]),)
            case tree.Match(cases=cases):
                return (replace(statement, cases=tuple(replace(one, body=self.block(one.body)[0]) for one in cases)),)
        return (statement,)

    def _if(self, statement: tree.If) -> tuple[StatementBlock, bool]:
        truth = self.truth(statement.test)
        if truth is not None:
            kept, ends = self.block(statement.body if truth else statement.orelse)
            works = any(isinstance(node, tree.Call | tree.NamedExpr) for node in self.walk(statement.test))
            return ((tree.Expr(statement.test), *kept) if works else kept), ends
        (body, ends), (orelse, also) = self.block(statement.body), self.block(statement.orelse)
        return (replace(statement, body=body, orelse=orelse),), ends and also

    def _while(self, statement: tree.While) -> tuple[StatementBlock, bool]:
        truth = self.truth(statement.test)
        if truth is False:
            return self.block(statement.orelse)
        body, orelse = self.block(statement.body)[0], self.block(() if truth else statement.orelse)[0]
        return (replace(statement, body=body, orelse=orelse),), truth is True and not _breaks(body)

    def _try(self, statement: tree.Try) -> tuple[StatementBlock, bool]:
        body, ends = self.block(statement.body)
        orelse, also = self.block(statement.orelse if not ends else ())
        bodies = [self.block(one.body) for one in statement.handlers]
        handlers = tuple(replace(one, body=its[0]) for one, its in zip(statement.handlers, bodies, strict=True))
        last, over = self.block(statement.finalbody)
        all_end = (ends or also) and all(its[1] for its in bodies)
        return (replace(statement, body=body, handlers=handlers, orelse=orelse, finalbody=last),), over or all_end

    def walk(self, node: tree.Node) -> Iterator[tree.Node]:
        """The node and all below it that may be evaluated. Blocks are gone through as they are."""
        todo = [node]
        for one in todo:
            todo += self.live_children(one)
            yield one

    def live_children(self, node: tree.Node) -> Sequence[tree.Node]:
        """The nodes right below a node that may be evaluated."""
        match node:
            case tree.IfExp(test=test, body=body, orelse=orelse) if (truth := self.truth(test)) is not None:
                return [test, body if truth else orelse]
            case tree.BoolOp(op=op, values=values):
                last = next((place for place, one in enumerate(values) if self.truth(one) is (op == "or")), len(values))
                return values[: last + 1]
            case tree.OtherNode(kind=kind, parts=parts) if kind in _COMPREHENSIONS:
                loops = [part for part in parts if isinstance(part, tree.Comprehension)]
                return parts if not any(map(self._is_empty, loops)) else loops
        return children(node)

    def _is_empty(self, loop: tree.Comprehension) -> bool:
        return self.truth(loop.iter) is False or any(self.truth(one) is False for one in loop.ifs)

    def truth(self, node: tree.Node) -> bool | None:
        """Whether an expression counts as true, wherever that is plain."""
        match node:
            case tree.Tuple(elts=elements) | tree.List(elts=elements):
                starred = any(isinstance(one, tree.OtherNode) for one in elements)
                return None if starred else bool(elements)
            case (
                tree.OtherNode(kind="Dict", parts=())
                | tree.Call(func=tree.Name(id="range"), args=[tree.Constant(value=0)])
            ):
                return False
            case tree.Call(func=tree.Name(id="bool" | "int" | "len"), args=[value], keywords=()):
                return None if isinstance(value, tree.Constant) and value.kind == "str" else self.truth(value)
        plain = self._value(node)
        return None if plain is _UNKNOWN else bool(plain)

    def _value(self, node: tree.Node) -> object:
        if id(node) not in self._values:
            self._values[id(node)] = self._worked_out(node)
        return self._values[id(node)]

    def _worked_out(self, node: tree.Node) -> object:
        found: object = _UNKNOWN
        match node:
            case tree.Constant():
                found = _literal(node)
            case tree.Name(id=name):
                found = self._known.get(name, _UNKNOWN)
            case tree.NamedExpr(value=value):
                found = self._value(value)
            case tree.UnaryOp(op="not", operand=operand) if (truth := self.truth(operand)) is not None:
                found = not truth
            case tree.UnaryOp(op="-", operand=operand) if isinstance(number := self._value(operand), int | float):
                found = -number
            case tree.BoolOp(op=op, values=values):
                found = self._joined(op, [self.truth(one) for one in values])
            case tree.Compare(left=left, ops=ops, comparators=others):
                found = self._compared([left, *others], ops)
        return found

    def _joined(self, op: str, truths: Sequence[bool | None]) -> object:
        if (op == "or") in truths:
            return op == "or"
        return _UNKNOWN if None in truths else op == "and"

    def _compared(self, nodes: Sequence[tree.Node], ops: Sequence[str]) -> object:
        pairs = list(pairwise(map(self._value, nodes)))
        if not all(_comparable(*pair) for pair in pairs) or not set(ops) <= _COMPARISONS.keys():
            return _UNKNOWN
        return all(_COMPARISONS[op](*pair) for op, pair in zip(ops, pairs, strict=True))


def _comparable(one: object, other: object) -> bool:
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    return numbers or (isinstance(one, str) and isinstance(other, str))


def _breaks(body: Sequence[tree.Node]) -> bool:
    """Whether a loop with that body may be left by a `break` of its own."""
    todo = list(body)
    while todo:
        match todo.pop():
            case tree.Block(kind="Break"):
                return True
            case tree.For(orelse=orelse) | tree.While(orelse=orelse):
                todo += orelse
            case tree.FunctionDef() | tree.ClassDef():
                continue
            case tree.Statement() | tree.Handler() | tree.Case() as node:
                todo += children(node)
    return False
