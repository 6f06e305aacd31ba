"""Facts about numbers that rules share: known wrong answers' values, values that show their cause, and their order.

`match_known_answers` finds a value equal to one of a known wrong answer. `arguments_swapped` and `results_swapped` find
arguments or results of a call whose order differs from the reference.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Array, Calls, Evidence, Observation, Other, Raised, Returned, Tensor, Text
from grader.judging.causes.facts import Facts, KnownCause, KnownWrongAnswer, Sign, quote_first
from grader.judging.checks.findings import HIDDEN, ORIGIN
from grader.model import Criterion
from grader.source.code_view import MOST_LOOKED_INTO, Code, WithheldError, quote_code, receiver
from grader.source.tree import With, called_name, meaning, names_of, walk, written_code

_PAIR = 2


def arguments_swapped(facts: Facts) -> Iterator[Sign]:
    """A call in which two of the reference's arguments are swapped."""
    aside = _calls_aside(facts)
    for theirs in facts.solution.calls[:MOST_LOOKED_INTO]:
        for own in facts.answer.calls_to(called_name(theirs))[:MOST_LOOKED_INTO]:
            if id(own) not in aside and (pair := _swapped(_places(own), _places(theirs))) is not None:
                yield Sign(quote_code(own), {"old": f"{written_code(pair[0])}, {written_code(pair[1])}"})


def _calls_aside(facts: Facts) -> frozenset[int]:
    """The identities of calls with a named result that no failing value depends on, and that don't read a failing
    name.
    """
    wanted = [value for name in facts.failed_names for value in facts.answer.values.get(name, ())]
    used = {id(node) for value in wanted for node in facts.answer.reach(value)}
    kept = (one.value for one in facts.answer.statements if isinstance(one, ast.Assign) and not facts.has_crashed)
    aside = (node for value in kept if not names_of(walk(value)) & {*facts.failed_names} for node in walk(value))
    return frozenset(id(node) for node in aside if isinstance(node, ast.Call)) - used


def _places(call: ast.Call) -> Mapping[int | str, ast.expr]:
    """Maps the first two positions and every keyword of a call to their arguments."""
    return {**dict(enumerate(call.args[:_PAIR])), **{one.arg: one.value for one in call.keywords if one.arg}}


def _swapped(
    own: Mapping[int | str, ast.expr], theirs: Mapping[int | str, ast.expr]
) -> tuple[ast.expr, ast.expr] | None:
    """The two arguments of a call that are swapped, in the call's order."""
    for one, other in combinations([place for place in own if place in theirs], _PAIR):
        if meaning(own[one]) == meaning(own[other]):
            continue
        if meaning(own[one]) == meaning(theirs[other]) and meaning(own[other]) == meaning(theirs[one]):
            return own[one], own[other]
    return None


def results_swapped(facts: Facts) -> Iterator[Sign]:
    """The results of a call, bound to the reference's names in a different order, if these names fail."""
    for names, call in _unpacked(facts.solution):
        for own, own_call in _unpacked(facts.answer):
            moved = {mine for mine, theirs in zip(own, names, strict=False) if mine != theirs}
            is_same = called_name(own_call) == called_name(call) and sorted(own) == sorted(names)
            if is_same and moved and moved <= {*facts.failed_names}:
                yield Sign(quote_code(own_call, before=f"{', '.join(own)} = "), {"names": ", ".join(names)})


def _unpacked(code: Code) -> Iterator[tuple[tuple[str, ...], ast.Call]]:
    """Each call whose results are all bound to names by one assignment, with these names."""
    for statement in code.statements[:MOST_LOOKED_INTO]:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=elements)], value=ast.Call() as call):
                names = tuple(element.id for element in elements if isinstance(element, ast.Name))
                if len(names) == len(elements):
                    yield names, call


_VALUES = ("tensor_shape", "tensor_dtype", "tensor_values", "function_values", "device_chosen")
_FUNCTIONS = frozenset(["function_values", "device_chosen"])
_SAID = 30
"""The first characters of an error's message that must be equal; the rest contains names of operations and places."""
_RTOL, _ATOL = 1e-5, 1e-6
_SCALED = 1e-3
_OTHER_ACTIVATIONS = ("relu", "leaky_relu", "elu", "tanh", "softplus", "maximum")
_WHITE = 255
_LEVEL = 1e-4
"""Two squashed scores that differ by no more than this may be in any order."""


def match_known_answers(facts: Facts) -> Mapping[KnownCause, str]:
    """Maps causes to the names that show them, for each unmet criterion whose values match only one known cause.

    An exercise's own cause counts only if it matches all of its wrong values, and only if no matching cause has more of
    them: a learner who did not keep two results is not told about only one. If such causes don't explain everything
    that is wrong, none of them counts.
    """
    found: dict[KnownCause, str] = {}
    explained = True
    for criterion, name in facts.failures_of(*_VALUES):
        keys = _keys(criterion, name, facts.reference.evidence)
        alike = [known for known in facts.known if _tells(facts, known.evidence, keys)]
        alike = [known for known in alike if known.cause.rule not in _contradicted(facts)]
        sizes = {known.cause: _extent(facts, known) for known in alike}
        causes = [cause for cause, size in sizes.items() if size == max(sizes.values()) and size]
        if len({cause.rule for cause in causes}) == 1:
            found.setdefault(causes[0], f"`{name}`")
        else:
            explained = False
    return found if explained else {cause: where for cause, where in found.items() if not cause.message}


def _extent(facts: Facts, known: KnownWrongAnswer) -> int:
    """The number of required values that a cause makes wrong, if the learner's values equal all of them; else 0.

    A cause of the grader's table concerns one value, so its number is 1.
    """
    if not known.cause.message:
        return 1
    if facts.has_crashed:  # names then hold the result of an earlier step
        return 0
    wrong = 0
    for criterion in facts.rubric:
        if criterion.check in _VALUES:
            keys = _keys(criterion, str(criterion.params.get("of", "")), facts.reference.evidence)
            theirs = [(known.evidence.seen.get(key), facts.seen.get(key), facts.wanted.get(key)) for key in keys]
            departs = any(not same_observation(one, right) for one, _, right in theirs)
            if departs and not all(same_observation(one, own) for one, own, _ in theirs):
                return 0
            wrong += departs
    return wrong


def _contradicted(facts: Facts) -> frozenset[str]:
    """Causes that the text contradicts, or may contradict: a relu keeps a positive sum, so no activation need be
    missing.
    """
    try:
        others = any(map(facts.answer.calls_to, _OTHER_ACTIVATIONS))
    except WithheldError:
        others = True
    return frozenset(["activation_lost"]) if others else frozenset()


def _keys(criterion: Criterion, name: str, reference: Evidence) -> list[str]:
    """The keys of what was seen under a name: for a function, by this criterion; for a value, on hidden inputs if there
    are any.

    In the original run, a value may depend on inputs that the learner chose.
    """
    if criterion.check in _FUNCTIONS:
        return [f"{criterion.id}/{name}"]
    tensors = (key for key, one in reference.seen.items() if ORIGIN not in key and isinstance(one, Tensor))
    seen = [key for key in tensors if key.rpartition("/")[2] == name]
    return [key for key in seen if key != name] or seen


def _tells(facts: Facts, wrong: Evidence, keys: list[str]) -> bool:
    """Whether the learner's values all equal those of a wrong answer, and none equals the reference's."""
    pairs = [(facts.seen.get(key), wrong.seen.get(key), facts.wanted.get(key)) for key in keys]
    mistaken = [(own, other) for own, other, right in pairs if not same_observation(own, right)]
    agree = all(same_observation(own, other) for own, other, _ in pairs)
    return agree and len(mistaken) > 0 and any(has_numbers(own) for own, _ in mistaken)


def same_observation(one: Observation | None, other: Observation | None) -> bool:
    """Whether two observations have the same numbers, ignoring axes of length 1, or are the same text or error."""
    match one, other:
        case Tensor(array=left), Tensor(array=right):
            return nearly_equal(left, right)
        case Calls(results=left_ones), Calls(results=right_ones):
            return len(left_ones) == len(right_ones) and all(map(same_observation, left_ones, right_ones))
        case Raised(error=left_error, message=left_said), Raised(error=right_error, message=right_said):
            return left_error == right_error and left_said[:_SAID] == right_said[:_SAID]
        case Text() | Other(), _:
            return one == other
    return False


def nearly_equal(one: Array, other: Array) -> bool:
    """Whether two arrays have nearly the same numbers and the same shape, ignoring axes of length 1."""
    if one.data is None or other.data is None or _axes(one) != _axes(other):
        return False
    left, right = _numbers(one).ravel(), _numbers(other).ravel()
    return bool(np.allclose(left, right, rtol=_RTOL, atol=_ATOL, equal_nan=True))


def has_numbers(seen: Observation | None) -> bool:
    """Whether an observation has numbers, not all of them NaN, or a string."""
    match seen:
        case Tensor(array=array):
            return array.data is not None and bool(array.data) and not np.isnan(_numbers(array)).all()
        case Calls(results=results):
            return any(has_numbers(one) or (isinstance(one, Other) and one.kind != "NoneType") for one in results)
        case Text():
            return True
    return False


def _axes(array: Array) -> tuple[int, ...]:
    return tuple(length for length in array.shape if length != 1)


def _numbers(array: Array) -> npt.NDArray[np.float64]:
    return array.numpy().astype(np.float64)


def result_tables(results: tuple[Returned, ...]) -> Iterator[npt.NDArray[Any]]:
    """The numbers of each result that is a table, as float64 (rows, columns)."""
    for result in results:
        if isinstance(result, Tensor) and result.array.data is not None and len(result.array.shape) == 2:  # noqa: PLR2004 - rows, columns
            yield _numbers(result.array)


def scaled_again(facts: Facts) -> str | None:
    """A value that is the reference's divided by 255, or times 255, if the reference's is within 0 to 1."""
    return _scaled(facts, _WHITE, 1 / _WHITE, raw=False)


def divided(facts: Facts, *, raw: bool) -> str | None:
    """A value that is the reference's divided by 255. With `raw`, the reference's must go beyond 1."""
    return _scaled(facts, 1 / _WHITE, raw=raw)


def _scaled(facts: Facts, *factors: float, raw: bool) -> str | None:
    for name, own, right in facts.both_sides(Tensor, "tensor_values"):
        if _is_scaled(own.array, right.array, factors):
            beyond = bool(_numbers(right.array).max() > 1)
            return f"`{name}`" if beyond is raw else None
    return None


def _is_scaled(own: Array, right: Array, factors: Sequence[float]) -> bool:
    """Whether two arrays, not all zero, differ by one of the factors."""
    if own.data is None or right.data is None or _axes(own) != _axes(right):
        return False
    left, wanted = _numbers(own).ravel(), _numbers(right).ravel()
    return bool(wanted.any()) and any(np.allclose(left, wanted * factor, rtol=_SCALED, atol=0) for factor in factors)


def double_activation(facts: Facts) -> str | None:
    """A value that is completely within 0 to 1, in the order of the reference's, which goes far beyond."""
    found = wrong_tensors(facts, "tensor_values")
    return quote_first(name for name, own, right in found if _squashes(own.array, right.array))


def wrong_tensors(facts: Facts, *checks: str) -> Iterator[tuple[str, Tensor, Tensor]]:
    """The values that fail these checks: the learner's, and the reference's result for the inputs that the learner
    chose.
    """
    for criterion, name in facts.failures_of(*checks):
        mirrored = facts.run.evidence.for_criterion(criterion.id).reference_on_learner_inputs
        own, right = facts.seen.get(name), mirrored.get(HIDDEN + name, facts.wanted.get(name))
        if isinstance(own, Tensor) and isinstance(right, Tensor):
            yield name, own, right


def _squashes(own: Array, right: Array) -> bool:
    """Whether each row rises where the reference's does: an activation keeps the order, and unrelated numbers don't."""
    if not _within(own) or right.data is None or _within(right) or own.shape != right.shape:
        return False
    rows, scores = (_numbers(one).reshape(-1, max(one.shape[-1:], default=1)) for one in (own, right))
    sorted_rows = np.take_along_axis(rows, np.argsort(scores, axis=1), axis=1)
    rises = (np.diff(sorted_rows, axis=1) >= -_LEVEL).all() and np.ptp(rows) > _LEVEL
    return bool(rises) and not _straight(rows, scores)


def _straight(rows: npt.NDArray[Any], scores: npt.NDArray[Any]) -> bool:
    """Whether the values are the scores times one number plus another: this is a missing factor or summand, no
    activation.
    """
    if not np.ptp(scores):
        return False
    fit = np.polynomial.Polynomial.fit(scores.ravel(), rows.ravel(), 1)
    return bool(np.allclose(fit(scores), rows, atol=_LEVEL))


def _within(array: Array) -> bool:
    """Whether an array has more than one number, and all of them are within 0 to 1."""
    if array.data is None or np.dtype(array.dtype).kind != "f" or len(array.data) <= np.dtype(array.dtype).itemsize:
        return False
    values = _numbers(array)
    return bool((values >= 0).all() and (values <= 1).all())


def tape_unused(facts: Facts) -> Iterator[str]:
    """A tape from which a gradient is requested, but that no `with` line starts."""
    started = {name for node in facts.answer.nodes if isinstance(node, With) for name in _managed_names(node)}
    for call in facts.answer.calls_to("gradient"):
        value = facts.answer.last_value(receiver(call))
        if isinstance(value, ast.Call) and called_name(value) == "GradientTape" and receiver(call) not in started:
            yield quote_code(value, before=f"{receiver(call)} = ")


def _managed_names(block: With) -> frozenset[str]:
    """The names in the first line of a `with`."""
    return names_of(node for item in block.items for node in walk(item))


def gradient_unwatched(facts: Facts) -> str | None:
    """A gradient that is None, because the tape saw no path from x to y."""
    if not facts.solution.calls_to("gradient") or not facts.answer.calls_to("gradient"):
        return None
    return quote_first(name for name in facts.asked_names if facts.seen.get(name) == Other(kind="NoneType"))
