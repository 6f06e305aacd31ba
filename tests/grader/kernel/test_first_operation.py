"""What TensorFlow does at a process' first operation, done before a fork."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.kernel

FORKED = """
import json, os, resource
import tensorflow as tf
from tensorflow.python.eager import context
from grader.kernel import first_operation

def threads():
    return len(os.listdir("/proc/self/task"))

def first_faults():
    ours, theirs = os.pipe()
    if not os.fork():
        tf.constant([1.0, 2.0])
        os.write(theirs, str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt).encode())
        os._exit(0)
    os.wait()
    return int(os.read(ours, 99))

before, faults = threads(), first_faults()
first_operation.prepare()
print(json.dumps([before, threads(), context.context()._context_handle is None, faults, first_faults()]))
"""


def test_a_child_has_most_of_its_first_operation_behind_it_and_its_parent_has_no_new_thread() -> None:
    """It touches half of the pages at most, and the parent has neither a context nor another thread."""
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], capture_output=True, text=True, check=True)
    threads, threads_after, without_context, faults, faults_after = json.loads(ended.stdout)

    assert threads_after <= threads
    assert without_context
    assert faults_after < 0.6 * faults
