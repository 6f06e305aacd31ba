"""Whether any work went into a value, by what the learner's code says of how it is made.

What can't be followed counts as work. So a finding proves that nothing was computed; without one nothing is proven.
"""

import builtins
import re

from grader.checks.findings import fail_finding
from grader.model import Finding
from grader.source import code_view, tree
from grader.source.code_view import called_name, tail
from grader.source.tree_walk import walk

_CONVERSIONS = frozenset(["array", "asarray", "bool", "cast", "constant", "convert_to_tensor", "item", "numpy", "str"])
_NUMBERS = frozenset(["Variable", "float", "float32", "float64", "int", "int32", "int64", "round"])
_MANY = frozenset(
    ["append", "arange", "extend", "full", "linspace", "list", "ones", "range", "repeat", "tuple", "zeros"]
)
_FOLDS = frozenset(
    ["abs", "add", "divmod", "len", "max", "min", "multiply", "pow", "prod", "reduce_sum", "size", "sum"]
)
_UNPACKING = frozenset(
    ["astype", "b64decode", "decompress", "expand_dims", "frombuffer", "fromstring", "reshape", "squeeze", "tolist"]
)
_FILLING = frozenset(
    ["default_rng", "eye", "fill", "full_like", "normal", "ones_like", "rand", "randint", "randn", "random", "uniform"]
)
_TEXTS = frozenset(
    [
        *("bytearray", "bytes", "chr", "count", "decode", "encode", "find", "from_bytes", "fromhex", "hash", "index"),
        *("join", "literal_eval", "loads", "ord", "removeprefix", "replace", "split", "strip", "unpack"),
    ]
)
_ORDERING = frozenset(["enumerate", "filter", "iter", "next", "reduce", "reversed", "set", "sorted", "zip"])
_WRAPPING = frozenset(["batch", "cache", "from_tensor_slices", "from_tensors", "map", "prefetch", "shuffle", "type"])
_MADE_HERE = ""
"""The name of a call whose function has no name, as in `type("Own", (), {})()`."""
_SELF_CONTAINED = _CONVERSIONS | _NUMBERS | _MANY | _FOLDS | _UNPACKING | _TEXTS | _ORDERING | _FILLING | _WRAPPING
_SELF_CONTAINED |= {_MADE_HERE}
"""Calls whose result follows from their arguments alone, or from chance."""
_RENAMING = (tree.Assign, tree.AnnAssign, tree.Name, tree.Tuple, tree.Constant)
"""What code consists of that gives names and computes nothing."""
_BUILTINS = frozenset(dir(builtins))


def uncomputed_value(of: str, code: code_view.Code) -> Finding | None:
    """How a value was got without work: written down, or given under another name; None where any went into it."""
    made = code.value_slice(of)
    if is_written(of, code):
        return fail_finding(
            f"`{of}` is written down in your code, and made of nothing that was given; your code should find it out.",
            expected="computed",
            actual="written down",
        )
    if made is not None and all(isinstance(node, _RENAMING) for node in made.nodes):
        what = f"`{of}` is another name for something that was there before; your code makes nothing of it yet."
        return fail_finding(what, expected="computed", actual="given")
    return None


def is_written(of: str, code: code_view.Code) -> bool:
    """Whether nothing but what is written in the code itself goes into a name."""
    made = code.value_slice(of)
    if made is None:
        return any(_runs_text(call, of) for call in code.calls)
    given = _given(code.before, of) if code.before else frozenset()
    stored = {node.id for node in code.nodes if isinstance(node, tree.Name) and node.stored}
    before = {name for name in made.wanted if not name.startswith(".")} - _BUILTINS - code.modules
    outside = before - (stored - given)
    calls = {called_name(node) for node in made.nodes if isinstance(node, tree.Call)}
    own = {node.name for node in made.nodes if isinstance(node, tree.FunctionDef | tree.ClassDef)}
    return not outside and all(word in own or _is_self_contained(word, code) for word in calls)


def _runs_text(call: tree.Call, of: str) -> bool:
    """Whether a call runs a text as code in which a name gets a number that is written there."""
    numbers = re.compile(rf"\s*{re.escape(of)}\s*=[-+*/().,\d\s_eE\[\]]+")
    return called_name(call) == "exec" and any(
        isinstance(part, tree.Constant) and isinstance(part.value, str) and numbers.fullmatch(part.value)
        for one in call.args
        for part in walk(one)
    )


def _is_self_contained(word: str, code: code_view.Code) -> bool:
    """Whether what is called makes something of what it gets alone, by its own name or by what that stands for."""
    stands_for = code.values.get(word, ())
    known = all(isinstance(one, tree.Lambda) or tail(one) in _SELF_CONTAINED - {_MADE_HERE} for one in stands_for)
    return known if stands_for else word in _SELF_CONTAINED


def _given(before: code_view.Code, of: str) -> frozenset[str]:
    """The names that code which ran before reads or binds; the one asked for only where it has a value there."""
    values = before.values.get(of, ())
    is_blank = all(isinstance(one, tree.Constant) and one.kind == "ellipsis" for one in values)
    return before.names - {of} if is_blank else before.names
