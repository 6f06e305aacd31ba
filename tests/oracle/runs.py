"""Runs the sample cohort and one answer of each exercise in kernels: `python -P -m tests.oracle.runs`.

What each run shows is compared with the recorded run, part by part, and so is the cause that a real search names. What
differs between two runs of the same code is listed in the record, and there only verdicts are compared. Exit code 0
where all is as it was recorded, 1 where something differs, 2 where there is no record.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from grader.engine.engine import Engine
from grader.errors import KernelFault
from grader.judging.judge import PreparedExercise
from grader.model import CellRun, Run
from grader.source.records import Damage
from tests.oracle import doors
from tests.oracle.command import DIFFERS, ROOT, SAME, chosen_record, parser_of, progress, say, say_differences
from tests.oracle.compare import Difference, compare
from tests.oracle.pages import stable
from tests.oracle.records import Document, FileRecord, Record

WORKERS = 2
VERDICTS = "verdicts"
"""The part of a comparison that is never left out."""


def samples(record: Record, exercise: str) -> Iterator[FileRecord]:
    """The files of an exercise that are run: the cohort's, and one right answer."""
    files = [file for file in record.files(exercise) if file.run is not None]
    yield from (file for file in files if file.kind == "cohort")
    right = [file for kind in ("accepted", "reference") for file in files if file.kind == kind]
    yield from right[:1]


def sample_name(file: FileRecord) -> str:
    """What a sample is called in the record's list of what varies."""
    return f"{file.exercise}: {file.kind} {file.name}"


def run_document(run: Run) -> Document:
    """The parts of a run that are compared."""
    return {
        "outcome": run.outcome.value,
        "stand-ins": dict(run.stand_ins),
        "changes": [change.kind.value for change in run.changes],
        "cells": [
            {
                "source": cell.source,
                "state": cell.state,
                "answer": cell.answer,
                "error": cell.error and [cell.error.name, cell.error.message, cell.error.line],
                "outputs": _printed(cell),
            }
            for cell in run.cells
        ],
    } | doors.evidence_document(run)


def _printed(cell: CellRun) -> list[list[str]]:
    """Each kind of output in turn, and its text; in how many pieces that came is chance."""
    parts = groupby(cell.outputs, lambda one: one.kind)
    texts = [(kind, "".join(one.text for one in some)) for kind, some in parts]
    return [[kind, stable(" ".join(text.split())) if kind in {"stdout", "text"} else ""] for kind, text in texts]


def verdicts(judged: Document) -> list[Any]:
    """What is compared where the run itself may vary."""
    facts = [[one["criterion"], one["verdict"], one["earned"], one["trust"]] for one in judged.get("findings", [])]
    return [judged["outcome"], *facts, [one["rule"] for one in judged.get("causes", [])]]


async def compare_runs(record: Record, *, exercises: Sequence[str]) -> dict[str, list[Difference]]:
    """Sample to what differs, without regard to what is known to vary."""
    engine = Engine.open(ROOT, workers=WORKERS)
    at_work = asyncio.Semaphore(WORKERS)
    found: dict[str, list[Difference]] = {}

    async def one(prepared: PreparedExercise, file: FileRecord) -> None:
        async with at_work:
            found[sample_name(file)] = await _compared(engine, prepared, record, file)

    try:
        for exercise in exercises:
            prepared = await engine.references.prepare(exercise)
            made = record.exercise(exercise)
            assert made is not None, "it is among the recorded ones"
            before = run_document(doors.recorded_run(record, made.reference))
            found[f"{exercise}: reference"] = list(compare(before, run_document(prepared.reference)).facts)
            await asyncio.gather(*(one(prepared, file) for file in samples(record, exercise)))
            engine.references.prepared.pop(exercise)
            progress(f"{exercise} ran")
    finally:
        engine.close()
    return found


async def _compared(engine: Engine, prepared: PreparedExercise, record: Record, file: FileRecord) -> list[Difference]:
    content = record.get(file.content)
    reading = await asyncio.to_thread(engine.read, prepared, content, script=file.script)
    if isinstance(reading, Damage) or file.run is None:
        return [Difference("reading", "code", "damage")]
    try:
        run = await engine.run(prepared, reading)
    except KernelFault:  # as a batch does
        run = await engine.run(prepared, reading)
    judged = engine.judge(prepared, reading, run)
    explained = judged
    if file.search:
        explained = await doors.explain_with(lambda means: means, engine, (prepared, reading), run, judged)
    before = run_document(doors.recorded_run(record, file.run))
    after = run_document(run)
    now = verdicts(doors.judged_document(run, judged, explained))
    return list(compare(before | {VERDICTS: verdicts(file.judged)}, after | {VERDICTS: now}).facts)


def part(place: str) -> str:
    """The part of a run that a difference lies in: a name that was seen, or what a cell printed."""
    words = place.replace("]", "").replace("[", ".").split(".")
    return ".".join(words[: 3 if words[0] == "cells" else 2])


def unexpected(found: dict[str, list[Difference]], varying: dict[str, list[str]]) -> Iterator[tuple[str, Difference]]:
    """The differences that do not lie where two runs of the same code differ."""
    for sample, differences in found.items():
        known = varying.get(sample, ())
        yield from ((sample, one) for one in differences if part(one.place) not in known)


def varying_parts(found: dict[str, list[Difference]]) -> dict[str, list[str]]:
    """Sample to the parts that differed."""
    return {sample: sorted({part(one.place) for one in each}) for sample, each in sorted(found.items()) if each}


def run_in_home(record: Record, exercises: Sequence[str]) -> dict[str, list[Difference]]:
    """The comparison, in a cache in which nothing has run yet."""
    salt = bytes.fromhex(record.head.salt)
    with tempfile.TemporaryDirectory(prefix="grader-oracle-") as folder, doors.home_with_salt(Path(folder), salt):
        return asyncio.run(compare_runs(record, exercises=exercises))


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    given = parser_of(__doc__).parse_args(arguments)
    record, began = chosen_record(given.record), time.monotonic()
    varying = record.head.varying
    found = run_in_home(record, given.exercises or record.exercises())
    count = say_differences(unexpected(found, varying), shown=given.shown)
    seconds = time.monotonic() - began
    say(f"{len(found)} runs in {seconds:.0f} s; {count} differences; compared by verdict in part: {len(varying)}.")
    return DIFFERS if count else SAME


if __name__ == "__main__":
    sys.exit(main())
