"""Makes the variables of optimizers and metrics outside the TensorFlow function with which `fit` trains.

Keras makes them in that function, while it is traced. A function that makes variables is traced a second time without
making them, and gets a branch for each variable's first value. This is a third to a half of the cost of a training
before its second step. Variables made outside have the same values in the same order, and the training graph is the
same.
"""

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf
from keras.src.optimizers.base_optimizer import BaseOptimizer
from tensorflow.python.framework import ops

from grader.probe.inside import put_back
from grader.probe.inside.tuning import ENABLED

_OWNERS: tuple[Any, ...] = (BaseOptimizer, keras.metrics.Metric)


@contextlib.contextmanager
def made_outside() -> Iterator[None]:
    """In this context each variable is made at once, even while a function is traced; no effect if tuning is off."""
    if not ENABLED:
        yield
        return
    with contextlib.ExitStack() as stack:
        for owner in _OWNERS:
            stack.enter_context(put_back.attribute(owner, "add_variable", _untraced(owner.add_variable)))
        yield


def _untraced(original: Any) -> Any:
    @functools.wraps(original)
    def add_variable(*args: Any, **kwargs: Any) -> Any:
        # a traced function keeps its way of making variables, which has a public method to add to but none to remove
        with put_back.attribute(ops.get_default_graph(), "_variable_creator_stack", []), tf.init_scope():
            return original(*args, **kwargs)

    return add_variable
