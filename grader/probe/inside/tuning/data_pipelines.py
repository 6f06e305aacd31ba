"""Pipelines of `tf.data` on the one core that a kernel has: no thread hands an element to another.

TensorFlow spreads a pipeline over threads: it tunes it while it runs, maps in parallel, joins maps with batches, and
lets a pool of threads call each mapped function. On one core a hand-over costs more than most of what is mapped: of 35
CPU µs for a cast and a division of one digit 4 are left. The elements are the same, and so is their order.
"""

from typing import Any

import tensorflow as tf
from tensorflow.python.ops import gen_dataset_ops as built

_map = built.map_dataset
_parallel_map = built.parallel_map_dataset_v2
_interleave = built.interleave_dataset
_parallel_interleave = built.parallel_interleave_dataset_v4


def use_one_thread() -> None:
    """Build every pipeline so from now on."""
    built.map_dataset = _map_in_place
    built.parallel_map_dataset_v2 = _map_in_turn
    built.parallel_interleave_dataset_v4 = _interleave_in_turn


def _untuned() -> bytes:
    """The options that TensorFlow's own debug mode sets, and that nothing is fetched ahead of who asks."""
    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.inject_prefetch = False
    options.experimental_optimization.map_and_batch_fusion = False
    return bytes(options._to_proto().SerializeToString())  # noqa: SLF001 - as `Dataset.with_options` does it


_UNTUNED = _untuned()


def _map_in_place(*args: Any, f: Any, output_types: Any, output_shapes: Any, **kwargs: Any) -> Any:
    """A map whose function is called by the thread that asks for an element; the options hold for what follows it."""
    if not _calls_others(f):
        kwargs["use_inter_op_parallelism"] = False
    specs = {"output_types": output_types, "output_shapes": output_shapes}
    return built.options_dataset(_map(*args, f=f, **specs, **kwargs), _UNTUNED, **specs)


def _calls_others(function: Any) -> bool:
    """Whether a function calls another one, of TensorFlow's or Python's, which the executor of one thread can't do."""
    graph = function.graph
    nested = graph.as_graph_def().library.function
    return bool(nested) or any("PyFunc" in one.type for one in graph.get_operations())


def _map_in_turn(*args: Any, f: Any, **kwargs: Any) -> Any:
    """A map that was to be parallel, without what says how. One that draws random numbers, or changes a variable, stays
    as it is: parallel calls do so in another order each time, and that shows.
    """
    if any(one._is_stateful for one in f.graph.get_operations()):  # noqa: SLF001 - nothing public tells
        return _parallel_map(*args, f=f, **kwargs)
    for name in ("num_parallel_calls", "deterministic", "use_unbounded_threadpool"):
        del kwargs[name]
    return _map_in_place(*args, f=f, **kwargs)


def _interleave_in_turn(data: Any, captured: Any, cycle: Any, block: Any, *args: Any, **kwargs: Any) -> Any:
    """Interleave in turn if a number of data sets is given: what TensorFlow would choose depends on the machine."""
    if (tf.get_static_value(cycle) or 0) < 1:
        return _parallel_interleave(data, captured, cycle, block, *args, **kwargs)
    del kwargs["deterministic"]
    return _interleave(data, captured, cycle, block, **kwargs)
