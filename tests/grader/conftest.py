"""A zygote that all kernel tests of a process share, a way to run cells in its kernels, and garbage to be collected."""

import ast
import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from grader.course.datasets.datasets import folder
from grader.evidence import Array, Ask, Describe, Replay, Request
from grader.model import Run
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell

ROOT = Path(__file__).parents[2]
GRID = Array.from_values(np.linspace(-3, 3, 40, dtype=np.float32).reshape(8, 5))


GENEROUS = Limits()

Kernels = Callable[..., Run]
"""`(*cells, look=(), asks={}, replays=(), answers=(), limits=Limits())`: a run of cells in a kernel of their own."""


def request_for(
    *, look: tuple[str, ...] = (), asks: Mapping[str, Ask] | None = None, replays: tuple[Replay, ...] = ()
) -> Request:
    """A probe's request to describe some names, and more."""
    looks: dict[str, Ask] = {name: Describe(name=name) for name in look}
    return Request(asks=looks | dict(asks or {}), grid=GRID, array_bytes=2**20, replays=replays)


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    """The event loop in which the zygote lives."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def zygote(loop: asyncio.Runner) -> Iterator[Zygote]:
    """A warm zygote on the course's small data."""
    warm = loop.run(Zygote.start(KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,))))
    yield warm

    async def close() -> None:
        warm.close()

    loop.run(close())


@pytest.fixture
def kernels(loop: asyncio.Runner, zygote: Zygote) -> Kernels:
    """A function that runs cells."""

    def run(  # noqa: PLR0913 - keyword-only, but for the cells
        *cells: str,
        look: tuple[str, ...] = (),
        asks: Mapping[str, Ask] | None = None,
        replays: tuple[Replay, ...] = (),
        answers: tuple[tuple[str, ...], ...] = (),
        binds: tuple[frozenset[str], ...] = (),
        limits: Limits = GENEROUS,
    ) -> Run:
        request = request_for(look=look, asks=asks, replays=replays)
        source = Source(cells=tuple(SourceCell(text=cell) for cell in cells))
        questions = Questions(plan=lambda _: request, answers=answers, binds=binds)
        return loop.run(execute(source, questions, kernels=zygote, limits=limits, key="k"))

    return run


class _ParsesAtItsEnd:
    """Garbage that only the collector finds, and that parses text, further down the stack, when it is found."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        _deeper(20)


def _deeper(levels: int) -> None:
    if levels:
        _deeper(levels - 1)
    else:
        ast.parse("x = f(1, [2, 3])")


@pytest.fixture
def litter() -> Iterator[Callable[[], object]]:
    """Leaves a piece of garbage that parses text when it is collected, which is soon."""
    before = gc.get_threshold()
    gc.set_threshold(20)
    yield _ParsesAtItsEnd
    gc.set_threshold(*before)
