"""Operators that change what a name holds: a fixed value, an old object, a later replacement, a different kind."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from grader.source.mutation.edit import Answer, Edit
from grader.source.mutation.scope import (
    TENSOR,
    all_arguments,
    bound_kind,
    enclosing_function,
    kind_of,
    most_alike,
    only_builds,
    visible_names,
)
from grader.source.mutation.vocabulary import FAMILIES, FROM_PLACES, MAKES_ARRAYS
from grader.source.tree import called_name, dotted_name

_PLAUSIBLE = 2
"""The number of the most similar names of one kind that a name may be confused with."""

_SPOILED: Mapping[str, Sequence[str]] = {"model": ("tf.keras.models.clone_model({})",), "dataset": ("{}.skip(1)",)}
"""Maps each kind of object to code that finally replaces the object by a different one of the same kind."""
_STATE = frozenset(["fit", "compile", "load_model", "get_layer"])
"""Functions and methods after which a model has more than layers with random weights; a copy lacks the rest."""
_OTHER_KINDS: Mapping[str, Sequence[str]] = {
    TENSOR: ("list({})",),
    "number": ("[{}]",),
    "model": ("lambda x, made={0}: made(x)",),
    "dataset": ("iter({})",),
    "history": ("{}.history",),
    "class": ("{}()",),
    "callbacks": ("[{}]",),
}
"""Maps each kind of object to code that finally replaces the object by one of a different kind."""


def literals(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Replace a name by a literal: a different number, numbers that are all 1, a default, one of two choices."""
    yield from (answer.replace_node(node, repr(choice)) for choice in _choices(answer, node))
    if not answer.is_read_name(node):
        return
    default, known = _default(answer, node), answer.around.literals.get(node.id)
    if default is not None:
        yield answer.replace_node(node, ast.unparse(default))
    elif known is not None:
        yield answer.replace_node(node, _other_literal(known))
    elif kind_of(answer, node, node.id) == TENSOR and _is_computed_with(answer, node):
        yield answer.replace_node(node, f"tf.ones_like({node.id})")


def _is_computed_with(answer: Answer, node: ast.Name) -> bool:
    """Whether the name's numbers are used here, and not as an index, as a layer's size or only for a shape."""
    parent = answer.parents[node]
    if only_builds(answer, parent):
        return False
    name = parent.attr if isinstance(parent, ast.Attribute) else called_name(parent)
    return name not in FROM_PLACES | {"shape"} and not name[:1].isupper()


def _choices(answer: Answer, node: ast.AST) -> Iterator[object]:
    """Yield the two constants between which a condition chooses; the condition is here, or behind a call or a name."""
    chosen: ast.AST | None = node
    if answer.is_read_name(node):
        chosen = _assigned(answer).get(node.id)
    if isinstance(chosen, ast.Call):
        chosen = _choice_in(answer, dotted_name(chosen.func))
    match chosen:
        case ast.IfExp(body=ast.Constant(value=one), orelse=ast.Constant(value=other)):
            yield from (one, other)


def _choice_in(answer: Answer, function: str) -> ast.IfExp | None:
    """The condition that a function of the answer returns."""
    for one in ast.walk(answer.tree):
        if isinstance(one, ast.IfExp):
            around = enclosing_function(answer, one)
            if isinstance(around, ast.FunctionDef) and around.name == function:
                return one
    return None


def _assigned(answer: Answer) -> Mapping[str, ast.expr]:
    """Maps the names that an answer binds one at a time to their values."""
    found: dict[str, ast.expr] = {}
    for one in ast.walk(answer.tree):
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
    return found


def _default(answer: Answer, node: ast.Name) -> ast.expr | None:
    """The default of the argument with this name in the surrounding function."""
    function = enclosing_function(answer, node)
    if function is None:
        return None
    named = all_arguments(function.args)
    given = dict(zip(reversed([one.arg for one in named]), reversed(function.args.defaults), strict=False))
    return given.get(node.id)


def _other_literal(value: ast.expr) -> str:
    """The code with changed numbers: each is doubled; in a list, only the first one is."""
    match value:
        case ast.List(elts=[first, *_]):
            return f"[{ast.unparse(first)}]"
        case ast.Tuple(elts=parts):
            return f"({', '.join(_other_literal(part) for part in parts)},)"
        case ast.Constant(value=int() | float() as number):
            return repr(number * 2 or 1)
    return ast.unparse(value)


def copied(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Use an existing object of the same kind instead of a new one; for a model, also a copy."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() | ast.BinOp() | ast.Subscript() as value):
            kind = bound_kind(answer, name)
            visible = (one.name for one in visible_names(answer, node) if one.kind == kind)
            for one in most_alike(name, list(visible))[:_PLAUSIBLE]:
                yield answer.replace_node(value, one)
                if kind == "model":
                    yield answer.replace_node(value, f"tf.keras.models.clone_model({one})")


def rebound(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Make the right object, but finally bind its name to a different object, a fresh copy or a part."""
    if node is not answer.tree:
        return
    for name in _asked(answer):
        kind = bound_kind(answer, name)
        others = [binding.name for binding in answer.around.bindings if binding.kind == kind]
        yield from (answer.append(f"{name} = {one}") for one in most_alike(name, others)[:_PLAUSIBLE])
        if kind != "model" or _has_state(answer):
            yield from (answer.append(f"{name} = {one.format(name)}") for one in _SPOILED.get(kind or "", ()))


def _has_state(answer: Answer) -> bool:
    """Whether models of the answer are trained, compiled, loaded or given weights; if not, a copy is equivalent."""
    nodes = list(ast.walk(answer.tree))
    given = any(isinstance(node, ast.keyword) and node.arg == "weights" for node in nodes)
    return given or any(called_name(node) in _STATE for node in nodes)


def families(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Use a class or function of the same family, a tensor or list instead of an array, or finally a different kind."""
    match node:
        case ast.Attribute(attr=name) if name in FAMILIES and not isinstance(node.ctx, ast.Store):
            end = answer.span(node)[1]
            yield from (answer.replace_characters(node, end - len(name), end, one) for one in FAMILIES[name])
        case ast.Module():
            for name in _asked(answer):
                yield from (answer.append(f"{name} = {other.format(name)}") for other in _other_kinds(answer, name))


def _other_kinds(answer: Answer, name: str) -> Sequence[str]:
    """The kinds of object that a name may be confused with, as code with a placeholder for the name."""
    value = _assigned(answer).get(name)
    made = {called_name(one) for one in ast.walk(value)} if value is not None else set()
    if made & MAKES_ARRAYS:
        return "tf.constant({})", "{}.tolist()"
    kind = bound_kind(answer, name)
    if kind == TENSOR and value is None:  # bound by a loop, perhaps to a single number, which can't become a list
        return ()
    return _OTHER_KINDS.get(kind or "", ())


def _asked(answer: Answer) -> list[str]:
    """The names that the stub asks for and the answer binds, in its order."""
    return [binding.name for binding in answer.around.bindings if binding.name in answer.around.asked]
