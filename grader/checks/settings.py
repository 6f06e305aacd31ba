"""What things were made with: settings of layers, optimizers, losses and callbacks, shown and compared."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.findings import LONGEST_WORD
from grader.evidence import Array

Setting = bool | int | str | Array | None

_RTOL = 1e-5


def equal_settings(actual: Setting, expected: Setting) -> bool:
    """Whether two settings say the same. 3 and 3.0 do, 1 and True do not."""
    left, right = _numbers(actual), _numbers(expected)
    if left is None or right is None:
        return type(actual) is type(expected) and actual == expected
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_RTOL, equal_nan=True))


def format_setting(value: Setting) -> str:
    """A setting as people write it, at most `LONGEST_WORD` characters: numbers with six digits, several in brackets."""
    if not isinstance(value, Array):
        return str(value)[:LONGEST_WORD]
    if value.data is None:
        return f"{value.dtype} {value.shape}"[:LONGEST_WORD]
    numbers = [f"{number:.6g}" for number in value.numpy().astype(np.float64).ravel()[:LONGEST_WORD]]
    return numbers[0] if value.shape == () else f"({', '.join(numbers)})"[:LONGEST_WORD]


def _numbers(value: Setting) -> npt.NDArray[Any] | None:
    """The numbers of a setting that has any. Truth values are not numbers."""
    match value:
        case bool() | str() | None:
            return None
        case Array():
            return None if value.data is None or value.dtype == "bool" else value.numpy().astype(np.float64)
    return np.array(value, np.float64)
