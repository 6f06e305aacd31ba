"""What grading and regrading share: where submissions, runs and results lie, and how a submission comes to its run."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from grader.engine.batch.driver import BatchEffects, Runner, drive
from grader.engine.batch.state import Batch, Finish, Job, Progress
from grader.engine.engine import Engine
from grader.engine.reading_cache import Readings
from grader.engine.run_keys import unread_key
from grader.errors import ClusterLost, StorageError, WorkerLeft, WorkerLost
from grader.gradebook import Entry, Gradebook
from grader.judging.judge import Judgement, PreparedExercise, reusable_run
from grader.model import Diagnosis, Outcome, Result, Run, Submission
from grader.source.records import Damage, Reading
from grader.storage.layout import FILES, RUNS
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore

MAX_SEARCHES = 3
"""Searches for one cause whose workers may be lost; another run may be what ends them."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSubmission:
    """A submission whose file was read, and the key of its run."""

    prepared: PreparedExercise
    reading: Reading | Damage
    key: str

    @property
    def code(self) -> Reading:
        """What a kernel runs."""
        assert isinstance(self.reading, Reading), "what is damaged has the run `unreadable_run`"
        return self.reading

    def unreadable_run(self) -> Run | None:
        """The run of a file that no kernel can run, or None."""
        if isinstance(self.reading, Reading):
            return None
        return Run(key=self.key, outcome=Outcome.UNREADABLE, message=self.reading.message)


@dataclass
class SubmissionBatch(ABC):
    """Submissions of one OUT that are judged together. As a context it closes its runner and its engine."""

    engine: Engine
    runner: Runner
    """Where sources run."""
    gradebook: Gradebook
    out: Path
    judged: Callable[[Entry], None]
    """Is called with each new result."""
    hints: bool = True
    """Whether a repair is sought that proves why an answer fails."""
    _explained: dict[str, tuple[tuple[Diagnosis, ...], float]] = field(default_factory=dict)
    """The key of a run to its diagnoses after a search, and the CPU seconds that it took."""
    _judged: dict[Submission, tuple[Run, Judgement]] = field(default_factory=dict)
    """What was judged to see whether a cause is to be sought, with the run by which it was."""

    def __post_init__(self) -> None:
        self.store = RunStore(self.out / RUNS)
        self.submissions = SubmissionStore(self.out / FILES)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.close()
        self.engine.close()

    async def prepare(self, exercise: str) -> PreparedExercise:
        """An exercise, ready to judge by; its reference's run is stored. Raises what `References.prepare` does."""
        prepared = await self.engine.references.prepare(exercise)
        self.store.put(prepared.reference)
        return prepared

    async def judge_all(
        self,
        jobs: Sequence[Job],
        progress: Callable[[Progress], None],
        *,
        more: Callable[[], AsyncIterator[Job]] | None = None,
    ) -> Finish:
        """Run and judge these jobs and those that come, and say how that ended.

        Raises `SystemFault` where one of `jobs` needs a kernel and nothing can run here.
        """
        if not all(job.cached for job in jobs):
            await self.runner.wait_until_ready()  # a machine without a sandbox is refused here, and fails nobody's file
        effects = BatchEffects(
            run=self._run, judge=self._judge, restart=self.runner.restart, capacity=self.runner.capacity, more=more
        )
        return await drive(Batch(workers=self.runner.slots, restarts=self.runner.restarts), jobs, effects, progress)

    @abstractmethod
    def _judge(self, job: Job, run: Run) -> None:
        """Judge a job by its run."""

    @abstractmethod
    def _judgement(self, job: Job, run: Run) -> Judgement:
        """What a job's run is worth, before a repair is sought."""

    def _keeps_causes(self, job: Job, judged: Judgement) -> bool:  # noqa: ARG002 - for batches that judge again
        """Whether the causes in a judgement are those of an earlier search, which still hold."""
        return False

    async def _run(self, job: Job) -> Run:
        """The run of a job's key; what fails is judged at once, so that a repair can be sought meanwhile."""
        run = await self._run_of(job)
        if self.hints and run.outcome is not Outcome.INTERNAL:
            try:
                await self._seek_cause(job, run)
            except (WorkerLeft, ClusterLost):  # as of a run: the job comes again, and its run is in the store
                raise
            except Exception:  # it is judged once more, which shows what is wrong; no run is lost for it
                log.exception("no cause was sought for run %s", job.key)
        return run

    async def _seek_cause(self, job: Job, run: Run) -> None:
        judged = self._judgement(job, run)
        self._judged[job.submission] = run, judged
        if self._keeps_causes(job, judged):
            return
        one = self._submission_of(job)
        if not isinstance(one.reading, Reading):
            return
        for _ in range(MAX_SEARCHES):
            try:
                judged, explained = await self.runner.explain(job, one.prepared, one.reading, run, judged)
            except WorkerLost:
                continue
            self._explained[job.key] = judged.diagnoses, explained.hints_cpu_s
            return

    def _with_causes(self, job: Job, run: Run) -> tuple[Judgement, Run]:
        """What a job's run is worth, with what the search has found, and the run with what that cost."""
        judged_by, judged = self._judged.pop(job.submission, (None, None))
        if judged is None or judged_by is not run:
            judged = self._judgement(job, run)
        if job.key not in self._explained:
            return judged, run
        diagnoses, seconds = self._explained[job.key]
        return replace(judged, diagnoses=diagnoses), replace(run, hints_cpu_s=seconds)

    async def _run_of(self, job: Job) -> Run:
        """The run of a job's key as its exercise asks for it now: from the store, or from a kernel and then stored."""
        prepared = self.engine.references.prepared[job.submission.exercise]
        stored = self.store.get(job.key)
        run = reusable_run(prepared, stored) if stored else None
        if run is None:
            submission = self._submission_of(job)
            run = submission.unreadable_run() or await self.runner.run(job, prepared, submission.code)
            await asyncio.to_thread(self.store.put, run)  # which waits for the disk
        return run

    def _submission_of(self, job: Job) -> ReadSubmission:
        """The submission of a job, asked for where a kernel is needed."""
        return self.require(job.submission)

    def require(self, submission: Submission) -> ReadSubmission:
        """A submission to a prepared exercise, as it was read. Raises `StorageError` where its file is gone."""
        found = self.read(submission.exercise, submission.path, submission.sha256)
        if found is None:
            raise StorageError(f"{self.submissions.path(submission.sha256)}: gone, or damaged")
        return found

    def read(self, exercise: str, path: Path, digest: str) -> ReadSubmission | None:
        """The file with that sha256, read for a prepared exercise; None where it is gone. `path` gives its format."""
        prepared = self.engine.references.prepared[exercise]
        reading = Readings(self.submissions, self.engine.reader).read(
            digest,
            script=path.suffix.lower() == ".py",
            handout=prepared.handout,
            content=lambda: self.submissions.get(digest),
        )
        if isinstance(reading, Damage):
            key = unread_key(exercise, digest, reading.message)
            return ReadSubmission(prepared=prepared, reading=reading, key=key)
        if reading is None:
            return None
        return ReadSubmission(prepared=prepared, reading=reading, key=self.engine.keys.run_key(prepared, reading))


def entry_of(result: Result, run: Run, prepared: PreparedExercise, *, cached: bool) -> Entry:
    """A result as the gradebook keeps it."""
    return Entry(
        result=result,
        run=run,
        cached=cached,
        exercise_digest=prepared.exercise.digest,
        reference_key=prepared.reference.key,
    )
