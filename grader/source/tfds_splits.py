"""The splits of tfds 1, `tfds.Split.TRAIN.subsplit(tfds.percent[:80])` and its kin, as the texts of today."""

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice, pairwise

_PERCENT = 100
_MOST = 20
"""Splits of a sum; nobody adds so many."""
Dotted = Callable[[ast.expr], str]
_SPLIT = "tensorflow_datasets.Split."
PARTS = {"TRAIN": ("train",), "TEST": ("test",), "VALIDATION": ("validation",), "ALL": ("train", "test")}
"""Split of tfds 1 to the splits that it is today."""


def modern_split(node: ast.Call | ast.BinOp, dotted: Dotted) -> str:
    """The text, or list of texts, that a subsplit or a sum of splits is today; empty for anything else."""
    match node:
        case ast.BinOp(op=ast.Add()):
            splits = list(islice(_added(node, dotted), _MOST))
            return repr("+".join(splits)) if all(splits) and len(splits) < _MOST else ""
        case ast.Call(func=ast.Attribute(value=value, attr="subsplit")) if parts := _parts(value, dotted):
            texts = ["+".join(f"{part}[{one}]" for part in parts) for one in _ranges(node, dotted)]
            if not texts:
                return ""
            return repr(texts[0]) if _is_one(node) else repr(texts)
    return ""


def _parts(value: ast.expr, dotted: Dotted) -> tuple[str, ...]:
    path = dotted(value)
    return PARTS.get(path.removeprefix(_SPLIT), ()) if path.startswith(_SPLIT) else ()


def _added(node: ast.expr, dotted: Dotted) -> Iterator[str]:
    """The splits of a sum; an empty text for each part that is not a split."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _added(node.left, dotted)
        yield from _added(node.right, dotted)
    elif isinstance(node, ast.Call):
        yield modern_split(node, dotted).strip("'") if _is_one(node) else ""
    else:
        yield "+".join(_parts(node, dotted))


def _is_one(call: ast.Call) -> bool:
    """Whether a subsplit is one split, not a list of them."""
    return isinstance(_argument(call), ast.Subscript)


def _argument(call: ast.Call) -> ast.expr | None:
    values = [*call.args, *(one.value for one in call.keywords)]
    return values[0] if len(values) == 1 else None


def _ranges(call: ast.Call, dotted: Dotted) -> list[str]:
    """The ranges that a subsplit asks for, as tfds writes them: ":80%", "80%:"."""
    match _argument(call):
        case ast.Subscript(value=percent, slice=ast.Slice(lower=low, upper=high, step=None)):
            ends = [_end(low), _end(high)]
            is_percent = dotted(percent) == "tensorflow_datasets.percent"
            return [":".join(ends)] if is_percent and "?" not in ends else []
        case ast.Constant(value=int(count)) if 0 < count <= _PERCENT:
            return _weighted([1] * count)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            weights = [one.value for one in elements if isinstance(one, ast.Constant)]
            plain = [one for one in weights if isinstance(one, int) and one > 0]
            return _weighted(plain) if plain and len(plain) == len(elements) else []
    return []


def _end(node: ast.expr | None) -> str:
    """One end of a slice of percents; a question mark where it is not a plain number."""
    match node:
        case None:
            return ""
        case ast.Constant(value=int(number)) | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))) if (
            number <= _PERCENT
        ):
            return f"{'-' if isinstance(node, ast.UnaryOp) else ''}{number}%"
        case _:
            return "?"


def _weighted(weights: Sequence[int]) -> list[str]:
    total = sum(weights)
    ends = [round(_PERCENT * end / total) for end in accumulate(weights, initial=0)]
    texts = ["" if end in {0, _PERCENT} else f"{end}%" for end in ends]
    return [f"{low}:{high}" for low, high in pairwise(texts)]
