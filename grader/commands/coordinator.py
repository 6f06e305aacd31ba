"""The process that judges for `grader serve`, a child of it. Its settings come as the first line of stdin.

It ends when its stdin closes, so never outlives whoever started it, however that one ended. What it was judging then
still waits in the gradebook.
"""

import asyncio
import os
import sys
from pathlib import Path

import msgspec

from grader.batch.events import Ending, Finish
from grader.commands.worker import Machines
from grader.errors import GraderError, SystemFault
from grader.gradebook import Gradebook
from grader.run.kernel_factory import Mode
from grader.service.course_copy import CourseChanges, kept_copy
from grader.service.course_watch import CourseWatch
from grader.service.drain import Drain
from grader.service.page_drawing import PageDrawing
from grader.util import logs
from grader.util.decoders import json_decoder
from reports.publish import PageWriter


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `grader serve` says of the work. Not on a command line, which everybody on the machine can read."""

    out: str
    course: str
    """The folder of the copy that all is judged by."""
    origin: str
    """The folder that it was copied from."""
    gradebook: str
    """A path or a URL, which may have a password in it."""
    workers: int
    sandbox: Mode | None = None
    cluster: str | None = None
    tls: tuple[str | None, str | None, str | None] = (None, None, None)
    """The files of --tls-ca, --tls-cert and --tls-key."""
    named: bool = False
    hints: bool = True


def coordinate(settings: Settings) -> Finish:
    """Hold the right to judge and judge until stdin closes. Raises `GraderError`, also where another process has it."""
    out = Path(settings.out).resolve()
    with kept_copy(out), Gradebook.open(settings.gradebook) as book:
        return asyncio.run(_serve(settings, out, book))


async def _serve(settings: Settings, out: Path, book: Gradebook) -> Finish:
    ca, cert, key = (Path(one) if one else None for one in settings.tls)
    machines = Machines(
        workers=settings.workers, sandbox=settings.sandbox, cluster=settings.cluster, ca=ca, cert=cert, key=key
    )
    course, origin = Path(settings.course), Path(settings.origin)
    engine = machines.engine(course, masked=(out, origin))
    stop = asyncio.Event()
    watch = CourseWatch(CourseChanges(origin, course))
    pages = PageDrawing(lambda: PageWriter(out, engine.course, book, named=settings.named))
    seek = settings.hints and machines.cluster is None
    runner = machines.runner(engine)
    async with Drain(engine, runner, book, out, pages.draw, hints=seek, edited=lambda: watch.edited) as drain:
        _stop_at_end_of_input(stop)
        beside = asyncio.gather(pages.keep_up(stop), watch.keep_up(stop))
        try:
            return await drain.serve(stop, lambda _: None)
        finally:
            stop.set()
            await beside


def _stop_at_end_of_input(stop: asyncio.Event) -> None:
    """Set the event when whoever started this process is gone, or closes the pipe."""
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), heard)


def main() -> None:
    """Entry point of the process."""
    logs.start_logging()
    settings = json_decoder(Settings).decode(sys.stdin.buffer.readline())
    try:
        finish = coordinate(settings)
        if finish.ending is Ending.SYSTEM:
            raise SystemFault(finish.message)
    except GraderError as error:
        sys.exit(f"grader: the coordinator: {error}")


if __name__ == "__main__":
    main()
