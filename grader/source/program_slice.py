"""The code on which a value depends: the part of a program that may affect the final value of a name.

This is a backward slice, as in Weiser's "Program slicing" (1981). It visits the statements from the last to the first:
a statement belongs to the slice if it binds a wanted name or may change its object; then the names that it reads are
wanted too. Inside a loop, a branch or a function the order does not count, and a function belongs to the slice as a
whole. If a slice is wrong, it is too large: no honest code is missed.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.source.data_flow import Names, StatementPart, StatementSplitter
from grader.source.live_code import DYNAMIC, DYNAMIC_PARTS, LiveCode
from grader.source.tree import Definition, Function, stored_names
from grader.util.lazy_mapping import grouped

Index = Mapping[str, Sequence[StatementPart]]
_DYNAMIC_METHODS = frozenset(f".{word}" for word in DYNAMIC_PARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSlice:
    """The code on which a value depends."""

    nodes: tuple[ast.AST, ...]
    wanted: frozenset[str]
    """The names, and methods with their dot, that existed before the code ran and that it needs."""


def slice_of(name: str, statements: Sequence[ast.stmt], live: LiveCode, modules: frozenset[str]) -> ValueSlice | None:
    """The code on which a name's value depends; None if the code does not show it.

    `modules` are names of modules and of what is imported from them.
    """
    definitions = [one for one in statements if isinstance(one, Definition)]
    nodes = (node for one in statements for node in live.walk(one))
    values = stored_names(nodes)
    names = Names(modules=modules, own=frozenset(definition.name for definition in definitions), values=values)
    taker = StatementSplitter(live, names)
    defined = [taker.definition(definition) for definition in definitions]
    changing = {definition.name for definition in definitions if taker.touches_parameters(definition)}
    taker = StatementSplitter(live, replace(names, changing=_spread(changing, _by(defined, "reads"))))
    parts = [taker.parts(statement) for statement in statements]
    if any(DYNAMIC & part.reads or _DYNAMIC_METHODS & part.reads for some in parts for part in some):
        return None
    return _Slicer(parts, live, _methods(definitions)).slice(name)


def _methods(definitions: Iterable[ast.stmt]) -> Mapping[str, list[str]]:
    """Maps each method, with its dot, to the classes that define it."""
    classes = (definition for definition in definitions if isinstance(definition, ast.ClassDef))
    return grouped((f".{part.name}", one.name) for one in classes for part in one.body if isinstance(part, Function))


def _by(parts: Iterable[StatementPart], field: str) -> dict[str, list[StatementPart]]:
    """Maps each name to the parts that have it in a field."""
    return grouped((name, part) for part in parts for name in getattr(part, field))


def _spread(names: Iterable[str], readers: Index) -> frozenset[str]:
    """The functions with these names, and all that call them."""
    found: set[str] = set()
    todo = [*names]
    while todo:
        if (name := todo.pop()) not in found:
            found.add(name)
            todo += [bind for part in readers.get(name, ()) for bind in part.binds]
    return frozenset(found)


class _Slicer:
    """Visits the parts of a program from the last statement to the first."""

    def __init__(
        self, parts: Sequence[Sequence[StatementPart]], live: LiveCode, methods: Mapping[str, Sequence[str]]
    ) -> None:
        self._parts = parts
        self._live = live
        self._methods = methods
        self._methods_of = grouped((owner, method) for method, owners in methods.items() for owner in owners)
        every = [part for some in parts for part in some]
        self._read = frozenset(name for part in every for name in part.reads)
        definitions = [part for part in every if part.defines]
        self._defined = {name: part for part in definitions for name in part.binds}
        self._definitions_changing = _by(definitions, "changes")
        self._passing = _by([part for part in every if part.binds], "passes")
        self._calling = _by(definitions, "reads")
        linking = [part for part in every if part.binds and part.stands_for]
        self._binding, self._standing = _by(linking, "binds"), _by(linking, "stands_for")
        self._linked: set[int] = set()
        self._wanted: set[str] = set()
        self._reachable: set[str] = set()
        """Names whose objects may lead to the objects of wanted names."""
        self._effective: set[str] = set()
        """Functions that change the objects of wanted names."""
        self._taken: dict[int, StatementPart] = {}
        self._news: list[str] = []

    def slice(self, name: str) -> ValueSlice | None:
        bound = any(name in part.binds for some in self._parts for part in some) or name in self._definitions_changing
        if not bound:
            return None
        self._want([name])
        for some in reversed(self._parts):
            self._statement(some)
        order = [part for some in self._parts for part in some if id(part) in self._taken]
        nodes = tuple(node for part in order for one in part.nodes for node in self._live.walk(one))
        return ValueSlice(nodes=nodes, wanted=frozenset(self._wanted))

    def _statement(self, parts: Sequence[StatementPart]) -> None:
        """Add the parts of one top-level statement that the slice needs."""
        indices = [_by(parts, field) for field in ("binds", "changes", "reads")]
        self._news = []
        todo = [part for part in parts if self._belongs(part)]
        taken = bool(todo)
        while todo:
            for part in todo:
                self._take(part)
            news, self._news = self._news, []
            near = {id(part): part for name in news for index in indices for part in index.get(name, ())}
            todo = [part for part in near.values() if id(part) not in self._taken and self._belongs(part)]
        for part in parts if taken else ():
            if part.always and id(part) not in self._taken:
                self._take(part)

    def _belongs(self, part: StatementPart) -> bool:
        changed = part.changes & self._wanted or part.changes & self._reachable
        effective = part.calls and part.reads & self._effective
        return bool(part.binds & self._wanted or (changed and not part.defines) or effective) or (
            part.always and not part.enclosing
        )

    def _take(self, part: StatementPart) -> None:
        """Add a part, and the heads around it."""
        todo = [part]
        while todo:
            one = todo.pop()
            if id(one) in self._taken:
                continue
            self._taken[id(one)] = one
            if one.replaces:
                self._wanted -= one.binds
                self._reachable -= one.binds
            self._want(one.reads)
            todo += [head for head in one.enclosing if not (head.names_only and head.binds & self._read)]

    def _want(self, names: Iterable[str]) -> None:
        todo = [*names]
        while todo:
            name = todo.pop()
            if name in self._wanted:
                continue
            self._wanted.add(name)
            self._news.append(name)
            todo += self._methods.get(name, ())
            if name in self._defined:
                todo += self._defined[name].reads
            self._reach(name)

    def _reach(self, name: str) -> None:
        """Look for different names of its object, and for functions that change it, once for each name."""
        todo = [name]
        while todo:
            one = todo.pop()
            if one in self._reachable:
                continue
            self._reachable.add(one)
            self._news.append(one)
            for part in (*self._binding.pop(one, ()), *self._standing.pop(one, ())):
                if id(part) not in self._linked:
                    self._linked.add(id(part))
                    todo += (*part.binds, *part.stands_for)
            self._work([other for part in self._definitions_changing.pop(one, ()) for other in part.binds])

    def _work(self, names: Iterable[str]) -> None:
        """Add functions that change wanted objects, wherever they are called, or passed on and called."""
        todo = [*names]
        while todo:
            name = todo.pop()
            if name in self._effective:
                continue
            self._effective.add(name)
            self._news.append(name)
            readers = (*self._calling.get(name, ()), *self._passing.get(name, ()))
            todo += [other for part in readers for other in part.binds]
            todo += self._methods_of.get(name, ())
