"""Operators on what a name is: a fixed value, an old object, something else in the end, a thing of another kind."""

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
"""How many names of a kind, those most like the right one, it may be mistaken for."""

_SPOILED: Mapping[str, Sequence[str]] = {"model": ("tf.keras.models.clone_model({})",), "dataset": ("{}.skip(1)",)}
"""What is made of a right thing in the end, by its kind, so that it is of the same kind and not the same."""
_STATE = frozenset(["fit", "compile", "load_model", "get_layer"])
"""Functions and methods by which a model comes to more than layers with random weights: a copy lacks that."""
_OTHER_KINDS: Mapping[str, Sequence[str]] = {
    TENSOR: ("list({})",),
    "number": ("[{}]",),
    "model": ("lambda x, made={0}: made(x)",),
    "dataset": ("iter({})",),
    "history": ("{}.history",),
    "class": ("{}()",),
    "callbacks": ("[{}]",),
}
"""What a thing is made into in the end, by its kind, so that it is of another one."""


def literals(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Something written down for a name: another number, numbers that are all 1, a default, one of two choices."""
    yield from (answer.replace_node(node, repr(one)) for one in _choices(answer, node))
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
    """Whether a name stands where numbers are taken, not a place, the size of a layer or what only has a shape."""
    parent = answer.parents[node]
    if only_builds(answer, parent):
        return False
    name = parent.attr if isinstance(parent, ast.Attribute) else called_name(parent)
    return name not in FROM_PLACES | {"shape"} and not name[:1].isupper()


def _choices(answer: Answer, node: ast.AST) -> Iterator[object]:
    """The two constants that a condition chooses from, where it stands, is asked for by a call, or has a name."""
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
    """The names that an answer binds one at a time, with what it binds them to."""
    found: dict[str, ast.expr] = {}
    for one in ast.walk(answer.tree):
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
    return found


def _default(answer: Answer, node: ast.Name) -> ast.expr | None:
    """The value that an argument of the function around a name has unless it is said."""
    function = enclosing_function(answer, node)
    if function is None:
        return None
    named = all_arguments(function.args)
    given = dict(zip(reversed([one.arg for one in named]), reversed(function.args.defaults), strict=False))
    return given.get(node.id)


def _other_literal(value: ast.expr) -> str:
    """What is written down, with other numbers: each twice as large; of a list the first one alone."""
    match value:
        case ast.List(elts=[first, *_]):
            return f"[{ast.unparse(first)}]"
        case ast.Tuple(elts=parts):
            return f"({', '.join(_other_literal(one) for one in parts)},)"
        case ast.Constant(value=int() | float() as number):
            return repr(number * 2 or 1)
    return ast.unparse(value)


def copied(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Something that is there already, of the same kind, for what was to be made; of a model also a copy."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() | ast.BinOp() | ast.Subscript() as value):
            kind = bound_kind(answer, name)
            visible = (one.name for one in visible_names(answer, node) if one.kind == kind)
            for one in most_alike(name, list(visible))[:_PLAUSIBLE]:
                yield answer.replace_node(value, one)
                if kind == "model":
                    yield answer.replace_node(value, f"tf.keras.models.clone_model({one})")


def rebound(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """The right thing is made, and in the end its name is that of another one, of a fresh copy or of a part."""
    if node is not answer.tree:
        return
    for name in _asked(answer):
        kind = bound_kind(answer, name)
        others = [one.name for one in answer.around.bindings if one.kind == kind]
        yield from (answer.append(f"{name} = {one}") for one in most_alike(name, others)[:_PLAUSIBLE])
        if kind != "model" or _has_state(answer):
            yield from (answer.append(f"{name} = {one.format(name)}") for one in _SPOILED.get(kind or "", ()))


def _has_state(answer: Answer) -> bool:
    """Whether models of the answer are trained, compiled, loaded or given weights; a copy of others is as good."""
    nodes = list(ast.walk(answer.tree))
    given = any(isinstance(one, ast.keyword) and one.arg == "weights" for one in nodes)
    return given or any(called_name(one) in _STATE for one in nodes)


def families(answer: Answer, node: ast.AST) -> Iterator[Edit]:
    """Another class or function of the same family, a tensor or list for an array, another kind of thing in the end."""
    match node:
        case ast.Attribute(attr=name) if name in FAMILIES and not isinstance(node.ctx, ast.Store):
            end = answer.span(node)[1]
            yield from (answer.replace_characters(node, end - len(name), end, one) for one in FAMILIES[name])
        case ast.Module():
            for name in _asked(answer):
                yield from (answer.append(f"{name} = {other.format(name)}") for other in _other_kinds(answer, name))


def _other_kinds(answer: Answer, name: str) -> Sequence[str]:
    """The kinds of thing that a name is mistaken for, as code with a hole for the name."""
    value = _assigned(answer).get(name)
    made = {called_name(one) for one in ast.walk(value)} if value is not None else set()
    if made & MAKES_ARRAYS:
        return "tf.constant({})", "{}.tolist()"
    kind = bound_kind(answer, name)
    if kind == TENSOR and value is None:  # bound by a loop, perhaps to a single number, of which there is no list
        return ()
    return _OTHER_KINDS.get(kind or "", ())


def _asked(answer: Answer) -> list[str]:
    """The names that the stub asks for and the answer binds, in its order."""
    return [one.name for one in answer.around.bindings if one.name in answer.around.asked]
