"""What grading and regrading share: where submissions, runs and results are, and how an attempt gets its result."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from grader.engine.batch.driver import BatchEffects, Runner, drive
from grader.engine.batch.state import Attempt, Batch, Finish, Progress
from grader.engine.engine import Engine
from grader.engine.run_keys import unread_key
from grader.errors import ClusterLost, StorageError, WorkerLeft, WorkerLost
from grader.gradebook import Entry, Gradebook
from grader.judging.judge import Judgement, PreparedExercise, result_of, reusable_run
from grader.model import Outcome, Run
from grader.source.records import Damage, Reading
from grader.storage.layout import FILES, RUNS
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore

MAX_SEARCHES = 3
"""The number of searches for one cause that may lose their workers; a different run may be what ends them."""

log = logging.getLogger(__name__)


@dataclass
class SubmissionBatch(ABC):
    """Submissions of one OUT that are judged together. As a context it closes its runner and its engine.

    An attempt is run and explained by `_run` and judged by `_judge`. A subclass plans the attempts. It judges a run
    (`_judgement`), decides whether the causes of a failure are known already (`_keeps_causes`), and records a result
    (`_record`).
    """

    engine: Engine
    runner: Runner
    """Runs the sources."""
    gradebook: Gradebook
    out: Path
    judged: Callable[[Entry], None]
    """Is called with each new result."""
    hints: bool = True
    """Whether to search for a repair that proves why an answer fails."""

    def __post_init__(self) -> None:
        self.store = RunStore(self.out / RUNS)
        self.submissions = SubmissionStore(self.out / FILES)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.close()
        self.engine.close()

    async def prepare(self, exercise: str) -> PreparedExercise:
        """An exercise, ready to judge by; its reference's run is stored. Raises the same exceptions as
        `References.prepare`.
        """
        prepared = await self.engine.references.prepare(exercise)
        self.store.put(prepared.reference)
        return prepared

    async def judge_all(
        self,
        attempts: Sequence[Attempt],
        progress: Callable[[Progress], None],
        *,
        more: Callable[[], AsyncIterator[Attempt]] | None = None,
        endless: bool = False,
    ) -> Finish:
        """Run and judge these attempts and those that come later, and return how that ended.

        Raises `SystemFault` if one of `attempts` needs a kernel and nothing can run here.
        """
        if not all(attempt.cached for attempt in attempts):
            await self.runner.wait_until_ready()  # refuses a machine without a sandbox before any file fails
        effects = BatchEffects(
            run=self._run, judge=self._judge, restart=self.runner.restart, capacity=self.runner.capacity, more=more
        )
        batch = Batch(workers=self.runner.slots, restarts=self.runner.restarts, endless=endless)
        return await drive(batch, attempts, effects, progress)

    async def _run(self, attempt: Attempt) -> Attempt:
        """The attempt with its run; if it fails it is judged at once, so that a repair can be searched for
        meanwhile.
        """
        run = attempt.run or await self._run_of(attempt)
        attempt = replace(attempt, run=run)
        if self.hints and run.outcome is not Outcome.INTERNAL:
            try:
                return await self._explained(attempt, run)
            except (WorkerLeft, ClusterLost):  # as for a run: the attempt comes again, and its run is in the store
                raise
            except Exception:  # judging it once more will show the error; its run is kept
                log.exception("no cause was sought for run %s", attempt.key)
        return attempt

    async def _run_of(self, attempt: Attempt) -> Run:
        """An attempt's run as its exercise asks for it now: from the store, or from a kernel and then stored."""
        prepared = self._prepared_for(attempt)
        stored = self.store.get(attempt.key)
        run = reusable_run(prepared, stored) if stored else None
        if run is None:
            reading = self._reading_of(attempt)
            if isinstance(reading, Damage):
                run = Run(key=attempt.key, outcome=Outcome.UNREADABLE, message=reading.message)
            else:
                run = await self.runner.run(attempt, prepared, reading)
            await asyncio.to_thread(self.store.put, run)  # waits for the disk
        return run

    async def _explained(self, attempt: Attempt, run: Run) -> Attempt:
        """The attempt with its judgement by its run, and with the causes of its failures."""
        judged = self._judgement(attempt, run)
        attempt = replace(attempt, judgement=judged)
        if self._keeps_causes(attempt, judged) or isinstance(reading := self._reading_of(attempt), Damage):
            return attempt
        for _ in range(MAX_SEARCHES):
            try:
                causes = await self.runner.explain(attempt, self._prepared_for(attempt), reading, run, judged)
            except WorkerLost:
                continue
            return replace(attempt, causes=causes)
        return attempt

    def _judge(self, attempt: Attempt) -> None:
        """Judge an attempt by its run, with the causes that were found, and record the result."""
        run, prepared = attempt.run, self._prepared_for(attempt)
        assert run is not None, "an attempt is judged once it has run"
        judged = attempt.judgement or self._judgement(attempt, run)
        if attempt.causes is not None:
            judged = replace(judged, diagnoses=attempt.causes.diagnoses)
            run = replace(run, hints_cpu_s=attempt.causes.cpu_s)
        entry = Entry(
            result=result_of(attempt.submission, run, judged),
            run=run,
            cached=attempt.cached,
            exercise_digest=prepared.exercise.digest,
            reference_key=prepared.reference.key,
        )
        self._record(attempt, entry)

    def _judgement(self, attempt: Attempt, run: Run) -> Judgement:
        """The judgement of an attempt's run, before a repair is searched for."""
        return self.engine.judge(self._prepared_for(attempt), self._reading_of(attempt), run)

    def _keeps_causes(self, attempt: Attempt, judged: Judgement) -> bool:  # noqa: ARG002 - for batches that judge again
        """Whether the causes in a judgement come from an earlier search and are still valid."""
        return False

    @abstractmethod
    def _record(self, attempt: Attempt, entry: Entry) -> None:
        """Record an attempt's result."""

    def _prepared_for(self, attempt: Attempt) -> PreparedExercise:
        return self.engine.references.prepared[attempt.submission.exercise]

    def _reading_of(self, attempt: Attempt) -> Reading | Damage:
        """What was read in an attempt's file. Raises `StorageError` if the file is gone."""
        submission = attempt.submission
        reading = attempt.reading or self.read(submission.exercise, submission.path, submission.sha256)
        if reading is None:
            raise StorageError(f"{self.submissions.path(submission.sha256)}: missing or damaged")
        return reading

    def read(self, exercise: str, path: Path, digest: str) -> Reading | Damage | None:
        """The file with that sha256, read for a prepared exercise; None if it is gone. `path` determines its format."""
        handout = self.engine.references.prepared[exercise].handout
        script = path.suffix.lower() == ".py"
        return self.submissions.reading(digest, self.engine.reader, script=script, handout=handout)

    def key_of(self, exercise: str, digest: str, reading: Reading | Damage) -> str:
        """The key of the run of what was read in the file with that sha256."""
        if isinstance(reading, Damage):
            return unread_key(exercise, digest, reading.message)
        return self.engine.keys.run_key(self.engine.references.prepared[exercise], reading)
