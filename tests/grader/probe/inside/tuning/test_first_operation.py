"""What TensorFlow does at a process' first operation, done before a fork."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.kernel

FORKED = """
import json, os, resource
import tensorflow as tf
from tensorflow.python.eager import context
from grader.probe.inside.tuning import first_operation

def threads():
    return [open(f"/proc/self/task/{one}/comm").read().strip() for one in os.listdir("/proc/self/task")]

def in_a_fork(work):
    ours, theirs = os.pipe()
    if not os.fork():
        os.write(theirs, json.dumps(work()).encode())
        os._exit(0)
    os.wait()
    return json.loads(os.read(ours, 999))

def faults(work):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def first_faults():
    made = faults(lambda: tf.constant([1.0, 2.0]))
    tf.constant([1.0, 2.0]) + 1.0
    one = tf.ones((30, 40))
    return made, faults(lambda: tf.matmul(one, one, transpose_b=True))

def computed():
    @tf.function
    def shaped(values):
        product = tf.matmul(tf.ones((4, 3)), tf.ones((3, 5)))  # of constants, for which there is a pool of its own
        drawn = tf.random.stateless_uniform((1000,), (1, 2)) * 0 + product[0, 0]
        sizes = tf.cast(tf.reduce_sum(tf.sort(drawn)), tf.int32)
        return tf.reshape(values, (tf.cast(product[0, 0], tf.int32), -1)), tf.reshape(tf.zeros(3000), (sizes,))
    data = tf.data.Dataset.range(60).map(lambda one: one * 2).batch(4)
    return [*shaped(tf.zeros(60))[0].shape, sum(int(tf.reduce_sum(one)) for one in data)]

before, faults_before = threads(), in_a_fork(first_faults)
first_operation.prepare()
without_context = context.context()._context_handle is None
print(json.dumps([before, threads(), without_context, faults_before, in_a_fork(first_faults), in_a_fork(computed)]))
"""


def test_a_child_has_most_of_its_first_operations_behind_it_and_waits_for_no_thread() -> None:
    """It touches half of the pages at most. The parent has no context, and one thread more, which no child misses."""
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], capture_output=True, text=True, check=True)
    threads, threads_after, without_context, faults, faults_after, computed = json.loads(ended.stdout)

    assert {*threads_after} - {*threads} == {"tf_graph_runner"}
    assert without_context
    assert faults_after[0] < 0.6 * faults[0]
    assert faults_after[1] < 0.5 * faults[1]
    assert computed == [3, 20, 3540]


COMPILED = """
import sys, types
import tensorflow as tf
from grader.probe.inside.tuning import first_operation

class Bystander(types.ModuleType):
    def __getattribute__(self, name):
        asked.add(name)
        return super().__getattribute__(name)

@tf.function
def doubled(number):
    if number > 0:  # which only a function that was read and compiled can do with a tensor
        return 2 * number
    return number

asked = set()
first_operation.prepare()
sys.modules["bystander"] = Bystander("bystander")
print(int(doubled(tf.constant(2))), "__file__" in asked)
"""


def test_a_function_is_compiled_without_a_question_to_every_module(tmp_path: Path) -> None:
    script = tmp_path / "compiled.py"
    script.write_text(COMPILED, encoding="utf-8")
    ended = subprocess.run([sys.executable, "-W", "ignore", script], capture_output=True, text=True, check=True)

    assert ended.stdout.split() == ["4", "False"]
