"""A service whose processes are killed hundreds of times loses no acknowledged attempt and doubles no result.

Real processes, gradebook, files, pages; only kernels are simulated. One process hands in, as a web process does, and
says what it has acknowledged; another is the coordinator. At random moments one of them is killed and started again.
"""

import json
import os
import random
import resource
import select
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.engine.engine import Engine
from grader.gradebook import Gradebook
from grader.gradebook.opening import GradebookLocation, is_url
from grader.model import Submission
from grader.storage.layout import FILES
from grader.storage.submissions import SubmissionStore
from tests import servers, simulated
from tests.service import Served

pytestmark = [pytest.mark.storm, pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")]

KILLS = 100
LEARNERS = 20
SHARE = 0.4
"""Of the kills, those of the process that hands in."""
EACH = 30
"""Hand-ins of one process, which then does nothing until it is killed."""
QUIET_S = 3.0
"""Seconds without a word after which a coordinator has nothing to do."""


@dataclass
class Storm:
    """What is served, and what was acknowledged."""

    served: Served
    acknowledged: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Learner and attempt."""
    judged: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Those whose result was said to be recorded."""
    lives: int = 0
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.served.course / "log"

    def fork(self, work: Callable[[int], None]) -> tuple[int, int]:
        """A process that does the work, and what it says; it never returns from it."""
        self.lives += 1
        hears, says = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                sys.stdout = sys.stderr = self.log.open("a", encoding="utf-8")
                os.close(hears)
                work(says)
            except BaseException:  # noqa: BLE001 - reported in the log
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(0)
        os.close(says)
        return child, hears

    def hand_in(self, says: int) -> None:
        """Hand in something new for everybody in turn, and say each attempt once it is acknowledged."""
        mark = f"{self.lives}-{os.getpid()}"
        with Gradebook.join(self.served.place) as book:
            for number in range(EACH):
                learner = f"learner-{number % LEARNERS:02}"
                taken = self.served.hand_in(learner, f"total = '{mark}-{number // 2}'", book)
                _say(says, taken)
        signal.pause()

    def judge(self, says: int) -> None:
        """Judge whatever waits, and say each attempt once its result is recorded."""
        self.served.drain(lambda _: False, each=lambda one: _say(says, one))

    def hear(self, hears: int, said: Counter[tuple[str, int]], first: bytes = b"") -> None:
        """Note what a process that has ended had said; of that, `first` was heard already."""
        with os.fdopen(hears, "rb") as rest:
            lines = (first + rest.read()).splitlines(keepends=True)
        said.update(tuple(json.loads(line)) for line in lines if line.endswith(b"\n"))

    def check(self) -> None:
        """Every acknowledged attempt is there, with its content; no attempt has two results."""
        rows = self.served.results()
        assert set(self.acknowledged) <= set(rows), self.log.read_text(encoding="utf-8")[-2000:]
        assert {one: rows[one] for one in self.judged} == self.judged
        assert max(self.acknowledged.values(), default=1) == 1
        assert max(rows.values(), default=1) <= 1
        store = SubmissionStore(self.served.out / FILES)
        with Gradebook.view(self.served.place) as book:
            assert all(store.get(one.submission.sha256) for one in book.hand_ins().waiting)


def _say(says: int, one: Submission) -> None:
    os.write(says, json.dumps([one.learner, one.attempt]).encode() + b"\n")


def wait_for_lines(hears: int, count: int) -> bytes:
    """What a process says, up to so many lines, or until it has nothing to say."""
    heard = b""
    while heard.count(b"\n") < count and select.select([hears], [], [], QUIET_S)[0]:
        heard += os.read(hears, 4096)
    return heard


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.database)])
def storm(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storm]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    simulated.kernels(monkeypatch.setattr)
    course = simulated.course(tmp_path / "course")
    Engine.open(course).close()  # what it reads once, each fork then knows
    if request.param == "file":
        place: GradebookLocation = tmp_path / "out" / "gradebook.sqlite"
        yield _made(Storm(Served(course, tmp_path / "out", place)))
        return
    if not servers.PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with servers.postgresql() as server:
        yield _made(Storm(Served(course, tmp_path / "out", server.new())))


def _made(storm: Storm) -> Storm:
    storm.served.make()
    return storm


def test_service_storm(storm: Storm, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a service whose processes are killed 100 times nothing is lost or doubled, and in the end all is judged."""
    chance = random.Random(11)  # noqa: S311 - the same storm each time
    web, coordinator = storm.fork(storm.hand_in), storm.fork(storm.judge)
    for _ in range(KILLS):
        is_web = chance.random() < SHARE
        child, hears = web if is_web else coordinator
        heard = wait_for_lines(hears, chance.choice((0, chance.randrange(EACH))))
        time.sleep(chance.uniform(0, 0.05 if heard else 0.4))  # the random moment, not a wait for anything
        kill(child)
        storm.hear(hears, storm.acknowledged if is_web else storm.judged, heard)
        if is_web:
            web = storm.fork(storm.hand_in)
        else:
            coordinator = storm.fork(storm.judge)
    for (child, hears), said in ((web, storm.acknowledged), (coordinator, storm.judged)):
        kill(child)
        storm.hear(hears, said)
    storm.check()
    waiting = sum(not count for count in storm.served.results().values())
    finish = storm.served.drain(lambda now: now.judged == waiting)
    storm.check()
    assert set(storm.served.results().values()) == {1}, finish
    _check_file(storm.served.place)
    with capsys.disabled():
        took = resource.getrusage(resource.RUSAGE_CHILDREN)
        counts = f"{len(storm.acknowledged)} attempts acknowledged, {len(storm.judged)} results heard of"
        cpu_s = round(took.ru_utime + took.ru_stime)
        print(f"\n{storm.lives} processes, {counts}, {waiting} waited at the end, {cpu_s} CPU s")  # noqa: T201


def _check_file(place: GradebookLocation) -> None:
    if not is_url(place):
        with closing(sqlite3.connect(place)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
