"""Statements taken apart for following values: what each part reads, which names it binds, whose objects it changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grader.source import tree
from grader.source.code_effects import BUILTINS, NOTHING, Effects, EffectsFinder, Names, changed_owners, root_name
from grader.source.live_code import LiveCode
from grader.source.tree_walk import walk

_PASSING: Final = frozenset(["dict", "enumerate", "list", "reversed", "set", "sorted", "tuple", "zip"])
"""Functions that give back the objects that they get."""
_DISPLAYS: Final = frozenset(["Dict", "Set", "Starred"])


@dataclass(slots=True, eq=False)
class StatementPart:
    """A statement, or the head of one that has others in it."""

    nodes: tuple[tree.Node, ...]
    """What it consists of; what is below them is part of it too, but for the statements in a loop or branch."""
    binds: frozenset[str] = NOTHING
    replaces: bool = False
    """Whether what the names were bound to before is gone then, in any case."""
    reads: frozenset[str] = NOTHING
    """Names, and methods with their dot."""
    passes: frozenset[str] = NOTHING
    """Of the names that it reads those that it does not call."""
    changes: frozenset[str] = NOTHING
    """Names whose objects it may change."""
    stands_for: frozenset[str] = NOTHING
    """Names whose objects may be reached by the names that it binds."""
    calls: bool = False
    defines: bool = False
    """Whether it is a function or class, whose code runs later."""
    always: bool = False
    """Whether it affects all other parts of its statement."""
    enclosing: "tuple[StatementPart, ...]" = ()
    """The heads that it stands below, or a group of them."""
    names_only: bool = False
    """Whether it affects the statements below it only by the names that it binds."""


class StatementSplitter:
    """Takes statements apart. Takes time in proportion to the code."""

    def __init__(self, live: LiveCode, names: Names) -> None:
        """`names` are those of the whole program."""
        self._effects = EffectsFinder(live, names)
        self._modules = names.modules
        self._own = names.own

    def parts(self, statement: tree.AnyStatement) -> list[StatementPart]:
        """The parts of a statement at the top level."""
        return list(self._parts(statement, ()))

    def _parts(self, statement: tree.AnyStatement, around: tuple[StatementPart, ...]) -> Iterator[StatementPart]:
        match statement:
            case tree.Assign(targets=targets, value=value):
                yield from self._assigned(targets, value, around)
            case tree.AnnAssign(target=target, value=value):
                yield from self._assigned((target,), value, around) if value is not None else ()
            case tree.AugAssign(target=target):
                yield self._bound((statement,), (target,), around)
            case tree.Import(names=names) | tree.ImportFrom(names=names):
                bound = frozenset(one.asname or one.name.partition(".")[0] for one in names)
                yield StatementPart((statement,), binds=bound, replaces=not around, enclosing=around)
            case tree.FunctionDef() | tree.ClassDef():
                yield self.definition(statement, around)
            case tree.For() | tree.While() | tree.If() | tree.With() | tree.Try() | tree.Match():
                yield from self._compound(statement, around)
            case _:
                yield self._plain(statement, around)

    def _plain(self, statement: tree.AnyStatement, around: tuple[StatementPart, ...]) -> StatementPart:
        thrown = statement.value if isinstance(statement, tree.Expr) else None
        seen = self._effects.find([statement], thrown)
        steers = isinstance(statement, tree.Return | tree.Raise | tree.Global | tree.Block)
        return self._part((statement,), seen, around=around, always=seen.surrounds or (steers and bool(around)))

    def _assigned(
        self, targets: Sequence[tree.AnyExpression], value: tree.AnyExpression, around: tuple[StatementPart, ...]
    ) -> Iterator[StatementPart]:
        match targets, value:
            case [tree.Tuple(elts=several) | tree.List(elts=several)], tree.Tuple(elts=values) if len(several) == len(
                values
            ) and not any(isinstance(one, tree.OtherNode) for one in several):
                for one, own in zip(several, values, strict=True):
                    yield from self._assigned((one,), own, around)
            case _:
                whole = all(isinstance(target, tree.Name) for target in targets)
                part = self._bound((*targets, value), targets, around)
                part.replaces = not around and whole
                part.stands_for = frozenset(self._objects(value))
                yield part

    def _bound(
        self, nodes: tuple[tree.Node, ...], targets: Iterable[tree.Node], around: tuple[StatementPart, ...]
    ) -> StatementPart:
        """What binds the names in targets, and changes the objects of which they are parts."""
        seen = self._effects.find(nodes)
        stored = {one.id for target in targets for one in walk(target) if isinstance(one, tree.Name) and one.stored}
        inner = changed_owners(targets)
        part = self._part(nodes, seen, around=around)
        part.binds |= stored
        part.changes |= inner - self._modules
        return part

    def definition(
        self, statement: tree.FunctionDef | tree.ClassDef, around: tuple[StatementPart, ...] = ()
    ) -> StatementPart:
        """A function or class as one part: what it reads and changes when it is called."""
        seen = self._effects.find([statement])
        own = (seen.own | seen.stored) - seen.shared
        part = self._part((statement,), seen, around=around, defines=True)
        part.binds, part.replaces, part.calls = frozenset([statement.name]), not around, False
        part.reads -= own
        part.changes = frozenset((seen.changes | (seen.shared & seen.stored)) - own - self._modules)
        return part

    def touches_parameters(self, statement: tree.FunctionDef | tree.ClassDef) -> bool:
        """Whether a function may change what it gets."""
        seen = self._effects.find([statement])
        return bool(seen.changes & (seen.own - {"self", "cls"}))

    def _compound(self, statement: tree.AnyStatement, around: tuple[StatementPart, ...]) -> Iterator[StatementPart]:
        match statement:
            case tree.For(target=target, iter=over, body=body, orelse=orelse):
                head = self._bound((target, over), (target,), around)
                head.stands_for = head.reads - BUILTINS
                yield from self._below([head], (*body, *orelse), around)
            case tree.While(test=test, body=body, orelse=orelse) | tree.If(test=test, body=body, orelse=orelse):
                head = self._part((test,), self._effects.find([test]), around=around)
                yield from self._below([head], (*body, *orelse), around)
            case tree.With(items=items, body=body):
                yield from self._below([self._context(item, around) for item in items], body, around)
            case tree.Try():
                yield from self._try(statement, around)
            case tree.Match(subject=subject, cases=cases):
                nodes = (subject, *(one for case in cases for one in (case.pattern, case.guard) if one is not None))
                head = self._part(nodes, self._effects.find(nodes), around=around)
                yield from self._below([head], [one for case in cases for one in case.body], around)

    def _try(self, statement: tree.Try, around: tuple[StatementPart, ...]) -> Iterator[StatementPart]:
        """Whatever stands in it depends on how far all that is tried comes."""
        group = StatementPart(())
        tried = [part for one in statement.body for part in self._parts(one, (group,))]
        caught = (one.catches for one in statement.handlers if one.catches is not None)
        kinds = [self._part((one,), self._effects.find([one]), around=around) for one in caught]
        group.enclosing = (*tried, *kinds, *around)
        yield from (*tried, *kinds)
        rest = (one for handler in statement.handlers for one in handler.body)
        for one in (*rest, *statement.orelse, *statement.finalbody):
            yield from self._parts(one, (group,))

    def _below(
        self, heads: Sequence[StatementPart], body: Iterable[tree.AnyStatement], around: tuple[StatementPart, ...]
    ) -> Iterator[StatementPart]:
        yield from heads
        group = StatementPart((), enclosing=(*heads, *around))
        for statement in body:
            yield from self._parts(statement, (group,))

    def _context(self, item: tree.WithItem, around: tuple[StatementPart, ...]) -> StatementPart:
        nodes = tuple(one for one in (item.context, item.target) if one is not None)
        part = self._bound(nodes, nodes[1:], around)
        part.stands_for = frozenset(self._objects(item.context))
        part.names_only = item.target is not None
        return part

    def _part(
        self,
        nodes: tuple[tree.Node, ...],
        seen: Effects,
        *,
        around: tuple[StatementPart, ...],
        always: bool = False,
        defines: bool = False,
    ) -> StatementPart:
        return StatementPart(
            nodes,
            binds=frozenset(seen.stored - seen.own),
            reads=frozenset(seen.reads - seen.own),
            passes=frozenset(seen.passed - seen.own),
            changes=frozenset(seen.changes - seen.own - self._modules),
            calls=seen.calls,
            always=always,
            defines=defines,
            enclosing=around,
        )

    def _objects(self, value: tree.Node) -> Iterator[str]:
        """The names whose objects a value is, holds, or belongs to."""
        todo = [value]
        while todo:
            match todo.pop():
                case tree.Name(id=name):
                    yield name
                case tree.Attribute(value=inner) | tree.Subscript(value=inner) | tree.NamedExpr(value=inner):
                    todo.append(inner)
                case tree.Tuple(elts=elements) | tree.List(elts=elements):
                    todo += elements
                case tree.OtherNode(kind=kind, parts=parts) if kind in _DISPLAYS:
                    todo += parts
                case tree.IfExp(body=body, orelse=orelse):
                    todo += [body, orelse]
                case tree.BoolOp(values=values):
                    todo += values
                case tree.Call(func=tree.Name(id=name), args=args) if name in _PASSING or name in self._own:
                    todo += args
                case tree.Call(func=tree.Attribute() as func):
                    yield from {root_name(func)} - self._modules - {""}
