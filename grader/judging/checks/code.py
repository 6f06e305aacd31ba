"""Checks of a learner's source, read as text outside any kernel: whether a method is used or avoided, as required.

Code is matched by its meaning, not its spelling: `tf.matmul` is found after `from tensorflow import matmul as mm`, and
`@` counts as the operator that it is.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence

from grader.evidence import Absent, Evidence, Other, Raised
from grader.judging.checks.derived_values import is_written, needless_use, unfollowed_value
from grader.judging.checks.findings import ValueKind, fail_finding, pass_finding, unusable_finding
from grader.judging.checks.parameters import Inputs, OwnCode, UsedNames, ValueName
from grader.model import Finding
from grader.source import code_view
from grader.source.tree import LIBRARIES, called_name, dotted_name, dotted_path, imported_paths, walk
from grader.util.text import join_names

_SAME = (("tensorflow.keras.", "keras."), ("tensorflow.math.", "tensorflow."), ("tensorflow.linalg.", "tensorflow."))
"""Prefixes of paths under which the same function is found."""
_LOOPS: Mapping[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For, ast.AsyncFor),
    "while": (ast.While,),
    "comprehension": (ast.comprehension,),
}
_OPERATORS: Mapping[str, type[ast.operator]] = {"@": ast.MatMult, "*": ast.Mult, "**": ast.Pow}
_NAMED = 3
"""The number of spellings that a message names."""
_UNREAD = "Part of your code is not valid Python, or is too long or too deeply nested to be read"


def code_uses(  # noqa: PLR0913 - the keys of TOML
    learner: Evidence,
    reference: Evidence,
    *,
    of: ValueName,
    any_of: UsedNames,
    ahead: bool = False,
    computed: bool = False,
    inputs: Inputs = (),  # noqa: ARG001 - that there may be some
    code: OwnCode,
) -> Finding:
    """Whether a value is computed with one of some functions, methods, operators or loops, and depends on it.

    The learner's own code is read as text. Then it runs once more with the results of these functions, methods and
    operators spoilt, and the value has to change, as the reference's does. So `+ 0 * tape.gradient(y, x)` does not
    count. Loops are only read. With `replay` the code runs on hidden inputs, both unchanged and spoilt. `of` is the
    value that the code has to make.

    Keys:
        any_of: Names as people write them: `"tf.matmul"`, `".add"` for a method of any object, `"@"`, `"for"`,
            `"while"`, `"comprehension"`; the usual spellings first.
        ahead: Whether it is enough that they are used before the value is made. So it is for something that has no
            result.
        computed: Whether a function has to be called with a named or computed value, not with constants.
    """
    if (missing := _missing(learner, reference, of)) is not None:
        return missing
    nodes = code.up_to_binding(of).used_nodes([of]) if ahead else _nodes(code, of)
    found = _used(nodes, code, any_of)
    wanted = _spellings(any_of)
    if found:
        needless = _needless(learner, reference, of, found, wanted)
        wrong = needless or _constant(nodes, any_of, found, computed=computed)
        return wrong or pass_finding(f"Your code uses `{found[0]}`.", expected=wanted, actual=f"`{found[0]}`")
    if code.partial:
        return fail_finding(f"{_UNREAD}; the rest does not use {wanted}.", expected=wanted, actual="not found")
    if elsewhere := _used(code.used_nodes([of]), code, any_of):
        return fail_finding(f"Your code uses `{elsewhere[0]}`, but not for `{of}`.", wanted, "used for something else")
    return fail_finding(f"Your code for `{of}` does not use {wanted}.", expected=wanted, actual="not used")


def code_avoids(learner: Evidence, reference: Evidence, *, of: ValueName, none_of: list[str], code: OwnCode) -> Finding:
    """Whether the learner's own code avoids some functions, methods, operators or loops until a value is made.

    Keys:
        none_of: Names, as in the check `code_uses`.
    """
    if (missing := _missing(learner, reference, of)) is not None:
        return missing
    found = _used(code.up_to_binding(of).used_nodes([of]), code, none_of)
    unwanted = " or ".join(f"`{one}`" for one in none_of)
    if not found and code.partial:
        return fail_finding(f"{_UNREAD}, so it may use {unwanted}.", expected=f"no {unwanted}", actual="not known")
    if not found:
        return pass_finding(f"Your code does not use {unwanted}.", expected=f"no {unwanted}", actual="not used")
    used = join_names(found)
    what = f"Your code uses {used} to compute `{of}`; the task asks you to do without it."
    return fail_finding(what, f"no {unwanted}", f"{used} used")


def code_computes(
    learner: Evidence, reference: Evidence, *, of: ValueName, inputs: Inputs = (), code: OwnCode
) -> Finding:
    """Whether the learner's own code computes a value, and does not contain it as written numbers.

    With `replay` a value that is right as run must be right for hidden inputs too.
    """
    if (missing := _missing(learner, reference, of)) is not None:
        return missing
    if code.partial and code.value_slice(of) is None:
        return fail_finding(f"{_UNREAD}; the rest assigns nothing to `{of}`.", expected="computed", actual="not found")
    if is_written(of, code):
        return fail_finding(f"`{of}` is typed in as a number; your code should work it out.", "computed", "typed in")
    return unfollowed_value(learner, reference, of, inputs) or pass_finding(
        f"`{of}` is computed.", expected="computed", actual="computed"
    )


def _needless(learner: Evidence, reference: Evidence, of: str, found: Sequence[str], wanted: str) -> Finding | None:
    """The finding that a value does not depend on what was found in the code; loops are not examined."""
    why = "" if _LOOPS.keys() & set(found) else needless_use(learner, reference, of)
    what = f"Your code calls `{found[0]}`, but {why}"
    return fail_finding(what, expected=wanted, actual=f"`{found[0]}` without effect") if why else None


def _constant(
    nodes: Sequence[ast.AST], any_of: Iterable[str], found: Sequence[str], *, computed: bool
) -> Finding | None:
    """The finding that a function gets a constant although its argument should be computed."""
    written = _written_arguments(nodes, any_of) if computed else ""
    what = f"Your code calls `{found[0]}` with the constant {written}; pass the name of the value that you worked out."
    return fail_finding(what, expected="a name", actual=written) if written else None


def _spellings(any_of: Sequence[str]) -> str:
    """The first of many spellings, so that a message stays short."""
    named = [f"`{one}`" for one in any_of]
    return " or ".join(named) if len(named) <= _NAMED else ", ".join(named[:_NAMED]) + " or a similar one"


def _missing(learner: Evidence, reference: Evidence, of: str) -> Finding | None:
    """The finding that the required value was never made, or None: code that makes something else passes."""
    if of not in reference.seen:
        raise ValueError(f"the reference shows no {of!r}")
    match learner.seen.get(of):
        case None | Absent() | Other(kind="ellipsis") | Raised():
            return unusable_finding(learner, reference, of, ValueKind.ANYTHING)
        case _:
            return None


def _nodes(code: code_view.Code, of: str) -> tuple[ast.AST, ...]:
    """The code that a name is computed from; if that cannot be determined, all code that can run."""
    made = code.value_slice(of)
    return made.nodes if made else code.used_nodes([of])


def _written_arguments(nodes: Sequence[ast.AST], any_of: Iterable[str]) -> str:
    """The arguments of the first call of one of the names, if all calls get constants; empty if one does not.

    How a name got its value is judged by a different criterion, so that a slip there costs points only once.
    """
    words = {one.rpartition(".")[2] for one in any_of}
    calls = [node for node in nodes if isinstance(node, ast.Call) and called_name(node) in words]
    given = [[*call.args, *(keyword.value for keyword in call.keywords)] for call in calls]
    parts = (part for some in given for one in some for part in walk(one))
    if not given or any(isinstance(part, ast.Name | ast.Call) for part in parts):
        return ""
    return ", ".join(code_view.quote_code(one) for one in given[0]) or "nothing"


def _used(nodes: Sequence[ast.AST], code: code_view.Code, wanted: Iterable[str]) -> list[str]:
    """The names, as people write them, that are used in some nodes of the code."""
    given = code.before.nodes if code.before else ()
    aliases = {**LIBRARIES, **dict(pair for node in (*given, *code.nodes) for pair in imported_paths(node))}
    paths = {_canonical(path) for node in nodes if (path := dotted_path(node, aliases) or dotted_name(node))}
    methods = {f".{node.attr}" for node in nodes if isinstance(node, ast.Attribute)}
    kinds = {type(node.op) for node in nodes if isinstance(node, ast.BinOp | ast.AugAssign)}
    signs = {sign for sign, kind in _OPERATORS.items() if kind in kinds}
    loops = {f"({word})" for word, kind in _LOOPS.items() if any(isinstance(node, kind) for node in nodes)}
    found = paths | methods | signs | loops
    return [one for one in wanted if _spelled(one) in found]


def _spelled(one: str) -> str:
    """Turns a name as people write it into the spelling that names of used functions have here."""
    if one in _LOOPS:
        return f"({one})"
    if one in _OPERATORS or one.startswith("."):
        return one
    first, _, rest = one.partition(".")
    return _canonical(f"{LIBRARIES.get(first, first)}.{rest}" if rest else first)


def _canonical(path: str) -> str:
    """Maps all paths under which the same function is found to a single path."""
    for place, shorter in _SAME:
        if path.startswith(place):
            path = shorter + path.removeprefix(place)
    return path
