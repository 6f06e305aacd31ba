"""Rules about correct steps that are connected wrongly: results that are lost, mixed up, drawn again or bound twice."""

import ast
from collections.abc import Iterator, Mapping
from itertools import islice

from grader.evidence import Other
from grader.judging.causes import array_rules
from grader.judging.causes.facts import Facts, Sign
from grader.judging.causes.pipelines import steps_not_kept
from grader.model import Verdict
from grader.source.code_view import MOST_LOOKED_INTO, Code, quote_code, receiver, root
from grader.source.tree import (
    For,
    Function,
    called_name,
    loaded_names,
    names_of,
    place_of,
    stored_names,
    tail,
    walk,
    written_code,
)
from grader.util.text import join_names

_PURE = frozenset(
    [
        *("abs", "add", "divide", "exp", "maximum", "minimum", "multiply", "sigmoid", "softmax", "sqrt", "square"),
        *("argmax", "argmin", "gradient", "matmul", "predict", "reduce_max", "reduce_mean", "reduce_sum", "subtract"),
        *("astype", "cast", "convert_to_tensor", "numpy", "tolist"),
        *("concat", "expand_dims", "flatten", "reshape", "squeeze", "stack", "transpose"),
        *("assign_name", "clone_model", "get_weights", "load_model"),
    ]
)
"""Functions and methods that change nothing, and are called for their result."""
_DRAWS = frozenset(["normal", "uniform", "rand", "randn", "random", "random_sample", "truncated_normal", "randint"])
_KEYWORD_FOR: Mapping[str, frozenset[str | None]] = {
    "cast": frozenset(["dtype"]),
    "transpose": frozenset(["transpose_a", "transpose_b"]),
}
"""Maps functions to the keyword arguments that do the same work."""


def result_dropped(facts: Facts) -> str | Sign | None:
    """A computation as a separate statement that the reference's answer needs, and whose result is used nowhere
    else.
    """
    alone = (node.value for node in facts.answer.nodes if isinstance(node, ast.Expr))
    return next((Sign(quote_code(value)) for value in alone if _is_lost(facts, value)), None) or steps_not_kept(facts)


def _is_lost(facts: Facts, value: ast.expr) -> bool:
    match value:
        case ast.BinOp():
            return bool(names_of(walk(value)) & set(facts.asked_names)) and not _again(facts.answer, value)
        case ast.Call():
            word = called_name(value)
            makes = _is_pure(value) or _returns(facts, word)
            return makes and _is_needed(facts, word) and not _again(facts.answer, value)
    return False


def _is_pure(call: ast.Call) -> bool:
    """Whether a call changes nothing. `add` changes nothing as a function, but changes a model as its method."""
    word = called_name(call)
    return word in _PURE and (word != "add" or root(call) in {"np", "tf"} or receiver(call) in {"np", "tf"})


def _is_needed(facts: Facts, word: str) -> bool:
    """Whether the reference also calls it or uses a keyword for the same, or whether the answer defines it."""
    keywords = {keyword.arg for call in facts.solution.calls for keyword in call.keywords}
    asked = bool(keywords & _KEYWORD_FOR.get(word, frozenset()))
    return asked or bool(facts.solution.calls_to(word)) or _returns(facts, word) or word in {"add", "multiply"}


def _returns(facts: Facts, word: str) -> bool:
    """Whether a function of the stub's or the answer's returns something."""
    nodes = (*facts.answer.nodes, *facts.given.nodes)
    functions = islice((node for node in nodes if isinstance(node, Function)), MOST_LOOKED_INTO)
    inside = (node for function in functions if function.name == word for node in walk(function))
    return any(isinstance(node, ast.Return) and node.value is not None for node in inside)


def _again(code: Code, value: ast.expr) -> bool:
    """Whether the same kind of thing is computed in a different place where its result is used."""
    alone = {id(node.value) for node in code.nodes if isinstance(node, ast.Expr)}
    for node in code.nodes:
        if id(node) in alone or type(node) is not type(value):
            continue
        match node, value:
            case ast.Call(), ast.Call() if called_name(node) == called_name(value):
                return True
            case ast.BinOp(op=one), ast.BinOp(op=other) if type(one) is type(other):
                return True
    return False


def given_instead(facts: Facts) -> Iterator[Sign]:
    """A given object that the reference does not use, if the answer never uses a given object of its kind that the
    reference uses.
    """
    kinds = _given_kinds(facts)
    used, wanted = loaded_names(facts.answer.nodes), loaded_names(facts.solution.nodes)
    missing = [name for name in kinds if name in wanted and name not in used]
    strange = [name for name in kinds if name in used and name not in wanted]
    for name in strange:
        alike = [one for one in missing if kinds[one] == kinds[name]]
        if len(alike) == 1 and len(strange) == 1:
            yield Sign("your answer", {"old": name, "new": alike[0]})


def _given_kinds(facts: Facts) -> Mapping[str, str]:
    """Maps the names that the stub binds, except required names, to the kinds of their objects."""
    kinds = facts.reference.evidence.names
    asked = set(facts.asked_names)
    return {name: kinds[name] for name in facts.given.values if name in kinds and name not in asked}


def drawn_anew(facts: Facts) -> Sign | None:
    """Random numbers that the answer draws although the reference draws none, instead of a given value."""
    own = [call for call in facts.answer.calls if called_name(call) in _DRAWS and _is_random(call)]
    theirs = [call for call in facts.solution.calls if called_name(call) in _DRAWS]
    lost = loaded_names(facts.solution.nodes) - loaded_names(facts.answer.nodes)
    unused = [name for name in _given_kinds(facts) if name in lost]
    if not own or theirs or len(unused) != 1:
        return None
    return Sign(quote_code(own[0]), {"other": unused[0]})


def _is_random(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and "random" in written_code(call.func)


def loop_rebinds(facts: Facts) -> Iterator[Sign]:
    """A required name that has its value and is then reused as the variable of a loop."""
    loops = islice((node for node in facts.solution.nodes if isinstance(node, For)), MOST_LOOKED_INTO)
    theirs = {name for loop in loops for name in names_of(walk(loop.target))}
    bound: set[str] = set()
    for statement in facts.answer.statements:
        if isinstance(statement, For):
            again = names_of(walk(statement.target)) & bound & {*facts.failed_names} - theirs
            if again:
                loop = f"for {written_code(statement.target)} in {written_code(statement.iter)}"
                yield Sign(f"`{min(again)}`", {"loop": loop})
        bound |= stored_names(walk(statement))


def only_a_name(facts: Facts) -> Iterator[Sign]:
    """A required name that is bound to an existing object, although the work was done on a different one of its
    kind.
    """
    for name in facts.failed_names:
        value = facts.answer.last_value(name)
        own = facts.answer.values.get(name, ())
        bound = stored_names(facts.answer.nodes)
        if isinstance(value, ast.Name) and len(own) == 1 and value.id in facts.given.values.keys() - bound:
            theirs = facts.solution.last_value(name)
            if not isinstance(theirs, ast.Name) and not _changes(facts.answer, name):
                yield Sign(f"`{name} = {value.id}`", {"name": name, "other": value.id})


def _changes(code: Code, name: str) -> bool:
    """Whether a method is called on a name's object, or an augmented assignment binds the name again."""
    calls = any(receiver(call) == name or root(call) == name for call in code.calls)
    return calls or any(isinstance(node, ast.AugAssign) and tail(node.target) == name for node in code.nodes)


_MAKERS = frozenset(["Dense", "Sequential", "clone_model", "Conv2D"])


def made_anew(facts: Facts) -> Sign | None:
    """A model or layer that the answer creates, although the reference creates none and uses a given one."""
    own = [call for call in facts.answer.calls if called_name(call) in _MAKERS]
    theirs = any(called_name(call) in _MAKERS for call in facts.solution.calls)
    used = loaded_names(facts.solution.nodes)
    given = [name for name, kind in _given_kinds(facts).items() if kind == "model" and name in used]
    if not own or theirs or len(given) != 1 or facts.has_crashed:
        return None
    outermost = min(own, key=place_of)
    return Sign(f"`{written_code(outermost.func)}`", {"other": given[0]})


def inputs_unused(facts: Facts) -> Iterator[Sign]:
    """A value that is made from none of the given inputs that the task names."""
    for criterion, name in facts.failures_of("tensor_dtype", "tensor_values", "tensor_shape"):
        inputs = [one for one in criterion.replay if one in facts.solution.names]
        used = facts.answer.names & {*inputs}
        made = name in facts.answer.values and name not in facts.unanswered_names
        if inputs and not used and made and not facts.has_crashed:
            yield Sign(join_names(inputs), {"name": name})


def whole_for_part(facts: Facts) -> Sign | None:
    """A list or tuple of several things, although the reference picks one of its entries."""
    for _, name in facts.failures_of("tensor_values", "tensor_shape", "value_kind"):
        own, value, theirs = facts.seen.get(name), facts.answer.last_value(name), facts.solution.last_value(name)
        picks = isinstance(theirs, ast.Subscript) and isinstance(theirs.value, ast.Call)
        if isinstance(own, Other) and own.kind in {"list", "tuple"} and picks and isinstance(value, ast.Call):
            return Sign(f"`{name}`")
    return array_rules.whole_value(facts)


def shape_for_value(facts: Facts) -> Iterator[Sign]:
    """The shape of an object under a required name that should hold something else."""
    for _, name in facts.failures_of("tensor_values", "tensor_shape", "value_kind"):
        value = facts.answer.last_value(name)
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            yield Sign(f"`{name} = {written_code(value)}`", {"name": name})


def other_way(facts: Facts) -> Sign | None:
    """A right value that was not computed in the required way, if nothing else is missing."""
    others = [finding for finding in facts.findings if finding.verdict is not Verdict.PASS]
    if [one.check for one in facts.failed_criteria] != ["code_uses"] or len(others) > 1:
        return None
    criterion = facts.failed_criteria[0]
    ways, name = criterion.params.get("any_of"), str(criterion.params.get("of", ""))
    if not isinstance(ways, list) or criterion.params.get("computed") or not name:
        return None
    return Sign(f"`{name}`", {"way": f"`{ways[0]}`"})


def other_input(facts: Facts) -> Iterator[Sign]:
    """A required function that is called with a value whose origin differs from the origin of the reference's value."""
    functions = {node.name for node in facts.solution.nodes if isinstance(node, Function)}
    for name, own, theirs in facts.single_calls(sorted(functions & set(facts.asked_names))):
        source = _calls_behind(facts.solution, theirs.args[0]) if own.args and theirs.args else frozenset()
        if source and not source & _calls_behind(facts.answer, own.args[0]):
            yield Sign(quote_code(own), {"name": name})


def _calls_behind(code: Code, value: ast.expr) -> frozenset[str]:
    """The functions that are called to compute a value."""
    return frozenset(called_name(node) for node in code.reach(value) if isinstance(node, ast.Call))
