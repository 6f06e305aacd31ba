"""A worker's workbench: its own desk, told by a coordinator which salt and which references to use."""

from typing import Protocol

from grader import __version__
from grader.cluster.messages import LoadReference, RunRequest, WorkerFingerprint
from grader.course.loader import load_exercise
from grader.datasets import datasets, fetched_data
from grader.engine import environment
from grader.engine.engine import Engine
from grader.errors import SpecError, SystemFault
from grader.model import Run
from grader.storage.code_digests import WORKER
from grader.storage.runs import decode_run


class WorkerEngine(Protocol):
    """What runs sources on a worker."""

    def fingerprint(self) -> WorkerFingerprint:
        """What its results follow from."""

    def reset_salt(self, salt: bytes) -> None:
        """Work for another coordinator; nothing is prepared any more."""

    async def load_reference(self, teach: LoadReference) -> None:
        """Prepare an exercise with a reference that ran elsewhere. Raises `SpecError` where it is another's."""

    async def run(self, order: RunRequest) -> Run:
        """Run a source whose exercise is prepared. Raises `KernelFault` and what else is a fault of ours."""


class EngineWorker:
    """Runs sources on a desk, in kernels."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def fingerprint(self) -> WorkerFingerprint:
        """What the desk's results follow from."""
        return worker_fingerprint(self.engine)

    def reset_salt(self, salt: bytes) -> None:
        """Draw hidden inputs from a coordinator's salt."""
        self.engine.reset_salt(salt)

    async def load_reference(self, teach: LoadReference) -> None:
        """Prepare an exercise by the coordinator's run of the reference: it never runs here."""
        key = self.engine.keys.reference_key(load_exercise(self.engine.course.root, teach.exercise))
        if key != teach.key:
            raise SpecError(f"{teach.exercise}: its reference's run here would be another than the coordinator's")
        self.engine.references.store.put(decode_run(teach.run, key))
        await self.engine.references.prepare(teach.exercise, known=False)

    async def run(self, order: RunRequest) -> Run:
        """Run a source in a kernel."""
        prepared = self.engine.references.prepared[order.exercise]
        if self.engine.keys.run_key(prepared, order.reading) != order.key:
            raise SystemFault(f"{order.exercise}: its run here would be another than the coordinator's")
        return await self.engine.run(prepared, order.reading)


def worker_fingerprint(engine: Engine) -> WorkerFingerprint:
    """What a desk's results follow from. Raises `SpecError` where an exercise can't be read."""
    course, cache = engine.course, datasets.cache_home()
    exercises = [load_exercise(course.root, one) for one in course.exercises]
    fetched = {*(name for one in exercises for name in one.needs)} - {*fetched_data.missing_sets(cache)}
    contents: dict[str, str] = {name: fetched_data.fetched_digest(cache, name) for name in fetched}
    held_out = {f"{name}, held out": digest for name, digest in engine.held_out.items()}
    return WorkerFingerprint(
        grader=__version__,
        code=WORKER.code(),
        packages=environment.versions(),
        data={f"{course.data} tfds": datasets.data_digest(course.root, course.data), **contents, **held_out},
        exercises={one.id: one.digest for one in exercises},
        processor=environment.processor(),
    )
