"""Facts about how an answer is written: how far it gets, what it leaves out, and what it uses instead of a
computation.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np

from grader.evidence import Array, Calls, Other, Tensor
from grader.judging.causes.facts import Facts, Sign
from grader.judging.causes.values import has_numbers, nearly_equal
from grader.model import Criterion
from grader.source.code_view import MOST_LOOKED_INTO, Code, constants, quote_code, root
from grader.source.tree import Function, called_name, names_of, stored_names, walk

_COPIED = 0.01
"""A number copied from an output may differ by at most this share."""


def typed_in(facts: Facts) -> Iterator[str]:
    """A number close to the right one that is written down, or one that code should count or compute."""
    for criterion, name in facts.failures_of("tensor_dtype", "tensor_shape", "tensor_values"):
        value = facts.answer.last_value(name)
        own, right = facts.seen.get(name), facts.wanted.get(name)
        if value is None or not isinstance(own, Tensor) or not isinstance(right, Tensor):
            continue
        if _is_written(facts.answer, value, _inputs(facts, criterion, name)) and _nearly(own.array, right.array):
            yield quote_code(value, before=f"{name} = ")
    for _, name in facts.failures_of("code_computes"):
        value = facts.answer.last_value(name)
        if value is not None and constants(walk(value)) and not names_of(walk(value)):
            yield quote_code(value, before=f"{name} = ")


def _inputs(facts: Facts, criterion: Criterion, name: str) -> frozenset[str]:
    """The names that any criterion on this name replays."""
    return frozenset(criterion.replay).union(*(one.replay for one in facts.rubric if one.params.get("of") == name))


def _is_written(answer: Code, value: ast.expr, inputs: frozenset[str]) -> bool:
    """Whether a value is made from numbers and from none of its inputs."""
    nodes = answer.reach(value)
    return bool(inputs) and not names_of(nodes) & inputs and any(number % 1 for number in constants(nodes))


def _nearly(own: Array, right: Array) -> bool:
    if own.data is None or right.data is None or np.prod(own.shape) != np.prod(right.shape):
        return False
    left, wanted = own.numpy().astype(np.float64).ravel(), right.numpy().astype(np.float64).ravel()
    return bool(np.allclose(left, wanted, rtol=_COPIED, atol=0))


def returns_nothing(facts: Facts) -> str | None:
    """A function that returns None, or a `call` method without a return."""
    for criterion, name in facts.failures_of("function_values"):
        own = facts.seen.get(f"{criterion.id}/{name}")
        if isinstance(own, Calls) and own.results and all(result == Other(kind="NoneType") for result in own.results):
            return f"`{name}`"
    for owner, function in islice(_methods(facts.answer), MOST_LOOKED_INTO):
        if function.name == "call" and _is_silent(function):
            return f"`{owner}.call`"
    functions = (node for node in facts.answer.nodes if isinstance(node, Function))
    silent = {function.name for function in islice(functions, MOST_LOOKED_INTO) if _is_silent(function)}
    return next((f"`{called_name(call)}`" for call in _used(facts.answer) if called_name(call) in silent), None)


def _used(code: Code) -> Iterator[ast.Call]:
    """The calls of plain functions whose result is used."""
    alone = {id(node.value) for node in code.nodes if isinstance(node, ast.Expr)}
    yield from (call for call in code.calls if isinstance(call.func, ast.Name) and id(call) not in alone)


def _methods(code: Code) -> Iterator[tuple[str, Function]]:
    for node in code.nodes:
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, one) for one in node.body if isinstance(one, Function))


def _is_silent(function: Function) -> bool:
    """Whether a function with a body never returns a value."""
    returns = (node for node in walk(function) if isinstance(node, ast.Return) and node.value is not None)
    return next(returns, None) is None and not any(map(_is_hole, walk(function)))


def _is_hole(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def incomplete_answer(facts: Facts) -> str | None:
    """A name that is still missing after steps that ran, if no object of the learner's could be meant for it."""
    if facts.has_crashed or not facts.unanswered_names or not any(map(_is_step, facts.answer.statements)):
        return None
    name = facts.unanswered_names[-1]
    return None if any(_meant(facts, one) for one in facts.unanswered_names) else f"`{name}`"


def _is_step(statement: ast.stmt) -> bool:
    """Whether a statement does more than bind a missing name to nothing."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
        return False
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call) and called_name(statement.value) not in {"print", "summary"}
    return not (isinstance(statement, ast.Assign) and _is_hole(statement.value))


def _meant(facts: Facts, name: str) -> bool:
    """Whether one of the learner's objects may be the whole answer under a different name."""
    called = (seen for key, seen in facts.wanted.items() if key.endswith("/" + name))
    wanted = facts.wanted.get(name) or next(called, None)
    kind = facts.reference.evidence.names.get(name, "")
    own = {other: its for other, its in facts.run.evidence.names.items() if other not in facts.asked_names}
    if isinstance(wanted, Tensor):
        around = getattr(facts.run.evidence, "intermediate_values", {})
        return any(nearly_equal(array, wanted.array) for array in around.values())
    return any(its == kind and other not in facts.reference.evidence.names for other, its in own.items())


def matrix_used_twice(facts: Facts) -> Sign | None:
    """A given matrix that the answer uses more than once, while it uses another of them never."""
    return _used_twice(facts, "matrix")


def bias_used_twice(facts: Facts) -> Sign | None:
    """A given bias that the answer uses more than once, while it uses another of them never."""
    return _used_twice(facts, "bias")


def _used_twice(facts: Facts, kind: str) -> Sign | None:
    """A given matrix or bias (`kind`) that the answer uses more than once, if it never uses a different one."""
    own, right = _reads(facts.answer), _reads(facts.solution)
    twice = next((name for name in _parts(facts, kind) if own[name] > right[name]), None)
    unused = _unused(facts, kind)
    return Sign(f"`{twice}`", {"other": unused[0]}) if twice and unused else None


def _unused(facts: Facts, kind: str) -> list[str]:
    names = _parts(facts, kind)
    bound = any(has_numbers(facts.seen.get(name)) for _, name in facts.failures_of("tensor_values", "tensor_shape"))
    raised = kind == "matrix" and facts.has_crashed
    return [name for name in names if name not in facts.answer.names] if bound or raised else []


def _reads(code: Code) -> Counter[str]:
    return Counter(node.id for node in code.nodes if isinstance(node, ast.Name))


def _parts(facts: Facts, kind: str) -> list[str]:
    """The given inputs that the reference multiplies by, or that it adds."""
    inputs = dict.fromkeys(name for criterion in facts.rubric for name in criterion.replay)
    used_by = _multiplied if kind == "matrix" else _added
    used = {name for node in facts.solution.nodes for name in used_by(node)}
    return [name for name in inputs if name in used]


def _multiplied(node: ast.AST) -> Iterator[str]:
    """The names on the right of a matrix product."""
    match node:
        case ast.Call(args=[_, ast.Name(id=name)]) if called_name(node) == "matmul":
            yield name
        case ast.BinOp(op=ast.MatMult(), right=ast.Name(id=name)):
            yield name


def _added(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.BinOp(op=ast.Add(), right=ast.Name(id=name)):
            yield name


def sign_lost(facts: Facts) -> str | None:
    """A `1 / (1 + exp(x))` in the answer that makes a value wrong because x is not negated anywhere."""
    wrong = [name for _, name in facts.failures_of("tensor_values") if has_numbers(facts.seen.get(name))]
    if not wrong:
        return None
    answer = facts.answer
    sigmoids = islice(_sigmoids(answer), MOST_LOOKED_INTO)
    found = (node for node, power in sigmoids if not any(map(_is_minus, answer.reach(power))))
    return next(map(quote_code, found), None)


def _sigmoids(code: Code) -> Iterator[tuple[ast.BinOp, ast.expr]]:
    """Each `1 / (1 + exp(x))` with its x."""
    for node in code.nodes:
        match node:
            case ast.BinOp(
                left=ast.Constant(), op=ast.Div(), right=ast.BinOp(op=ast.Add(), right=ast.Call(args=[power]) as call)
            ) if called_name(call) == "exp":
                yield node, power


def _is_minus(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=sign) | ast.UnaryOp(op=sign) | ast.AugAssign(op=sign):
            return isinstance(sign, ast.Sub | ast.USub)
        case ast.Call():
            return called_name(node) in {"negative", "subtract"}
    return False


def other_given(facts: Facts) -> str | None:
    """An object from the lesson's example that is bound to a required name or used in its computation."""
    given = _given_models(facts)
    for name in facts.asked_names:
        value = facts.answer.last_value(name)
        if isinstance(value, ast.Name) and value.id in given:
            return f"`{name} = {value.id}`"
    for call in facts.answer.calls:
        used = root(call) if isinstance(call.func, ast.Attribute) else root(call.func)
        if used in given and called_name(call) in _WORK | {used}:
            return quote_code(call)
    return None


_WORK = frozenset(["add", "fit", "evaluate", "predict", "compile", "save", "predict_on_batch"])


def _given_models(facts: Facts) -> frozenset[str]:
    """The models that the stub gives, the reference does not use, and the answer does not bind again."""
    kinds = facts.reference.evidence.names
    given = {name for name in facts.given.values if kinds.get(name) == "model"}
    bound = stored_names(facts.answer.nodes)
    return frozenset(given - facts.solution.names - bound - set(facts.asked_names))
