"""Facts about a value made of the reference's: a part of it, more than it, or what one more step makes of it."""

import numpy as np

from grader.checks.figures import drawn_bars
from grader.checks.findings import HIDDEN
from grader.diagnosis.array_signs import Numbers, equal_numbers, first_value
from grader.diagnosis.facts import Facts, Sign
from grader.evidence import Tensor

_TABLE = 2
"""Axes of a table: one row for each example."""
_MOST = 1_000
"""Rows of a table that are compared."""


def part_only(facts: Facts) -> Sign | None:
    """The first or last of what is asked for, along the first axis, and no more."""
    return first_value(facts, _is_part)


def _is_part(own: Numbers, right: Numbers) -> bool:
    if not right.ndim or not 0 < own.size < right.size or own.size % (right[0].size or 1) or right[0].size == 1:
        return False
    count = own.size // right[0].size
    return any(equal_numbers(own.ravel(), part.ravel()) for part in (right[:count], right[-count:]))


def whole_for_part(facts: Facts) -> Sign | None:
    """Everything where its first entry is asked for."""
    return first_value(facts, _is_whole)


def _is_whole(own: Numbers, right: Numbers) -> bool:
    return own.ndim > right.ndim and own.shape[0] > 1 and equal_numbers(np.squeeze(own[0]), np.squeeze(right))


def other_part_drawn(facts: Facts) -> Sign | None:
    """Bars of another row of a table than its first, or of a column."""
    for criterion, name in facts.failures_of("figure_bars"):
        seen = facts.run.evidence.for_criterion(criterion.id).seen
        value = seen.get(name)
        if isinstance(value, Tensor) and value.array.data is not None and len(value.array.shape) == _TABLE:
            drawn = (bars for bars in drawn_bars(seen.get(HIDDEN + name)) if len(bars.shape) == 1)
            charts = (bars.numpy() for bars in drawn if bars.data is not None)
            found = next((part for bars in charts if (part := _part_shown(value.array.numpy(), bars))), "")
            if found:
                return Sign(f"`{name}[{found}]`", {"table": name})
    return None


def _part_shown(table: Numbers, bars: Numbers) -> str:
    """The index of the one row, or else of the one column, whose numbers bars show; empty where there is none."""
    rows = [row for row in range(len(table[:_MOST])) if equal_numbers(table[row], bars)]
    if rows:
        return str(rows[0]) if len(rows) == 1 else ""
    count = len(bars)
    columns = [column for column in range(table.shape[1]) if equal_numbers(table[:count, column], bars)]
    return f":{count}, {columns[0]}" if len(columns) == 1 else ""


def rounded_off(facts: Facts) -> Sign | None:
    """The right numbers, rounded to whole ones, and not a one where the largest number was."""
    return None if facts.answer.calls_to("argmax") else first_value(facts, _is_rounded)


def _is_rounded(own: Numbers, right: Numbers) -> bool:
    fractions = bool(np.any(right % 1))
    return own.shape == right.shape and own.size > 1 and fractions and bool(np.array_equal(own, np.round(right)))


def likeliest_only(facts: Facts) -> Sign | None:
    """The place of the largest number of each row in place of the row."""
    return first_value(facts, _is_argmax)


def _is_argmax(own: Numbers, right: Numbers) -> bool:
    return right.ndim == _TABLE and own.size == len(right) > 1 and np.array_equal(own.ravel(), right.argmax(axis=1))


def softmax_again(facts: Facts) -> Sign | None:
    """Rows of probabilities that went through softmax once more."""
    return first_value(facts, _is_softmax)


def _is_softmax(own: Numbers, right: Numbers) -> bool:
    if right.ndim != _TABLE or own.shape != right.shape or not np.allclose(right.sum(axis=1), 1, atol=1e-3):
        return False
    powers = np.exp(right.astype(np.float64))
    return equal_numbers(own, powers / powers.sum(axis=1, keepdims=True))
