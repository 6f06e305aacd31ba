"""The composition of code, as a count of small traits: answers that do the same in the same steps share them.

A trait describes a call, an operator, a constant or a given name: by itself ("call:exp"), with its surroundings
("op:Add>call:exp"), and with the given names on which its value depends ("op:Add[bias,features]"). A name that the
answer binds counts as its value, so that `y = f(a + b)` and `h = a + b; y = f(h)` have the same traits. Traits show
which of many edits bring an answer nearer to a different answer; they decide nothing else.
"""

import ast
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.source.tree import dotted_name

_ALIKE: Mapping[str, str] = {
    "matmul": "op:MatMult",
    "add": "op:Add",
    "subtract": "op:Sub",
    "multiply": "op:Mult",
    "divide": "op:Div",
    "pow": "op:Pow",
    "negative": "op:USub",
}
"""Maps functions to operators that do the same."""
_LIBRARIES = frozenset(["tf", "np", "keras"])
_CONTEXTS = (ast.Load, ast.Store, ast.Del)
_LONGEST = 60
"""The most characters of a constant in a trait."""


_NAMED = re.compile(r"\.(optimizers|losses|metrics)\.\w+$")
_FUNCTION = re.compile(r"tf\.(nn|keras\.activations)\.[a-z]+$")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _named(path: str) -> str:
    """The trait of the string that may stand for an object or a function of Keras: `"adam"` for `optimizers.Adam()`."""
    return f"constant:{_HUMP.sub('_', path.rpartition('.')[2]).lower()!r}"


def traits_of(statements: Sequence[ast.stmt], shared: Collection[str]) -> Counter[str]:
    """How often each trait occurs; `shared` are names that mean the same in every answer."""
    return TraitCounter(shared).count(statements)


def distance(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    """The number of traits that two answers don't share."""
    return sum(abs(one.get(key, 0) - other.get(key, 0)) for key in one.keys() | other.keys())


def label_of(function: str) -> str:
    """The trait of a call of a function with this name."""
    name = function.rpartition(".")[2]
    return _ALIKE.get(name, f"call:{name}")


@dataclass(frozen=True, slots=True)
class _Value:
    """A node's value: its label, and the shared names on which it depends."""

    label: str
    names: frozenset[str] = frozenset()


_UNKNOWN = _Value("own")


_Read = tuple[Counter[str], Mapping[str, _Value]]
"""The traits of a statement, and a map from the names that it binds to their values."""


class TraitCounter:
    """Counts the traits of answers that have most statements in common: a statement is read again only if its names
    changed.

    `shared` are names that mean the same in every answer.
    """

    def __init__(self, shared: Collection[str]) -> None:
        self._shared = shared
        self._names: dict[ast.stmt, Sequence[str]] = {}
        """The names that each statement reads."""
        self._read: dict[tuple[ast.stmt, tuple[_Value | None, ...]], _Read] = {}

    def count(self, statements: Sequence[ast.stmt]) -> Counter[str]:
        """How often each trait occurs."""
        found, known = Counter[str](), dict[str, _Value]()
        for statement in statements:
            key = statement, tuple(map(known.get, self._names.get(statement, ())))
            if key not in self._read:
                reader = _Reader(self._shared, known)
                reader.read(statement, "")
                self._names[statement] = [*reader.names]
                key = statement, tuple(map(known.get, reader.names))
                self._read[key] = reader.found, reader.bound
            traits, bound = self._read[key]
            for trait, count in traits.items():
                found[trait] += count
            known.update(bound)
        return found


class _Reader:
    def __init__(self, shared: Collection[str], known: Mapping[str, _Value]) -> None:
        self.found: Counter[str] = Counter()
        self.names: dict[str, None] = {}
        """The names that were looked up in `known`; the values of other names don't matter."""
        self.bound: dict[str, _Value] = {}
        self._shared = shared
        self._known = known
        """Maps names that earlier statements bound to their values."""

    def read(self, node: ast.AST, parent: str) -> _Value:
        """Count the traits of a node inside something with the label `parent`."""
        if isinstance(node, ast.Name):
            return self._name(node, parent)
        label = _label(node)
        if label and parent:
            self.found[f"{parent}>{label}"] += 1
        parts = [self.read(part, label or parent) for part in _parts(node)]
        names = frozenset[str]().union(*(part.names for part in parts)) if parts else frozenset()
        if label:
            self.found[label] += 1
            if isinstance(node, ast.BinOp | ast.Call):
                self.found[f"{label}[{','.join(sorted(names))}]"] += 1
        if isinstance(node, ast.Assign):
            self._bind(node, parts[0], _settings(node.value))
        return _Value(label or (parts[0].label if parts else ""), names)

    def _name(self, node: ast.Name, parent: str) -> _Value:
        if not isinstance(node.ctx, ast.Load):
            if node.id in self._shared:
                self.found[f"to:{node.id}"] += 1
            return _Value("")
        if node.id not in self.bound:
            self.names[node.id] = None
        if (known := self.bound.get(node.id) or self._known.get(node.id)) is not None:
            value = known
        elif node.id in self._shared:
            value = _Value(f"name:{node.id}", frozenset([node.id]))
            self.found[value.label] += 1
        else:
            value = _UNKNOWN
        if parent:
            self.found[f"{parent}>{value.label}"] += 1
        return value

    def _bind(self, node: ast.Assign, value: _Value, settings: str) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bound[target.id] = value
                if target.id in self._shared:
                    self.found[f"to:{target.id}>{value.label}[{','.join(sorted(value.names))}]{settings}"] += 1
            for place, part in enumerate(target.elts if isinstance(target, ast.Tuple | ast.List) else ()):
                if isinstance(part, ast.Name) and part.id in self._shared:
                    self.found[f"to:{part.id}>part:{place}"] += 1


def _settings(value: ast.expr) -> str:
    """The names of a call's keywords."""
    return ",".join(sorted(keyword.arg or "" for keyword in value.keywords)) if isinstance(value, ast.Call) else ""


def _parts(node: ast.AST) -> Sequence[ast.AST]:
    """The parts of a node that are examined, its value before its targets."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner) | (ast.Call() as owner), args=args, keywords=keywords):
            path = dotted_name(owner)
            return [*args, *keywords] if path in _LIBRARIES or path.startswith("tf.") else [owner, *args, *keywords]
        case ast.Call(args=args, keywords=keywords):
            return [*args, *keywords]
        case ast.Assign(targets=targets, value=value):
            return [value, *targets]
        case ast.Attribute() if dotted_name(node).startswith("tf."):
            return []
    return [part for part in ast.iter_child_nodes(node) if not isinstance(part, _CONTEXTS)]


def _label(node: ast.AST) -> str:  # noqa: PLR0911 - one for each kind of node
    """The label of a node; empty if it has no meaning by itself."""
    match node:
        case ast.Call(func=ast.Call()):
            return ""
        case ast.Call(func=func, args=[], keywords=[]) if _NAMED.search(dotted_name(func)):
            return _named(dotted_name(func))
        case ast.Call(func=func):
            return label_of(dotted_name(func))
        case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.AugAssign(op=op):
            return f"op:{type(op).__name__}"
        case ast.Constant(value=value):
            return f"constant:{value!r}"[:_LONGEST]
        case ast.keyword(arg=str(name)):
            return f"keyword:{name}"
        case ast.Attribute() if _FUNCTION.match(dotted_name(node)):
            return _named(dotted_name(node))
        case ast.Attribute(attr=name):
            return f"attribute:{name}"
        case ast.For() | ast.While() | ast.With() | ast.If() | ast.Return() | ast.Subscript() | ast.Compare():
            return type(node).__name__
    return ""
