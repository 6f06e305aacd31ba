"""The sample cohort as a course lives with it: graded twice, with late work, decisions and policies, by `grader`.

The commands run as an instructor types them, in a cache and a course of their own. The runs of the cohort's files lie
in OUT already, under today's keys, so that no kernel is asked.
"""

import asyncio
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from grader.engine.engine import Engine
from tests.oracle import doors
from tests.oracle.records import Document, Record

ROOT = Path(__file__).parents[2]
COHORT = ROOT / "tests" / "cohort"
DUE = datetime(2024, 3, 10, 18, 0, tzinfo=UTC)
"""When everything was due, in this scenario."""
HOURS_LATE = (-50, -1, 0, 0.2, 3, 25, 49, 80, 200, 400)
"""When files are handed in, one after another and again from the first."""
FIRST = """
[[assignments]]
id = "by-hand"
title = "By hand"
weight = 1
due = 2024-03-10T18:00:00
exercises = ["05_single_layer/elementwise", "06_multi_layer/two_layers", "10_softmax/softmax"]

[[assignments]]
id = "keras"
title = "With Keras"
weight = 3
due = 2024-03-10T18:00:00
exercises = ["11_keras/sequential", "18_training/train"]
weights = { "11_keras/sequential" = 1, "18_training/train" = 2 }
"""
POLICIES = {
    "last attempt": 'timezone = "UTC"\n[policy]\ngrace = "15 minutes"\nloses = 0.1\neach = "1 day"\n',
    "best attempt": 'timezone = "UTC"\n[policy]\nattempts = "best"\nloses = 0.35\neach = "36 hours"\ncap = 0.8\n',
    "average": 'timezone = "UTC"\ndrop_lowest = 1\n[policy]\nattempts = "average"\nloses = 0.3\neach = "1 week"\n',
    "cut off": 'timezone = "UTC"\n[policy]\nloses = 0.25\neach = "2 days"\ncut_off = "4 days"\ndrop_lowest = 1\n',
    "verified": 'timezone = "UTC"\n[policy]\npoints = "verified"\nattempts = "best"\n',
}
EXPORTS = ("csv", "csv-long", "jsonl", "junit")
OFTEN = 2
"""Each so many-th file is handed in a second time, with what somebody else wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The folders of one scenario."""

    course: Path
    given: Path
    out: Path

    @classmethod
    def build(cls, record: Record, engine: Engine, folder: Path) -> "Scenario":
        """Grade the cohort in `folder`, twice, and decide; its files' runs are the record's.

        Raises `CommandError` where a command fails.
        """
        folder /= "sample"  # pages call the cohort by it
        made = cls(course=folder / "course", given=folder / "given", out=folder / "out")
        asyncio.run(_put_runs(record, engine, made.out))
        for name in ("exercises", "solutions"):
            shutil.copytree(ROOT / name, made.course / name, symlinks=True)
        made.set_policy("last attempt")
        shutil.copytree(COHORT, made.given)
        for second in (False, True):
            made._hand_in(second=second)
            made.call("grade", str(made.given), "--out", str(made.out), "--no-hints", "--workers", "1")
        for words in _decisions():
            made.call("decide", str(made.out), *words, "--why", "so it was", "--by", "ines")
        made.call("marks", str(made.out))
        return made

    def set_policy(self, name: str) -> None:
        """Write the course's assignments by that policy."""
        (self.course / "exercises" / "assignments.toml").write_text(POLICIES[name] + FIRST, encoding="utf-8")

    def _hand_in(self, *, second: bool) -> None:
        files = sorted(path for path in self.given.rglob("*") if path.is_file() and path.parent != self.given)
        late = [HOURS_LATE[number % len(HOURS_LATE)] for number in range(len(files))]
        if second:
            late = [hours + 60 if number % OFTEN == 0 else hours for number, hours in enumerate(late)]
            for path, content in list(_exchanged(files)):
                path.write_bytes(content)
        with (self.given / "submitted.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["path", "submitted"])
            for path, hours in zip(files, late, strict=True):
                time = DUE + timedelta(hours=hours)
                rows.writerow([path.relative_to(self.given).as_posix(), time.isoformat()])

    def call(self, *words: str) -> str:
        """What a command prints. Raises `CommandError`."""
        command = [sys.executable, "-P", "-m", "grader", *words, "--course", str(self.course)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"}
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if ended.returncode:
            raise CommandError(f"grader {' '.join(words[:2])} ended in {ended.returncode}: {ended.stderr[-2000:]}")
        return ended.stdout

    def results(self) -> list[Document]:
        """The lines of results.jsonl."""
        text = (self.out / "results.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


class CommandError(Exception):
    """A command that failed."""


def _exchanged(files: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    """Every `OFTEN`-th file, and what another one of the same exercise and format holds."""
    for number, path in enumerate(files):
        others = [one for one in files if one.parts[-2:] == path.parts[-2:] and one != path]
        if number % OFTEN == 0 and others:
            yield path, others[number % len(others)].read_bytes()


def _decisions() -> list[list[str]]:
    """What an instructor decides, as words of the command line."""
    two_layers, softmax = ("--exercise", "06_multi_layer/two_layers"), ("--exercise", "10_softmax/softmax")
    return [
        ["Amélie Núñez", *two_layers, "--points", "4.5"],
        ["bo-jensen", *softmax, "--points", "1", "--criterion", "value"],
        ["Chidi Okafor", "--assignment", "by-hand", "--until", "2024-03-14T12:00"],
        ["Håkon Sæther", *softmax, "--excuse"],
        ["Jürgen Groß", *two_layers, "--late", "0"],
        ["Mariam Qureshi", *two_layers, "--late", "1"],
        ["Łukasz O'Brien", *two_layers, "--points", "6"],
        ["Łukasz O'Brien", "--take-back", "7"],
        ["kiwi_42", "--assignment", "keras", "--excuse"],
    ]


@contextmanager
def opened_scenario(record: Record) -> Iterator[Scenario]:
    """The scenario in folders of its own, which are removed afterwards."""
    salt = bytes.fromhex(record.head.salt)
    with tempfile.TemporaryDirectory(prefix="grader-oracle-") as folder, doors.home_with_salt(Path(folder), salt):
        engine = doors.open_without_kernels(ROOT)
        try:
            made = Scenario.build(record, engine, Path(folder))
        finally:
            engine.close()
        yield made


async def _put_runs(record: Record, engine: Engine, out: Path) -> None:
    """Put the recorded runs of the cohort's files into OUT, under today's keys."""
    for exercise in record.exercises():
        files = [file for file in record.files(exercise) if file.kind == "cohort"]
        made = record.exercise(exercise)
        if files and made is not None:
            prepared = await doors.prepare_recorded(engine, record, made)
            for file in files:
                doors.put_under_key(engine, prepared, record, file, out)


def marks_document(made: Scenario) -> Document:
    """The marks by each policy, and what exports say of them."""
    found: Document = {"results": {_of(one): _result(one) for one in made.results()}}
    for policy in POLICIES:
        made.set_policy(policy)
        lines = [json.loads(line) for line in made.call("marks", str(made.out), "--json").splitlines()]
        found[policy] = {str(one.get("learner")): _timeless(one) for one in lines}
    made.set_policy("last attempt")
    made.call("marks", str(made.out))
    for name in EXPORTS:
        target = made.out.parent / f"exported-{name}"
        made.call("export", str(made.out), "--format", name, "--to", str(target))
        found[f"export {name}"] = {"lines": _exported(name, target.read_text(encoding="utf-8"))}
    return found


def _of(result: Document) -> str:
    return f"{result['learner']} {result['exercise']} {result['attempt']}"


def _result(result: Document) -> Document:
    findings = [{key: one[key] for key in ("criterion", "verdict", "earned", "trust")} for one in result["findings"]]
    cached = result["run"]["cached"]
    return {"score": result["score"], "outcome": result["outcome"], "findings": findings, "cached": cached}


UNSTABLE = frozenset("graded received decided when noted run diagnoses message rule time timestamp".split())  # noqa: SIM905
"""Keys of exports and marks whose values are moments, figures of a run, or words."""

_TIMES = re.compile(r' (?:time|timestamp)="[^"]*"')


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key not in UNSTABLE}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def _exported(name: str, text: str) -> list[Any]:
    """What an export says, without words for learners."""
    if name == "jsonl":
        return [_timeless(json.loads(line)) for line in text.splitlines()]
    if name != "junit":
        return text.splitlines()
    return [_TIMES.sub("", line) for line in text.splitlines() if "<testsuite" in line or "<testcase" in line]
