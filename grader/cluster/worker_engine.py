"""Runs what a coordinator sends, with the worker's own engine and the coordinator's salt and references."""

from typing import Protocol

from grader import __version__
from grader.cluster.messages import ExplainReply, ExplainRequest, LoadReference, RunRequest, WorkerFingerprint
from grader.course.exercise_file import load_exercise
from grader.datasets import datasets, fetched_sets
from grader.engine import environment
from grader.engine.engine import Engine
from grader.engine.explaining import explain
from grader.errors import SpecError, SystemFault
from grader.grading.judge import PreparedExercise
from grader.model import Run
from grader.storage.code_digests import WORKER
from grader.storage.runs import decode_run


class WorkerEngine(Protocol):
    """Runs sources on a worker."""

    def fingerprint(self) -> WorkerFingerprint:
        """All that decides its results."""

    def reset_salt(self, salt: bytes) -> None:
        """Work for another coordinator: its salt is used from now on, and no exercise is prepared any more."""

    async def load_reference(self, message: LoadReference) -> None:
        """Prepare an exercise with the coordinator's run of its reference. Raises `SpecError` where the keys differ."""

    async def run(self, request: RunRequest) -> Run:
        """Run a source whose exercise is prepared. Raises `KernelFault`, and other errors that are our fault."""

    async def explain(self, request: ExplainRequest) -> ExplainReply:
        """Say why a run of such a source fails. Raises what `run` raises."""


class EngineWorker:
    """Runs sources in kernels, with an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def fingerprint(self) -> WorkerFingerprint:
        """All that decides the engine's results."""
        return worker_fingerprint(self.engine)

    def reset_salt(self, salt: bytes) -> None:
        """Draw hidden inputs from the coordinator's salt from now on."""
        self.engine.reset_salt(salt)

    async def load_reference(self, message: LoadReference) -> None:
        """Prepare an exercise with the coordinator's run of the reference, which never runs here."""
        key = self.engine.keys.reference_key(load_exercise(self.engine.course.root, message.exercise))
        if key != message.key:
            raise SpecError(f"{message.exercise}: its reference's run here would be another than the coordinator's")
        self.engine.references.store.put(decode_run(message.run, key))
        await self.engine.references.prepare(message.exercise, known=False)

    async def run(self, request: RunRequest) -> Run:
        """Run a source in a kernel."""
        return await self.engine.run(self._prepared(request), request.reading)

    async def explain(self, request: ExplainRequest) -> ExplainReply:
        """Judge a run, and seek a repair of its source in kernels."""
        prepared, run = self._prepared(request), decode_run(request.run, request.key)
        judged = self.engine.judge(prepared, request.reading, run)
        judged, run = await explain(self.engine, prepared, request.reading, run, judged)
        return ExplainReply(diagnoses=judged.diagnoses, cpu_s=run.hints_cpu_s)

    def _prepared(self, request: RunRequest | ExplainRequest) -> PreparedExercise:
        """The exercise of a request. Raises `SystemFault` where the source's run here would be another one."""
        prepared = self.engine.references.prepared[request.exercise]
        if self.engine.keys.run_key(prepared, request.reading) != request.key:
            raise SystemFault(f"{request.exercise}: its run here would be another than the coordinator's")
        return prepared


def worker_fingerprint(engine: Engine) -> WorkerFingerprint:
    """All that decides an engine's results. Raises `SpecError` where an exercise can't be read."""
    course, cache = engine.course, datasets.cache_home()
    exercises = [load_exercise(course.root, one) for one in course.exercises]
    fetched = {*(name for one in exercises for name in one.needs)} - {*fetched_sets.missing_sets(cache)}
    contents: dict[str, str] = {name: fetched_sets.fetched_digest(cache, name) for name in fetched}
    held_out = {f"{name}, held out": digest for name, digest in engine.held_out.items()}
    return WorkerFingerprint(
        grader=__version__,
        code=WORKER.code(),
        packages=environment.versions(),
        data={f"{course.data} tfds": datasets.data_digest(course.root, course.data), **contents, **held_out},
        exercises={one.id: one.digest for one in exercises},
        processor=environment.processor(),
    )
