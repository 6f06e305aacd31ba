"""What a kernel shows of many variants of a file, one after the other."""

import asyncio

import pytest

from grader.evidence import Figures, Show
from grader.probe.outside.execute import Trials
from grader.probe.outside.session import Usage
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from tests.grader.conftest import request_for

pytestmark = pytest.mark.kernel

DRAW = "import matplotlib.pyplot as plt\nplt.bar([0, 1], [2.0, 3.0])\n"
"""A figure that no line shows: the notebook does at the end of the cell."""


def test_a_trial_counts_its_own_figures_as_a_notebook_does(loop: asyncio.Runner, zygote: Zygote) -> None:
    """One that is open as its cell ends, or raises, counts. None counts in the next trial, whatever pyplot became."""

    async def looked(*cells: str) -> list[int]:
        request, counts = request_for(asks={"shown": Show(name="a")}), []
        async with Trials(zygote, Limits(), Usage()) as trials:
            for cell in cells:
                evidence = await trials.look([cell], (), request)
                assert evidence is not None
                seen = evidence.seen["shown"]
                assert isinstance(seen, Figures)
                counts.append(len(seen.figures))
        return counts

    ending = "plt.figure = plt.get_fignums = (8, 8)\nraise ValueError"

    assert loop.run(looked(DRAW, "a = 1", DRAW + DRAW, DRAW + ending)) == [1, 0, 1, 1]
