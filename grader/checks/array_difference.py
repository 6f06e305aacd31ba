"""Comparing two arrays, and saying in four facts how they differ."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How near a floating value must be: `atol` + `rtol` times the size of the value expected."""

    rtol: float
    atol: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How one array differs from another of the same shape."""

    count: int
    """How many values differ."""
    size: int
    """How many there are."""
    first: tuple[int, ...]
    """Index of the first that differs."""
    absolute: float
    """Largest absolute difference; NaN where no pair of finite values differs."""
    relative: float
    """Largest difference as a share of the value expected; NaN as above."""
    nan: int
    """How many values of the learner's are NaN."""
    infinite: int
    """How many are infinite although a finite value is expected."""

    def __str__(self) -> str:
        """The facts as a clause: "3 of 10 values differ, the first at [0, 1]; …"."""
        facts = [self._count()]
        if np.isfinite(self.absolute):
            facts.append(f"largest absolute difference {self.absolute:.2g}")
        if np.isfinite(self.relative):
            facts.append(f"largest relative difference {self.relative:.2g}")
        if self.nan:
            facts.append(f"{self.nan} NaN")
        if self.infinite:
            facts.append(f"{self.infinite} infinite")
        return "; ".join(facts)

    def _count(self) -> str:
        if self.size == 1:
            return "the value differs"
        return f"{self.count:,} of {self.size:,} values differ, the first at {list(self.first)}"


def difference(actual: Numbers, expected: Numbers, near: Closeness) -> Difference | None:
    """How an array of any shape differs from another of that shape, or None where no value differs.

    Integers are compared exactly; NaN equals nothing.

    Raises ValueError where `expected` holds a NaN: then nothing, itself included, could be right.
    """
    if expected.dtype.kind == "f" and np.isnan(expected).any():
        raise ValueError("the reference's own value contains NaN, which nothing can equal")
    wrong = ~_close(actual, expected, near)
    if not wrong.any():
        return None
    left, right = actual.astype(np.float64), expected.astype(np.float64)
    absolute, relative = _largest(left[wrong], right[wrong])
    return Difference(
        count=int(wrong.sum()),
        size=wrong.size,
        first=tuple(int(axis) for axis in np.unravel_index(wrong.argmax(), wrong.shape)),
        absolute=absolute,
        relative=relative,
        nan=int(np.isnan(left).sum()),
        infinite=int((np.isinf(left) & np.isfinite(right)).sum()),
    )


def _close(actual: Numbers, expected: Numbers, near: Closeness) -> npt.NDArray[np.bool_]:
    """Which values agree. Written so that NaN always loses."""
    if actual.dtype.kind in "biu" and expected.dtype.kind in "biu":
        return np.asarray(actual == expected)
    return np.isclose(actual.astype(np.float64), expected.astype(np.float64), rtol=near.rtol, atol=near.atol)


def _largest(actual: Numbers, expected: Numbers) -> tuple[float, float]:
    """Largest absolute and relative difference over the pairs of finite values; NaN without such pairs."""
    finite = np.isfinite(actual) & np.isfinite(expected)
    with np.errstate(all="ignore"):
        gaps = np.abs(actual[finite] - expected[finite])
        shares = gaps[expected[finite] != 0] / np.abs(expected[finite][expected[finite] != 0])
    return (float(gaps.max(initial=-1.0)) if gaps.size else np.nan, float(shares.max()) if shares.size else np.nan)
