"""Where the sources of a batch run: in kernels of this machine, or on many."""

from collections.abc import AsyncIterator
from typing import Protocol

from grader.batch.events import Job
from grader.engine.engine import Engine
from grader.grading.judge import PreparedExercise
from grader.model import Run
from grader.source.records import Reading


class Runner(Protocol):
    """What a batch has its runs done by."""

    restarts: int
    """How often it may be found again in one batch."""

    @property
    def slots(self) -> int:
        """Runs that may be in flight at once."""

    def capacity(self) -> AsyncIterator[int]:
        """The slots, each time that there are more or fewer."""

    async def wait_until_ready(self) -> None:
        """Return once something can run. Raises `SystemFault` where nothing can, so that it fails nobody's file."""

    async def run(self, job: Job, prepared: PreparedExercise, reading: Reading) -> Run:
        """A source executed. Raises what `grader.batch.driver.BatchEffects.run` may."""

    async def restart(self) -> None:
        """Be found again after a loss. Raises `SystemFault`."""

    async def close(self) -> None:
        """Let go of other machines."""


class LocalRunner:
    """This machine, by its desk."""

    restarts = 1

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def slots(self) -> int:
        """One more than there are kernels at once, so that one starts while another is being ended."""
        return self._engine.workers + 1

    async def capacity(self) -> AsyncIterator[int]:
        """Yield nothing: it stays as it is."""
        for change in range(0):
            yield change

    async def wait_until_ready(self) -> None:
        """Start what makes kernels. Raises `SandboxError`."""
        await self._engine.kernels.get()

    async def run(self, _: Job, prepared: PreparedExercise, reading: Reading) -> Run:
        """A source executed in a kernel."""
        return await self._engine.run(prepared, reading)

    async def restart(self) -> None:
        """Start a new zygote. Raises `SandboxError`."""
        await self._engine.kernels.restart()

    async def close(self) -> None:
        """Nothing: what makes kernels is the desk's to end."""
