"""What is done in kernels for speed alone. Nothing depends on it: without it every run shows the same.

GRADER_TUNING=off in a kernel's environment switches all of it off; then this package is imported and does nothing.

memory          pages and frames of a process that forks kernels
first_operation what TensorFlow does at a process's first operation, done before the fork
data_pipelines  pipelines of `tf.data` on one thread
training_state  the variables of optimizers and metrics, made outside of the function that trains
"""

import os

ENABLED = os.environ.get("GRADER_TUNING") != "off"
"""The one switch."""
