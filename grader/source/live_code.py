"""Code that can run: the parts of statements and expressions that could ever be executed.

Code cannot run if a test of constants excludes it, or if it follows a `return`, a `raise` or an endless loop. Anything
unclear counts as code that can run: this never affects honest code.
"""

import ast
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from grader.source.tree import (
    Try,
    children,
    copy_node,
    literal_value,
    names_bound_by,
    parameter_names,
    standing_alone,
    walk,
)

DYNAMIC: Final = frozenset(["compile", "exec", "get_ipython", "globals", "locals", "setattr", "vars", "__dict__"])
"""Words of code that binds names which are not written in it."""
DYNAMIC_PARTS: Final = DYNAMIC - {"compile"}
"""The words among them that count after a dot as well: the method `compile` of models binds no names."""

_UNKNOWN: Final = object()
_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

StatementBlock = list[ast.stmt]


def live_statements(statements: Sequence[ast.stmt]) -> StatementBlock:
    """The statements of one cell that can run: none after a `raise` at its top level."""
    return LiveCode({}).block(statements)[0]


def named_constants(statements: Sequence[ast.stmt], elsewhere: frozenset[str]) -> Mapping[str, object]:
    """Maps each name to the constant that it has wherever it is read; `elsewhere` are names in different code."""
    nodes = [node for statement in statements for node in walk(statement)]
    if any(isinstance(node, ast.Match) or _is_dynamic(node) for node in nodes):
        return {}
    times = Counter(name for node in nodes for name in _bound(node))
    found = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as value):
                if times[name] == 1 and name not in elsewhere:
                    found[name] = _literal(value)
    return found


def _is_dynamic(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=word):
            return word in DYNAMIC
        case ast.Attribute(attr=word):
            return word in DYNAMIC_PARTS
    return False


def _bound(node: ast.AST) -> Iterable[str]:
    """The names that a node binds in any scope; twice if a different scope may bind it."""
    match node:
        case ast.ExceptHandler(name=str(name)):
            return [name]
        case ast.arguments():
            return parameter_names(node)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return names * 2
    return names_bound_by(node)


def _literal(node: ast.Constant) -> object:
    value = literal_value(node)
    return _UNKNOWN if value is None and node.value is not None else value


class LiveCode:
    """Finds the code that can run if some names are constants, in time proportional to the code."""

    def __init__(self, known: Mapping[str, object]) -> None:
        """`known` maps names to constants."""
        self._known = known
        self._values: dict[int, object] = {}

    def block(self, statements: Sequence[ast.stmt]) -> tuple[StatementBlock, bool]:
        """The statements that can run, and whether the code after them cannot."""
        kept: list[ast.stmt] = []
        for statement in statements:
            some, ends = self.statement(statement)
            kept += some
            if ends:
                return kept, True
        return kept, False

    def statement(self, statement: ast.stmt) -> tuple[StatementBlock, bool]:
        """The parts of a statement that can run, and whether the code after it cannot."""
        match statement:
            case ast.If():
                return self._if(statement)
            case ast.While():
                return self._while(statement)
            case ast.Try() | ast.TryStar():
                return self._try(statement)
        return self._endless(statement), isinstance(statement, ast.Return | ast.Raise | ast.Break | ast.Continue)

    def _endless(self, statement: ast.stmt) -> StatementBlock:
        """The parts that can run of a statement after which execution may continue."""
        match statement:
            case ast.For() | ast.AsyncFor() if self.truth(statement.iter) is False:
                return self.block(statement.orelse)[0]
            case ast.For(body=body, orelse=orelse) | ast.AsyncFor(body=body, orelse=orelse):
                return [copy_node(statement, body=self.block(body)[0], orelse=self.block(orelse)[0])]
            case (
                ast.With(body=body)
                | ast.AsyncWith(body=body)
                | ast.FunctionDef(body=body)
                | ast.AsyncFunctionDef(body=body)
                | ast.ClassDef(body=body)
            ):
                return [copy_node(statement, body=self.block(body)[0])]
            case ast.Match(cases=cases):
                return [copy_node(statement, cases=[copy_node(one, body=self.block(one.body)[0]) for one in cases])]
        return [statement]

    def _if(self, statement: ast.If) -> tuple[StatementBlock, bool]:
        truth = self.truth(statement.test)
        if truth is not None:
            kept, ends = self.block(statement.body if truth else statement.orelse)
            works = any(isinstance(node, ast.Call | ast.NamedExpr) for node in self.walk(statement.test))
            return ([standing_alone(statement.test), *kept] if works else kept), ends
        (body, ends), (orelse, also) = self.block(statement.body), self.block(statement.orelse)
        return [copy_node(statement, body=body, orelse=orelse)], ends and also

    def _while(self, statement: ast.While) -> tuple[StatementBlock, bool]:
        truth = self.truth(statement.test)
        if truth is False:
            return self.block(statement.orelse)
        body, orelse = self.block(statement.body)[0], self.block([] if truth else statement.orelse)[0]
        return [copy_node(statement, body=body, orelse=orelse)], truth is True and not _breaks(body)

    def _try(self, statement: Try) -> tuple[StatementBlock, bool]:
        body, ends = self.block(statement.body)
        orelse, also = self.block(statement.orelse if not ends else [])
        bodies = [self.block(handler.body) for handler in statement.handlers]
        handlers = [copy_node(handler, body=its[0]) for handler, its in zip(statement.handlers, bodies, strict=True)]
        last, over = self.block(statement.finalbody)
        all_end = (ends or also) and all(its[1] for its in bodies)
        return [copy_node(statement, body=body, handlers=handlers, orelse=orelse, finalbody=last)], over or all_end

    def walk(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the node and all descendants that may be evaluated. Blocks are included completely."""
        todo = [node]
        for one in todo:
            todo += self.live_children(one)
            yield one

    def live_children(self, node: ast.AST) -> Sequence[ast.AST]:
        """The direct children of a node that may be evaluated."""
        match node:
            case ast.IfExp(test=test, body=body, orelse=orelse) if (truth := self.truth(test)) is not None:
                return [test, body if truth else orelse]
            case ast.BoolOp(op=op, values=values):
                ending = isinstance(op, ast.Or)
                last = next((place for place, value in enumerate(values) if self.truth(value) is ending), len(values))
                return values[: last + 1]
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return node.generators if any(map(self._is_empty, node.generators)) else children(node)
        return children(node)

    def _is_empty(self, loop: ast.comprehension) -> bool:
        return self.truth(loop.iter) is False or any(self.truth(one) is False for one in loop.ifs)

    def truth(self, node: ast.AST) -> bool | None:
        """Whether an expression counts as true, if that is plain; None otherwise."""
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                return None if any(isinstance(element, ast.Starred) for element in elements) else bool(elements)
            case ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=0)]):
                return False
            case ast.Call(func=ast.Name(id="bool" | "int" | "len"), args=[value], keywords=[]):
                return None if isinstance(literal_value(value), str) else self.truth(value)
        plain = self._value(node)
        return None if plain is _UNKNOWN else bool(plain)

    def _value(self, node: ast.AST) -> object:
        if id(node) not in self._values:
            self._values[id(node)] = self._worked_out(node)
        return self._values[id(node)]

    def _worked_out(self, node: ast.AST) -> object:
        found: object = _UNKNOWN
        match node:
            case ast.Constant():
                found = _literal(node)
            case ast.Name(id=name):
                found = self._known.get(name, _UNKNOWN)
            case ast.NamedExpr(value=value):
                found = self._value(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand) if (truth := self.truth(operand)) is not None:
                found = not truth
            case ast.UnaryOp(op=ast.USub(), operand=operand) if isinstance(number := self._value(operand), int | float):
                found = -number
            case ast.BoolOp(op=op, values=values):
                found = self._joined(op, [self.truth(one) for one in values])
            case ast.Compare(left=left, ops=ops, comparators=others):
                found = self._compared([left, *others], ops)
        return found

    def _joined(self, op: ast.boolop, truths: Sequence[bool | None]) -> object:
        ending = isinstance(op, ast.Or)
        if ending in truths:
            return ending
        return _UNKNOWN if None in truths else not ending

    def _compared(self, nodes: Sequence[ast.AST], ops: Sequence[ast.cmpop]) -> object:
        pairs = list(pairwise(map(self._value, nodes)))
        if not all(_comparable(*pair) for pair in pairs) or not set(map(type, ops)) <= _COMPARISONS.keys():
            return _UNKNOWN
        return all(_COMPARISONS[type(op)](*pair) for op, pair in zip(ops, pairs, strict=True))


def _comparable(one: object, other: object) -> bool:
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    return numbers or (isinstance(one, str) and isinstance(other, str))


def _breaks(body: Sequence[ast.AST]) -> bool:
    """Whether a loop with this body may end by its own `break`."""
    todo = list(body)
    while todo:
        match todo.pop():
            case ast.Break():
                return True
            case ast.For(orelse=orelse) | ast.AsyncFor(orelse=orelse) | ast.While(orelse=orelse):
                todo += orelse
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.stmt() | ast.ExceptHandler() | ast.match_case() as node:
                todo += children(node)
    return False
