"""Code read as text, outside: which names an answer assigns, what it calls and with which arguments.

Nothing here runs anything. What it says is a tie-breaker between guesses that measured facts allow.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_ALIASES: Mapping[str, str] = {"mse": "meansquarederror", "mae": "meanabsoluteerror"}
_DEPTH = 40
"""How many assignments one name is followed through."""
_MODULES = frozenset(["tf", "np", "numpy", "tensorflow", "keras", "math", "layers"])

MOST = 60
"""Characters of a piece of code in a message."""


@dataclass(frozen=True)
class Code:
    """Statements in order, with what names meant before them."""

    statements: Sequence[ast.stmt]
    before: "Code | None" = None
    """The code that ran first, whose constants this one may use."""

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, statement by statement."""
        return tuple(node for statement in self.statements for node in ast.walk(statement))

    @cached_property
    def values(self) -> Mapping[str, tuple[ast.expr, ...]]:
        """Name to all that is assigned to it, in order."""
        found: dict[str, tuple[ast.expr, ...]] = {}
        for statement in self.statements:
            for name, value in _assignments(statement):
                found[name] = (*found.get(name, ()), value)
        return found

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call in it."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that it reads or binds."""
        return frozenset(node.id for node in self.nodes if isinstance(node, ast.Name))

    def calling(self, word: str) -> list[ast.Call]:
        """The calls of a function or method of that name."""
        return [call for call in self.calls if called(call) == word]

    def last(self, name: str) -> ast.expr | None:
        """What was assigned to a name last, here or before."""
        own = self.values.get(name)
        return own[-1] if own else (self.before.last(name) if self.before else None)

    def reach(self, value: ast.AST) -> tuple[ast.AST, ...]:
        """The nodes of an expression, and of the answer's own assignments to the names in it."""
        seen: set[str] = set()
        found: list[ast.AST] = []
        todo = [value]
        while todo and len(seen) < _DEPTH:
            nodes = list(ast.walk(todo.pop()))
            found += nodes
            for name in {node.id for node in nodes if isinstance(node, ast.Name)} - seen:
                seen.add(name)
                todo += [*self.values.get(name, ()), *self._functions.get(name, ())]
        return tuple(found)

    def reached(self, value: ast.AST) -> frozenset[str]:
        """The names in `reach`, modules aside."""
        return names_of(self.reach(value)) - _MODULES

    def number(self, value: ast.AST | None) -> float | None:
        """What an expression of constants comes to, or None."""
        match value:
            case ast.Constant(value=bool()):
                return None
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.number(operand)
                return None if inner is None else -inner
            case ast.Name(id=name):
                own = self.last(name)
                return None if own is value or own is None or name in names_of(ast.walk(own)) else self.number(own)
        return None

    @cached_property
    def _functions(self) -> Mapping[str, tuple[ast.stmt, ...]]:
        found: dict[str, tuple[ast.stmt, ...]] = {}
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[node.name] = (*found.get(node.name, ()), *node.body)
        return found


class WithheldError(Exception):
    """Code was asked for that is not here."""


class Withheld(Code):
    """Code that is not here: a rule that asks what is in it ends there."""

    def __init__(self) -> None:
        """Nothing is known of it."""

    @property
    def statements(self) -> Sequence[ast.stmt]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError

    @property
    def values(self) -> Mapping[str, tuple[ast.expr, ...]]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError


def called(call: ast.Call) -> str:
    """The last word of what is called: "fit" of `my_model.fit(…)`."""
    return tail(call.func)


def quoted(node: ast.AST, before: str = "") -> str:
    """A piece of code as a message shows it: in code marks, cut where it is long."""
    text = ast.unparse(node)
    return f"`{before}{text if len(text) <= MOST else text[: MOST - 1] + '…'}`"


def tail(node: ast.AST) -> str:
    """The last word of a dotted name; empty for anything else."""
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return word
    return ""


def receiver(call: ast.Call) -> str:
    """The name before the dot: "my_model" of `my_model.fit(…)`; empty where there is none."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name
    return ""


def argument(call: ast.Call, keyword: str, place: int | None = None) -> ast.expr | None:
    """What a call gives under a keyword, or at a place."""
    for one in call.keywords:
        if one.arg == keyword:
            return one.value
    return call.args[place] if place is not None and len(call.args) > place else None


def word(value: ast.AST | None) -> str:
    """A string, class or object as one word: "sparsecategoricalcrossentropy" however it is spelled."""
    match value:
        case ast.Constant(value=str() as text):
            spelled = text
        case ast.Call():
            spelled = called(value)
        case ast.Name() | ast.Attribute():
            spelled = tail(value)
        case _:
            return ""
    plain = spelled.replace("_", "").lower()
    return _ALIASES.get(plain, plain)


def names_of(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names among nodes."""
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


def constants(nodes: Iterable[ast.AST]) -> list[float]:
    """The numbers among nodes."""
    return [
        float(node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    ]


def chain(value: ast.AST) -> tuple[ast.Call, ...]:
    """The method calls of `data.shuffle(…).batch(…)`, in the order in which they happen."""
    steps: list[ast.Call] = []
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        steps.append(value)
        value = value.func.value
    return tuple(reversed(steps))


def root(value: ast.AST) -> str:
    """The name that a chain of methods begins with; empty where it is none."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value
    return value.id if isinstance(value, ast.Name) else ""


def _assignments(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement binds, inside loops and branches too, with their values."""
    for node in ast.walk(statement):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _pairs(target, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                yield name, value


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            for one, own in zip(targets, values, strict=True):
                yield from _pairs(one, own)
        case ast.Tuple(elts=targets), _:
            for one in targets:
                yield from _pairs(one, value)
