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

from grader.cluster.tasks import WorkerServicePlugin
from grader.cluster.worker import WORDS
from grader.cluster.worker_engine import EngineWorker
from grader.cluster.worker_service import WorkerService
from grader.course.loader import find_course
from grader.engine.engine import Engine
from grader.errors import GraderError
from grader.util.text import make_visible

_ENDINGS: set[asyncio.Task[None]] = set()


@click.command()
@click.option("--course", type=click.Path(path_type=Path), default=None)
async def dask_setup(worker: Any, course: Path | None) -> None:
    """Give a worker a station before it connects. Where this machine can't grade, it says so and ends."""
    kernels = worker.state.nthreads
    slots = kernels + 1  # one more, so that one starts while another is being ended
    worker.state.nthreads = slots + WORDS
    try:
        engine = Engine.open(find_course(course or Path.cwd()), workers=kernels, notice=_say)
        await engine.kernels.get()
    except GraderError as error:
        _say(f"grader: {error}")
        raise
    service = WorkerService(EngineWorker(engine), slots=slots, say=_say)
    await worker.plugin_add(plugin=WorkerServicePlugin(service))
    _ENDINGS.add(asyncio.create_task(_end(worker, service, engine)))


async def _end(worker: Any, service: WorkerService, engine: Engine) -> None:
    """End the zygote with the worker, and the worker where the machine can't go on."""
    finished = asyncio.ensure_future(worker.finished())
    waited: set[asyncio.Future[Any]] = {finished, service.broken}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if service.broken.done():
            _say(f"grader: {service.broken.result()}")
            await worker.close(reason="grader-broken")
    finally:
        engine.close()


def _say(line: str) -> None:
    sys.stderr.write(f"{make_visible(line)}\n")
