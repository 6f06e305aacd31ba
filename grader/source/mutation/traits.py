"""The composition of code, as a count of small traits: two answers that do the same by the same steps share them.

A trait describes a call, an operator, a constant or a given name: by itself ("call:exp"), with its surroundings
("op:Add>call:exp"), and with the given names on which its value depends ("op:Add[bias,features]"). A name that the
answer binds counts as its value, so that `y = f(a + b)` and `h = a + b; y = f(h)` have the same traits. Traits show
which of many edits bring an answer nearer to a different one, and decide nothing.
"""

import ast
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
_CONTEXTS = (ast.Load, ast.Store, ast.Del)
_LONGEST = 60
"""The most characters of a constant in a trait."""


def traits_of(statements: Sequence[ast.stmt], shared: Collection[str]) -> Counter[str]:
    """How often each trait occurs; `shared` are names with the same meaning in every answer."""
    reader = _Reader(shared)
    for one in statements:
        reader.read(one, "")
    return reader.found


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


class _Reader:
    def __init__(self, shared: Collection[str]) -> None:
        self.found: Counter[str] = Counter()
        self._shared = shared
        self._known: dict[str, _Value] = {}
        """Maps the answer's own names to their latest values."""

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
        if node.id in self._known:
            value = self._known[node.id]
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
                self._known[target.id] = value
                if target.id in self._shared:
                    self.found[f"to:{target.id}>{value.label}[{','.join(sorted(value.names))}]{settings}"] += 1


def _settings(value: ast.expr) -> str:
    """The names of a call's keywords."""
    return ",".join(sorted(one.arg or "" for one in value.keywords)) if isinstance(value, ast.Call) else ""


def _parts(node: ast.AST) -> Sequence[ast.AST]:  # noqa: PLR0911 - one for each kind of node
    """The parts of a node that are examined, its value before its targets."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="tf" | "np" | "keras")), args=args, keywords=keywords):
            return [*args, *keywords]
        case ast.Call(func=ast.Attribute(value=value), args=args, keywords=keywords):
            return [*args, *keywords] if dotted_name(value).startswith("tf.") else [value, *args, *keywords]
        case ast.Call(func=ast.Call() as func, args=args, keywords=keywords):
            return [func, *args, *keywords]
        case ast.Call(args=args, keywords=keywords):
            return [*args, *keywords]
        case ast.Assign(targets=targets, value=value):
            return [value, *targets]
        case ast.Attribute() if dotted_name(node).startswith("tf."):
            return []
    return [part for part in ast.iter_child_nodes(node) if not isinstance(part, _CONTEXTS)]


def _label(node: ast.AST) -> str:  # noqa: PLR0911 - one for each kind of node
    """The label of a node; empty if it has no meaning of its own."""
    match node:
        case ast.Call(func=ast.Call()):
            return ""
        case ast.Call(func=func):
            return label_of(dotted_name(func))
        case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.AugAssign(op=op):
            return f"op:{type(op).__name__}"
        case ast.Constant(value=value):
            return f"constant:{value!r}"[:_LONGEST]
        case ast.keyword(arg=str(name)):
            return f"keyword:{name}"
        case ast.Attribute(attr=name):
            return f"attribute:{name}"
        case ast.For() | ast.While() | ast.With() | ast.If() | ast.Return() | ast.Subscript() | ast.Compare():
            return type(node).__name__
    return ""
