"""The warm checker that `grader lab` starts: a process that ends with JupyterLab, or when nobody has asked for a while.

JupyterLab holds the other end of its stdin, and nothing is ever written there.
"""

import asyncio
import contextlib
import sys
from contextlib import closing
from pathlib import Path

from grader.commands.check_service import CheckService
from grader.course import Course
from grader.course.loader import load_course
from grader.engine.engine import Engine
from grader.engine.warm_supply import WarmSupply
from grader.errors import SandboxError
from grader.reader.reader import Reader
from grader.util.logs import start_logging

IDLE_S = 600.0
"""Seconds without a request after which it ends."""


async def _serve(course: Course) -> None:
    with closing(await _open_kernels(course)) as kernels, closing(Reader()) as reader:
        reader.begin()
        service = CheckService(Engine(course, kernels=kernels, reader=reader))
        tasks = [asyncio.create_task(service.serve(idle_s=IDLE_S)), asyncio.create_task(_stdin_ended())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _open_kernels(course: Course) -> WarmSupply:
    """Kernels in the sandbox where the machine has one, else without: then `check --no-sandbox` asks here."""
    supply = WarmSupply.for_course(course, slots=1, mode=None, notice=lambda _: None)
    try:
        await supply.get()
    except SandboxError:
        supply.close()
        supply = WarmSupply.for_course(course, slots=1, mode="none", notice=lambda _: None)
        await supply.get()
    return supply


async def _stdin_ended() -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(0, ended.set)
    await ended.wait()


def main(root: Path) -> None:
    """Answer checks by the course in a folder until stdin ends, or nobody has asked for `IDLE_S` seconds."""
    start_logging()
    with contextlib.suppress(KeyboardInterrupt):  # the terminal's Ctrl-C ends JupyterLab too
        asyncio.run(_serve(load_course(root)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
