"""Facts about a value made of the reference's: a part of it, more than it, or what one more step makes of it."""

import numpy as np

from grader.diagnosis.array_signs import Numbers, equal_numbers, first_value
from grader.diagnosis.facts import Facts, Sign

_TABLE = 2
"""Axes of a table: one row for each example."""


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


def rounded_off(facts: Facts) -> Sign | None:
    """The right numbers, rounded to whole ones."""
    return first_value(facts, _is_rounded)


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
