"""Code read as text, outside: which names an answer assigns, what it calls and with which arguments.

Nothing here runs anything. What it says is a tie-breaker between guesses that measured facts allow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.source import tree
from grader.source.live_code import LiveCode, named_constants
from grader.source.program_slice import Slice, slice_of
from grader.source.tree import children, walk
from grader.util.lazy_mapping import cached_property

_ALIASES: Mapping[str, str] = {"mse": "meansquarederror", "mae": "meanabsoluteerror"}
_MODULES = frozenset(["tf", "np", "plt", "tfds", "keras", "tensorflow", "numpy"])
"""What people call the course's libraries."""
MOST_LOOKED_INTO = 20
"""Pieces of code that one question goes into one by one: what it takes then grows with the code, not its square."""


@dataclass(frozen=True)
class Code:
    """Statements in order, with what names meant before them."""

    statements: Sequence[tree.AnyStatement]
    before: "Code | None" = None
    """The code that ran first, whose constants this one may use."""
    partial: bool = False
    """Whether there is more, which could not be looked into: no Python, too long, or nested too deeply."""

    @cached_property
    def _liveness(self) -> LiveCode:
        return LiveCode(named_constants(self.statements, self.before.names if self.before else frozenset()))

    @cached_property
    def runnable_statements(self) -> tuple[tree.AnyStatement, ...]:
        """The statements, of each what can run."""
        return tuple(one for statement in self.statements for one in self._liveness.statement(statement)[0])

    @cached_property
    def nodes(self) -> tuple[tree.Node, ...]:
        """Every node that can run, statement by statement."""
        return tuple(node for statement in self.runnable_statements for node in self._liveness.walk(statement))

    @cached_property
    def values(self) -> Mapping[str, Sequence[tree.AnyExpression]]:
        """Name to all that is assigned to it, in order."""
        found: dict[str, list[tree.AnyExpression]] = defaultdict(list)
        for node in self.nodes:
            for name, value in _assignments(node):
                found[name].append(value)
        return dict(found)

    @cached_property
    def calls(self) -> tuple[tree.Call, ...]:
        """Every call in it."""
        return tuple(node for node in self.nodes if isinstance(node, tree.Call))

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that it reads or binds."""
        return names_of(self.nodes)

    @cached_property
    def modules(self) -> frozenset[str]:
        """The names that stand for modules, and those that are imported."""
        own = frozenset(one.asname or one.name.partition(".")[0] for one in self.nodes if isinstance(one, tree.Alias))
        return own | (self.before.modules if self.before else _MODULES)

    def used_statements(self, asked: Iterable[str]) -> tuple[tree.AnyStatement, ...]:
        """The live statements without functions and classes that are neither used nor `asked` for by name."""
        definitions = [one for one in self.runnable_statements if isinstance(one, tree.FunctionDef | tree.ClassDef)]
        unused: dict[str, list[tree.Node]] = defaultdict(list)
        for definition in definitions:
            unused[definition.name] += () if definition.decorators else [definition]
        waiting = {id(one) for some in unused.values() for one in some}
        todo: list[tree.Node] = [one for one in self.runnable_statements if id(one) not in waiting]
        todo += [one for name in asked for one in unused.pop(name, ())]
        for node in todo:
            todo += [one for name in _words(self._liveness.walk(node)) for one in unused.pop(name, ())]
        used = set(map(id, todo))
        return tuple(one for one in self.runnable_statements if id(one) in used)

    def used_nodes(self, asked: Iterable[str]) -> tuple[tree.Node, ...]:
        """Every node of them that can run."""
        return tuple(node for one in self.used_statements(asked) for node in self._liveness.walk(one))

    def up_to_binding(self, name: str) -> "Code":
        """The code up to the last statement in which a name is bound; all of it where none is."""
        bound = (
            any(isinstance(one, tree.Name) and one.stored and one.id == name for one in walk(statement))
            for statement in self.runnable_statements
        )
        last = max((place for place, binds in enumerate(bound, 1) if binds), default=len(self.runnable_statements))
        return Code(self.runnable_statements[:last], self.before, self.partial)

    def value_slice(self, name: str) -> Slice | None:
        """The code that a name's value is made from, or None where the code does not show it."""
        if name not in self._made:
            self._made[name] = slice_of(name, self.runnable_statements, self._liveness, self.modules)
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, Slice | None]:
        return {}

    def calls_to(self, word: str) -> list[tree.Call]:
        """The calls of a function or method of that name."""
        return [call for call in self.calls if called_name(call) == word]

    def last_value(self, name: str) -> tree.AnyExpression | None:
        """The expression last assigned to a name, here or in the code before; None where there is none."""
        own = self.values.get(name)
        return own[-1] if own else (self.before.last_value(name) if self.before else None)

    def reach(self, value: tree.Node) -> tuple[tree.Node, ...]:
        """The nodes of an expression, and of the answer's own assignments to the names in it, each once."""
        found: dict[int, tree.Node] = {}
        followed: set[str] = set()
        todo: list[tree.Node] = [value]
        while todo:
            node = todo.pop()
            if id(node) in found:
                continue
            found[id(node)] = node
            todo += children(node)
            if isinstance(node, tree.Name) and node.id not in followed:
                followed.add(node.id)
                todo += [*self.values.get(node.id, ()), *self._functions.get(node.id, ())]
        return tuple(found.values())

    def number(self, value: tree.Node | None) -> float | None:
        """The number that an expression of constants evaluates to, or None."""
        sign, followed = 1.0, set()
        while True:
            match value:
                case tree.Constant(value=int() | float() as number) if not isinstance(number, bool):
                    return sign * number
                case tree.UnaryOp(op="-", operand=operand):
                    sign, value = -sign, operand
                case tree.Name(id=name) if name not in followed:
                    followed.add(name)
                    value = self.last_value(name)
                case _:
                    return None

    @cached_property
    def _functions(self) -> Mapping[str, Sequence[tree.AnyStatement]]:
        """Name to the statements of all functions and classes so called."""
        found: dict[str, list[tree.AnyStatement]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, tree.FunctionDef | tree.ClassDef):
                found[node.name] += node.body
        return dict(found)


class WithheldError(Exception):
    """Code was asked for that is not here."""


class Withheld(Code):
    """Code that is not here: a rule that asks what is in it ends there."""

    def __init__(self) -> None:
        """Nothing is known of it."""

    @property
    def statements(self) -> Sequence[tree.AnyStatement]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError

    @property
    def runnable_statements(self) -> tuple[tree.AnyStatement, ...]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError

    @property
    def nodes(self) -> tuple[tree.Node, ...]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError

    @property
    def values(self) -> Mapping[str, Sequence[tree.AnyExpression]]:
        """Not known. Raises `WithheldError`."""
        raise WithheldError


def called_name(call: tree.Call) -> str:
    """The last word of what is called: "fit" of `my_model.fit(…)`."""
    return tail(call.func)


def quote_code(node: tree.AnyExpression, before: str = "") -> str:
    """A piece of code as a message shows it: as it is written, in code marks, cut where it is long."""
    return f"`{before}{node.code}`"


def tail(node: tree.Node) -> str:
    """The last word of a dotted name; empty for anything else."""
    match node:
        case tree.Name(id=word) | tree.Attribute(attr=word):
            return word
    return ""


def receiver(call: tree.Call) -> str:
    """The name before the dot: "my_model" of `my_model.fit(…)`; empty where there is none."""
    match call.func:
        case tree.Attribute(value=tree.Name(id=name)):
            return name
    return ""


def argument(call: tree.Call, keyword: str, place: int | None = None) -> tree.AnyExpression | None:
    """The argument of a call under a keyword, or at a position from 0; None where it has neither."""
    for one in call.keywords:
        if one.arg == keyword:
            return one.value
    return call.args[place] if place is not None and len(call.args) > place else None


def normalised_name(value: tree.Node | None) -> str:
    """A string, class or object as one word: "sparsecategoricalcrossentropy" however it is spelled."""
    match value:
        case tree.Constant(value=str() as text):
            spelled = text
        case tree.Call():
            spelled = called_name(value)
        case tree.Name() | tree.Attribute():
            spelled = tail(value)
        case _:
            return ""
    plain = spelled.replace("_", "").lower()
    return _ALIASES.get(plain, plain)


def names_of(nodes: Iterable[tree.Node]) -> frozenset[str]:
    """The names among nodes."""
    return frozenset(node.id for node in nodes if isinstance(node, tree.Name))


def constants(nodes: Iterable[tree.Node]) -> list[float]:
    """The numbers among nodes."""
    return [
        float(node.value)
        for node in nodes
        if isinstance(node, tree.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    ]


def chain(value: tree.Node) -> tuple[tree.Call, ...]:
    """The method calls of `data.shuffle(…).batch(…)`, in the order in which they happen."""
    steps: list[tree.Call] = []
    while isinstance(value, tree.Call) and isinstance(value.func, tree.Attribute):
        steps.append(value)
        value = value.func.value
    return tuple(reversed(steps))


def root(value: tree.Node) -> str:
    """The name that a chain of methods begins with; empty where it begins with none."""
    while isinstance(value, tree.Call) and isinstance(value.func, tree.Attribute):
        value = value.func.value
    return value.id if isinstance(value, tree.Name) else ""


def _words(nodes: Iterable[tree.Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, tree.Name | tree.Attribute):
            yield tail(node)


def nodes_naming(node: tree.Node, name: str) -> frozenset[int]:
    """The identities of those nodes, of all in one, in which a name stands."""
    found: set[int] = set()
    above: dict[int, tree.Node] = {}
    for one in walk(node):
        above |= {id(child): one for child in children(one)}
        over: tree.Node | None = one if isinstance(one, tree.Name) and one.id == name else None
        while over is not None and id(over) not in found:
            found.add(id(over))
            over = above.get(id(over))
    return frozenset(found)


def _assignments(node: tree.Node) -> Iterator[tuple[str, tree.AnyExpression]]:
    """The names that a statement binds, with their values."""
    match node:
        case tree.Assign(targets=targets, value=value):
            for target in targets:
                yield from pairs(target, value)
        case tree.AnnAssign(target=tree.Name(id=name), value=value) if value is not None:
            yield name, value
        case tree.AugAssign(target=tree.Name(id=name), value=value):
            yield name, value


def pairs(target: tree.AnyExpression, value: tree.AnyExpression) -> Iterator[tuple[str, tree.AnyExpression]]:
    """The names in a target, with what each gets; where one value is dealt out, that value."""
    todo = [(target, value)]
    while todo:
        match todo.pop():
            case tree.Name(id=name), own:
                yield name, own
            case tree.Tuple(elts=targets), tree.Tuple(elts=values) if len(targets) == len(values):
                todo += reversed(list(zip(targets, values, strict=True)))
            case tree.Tuple(elts=targets), own:
                todo += [(one, own) for one in reversed(targets)]
