"""`grader worker`, and what `--cluster` makes of a command."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from grader.batch.runner import Local, Runner
from grader.cluster.coordinator import Cluster
from grader.cluster.dask import Keys, security
from grader.cluster.messages import Meet
from grader.cluster.worker import serve
from grader.cluster.worker_engine import DeskBench, card_of
from grader.cluster.worker_service import Station
from grader.commands import console
from grader.course.loader import find_course
from grader.engine.engine import Desk
from grader.errors import SpecError
from grader.run.kernel_factory import Mode
from grader.util.text import counted

SCHEMES = ("tcp://", "tls://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What the command line says of where kernels run."""

    workers: int
    """Kernels at once, on this machine."""
    sandbox: Mode | None = None
    cluster: str | None = None
    """The scheduler's address; None for this machine alone."""
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def desk(self, root: Path, *, masked: tuple[Path, ...] = ()) -> Desk:
        """The desk of the course in a folder. Raises what `Desk.open` does."""
        return Desk.open(root, workers=self.workers, masked=masked, sandbox=self.sandbox, notice=console.warn)

    @property
    def keys(self) -> Keys:
        """The files of TLS."""
        return Keys(ca=self.ca, cert=self.cert, key=self.key)

    @property
    def address(self) -> str:
        """The scheduler's address. Raises `SpecError` where it is none."""
        assert self.cluster is not None
        if not self.cluster.startswith(SCHEMES) or ":" not in self.cluster[len(SCHEMES[0]) :]:
            raise SpecError(f"{self.cluster}: no address of a scheduler; it looks like tcp://host:8786")
        return self.cluster

    def runner(self, desk: Desk) -> Runner:
        """Where a desk's sources run."""
        if self.cluster is None:
            return Local(desk)
        meet = Meet(card=card_of(desk), salt=desk.salt)
        return Cluster(meet, self.address, keys=self.keys, notice=console.warn)


def worker(machines: Machines, *, course: Path | None) -> int:
    """The exit code, once it was asked to stop. Raises `SandboxError` where this machine can't jail a kernel."""
    desk = machines.desk(find_course(course or Path.cwd()))
    connection = security(machines.keys, machines.address)
    asyncio.run(_work(desk, machines.address, connection))
    return 0


async def _work(desk: Desk, address: str, connection: object) -> None:
    seats = desk.workers + 1  # one more than kernels at once, so that one starts while another is being ended
    try:
        await desk.kernels()
        console.err.print(
            f"{counted(desk.workers, 'kernel')} at once, by the course in {desk.course.root}", markup=False
        )
        station = Station(DeskBench(desk), seats=seats, say=_say)
        await serve(station, address, seats=seats, security=connection, say=_say)
    finally:
        desk.close()


def _say(line: str) -> None:
    console.err.print(line, markup=False)
