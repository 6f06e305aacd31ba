"""Checks of a learner's source, read as text outside any kernel: a method that was asked for, or one to do without.

What code says is found by its meaning, not its spelling: `tf.matmul` is found after `from tensorflow import matmul as
mm`, and `@` counts as the operator that it is.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence

from grader.checks.parameters import Code, ValueName
from grader.checks.sight import Sort, failed, passed, unusable
from grader.evidence import Absent, Evidence, Other, Raised
from grader.model import Finding
from grader.parsed import parsed

_USUAL = {
    "tf": "tensorflow",
    "np": "numpy",
    "plt": "matplotlib.pyplot",
    "tfds": "tensorflow_datasets",
    "keras": "tensorflow.keras",
}
"""What people call the course's libraries."""
_SAME = (("tensorflow.keras.", "keras."), ("tensorflow.math.", "tensorflow."), ("tensorflow.linalg.", "tensorflow."))
"""Places under which the same function is found."""
_LOOPS = {"for": (ast.For, ast.AsyncFor), "while": (ast.While,), "comprehension": (ast.comprehension,)}
_OPERATORS = {"@": ast.MatMult, "*": ast.Mult, "**": ast.Pow}


def code_uses(learner: Evidence, reference: Evidence, *, of: ValueName, any_of: list[str], code: Code) -> Finding:
    """Whether the learner's own code uses one of some functions, methods, operators or loops.

    `any_of` holds names as people write them: "tf.matmul", ".add" for a method of any object, "@", "for", "while",
    "comprehension". `of` is what the code is there to make.
    """
    missing = _missing(learner, reference, of)
    if missing is not None:
        return missing
    used = _used(code, any_of)
    found = [one for one in any_of if one in used]
    wanted = " or ".join(f"`{one}`" for one in any_of)
    if found:
        return passed(f"Your code uses `{found[0]}`.", expected=wanted, actual=f"`{found[0]}`")
    return failed(f"Your code for `{of}` does not use {wanted}.", expected=wanted, actual="not used")


def code_avoids(learner: Evidence, reference: Evidence, *, of: ValueName, none_of: list[str], code: Code) -> Finding:
    """Whether the learner's own code does without some functions, methods, operators or loops, named as above."""
    missing = _missing(learner, reference, of)
    if missing is not None:
        return missing
    used = _used(code, none_of)
    unwanted = " or ".join(f"`{one}`" for one in none_of)
    found = [one for one in none_of if one in used]
    if not found:
        return passed(f"Your code does without {unwanted}.", expected=f"no {unwanted}", actual="not used")
    listed = " and ".join(f"`{one}`" for one in found)
    return failed(
        f"Your code for `{of}` uses {listed}; it can do without.", expected=f"no {unwanted}", actual=f"{listed} used"
    )


def _missing(learner: Evidence, reference: Evidence, of: str) -> Finding | None:
    """That what the code is there to make was never made, or None: of other code nothing needs to be said."""
    if of not in reference.seen:
        raise ValueError(f"the reference shows no {of!r}")
    match learner.seen.get(of):
        case None | Absent() | Other(kind="ellipsis") | Raised():
            return unusable(learner, reference, of, Sort.ANYTHING)
        case _:
            return None


def _used(code: Sequence[str], wanted: Iterable[str]) -> set[str]:
    """Which of the names as people write them are used anywhere in the code."""
    trees = [statement for text in code for statement in parsed(text) or ()]
    aliases = dict(_USUAL)
    for tree in trees:
        aliases |= dict(_imported(tree))
    nodes = [node for tree in trees for node in ast.walk(tree)]
    paths = {_canonical(path) for node in nodes if (path := _path(node, aliases))}
    methods = {f".{node.attr}" for node in nodes if isinstance(node, ast.Attribute)}
    kinds = {type(node) for node in nodes} | {
        type(node.op) for node in nodes if isinstance(node, ast.BinOp | ast.AugAssign)
    }
    return {one for one in wanted if _is_used(one, paths, methods, kinds)}


def _is_used(one: str, paths: set[str], methods: set[str], kinds: set[type]) -> bool:
    if one in _LOOPS:
        return bool(kinds & set(_LOOPS[one]))
    if one in _OPERATORS:
        return _OPERATORS[one] in kinds
    if one.startswith("."):
        return one in methods
    first, _, rest = one.partition(".")
    return _canonical(f"{_USUAL.get(first, first)}.{rest}" if rest else first) in paths


def _imported(tree: ast.stmt) -> Iterator[tuple[str, str]]:
    """Local name to the dotted path that it stands for, for every import."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((one.asname, one.name) for one in names if one.asname)
            case ast.ImportFrom(module=str(module), names=names):
                yield from ((one.asname or one.name, f"{module}.{one.name}") for one in names)
            case _:
                continue


def _path(node: ast.AST, aliases: dict[str, str]) -> str:
    """The dotted path that a name or attribute stands for, its first part resolved; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return aliases.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            owner = _path(value, aliases)
            return f"{owner}.{attr}" if owner else ""
        case _:
            return ""


def _canonical(path: str) -> str:
    """One path for all places under which the same function is found."""
    for place, shorter in _SAME:
        if path.startswith(place):
            path = shorter + path.removeprefix(place)
    return path
