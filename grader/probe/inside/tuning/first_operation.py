"""Does before the fork what TensorFlow does once per process, at its first operation, if that is safe before a fork.

Anything that starts a thread for others to wait for is not safe, because a fork does not get its parent's threads. So
this module makes no context. It fills tables that all operations read, and lets code be generated. Every child finds
that done, and its first operations take a third of the time.
"""

import collections.abc
import contextlib
import ctypes
from pathlib import Path
from types import FunctionType, NoneType

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.autograph.pyct import inspect_utils
from tensorflow.python.framework import composite_tensor, indexed_slices, kernels, op_def_registry, ops, weak_tensor
from tensorflow.python.ops import resource_variable_ops
from tensorflow.python.types import core, data, trace

_COMPILED_KERNELS = "_ZN10tensorflow13XlaOpRegistry26RegisterCompilationKernelsEv"
"""`tensorflow::XlaOpRegistry::RegisterCompilationKernels()`, which the first graph of a process calls."""
_ABSTRACT: tuple[type, ...] = (
    *(tf.TypeSpec, tf.Variable, core.Tensor, core.TensorProtocol, data.DatasetV1),
    *(composite_tensor.CompositeTensor, indexed_slices.IndexedSlices, weak_tensor.WeakTensor),
    *(trace.SupportsTracingProtocol, trace.TraceType),
    *(collections.abc.Mapping, collections.abc.MappingView, collections.abc.Sequence),
)
"""The classes for which TensorFlow checks whether an argument is an instance. Each class caches its answers."""
_GIVEN: tuple[type, ...] = (
    *(bool, bytes, dict, float, int, list, slice, str, tuple, FunctionType, NoneType),
    *(np.ndarray, np.generic, np.float32, np.float64, np.int32, np.int64, np.uint8),
    *(tf.DType, tf.TensorShape, core.Tensor, core.TensorProtocol),
    *(ops.EagerTensor, ops.SymbolicTensor, resource_variable_ops.ResourceVariable),
    *(keras.DTypePolicy, keras.KerasTensor, keras.Variable),
    *(keras.initializers.GlorotUniform, keras.initializers.Zeros),
    *(keras.layers.Dense, keras.layers.Dropout, keras.layers.Flatten, keras.layers.InputLayer),
)
"""The types of arguments that nearly everybody passes."""


def prepare() -> None:
    """Fill the tables and generate the code."""
    op_def_registry.get("an operation that nobody knows")  # the first unknown name copies the list of all operations
    kernels.get_registered_kernels_for_op("MatMul")  # the first question removes those of a compiler that is off
    _register_compiled_kernels()
    _generate_product_code()
    inspect_utils._fix_linecache_record = _leave_lines  # noqa: SLF001 - TensorFlow has no switch for it
    for abstract in _ABSTRACT:
        for given in _GIVEN:
            issubclass(given, abstract)


def _leave_lines(_: object) -> None:
    """Do nothing, instead of asking each module whether a function that is to be compiled is in its file.

    TensorFlow reads such a file again, which helps only if modules are in an archive. Asking writes to the reference
    counts of several thousand modules. Those 14 MiB would no longer be shared with other children.
    """


def _register_compiled_kernels() -> None:
    """Register the kernels of XLA, which no Python function does. Otherwise each child does it itself."""
    for library in Path(tf.__file__).parent.glob("libtensorflow_cc.*"):
        with contextlib.suppress(OSError, AttributeError):
            getattr(ctypes.CDLL(str(library)), _COMPILED_KERNELS)()


def _generate_product_code() -> None:
    """Generate the machine code of matrix products, which takes 25 of the 28 CPU ms of a process's first product.

    If a tensor's shape depends on constants, TensorFlow computes them while the graph is made. Its pool for that has
    one thread, so the calling thread does all work, both here and in a fork, which lacks that thread.
    """
    with tf.Graph().as_default():
        product = tf.matmul(tf.ones((4, 64)), tf.ones((64, 32)))
        shaped = tf.reshape(tf.compat.v1.placeholder(tf.float32, [None]), tf.cast(product[0, :1], tf.int32))
    assert shaped.shape == (64,), "the product was computed"
