"""Checks of a learner's source, read as text outside any kernel: a method that was asked for, or one to do without.

What code says is found by its meaning, not its spelling: `tf.matmul` is found after `from tensorflow import matmul as
mm`, and `@` counts as the operator that it is.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.checks.parameters import Code, ValueName
from grader.checks.sight import Sort, failed, passed, unusable
from grader.evidence import Absent, Evidence, Other, Raised
from grader.model import Finding
from grader.source.syntax import parsed

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
_NAMED = 3
"""How many spellings a message names."""
_CONVERSIONS = frozenset(["int", "float", "int32", "int64", "float32", "float64", "array", "constant", "Variable"])
"""Calls that give back the number that they get."""


def code_uses(learner: Evidence, reference: Evidence, *, of: ValueName, any_of: list[str], code: Code) -> Finding:
    """Whether the learner's own code uses one of some functions, methods, operators or loops.

    `any_of` holds names as people write them: "tf.matmul", ".add" for a method of any object, "@", "for", "while",
    "comprehension", the usual spellings first. `of` is what the code is there to make.
    """
    missing = _missing(learner, reference, of)
    if missing is not None:
        return missing
    used = _used(code, any_of)
    found = [one for one in any_of if one in used]
    wanted = _spellings(any_of)
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


def code_computes(learner: Evidence, reference: Evidence, *, of: ValueName, code: Code) -> Finding:
    """Whether the learner's own code computes a value, and does not hold it written down as numbers."""
    missing = _missing(learner, reference, of)
    if missing is not None:
        return missing
    if _is_written(of, _bound(code)):
        what = f"`{of}` is typed in as a number; your code should find it out."
        return failed(what, expected="computed", actual="typed in")
    return passed(f"`{of}` is computed.", expected="computed", actual="computed")


def _spellings(any_of: Sequence[str]) -> str:
    """Some of many spellings, so that a message stays short."""
    named = [f"`{one}`" for one in any_of]
    return " or ".join(named) if len(named) <= _NAMED else ", ".join(named[:_NAMED]) + " or another like them"


def _is_written(name: str, bound: Mapping[str, Sequence[ast.expr | None]]) -> bool:
    """Whether nothing but written numbers goes into a name. What can't be followed counts as computed."""
    todo: list[ast.expr | None] = [ast.Name(id=name)]
    followed: set[str] = set()
    while todo:
        match todo.pop():
            case ast.Constant():
                continue
            case ast.UnaryOp(operand=operand):
                todo.append(operand)
            case ast.BinOp(left=left, right=right):
                todo += [left, right]
            case ast.Call(func=ast.Name(id=word) | ast.Attribute(attr=word), args=[_, *_] as arguments) if (
                word in _CONVERSIONS
            ):
                todo += arguments
            case ast.Name(id=other) if other in bound and other not in followed:
                followed.add(other)
                todo.append(bound[other][-1])
            case _:
                return False
    return True


def _bound(code: Sequence[str]) -> Mapping[str, Sequence[ast.expr | None]]:
    """Name to what it is bound to, in order; None where that is no plain assignment, as in a loop or `+=`."""
    found: dict[str, list[ast.expr | None]] = {}
    for node in (node for text in code for statement in parsed(text) or () for node in ast.walk(statement)):
        match node:
            case ast.Assign(targets=targets, value=value):
                pairs = [pair for target in targets for pair in _pairs(target, value)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pairs = [(name, value)]
            case ast.AugAssign(target=target) | ast.For(target=target) | ast.NamedExpr(target=target):
                pairs = [(name, None) for name in _targets(target)]
            case _:
                continue
        for name, expression in pairs:
            found.setdefault(name, []).append(expression)
    return found


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr | None]]:
    """The names in a target with the expressions that they get, None where parts of one value are dealt out."""
    match target, value:
        case ast.Name(id=name), _:
            return [(name, value)]
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            return [pair for one, own in zip(targets, values, strict=True) for pair in _pairs(one, own)]
    return [(name, None) for name in _targets(target)]


def _targets(target: ast.expr) -> list[str]:
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


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
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):  # a chain may be longer than calls may nest
        attributes.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([aliases.get(node.id, node.id), *reversed(attributes)])


def _canonical(path: str) -> str:
    """One path for all places under which the same function is found."""
    for place, shorter in _SAME:
        if path.startswith(place):
            path = shorter + path.removeprefix(place)
    return path
