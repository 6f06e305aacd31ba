"""What is changed for a while is put back, also where something is raised meanwhile."""

import contextlib
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from grader.probe.inside import put_back

WEIGHT = tf.Variable([1.0, 2.0])
OWNER = SimpleNamespace(name="before")

CHANGES: dict[str, tuple[Callable[[], contextlib.AbstractContextManager[None]], Callable[[], object], object]] = {
    "an attribute": (lambda: put_back.attribute(OWNER, "name", "meanwhile"), lambda: OWNER.name, "meanwhile"),
    "functions": (put_back.functions_run_eagerly, tf.config.functions_run_eagerly, True),
    "weights": (lambda: put_back.weights_as_they_are([WEIGHT]), lambda: WEIGHT.numpy().tolist(), [5.0, 5.0]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_otherwise_for_a_while(change: str) -> None:
    """Within the context as it should be, after an error in it as before."""
    context, look, wanted = CHANGES[change]
    before = look()

    with contextlib.suppress(ValueError), context():
        WEIGHT.assign(np.full(2, 5.0)) if change == "weights" else None
        assert look() == wanted
        raise ValueError

    assert look() == before != wanted
