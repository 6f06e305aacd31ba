"""Comparing what things were made with: settings of optimizers, losses and callbacks."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Array

Setting = bool | int | str | Array | None

_MOST = 60
"""The longest piece of a message that is the learner's own word, in characters."""
_RTOL = 1e-5


def equal_settings(actual: Setting, expected: Setting) -> bool:
    """Whether two settings say the same. 3 and 3.0 do, 1 and True do not."""
    left, right = _numbers(actual), _numbers(expected)
    if left is None or right is None:
        return type(actual) is type(expected) and actual == expected
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_RTOL, equal_nan=True))


def format_setting(value: Setting) -> str:
    """A setting as people write it."""
    numbers = _numbers(value)
    if numbers is None:
        return value[:_MOST] if isinstance(value, str) else f"{value}"[:_MOST]
    each = [f"{number:.6g}" for number in numbers.ravel()[:_MOST]]
    return each[0] if numbers.shape == () else f"({', '.join(each)})"[:_MOST]


def _numbers(value: Setting) -> npt.NDArray[Any] | None:
    """The numbers of a setting that has any. What is true or false is no number."""
    match value:
        case bool() | str() | None:
            return None
        case Array():
            return None if value.data is None or value.dtype == "bool" else value.numpy().astype(np.float64)
    return np.array(value, np.float64)
