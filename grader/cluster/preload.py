"""`dask worker … --preload grader.cluster.preload`: dask's own worker as one of ours, where something else starts it.

dask-jobqueue and dask-kubernetes start workers by dask's command line. With this preload, and after it `--course DIR`
where the course isn't the current folder, such a worker keeps a desk and a zygote like `grader worker`. It has a kernel
for each thread (`--nthreads`), and threads enough for what else it is asked.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from grader.cluster.tasks import StationPlugin
from grader.cluster.worker import WORDS
from grader.cluster.worker_engine import DeskBench
from grader.cluster.worker_service import Station
from grader.course.loader import find_course
from grader.engine.engine import Desk
from grader.errors import GraderError
from grader.util.text import visible

_ENDINGS: set[asyncio.Task[None]] = set()


@click.command()
@click.option("--course", type=click.Path(path_type=Path), default=None)
async def dask_setup(worker: Any, course: Path | None) -> None:
    """Give a worker a station before it connects. Where this machine can't grade, it says so and ends."""
    kernels = worker.state.nthreads
    seats = kernels + 1  # one more, so that one starts while another is being ended
    worker.state.nthreads = seats + WORDS
    try:
        desk = Desk.open(find_course(course or Path.cwd()), workers=kernels, notice=_say)
        await desk.kernels()
    except GraderError as error:
        _say(f"grader: {error}")
        raise
    station = Station(DeskBench(desk), seats=seats, say=_say)
    await worker.plugin_add(plugin=StationPlugin(station))
    _ENDINGS.add(asyncio.create_task(_end(worker, station, desk)))


async def _end(worker: Any, station: Station, desk: Desk) -> None:
    """End the zygote with the worker, and the worker where the machine can't go on."""
    finished = asyncio.ensure_future(worker.finished())
    waited: set[asyncio.Future[Any]] = {finished, station.broken}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if station.broken.done():
            _say(f"grader: {station.broken.result()}")
            await worker.close(reason="grader-broken")
    finally:
        desk.close()


def _say(line: str) -> None:
    sys.stderr.write(f"{visible(line)}\n")
