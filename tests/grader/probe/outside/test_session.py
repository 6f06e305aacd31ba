"""Real kernels: every way in which a run can go, seen from outside."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pytest
import zmq.asyncio

from grader.errors import KernelFault
from grader.evidence import (
    Absent,
    Array,
    CallFunction,
    Calls,
    Describe,
    History,
    Layers,
    Predict,
    Predictions,
    Raised,
    Replay,
    Request,
    Tensor,
    encode,
)
from grader.model import Outcome, Run
from grader.probe.outside.session import KernelDied, Session, Usage
from grader.sandbox.limits import Limits
from grader.sandbox.outside.suspend_clock import Countdown
from grader.sandbox.outside.zygote import Zygote

Kernels = Callable[..., Run]

pytestmark = pytest.mark.kernel

SHORT = Limits(wall_s=20, cell_s=1)


def value(run_seen: object) -> object:
    assert isinstance(run_seen, Tensor)
    return run_seen.array.numpy().tolist()


def test_a_run_shows_outputs_values_and_names(kernels: Kernels) -> None:
    """What cells print and define comes back as it is."""
    run = kernels("import numpy as np\nx = np.arange(3)\nprint('hello')\nx.sum()", look=("x", "nope"))

    assert run.outcome is Outcome.OK
    assert [(output.kind, output.text) for output in run.cells[0].outputs] == [
        ("stdout", "hello\n"),
        ("text", "np.int64(3)"),
    ]
    assert value(run.evidence.seen["x"]) == [0, 1, 2]
    assert run.evidence.seen["nope"] == Absent()
    assert run.evidence.names == {"x": "array"}
    assert run.cpu_s > 0
    assert run.peak_mib > 0


def test_cells_after_one_that_raises_still_run(kernels: Kernels) -> None:
    """An exception ends its cell alone; the outcome names the cell, and the record its line."""
    run = kernels("a = 1", "b = 2\nb / 0\nb = 3", "c = 4", look=("b", "c"))

    assert (run.outcome, run.message) == (Outcome.RAISED, "Line 2 (`b / 0`) raised ZeroDivisionError.")
    assert run.cells[1].error is not None
    assert (run.cells[1].error.name, run.cells[1].error.line) == ("ZeroDivisionError", 2)
    assert [value(run.evidence.seen[name]) for name in ("b", "c")] == [2, 4]


def test_a_syntax_error_is_an_error_of_its_cell(kernels: Kernels) -> None:
    """A cell that does not parse raises; the others run."""
    run = kernels("a = (", "b = 1", look=("b",))

    assert run.outcome is Outcome.RAISED
    assert run.cells[0].error is not None
    error = run.cells[0].error
    assert (error.name, error.message, error.line) == ("SyntaxError", "incomplete input", 1)
    assert value(run.evidence.seen["b"]) == 1


def test_an_endless_cell_is_interrupted_and_the_run_goes_on(kernels: Kernels) -> None:
    """A cell past its time is interrupted; later cells run and are looked at."""
    run = kernels("a = 1", "while True: pass", "b = 2", look=("a", "b"), limits=SHORT)

    said = "The cell that begins with `while True: pass` was stopped after 1 s."
    assert (run.outcome, run.message) == (Outcome.TIMED_OUT, said)
    assert [cell.state for cell in run.cells] == ["ran", "interrupted", "ran"]
    assert [value(run.evidence.seen[name]) for name in ("a", "b")] == [1, 2]


STUBBORN = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True: pass
"""


def test_a_cell_that_cannot_be_interrupted_ends_the_run_and_what_came_before_counts(kernels: Kernels) -> None:
    """The run's own clock ends what ignores interrupts; the cells before it are looked at in a fresh kernel."""
    run = kernels("a = 1", STUBBORN, "b = 2", look=("a", "b"), limits=Limits(wall_s=3, cell_s=1))

    assert run.outcome is Outcome.TIMED_OUT
    assert [cell.state for cell in run.cells] == ["ran", "died", "not_run"]
    assert value(run.evidence.seen["a"]) == 1
    assert run.evidence.seen["b"] == Absent()


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("import os; os._exit(0)", "exit code 0"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os; os.abort()", "an abort"),
    ],
)
def test_a_dead_kernel_keeps_the_cells_before_it(kernels: Kernels, cell: str, word: str) -> None:
    """A kernel's death is the outcome and says how; earlier cells still count."""
    run = kernels("a = 1", cell, "b = 2", look=("a",))

    assert run.outcome is Outcome.CRASHED
    assert run.message.startswith(f"The cell that begins with `{cell}`: ")
    assert word in run.message
    assert value(run.evidence.seen["a"]) == 1


def test_a_kernel_cannot_pretend_to_have_been_killed_from_outside(kernels: Kernels) -> None:
    """A SIGKILL that learner code sends to itself does nothing, so nobody can fake a fault of the grader."""
    run = kernels("import os\nos.kill(1, 9)\nos.kill(os.getpid(), 9)", "b = 1", look=("b",))

    assert run.outcome is Outcome.OK
    assert value(run.evidence.seen["b"]) == 1


def test_cpu_time_past_the_limit_ends_the_run(kernels: Kernels) -> None:
    """CPU seconds are counted by the system, whatever a cell does with signals."""
    run = kernels("a = 1", STUBBORN, look=("a",), limits=Limits(wall_s=30, cell_s=20, cpu_s=2))

    assert run.outcome is Outcome.TIMED_OUT
    assert "more than 2 s of processor time" in run.message
    assert value(run.evidence.seen["a"]) == 1


@pytest.mark.parametrize("cell", ["print('x' * 10_000_000)", "for i in range(300_000): print('x' * 10)"])
def test_a_flood_is_cut_and_later_cells_run(kernels: Kernels, cell: str) -> None:
    """Output past the cap is dropped inside; the run goes on."""
    run = kernels("a = 1", cell, "b = 2", look=("b",))

    assert run.outcome is Outcome.TOO_MUCH_OUTPUT
    assert sum(len(output.text) for output in run.cells[1].outputs) < 1.1 * 2**20
    assert value(run.evidence.seen["b"]) == 2


def test_a_flood_that_goes_around_the_cap_ends_the_run(kernels: Kernels) -> None:
    """Messages are counted outside too: a thousand pictures are too many."""
    run = kernels("a = 1", "from IPython.display import display\nfor i in range(5_000): display(i)", look=("a",))

    assert run.outcome is Outcome.TOO_MUCH_OUTPUT
    assert value(run.evidence.seen["a"]) == 1


def test_half_a_character_is_not_a_fault(kernels: Kernels) -> None:
    """Text that no encoding knows is shown as question marks."""
    run = kernels(r"print('\ud800')", r"'\udfff'", "a = 1", look=("a",))

    assert run.outcome is Outcome.OK
    assert encode(run.evidence)
    assert "".join(output.text for cell in run.cells for output in cell.outputs).encode()
    assert value(run.evidence.seen["a"]) == 1


def test_an_exception_with_half_a_character_is_still_an_exception(kernels: Kernels) -> None:
    """Its message is shown with a question mark, and its cell has raised."""
    run = kernels(r"raise ValueError('a\ud800')")

    assert run.outcome is Outcome.RAISED
    assert run.cells[0].error is not None
    assert (run.cells[0].error.name, run.cells[0].error.message) == ("ValueError", "a?")


def test_text_past_the_cap_is_not_kept_whoever_sends_it(kernels: Kernels) -> None:
    """What goes around the kernel's own cap is cut outside."""
    send = "kernel = get_ipython().kernel\nfor _ in range(8): kernel.session.send(kernel.iopub_socket, 'stream', "
    content = "{'name': 'stdout', 'text': 'x' * 20_000}, parent=kernel.get_parent('shell'))"
    run = kernels(send + content, "print('later')", limits=Limits(output_kib=100))

    assert run.outcome is Outcome.TOO_MUCH_OUTPUT
    assert sum(len(output.text) for cell in run.cells for output in cell.outputs) == 100 * 1024


def test_memory_past_the_limit_raises_in_the_cell(kernels: Kernels) -> None:
    """An allocation past the limit is the cell's MemoryError, and the kernel lives on."""
    run = kernels("x = bytearray(3 * 2**30)", "b = 1", look=("b",))

    assert run.cells[0].error is not None
    assert run.cells[0].error.name == "MemoryError"
    assert value(run.evidence.seen["b"]) == 1


def test_two_kernels_start_from_the_same_seed(kernels: Kernels) -> None:
    """Unseeded random numbers are the same in every run."""
    draw = "x = [random.random(), numpy.random.rand(), float(tf.random.uniform(()))]"
    cell = f"import random, numpy, tensorflow as tf\n{draw}"

    first, second = (kernels(cell, look=("x",)).evidence.seen["x"] for _ in range(2))

    assert value(first) == value(second)


def test_a_kernel_collects_its_own_garbage_and_none_of_what_it_began_with(kernels: Kernels) -> None:
    """To look through what its parent made would copy all of it. Nor did its parent look while it imported that."""
    cell = """
import gc, weakref
before = gc.get_stats()[2]["collections"]
class Node: pass
node = Node(); node.self = node; seen = weakref.ref(node); del node; gc.collect()
x = [gc.isenabled(), seen() is None, gc.get_freeze_count() > 100_000, before == 0]"""

    assert value(kernels(cell, look=("x",)).evidence.seen["x"]) == [True, True, True, True]


def test_a_kernel_sees_nothing_of_the_last_one(kernels: Kernels) -> None:
    """Files and names of one run are gone in the next."""
    kernels("open('/tmp/left', 'w').write('x'); open('left', 'w').write('x'); import math; math.left = 1")

    run = kernels(
        "import os, math\nx = [os.path.exists('/tmp/left'), os.path.exists('left'), hasattr(math, 'left')]", look=("x",)
    )

    assert value(run.evidence.seen["x"]) == [False, False, False]


def test_a_function_is_called_on_arguments_it_never_saw(kernels: Kernels) -> None:
    """Each call's value, exception or missing value is its own result."""
    cell = "def f(x):\n    if x.shape[0] == 1: raise ValueError('no')\n    return x * 2 if x.shape[0] == 2 else None"
    arguments = tuple((Array.from_values(np.ones(size, np.float32)),) for size in (1, 2, 3))

    seen = kernels(cell, asks={"c/f": CallFunction(name="f", arguments=arguments)}).evidence.seen["c/f"]

    assert isinstance(seen, Calls)
    assert seen.results[0] == Raised(error="ValueError", message="no")
    assert value(seen.results[1]) == [2.0, 2.0]
    assert getattr(seen.results[2], "kind", "") == "NoneType"


def test_a_function_that_never_returns_costs_only_its_own_ask(kernels: Kernels) -> None:
    """An ask past its time is interrupted; the others are answered."""
    call = CallFunction(name="f", arguments=((Array.from_values(np.float32(1)),),))

    run = kernels("def f(x):\n    while True: pass", "a = 1", look=("a",), asks={"c/f": call}, limits=SHORT)

    assert isinstance(run.evidence.seen["c/f"], Calls)
    assert value(run.evidence.seen["a"]) == 1


REPLAYED = "features = 1 * features\ny = features + 1"


FRESH = "features = tf.constant([1., 2.])"


def replay(*names: str) -> Replay:
    """Other features, and a look at what follows from them."""
    inputs = {"features": Array.from_values(np.array([10, 20], np.float32))}
    return Replay(inputs=inputs, cells=(), asks={f"c/{name}": Describe(name=name) for name in names})


def test_answer_cells_run_again_on_hidden_inputs(kernels: Kernels) -> None:
    """A value follows its rebound inputs; a fresh definition of an input in the answer does not undo them."""
    cells = ("import tensorflow as tf", FRESH, FRESH, REPLAYED)

    run = kernels(*cells, look=("y",), replays=(replay("y"),), answers=((), (), (FRESH,), (REPLAYED,)))

    assert value(run.evidence.seen["y"]) == [2.0, 3.0]
    assert value(run.evidence.seen["c/y"]) == [11.0, 21.0]


@pytest.mark.parametrize("scrap", ["1 / 0", "this is no Python", "import os; os._exit(0)", "while True: pass"])
def test_a_scrap_cell_spoils_no_replay(kernels: Kernels, scrap: str) -> None:
    """Whatever ends a cell, or the kernel in a later one, leaves the other answers to be run on hidden inputs."""
    cells = (f"import tensorflow as tf\n{FRESH}", REPLAYED, scrap)

    run = kernels(*cells, look=("y",), replays=(replay("y"),), answers=((), (REPLAYED,), (scrap,)), limits=SHORT)

    assert run.outcome is not Outcome.OK
    assert value(run.evidence.seen["c/y"]) == [11.0, 21.0]


MODEL = """
import tensorflow as tf
m = tf.keras.Sequential([tf.keras.Input((4, 4, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(3, "relu")])
m.compile("sgd", "mse")
h = m.fit(tf.ones((8, 4, 4, 1)), tf.ones((8, 3)), epochs=2, verbose=0)
"""


def test_a_model_its_history_and_its_predictions_are_seen(kernels: Kernels) -> None:
    """Layers with their weights' shapes, one number an epoch, one row an image."""
    images = Array.from_values(np.zeros((5, 4, 4, 1), np.uint8))

    seen = kernels(MODEL, look=("m", "h"), asks={"c/m": Predict(name="m", images=images)}).evidence.seen

    model, history, predictions = seen["m"], seen["h"], seen["c/m"]
    assert isinstance(model, Layers)
    layers = [(layer.kind, layer.parameters) for layer in model.layers]
    assert layers == [("InputLayer", 0), ("Flatten", 0), ("Dense", 51)]
    assert (model.kind, model.built, model.input_shape) == ("sequential", True, (None, 4, 4, 1))
    assert isinstance(history, History)
    assert (history.series["loss"].shape, history.batches) == ((2,), 1)
    assert isinstance(predictions, Predictions)
    assert predictions.array.shape == (5, 3)


def test_large_images_are_shown_to_a_network_that_is_compiled_once(kernels: Kernels) -> None:
    """So its layers are not called for each of the batches, and it answers the same."""
    cells = """
import tensorflow as tf
m = tf.keras.Sequential([tf.keras.Input((64, 64, 3)), tf.keras.layers.Conv2D(4, 3, activation="relu"),
                         tf.keras.layers.GlobalAveragePooling2D()])
right = m(tf.reshape(tf.range(96 * 64 * 64 * 3) % 256, (96, 64, 64, 3)) / 255)
calls = tf.Variable(0)
def counted(self, x, call=tf.keras.layers.Conv2D.call):
    calls.assign_add(1) if tf.executing_eagerly() else None
    return call(self, x)
tf.keras.layers.Conv2D.call = counted
"""
    images = Array.from_values((np.arange(96 * 64 * 64 * 3) % 256).reshape(96, 64, 64, 3).astype(np.uint8))
    asks = {"c/m": Predict(name="m", images=images), "calls": Describe(name="calls")}

    seen = kernels(cells, look=("right",), asks=asks).evidence.seen

    predictions, right, called = seen["c/m"], seen["right"], seen["calls"]
    assert isinstance(predictions, Predictions)
    assert isinstance(right, Tensor)
    assert np.allclose(predictions.array.numpy(), right.array.numpy(), atol=1e-5)
    assert value(called) == 0


def test_data_sets_load_unmodified_without_a_network(kernels: Kernels) -> None:
    """`tfds.load` works in the jail as it stands in any tutorial."""
    cell = (
        "import tensorflow_datasets as tfds\n"
        "x = [len(tfds.load(name, split=split)) for name in ('mnist', 'fashion_mnist') for split in ('train', 'test')]"
    )

    run = kernels(cell, look=("x",))

    assert value(run.evidence.seen["x"]) == [6000, 1000, 6000, 1000]


@pytest.mark.parametrize(
    "hog",
    [
        "hoard = []\nwhile True: hoard.append(b'x' * 2**24)",
        "import os\nfor _ in range(6):\n    if not os.fork(): b = b'x' * (400 * 2**20); os.read(os.pipe()[0], 1)",
    ],
    ids=["one process", "six processes"],
)
def test_memory_past_the_limit_ends_the_run_and_says_where(kernels: Kernels, hog: str) -> None:
    """However many processes share it out among them; the cells before are still looked at."""
    run = kernels("y = 1", hog + "\nos.wait()", look=("y",), limits=Limits(memory_mib=500, cell_s=20))

    assert run.outcome is Outcome.OUT_OF_MEMORY
    where = f"The cell that begins with `{hog.partition(chr(10))[0]}`"
    assert run.message == f"{where}: It used more than 500 MiB of memory and was stopped."
    assert isinstance(run.evidence.seen["y"], Tensor)


def test_a_kernel_that_hangs_up_before_it_is_asked_stops_nobody(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Speaking to it is an error of its run, and does not wait for it."""

    async def ask() -> KernelDied:
        async with Session(zygote, Limits(), Usage()) as session:
            await session.run(["a = 1"], [0], Countdown(60))
            session.connection.close()
            with pytest.raises(KernelDied) as died:
                await session.observe(Request(asks={}, grid=Array.from_values([]), array_bytes=0), Countdown(60))
            return died.value

    assert loop.run(ask()).outcome is Outcome.BROKE_PROTOCOL


class _Recording(zmq.asyncio.Context):
    """Contexts that know every socket that one of them has made."""

    made: ClassVar[list[zmq.asyncio.Socket]] = []

    def socket(self, *arguments: Any, **options: Any) -> zmq.asyncio.Socket:
        self.made.append(super().socket(*arguments, **options))
        return self.made[-1]


def test_no_socket_of_zeromq_speaks_to_a_kernel(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that outlives its kernel tries to connect for ever, and wakes a checker that nobody asks."""

    async def run() -> None:
        async with Session(zygote, Limits(), Usage()) as session:
            await session.run(["a = 1"], [0], Countdown(60))

    monkeypatch.setattr(zmq.asyncio, "Context", _Recording)  # where Jupyter's manager and client find it
    loop.run(run())

    assert _Recording.made == []


def test_a_kernel_starts_while_another_runs_and_gets_no_cell_before_that_ends(
    loop: asyncio.Runner, zygote: Zygote
) -> None:
    """One slot holds for cells, not for starts: who waits is ready at once when its turn comes."""
    ready = asyncio.Event()

    class Waiting(Session):
        async def _take_slot(self) -> None:
            ready.set()
            await super()._take_slot()

    async def overlapped() -> tuple[bool, str]:
        second = Waiting(zygote, SHORT, Usage())
        async with Session(zygote, SHORT, Usage()):
            entering = asyncio.ensure_future(second.__aenter__())
            await asyncio.wait_for(ready.wait(), 20)
            early = zygote.slots.locked() and entering.done()
        await entering
        try:
            cells, _ = await second.run(["1"], [0], Countdown(20))
        finally:
            await second.__aexit__()
        return early, cells[0].state

    assert loop.run(overlapped()) == (False, "ran")


def test_a_kernel_that_ends_while_it_waits_for_its_turn_is_our_fault(loop: asyncio.Runner, zygote: Zygote) -> None:
    """No learner code has run in it; and the turn goes on to the next."""

    class Killed(Session):
        async def _take_slot(self) -> None:
            assert self.provisioner.kernel is not None
            await self.provisioner.kill()
            await self.provisioner.kernel.exited
            await super()._take_slot()

    class Lost(Session):
        async def _take_slot(self) -> None:
            raise KernelFault("ended while it waited")

    async def lost() -> None:
        for kind in (Killed, Lost):
            with pytest.raises(KernelFault, match="ended while it waited"):
                await kind(zygote, SHORT, Usage()).__aenter__()
            async with zygote.slots:
                assert zygote.slots.locked()

    loop.run(lost())


CALLS_FROM_EVERY_DEPTH = """
import resource

def leaf(): pass

leaf.__code__ = leaf.__code__.replace(co_stacksize=200)

def faults_at(depth):
    if depth: return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(200): leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

most = max(map(faults_at, range(400)))
"""


def test_no_call_in_a_cell_maps_memory(kernels: Kernels) -> None:
    """However deep the calls are from which it comes; such a call would cost two system calls and a page fault."""
    seen = value(kernels(CALLS_FROM_EVERY_DEPTH, look=("most",)).evidence.seen["most"])

    assert isinstance(seen, int)
    assert seen < 200
