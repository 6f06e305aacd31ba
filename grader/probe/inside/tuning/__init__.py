"""Measures that only make kernels faster. No result depends on them.

GRADER_TUNING=off in a kernel's environment switches all of them off; then this package is imported and does nothing.

memory          pages and frames of a process that forks kernels
first_operation the work of TensorFlow's first operation in a process, done before the fork
data_pipelines  pipelines of `tf.data` on one thread
training_state  the variables of optimizers and metrics, made outside the function that trains
"""

import os

ENABLED = os.environ.get("GRADER_TUNING") != "off"
"""The only switch."""
