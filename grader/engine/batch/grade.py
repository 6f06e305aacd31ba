"""Grades a folder of submissions into a gradebook: finds what is not judged yet, and has it run and judged."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace

from grader import __version__
from grader.engine.batch.state import Finish, Job, Progress
from grader.engine.batch.submission_batch import ReadSubmission, SubmissionBatch, entry_of
from grader.errors import GraderError, MissingDataError, StorageError
from grader.gradebook import Entry, grade_key
from grader.judging.judge import Judgement, result_of
from grader.model import Run
from grader.storage.folder import Intake, Problem, SubmittedFile, load

MAX_READINGS = 500
"""Readings kept in memory between planning and judging; those beyond are taken from the disk again."""

log = logging.getLogger(__name__)


@dataclass
class GradeBatch(SubmissionBatch):
    """One grading of one folder."""

    skipped: int = 0
    """Files that are judged already."""
    outdated: int = 0
    """Of those, the ones judged by an earlier version of the course: `grader regrade` judges these again."""
    missing_data: dict[str, str] = field(default_factory=dict)
    """Exercise to the sentence on the data without which none of its submissions is judged."""
    problems: list[Problem] = field(default_factory=list)
    """Files that could not be read any more when their turn came."""
    _readings: dict[str, ReadSubmission] = field(default_factory=dict)
    _cached: dict[str, bool] = field(default_factory=dict)
    """The key of each run so far to whether it was there before this batch."""

    async def grade(
        self, intake: Intake, *, preparing: Callable[[str], None], progress: Callable[[Progress], None]
    ) -> Finish:
        """Judge whatever is not judged yet and can be. Raises `SpecError` before any learner's kernel starts."""
        for exercise in sorted({file.exercise for file in intake.files}):
            preparing(exercise)
            try:
                await self.prepare(exercise)
            except MissingDataError as error:
                self.missing_data[exercise] = str(error)
        files = [file for file in intake.files if file.exercise not in self.missing_data]
        coming = self._plan(files)
        jobs = await _until_a_run(coming)

        def of_all(now: Progress) -> None:
            progress(replace(now, total=len(files) - self.skipped - len(self.problems)))

        return await self.judge_all(jobs, of_all, more=lambda: coming)

    async def _plan(self, files: Iterable[SubmittedFile]) -> AsyncIterator[Job]:
        """A job for each file that is not judged yet, while earlier ones run."""
        for file in files:
            read = await asyncio.to_thread(self._read_file, file)
            if isinstance(read, Problem):
                self.problems.append(read)
                continue
            submission = self.gradebook.submission_for(
                learner=file.learner,
                exercise=file.exercise,
                sha256=file.sha256,
                path=file.path,
                submitted=file.submitted,
            )
            judged_by = self.gradebook.grade_key(submission)
            if judged_by is not None:
                self.skipped += 1
                self.outdated += judged_by != _grade_key(read)
                continue
            if len(self._readings) < MAX_READINGS:
                self._readings[read.key] = read
            if read.key not in self._cached:
                self._cached[read.key] = self.store.path(read.key).is_file()
            yield Job(submission=submission, key=read.key, cached=self._cached[read.key])

    def _read_file(self, file: SubmittedFile) -> ReadSubmission | Problem:
        """The submission, or why it can't be judged, which concerns no other file. Raises `SystemFault`."""
        content = load(file)
        if isinstance(content, Problem):
            return content
        try:
            self.submissions.put(file.sha256, content)
            read = self.read(file.exercise, file.path, file.sha256)
        except GraderError:
            raise
        except Exception as error:
            log.exception("%s: could not be read", file.path)
            return Problem(path=file.path, reason=f"the grader failed on it ({type(error).__name__}); see the log")
        assert read is not None, "its content has just been kept"
        return read

    def _submission_of(self, job: Job) -> ReadSubmission:
        return self._readings.get(job.key) or super()._submission_of(job)

    def _judgement(self, job: Job, run: Run) -> Judgement:
        submission = self._submission_of(job)
        return self.engine.judge(submission.prepared, submission.reading, run)

    def _judge(self, job: Job, run: Run) -> None:
        prepared = self._submission_of(job).prepared
        judged, run = self._with_causes(job, run)
        entry = entry_of(result_of(job.submission, run, judged), run, prepared, cached=job.cached)
        self.gradebook.record(entry)
        self._show(entry)

    def _show(self, entry: Entry) -> None:
        """Draw what shows a new result. It is recorded: a page that can't be drawn must not have it judged again."""
        try:
            self.judged(entry)
        except StorageError:
            raise
        except Exception:
            log.exception("a page could not be drawn")


async def _until_a_run(jobs: AsyncIterator[Job]) -> list[Job]:
    """The jobs up to the first that needs a kernel."""
    found: list[Job] = []
    async for job in jobs:
        found.append(job)
        if not job.cached:
            break
    return found


def _grade_key(submission: ReadSubmission) -> str:
    return grade_key(
        run_key=submission.key,
        exercise_digest=submission.prepared.exercise.digest,
        reference_key=submission.prepared.reference.key,
        grader_version=__version__,
    )
