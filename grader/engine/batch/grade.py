"""Grades a folder of submissions into a gradebook: finds the files that are not judged yet, and has them run and
judged.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict, dataclass, field, replace

from grader import __version__
from grader.engine.batch.state import Attempt, Finish, Progress
from grader.engine.batch.submission_batch import SubmissionBatch
from grader.errors import GraderError, MissingDataError, StorageError
from grader.gradebook import Entry, grade_key
from grader.source.records import Damage, Reading
from grader.storage.folder import Intake, Problem, SubmittedFile, load

MAX_READINGS = 500
"""The most readings kept in memory between planning and judging; more of them are read from the disk again."""

log = logging.getLogger(__name__)


@dataclass
class GradeBatch(SubmissionBatch):
    """Grades one folder once: plans an attempt for each file that is not judged yet, and records its result."""

    skipped: int = 0
    """The number of files that are judged already."""
    outdated: int = 0
    """The number of skipped files that were judged by an earlier version of the course: `grader regrade` judges
    these again.
    """
    missing_data: dict[str, str] = field(default_factory=dict)
    """Maps each exercise whose submissions can't be judged for lack of data to the sentence about that data."""
    problems: list[Problem] = field(default_factory=list)
    """Files that could no longer be read when it was their turn."""

    async def grade(
        self, intake: Intake, *, preparing: Callable[[str], None], progress: Callable[[Progress], None]
    ) -> Finish:
        """Judge all files that are not judged yet and can be. Raises `SpecError` before any learner's kernel starts."""
        for exercise in sorted({file.exercise for file in intake.files}):
            preparing(exercise)
            try:
                await self.prepare(exercise)
            except MissingDataError as error:
                self.missing_data[exercise] = str(error)
        files = [file for file in intake.files if file.exercise not in self.missing_data]
        coming = self._plan(files)
        first = list[Attempt]()
        async for attempt in coming:  # up to the first attempt that needs a kernel
            first.append(attempt)
            if not attempt.cached:
                break

        def of_all(now: Progress) -> None:
            progress(replace(now, total=len(files) - self.skipped - len(self.problems)))

        return await self.judge_all(first, of_all, more=lambda: coming)

    async def _plan(self, files: Iterable[SubmittedFile]) -> AsyncIterator[Attempt]:
        """Yields an attempt for each file that is not judged yet, while earlier ones run."""
        new = set[str]()  # keys of runs that did not exist before this batch
        in_memory = 0
        for file in files:
            read = await asyncio.to_thread(self._read_file, file)
            if isinstance(read, Problem):
                self.problems.append(read)
                continue
            key, reading = read
            prepared = self.engine.references.prepared[file.exercise]
            submission = self.gradebook.submission_for(**asdict(file))
            judged_by = self.gradebook.grade_key(submission)
            if judged_by is not None:
                self.skipped += 1
                self.outdated += judged_by != grade_key(
                    run_key=key,
                    exercise_digest=prepared.exercise.digest,
                    reference_key=prepared.reference.key,
                    grader_version=__version__,
                )
                continue
            if not self.store.has(key):
                new.add(key)
            in_memory += 1
            kept = reading if in_memory <= MAX_READINGS else None
            yield Attempt(submission=submission, key=key, cached=key not in new, reading=kept)

    def _read_file(self, file: SubmittedFile) -> tuple[str, Reading | Damage] | Problem:
        """The key of a file's run and what was read in it; or the problem that keeps only this file from being judged.

        Raises `SystemFault`.
        """
        content = load(file)
        if isinstance(content, Problem):
            return content
        try:
            self.submissions.put(file.sha256, content)
            reading = self.read(file.exercise, file.path, file.sha256)
            assert reading is not None, "its content has just been kept"
            return self.key_of(file.exercise, file.sha256, reading), reading
        except GraderError:
            raise
        except Exception as error:
            log.exception("%s: could not be read", file.path)
            reason = f"the grader had an error with it ({type(error).__name__}); see the log"
            return Problem(path=file.path, reason=reason)

    def _record(self, attempt: Attempt, entry: Entry) -> None:  # noqa: ARG002 - for batches that know more of it
        """Put a result into the gradebook, and render the pages that show it.

        A page that can't be rendered must not cause the file to be judged again.
        """
        self.gradebook.record(entry)
        try:
            self.judged(entry)
        except StorageError:
            raise
        except Exception:
            log.exception("a page could not be drawn")
