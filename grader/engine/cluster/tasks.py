"""What dask calls on a worker: `call`, the one function of the grader that it knows by name."""

from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from grader.engine.cluster.messages import CallName

if TYPE_CHECKING:
    from grader.engine.cluster.worker_service import WorkerService

PLUGIN = "grader-station"
IN_WORK = ("executing", "long-running")


class WorkerServicePlugin(WorkerPlugin):  # type: ignore[misc] # dask has no types of its own
    """Holds the worker service where `call` finds it, and ends calls that nobody waits for any more."""

    name = PLUGIN

    def __init__(self, service: "WorkerService") -> None:
        self.service = service

    async def teardown(self, worker: Any) -> None:  # noqa: ARG002 - dask's name
        """End all calls."""
        await self.service.leave()

    def transition(self, key: str, start: str, finish: str, **_: Any) -> None:
        """End a call that dask releases while it runs: it was given up, or its coordinator is gone."""
        if start in IN_WORK and finish == "released":
            self.service.end(key)


async def call(what: CallName, message: bytes, ticket: str) -> bytes:
    """The worker service's reply to a message, encoded."""
    plugin: WorkerServicePlugin = get_worker().plugins[PLUGIN]
    return await plugin.service.answer(what, message, ticket)
