"""What is changed for a while, and put back whatever happens meanwhile: each is a context."""

import contextlib
import gc
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow as tf


@contextlib.contextmanager
def attribute(owner: Any, name: str, value: object) -> Iterator[None]:
    """An object, class or module has another value of an attribute."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextlib.contextmanager
def functions_run_eagerly() -> Iterator[None]:
    """`tf.function` traces nothing: what it wraps is simply called, which is cheaper for one call."""
    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(run_eagerly=True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


@contextlib.contextmanager
def weights_as_they_are(weights: Sequence[Any]) -> Iterator[None]:
    """Weights may be changed, such as the moving averages that a call in training moves."""
    before = [(weight, np.asarray(weight)) for weight in weights]
    try:
        yield
    finally:
        for weight, value in before:
            weight.assign(value)


@contextlib.contextmanager
def no_finalizers() -> Iterator[None]:
    """No garbage of the learner's is collected: see `grader.source.syntax`, which no kernel knows."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
