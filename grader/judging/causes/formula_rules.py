"""Rules about formulas written by hand: a neuron, two layers, softmax, a gradient.

The detectors here look at a function that turns rows of scores into probabilities. Those of the other rules are in
`answers` and `values`.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from grader.evidence import Calls, Raised, Returned, Tensor
from grader.judging.causes import answers, values
from grader.judging.causes.facts import Detector, Facts
from grader.judging.causes.values import result_tables
from grader.model import Criterion
from grader.source.code_view import (
    argument,
)
from grader.source.tree import called_name, literal_value

_ATOL = 1e-3
_SUMS = ("reduce_sum", "sum", "reduce_max", "max", "amax")


def by_columns(facts: Facts) -> str | None:
    """Columns that add up to 1, and rows that don't."""
    for name, own in _functions(facts):
        found = list(result_tables(own))
        if found and all(_ones(one.sum(axis=0)) for one in found) and not all(_ones(one.sum(axis=1)) for one in found):
            return f"`{name}`"
    return None


def by_everything(facts: Facts) -> str | None:
    """Whole batches that add up to 1, and rows that don't."""
    for name, own in _functions(facts):
        found = [one for one in result_tables(own) if len(one) > 1]
        if found and all(_ones(one.sum()) for one in found) and not any(_ones(one.sum(axis=1)) for one in found):
            return f"`{name}`"
    return None


def without_keepdims(facts: Facts) -> str | None:
    """A division that fails unless there are as many rows as columns, after sums that lost their axis."""
    for name, own in _functions(facts):
        fails = any(isinstance(one, Raised) and _speaks_of_shapes(one) for one in own)
        works = any(isinstance(one, Tensor) for one in own)
        if (
            fails
            and works
            and not facts.answer.calls_to("reshape")
            and any(_loses_axis(call) for call in facts.answer.calls)
        ):
            return f"`{name}`"
    return None


def overflows(facts: Facts) -> str | None:
    """NaN or infinity for large scores, from a function that is right for small ones."""
    for name, own in _functions(facts):
        ill = any(not np.isfinite(one).all() for one in result_tables(own))
        if ill and facts.passes("function_values", name):
            return f"`{name}`"
    return None


def _functions(facts: Facts) -> Iterator[tuple[str, tuple[Returned, ...]]]:
    """The functions that fail where each row of the reference's adds up to 1, with what they returned."""
    for criterion, name in facts.failures_of("function_values"):
        own, right = _both(facts, criterion, name)
        rows = list(result_tables(right))
        if own and rows and all(_ones(one.sum(axis=1)) for one in rows):
            yield name, own


def _both(facts: Facts, criterion: Criterion, name: str) -> tuple[tuple[Returned, ...], tuple[Returned, ...]]:
    key = f"{criterion.id}/{name}"
    own, right = facts.seen.get(key), facts.wanted.get(key)
    return (own.results if isinstance(own, Calls) else ()), (right.results if isinstance(right, Calls) else ())


def _ones(sums: npt.NDArray[Any]) -> bool:
    return bool(np.allclose(sums, 1, atol=_ATOL))


def _speaks_of_shapes(raised: Raised) -> bool:
    words = raised.message.lower()
    return "shape" in words or "broadcast" in words


def _loses_axis(call: ast.Call) -> bool:
    """Whether a sum along an axis leaves that axis out."""
    keeps = argument(call, "keepdims", 2)
    if called_name(call) not in _SUMS or argument(call, "axis", 1) is None:
        return False
    return keeps is None or (isinstance(keeps, ast.Constant) and not literal_value(keeps))


DETECTORS: Final[Mapping[str, Detector]] = {
    "sign_lost": answers.sign_lost,
    "matrix_used_twice": partial(answers.used_twice, kind="matrix"),
    "bias_used_twice": partial(answers.used_twice, kind="bias"),
    "returns_nothing": answers.returns_nothing,
    "softmax_axis": by_columns,
    "softmax_whole_batch": by_everything,
    "softmax_keepdims": without_keepdims,
    "softmax_overflow": overflows,
    "gradient_unwatched": values.gradient_missing,
    "incomplete_answer": answers.incomplete_answer,
}
