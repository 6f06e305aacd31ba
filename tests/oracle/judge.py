"""Judges the recorded files by the code as it is, without a kernel: `python -P -m tests.oracle.judge`.

Facts must be as they were recorded: what a file is read as, verdicts, points, trust, order, causes and what proves
them, marks. Texts that differ are shown, grouped and counted, and fail nothing.
"""

import asyncio
import logging
import multiprocessing
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.engine.engine import Engine
from grader.judging.judge import PreparedExercise
from tests.oracle import doors
from tests.oracle.command import (
    DIFFERS,
    ROOT,
    SAME,
    chosen_record,
    parser_of,
    progress,
    say,
    say_differences,
)
from tests.oracle.compare import Comparison, Difference, compare, grouped_texts
from tests.oracle.records import FileRecord, Record
from tests.oracle.scenario import Scenario, marks_document

PROCESSES = 2
MARKS = "marks"
"""What is judged besides exercises: the sample cohort's marks and exports."""


@dataclass(kw_only=True)
class Judged:
    """What became of the files of one exercise, or of the marks."""

    what: str
    files: int = 0
    facts: list[tuple[str, Difference]] = field(default_factory=list)
    """The file's name, and what differs."""
    texts: list[tuple[str, Difference]] = field(default_factory=list)
    wall_s: float = 0.0
    cpu_s: float = 0.0

    def add(self, file: str, found: Comparison) -> None:
        """Add what differs of a file."""
        self.facts += ((f"{self.what}: {file}", one) for one in found.facts)
        self.texts += ((f"{self.what}: {file}", one) for one in found.texts)


def judge(engine: Engine, record: Record, what: str) -> Judged:
    """The recorded files of an exercise, or the marks, by today's code."""
    began, cpu_s = time.monotonic(), time.process_time() + engine.reader.cpu_s
    done = Judged(what=what)
    try:
        if what == MARKS:
            judge_marks(engine, record, done)
        else:
            asyncio.run(judge_exercise(engine, record, done))
    except Exception as error:  # noqa: BLE001 - the boundary of one exercise: the others are judged
        progress(traceback.format_exc())
        done.facts.append((what, Difference("judging", "possible", f"{type(error).__name__}: {error}")))
    done.wall_s = time.monotonic() - began
    done.cpu_s = time.process_time() + engine.reader.cpu_s - cpu_s
    return done


async def judge_exercise(engine: Engine, record: Record, done: Judged) -> None:
    """Prepare an exercise from its recorded runs, and judge its files."""
    made = record.exercise(done.what)
    assert made is not None, "it is among the recorded ones"
    prepared = await doors.prepare_recorded(engine, record, made)
    done.add("prepared", compare(made.prepared, doors.prepared_document(prepared)))
    done.add("asked of a kernel", compare(record.document(made.request), doors.request_document(prepared)))
    for file in record.files(done.what):
        done.files += 1
        done.add(f"{file.kind} {file.name}", await _judge_file(engine, prepared, record, file))
    engine.references.prepared.pop(done.what)


async def _judge_file(engine: Engine, prepared: PreparedExercise, record: Record, file: FileRecord) -> Comparison:
    now = await doors.judge_recorded(engine, prepared, record, file)
    search = doors.search_document(file.search) if file.search else {}
    judged = doors.with_names_of_today(file.judged, now.judged)
    before = {"reads": file.reads, "judged": judged, "search": search}
    return compare(before, {"reads": now.reads, "judged": now.judged, "search": now.search})


def judge_marks(engine: Engine, record: Record, done: Judged) -> None:
    """Grade the cohort by the recorded runs, and compare marks and exports."""
    with tempfile.TemporaryDirectory(prefix="grader-oracle-") as folder:
        made = Scenario.build(record, engine, Path(folder))
        done.add("marks", compare(record.part(MARKS), marks_document(made)))


_here: tuple[Engine, Record] | None = None
"""The engine of this process."""


def _begin(record: Path) -> None:
    global _here  # noqa: PLW0603 - one engine a process
    logging.disable(logging.WARNING)  # a search that asks for what is not recorded is a difference, and said as one
    _here = doors.open_without_kernels(ROOT), Record(record)


def _one(what: str) -> Judged:
    assert _here is not None, "the process has begun"
    return judge(*_here, what)


def judge_all(record: Record, parts: Sequence[str], processes: int) -> Iterator[Judged]:
    """These exercises and the marks, as they end: the marks first, then those with the most files."""
    largest = sorted(parts, key=lambda part: (part != MARKS, -len(record.file_paths(part))))
    with multiprocessing.get_context("spawn").Pool(processes, _begin, (record.folder,)) as pool:
        yield from pool.imap_unordered(_one, largest)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = parser_of(__doc__)
    parser.add_argument("--processes", type=int, default=PROCESSES, metavar="N")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    record = chosen_record(given.record)
    salt = bytes.fromhex(record.head.salt)
    done = []
    with tempfile.TemporaryDirectory(prefix="grader-oracle-") as folder, doors.home_with_salt(Path(folder), salt):
        for one in judge_all(record, given.exercises or [MARKS, *record.exercises()], given.processes):
            done.append(one)
            progress(f"{one.what}: {one.files} files in {one.wall_s:.1f} s, {len(one.facts)} facts differ")
    done.sort(key=lambda one: one.what)
    texts = [each for one in done for each in one.texts]
    for line in list(grouped_texts(texts))[: given.shown]:
        say(line)
    count = say_differences((each for one in done for each in one.facts), shown=given.shown)
    slowest = sorted(done, key=lambda one: -one.wall_s)[:3]
    files, cpu_s = sum(one.files for one in done), sum(one.cpu_s for one in done)
    say("Slowest: " + ", ".join(f"{one.what} {one.wall_s:.0f} s" for one in slowest))
    say(f"{files} files in {time.monotonic() - began:.0f} s, {cpu_s:.0f} CPU s, by {record.head.commit[:12]}.")
    say(f"{count} facts differ; {len(texts)} texts differ, which fails nothing.")
    return DIFFERS if count else SAME


if __name__ == "__main__":
    sys.exit(main())
