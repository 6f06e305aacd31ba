"""A batch that is killed hundreds of times at any moment loses no result and records none twice.

Real processes, gradebook, files, pages; only kernels are simulated, by a short sleep and a made-up run. Each process is
a fork of this one, so that it is at work at once.
"""

import json
import os
import random
import resource
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from grader.commands.grade import grade
from grader.engine.engine import Engine
from grader.gradebook import Entry, Gradebook
from grader.gradebook.opening import GradebookLocation, is_url
from grader.gradebook.schema import findings, results, submissions
from grader.storage.runs import RunStore
from tests import servers, simulated

pytestmark = [pytest.mark.storm, pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")]

KILLS = 100
LEARNERS = 40


@dataclass(frozen=True)
class Moment:
    """When a process is killed: so many seconds after so many results of its own."""

    results: int
    then_s: float

    @classmethod
    def any(cls, chance: random.Random) -> "Moment":
        """A random one, in the beginning or among the results."""
        results = chance.choice((0, chance.randrange(LEARNERS)))
        return cls(results, chance.uniform(0, 0.05 if results else 0.4))


@dataclass
class Storm:
    """A cohort, where its results go, and what its processes said was recorded."""

    root: Path
    place: GradebookLocation
    announced: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Learner and attempt."""
    round: int = 0

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.root / "out"

    def hand_in(self) -> None:
        """Everybody hands in something new; one in four the same as somebody else."""
        self.round += 1
        for number in range(LEARNERS):
            simulated.hand_in(
                self.root / "given", f"learner-{number:02}", f"total = {self.round} * {number - (number % 4 == 3)}"
            )

    def grade(self) -> int:
        """What `grader grade` does."""
        return grade(
            self.root / "given",
            out=self.out,
            workers=2,
            course=self.root / "course",
            gradebook=self.place if is_url(self.place) else None,  # type: ignore[arg-type] # a URL is a text
            no_hints=True,
        )

    def life(self, moment: Moment | None) -> int | None:
        """The exit code of a process that grades, None where it was killed at that moment."""
        hears, says = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hears)
            self.be_child(says)
        os.close(says)
        with os.fdopen(hears) as said:
            heard = [line for line, _ in zip(said, range(moment.results), strict=False)] if moment else []
            code = _ended(child, moment)
            heard += said
        self.announced.update(_announcement(line) for line in heard if line.endswith("\n"))
        return code

    def be_child(self, says: int) -> None:
        """Grade, in the process that was forked off, and never return."""
        code = 99
        try:
            sys.stdout = sys.stderr = (self.root / "log").open("a", encoding="utf-8")
            simulated.kernels(setattr)
            _announce(says)
            code = self.grade()
        except BaseException:  # noqa: BLE001 - reported in the log
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def check(self) -> None:
        """Every result that was announced is there, once and whole; so is every other one."""
        rows = _rows(self.place)
        there = {(learner, attempt): (count, whole) for learner, attempt, count, whole in rows}
        assert set(self.announced) <= set(there)
        assert max(self.announced.values(), default=1) == 1
        assert {(1, True)} >= set(there.values())


def _rows(place: GradebookLocation) -> list[tuple[Any, ...]]:
    """Learner, attempt, how many results, and whether those are whole."""
    counted = (
        select(findings.c.result_id, func.count().label("count")).group_by(findings.c.result_id).subquery("counted")
    )
    query = (
        select(
            submissions.c.learner,
            submissions.c.attempt,
            func.count(results.c.id),
            func.min(func.coalesce(counted.c.count, 0)) == 2,
        )
        .join_from(submissions, results, results.c.submission_id == submissions.c.id, isouter=True)
        .join(counted, counted.c.result_id == results.c.id, isouter=True)
        .group_by(submissions.c.learner, submissions.c.attempt)
    )
    with Gradebook.view(place) as book, book._database.read_transaction() as connection:
        return [(learner, attempt, count, bool(whole)) for learner, attempt, count, whole in connection.execute(query)]


def _ended(child: int, moment: Moment | None) -> int | None:
    if moment is None:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    time.sleep(moment.then_s)  # the random moment, not a wait for anything
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _announcement(line: str) -> tuple[str, int]:
    learner, attempt = json.loads(line)
    return str(learner), int(attempt)


def _announce(says: int) -> None:
    """Have the gradebook say each result once it has recorded it: what was said may not be lost."""
    record = Gradebook.record

    def recorded(book: Gradebook, entry: Entry) -> None:
        record(book, entry)
        submission = entry.result.submission
        os.write(says, json.dumps([submission.learner, submission.attempt]).encode() + b"\n")

    Gradebook.record = recorded  # type: ignore[method-assign,assignment] # in a process of its own


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.database)])
def storm(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storm]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    course = simulated.course(tmp_path / "course")
    Engine.open(course).close()  # what it reads once, each fork then knows
    if request.param == "file":
        yield Storm(tmp_path, tmp_path / "out" / "gradebook.sqlite")
        return
    if not servers.PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with servers.postgresql() as server:
        yield Storm(tmp_path, server.new())


def test_kill_storm(storm: Storm, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a batch killed 100 times no result is lost, doubled or half there, and it comes to its end."""
    chance = random.Random(7)  # noqa: S311 - the same storm each time
    storm.hand_in()
    kills, lives = 0, 0
    while kills < KILLS:
        lives += 1
        code = storm.life(Moment.any(chance))
        assert code in {None, 0}, (storm.root / "log").read_text()[-2000:]
        kills += code is None
        if code == 0:
            storm.hand_in()
        if storm.announced:
            storm.check()
    assert storm.life(None) == 0, (storm.root / "log").read_text()[-2000:]
    storm.check()
    _check_files(storm)
    with capsys.disabled():
        took = resource.getrusage(resource.RUSAGE_CHILDREN)
        heard, cpu_s = sum(storm.announced.values()), round(took.ru_utime + took.ru_stime)
        print(f"\n{kills} kills, {lives} processes, {heard} results heard of, {cpu_s} CPU s")  # noqa: T201


def _check_files(storm: Storm) -> None:
    """Pages, results.jsonl, runs and what was handed in are as an undisturbed batch leaves them."""
    with Gradebook.view(storm.place) as book:
        last = {entry.result.submission.learner: entry.result.submission for entry in book.entries()}
        keys = {entry.run.key for entry in book.every_attempt()}
    assert len(last) == LEARNERS
    assert all(one.attempt == storm.round for one in last.values())
    assert all(RunStore(storm.out / "runs").get(key) for key in keys)
    lines = [json.loads(line) for line in (storm.out / "results.jsonl").read_text().splitlines()]
    assert [(line["learner"], line["attempt"]) for line in lines] == [(one, storm.round) for one in sorted(last)]
    pages = (storm.out / "learners").glob("*/[!.]*.html")  # of each attempt, and the learner's own
    assert sum(1 for _ in pages) == LEARNERS * (storm.round + 1)
    if not is_url(storm.place):
        with closing(sqlite3.connect(storm.place)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
