"""Facts about how an answer is written: how far it goes, what it leaves out, what it says instead of computing it."""

import ast
from collections.abc import Iterator

import numpy as np

from grader.diagnosis.facts import Facts
from grader.diagnosis.values import close, has_numbers
from grader.evidence import Array, Calls, Other, Seen, Tensor
from grader.model import Criterion
from grader.source.code_view import Code, called, constants, names_of, quoted, root

_COPIED = 0.01
"""The largest share by which a number copied from an output is off."""


def typed_in(facts: Facts) -> str | None:
    """A number close to the right one that is written down, not computed."""
    for criterion, name in facts.fails("tensor_dtype", "tensor_shape", "tensor_values"):
        value = facts.answer.last(name)
        own, right = facts.seen.get(name), facts.wanted.get(name)
        if value is None or not isinstance(own, Tensor) or not isinstance(right, Tensor):
            continue
        if _is_written(facts.answer, value, _inputs(facts, criterion, name)) and _nearly(own.array, right.array):
            return quoted(value, before=f"{name} = ")
    return None


def _inputs(facts: Facts, criterion: Criterion, name: str) -> frozenset[str]:
    """The names that any criterion on this one replays."""
    return frozenset(criterion.replay).union(*(one.replay for one in facts.rubric if one.params.get("of") == name))


def _is_written(answer: Code, value: ast.expr, inputs: frozenset[str]) -> bool:
    """Whether numbers go into a value, and none of its inputs does."""
    nodes = answer.reach(value)
    return bool(inputs) and not names_of(nodes) & inputs and any(number % 1 for number in constants(nodes))


def _nearly(own: Array, right: Array) -> bool:
    if own.data is None or right.data is None or np.prod(own.shape) != np.prod(right.shape):
        return False
    left, wanted = own.numpy().astype(np.float64).ravel(), right.numpy().astype(np.float64).ravel()
    return bool(np.allclose(left, wanted, rtol=_COPIED, atol=0))


def returns_nothing(facts: Facts) -> str | None:
    """A function that gives None back, or a `call` without a return."""
    for criterion, name in facts.fails("function_values"):
        own = facts.seen.get(f"{criterion.id}/{name}")
        if isinstance(own, Calls) and own.results and all(one == Other(kind="NoneType") for one in own.results):
            return f"`{name}`"
    for owner, function in _methods(facts.answer):
        if function.name == "call" and facts.failed and _is_silent(function):
            return f"`{owner}.call`"
    silent = {node.name for node in facts.answer.nodes if isinstance(node, ast.FunctionDef) and _is_silent(node)}
    return next((f"`{called(call)}`" for call in _used(facts.answer) if called(call) in silent), None)


def _used(code: Code) -> Iterator[ast.Call]:
    """The calls of plain functions whose result goes somewhere."""
    alone = {id(node.value) for node in code.nodes if isinstance(node, ast.Expr)}
    yield from (call for call in code.calls if isinstance(call.func, ast.Name) and id(call) not in alone)


def _methods(code: Code) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in code.nodes:
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, one) for one in node.body if isinstance(one, ast.FunctionDef))


def _is_silent(function: ast.FunctionDef) -> bool:
    """Whether a function with a body never returns a value."""
    returns = (node for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None)
    holds = (node for node in ast.walk(function) if isinstance(node, ast.Constant) and node.value is ...)
    return next(returns, None) is None and next(holds, None) is None


def half_way(facts: Facts) -> str | None:
    """A name that is still missing, after steps that ran, where nothing of the learner's could be meant for it."""
    if facts.crashed or not facts.blank or not _has_steps(facts):
        return None
    name = facts.blank[0]
    return None if _meant(facts, name) else f"`{name}`"


def _has_steps(facts: Facts) -> bool:
    """Whether the answer does anything but bind the names that are missing to nothing."""
    return any(_is_step(statement) for statement in facts.answer.statements)


def _is_step(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return False
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call) and called(statement.value) not in {"print", "summary"}
    holds = isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
    return not (holds and statement.value.value is ...)  # type: ignore[attr-defined] # as `holds` says


def _meant(facts: Facts, name: str) -> bool:
    """Whether some object of the learner's own may be the whole answer, under another name."""
    wanted = facts.wanted.get(name) or _called_as(facts, name)
    kind = facts.reference.evidence.names.get(name, "")
    own = {other: its for other, its in facts.run.evidence.names.items() if other not in facts.asked}
    if isinstance(wanted, Tensor):
        around = getattr(facts.run.evidence, "around", {})
        return any(close(array, wanted.array) for array in around.values())
    return any(its == kind and other not in facts.reference.evidence.names for other, its in own.items())


def _called_as(facts: Facts, name: str) -> Seen | None:
    return next((seen for key, seen in facts.wanted.items() if key.endswith("/" + name)), None)


def used_twice(facts: Facts, kind: str) -> str | None:
    """A given matrix or bias (`kind`) that the answer uses more than once, while it uses another of them never."""
    twice = _stands_in(facts, kind)
    return f"`{twice}`" if twice and _unused(facts, kind) else None


def _unused(facts: Facts, kind: str) -> list[str]:
    names = _parts(facts, kind)
    bound = any(has_numbers(facts.seen.get(name)) for _, name in facts.fails("tensor_values", "tensor_shape"))
    raised = kind == "matrix" and facts.crashed
    return [name for name in names if name not in facts.answer.names] if bound or raised else []


def _stands_in(facts: Facts, kind: str) -> str | None:
    """One that is read more often than the reference reads it."""
    for name in _parts(facts, kind):
        if _reads(facts.answer, name) > _reads(facts.solution, name):
            return name
    return None


def _reads(code: Code, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in code.nodes)


def _parts(facts: Facts, kind: str) -> list[str]:
    """The given inputs that the reference multiplies by, or that it adds."""
    inputs = dict.fromkeys(name for criterion in facts.rubric for name in criterion.replay)
    multiplied = {name for node in facts.solution.nodes for name in _multiplied(node)}
    added = {name for node in facts.solution.nodes for name in _added(node)}
    return [name for name in inputs if name in (multiplied if kind == "matrix" else added)]


def _multiplied(node: ast.AST) -> Iterator[str]:
    """The names on the right of a matrix product."""
    match node:
        case ast.Call(args=[_, ast.Name(id=name)]) if called(node) == "matmul":
            yield name
        case ast.BinOp(op=ast.MatMult(), right=ast.Name(id=name)):
            yield name


def _added(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.BinOp(op=ast.Add(), right=ast.Name(id=name)):
            yield name


def sign_lost(facts: Facts) -> str | None:
    """A `1 / (1 + exp(x))` in the answer that turns a value wrong: the x is nowhere negated."""
    wrong = [name for _, name in facts.fails("tensor_values") if has_numbers(facts.seen.get(name))]
    if not wrong:
        return None
    for node in facts.answer.nodes:
        match node:
            case ast.BinOp(left=ast.Constant(), op=ast.Div(), right=ast.BinOp(op=ast.Add(), right=ast.Call() as call)):
                if called(call) == "exp" and len(call.args) == 1 and not _negated(facts.answer, call.args[0]):
                    return quoted(node)
    return None


def _negated(code: Code, value: ast.expr) -> bool:
    """Whether a minus takes part in a value, or in what its names were made from."""
    nodes = code.reach(value)
    return any(
        isinstance(node, ast.USub | ast.Sub)
        or (isinstance(node, ast.Call) and called(node) in {"negative", "subtract"})
        for node in nodes
    )


def other_given(facts: Facts) -> str | None:
    """An object that was given for the lesson's example, under a name that was asked for or at the work of it."""
    given = _given_models(facts)
    for name in facts.asked:
        value = facts.answer.last(name)
        if facts.failed and isinstance(value, ast.Name) and value.id in given:
            return f"`{name} = {value.id}`"
    for call in facts.answer.calls:
        used = root(call) if isinstance(call.func, ast.Attribute) else root(call.func)
        if facts.failed and used in given and called(call) in _WORK | {used}:
            return quoted(call)
    return None


_WORK = frozenset(["fit", "evaluate", "predict", "compile", "save", "predict_on_batch"])


def _given_models(facts: Facts) -> frozenset[str]:
    """The models that the stub gives and that the reference's answer leaves alone."""
    kinds = facts.reference.evidence.names
    given = {name for name in facts.given.values if kinds.get(name) == "model"}
    return frozenset(given - facts.solution.names - set(facts.asked))
