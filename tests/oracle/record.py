"""Records the oracle's files: `python -P -m tests.oracle.record`, in a checkout of the commit that is recorded.

Runs that verification keeps are used again; all others are made in kernels. What is recorded stays when this is
stopped, and the same command goes on.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from grader.engine import environment
from grader.engine.engine import Engine
from grader.errors import KernelFault
from grader.judging.judge import PreparedExercise
from grader.model import Run
from grader.source.records import Damage, Reading
from grader.verification.cache import ProofCache
from grader.verification.verify import run_once
from tests.oracle import doors
from tests.oracle.cases import ROOT, FileCase, file_cases
from tests.oracle.command import progress, record_of
from tests.oracle.judge import MARKS
from tests.oracle.pages import PAGES, drawn_pages
from tests.oracle.records import FileRecord, Head, Record
from tests.oracle.runs import run_in_home, varying_parts
from tests.oracle.scenario import marks_document, opened_scenario

OPEN = 3
"""Exercises at work at once."""
AHEAD = 2
"""Files at work beyond the kernels."""
LONG_SHARE = 3
"""Where a run trains or loads something, a repair is sought for one in so many files."""
MANY_BYTES = 200_000
"""For each so many of a reference's stored run, a repair is sought for fewer files: each trial shows as much."""


def checked_out(root: Path) -> str:
    """The commit that is checked out there, which must be unchanged below `grader`, `exercises` and `solutions`."""
    git = ["git", "-C", str(root)]
    changed = subprocess.run(
        [*git, "status", "--porcelain", "grader", "exercises", "solutions"], check=True, capture_output=True, text=True
    ).stdout
    if changed:
        sys.exit(f"Commit these first, so that the record has a name:\n{changed}")
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class Recorder:
    """Records the files of a course."""

    engine: Engine
    record: Record
    proofs: ProofCache
    ended: int = 0
    known: int = 0
    faults: list[str] = field(default_factory=list)
    """Files that could not be recorded, and why."""

    async def exercises(self, ids: list[str]) -> None:
        """All files of these exercises."""
        opened, at_work = asyncio.Semaphore(OPEN), asyncio.Semaphore(self.engine.workers + AHEAD)

        async def one(exercise: str) -> None:
            async with opened:
                began = time.monotonic()
                prepared = await self.engine.references.prepare(exercise)
                if self.record.exercise(exercise) is None:
                    self.record.write_exercise(doors.record_prepared(self.record, self.engine, prepared))
                cases = list(file_cases(self.engine.course, prepared))
                self.known += len(cases)
                async with asyncio.TaskGroup() as group:
                    for number, case in enumerate(cases):
                        group.create_task(self._in_turn(at_work, prepared, number, case))
                self.engine.references.prepared.pop(exercise)
                progress(
                    f"{exercise}: {len(cases)} files, {time.monotonic() - began:.0f} s; {self.ended} of {self.known}"
                )

        async with asyncio.TaskGroup() as group:
            for exercise in ids:
                group.create_task(one(exercise))

    async def _in_turn(
        self, at_work: asyncio.Semaphore, prepared: PreparedExercise, number: int, case: FileCase
    ) -> None:
        async with at_work:
            if not self.record.has_file(prepared.exercise.id, number):
                try:
                    await self._file(prepared, number, case)
                except KernelFault as fault:  # the others are recorded, and the same command tries this one again
                    self.faults.append(f"{prepared.exercise.id} {case.kind} {case.name}: {fault}")
                    progress(self.faults[-1])
            self.ended += 1

    async def _file(self, prepared: PreparedExercise, number: int, case: FileCase) -> None:
        reading = await asyncio.to_thread(self.engine.read, prepared, case.content, script=case.script)
        run = doors.unreadable(reading) if isinstance(reading, Damage) else await self._run(prepared, reading)
        judged = explained = self.engine.judge(prepared, reading, run)
        search = doors.SearchRecorder(self.record, self._run)
        if number % _share(self.record, prepared) == 0:
            explained = await doors.explain_with(search.change, self.engine, (prepared, reading), run, judged)
        self.record.write_file(
            number,
            FileRecord(
                exercise=prepared.exercise.id,
                kind=case.kind,
                name=case.name,
                script=case.script,
                content=self.record.put(case.content),
                run=None if isinstance(reading, Damage) else doors.put_run(self.record, run),
                reads=doors.reading_document(reading),
                judged=doors.judged_document(run, judged, explained),
                search=search.found,
                cpu_s=run.cpu_s,
            ),
        )

    async def _run(self, prepared: PreparedExercise, reading: Reading) -> Run:
        return await run_once(self.engine, self.proofs, prepared, reading)


def _share(record: Record, prepared: PreparedExercise) -> int:
    """A repair is sought for one in so many files of an exercise."""
    made = record.exercise(prepared.exercise.id)
    assert made is not None, "it is written before its files"
    slow = prepared.facts.trains or prepared.facts.loads
    return max(LONG_SHARE if slow else 1, 1 + len(record.get(made.reference)) // MANY_BYTES)


def main() -> None:
    """Record what is checked out here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="only these, for a trial; the record is then not finished")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    commit, began = checked_out(ROOT), time.monotonic()
    record = record_of(commit)
    engine = Engine.open(ROOT, workers=given.workers)
    recorder = Recorder(engine, record, ProofCache.for_engine(engine, mutants=True))
    made_with = environment.versions() | {"processor": environment.processor()}
    head = Head(commit=commit, salt=engine.keys.salt.hex(), made_with=made_with)
    record.begin(head)
    try:
        asyncio.run(recorder.exercises(given.exercises or list(engine.course.exercises)))
    finally:
        engine.close()
    if recorder.faults:
        sys.exit(f"{len(recorder.faults)} files could not be recorded; the same command tries them again.")
    if not given.exercises:
        finish(record, head)
        head.files, head.wall_s = recorder.ended, time.monotonic() - began
        record.write_head(head)
    progress(f"{recorder.ended} files in {time.monotonic() - began:.0f} s: {record.folder}")


def finish(record: Record, head: Head) -> None:
    """Record marks and pages, and what differs where the samples run once more."""
    if not record.has_part(MARKS):
        progress("the cohort's marks and pages")
        with opened_scenario(record) as made:
            record.write_part(PAGES, drawn_pages(made))
            record.write_part(MARKS, marks_document(made))
    progress("the samples, once more")
    head.varying = varying_parts(run_in_home(record, record.exercises()))
    head.cpu_s = sum(file.cpu_s for exercise in record.exercises() for file in record.files(exercise))


if __name__ == "__main__":
    main()
