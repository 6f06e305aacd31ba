"""The coordinator's connection to a scheduler: knows the workers, and ends every call even if its worker is lost.

A connection is never repaired. When the scheduler can no longer be reached, this and every later call raises
`ClusterLost`; a new connection is opened instead.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

from grader.engine.cluster.dask import import_distributed
from grader.engine.cluster.messages import CallName, Reply, reply_of
from grader.errors import ClusterLost, KernelFault, WorkerLost

CONNECT_S = 20.0
"""Seconds within which a scheduler has to answer."""
LOOK_S = 0.5
"""Seconds after which a lost connection is noticed if no call is waiting."""


class SchedulerConnection:
    """One connection. Make it with `SchedulerConnection.open`, in the event loop that will use it."""

    def __init__(
        self, client: Any, address: str, *, joined: Callable[[str], None], left: Callable[[str], None]
    ) -> None:
        self._client = client
        self._stream = client.scheduler_comm
        self._address = address
        self._joined = joined
        self._left = left
        self._gone: dict[str, asyncio.Future[None]] = {}
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watch = asyncio.create_task(self._watching())

    @classmethod
    async def open(
        cls, address: str, security: Any, *, joined: Callable[[str], None], left: Callable[[str], None]
    ) -> Self:
        """Open a connection that calls `joined` and `left` with each worker's address. Raises `ClusterLost`."""
        try:
            where = urlsplit(address)
            async with asyncio.timeout(CONNECT_S):  # fails at once if nobody listens there; dask would keep trying
                _, writer = await asyncio.open_connection(where.hostname, where.port)
            writer.close()
            client = await import_distributed().Client(
                address, asynchronous=True, set_as_default=False, security=security, timeout=CONNECT_S
            )
        except (OSError, TimeoutError, RuntimeError, ImportError) as error:
            raise ClusterLost(f"{address}: no scheduler responds at this address ({error})") from error
        link = cls(client, address, joined=joined, left=left)
        try:
            client.subscribe_topic("all", link._hear)
            known = await client.scheduler.identity(n_workers=-1)
            for worker in known["workers"]:
                link._join(worker)
        except (OSError, TimeoutError) as error:
            await link.close()
            raise ClusterLost(f"{address}: the scheduler has disconnected ({error})") from error
        return link

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        match event[1]:
            case {"action": "add-worker", "worker": worker}:
                self._join(worker)
            case {"action": "remove-worker", "worker": worker} if worker in self._gone:
                self._gone.pop(worker).set_result(None)
                self._left(worker)

    def _join(self, worker: str) -> None:
        if worker not in self._gone:
            self._gone[worker] = asyncio.get_running_loop().create_future()
            self._joined(worker)

    async def _watching(self) -> None:
        while self._is_whole():  # noqa: ASYNC110 - dask tells nobody
            await asyncio.sleep(LOOK_S)
        self._lose()

    def _is_whole(self) -> bool:
        """Whether this is still the connection that was opened: dask reconnects by itself, and loses all calls."""
        return self._client.status == "running" and self._client.scheduler_comm is self._stream

    def _lose(self) -> None:
        if not self.lost.done():
            self.lost.set_result(None)

    async def call(self, worker: str, what: CallName, message: bytes) -> Reply:
        """Call a worker, and return its reply. If the caller is cancelled, the call and its work on the worker are too.

        Raises:
            WorkerLost: the worker is gone.
            ClusterLost: the scheduler can't be reached.
            KernelFault: the worker has no grader, or its grader does not answer.
        """
        if worker not in self._gone:
            raise WorkerLost(f"{worker} is gone")
        gone, ticket = self._gone[worker], f"grader-{what}-{uuid4().hex}"
        future = self._submit(worker, what, message, ticket)
        result: asyncio.Future[Any] = asyncio.ensure_future(future.result())
        waited: set[asyncio.Future[Any]] = {result, gone, self.lost}
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            return self._replied(result, worker)
        finally:
            result.cancel()
            await asyncio.gather(result, return_exceptions=True)
            future.release()

    def _submit(self, worker: str, what: CallName, message: bytes, ticket: str) -> Any:
        if self.lost.done():
            raise self._unreachable()
        from grader.engine.cluster.preload import call  # noqa: PLC0415 - imports dask

        return self._client.submit(
            call, what, message, ticket, key=ticket, workers=[worker], allow_other_workers=False, pure=False, retries=0
        )

    def _replied(self, result: "asyncio.Future[Any]", worker: str) -> Reply:
        module = import_distributed()
        if result.done():
            try:
                return reply_of(result.result())
            except module.client.FutureCancelledError:
                self._lose()
            except module.KilledWorker as error:
                raise WorkerLost(f"{worker} is gone") from error
            except (ImportError, AttributeError, KeyError) as error:
                why = f"{type(error).__name__}: {error}"
                raise KernelFault(f"{worker} is not a worker of this grader ({why})") from error
        if self.lost.done():
            raise self._unreachable()
        raise WorkerLost(f"{worker} is gone")

    def _unreachable(self) -> ClusterLost:
        return ClusterLost(f"{self._address}: the scheduler can't be reached")

    async def close(self) -> None:
        """Close the connection; calls that are still waiting raise `ClusterLost`."""
        self._lose()
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        if self._is_whole():
            self._client.unsubscribe_topic("all")
        await self._client.close()
