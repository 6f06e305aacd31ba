"""The warm checker that `grader lab` starts: a process that ends with JupyterLab, or after some time without requests.

JupyterLab holds the other end of its stdin, and nothing is ever written there. If the machine has no sandbox, it
answers only `check --no-sandbox`.

It listens from the beginning: a client that asks before the kernels are ready waits for them, and starts no others.
`check_service` and all that it imports take a second to import, so this is done while the kernels start.
"""

import asyncio
import contextlib
import sys
from contextlib import closing
from pathlib import Path

from grader.commands.checker import Listener, course_stamp, socket_path
from grader.course import Course
from grader.course.loader import load_course
from grader.engine.kernel_supply import WarmSupply
from grader.errors import SandboxError, StorageError
from grader.sandbox.outside.kernel_factory import Kernels, Mode
from grader.source.reader.reader import Reader
from grader.util.logs import start_logging

IDLE_S = 600.0
"""Seconds without a request after which it ends."""


async def _serve(course: Course) -> None:
    ended = asyncio.create_task(_stdin_ended())
    with closing(Reader()) as reader:
        reader.begin()
        if not await _serve_in(None, course, reader, ended):
            await _serve_in("none", course, reader, ended)
    ended.cancel()


async def _serve_in(mode: Mode | None, course: Course, reader: Reader, ended: asyncio.Task[None]) -> bool:
    """Answer checks with kernels of that mode, unless another process does; return whether such kernels could be
    started.
    """
    stamp = course_stamp(course.root)
    with (
        closing(WarmSupply.for_course(course, slots=1, mode=mode, notice=lambda _: None)) as kernels,
        Listener.open(socket_path(course.root, mode)) as listener,
    ):
        if listener is None:
            return True
        started = asyncio.create_task(kernels.get())
        await asyncio.sleep(0)  # a missing bubblewrap has been noticed by now
        if _is_refused(started):
            return False
        from grader.commands.check_service import CheckService  # noqa: PLC0415 - takes a second, in which both start
        from grader.engine.engine import Engine  # noqa: PLC0415 - as above

        service = CheckService(Engine(course, kernels=kernels, reader=reader), stamp=stamp, starting=True)
        serving = asyncio.create_task(service.serve(listener, idle_s=IDLE_S))
        await asyncio.wait({started, serving, ended}, return_when=asyncio.FIRST_COMPLETED)
        service.starting = False
        if not _is_refused(started):
            await asyncio.wait({serving, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (started, serving):
            task.cancel()
        await asyncio.gather(started, serving, return_exceptions=True)
        return not _is_refused(started)


def _is_refused(started: asyncio.Task[Kernels]) -> bool:
    """Whether the start failed because the machine has no sandbox."""
    return started.done() and not started.cancelled() and isinstance(started.exception(), SandboxError)


async def _stdin_ended() -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(0, ended.set)
    await ended.wait()


def main(root: Path) -> None:
    """Answer requests for checks with the course in a folder, until stdin ends or there was no request for `IDLE_S`
    seconds.
    """
    start_logging()
    # Ctrl-C in the terminal ends JupyterLab too; checks work without a socket
    with contextlib.suppress(KeyboardInterrupt, StorageError):
        asyncio.run(_serve(load_course(root)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
