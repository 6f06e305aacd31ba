"""Real kernels: pipelines of `tf.data` give what they give anywhere, on one thread."""

from collections.abc import Callable

import pytest

from grader.evidence import Tensor
from grader.model import Run

pytestmark = pytest.mark.kernel

Kernels = Callable[..., Run]

SETUP = """
import resource, numpy as np, tensorflow as tf
numbers = tf.data.Dataset.range(2000)
double = lambda x: x * 2
def turned(x): return -x if x % 2 == 0 else x
itself = tf.data.Dataset.from_tensors
part = lambda x: tf.data.Dataset.range(500 * x, 500 * x + 500)
def all_of(data):
    return np.array([x for one in data.as_numpy_iterator() for x in np.atleast_1d(one)])
def measured(data, right):
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw
    found = all_of(data)
    return np.array_equal(found, right), resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw - before
"""
IN_PLACE = {
    "numbers.map(lambda x: x * 2).batch(7)": "np.arange(2000) * 2",
    "numbers.map(lambda x: x * 2, num_parallel_calls=4, deterministic=False)": "np.arange(2000) * 2",
    "tf.data.Dataset.range(4).interleave(part, cycle_length=2, num_parallel_calls=tf.data.AUTOTUNE).map(double)": (
        "2 * np.arange(2000).reshape(2, 2, 500).swapaxes(1, 2).ravel()"
    ),
    "numbers.map(double).cache().shuffle(9, seed=3).repeat(2)": "all_of(numbers.shuffle(9, seed=3).repeat(2)) * 2",
}
"""Pipelines that no thread but the one that asks has a part in, each with what comes of it."""
OTHERS = {
    "numbers.map(turned, num_parallel_calls=2)": "np.arange(2000) * np.tile([-1, 1], 1000)",
    "numbers.map(lambda x: tf.numpy_function(lambda y: y + 1, [x], tf.int64))": "np.arange(2000) + 1",
    "numbers.interleave(itself, num_parallel_calls=tf.data.AUTOTUNE)": "np.arange(2000)",
}
"""Others: what these functions call needs threads, and how many data sets take turns is TensorFlow's choice."""


def measured(kernels: Kernels, pipelines: dict[str, str]) -> dict[str, tuple[bool, int]]:
    """Of each pipeline: whether it gave what it should, and how often it waited meanwhile."""
    calls = ", ".join(f"measured({data}, {right})" for data, right in pipelines.items())
    evidence = kernels(SETUP, f"found = np.array([{calls}])", look=("found",)).evidence
    assert evidence is not None
    seen = evidence.seen["found"]
    assert isinstance(seen, Tensor)
    return {one: (bool(same), int(waits)) for one, (same, waits) in zip(pipelines, seen.array.numpy(), strict=True)}


def test_pipelines_give_their_elements_in_order_without_waiting_for_a_thread(kernels: Kernels) -> None:
    """Of the 2,000 elements hardly one makes the learner's thread wait; each did."""
    found = measured(kernels, IN_PLACE)

    assert {one: same for one, (same, _) in found.items()} == dict.fromkeys(IN_PLACE, True)
    assert {one: waits for one, (_, waits) in found.items() if waits > 200} == {}


def test_pipelines_whose_functions_call_others_give_their_elements_too(kernels: Kernels) -> None:
    """A branch, a function of Python's, and a choice that is TensorFlow's."""
    found = measured(kernels, OTHERS)

    assert {one: same for one, (same, _) in found.items()} == dict.fromkeys(OTHERS, True)


def test_parallel_maps_draw_the_same_numbers_in_another_order_each_time(kernels: Kernels) -> None:
    """As TensorFlow's own do: in turn they would come in the same order in each epoch."""
    cell = """
tf.random.set_seed(1)
drawn = numbers.map(lambda x: tf.random.uniform(()), num_parallel_calls=4)
first, second = all_of(drawn), all_of(drawn)
found = np.array([np.array_equal(np.sort(first), np.sort(second)), np.array_equal(first, second)])
"""
    evidence = kernels(SETUP, cell, look=("found",)).evidence
    assert evidence is not None
    seen = evidence.seen["found"]

    assert isinstance(seen, Tensor)
    assert seen.array.numpy().tolist() == [True, False]


def test_a_fault_in_a_mapped_function_is_told(kernels: Kernels) -> None:
    """With what went wrong in it."""
    run = kernels(SETUP, "all_of(numbers.map(lambda x: 10 // (x - 3)))")

    assert "Integer division by zero" in str(run.cells[1].error)
