"""Runs pipelines of `tf.data` on the single core that a kernel has: no thread hands an element to a different one.

TensorFlow spreads a pipeline over threads: it tunes the pipeline while it runs, maps in parallel, joins maps with
batches, and lets a pool of threads call each mapped function. On one core handing over costs more than most mapped
functions do: of 35 CPU µs to cast and divide one digit, 4 are left. The elements and their order stay the same.
"""

from typing import Any

import tensorflow as tf
from tensorflow.python.ops import gen_dataset_ops as built

_map = built.map_dataset
_parallel_map = built.parallel_map_dataset_v2
_interleave = built.interleave_dataset
_parallel_interleave = built.parallel_interleave_dataset_v4


def use_one_thread() -> None:
    """Build all pipelines in this way from now on."""
    built.map_dataset = _map_in_place
    built.parallel_map_dataset_v2 = _map_in_turn
    built.parallel_interleave_dataset_v4 = _interleave_in_turn


def _untuned() -> bytes:
    """The options that TensorFlow's own debug mode sets, plus one that nothing is fetched ahead."""
    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.inject_prefetch = False
    options.experimental_optimization.map_and_batch_fusion = False
    return bytes(options._to_proto().SerializeToString())  # noqa: SLF001 - as in `Dataset.with_options`


_UNTUNED = _untuned()


def _map_in_place(*args: Any, f: Any, output_types: Any, output_shapes: Any, **kwargs: Any) -> Any:
    """A map whose function is called by the thread that asks for an element; the options apply to later steps too."""
    if not _calls_others(f):
        kwargs["use_inter_op_parallelism"] = False
    specs = {"output_types": output_types, "output_shapes": output_shapes}
    return built.options_dataset(_map(*args, f=f, **specs, **kwargs), _UNTUNED, **specs)


def _calls_others(function: Any) -> bool:
    """Whether a function calls a different TensorFlow or Python function, which one thread's executor can't do."""
    graph = function.graph
    nested = graph.as_graph_def().library.function
    return bool(nested) or any("PyFunc" in operation.type for operation in graph.get_operations())


def _map_in_turn(*args: Any, f: Any, **kwargs: Any) -> Any:
    """A parallel map, made sequential. A map that draws random numbers or changes a variable stays parallel: parallel
    calls do this in a different order each time, and that is visible.
    """
    if any(one._is_stateful for one in f.graph.get_operations()):  # noqa: SLF001 - there is no public way to find out
        return _parallel_map(*args, f=f, **kwargs)
    for name in ("num_parallel_calls", "deterministic", "use_unbounded_threadpool"):
        del kwargs[name]
    return _map_in_place(*args, f=f, **kwargs)


def _interleave_in_turn(data: Any, captured: Any, cycle: Any, block: Any, *args: Any, **kwargs: Any) -> Any:
    """Interleave sequentially if a number of data sets is given: TensorFlow's own choice depends on the machine."""
    if (tf.get_static_value(cycle) or 0) < 1:
        return _parallel_interleave(data, captured, cycle, block, *args, **kwargs)
    del kwargs["deterministic"]
    return _interleave(data, captured, cycle, block, **kwargs)
