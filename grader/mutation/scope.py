"""The names that an answer may use, and of what kind each is: a name is mistaken for another of its kind."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from grader.mutation.edit import Binding, function_name
from grader.source.syntax import is_hole

MODULES = frozenset(["tf", "np", "plt", "tfds", "keras", "tensorflow", "numpy"])
"""Names that mean modules, imported or not."""

_STEPS = frozenset(["batch", "map", "shuffle", "cache", "prefetch", "take", "skip", "repeat", "from_tensor_slices"])
_MODELS = frozenset(["Sequential", "Model", "load_model", "clone_model"])
_LITERALS = {ast.List: "collection", ast.Dict: "collection", ast.Set: "collection", ast.Lambda: "function"}
_NUMBERS = frozenset(["len", "int", "float", "round"])
TENSOR = "tensor"
"""The kind of a name of which nothing else is known."""


def imported_names(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that imports bind, and those of modules that everybody uses."""
    parts = (part for one in statements for part in ast.walk(one) if isinstance(part, ast.Import | ast.ImportFrom))
    return MODULES | {alias.asname or alias.name.partition(".")[0] for part in parts for alias in part.names}


def bindings(given: Sequence[ast.stmt], answer: Sequence[ast.stmt]) -> tuple[Binding, ...]:
    """The names bound before an answer and by it, in order; of one bound twice, the first binding."""
    kinds: dict[str, str] = {}
    found: dict[str, Binding] = {}
    for line_of, statements in ((lambda _: 0, given), (lambda node: node.lineno, answer)):
        for node in (part for one in statements for part in _scoped(one)):
            for name, kind in _bound(node, kinds):
                kinds[name] = kind
                found.setdefault(name, Binding(name=name, kind=kind, line=line_of(node)))
    return tuple(found.values())


def enclosing_bindings(given: Sequence[ast.stmt]) -> tuple[Binding, ...]:
    """The names bound by the functions around an answer: their arguments, and what comes before it in their bodies."""
    found: list[Binding] = []
    while given and isinstance(given[-1], ast.FunctionDef | ast.ClassDef):
        if isinstance(given[-1], ast.FunctionDef):
            found += [Binding(name=one.arg, kind=TENSOR, line=0) for one in all_arguments(given[-1].args)]
        given = given[-1].body
        found += bindings(given, ())
    return tuple(found)


def all_arguments(args: ast.arguments) -> list[ast.arg]:
    """The arguments of a function that have a name of their own, the object itself aside."""
    return [one for one in (*args.posonlyargs, *args.args, *args.kwonlyargs) if one.arg != "self"]


def _scoped(node: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and those of its blocks that bind in the same scope."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.stmt):
                yield from _scoped(part)


def _bound(node: ast.stmt, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The names that one statement binds itself, with their kinds."""
    match node:
        case ast.FunctionDef(name=name):
            yield name, "function"
        case ast.ClassDef(name=name):
            yield name, "class"
        case ast.Assign(targets=targets, value=value) if not is_hole(node):
            for target in targets:
                yield from _targets(target, value, kinds)
        case ast.For(target=target):
            yield from ((name, TENSOR) for name in _names(target))
        case ast.With(items=items):
            yield from (
                (name, "context") for item in items if item.optional_vars for name in _names(item.optional_vars)
            )


def _targets(target: ast.expr, value: ast.expr, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The names in what an assignment binds: pairwise, where both sides are tuples of one length."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _targets(one, other, kinds)
        return
    yield from ((name, expression_kind(value, kinds)) for name in _names(target))


def _names(target: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def expression_kind(value: ast.expr, kinds: Mapping[str, str]) -> str:
    """Of what kind an expression's value seems to be."""
    match value:
        case ast.Name(id=name):
            return kinds.get(name, TENSOR)
        case ast.Call():
            return _returned(value, kinds)
        case ast.BinOp(left=left, right=right):
            return "number" if expression_kind(left, kinds) == expression_kind(right, kinds) == "number" else TENSOR
        case ast.UnaryOp(operand=operand):
            return expression_kind(operand, kinds)
        case ast.Constant(value=constant):
            return "text" if isinstance(constant, str) else "number"
        case _:
            return _LITERALS.get(type(value), TENSOR)


def _returned(call: ast.Call, kinds: Mapping[str, str]) -> str:
    """Of what kind a call's result seems to be."""
    path = function_name(call.func)
    name = path.rpartition(".")[2]
    if name in _MODELS or kinds.get(path) == "class":
        return "model"
    if name in _STEPS or path == "tfds.load":
        return "dataset"
    if name in _NUMBERS:
        return "number"
    if name == "fit":
        return "history"
    if ".callbacks." in path or ".optimizers." in path or ".losses." in path:
        return path.split(".")[-2]
    return TENSOR
