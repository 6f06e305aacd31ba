"""Code as seen from outside: the names that an answer assigns, the functions that it calls, and their arguments.

Nothing here runs anything. Its results only break ties between guesses that the measured facts allow.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from grader.source.live_code import LiveCode, named_constants
from grader.source.program_slice import ValueSlice, slice_of
from grader.source.tree import (
    MODULES,
    Definition,
    assigned_values,
    called_name,
    children,
    imported_names,
    is_stored,
    names_of,
    tail,
    walk,
    written_code,
)
from grader.util.lazy_mapping import cached_property, grouped

_ALIASES: Mapping[str, str] = {"mse": "meansquarederror", "mae": "meanabsoluteerror"}
MOST_LOOKED_INTO = 20
"""The most pieces of code that one question examines one by one: so its time grows with the code, not its square."""


@dataclass(frozen=True)
class Code:
    """Statements in order, and the meaning of names before them."""

    statements: Sequence[ast.stmt]
    before: "Code | None" = None
    """The code that ran first; this code may use its constants."""
    partial: bool = False
    """Whether there is more code that could not be parsed: not Python, too long, or nested too deeply."""

    @cached_property
    def _liveness(self) -> LiveCode:
        return LiveCode(named_constants(self.statements, self.before.names if self.before else frozenset()))

    @cached_property
    def runnable_statements(self) -> tuple[ast.stmt, ...]:
        """The statements, reduced to the parts that can run."""
        return tuple(one for statement in self.statements for one in self._liveness.statement(statement)[0])

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node that can run, statement by statement."""
        return tuple(node for statement in self.runnable_statements for node in self._liveness.walk(statement))

    @cached_property
    def values(self) -> Mapping[str, Sequence[ast.expr]]:
        """Maps each name to everything that is assigned to it, in order."""
        return grouped(pair for node in self.nodes for pair in assigned_values(node))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """All calls in the code."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that it reads or binds."""
        return names_of(self.nodes)

    @cached_property
    def modules(self) -> frozenset[str]:
        """The names of modules, and the imported names."""
        return imported_names(self.nodes) | (self.before.modules if self.before else MODULES)

    def used_statements(self, asked: Iterable[str]) -> tuple[ast.stmt, ...]:
        """The live statements without functions and classes that are neither used nor `asked` for by name."""
        definitions = [statement for statement in self.runnable_statements if isinstance(statement, Definition)]
        unused = grouped((definition.name, definition) for definition in definitions if not definition.decorator_list)
        waiting = {id(one) for some in unused.values() for one in some}
        todo: list[ast.AST] = [statement for statement in self.runnable_statements if id(statement) not in waiting]
        todo += [one for name in asked for one in unused.pop(name, ())]
        for node in todo:
            todo += [one for name in _words(self._liveness.walk(node)) for one in unused.pop(name, ())]
        used = set(map(id, todo))
        return tuple(statement for statement in self.runnable_statements if id(statement) in used)

    def used_nodes(self, asked: Iterable[str]) -> tuple[ast.AST, ...]:
        """All nodes of the used statements that can run."""
        return tuple(node for statement in self.used_statements(asked) for node in self._liveness.walk(statement))

    def up_to_binding(self, name: str) -> "Code":
        """The code up to the last statement that binds a name; all of it if none does."""
        bound = (
            any(is_stored(one) and one.id == name for one in walk(statement)) for statement in self.runnable_statements
        )
        last = max((place for place, binds in enumerate(bound, 1) if binds), default=len(self.runnable_statements))
        return Code(self.runnable_statements[:last], self.before, self.partial)

    def value_slice(self, name: str) -> ValueSlice | None:
        """The code on which a name's value depends; None if the code does not show it."""
        if name not in self._made:
            self._made[name] = slice_of(name, self.runnable_statements, self._liveness, self.modules)
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, ValueSlice | None]:
        return {}

    def calls_to(self, word: str) -> list[ast.Call]:
        """The calls of a function or method with this name."""
        return [call for call in self.calls if called_name(call) == word]

    def last_value(self, name: str) -> ast.expr | None:
        """The expression last assigned to a name, here or in the code before; None if there is none."""
        own = self.values.get(name)
        return own[-1] if own else (self.before.last_value(name) if self.before else None)

    def reach(self, value: ast.AST) -> tuple[ast.AST, ...]:
        """The nodes of an expression, and of the answer's own assignments to the names in it, each once."""
        found: dict[int, ast.AST] = {}
        followed: set[str] = set()
        todo: list[ast.AST] = [value]
        while todo:
            node = todo.pop()
            if id(node) in found:
                continue
            found[id(node)] = node
            todo += children(node)
            if isinstance(node, ast.Name) and node.id not in followed:
                followed.add(node.id)
                todo += [*self.values.get(node.id, ()), *self._functions.get(node.id, ())]
        return tuple(found.values())

    def number(self, value: ast.AST | None) -> float | None:
        """The value of an expression of constants as a number, or None."""
        sign, followed = 1.0, set()
        while True:
            match value:
                case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                    return sign * number
                case ast.UnaryOp(op=ast.USub(), operand=operand):
                    sign, value = -sign, operand
                case ast.Name(id=name) if name not in followed:
                    followed.add(name)
                    value = self.last_value(name)
                case _:
                    return None

    @cached_property
    def _functions(self) -> Mapping[str, Sequence[ast.stmt]]:
        """Maps each name to the statements of all functions and classes with this name."""
        return grouped((node.name, one) for node in self.nodes if isinstance(node, Definition) for one in node.body)


class WithheldError(Exception):
    """Code was requested that is not available."""


class Withheld(Code):
    """Code that is not available: a rule that asks for its contents ends there."""

    def __init__(self) -> None:
        """Make code about which nothing is known."""

    def _refuse(self) -> NoReturn:
        raise WithheldError

    statements = runnable_statements = nodes = values = property(_refuse)
    """These are not known. Raises `WithheldError`."""


def quote_code(node: ast.expr, before: str = "") -> str:
    """A piece of code for use in a message: as written, in code marks, and shortened if it is long."""
    return f"`{before}{written_code(node)}`"


def receiver(call: ast.Call) -> str:
    """The name before the dot: "my_model" in `my_model.fit(…)`; empty if there is none."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name
    return ""


def argument(call: ast.Call, keyword: str, place: int | None = None) -> ast.expr | None:
    """The argument of a call under a keyword, or at a position from 0; None if there is neither."""
    for one in call.keywords:
        if one.arg == keyword:
            return one.value
    return call.args[place] if place is not None and len(call.args) > place else None


def normalised_name(value: ast.AST | None) -> str:
    """A string, class or object as one word: "sparsecategoricalcrossentropy" however it is written."""
    match value:
        case ast.Constant(value=str() as text):
            spelled = text
        case ast.Call():
            spelled = called_name(value)
        case ast.Name() | ast.Attribute():
            spelled = tail(value)
        case _:
            return ""
    plain = spelled.replace("_", "").lower()
    return _ALIASES.get(plain, plain)


def constants(nodes: Iterable[ast.AST]) -> list[float]:
    """The numbers in some nodes."""
    return [
        float(node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    ]


def chain(value: ast.AST) -> tuple[ast.Call, ...]:
    """The method calls in `data.shuffle(…).batch(…)`, in the order in which they happen."""
    steps: list[ast.Call] = []
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        steps.append(value)
        value = value.func.value
    return tuple(reversed(steps))


def root(value: ast.AST) -> str:
    """The name at the beginning of a chain of methods; empty if there is none."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value
    return value.id if isinstance(value, ast.Name) else ""


def _words(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            yield tail(node)


def nodes_naming(node: ast.AST, name: str) -> frozenset[int]:
    """The ids of all nodes inside a node that mention a name."""
    found: set[int] = set()
    above: dict[int, ast.AST] = {}
    for one in walk(node):
        above |= {id(child): one for child in children(one)}
        over: ast.AST | None = one if isinstance(one, ast.Name) and one.id == name else None
        while over is not None and id(over) not in found:
            found.add(id(over))
            over = above.get(id(over))
    return frozenset(found)
