"""`grader worker`, and the options with which a command runs on a cluster."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from typer import Argument

from grader.commands import DONE, console
from grader.commands.options import (
    CourseOption,
    SandboxOption,
    TlsCaOption,
    TlsCertOption,
    TlsKeyOption,
    WorkersOption,
    course_of,
)
from grader.engine.batch.driver import LocalRunner, Runner
from grader.engine.cluster.coordinator import ClusterRunner
from grader.engine.cluster.dask import TlsFiles, security
from grader.engine.cluster.messages import Hello
from grader.engine.cluster.worker import serve
from grader.engine.cluster.worker_service import EngineWorker, WorkerService, worker_fingerprint
from grader.engine.engine import Engine
from grader.engine.kernel_supply import AHEAD
from grader.errors import SpecError
from grader.sandbox.outside.kernel_factory import Mode
from grader.util.text import pluralize

SCHEMES = ("tcp://", "tls://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """The command line's options on where kernels run."""

    workers: int
    """How many kernels run at once on this machine."""
    sandbox: Mode | None = None
    cluster: str | None = None
    """The scheduler's address; None to use only this machine."""
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def engine(self, root: Path, *, masked: tuple[Path, ...] = ()) -> Engine:
        """The engine for the course in a folder. Raises the same exceptions as `Engine.open`."""
        return Engine.open(root, workers=self.workers, masked=masked, sandbox=self.sandbox, notice=console.warn)

    @property
    def tls_files(self) -> TlsFiles:
        """The files for TLS."""
        return TlsFiles(ca=self.ca, cert=self.cert, key=self.key)

    @property
    def address(self) -> str:
        """The scheduler's address. Raises `SpecError` if it is not an address."""
        assert self.cluster is not None
        if not self.cluster.startswith(SCHEMES) or ":" not in self.cluster[len(SCHEMES[0]) :]:
            raise SpecError(f"{self.cluster}: this is not the address of a scheduler, such as tcp://host:8786")
        return self.cluster

    def runner(self, engine: Engine) -> Runner:
        """The object that runs an engine's sources."""
        if self.cluster is None:
            return LocalRunner(engine)
        hello = Hello(fingerprint=worker_fingerprint(engine), salt=engine.keys.salt)
        return ClusterRunner(hello, self.address, keys=self.tls_files, notice=console.warn)


def worker(
    scheduler: Annotated[
        str, Argument(metavar="ADDRESS", help="The address of the scheduler, such as tcp://host:8786.")
    ],
    *,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
    tls_ca: TlsCaOption = None,
    tls_cert: TlsCertOption = None,
    tls_key: TlsKeyOption = None,
) -> int:
    """Run submissions for `grader grade --cluster`, until Ctrl-C. Needs a checkout of the same course."""
    machines = Machines(workers=workers, sandbox=sandbox, cluster=scheduler, ca=tls_ca, cert=tls_cert, key=tls_key)
    engine = machines.engine(course_of(course))
    connection = security(machines.tls_files, machines.address)
    asyncio.run(_work(engine, machines.address, connection))
    return DONE


async def _work(engine: Engine, address: str, connection: object) -> None:
    slots = engine.workers + AHEAD
    try:
        await engine.kernels.get()
        _say(f"{pluralize(engine.workers, 'kernel')} at once, for the course in {engine.course.root}")
        service = WorkerService(EngineWorker(engine), slots=slots, say=_say)
        await serve(service, address, slots=slots, security=connection, say=_say)
    finally:
        engine.close()


def _say(line: str) -> None:
    console.err.print(line, markup=False)
