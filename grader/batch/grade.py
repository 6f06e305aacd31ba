"""A folder of submissions judged into a gradebook: what is to do, what was done before, and how each file is run."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from grader import __version__
from grader.batch.driver import BatchEffects, drive
from grader.batch.runner import LocalRunner, Runner
from grader.batch.state import Batch, Finish, Job, Progress
from grader.engine.engine import Engine
from grader.errors import GraderError, MissingDataError, StorageError
from grader.gradebook import Entry, Gradebook, grade_key
from grader.grading.judge import Judgement, PreparedExercise, reusable_run
from grader.intake.folder import Intake, SubmittedFile, load
from grader.model import Outcome, Result, Run, Submission
from grader.reader.reading_cache import Readings
from grader.source.records import Damage, Reading
from grader.storage.not_graded import Problem
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore

MAX_READINGS = 500
"""Readings kept in memory between planning and judging; those beyond are taken from the disk again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSubmission:
    """A submission that was read."""

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


class GradeBatch:
    """One grading of one folder."""

    def __init__(
        self,
        engine: Engine,
        gradebook: Gradebook,
        store: RunStore,
        handed_in: SubmissionStore,
        recorded: Callable[[Entry], None],
    ) -> None:
        """`recorded` hears of each result once it is in the gradebook."""
        self.engine = engine
        self.runner: Runner = LocalRunner(engine)
        """Where sources run."""
        self.gradebook = gradebook
        self.store = store
        self.handed_in = handed_in
        self.recorded = recorded
        self.skipped = 0
        """Files that are judged already."""
        self.outdated = 0
        """Of those, the ones judged by what the course was before: a regrade is asked for, and approved."""
        self.missing_data: dict[str, str] = {}
        """Exercise to the sentence on the data without which none of its submissions is judged."""
        self.problems: list[Problem] = []
        """Files that could not be read any more when their turn came."""
        self._ready: dict[str, ReadSubmission] = {}
        self._cached: set[str] = set()

    async def grade(
        self, intake: Intake, *, preparing: Callable[[str], None], progress: Callable[[Progress], None]
    ) -> Finish:
        """Judge whatever is not judged yet and can be. Raises `SpecError` before any learner's kernel starts."""
        for exercise in sorted({found.exercise for found in intake.files}):
            preparing(exercise)
            try:
                prepared = await self.engine.references.prepare(exercise)
            except MissingDataError as error:
                self.missing_data[exercise] = str(error)
            else:
                self.store.put(prepared.reference)
        jobs = list(self._plan(found for found in intake.files if found.exercise not in self.missing_data))
        if not all(job.cached for job in jobs):
            await (
                self.runner.wait_until_ready()
            )  # a machine that can't jail a kernel is refused here, and fails nobody's file
        hands = BatchEffects(
            run=self._run, judge=self._judge, restart=self.runner.restart, capacity=self.runner.capacity
        )
        batch = Batch(workers=self.runner.slots, restarts=self.runner.restarts)
        return await drive(batch, jobs, hands, progress)

    def _plan(self, files: Iterable[SubmittedFile]) -> Iterator[Job]:
        for found in files:
            ready = self._read(found)
            if isinstance(ready, Problem):
                self.problems.append(ready)
                continue
            submission = self.gradebook.submission_for(
                learner=found.learner,
                exercise=found.exercise,
                sha256=found.sha256,
                path=found.path,
                submitted=found.submitted,
            )
            standing = self.gradebook.grade_key(submission)
            if standing is not None:
                self.skipped += 1
                self.outdated += standing != _grade_key(ready)
                continue
            if len(self._ready) < MAX_READINGS:
                self._ready[ready.key] = ready
            cached = self.store.path(ready.key).is_file()
            if cached:
                self._cached.add(ready.key)
            yield Job(submission=submission, key=ready.key, cached=cached)

    def _read(self, found: SubmittedFile) -> ReadSubmission | Problem:
        """The submission, or why it can't be judged, which concerns no other file. Raises `SystemFault`."""
        content = load(found)
        if isinstance(content, Problem):
            return content
        try:
            self.handed_in.put(found.sha256, content)
            ready = _ready(self.engine, self.handed_in, found.exercise, found.path, found.sha256)
        except GraderError:
            raise
        except Exception as error:
            log.exception("%s: could not be read", found.path)
            return Problem(path=found.path, reason=f"the grader failed on it ({type(error).__name__}); see the log")
        assert ready is not None, "its content has just been kept"
        return ready

    def _required(self, job: Job) -> ReadSubmission:
        return self._ready.get(job.key) or require_submission(self.engine, self.handed_in, job.submission)

    async def _run(self, job: Job) -> Run:
        """The run of a job's key: from the store, or from a kernel and then in the store."""
        prepared = self.engine.references.prepared[job.submission.exercise]
        return await run_of(job, prepared, partial(self._required, job), runner=self.runner, store=self.store)

    def _judge(self, job: Job, run: Run) -> None:
        ready = self._required(job)
        result = result_of(job.submission, run, self.engine.judge(ready.prepared, ready.reading, run))
        entry = entry_of(result, run, ready.prepared, cached=job.key in self._cached)
        self.gradebook.record(entry)
        self.recorded(entry)


async def run_of(
    job: Job, prepared: PreparedExercise, ready: Callable[[], ReadSubmission], *, runner: Runner, store: RunStore
) -> Run:
    """The run of a job's key as its exercise asks for it now: from the store, or from a kernel and then in the store.

    `ready` is the submission, asked for where a kernel is needed. Raises `KernelFault` and what else is our fault.
    """
    kept = store.get(job.key)
    run = reusable_run(prepared, kept) if kept else None
    if run is None:
        found = ready()
        run = found.unreadable_run() or await runner.run(job, prepared, found.code)
        store.put(run)
    return run


def load_submission(engine: Engine, handed_in: SubmissionStore, submission: Submission) -> ReadSubmission | None:
    """A submission to a prepared exercise, as it was read; None where what was handed in is gone."""
    return _ready(engine, handed_in, submission.exercise, submission.path, submission.sha256)


def require_submission(engine: Engine, handed_in: SubmissionStore, submission: Submission) -> ReadSubmission:
    """The same. Raises `StorageError` where it is gone."""
    ready = load_submission(engine, handed_in, submission)
    if ready is None:
        raise StorageError(f"{handed_in.path(submission.sha256)}: gone, or damaged")
    return ready


def _ready(engine: Engine, handed_in: SubmissionStore, exercise: str, path: Path, digest: str) -> ReadSubmission | None:
    """The content of that sha256, read; None where it is gone. `path` says what kind of file it is."""
    prepared = engine.references.prepared[exercise]
    reading = Readings(handed_in, engine.reader).read(
        digest,
        script=path.suffix.lower() == ".py",
        handout=prepared.handout,
        content=lambda: handed_in.get(digest),
    )
    if isinstance(reading, Damage):
        key = sha256(f"{exercise}\0{digest}\0{reading.message}".encode()).hexdigest()
        return ReadSubmission(prepared=prepared, reading=reading, key=key)
    if reading is None:
        return None
    return ReadSubmission(prepared=prepared, reading=reading, key=engine.keys.run_key(prepared, reading))


def entry_of(result: Result, run: Run, prepared: PreparedExercise, *, cached: bool) -> Entry:
    """A result as the gradebook keeps it."""
    return Entry(
        result=result,
        run=run,
        cached=cached,
        exercise_digest=prepared.exercise.digest,
        reference_key=prepared.reference.key,
    )


def result_of(submission: Submission, run: Run, judged: Judgement) -> Result:
    """A judged submission as the record that is kept."""
    return Result(
        submission=submission,
        run_key=run.key,
        outcome=run.outcome,
        attempted=judged.attempted,
        findings=judged.findings,
        score=judged.score,
        diagnoses=judged.diagnoses,
        diagnosed_by=judged.diagnosed_by,
        grader_version=__version__,
        graded=datetime.now(UTC),
    )


def _grade_key(ready: ReadSubmission) -> str:
    return grade_key(
        run_key=ready.key,
        exercise_digest=ready.prepared.exercise.digest,
        reference_key=ready.prepared.reference.key,
        grader_version=__version__,
    )
