"""Compares two arrays: how many values differ, which is the first, and by how much they differ at most."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How near a floating value must be: `atol` + `rtol` times the size of the expected value."""

    rtol: float
    atol: float


REBUILT = Closeness(rtol=1e-3, atol=1e-4)
"""Far wider than the rounding of the same sums on different machines, far closer than two models anyone would train."""


_TELLING = 10
"""If a difference is this many times the expected value, a percentage is not shown with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How one array differs from another of the same shape."""

    count: int
    """The number of values that differ."""
    size: int
    """The number of all values."""
    first: tuple[int, ...]
    """Index of the first value that differs."""
    absolute: float
    """Largest absolute difference; NaN if no pair of finite values differs."""
    relative: float
    """Largest difference as a share of the expected value; NaN if no pair of finite values differs."""
    nan: int
    """The number of the learner's values that are NaN."""
    infinite: int
    """The number of values that are infinite although a finite value is expected."""

    def __str__(self) -> str:
        """The facts as a clause: "3 of 10 values differ, the first at [0, 1], by up to 0.2 (5 %)"."""
        if self.size == 1:
            return self._of_one()
        facts = [f"{self.count:,} of {self.size:,} values differ, the first at {list(self.first)}"]
        if np.isfinite(self.absolute):
            facts[0] += f", by up to {self._gap()}"
        if self.nan:
            facts.append(f"{self.nan:,} {'is' if self.nan == 1 else 'are'} NaN")
        if self.infinite:
            facts.append(f"{self.infinite:,} {'is' if self.infinite == 1 else 'are'} infinite")
        return "; ".join(facts)

    def _of_one(self) -> str:
        """A clause about a single value that differs."""
        if np.isfinite(self.absolute):
            return f"off by {self._gap()}"
        return "it is NaN" if self.nan else "it is infinite" if self.infinite else "it should be infinite"

    def _gap(self) -> str:
        """The largest differences, absolute and as a percentage."""
        share = f" ({_two_digits(100 * self.relative)} %)" if self.relative < _TELLING else ""
        return _two_digits(self.absolute) + share


def _two_digits(number: float) -> str:
    """A number with two digits, or with all digits before the decimal point if there are more."""
    return f"{number:,.0f}" if 99.5 <= number < 1e12 else f"{number:.2g}"  # noqa: PLR2004 - more than two digits


def difference(actual: Numbers, expected: Numbers, near: Closeness) -> Difference | None:
    """How two arrays of the same shape differ, or None if no value differs.

    Integers are compared exactly; NaN equals nothing.

    Raises ValueError if `expected` contains a NaN: then no array could be right, not even `expected`.
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
    """Marks the values that agree. NaN never agrees with anything."""
    if actual.dtype.kind in "biu" and expected.dtype.kind in "biu":
        return np.asarray(actual == expected)
    return np.isclose(actual.astype(np.float64), expected.astype(np.float64), rtol=near.rtol, atol=near.atol)


def _largest(actual: Numbers, expected: Numbers) -> tuple[float, float]:
    """Largest absolute and relative difference over the pairs of finite values; NaN if there are no such pairs."""
    finite = np.isfinite(actual) & np.isfinite(expected)
    with np.errstate(all="ignore"):
        gaps = np.abs(actual[finite] - expected[finite])
        shares = gaps[expected[finite] != 0] / np.abs(expected[finite][expected[finite] != 0])
    return (float(gaps.max(initial=-1.0)) if gaps.size else np.nan, float(shares.max()) if shares.size else np.nan)
