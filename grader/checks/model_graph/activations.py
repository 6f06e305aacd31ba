"""Activation functions by what they made of the hidden grid, never by name.

The grid's first two rows are known (`hidden_inputs.ACTIVATION_INPUTS`, `hidden_inputs.MIXED`), so some properties of a
function can be read off.
"""

from hashlib import sha256

import numpy as np
import numpy.typing as npt

from grader.checks.hidden_inputs import ACTIVATION_INPUTS, MIXED
from grader.evidence import Activation, Array

_RTOL, _ATOL = 1e-4, 1e-5
"""Far wider than float32 rounding, far closer than two activations anyone would use."""
_ROWS = 2

Numbers = npt.NDArray[np.float64]


def is_linear(activation: Activation) -> bool:
    """Whether an activation gives back what it gets."""
    known = _known(activation)
    return known is not None and _close(known[0], ACTIVATION_INPUTS)


def is_elementwise(activation: Activation) -> bool:
    """Whether an activation looks at each number alone, as softmax does not."""
    known = _known(activation)
    return known is not None and _close(known[1], known[0][[*MIXED]])


def is_ascending(activation: Activation) -> bool:
    """Whether an activation looks at each number alone, and never answers less for more."""
    known = _known(activation)
    return known is not None and is_elementwise(activation) and bool(np.all(known[0][1:] >= known[0][:-1]))


def slopes(activation: Activation) -> tuple[float, float] | None:
    """The slopes of an activation made of two straight lines that meet in zero, below and above it; None for any other.

    Scaling by a positive number before it is scaling after it, so dropout may stand on either side.
    """
    known = _known(activation)
    if known is None or not is_elementwise(activation):
        return None
    each = known[0] / ACTIVATION_INPUTS.astype(np.float64)
    below, above = each[ACTIVATION_INPUTS < 0], each[ACTIVATION_INPUTS > 0]
    alike = _close(below, below[:1]) and _close(above, above[:1])
    return (float(below[0]), float(above[0])) if alike else None


def compose_activations(first: Activation, second: Activation) -> Activation | None:
    """Two activations as one; None where that does not follow from what is known of them."""
    bend = slopes(second)
    if bend is None or first.response is None or first.response.data is None:
        return None
    values = first.response.numpy().astype(np.float64)
    with np.errstate(all="ignore"):
        response = Array.from_values(np.where(values > 0, bend[1] * values, bend[0] * values))
    if same_array(response, first.response):
        return first
    return Activation(name=f"{first.name[:60]}, then {second.name[:60]}", response=response)


def same_activation(actual: Activation | None, expected: Activation | None) -> bool:
    """Whether two layers apply the same function, or neither any."""
    if actual is None or expected is None:
        return actual is expected
    if actual.response is None and expected.response is None:  # neither works on the grid
        return actual.name == expected.name != "<lambda>"
    return same_array(actual.response, expected.response)


def same_array(actual: Array | None, expected: Array | None) -> bool:
    """Whether two arrays have one shape and close numbers; without numbers on either side, whether they are equal."""
    if actual == expected:
        return True
    if actual is None or expected is None or actual.data is None or expected.data is None:
        return False
    if actual.shape != expected.shape:
        return False
    return _close(actual.numpy().astype(np.float64), expected.numpy().astype(np.float64))


def coarse_digest(array: Array) -> str:
    """sha256 of an array's numbers to three decimals, which close arrays share unless rounding parts them."""
    if array.data is None:
        return f"{array.dtype} {array.shape}"
    with np.errstate(all="ignore"):
        values = np.round(array.numpy().astype(np.float64), 3) + 0.0  # no -0
    return sha256(values.tobytes()).hexdigest()


def _known(activation: Activation) -> Numbers | None:
    """float64 (2, 5): an activation's outputs for the first two rows of the grid."""
    response = activation.response
    if (
        response is None
        or response.data is None
        or response.shape[1:] != ACTIVATION_INPUTS.shape
        or response.shape[0] < _ROWS
    ):
        return None
    return response.numpy()[:_ROWS].astype(np.float64)


def _close(left: npt.NDArray[np.floating], right: npt.NDArray[np.floating]) -> bool:
    """As `np.allclose`, with NaN equal to NaN; that takes three times as long for so few numbers."""
    with np.errstate(all="ignore"):
        near = np.isfinite(right) & (np.abs(left - right) <= _ATOL + _RTOL * np.abs(right))
    return bool((near | (left == right) | (np.isnan(left) & np.isnan(right))).all())
