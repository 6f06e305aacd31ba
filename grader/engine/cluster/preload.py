"""The functions that dask calls by name on a worker of the grader: `call` and `dask_setup`.

`dask worker … --preload grader.engine.cluster.preload` turns dask's own worker into a worker of the grader.
dask-jobqueue and dask-kubernetes start workers by dask's command line. With this preload, and after it `--course DIR`
if the course isn't the current folder, such a worker has an engine and a zygote like `grader worker`. It runs one
kernel per thread (`--nthreads`), and has enough threads for other calls.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click
from distributed import WorkerPlugin, get_worker

from grader.course.loader import find_course
from grader.engine.cluster.messages import CallName
from grader.engine.cluster.worker_service import WORDS, EngineWorker, WorkerService
from grader.engine.engine import Engine
from grader.engine.kernel_supply import AHEAD
from grader.errors import GraderError
from grader.util.text import make_visible

PLUGIN = "grader-station"


class WorkerServicePlugin(WorkerPlugin):  # type: ignore[misc] # dask has no types of its own
    """Holds the worker service so that `call` can find it, and ends calls that nobody waits for any more."""

    name = PLUGIN

    def __init__(self, service: WorkerService) -> None:
        self.service = service

    async def teardown(self, worker: Any) -> None:  # noqa: ARG002 - dask's name
        """End all calls."""
        await self.service.leave()

    def transition(self, key: str, start: str, finish: str, **_: Any) -> None:
        """End a call that dask releases while it runs: it was cancelled, or its coordinator is gone."""
        if start in {"executing", "long-running"} and finish == "released":
            self.service.end(key)


async def call(what: CallName, message: bytes, ticket: str) -> bytes:
    """The worker service's reply to a message, encoded."""
    plugin: WorkerServicePlugin = get_worker().plugins[PLUGIN]
    return await plugin.service.answer(what, message, ticket)


_ENDINGS: set[asyncio.Task[None]] = set()


@click.command()
@click.option("--course", type=click.Path(path_type=Path), default=None)
async def dask_setup(worker: Any, course: Path | None) -> None:
    """Give a dask worker a worker service before it connects. Raises `GraderError` if this machine can't grade."""
    kernels = worker.state.nthreads
    slots = kernels + AHEAD
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
    """End the zygote with the worker, and end the worker if the machine can't go on."""
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
