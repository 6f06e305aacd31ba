"""When numbers from 0 to 1 reveal an activation that should not be there."""

import numpy as np
import pytest

from grader.evidence import Array
from grader.judging.causes.values import _squashes

SCORES = np.random.default_rng(1).normal(0, 8, (4, 3))
SMALL = np.random.default_rng(2).random((4, 3))


def of(values: object) -> Array:
    return Array.from_values(np.asarray(values, np.float64))


def test_an_activation_bends() -> None:
    """A sigmoid or a softmax of the scores is known."""
    powers = np.exp(SCORES - SCORES.max(axis=1, keepdims=True))

    assert _squashes(of(1 / (1 + np.exp(-SCORES))), of(SCORES))
    assert _squashes(of(powers / powers.sum(axis=1, keepdims=True)), of(SCORES))


@pytest.mark.parametrize("wanted", [SMALL * 40, SMALL + 1, SMALL * 40 + 1, np.full((4, 3), 7.0)])
def test_a_factor_or_a_sum_left_out_is_not_an_activation(wanted: object) -> None:
    """Numbers from 0 to 1 that lie on a straight line with those expected were multiplied or added to too little."""
    assert not _squashes(of(SMALL), of(wanted))
