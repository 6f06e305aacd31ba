"""What a kernel shows of many variants of a file, one after the other."""

import asyncio

import numpy as np
import pytest

from grader.evidence import Array, Describe, Figures, Observation, Replay, Show
from grader.probe.outside.execute import Trials
from grader.probe.outside.session import Usage
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from tests.grader.conftest import request_for

pytestmark = pytest.mark.kernel

DRAW = "import matplotlib.pyplot as plt\nplt.bar([0, 1], [2.0, 3.0])\n"
"""A figure that no line shows: the notebook does at the end of the cell."""


def test_a_trial_counts_its_own_figures_as_a_notebook_does(loop: asyncio.Runner, zygote: Zygote) -> None:
    """One that is open as its cell ends counts. None counts in the next trial, whatever pyplot became."""

    async def looked(*cells: str) -> list[int | None]:
        request, counts = request_for(asks={"shown": Show(name="a")}), list[int | None]()
        async with Trials(zygote, Limits(), Usage()) as trials:
            for cell in cells:
                evidence = await trials.look([cell], (), request)
                seen = evidence.seen["shown"] if evidence else None
                assert evidence is None or isinstance(seen, Figures)
                counts.append(len(seen.figures) if isinstance(seen, Figures) else None)
        return counts

    spoilt, raising = f"{DRAW}plt.figure = plt.get_fignums = (8, 8)", f"{DRAW}raise ValueError"

    assert loop.run(looked(DRAW, "a = 1", DRAW + DRAW, raising, DRAW, spoilt, "a = 1")) == [1, 0, 1, None, 1, 1, 0]


def test_nothing_is_looked_at_once_a_cell_raises(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Such a run proves nothing. Without the training a cell may raise that looks at what a training leaves."""

    async def looked(*, training: bool) -> list[str | None]:
        request, found = request_for(asks={"a": Describe(name="a")}), list[str | None]()
        async with Trials(zygote, Limits(), Usage()) as trials:
            for cells in (["a = 1", "raise ValueError", "a = [1]"], ["a = 1", "pass", "a = [1]"]):
                evidence = await trials.look(cells, (), request, training=training)
                found.append(type(evidence.seen["a"]).__name__ if evidence else None)
        return found

    right = loop.run(looked(training=False))

    assert right[0] == right[1] is not None
    assert loop.run(looked(training=True)) == [None, right[1]]


def test_what_is_drawn_in_a_trial_does_not_depend_on_the_replays_of_an_earlier_one(
    loop: asyncio.Runner, zygote: Zygote
) -> None:
    """Whether the file seeds or not; else no value that starts from what is drawn could be compared."""
    seeded = "import tensorflow as tf\ntf.random.set_seed(3)\nx = tf.random.normal((2,))"
    seedless = "import tensorflow as tf\nx = tf.random.normal((2,))"
    answer = "y = x + tf.random.normal((2,))"
    hidden = Array(dtype="float32", shape=(2,), data=np.ones(2, np.float32).tobytes())

    async def looked(given: str, *, replayed: bool) -> Observation:
        replay = Replay(inputs={"x": hidden}, asks={"hidden": Describe(name="y")}, cells=("",))
        request = request_for(asks={"y": Describe(name="y")}, replays=(replay,) if replayed else ())
        async with Trials(zygote, Limits(), Usage()) as trials:
            found = [await trials.look([given, answer], ((), (answer,)), request) for _ in range(2 if replayed else 1)]
        assert found[-1] is not None
        return found[-1].seen["y"]

    for given in (seeded, seedless):
        assert loop.run(looked(given, replayed=True)) == loop.run(looked(given, replayed=False))
