"""Splits statements to follow values: what each part reads, which names it binds, whose objects it changes.

`EffectsFinder` determines this for expressions and definitions, `StatementSplitter` for the parts of a statement.
Neither knows the types of objects. A method called on an object may change it. A function returns a new object, unless
it is the learner's own and changes its arguments.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from grader.source.live_code import LiveCode
from grader.source.tree import (
    Definition,
    Try,
    children,
    imported_names,
    names_bound_by,
    names_of,
    parameter_names,
    root_name,
    stored_names,
    walk,
)

_TAPES: Final = frozenset(["batch_jacobian", "gradient", "jacobian", "watch"])
_LOOKS: Final = frozenset(["count_params", "evaluate", "get_config", "get_layer", "get_weights", "numpy", "predict"])
_FILES: Final = frozenset(["export", "save", "save_weights", "summary"])
_DRAWINGS: Final = frozenset(
    ["bar", "barh", "hist", "imshow", "matshow", "plot", "scatter", "set_title", "show", "title"]
)
_PURE: Final = _TAPES | _LOOKS | _FILES | _DRAWINGS
"""Methods that change neither their object nor their arguments."""
_CHANGING: Final = frozenset(["apply", "apply_gradients", "minimize"])
"""Methods that change their arguments."""
_SURROUNDING: Final = frozenset(["__enter__", "enter_context"])
"""Methods that enter a context without a `with`."""
BUILTINS: Final = frozenset(dir(builtins))
_INNER = (ast.Attribute, ast.Subscript)

NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class Effects:
    """The names that some code reads and binds, and those whose objects it may change."""

    reads: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    """Parameters, and the names of inner functions."""
    shared: set[str] = field(default_factory=set)
    """Names declared `global`."""
    changes: set[str] = field(default_factory=set)
    each: set[str] = field(default_factory=set)
    """Names that take one item after the other in comprehensions."""
    among: set[str] = field(default_factory=set)
    """The names from which these items come."""
    surrounds: bool = False
    calls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a program, grouped by what they stand for."""

    modules: frozenset[str]
    """The names of modules and imported objects."""
    own: frozenset[str]
    """The names of functions and classes that the program defines."""
    values: frozenset[str]
    """All other names that the program binds."""
    changing: frozenset[str] = NOTHING
    """The program's functions that change their arguments."""


class EffectsFinder:
    """Finds the effects of code, in time proportional to the code."""

    def __init__(self, live: LiveCode, names: Names) -> None:
        """Use the `names` of the whole program."""
        self._live = live
        self._names = names

    def find(self, nodes: Iterable[ast.AST], thrown: ast.AST | None = None) -> Effects:
        """The effects of nodes and their descendants; `thrown` is an expression whose value is not kept."""
        seen = Effects()
        todo = [(node, False, False) for node in nodes]
        for node, given, inner in todo:
            _note(node, seen, given=given, inner=inner)
            match node:
                case ast.Call(func=func, args=args, keywords=keywords):
                    changing = given or self._is_changing(node, thrown=node is thrown)
                    if not inner:
                        seen.changes |= self._owner(func)
                    todo.append((func, False, True))
                    todo += [(arg, changing, False) for arg in args]
                    todo += [(keyword, changing or keyword.arg == "out", False) for keyword in keywords]
                case _:
                    chained = inner and isinstance(node, _INNER)
                    todo += [
                        (one, given, chained and place == 0) for place, one in enumerate(self._live.live_children(node))
                    ]
        if seen.changes & seen.each:
            seen.changes |= seen.among
        return seen

    def _owner(self, func: ast.AST) -> set[str]:
        """The name whose object a call may change: the owner of a method, or a name that stands for a method."""
        if isinstance(func, ast.Attribute) and func.attr not in _PURE:
            return {root_name(func)} - self._names.modules - {""}
        return {_name(func)} & self._names.values

    def _is_changing(self, call: ast.Call, *, thrown: bool) -> bool:
        """Whether a call may change its arguments."""
        if any(isinstance(arg, ast.Lambda) or _name(arg) in self._names.changing for arg in call.args):
            return True
        match call.func:
            case ast.Attribute(attr=attr) as func:
                unknown = thrown and attr not in _PURE and root_name(func) not in self._names.modules
                return attr in _CHANGING or f".{attr}" in self._names.changing or unknown
            case ast.Name(id=name):
                known = name in BUILTINS or name in self._names.modules or name in self._names.own
                return name in self._names.changing or (thrown and not known)
        return thrown


def _note(node: ast.AST, seen: Effects, *, given: bool, inner: bool) -> None:
    """Record the effects of a node itself; `inner` is the part that is called, or the object that the called part
    belongs to.
    """
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            seen.stored.add(name)
        case ast.Name(id=name):
            seen.reads.add(name)
            seen.passed |= set() if inner else {name}
            seen.changes |= {name} if given else set()
        case ast.Attribute(attr=attr):
            seen.reads.add(f".{attr}")
            seen.surrounds |= attr in _SURROUNDING
        case ast.Call():
            seen.calls = True
        case ast.Assign(targets=targets):
            seen.changes |= changed_owners(targets)
        case ast.AugAssign(target=target):
            seen.changes |= changed_owners([target]) | {_name(target)} - {""}
            seen.reads |= {_name(target)} - {""}
        case _:
            _note_scope(node, seen)


def _note_scope(node: ast.AST, seen: Effects) -> None:
    match node:
        case ast.arguments():
            seen.own |= {*parameter_names(node)}
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            seen.own |= {*names_bound_by(node)}
        case ast.comprehension(target=target, iter=over):
            seen.each |= names_of(walk(target))
            seen.own |= names_of(walk(target))
            seen.among |= names_of(walk(over))
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            seen.shared |= {*names}


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def changed_owners(targets: Iterable[ast.AST]) -> set[str]:
    """The names whose objects are changed by an assignment to their parts."""
    return {root_name(one) for target in targets for one in walk(target) if isinstance(one, _INNER)} - {""}


_PASSING: Final = frozenset(["dict", "enumerate", "list", "reversed", "set", "sorted", "tuple", "zip"])
"""Functions whose result contains the objects that they are given."""


@dataclass(slots=True, eq=False)
class StatementPart:
    """A statement without inner statements, or the head of a compound statement."""

    nodes: tuple[ast.AST, ...]
    """The nodes of the part; their descendants belong to it too, except statements in a loop or branch."""
    binds: frozenset[str] = NOTHING
    replaces: bool = False
    """Whether the names' earlier values are certainly gone afterwards."""
    reads: frozenset[str] = NOTHING
    """The names that it reads, and methods with their dot."""
    passes: frozenset[str] = NOTHING
    """The names that it reads but does not call."""
    changes: frozenset[str] = NOTHING
    """The names whose objects it may change."""
    stands_for: frozenset[str] = NOTHING
    """The names whose objects may be reached by the names that it binds."""
    calls: bool = False
    defines: bool = False
    """Whether it is a function or class, whose code runs later."""
    always: bool = False
    """Whether it affects all other parts of its statement."""
    enclosing: "tuple[StatementPart, ...]" = ()
    """The heads under which it is, or a group of them."""
    names_only: bool = False
    """Whether it affects the statements under it only by the names that it binds."""


class StatementSplitter:
    """Splits statements, in time proportional to the code."""

    def __init__(self, live: LiveCode, names: Names) -> None:
        """Use the `names` of the whole program."""
        self._effects = EffectsFinder(live, names)
        self._names = names

    def parts(self, statement: ast.stmt) -> list[StatementPart]:
        """The parts of a top-level statement."""
        return list(self._parts(statement, ()))

    def _parts(self, statement: ast.stmt, around: tuple[StatementPart, ...]) -> Iterator[StatementPart]:
        match statement:
            case ast.Assign(targets=targets, value=value):
                yield from self._assigned(targets, value, around)
            case ast.AnnAssign(target=target, value=value):
                yield from self._assigned((target,), value, around) if value is not None else ()
            case ast.AugAssign(target=target):
                yield self._bound((statement,), (target,), around)
            case ast.Import() | ast.ImportFrom():
                yield StatementPart(
                    (statement,), binds=imported_names([statement]), replaces=not around, enclosing=around
                )
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield self.definition(statement, around)
            case _:
                yield from self._compound(statement, around)

    def _plain(self, statement: ast.stmt, around: tuple[StatementPart, ...]) -> StatementPart:
        thrown = statement.value if isinstance(statement, ast.Expr) else None
        seen = self._effects.find([statement], thrown)
        steers = not isinstance(statement, ast.Expr | ast.Pass)
        return self._part((statement,), seen, around=around, always=seen.surrounds or (steers and bool(around)))

    def _assigned(
        self, targets: Sequence[ast.expr], value: ast.expr, around: tuple[StatementPart, ...]
    ) -> Iterator[StatementPart]:
        match targets, value:
            case [ast.Tuple(elts=several) | ast.List(elts=several)], ast.Tuple(elts=values) if len(several) == len(
                values
            ) and not any(isinstance(one, ast.Starred) for one in several):
                for one, own in zip(several, values, strict=True):
                    yield from self._assigned((one,), own, around)
            case _:
                whole = all(isinstance(target, ast.Name) for target in targets)
                part = self._bound((*targets, value), targets, around)
                part.replaces = not around and whole
                part.stands_for = frozenset(self._objects(value))
                yield part

    def _bound(
        self, nodes: tuple[ast.AST, ...], targets: Iterable[ast.AST], around: tuple[StatementPart, ...]
    ) -> StatementPart:
        """The part that binds the names in targets, and changes the objects whose parts are targets."""
        seen = self._effects.find(nodes)
        stored = stored_names(one for target in targets for one in walk(target))
        inner = changed_owners(targets)
        part = self._part(nodes, seen, around=around)
        part.binds |= stored
        part.changes |= inner - self._names.modules
        return part

    def definition(self, statement: Definition, around: tuple[StatementPart, ...] = ()) -> StatementPart:
        """A function or class as one part: what it reads and changes when it is called."""
        seen = self._effects.find([statement])
        own = (seen.own | seen.stored) - seen.shared
        part = self._part((statement,), seen, around=around, defines=True)
        part.binds, part.replaces, part.calls = frozenset([statement.name]), not around, False
        part.reads -= own
        part.changes = frozenset((seen.changes | (seen.shared & seen.stored)) - own - self._names.modules)
        return part

    def touches_parameters(self, statement: Definition) -> bool:
        """Whether a function may change its arguments."""
        seen = self._effects.find([statement])
        return bool(seen.changes & (seen.own - {"self", "cls"}))

    def _compound(self, statement: ast.stmt, around: tuple[StatementPart, ...]) -> Iterator[StatementPart]:
        match statement:
            case (
                ast.For(target=target, iter=over, body=body, orelse=orelse)
                | ast.AsyncFor(target=target, iter=over, body=body, orelse=orelse)
            ):
                head = self._bound((target, over), (target,), around)
                head.stands_for = head.reads - BUILTINS
                yield from self._below([head], (*body, *orelse), around)
            case ast.While(test=test, body=body, orelse=orelse) | ast.If(test=test, body=body, orelse=orelse):
                head = self._part((test,), self._effects.find([test]), around=around)
                yield from self._below([head], (*body, *orelse), around)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                yield from self._below([self._context(item, around) for item in items], body, around)
            case ast.Try() | ast.TryStar():
                yield from self._try(statement, around)
            case ast.Match(subject=subject, cases=cases):
                nodes = (subject, *(one for case in cases for one in (case.pattern, case.guard) if one is not None))
                head = self._part(nodes, self._effects.find(nodes), around=around)
                yield from self._below([head], [one for case in cases for one in case.body], around)
            case _:
                yield self._plain(statement, around)

    def _try(self, statement: Try, around: tuple[StatementPart, ...]) -> Iterator[StatementPart]:
        """Yield the parts of a `try`. Everything in it depends on how far the tried statements get."""
        group = StatementPart(())
        tried = [part for one in statement.body for part in self._parts(one, (group,))]
        caught = (one.type for one in statement.handlers if one.type is not None)
        kinds = [self._part((one,), self._effects.find([one]), around=around) for one in caught]
        group.enclosing = (*tried, *kinds, *around)
        yield from (*tried, *kinds)
        rest = (one for handler in statement.handlers for one in handler.body)
        for one in (*rest, *statement.orelse, *statement.finalbody):
            yield from self._parts(one, (group,))

    def _below(
        self, heads: Sequence[StatementPart], body: Iterable[ast.stmt], around: tuple[StatementPart, ...]
    ) -> Iterator[StatementPart]:
        yield from heads
        group = StatementPart((), enclosing=(*heads, *around))
        for statement in body:
            yield from self._parts(statement, (group,))

    def _context(self, item: ast.withitem, around: tuple[StatementPart, ...]) -> StatementPart:
        nodes = tuple(one for one in (item.context_expr, item.optional_vars) if one is not None)
        part = self._bound(nodes, nodes[1:], around)
        part.stands_for = frozenset(self._objects(item.context_expr))
        part.names_only = item.optional_vars is not None
        return part

    def _part(
        self,
        nodes: tuple[ast.AST, ...],
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
            changes=frozenset(seen.changes - seen.own - self._names.modules),
            calls=seen.calls,
            always=always,
            defines=defines,
            enclosing=around,
        )

    def _objects(self, value: ast.AST) -> Iterator[str]:
        """Yield the names whose objects a value is, contains, or belongs to."""
        todo = [value]
        while todo:
            match todo.pop():
                case ast.Name(id=name):
                    yield name
                case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.NamedExpr(value=inner):
                    todo.append(inner)
                case ast.Tuple() | ast.List() | ast.Set() | ast.Dict() | ast.Starred() as one:
                    todo += children(one)
                case ast.IfExp(body=body, orelse=orelse):
                    todo += [body, orelse]
                case ast.BoolOp(values=values):
                    todo += values
                case ast.Call(func=ast.Name(id=name), args=args) if name in _PASSING or name in self._names.own:
                    todo += args
                case ast.Call(func=ast.Attribute() as func):
                    yield from {root_name(func)} - self._names.modules - {""}
