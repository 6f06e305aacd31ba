"""Where the sources of a batch run: in kernels of this machine, or on many."""

from collections.abc import AsyncIterator
from typing import Protocol

from grader.batch.events import Job
from grader.engine.engine import Engine
from grader.engine.explaining import explain
from grader.engine.kernel_supply import AHEAD
from grader.grading.judge import Judgement, PreparedExercise
from grader.model import Run
from grader.source.records import Reading


class Runner(Protocol):
    """Runs the sources of a batch."""

    restarts: int
    """How often it may be restarted in one batch."""

    @property
    def slots(self) -> int:
        """Runs that may be in flight at once."""

    def capacity(self) -> AsyncIterator[int]:
        """Yields the slots each time that their number changes."""

    async def wait_until_ready(self) -> None:
        """Return once a source can run. Raises `SystemFault` where none can, before any file is judged."""

    async def run(self, job: Job, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source. Raises what `grader.batch.driver.BatchEffects.run` may raise."""

    async def explain(
        self, job: Job, prepared: PreparedExercise, reading: Reading, run: Run, judged: Judgement
    ) -> tuple[Judgement, Run]:
        """The judgement with a proven cause, where a repair is found, and the run with what the search cost.

        Raises what `run` raises; then no cause is known.
        """

    async def restart(self) -> None:
        """Replace what was lost. Raises `SystemFault`."""

    async def close(self) -> None:
        """Disconnect from other machines."""


class LocalRunner:
    """Runs sources on this machine, with its engine."""

    restarts = 1

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def slots(self) -> int:
        """Those of one engine."""
        return self._engine.workers + AHEAD

    async def capacity(self) -> AsyncIterator[int]:
        """Yield nothing: it stays as it is."""
        for change in range(0):
            yield change

    async def wait_until_ready(self) -> None:
        """Start what makes kernels. Raises `SandboxError`."""
        await self._engine.kernels.get()

    async def run(self, _: Job, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source in a kernel."""
        return await self._engine.run(prepared, reading)

    async def explain(
        self, _: Job, prepared: PreparedExercise, reading: Reading, run: Run, judged: Judgement
    ) -> tuple[Judgement, Run]:
        """The search for a repair, in kernels of this machine."""
        return await explain(self._engine, prepared, reading, run, judged)

    async def restart(self) -> None:
        """Start a new zygote. Raises `SandboxError`."""
        await self._engine.kernels.restart()

    async def close(self) -> None:
        """Do nothing: the engine ends what makes kernels."""
