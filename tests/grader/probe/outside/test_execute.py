"""Real kernels whose learners' objects are slow to look at: each is bounded, and what else was left is seen."""

import asyncio

import numpy as np
import pytest

from grader.evidence import (
    LATE,
    Absent,
    Array,
    Ask,
    CallFunction,
    Calls,
    Dataset,
    Describe,
    Evidence,
    Predict,
    Raised,
    Replay,
    Request,
    Tensor,
)
from grader.model import Outcome, Run
from grader.probe.outside.execute import REPEAT, ROOMS, Questions, execute
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Change, ChangeKind, Source, SourceCell
from tests.grader.conftest import GRID, Kernels

pytestmark = pytest.mark.kernel

LIMITS = Limits(wall_s=20, cell_s=10, after_s=6)
SLACK_S = 60
"""For starts of kernels and for ends of runs, on a busy machine."""
ONE = ((Array.from_values(np.float32(1)),),)
IMAGES = Array.from_values(np.zeros((2, 3), np.float32))

SPIN = "import time\ndef spin(*_, **__):\n    while True: pass\n"


def value(seen: object) -> object:
    assert isinstance(seen, Tensor)
    return seen.array.numpy().tolist()


def require_bounded(run: Run, limits: Limits = LIMITS) -> None:
    """Assert that a run took no more time than it had."""
    assert run.after_s <= limits.shared_after_s
    assert run.wall_s <= limits.wall_s + limits.shared_after_s + SLACK_S


SLOW: dict[str, tuple[str, Ask]] = {
    "says what it is by a property": ("class C:\n    __class__ = property(spin)\nx = C()", Describe(name="x")),
    "gives no attribute": ("class C:\n    __getattribute__ = spin\nx = C()", Describe(name="x")),
    "has a class that has no name": (
        "class M(type):\n    __name__ = property(spin)\nclass C(metaclass=M): pass\nx = C()",
        Describe(name="x"),
    ),
    "becomes no array": ("class C:\n    __array__ = spin\nx = [C()]", Describe(name="x")),
    "is a list without a length": ("class C(list):\n    __len__ = __bool__ = spin\nx = C([1])", Describe(name="x")),
    "never returns": ("def x(a):\n    while True: pass", CallFunction(name="x", arguments=ONE)),
    "catches every interrupt": (
        "def x(a):\n    while True:\n        try: time.sleep(0.01)\n        except BaseException: pass",
        CallFunction(name="x", arguments=ONE),
    ),
    "raises what never says why": (
        "class E(Exception):\n    __str__ = spin\ndef x(a): raise E",
        CallFunction(name="x", arguments=ONE),
    ),
    "is a model that never answers": (
        "import keras\nclass M(keras.Model):\n    call = spin\nx = M()",
        Predict(name="x", images=IMAGES),
    ),
    "is a model that never describes itself": (
        "import keras\nclass M(keras.Sequential):\n    layers = property(spin)\nx = M()",
        Describe(name="x"),
    ),
    "is a callback whose history is slow": (
        "import keras\nclass H(keras.callbacks.History):\n    history = property(spin, spin)\nx = H.__new__(H)",
        Describe(name="x"),
    ),
    "is stuck outside Python": (
        "import tensorflow as tf\n@tf.function\ndef x(a):\n    while a > 0: a = a + 0 * a\n    return a",
        CallFunction(name="x", arguments=ONE),
    ),
}
"""What stands under `x`, and what is asked about it."""
STUCK = {"catches every interrupt", "is stuck outside Python"}
"""Those after which nothing more can be looked at."""


@pytest.mark.parametrize("name", SLOW)
def test_an_object_that_is_slow_to_look_at_costs_itself_alone(kernels: Kernels, name: str) -> None:
    """It is given up in the time for all that follows the cells; what stands before it is seen, and mostly after it."""
    cell, ask = SLOW[name]
    asks = {"a": Describe(name="a"), "x": ask, "b": Describe(name="b")}

    run = kernels(SPIN, f"a = 1\n{cell}\nb = 2", asks=asks, limits=LIMITS)

    require_bounded(run)
    seen = run.evidence.seen
    assert (run.outcome, value(seen["a"])) == (Outcome.OK, 1)
    assert is_late(seen["x"])
    assert is_late(seen["b"]) if name in STUCK else value(seen["b"]) == 2


def is_late(seen: object) -> bool:
    every = seen.results if isinstance(seen, Calls) else [seen]
    return all(isinstance(one, Raised) and one.error == LATE for one in every)


def test_a_notebook_that_asks_the_grader_is_judged_as_if_it_did_not(kernels: Kernels) -> None:
    """`%grader check` stands in learners' notebooks; in the grader's own kernels it does nothing."""
    run = kernels(
        "%load_ext grader", "a = 1", "%grader check", "%grader check a.ipynb\nb = 2", look=("a", "b"), limits=LIMITS
    )

    assert [cell.outputs for cell in run.cells] == [()] * 4
    assert [value(run.evidence.seen[name]) for name in ("a", "b")] == [1, 2]


def test_what_comes_after_an_object_that_is_stuck_says_so(kernels: Kernels) -> None:
    """Where no alarm reaches the probe, what it found before is kept, and the rest was too late."""
    cell, ask = SLOW["is stuck outside Python"]
    run = kernels(SPIN, f"{cell}\nb = 2", asks={"x": ask, "b": Describe(name="b")}, limits=LIMITS)

    assert run.evidence.seen["b"] == Raised(error=LATE, message="it took more than 4.05 s")
    assert run.evidence.names["b"] == "number"


def test_a_cell_may_await(kernels: Kernels) -> None:
    """What takes a turn of the event loop ends, and what a thread found comes back."""
    run = kernels("import asyncio\nawait asyncio.sleep(0.01)\nx = await asyncio.to_thread(len, 'abc')", look=("x",))

    assert (run.outcome, value(run.evidence.seen["x"])) == (Outcome.OK, 3)


def test_a_cell_that_is_nested_too_deeply_says_so_at_once(kernels: Kernels) -> None:
    """IPython raises as it looks whether such a cell awaits something, and would send no reply. Those after it run."""
    run = kernels("x" + ".a" * 90_000, "a = 1", look=("a",), limits=LIMITS)

    error = run.cells[0].error
    assert error is not None
    assert (error.name, error.line) == ("RecursionError", None)
    assert value(run.evidence.seen["a"]) == 1


def test_a_data_set_that_never_ends_is_seen_as_far_as_it_goes(kernels: Kernels) -> None:
    """A slow generator costs its own look; the next one is taken."""
    cell = """
import tensorflow as tf
def numbers():
    while True:
        time.sleep(60)
        yield 1
x = tf.data.Dataset.from_generator(numbers, output_signature=tf.TensorSpec((), tf.int32))
b = 2"""
    run = kernels(SPIN, cell, look=("x", "b"), limits=LIMITS)

    require_bounded(run)
    seen = run.evidence.seen["x"]
    assert is_late(seen) or (isinstance(seen, Dataset) and seen.ended == "late")
    assert value(run.evidence.seen["b"]) == 2


def test_many_slow_objects_share_the_time_of_one(kernels: Kernels) -> None:
    """Thirty that never answer take as long as one, and the honest one before them is seen."""
    names = [f"x{number}" for number in range(30)]
    cell = "class C:\n    __class__ = property(spin)\n" + "\n".join(f"{name} = C()" for name in names)
    run = kernels(SPIN, "a = 1", cell, look=("a", *names), limits=LIMITS)

    require_bounded(run)
    assert run.outcome is Outcome.OK
    assert value(run.evidence.seen["a"]) == 1
    assert all(is_late(run.evidence.seen[name]) for name in names)


def test_a_kernel_that_can_not_be_interrupted_is_killed_when_its_time_is_over(kernels: Kernels) -> None:
    """A single native call that keeps Python to itself: nothing more is seen, and the learner reads why."""
    cell = "import itertools, collections\ndef x(a): collections.deque(itertools.repeat(0), maxlen=0)"
    run = kernels("a = 1", cell, look=("a",), asks={"x": CallFunction(name="x", arguments=ONE)}, limits=LIMITS)

    require_bounded(run)
    assert run.outcome is Outcome.TIMED_OUT
    assert run.message == "Looking at what your code left took more than 4.5 s and was stopped."
    assert run.evidence.seen == {}


def replay(*names: str) -> Replay:
    inputs = {"features": Array.from_values(np.array([10, 20], np.float32))}
    return Replay(inputs=inputs, cells=(), asks={f"c/{name}": Describe(name=name) for name in names})


def test_an_answer_that_is_slow_only_when_it_runs_again_is_not_judged_by_its_old_value(kernels: Kernels) -> None:
    """The value of the run stays seen; that of the replay was too late."""
    answer = "import sys\nif sys._getframe().f_code.co_filename == '<replay>': spin()\ny = features + 1"
    given = f"{SPIN}import tensorflow as tf\nfeatures = tf.constant([1., 2.])"
    run = kernels(given, answer, look=("y",), replays=(replay("y"),), answers=((), (answer,)), limits=LIMITS)

    require_bounded(run)
    assert value(run.evidence.seen["y"]) == [2.0, 3.0]
    assert is_late(run.evidence.seen["c/y"])


def test_a_scrap_cell_that_is_slow_when_it_runs_again_spoils_no_other_answer(kernels: Kernels) -> None:
    """What another cell binds anew is judged."""
    scrap = "import sys\nif sys._getframe().f_code.co_filename == '<replay>': spin()"
    given = f"{SPIN}import tensorflow as tf\nfeatures = tf.constant([1., 2.])"
    cells = (given, scrap, "y = features + 1")
    run = kernels(*cells, look=("y",), replays=(replay("y"),), answers=((), (scrap,), (cells[2],)), limits=LIMITS)

    require_bounded(run)
    assert value(run.evidence.seen["c/y"]) == [11.0, 21.0]


def test_cells_that_take_nearly_all_of_their_time_lose_nothing(kernels: Kernels) -> None:
    """Looks and replays have time of their own."""
    limits = Limits(wall_s=20, cell_s=20, after_s=10)
    given = "import time, tensorflow as tf\nfeatures = tf.constant([1., 2.])"
    slow = "time.sleep(9)"
    run = kernels(
        given,
        slow,
        "y = features + 1",
        look=("y",),
        replays=(replay("y"),),
        answers=((), (), ("y = features + 1",)),
        limits=limits,
    )

    assert run.outcome is Outcome.OK
    assert [value(run.evidence.seen[key]) for key in ("y", "c/y")] == [[2.0, 3.0], [11.0, 21.0]]


def test_a_cell_that_came_too_early_leaves_what_it_did_once(kernels: Kernels) -> None:
    """What it had done when it stopped at a name is not done again: all cells run anew, in a better order."""
    cells = ("made = []", "made.append(1)\nmade.append(late)", "late = 2", "early = late")
    binds = tuple(frozenset([name]) if name else frozenset[str]() for name in ("made", "", "late", "early"))
    run = kernels(*cells, look=("made", "early"), binds=binds)

    assert (run.outcome, [cell.error for cell in run.cells]) == (Outcome.OK, [None] * 4)
    assert [value(run.evidence.seen[name]) for name in ("made", "early")] == [[1, 2], 2]
    where = "the cell that begins with `late = 2`"
    sentence = f"`late` was not defined yet, so this cell ran after another, which defines it: {where}."
    assert run.changes == (Change(kind=ChangeKind.REORDERED, sentence=sentence, cell=2),)


def test_no_other_order_is_tried_once_half_of_the_time_is_gone(kernels: Kernels) -> None:
    """All orders share the time for cells, so the cell that came too early keeps its error."""
    cells = ("early = late", "import time\ntime.sleep(6)", "late = 2")
    binds = tuple(frozenset([name]) if name else frozenset[str]() for name in ("early", "", "late"))
    run = kernels(*cells, look=("early",), binds=binds, limits=Limits(wall_s=10, cell_s=9))

    assert run.evidence.seen["early"] == Absent()
    assert run.changes == ()


def test_a_death_in_a_better_order_is_looked_at_as_any(kernels: Kernels) -> None:
    """What ran before it is seen, and cells behind it never ran."""
    cells = ("a = late + 1", "late = 2", "import os\nos._exit(3)", "b = 4")
    binds = tuple(frozenset([name]) if name else frozenset[str]() for name in ("a", "late", "", "b"))
    run = kernels(*cells, look=("a", "b"), binds=binds)

    assert [cell.state for cell in run.cells] == ["ran", "ran", "died", "not_run"]
    assert value(run.evidence.seen["a"]) == 3
    assert run.evidence.seen["b"] == Absent()


def test_cells_before_a_death_that_take_too_long_again_are_seen_as_far_as_they_come(kernels: Kernels) -> None:
    """They have half of the time for all that follows; what was bound by then counts, and the run says so."""
    limits = Limits(wall_s=30, cell_s=30, after_s=8)
    cells = ("a = 1", "import time; time.sleep(5)", "b = 2", "import os; os._exit(1)")
    run = kernels(*cells, look=("a", "b"), limits=limits)

    require_bounded(run, limits)
    assert run.outcome is Outcome.CRASHED
    assert run.message == (
        "The cell that begins with `import os; os._exit(1)`: Its Python process ended itself with exit code 1. "
        "To look at what the cells before it left they ran once more, and were stopped after 4 s."
    )
    assert value(run.evidence.seen["a"]) == 1
    assert run.evidence.seen["b"] == Absent()


def test_cells_before_a_death_that_resist_when_they_run_again_are_ended(kernels: Kernels) -> None:
    """However they ignore that they are interrupted."""
    stubborn = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nfor _ in range(40): time.sleep(0.2)"
    run = kernels("a = 1", stubborn, "import os; os._exit(1)", look=("a",), limits=LIMITS)

    require_bounded(run)
    assert run.after_s == pytest.approx((1 - ROOMS) * LIMITS.after_s)
    assert run.evidence.seen == {}


def test_a_death_while_it_is_looked_at_leaves_time_for_the_cells_before(kernels: Kernels) -> None:
    """An object that ends its kernel at once has used up nothing."""
    cell = "import os\nclass C:\n    __class__ = property(lambda _: os._exit(1))\nx = C()"
    run = kernels("a = 1", cell, look=("a", "x"), limits=LIMITS)

    assert run.outcome is Outcome.CRASHED
    assert value(run.evidence.seen["a"]) == 1
    assert run.after_s < REPEAT * LIMITS.after_s


def test_a_stand_in_that_can_not_be_looked_at_leaves_what_was_seen_before(loop: asyncio.Runner, zygote: Zygote) -> None:
    """The first look is kept where the second ends the kernel."""

    def stand_ins(seen: Evidence) -> dict[str, str]:
        return {"y": "z"} if isinstance(seen.seen["y"], Absent) else {}

    asked = Request(asks={"a": Describe(name="a"), "y": Describe(name="y")}, grid=GRID, array_bytes=2**20)
    cells = ("a = 1", "import os\nclass C(list):\n    __len__ = lambda _: os._exit(1)\nz = C([1])")
    source = Source(cells=tuple(SourceCell(text=cell) for cell in cells))
    questions = Questions(plan=lambda _: asked, stand_ins=stand_ins)
    run = loop.run(execute(source, questions, kernels=zygote, limits=LIMITS, key="k"))

    assert run.outcome is Outcome.CRASHED
    assert value(run.evidence.seen["a"]) == 1
    assert run.evidence.seen["y"] == Absent()
    assert run.stand_ins == {}
