"""Whether a value was computed: from its inputs, by its code, and with the required functions.

`uncomputed_value` looks in the learner's code for any computation of a value. Code that can't be followed counts as
computation. So a finding proves that nothing was computed; without a finding nothing is proven.

`underived_value` and `unfollowed_value` find out whether a value depends on its inputs at all: it changes when only
they change. How it depends on them is not examined. A value of which only the shape is right may still be computed. A
value that is written down is not, even with noise added: all replays have the same random numbers, so noise does not
make a value depend on its inputs.

`needless_use` finds out whether a value depends on a required function: it changes if the function's results are
spoilt. The change is compared with that of the reference's value, which is made as required.
"""

import ast
import builtins
import re
from collections.abc import Sequence

import numpy as np

from grader.evidence import LATE, Array, Evidence, Layers, Observation, Raised, Tensor, Text
from grader.judging.checks.findings import (
    AS_FOUND,
    HIDDEN,
    LEFT,
    ORIGIN,
    SPOILT,
    error_message,
    fail_finding,
    reference_value,
)
from grader.model import Finding
from grader.source import code_view
from grader.source.tree import Definition, called_name, stored_names, tail, walk
from grader.util.text import join_names

_MADE_HERE = ""
"""The name of a call whose function has no name, as in `type("Own", (), {})()`."""
_SELF_CONTAINED = frozenset(
    [
        # conversions, numbers, many numbers, sums and the like
        *("array", "asarray", "bool", "cast", "constant", "convert_to_tensor", "item", "numpy", "str"),
        *("Variable", "float", "float32", "float64", "int", "int32", "int64", "round"),
        *("append", "arange", "extend", "full", "linspace", "list", "ones", "range", "repeat", "tuple", "zeros"),
        *("abs", "add", "divmod", "len", "max", "min", "multiply", "pow", "prod", "reduce_sum", "size", "sum"),
        # unpacking and reshaping, filling, texts
        *("astype", "b64decode", "decompress", "expand_dims", "frombuffer", "fromstring", "reshape", "squeeze"),
        *("default_rng", "eye", "fill", "full_like", "normal", "ones_like", "rand", "randint", "randn", "random"),
        *("tolist", "uniform"),
        *("bytearray", "bytes", "chr", "count", "decode", "encode", "find", "from_bytes", "fromhex", "hash", "index"),
        *("join", "literal_eval", "loads", "ord", "removeprefix", "replace", "split", "strip", "unpack"),
        # ordering, wrapping
        *("enumerate", "filter", "iter", "next", "reduce", "reversed", "set", "sorted", "zip"),
        *("batch", "cache", "from_tensor_slices", "from_tensors", "map", "prefetch", "shuffle", "type"),
        _MADE_HERE,
    ]
)
"""Calls whose result follows only from their arguments, or from random numbers."""
_RENAMING = (ast.Assign, ast.AnnAssign, ast.Name, ast.Tuple, ast.Constant)
"""Syntax that gives names to values and computes nothing."""
_BUILTINS = frozenset(dir(builtins))


def uncomputed_value(of: str, code: code_view.Code) -> Finding | None:
    """The finding that a value was got without computation: written down, or given under a different name; None if
    it was computed.
    """
    made = code.value_slice(of)
    if is_written(of, code):
        what = f"`{of}` is typed into your code, and uses nothing that was given; your code should work it out."
        return fail_finding(what, "computed", "typed in")
    if made is not None and all(isinstance(node, _RENAMING) for node in made.nodes):
        what = f"`{of}` is only a second name for an existing value; your code does not compute anything with it yet."
        return fail_finding(what, expected="computed", actual="given")
    return None


def is_written(of: str, code: code_view.Code) -> bool:
    """Whether a name's value comes only from what is written in the code itself."""
    made = code.value_slice(of)
    if made is None:
        return any(_runs_text(call, of) for call in code.calls)
    given = _given(code.before, of) if code.before else frozenset()
    stored = stored_names(code.nodes)
    before = {name for name in made.wanted if not name.startswith(".")} - _BUILTINS - code.modules
    outside = before - (stored - given)
    calls = {called_name(node) for node in made.nodes if isinstance(node, ast.Call)}
    own = {node.name for node in made.nodes if isinstance(node, Definition)}
    return not outside and all(word in own or _is_self_contained(word, code) for word in calls)


def _runs_text(call: ast.Call, of: str) -> bool:
    """Whether a call runs a string as code in which a name gets a number that is written there."""
    numbers = re.compile(rf"\s*{re.escape(of)}\s*=[-+*/().,\d\s_eE\[\]]+")
    return called_name(call) == "exec" and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and numbers.fullmatch(part.value)
        for arg in call.args
        for part in walk(arg)
    )


def _is_self_contained(word: str, code: code_view.Code) -> bool:
    """Whether a function makes its result only from its arguments, by its own name or by the name that it stands
    for.
    """
    stands_for = code.values.get(word, ())
    known = all(isinstance(one, ast.Lambda) or tail(one) in _SELF_CONTAINED - {_MADE_HERE} for one in stands_for)
    return known if stands_for else word in _SELF_CONTAINED


def _given(before: code_view.Code, of: str) -> frozenset[str]:
    """The names that code which ran earlier reads or binds; the required name is among them only if it has a value
    there.
    """
    values = before.values.get(of, ())
    is_blank = all(isinstance(value, ast.Constant) and value.value is ... for value in values)
    return before.names - {of} if is_blank else before.names


CHANGED = 1e-3
"""The share of its size by which a value has to change so that it is no longer right."""
LEAST_CHANGE = 1e-5
"""The least change, as a share of its size, of a value that depends on its inputs: a gradient descent ends nearly
where it did.
"""


def underived_value(learner: Evidence, of: str, inputs: Sequence[str]) -> Finding | None:
    """The finding that a value does not depend on the inputs that a replay rebinds; None if it does, or if there are
    none.

    Cells that make these inputs themselves ran twice: with hidden values under the names from the start, and with
    hidden values in place of those that the cells make. One of the two has to change the value. If the cells also ran
    again on the inputs of the run, that value is compared: a value that changes whenever the cells run does not depend
    on its inputs.
    """
    seen = learner.seen.get(of)
    if not inputs or not isinstance(seen, Tensor):
        return None
    if same := next((name for name in inputs if learner.intermediate_values.get(name) == seen.array), None):
        what = f"`{of}` is `{same}` unchanged; nothing was computed from it."
        return fail_finding(what, f"computed from {join_names(inputs)}", f"the same as {same}")
    again = [(learner.seen.get(HIDDEN + place + of), _before(learner, place, of)) for place in ("", ORIGIN)]
    if any(_another(after, before, seen.array) for after, before in again):
        return None
    what = f"`{of}` {_instead(again[0][0], inputs)}"
    return fail_finding(what, f"computed from {join_names(inputs)}", "the same for other values")


def unfollowed_value(learner: Evidence, reference: Evidence, of: str, inputs: Sequence[str]) -> Finding | None:
    """The finding that a value is right as run but wrong for hidden inputs; None if it is right for both.

    A value that is wrong as run is not examined: nobody typed it in to pass.
    """
    seen, wanted = learner.seen.get(of), reference.seen.get(of)
    if not inputs or not isinstance(seen, Tensor) or not isinstance(wanted, Tensor):
        return None
    hidden = reference_value(reference, HIDDEN + of, Tensor).array
    again = [learner.seen.get(key + of) for key in (HIDDEN, HIDDEN + ORIGIN)]
    if distance(seen.array, wanted.array) > CHANGED or any(
        isinstance(one, Tensor) and distance(one.array, hidden) <= CHANGED for one in again
    ):
        return None
    what = f"`{of}` is right, but is not computed from {join_names(inputs)}: it {_otherwise(again[0])}"
    return fail_finding(what, f"computed from {join_names(inputs)}", "a different value from the right one")


def distance(array: Array, other: Array) -> float:
    """How far two arrays of the same shape are apart, as a share of the size of the numbers in the other.

    Infinite if their shapes differ, they hold no numbers, or they are NaN in different places. Whole numbers and truth
    values that differ at all also have an infinite distance.
    """
    if array.data is None or other.data is None or np.prod(array.shape) != np.prod(other.shape):
        return np.inf
    one, two = (each.numpy().astype(np.float64).ravel() for each in (array, other))
    if np.array_equal(one, two, equal_nan=True):
        return 0.0
    if other.numpy().dtype.kind != "f":
        return np.inf
    finite = np.isfinite(one) & np.isfinite(two)
    if not np.array_equal(one[~finite], two[~finite], equal_nan=True):
        return np.inf
    size = float(np.abs(np.concatenate([one, two])[np.concatenate([finite, finite])]).max())
    return float(np.abs(one - two)[finite].max()) / size


def _before(learner: Evidence, place: str, of: str) -> Observation | None:
    """The value from the inputs that the run left if the cells ran again on them, or else the value as run."""
    return learner.seen.get(HIDDEN + place + AS_FOUND + of, learner.seen.get(of))


def _another(after: Observation | None, before: Observation | None, seen: Array) -> bool:
    """Whether a value has the observed dtype and number of axes, but different numbers than before."""
    if not isinstance(after, Tensor) or not isinstance(before, Tensor) or after.array.data is None:
        return False
    alike = len(after.array.shape) == len(seen.shape) and after.array.dtype == seen.dtype
    return alike and distance(after.array, before.array) > LEAST_CHANGE


def _instead(again: object, inputs: Sequence[str]) -> str:
    """What a value does when its inputs hold different values, if it does not change."""
    match again:
        case Raised(error=error, message=message):
            why = f"{error}: {error_message(message)}"
            return f"is not computed from {join_names(inputs)}: with other values the same cells raise {why}"
        case Tensor(array=Array(data=None)) | None:
            return f"holds no numbers that could be computed from {join_names(inputs)}."
    changes = "holds" if len(inputs) == 1 else "hold"
    return f"stays the same when {join_names(inputs)} {changes} other values: is it computed from them, or typed in?"


def _otherwise(again: object) -> str:
    """What happens to a value that is right as run when its inputs are different."""
    match again:
        case Raised(error=error, message=message):
            return f"raises {error} for other values: {error_message(message)}"
    return "is wrong for other values. Is it a number that you typed in?"


LEAST = 0.1
"""The least change of a value that depends on what was spoilt, as a share of the change of the reference's value."""


def needless_use(learner: Evidence, reference: Evidence, of: str) -> str:
    """A clause that shows that a value does not depend on what was spoilt; empty if it does, or if that is unknown.

    It is unknown if the reference's own value stays the same, or if the cells did not run with spoilt results. A value
    that is wrong anyway may be wrong because of the functions used; a different criterion judges it.
    """
    wanted_left = reference.seen.get(HIDDEN + LEFT + of)
    if isinstance(wanted_left, Tensor) and HIDDEN + LEFT + of in learner.seen:
        return _left(learner.seen[HIDDEN + LEFT + of], wanted_left.array, of)
    wanted, pairs = reference.seen.get(HIDDEN + SPOILT + of), _pairs(learner, reference, of)
    bar = _change(reference.seen.get(HIDDEN + of, reference.seen.get(of)), wanted)
    if not bar or not pairs or _change(reference.seen.get(of), learner.seen.get(of)):
        return ""
    if any(_change(before, after) >= LEAST * bar for before, after in pairs):
        return ""
    if any(isinstance(after, Raised) and after.error == LATE for _, after in pairs):
        return f"your code for `{of}` never ends without its result."
    return f"`{of}` comes out the same without its result."


def _pairs(learner: Evidence, reference: Evidence, of: str) -> list[tuple[Observation | None, Observation]]:
    """The learner's value from the unchanged cells and from the spoilt ones: for hidden inputs if the cells start
    from these.
    """
    right = reference.seen.get(HIDDEN + of)
    pairs = [
        (learner.seen.get(HIDDEN + place + of, learner.seen.get(of)), learner.seen[HIDDEN + SPOILT + place + of])
        for place in ("", ORIGIN)
        if HIDDEN + SPOILT + place + of in learner.seen
    ]
    return [one for one in pairs if right is not None and not _change(right, one[0])] or pairs


def _left(seen: Observation, wanted: Array, of: str) -> str:
    if isinstance(seen, Tensor) and seen.array.data is not None and seen.array.numpy().max() <= wanted.numpy().max():
        return ""
    return f"not for all of `{of}`: part of it is computed differently, or the call is never reached."


def _change(before: Observation | None, after: Observation | None) -> float:
    """How much a value changes, as a share of its size; infinite if that can't be measured, 0 if it does not change."""
    match before, after:
        case Tensor(array=one), Tensor(array=other):
            far = distance(other, one)
            return far if far > CHANGED else 0.0
        case Layers() as one, Layers() as other:
            return _model_change(one, other)
        case Text(text=one), Text(text=other):
            return 0.0 if one == other else np.inf
        case _, Raised(error=error):
            return 0.0 if error == LATE else np.inf
        case _, None:
            return 0.0
    return 0.0 if before == after else np.inf


def _model_change(one: Layers, other: Layers) -> float:
    """How much a model's output changes."""
    if one.outputs is None or other.outputs is None:
        return 0.0 if one.values and one.values == other.values else np.inf
    far = distance(other.outputs, one.outputs)
    return far if far > CHANGED else 0.0
