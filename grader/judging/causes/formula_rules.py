"""Rules about formulas written by hand: a neuron, two layers, softmax, a gradient.

The first detectors look at a function that turns rows of scores into probabilities. Detectors of other formulas are
also in `answers` and `values`.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Calls, Observation, Raised, Returned, Tensor
from grader.judging.causes import values
from grader.judging.causes.facts import Facts, Sign, quote_first
from grader.judging.causes.values import result_tables
from grader.judging.checks.requests import own_value_names
from grader.source.code_view import Code, argument, constants, quote_code
from grader.source.tree import (
    Definition,
    For,
    Function,
    called_name,
    literal_value,
    meaning,
    names_of,
    tail,
    walk,
    written_code,
)

_ATOL = 1e-3
_SUMS = ("reduce_sum", "sum", "reduce_max", "max", "amax")


def softmax_axis(facts: Facts) -> str | None:
    """Columns that add up to 1, although rows should."""
    tables = ((name, list(result_tables(own))) for name, own in _functions(facts))
    by_columns = (name for name, found in tables if found and _add_up(found, 0) and not _add_up(found, 1))
    return quote_first(by_columns) or _last_axis_missed(facts)


def softmax_whole_batch(facts: Facts) -> Iterator[str]:
    """Whole batches that add up to 1, although rows should."""
    for name, own in _functions(facts):
        found = [table for table in result_tables(own) if len(table) > 1]
        if found and all(_ones(one.sum()) for one in found) and not any(_ones(one.sum(axis=1)) for one in found):
            yield f"`{name}`"


def softmax_keepdims(facts: Facts) -> Iterator[str]:
    """A division that fails unless the numbers of rows and columns are equal, after sums that lost their axis."""
    for name, own in _functions(facts):
        raised = " ".join(one.message.lower() for one in own if isinstance(one, Raised))
        fails = "shape" in raised or "broadcast" in raised
        works = any(isinstance(one, Tensor) for one in own)
        answer = facts.answer
        if fails and works and not answer.calls_to("reshape") and any(map(_loses_axis, answer.calls)):
            yield f"`{name}`"


def softmax_overflow(facts: Facts) -> str | None:
    """NaN or infinity for large scores, from a function that is right for small ones."""
    ill = (name for name, own in _functions(facts) if any(not np.isfinite(table).all() for table in result_tables(own)))
    return quote_first(name for name in ill if facts.passes("function_values", name))


def _functions(facts: Facts) -> Iterator[tuple[str, tuple[Returned, ...]]]:
    """The failing functions for which each row of the reference's result adds up to 1, with what they returned."""
    for criterion, name in facts.failures_of("function_values"):
        own, right = (_results(seen.get(f"{criterion.id}/{name}")) for seen in (facts.seen, facts.wanted))
        rows = list(result_tables(right))
        if own and rows and _add_up(rows, 1):
            yield name, own


def _results(seen: Observation | None) -> tuple[Returned, ...]:
    return seen.results if isinstance(seen, Calls) else ()


def _add_up(tables: Iterable[npt.NDArray[Any]], axis: int) -> bool:
    """Whether the sums along an axis are 1 in all tables."""
    return all(_ones(table.sum(axis=axis)) for table in tables)


def _ones(sums: npt.NDArray[Any]) -> bool:
    return bool(np.allclose(sums, 1, atol=_ATOL))


def _loses_axis(call: ast.Call) -> bool:
    """Whether a sum along an axis removes that axis."""
    keeps = argument(call, "keepdims", 2)
    if called_name(call) not in _SUMS or argument(call, "axis", 1) is None:
        return False
    return keeps is None or (isinstance(keeps, ast.Constant) and not literal_value(keeps))


def fixed_size(facts: Facts) -> Iterator[Sign]:
    """A number in a function or class that fits only one input, and makes the results for other inputs wrong."""
    for criterion, name in facts.failures_of("function_values", "class_builds"):
        own, right = (_results(seen.get(f"{criterion.id}/{name}")) for seen in (facts.seen, facts.wanted))
        calls = [one for part in _bodies(facts.answer, name) for one in walk(part) if isinstance(one, ast.Call)]
        known = {node for body in _bodies(facts.solution, name) for node in constants(walk(body))}
        for size in (one for one in _fixed_sizes(own, right) if one not in known):
            found = [call for call in calls if size in _direct_numbers(call)]
            if found:
                yield Sign(quote_code(found[-1]), {"size": str(size)})


def _bodies(code: Code, name: str) -> list[ast.stmt]:
    """The statements of the functions or classes of that name, without the defaults of a function's own parameters."""
    return [part for node in code.nodes if isinstance(node, Definition) and node.name == name for part in node.body]


def _direct_numbers(call: ast.Call) -> list[float]:
    """The numbers among the arguments of a call, also those inside tuples and lists."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    inner = [part for value in values if isinstance(value, ast.Tuple | ast.List) for part in value.elts]
    return constants([*values, *inner])


def _fixed_sizes(own: Sequence[Returned], right: Sequence[Returned]) -> list[int]:
    """The sizes that all right results have and no wrong one should have; if no result is right, the sizes that no
    wrong one should have.
    """
    pairs = [(one, two.array.shape) for one, two in zip(own, right, strict=False) if isinstance(two, Tensor)]
    good = [shape for (one, shape), two in zip(pairs, right, strict=False) if values.same_observation(one, two)]
    bad = [(one, shape) for one, shape in pairs if shape not in good]
    if good:
        wrong = {size for _, shape in bad for size in shape}
        return [size for size in good[0] if size > 1 and all(size in one for one in good) and bad and size not in wrong]
    shapes = [(one.array.shape, shape) for one, shape in bad if isinstance(one, Tensor)]
    if len(shapes) < len(bad) or any(len(one) != len(two) or one == two for one, two in shapes):
        return []
    sizes = [{mine for mine, theirs in zip(one, two, strict=True) if mine != theirs} for one, two in shapes]
    return [size for size in set.intersection(*sizes) if size > 1] if sizes else []


def other_own_shape(facts: Facts) -> Iterator[Sign]:
    """A value that the learner chooses, such as a random weight, whose shape differs from the reference's."""
    for name in dict.fromkeys(name for criterion in facts.failed_criteria for name in own_value_names(criterion)):
        own, right = facts.seen.get(name), facts.wanted.get(name)
        values = facts.answer.values.get(name, ())
        if values and isinstance(own, Tensor) and isinstance(right, Tensor) and own.array.shape != right.array.shape:
            words = {"own_shape": str(own.array.shape), "shape": str(right.array.shape), "name": name}
            yield Sign(quote_code(values[-1], before=f"{name} = "), words)


def loop_short(facts: Facts) -> Sign | None:
    """A loop that begins at 1 or ends one iteration too early, whose variable is only used as an index or a count."""
    if not list(facts.failures_of("tensor_values", "function_values")):
        return _while_short(facts)
    theirs = {meaning(call.args[0]) for call in facts.solution.calls_to("range") if len(call.args) == 1}
    for loop in (node for node in facts.answer.nodes if isinstance(node, For)):
        match loop.iter:
            case ast.Call(args=[first, last]) if called_name(loop.iter) == "range" and facts.answer.number(first) == 1:
                if meaning(last) in theirs or _leaves_out(facts.answer, loop, 0):
                    return Sign(_head(loop), {"part": "the first round, which has the number 0"})
            case ast.Call(args=[*_, ast.BinOp(left=last, op=ast.Sub(), right=ast.Constant(value=1))]):
                whole = meaning(last) in theirs or _leaves_out(facts.answer, loop, -1)
                if called_name(loop.iter) == "range" and len(loop.iter.args) == 1 and whole:
                    return Sign(_head(loop), {"part": "the last round"})
    return _while_short(facts)


def _head(loop: For) -> str:
    return f"`for {written_code(loop.target)} in {written_code(loop.iter)}`"


def _leaves_out(code: Code, loop: For, place: int) -> bool:
    """Whether a loop's variable is used only as an index, along axes from which code never picks the entry at that
    position.
    """
    names = names_of([loop.target])
    uses = [node for part in loop.body for node in walk(part) if isinstance(node, ast.Name) and node.id in names]
    indexes = [entry for part in loop.body for entry in _entries(walk(part))]
    axes = {axis for axis, one in indexes if names_of([one]) & names}
    picked = {axis for axis, one in _entries(code.nodes) if code.number(one) == place}
    return len(uses) == sum(bool(names_of([one]) & names) for _, one in indexes) > 0 and not axes & picked


def _entries(nodes: Iterable[ast.AST]) -> Iterator[tuple[tuple[str, int], ast.AST]]:
    """Each entry in square brackets, with the indexed expression and the entry's position in the brackets."""
    for node in nodes:
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            yield from (((written_code(node.value), place), part) for place, part in enumerate(parts))


def _while_short(facts: Facts) -> Sign | None:
    """A `while` that counts from 1 up to but not including a number, if the reference has exactly that number of
    iterations.
    """
    theirs = {meaning(call.args[0]) for call in facts.solution.calls_to("range") if len(call.args) == 1}
    for loop in (node for node in facts.answer.nodes if isinstance(node, ast.While)):
        match loop.test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Lt()], comparators=[last]) if meaning(last) in theirs:
                begins = facts.answer.values.get(name, ())
                if begins and facts.answer.number(begins[0]) == 1:
                    return Sign(f"`while {written_code(loop.test)}`", {"part": "one round, as it begins with 1"})
    return None


def activation_nested(facts: Facts) -> Iterator[Sign]:
    """A function that is applied to its own result, although the reference applies it to other values in between."""
    if not list(facts.failures_of("tensor_values")):
        return
    nested = {called_name(outer) for outer, _ in _nested(facts.solution)}
    for outer, word in _nested(facts.answer):
        if word not in nested and facts.solution.calls_to(word):
            yield Sign(quote_code(outer), {"function": word})


def _nested(code: Code) -> Iterator[tuple[ast.Call, str]]:
    """Each call with one argument that is itself a call of the same function."""
    for call in code.calls:
        match call:
            case ast.Call(args=[ast.Call() as inner]) if called_name(inner) == called_name(call) != "":
                yield call, called_name(call)


_SIZES = frozenset(["count_params", "num_elements", "numel", "prod", "reduce_prod", "size"])


def rows_counted(facts: Facts) -> Iterator[Sign]:
    """`len` of arrays, although the reference counts all of their numbers."""
    counts = {tail(node) for node in facts.solution.nodes if isinstance(node, ast.Attribute)} & _SIZES
    for _, own, right in facts.both_sides(Tensor, "tensor_values") if counts else ():
        lengths = facts.answer.calls_to("len")
        others = {tail(node) for node in facts.answer.nodes if isinstance(node, ast.Attribute)} & {*_SIZES, "shape"}
        if lengths and not others and not own.array.shape and float(own.array.numpy()) < float(right.array.numpy()):
            yield Sign(quote_code(lengths[0]))


_NEAR = 0.15
_MANY = 20


def near_curve(facts: Facts) -> Iterator[str]:
    """A function whose results are all close to the right ones and rise where they rise, but are not the same."""
    for criterion, name in facts.failures_of("function_values"):
        results = [_results(seen.get(f"{criterion.id}/{name}")) for seen in (facts.seen, facts.wanted)]
        arrays = [[one.array for one in side if isinstance(one, Tensor) and one.array.data] for side in results]
        if [one.shape for one in arrays[0]] == [one.shape for one in arrays[1]] and len(arrays[0]) == len(results[1]):
            own, right = (np.concatenate([one.numpy().astype(float).ravel() for one in side]) for side in arrays)
            order = np.argsort(right)
            rises = bool((np.diff(own[order]) >= -_ATOL).all()) and len(own) > _MANY and np.ptp(right) > 2 * _NEAR
            if rises and _ATOL < np.abs(own - right).max() < _NEAR and len(np.unique(own)) > _MANY // 2:
                yield f"`{name}`"


def weights_made_inside(facts: Facts) -> Sign | None:
    """A function that draws random numbers, although none of the reference's functions does."""
    if facts.has_crashed or not list(facts.failures_of("tensor_shape", "tensor_values", "function_values")):
        return None
    given = {node.name for node in facts.given.nodes if isinstance(node, Function)}
    if next(_drawn_inside(facts.solution, frozenset()), None) is not None:
        return None
    return next(_drawn_inside(facts.answer, given), None)


def _drawn_inside(code: Code, given: Collection[str]) -> Iterator[Sign]:
    for function in (node for node in code.nodes if isinstance(node, Function) and node.name not in given):
        for call in (node for node in walk(function) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and "random" in written_code(call.func) and call.args:
                yield Sign(quote_code(call), {"function": function.name})


def _last_axis_missed(facts: Facts) -> str | None:
    """A softmax along axis 0, although the reference's softmax does not use that axis."""
    calls = ([*code.calls_to("Softmax"), *code.calls_to("softmax")] for code in (facts.answer, facts.solution))
    ours, theirs = ([call for call in some if literal_value(argument(call, "axis")) == 0] for some in calls)
    return quote_code(ours[0]) if ours and not theirs else None
