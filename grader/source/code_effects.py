"""What expressions and definitions do: which names they read and bind, and whose objects they may change.

Nothing here knows the types of objects. A method called on an object may change it; a function returns another one,
unless it is the learner's own and changes its arguments.
"""

import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from grader.source import tree
from grader.source.live_code import LiveCode
from grader.source.tree_walk import walk

_TAPES: Final = frozenset(["batch_jacobian", "gradient", "jacobian", "watch"])
_LOOKS: Final = frozenset(["count_params", "evaluate", "get_config", "get_layer", "get_weights", "numpy", "predict"])
_FILES: Final = frozenset(["export", "save", "save_weights", "summary"])
_DRAWINGS: Final = frozenset(
    ["bar", "barh", "hist", "imshow", "matshow", "plot", "scatter", "set_title", "show", "title"]
)
_PURE: Final = _TAPES | _LOOKS | _FILES | _DRAWINGS
"""Methods that change neither their object nor what they get."""
_CHANGING: Final = frozenset(["apply", "apply_gradients", "minimize"])
"""Methods that change what they get."""
_SURROUNDING: Final = frozenset(["__enter__", "enter_context"])
"""Methods by which a context is entered without a `with`."""
BUILTINS: Final = frozenset(dir(builtins))
_INNER = (tree.Attribute, tree.Subscript)

NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class Effects:
    """The names that some code reads and binds, and those whose objects it may change."""

    reads: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    """Parameters, and names of functions inside."""
    shared: set[str] = field(default_factory=set)
    """Names declared `global`."""
    changes: set[str] = field(default_factory=set)
    each: set[str] = field(default_factory=set)
    """Names that stand for one thing after the other in comprehensions."""
    among: set[str] = field(default_factory=set)
    """The names that these things come from."""
    surrounds: bool = False
    calls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a program by what they stand for."""

    modules: frozenset[str]
    """Modules, and what is imported."""
    own: frozenset[str]
    """Functions and classes that it defines."""
    values: frozenset[str]
    """All other names that it binds."""
    changing: frozenset[str] = NOTHING
    """Its functions that change what they get."""


class EffectsFinder:
    """Finds the effects of code. Takes time in proportion to the code."""

    def __init__(self, live: LiveCode, names: Names) -> None:
        """`names` are those of the whole program."""
        self._live = live
        self._modules = names.modules
        self._own = names.own
        self._values = names.values
        self._changing = names.changing

    def find(self, nodes: Iterable[tree.Node], thrown: tree.Node | None = None) -> Effects:
        """The effects of nodes and all below them; `thrown` is an expression whose value nobody keeps."""
        seen = Effects()
        todo = [(node, False, False) for node in nodes]
        for node, given, inner in todo:
            _note(node, seen, given=given, inner=inner)
            match node:
                case tree.Call(func=func, args=args, keywords=keywords):
                    changing = given or self._is_changing(node, thrown=node is thrown)
                    if not inner:
                        seen.changes |= self._owner(func)
                    todo.append((func, False, True))
                    todo += [(one, changing, False) for one in args]
                    todo += [(one, changing or one.arg == "out", False) for one in keywords]
                case _:
                    chained = inner and isinstance(node, _INNER)
                    todo += [
                        (one, given, chained and place == 0) for place, one in enumerate(self._live.live_children(node))
                    ]
        if seen.changes & seen.each:
            seen.changes |= seen.among
        return seen

    def _owner(self, func: tree.Node) -> set[str]:
        """The name whose object a call may change: a method's, or that of a name that stands for a method."""
        if isinstance(func, tree.Attribute) and func.attr not in _PURE:
            return {root_name(func)} - self._modules - {""}
        return {_name(func)} & self._values

    def _is_changing(self, call: tree.Call, *, thrown: bool) -> bool:
        """Whether a call may change what it gets."""
        if any(isinstance(one, tree.Lambda) or _name(one) in self._changing for one in call.args):
            return True
        match call.func:
            case tree.Attribute(attr=attr) as func:
                unknown = thrown and attr not in _PURE and root_name(func) not in self._modules
                return attr in _CHANGING or f".{attr}" in self._changing or unknown
            case tree.Name(id=name):
                known = name in BUILTINS or name in self._modules or name in self._own
                return name in self._changing or (thrown and not known)
        return thrown


def _note(node: tree.Node, seen: Effects, *, given: bool, inner: bool) -> None:
    """Write down what a node says by itself; `inner` is what is called, or what that belongs to."""
    match node:
        case tree.Name(id=name, stored=True):
            seen.stored.add(name)
        case tree.Name(id=name):
            seen.reads.add(name)
            seen.passed |= set() if inner else {name}
            seen.changes |= {name} if given else set()
        case tree.Attribute(attr=attr):
            seen.reads.add(f".{attr}")
            seen.surrounds |= attr in _SURROUNDING
        case tree.Call():
            seen.calls = True
        case tree.Assign(targets=targets):
            seen.changes |= changed_owners(targets)
        case tree.AugAssign(target=target):
            seen.changes |= changed_owners([target]) | {_name(target)} - {""}
            seen.reads |= {_name(target)} - {""}
        case _:
            _note_scope(node, seen)


def _note_scope(node: tree.Node, seen: Effects) -> None:
    match node:
        case tree.Arguments(args=args, vararg=rest, kwonly=more, kwarg=others):
            seen.own |= {*args, *more, rest or "", others or ""}
        case tree.FunctionDef(name=name) | tree.ClassDef(name=name):
            seen.own.add(name)
        case tree.Comprehension(target=target, iter=over):
            seen.each |= _names(target)
            seen.own |= _names(target)
            seen.among |= _names(over)
        case tree.Global(names=names):
            seen.shared |= {*names}


def _names(node: tree.Node) -> set[str]:
    return {one.id for one in walk(node) if isinstance(one, tree.Name)}


def _name(node: tree.Node) -> str:
    return node.id if isinstance(node, tree.Name) else ""


def changed_owners(targets: Iterable[tree.Node]) -> set[str]:
    """The names whose objects are changed where something is assigned to parts of them."""
    return {root_name(one) for target in targets for one in walk(target) if isinstance(one, _INNER)} - {""}


def root_name(node: tree.Node) -> str:
    """The name that a chain of attributes, subscripts and calls begins with; empty where it begins with none."""
    while True:
        match node:
            case tree.Name(id=name):
                return name
            case tree.Attribute(value=inner) | tree.Subscript(value=inner) | tree.Call(func=inner):
                node = inner
            case _:
                return ""
