"""The names that an answer may use, and the kind of each: a name is replaced by names of the same kind."""

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from grader.source.mutation.edit import Answer, Binding, Surroundings
from grader.source.syntax import is_hole, parse_cell
from grader.source.tree import dotted_name, is_stored, module_names

_STEPS = frozenset(["batch", "map", "shuffle", "cache", "prefetch", "take", "skip", "repeat", "from_tensor_slices"])
_LOADERS = frozenset(["tfds.load", "tf.keras.utils.image_dataset_from_directory"])
_MODELS = frozenset(["Sequential", "Model", "load_model", "clone_model"])
_LITERALS = {ast.List: "collection", ast.Dict: "collection", ast.Set: "collection", ast.Lambda: "function"}
_NUMBERS = frozenset(["len", "int", "float", "round", "count_params", "evaluate"])
TENSOR = "tensor"
"""The kind of a name about which nothing more is known."""


def surroundings(
    given: Sequence[ast.stmt], answer: Sequence[ast.stmt], asked: frozenset[str], enclosing: Sequence[Binding] = ()
) -> Surroundings:
    """The names that an answer may use after given statements; `enclosing` are those of the functions around it."""
    return Surroundings(
        bindings=(*enclosing, *bindings(given, answer)),
        modules=module_names([*given, *answer]),
        asked=asked,
        literals=literals(given),
        batches=next_batches(given),
    )


def asked_names(shown: Sequence[str]) -> frozenset[str]:
    """The names that a stub leaves blank, from the lines that it shows instead of an answer."""
    statements = parse_cell(textwrap.dedent("\n".join(shown))) or ()
    targets = (part.id for one in statements for part in ast.walk(one) if isinstance(part, ast.Name) and is_hole(one))
    defined = (statement.name for statement in statements if isinstance(statement, ast.FunctionDef | ast.ClassDef))
    return frozenset((*targets, *defined))


def literals(statements: Sequence[ast.stmt]) -> Mapping[str, ast.expr]:
    """Maps names that are bound to numbers or lists of numbers to these literals."""
    found: dict[str, ast.expr] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_written_down(value):
                found[name] = value
    return found


def _is_written_down(value: ast.expr) -> bool:
    parts = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    return bool(parts) and all(isinstance(part, ast.Constant) and isinstance(part.value, int | float) for part in parts)


def next_batches(statements: Sequence[ast.stmt]) -> Mapping[str, str]:
    """Maps the names of a data set's first batch, in `for a, b in data.take(1)`, to code for the next batch."""
    found: dict[str, str] = {}
    for statement in statements:
        match statement:
            case ast.For(
                target=ast.Tuple(elts=names), iter=ast.Call(func=ast.Attribute(value=ast.Name(id=data), attr="take"))
            ):
                for place, name in enumerate(names):
                    found[ast.unparse(name)] = f"next(iter({data}.skip(1)))[{place}]"
    return found


def bindings(given: Sequence[ast.stmt], answer: Sequence[ast.stmt]) -> tuple[Binding, ...]:
    """The names bound before an answer and by it, in order; only the first binding of each name."""
    kinds: dict[str, str] = {}
    found: dict[str, Binding] = {}
    for line_of, statements in ((lambda _: 0, given), (lambda node: node.lineno, answer)):
        for node in (part for statement in statements for part in _scoped(statement)):
            if isinstance(node, ast.FunctionDef):
                kinds[f"{node.name}()"] = _kind_returned(node, kinds)
            for name, kind in _bound(node, kinds):
                kinds[name] = kind
                found.setdefault(name, Binding(name=name, kind=kind, line=line_of(node)))
    return tuple(found.values())


def enclosing_bindings(given: Sequence[ast.stmt]) -> tuple[Binding, ...]:
    """The names bound by the functions around an answer: their arguments, and bindings before it in their bodies."""
    found: list[Binding] = []
    while given and isinstance(given[-1], ast.FunctionDef | ast.ClassDef):
        if isinstance(given[-1], ast.FunctionDef):
            found += [Binding(name=argument.arg, kind=TENSOR, line=0) for argument in all_arguments(given[-1].args)]
        given = given[-1].body
        found += bindings(given, ())
    return tuple(found)


def all_arguments(args: ast.arguments) -> list[ast.arg]:
    """The named arguments of a function, except the object itself."""
    return [one for one in (*args.posonlyargs, *args.args, *args.kwonlyargs) if one.arg != "self"]


def lookalikes(answer: Answer, node: ast.AST, name: str) -> list[str]:
    """The names of the same kind as `name` that are bound at a node, the most similar first."""
    own = kind_of(answer, node, name)
    return most_alike(name, [one.name for one in visible_names(answer, node) if one.kind == own])


def most_alike(name: str, others: Sequence[str]) -> list[str]:
    """The names that differ from this one, the most similar first."""
    found = [one for one in others if one not in {name, "_"}]
    return sorted(found, key=lambda one: likeness(one, name), reverse=True)


def likeness(one: str, other: str) -> float:
    """How similar two names are, 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()


def kind_of(answer: Answer, node: ast.AST, name: str) -> str | None:
    """The kind of a name at a node; None if the name is not bound there."""
    return next((one.kind for one in visible_names(answer, node) if one.name == name), None)


def bound_kind(answer: Answer, name: str) -> str | None:
    """The kind of a name at the end of the answer."""
    return next((binding.kind for binding in answer.around.bindings if binding.name == name), None)


def visible_names(answer: Answer, node: ast.AST) -> Iterator[Binding]:
    """Yield the names bound at a node: the arguments around it, then those bound in earlier lines."""
    for function in functions_around(answer, node):
        yield from (Binding(name=argument.arg, kind=TENSOR, line=0) for argument in all_arguments(function.args))
    line = statement_of(answer, node).lineno
    yield from (binding for binding in answer.around.bindings if binding.line < line)


def only_builds(answer: Answer, node: ast.AST) -> bool:
    """Whether a node calls a model and discards the output; such a call only creates weights, so its input does not
    matter.
    """
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return isinstance(answer.parents.get(node), ast.Expr) and kind_of(answer, node, name) == "model"
    return False


def functions_around(answer: Answer, node: ast.AST) -> Iterator[ast.FunctionDef | ast.Lambda]:
    """Yield the functions around a node, the innermost one first."""
    while (parent := answer.parents.get(node)) is not None:
        if isinstance(parent, ast.FunctionDef | ast.Lambda):
            yield parent
        node = parent


def enclosing_function(answer: Answer, node: ast.AST) -> ast.FunctionDef | ast.Lambda | None:
    """The innermost function around a node."""
    return next(functions_around(answer, node), None)


def names_of_functions_around(answer: Answer, node: ast.AST) -> frozenset[str]:
    """The names of the functions around a node; a call of one of them at the node would never end."""
    return frozenset(one.name for one in functions_around(answer, node) if isinstance(one, ast.FunctionDef))


def statement_of(answer: Answer, node: ast.AST) -> ast.stmt:
    """The statement that contains a node."""
    while not isinstance(node, ast.stmt):
        node = answer.parents[node]
    return node


def _kind_returned(function: ast.FunctionDef, kinds: Mapping[str, str]) -> str:
    """The apparent kind of a function's results."""
    values = (one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None)
    return next((expression_kind(value, kinds) for value in values), TENSOR)


def _scoped(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement and those in its blocks that bind in the same scope."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.stmt):
                yield from _scoped(part)


def _bound(node: ast.stmt, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names that one statement binds itself, with their kinds."""
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
    """Yield the names in an assignment's target with their kinds, in pairs if both sides are tuples of equal length."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for element, other in zip(target.elts, value.elts, strict=True):
            yield from _targets(element, other, kinds)
        return
    # the last item that such a call returns describes the others, as in `tfds.load`
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Call) and "with_info" in [k.arg for k in value.keywords]:
        yield from ((name, "info") for name in _names(target.elts[-1]))
        target = ast.Tuple(elts=target.elts[:-1])
    yield from ((name, expression_kind(value, kinds)) for name in _names(target))


def _names(target: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(target) if is_stored(part)]


def expression_kind(value: ast.expr, kinds: Mapping[str, str]) -> str:
    """The apparent kind of an expression's value."""
    match value:
        case ast.Name() | ast.Attribute():
            path = dotted_name(value)
            return kinds.get(path, "number" if path.rpartition(".")[2].startswith("num_") else TENSOR)
        case ast.Call():
            return _returned(value, kinds)
        case ast.BinOp(left=left, right=right):
            return "number" if expression_kind(left, kinds) == expression_kind(right, kinds) == "number" else TENSOR
        case ast.UnaryOp(operand=operand):
            return expression_kind(operand, kinds)
        case ast.Constant(value=constant):
            return "text" if isinstance(constant, str) else "number"
    return _LITERALS.get(type(value), TENSOR)


def _returned(call: ast.Call, kinds: Mapping[str, str]) -> str:
    """The apparent kind of a call's result."""
    path = dotted_name(call.func)
    name = path.rpartition(".")[2]
    if name in _MODELS or kinds.get(path) == "class":
        return "model"
    if name in _STEPS or path in _LOADERS:
        return "dataset"
    if name in _NUMBERS:
        return "number"
    if name == "fit":
        return "history"
    if ".callbacks." in path or ".optimizers." in path or ".losses." in path:
        return path.split(".")[-2]
    return kinds.get(f"{path}()", TENSOR)
