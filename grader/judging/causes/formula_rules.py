"""Rules about formulas written by hand: a neuron, two layers, softmax, a gradient.

The detectors here look at a function that turns rows of scores into probabilities. Those of the other rules are in
`answers` and `values`.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from grader.evidence import Calls, Observation, Raised, Returned, Tensor
from grader.judging.causes import answers, values
from grader.judging.causes.facts import Detector, Facts, quote_first
from grader.judging.causes.values import result_tables
from grader.source.code_view import argument
from grader.source.tree import called_name, literal_value

_ATOL = 1e-3
_SUMS = ("reduce_sum", "sum", "reduce_max", "max", "amax")


def by_columns(facts: Facts) -> str | None:
    """Columns that add up to 1, and rows that don't."""
    tables = ((name, list(result_tables(own))) for name, own in _functions(facts))
    return quote_first(name for name, found in tables if found and _add_up(found, 0) and not _add_up(found, 1))


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
        raised = " ".join(one.message.lower() for one in own if isinstance(one, Raised))
        fails = "shape" in raised or "broadcast" in raised
        works = any(isinstance(one, Tensor) for one in own)
        answer = facts.answer
        if fails and works and not answer.calls_to("reshape") and any(map(_loses_axis, answer.calls)):
            return f"`{name}`"
    return None


def overflows(facts: Facts) -> str | None:
    """NaN or infinity for large scores, from a function that is right for small ones."""
    ill = (name for name, own in _functions(facts) if any(not np.isfinite(one).all() for one in result_tables(own)))
    return quote_first(name for name in ill if facts.passes("function_values", name))


def _functions(facts: Facts) -> Iterator[tuple[str, tuple[Returned, ...]]]:
    """The functions that fail where each row of the reference's adds up to 1, with what they returned."""
    for criterion, name in facts.failures_of("function_values"):
        own, right = (_results(seen.get(f"{criterion.id}/{name}")) for seen in (facts.seen, facts.wanted))
        rows = list(result_tables(right))
        if own and rows and _add_up(rows, 1):
            yield name, own


def _results(seen: Observation | None) -> tuple[Returned, ...]:
    return seen.results if isinstance(seen, Calls) else ()


def _add_up(tables: Iterable[npt.NDArray[Any]], axis: int) -> bool:
    """Whether the sums along an axis are 1 in all tables."""
    return all(_ones(one.sum(axis=axis)) for one in tables)


def _ones(sums: npt.NDArray[Any]) -> bool:
    return bool(np.allclose(sums, 1, atol=_ATOL))


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
