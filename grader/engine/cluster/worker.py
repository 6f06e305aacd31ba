"""The process of `grader worker`: keeps a worker service connected to a scheduler until it is stopped.

Dask's own worker lives as long as its connection. When that breaks, nobody waits for its runs any more, so their
kernels are ended and a new dask worker starts under a different name. The service, its engine and its zygote stay.
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

from grader.engine.cluster.dask import import_distributed
from grader.engine.cluster.worker_service import WORDS, WorkerService

CLOSE_S = 5.0
"""Seconds that a connection has to close normally."""
LOOK_S = 0.05
AGAIN_S = 1.0
"""Seconds before the next connection."""


async def serve(service: WorkerService, address: str, *, slots: int, security: Any, say: Callable[[str], None]) -> None:
    """Work for that scheduler until SIGINT or SIGTERM. Raises `SystemFault` if the machine no longer can."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.ensure_future(stop.wait())
    from grader.engine.cluster.preload import WorkerServicePlugin  # noqa: PLC0415 - imports dask

    with TemporaryDirectory(prefix="grader-worker-") as folder:
        for turn in count():
            worker = import_distributed().Worker(
                address,
                nthreads=slots + WORDS,
                name=f"{socket.gethostname()}-{os.getpid()}-{turn}",
                security=security,
                local_directory=folder,
                memory_limit=0,  # its data is small; the sandbox limits a kernel's memory
                dashboard=False,
                plugins=(WorkerServicePlugin(service),),
            )
            await _session(worker, service, stopped, say)
            if service.broken.done():
                raise service.broken.result()
            if stopped.done():
                return
            await asyncio.wait({stopped}, timeout=AGAIN_S)


async def _session(
    worker: Any, service: WorkerService, stopped: "asyncio.Future[Any]", say: Callable[[str], None]
) -> None:
    """Use one connection until it breaks, or until the worker is stopped or can't go on."""
    connected = asyncio.ensure_future(_connected(worker, say))
    waited: set[asyncio.Future[Any]] = {connected, stopped, service.broken}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        await service.leave()
        if not connected.done():
            await _handed_over(worker)
    finally:
        connected.cancel()
        await asyncio.gather(connected, return_exceptions=True)
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(worker.close(timeout=CLOSE_S / 2), CLOSE_S)


async def _connected(worker: Any, say: Callable[[str], None]) -> None:
    """Return when the connection has ended, and report that."""
    await worker
    say(f"Connected to {worker.scheduler.address} as {worker.address}.")
    await worker.finished()
    say("The connection was lost; connecting again.")


async def _handed_over(worker: Any) -> None:
    """Return when the coordinator has fetched the last replies, or when `CLOSE_S` seconds have passed."""
    deadline = asyncio.get_running_loop().time() + CLOSE_S
    while worker.state.tasks and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - dask tells nobody
        await asyncio.sleep(LOOK_S)
