"""The process of `grader worker`: keeps a station connected to a scheduler, whichever is there, until it is stopped.

Dask's own worker lives as long as its connection: once that breaks, what it was doing is nobody's any more, so kernels
are ended and a new one begins, under a name of its own. The station, its desk and its zygote stay.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

from grader.cluster.dask import distributed
from grader.cluster.station import Station
from grader.errors import SystemFault

CLOSE_S = 5.0
"""Seconds in which a connection is ended politely."""
AGAIN_S = 1.0
"""Seconds before the next connection."""


async def serve(station: Station, address: str, *, seats: int, security: Any, say: Callable[[str], None]) -> None:
    """Work for that scheduler until SIGINT or SIGTERM. Raises `SystemFault` where the machine can't any more."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.ensure_future(stop.wait())
    with TemporaryDirectory(prefix="grader-worker-") as folder:
        for turn in count():
            worker = distributed().Worker(
                address,
                nthreads=seats,
                name=f"{socket.gethostname()}-{os.getpid()}-{turn}",
                security=security,
                local_directory=folder,
                memory_limit=0,  # what it holds is small; a kernel's memory is the sandbox's to limit
                dashboard=False,
                plugins=(_plugin(station),),
            )
            connected = asyncio.ensure_future(_connected(worker, say))
            waited: set[asyncio.Future[Any]] = {connected, stopped, station.broken}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            await station.leave()
            await _close(worker, connected)
            if station.broken.done():
                raise station.broken.result()
            if stopped.done():
                return
            say(f"The connection to {address} broke; connecting again.")
            await asyncio.wait({stopped}, timeout=AGAIN_S)


def _plugin(station: Station) -> Any:
    from grader.cluster.tasks import StationPlugin  # noqa: PLC0415 - imports dask

    return StationPlugin(station)


async def _connected(worker: Any, say: Callable[[str], None]) -> None:
    """Return once the connection is over."""
    await worker
    say(f"Connected to {worker.scheduler.address} as {worker.address}.")
    await worker.finished()


async def _close(worker: Any, connected: "asyncio.Future[None]") -> None:
    """End a connection; the replies of what was ended go out first."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await worker.close(timeout=CLOSE_S / 2)
    except (OSError, TimeoutError):
        pass
    connected.cancel()
    (ended,) = await asyncio.gather(connected, return_exceptions=True)
    if isinstance(ended, Exception) and not isinstance(ended, OSError | TimeoutError | ValueError | RuntimeError):
        raise SystemFault(f"the connection broke: {ended}") from ended
