"""Real processes on one OUT: a coordinator under its supervisor, whoever hands in, and whichever of them is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from grader.gradebook import Gradebook
from grader.service.status import StatusBoard
from grader.storage.layout import page_name
from tests.grader import tiny
from tests.service import NO_RULES, Served

PARENT = """
import sys
from pathlib import Path
from grader.commands.serve import Settings
from grader.commands.worker import Machines
from grader.service.course_copy import taken_course
from grader.service.supervisor import Supervisor
out, course, gradebook, silent_s = sys.argv[1:]
with taken_course(Path(out), Path(course)) as copy:
    given = dict(out=Path(out), course=copy, origin=Path(course), gradebook=gradebook, hints=False)
    greeting, heartbeat = Settings(**given, machines=Machines(workers=2)).to_line(), Path(out, "service.json")
    child = [sys.executable, "-m", "tests.simulated_coordinator"]
    with Supervisor(child, greeting, heartbeat=heartbeat, silent_s=float(silent_s)):
        print("open", flush=True)
        sys.stdin.readline()
"""
LEARNERS = 12
POLL_S = 0.02
"""Between two looks, so that whoever is waited for has the processor."""


@contextmanager
def parent(served: Served, *, silent_s: float = 600.0) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps a coordinator alive, until it is killed or told to end."""
    command = [sys.executable, "-c", PARENT, str(served.out), str(served.course), str(served.place), str(silent_s)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "open\n"
            yield process
        finally:
            process.kill()


def coordinator(served: Served, *, other_than: int = 0) -> int:
    """The process that holds the right to judge, once there is one other than that."""
    lock = served.out / "gradebook.sqlite.lock"
    while True:
        text = lock.read_text(encoding="ascii")
        if text and int(text) not in {os.getpid(), other_than} and (served.out / "service.json").exists():
            return int(text)
        sleep(POLL_S)


def wait_for_results(served: Served, count: int) -> None:
    with Gradebook.view(served.place) as book:
        while len(book.judged_attempts()) < count:
            sleep(POLL_S)


def test_a_killed_coordinator_is_replaced_and_nothing_is_lost_or_doubled(served: Served) -> None:
    """Killed among the results: what was handed in before, meanwhile and afterwards is judged once."""
    for number in range(LEARNERS):
        served.hand_in(f"learner-{number}", f"total = {number}")
    with parent(served) as process:
        wait_for_results(served, 2)
        killed = coordinator(served)
        os.kill(killed, signal.SIGKILL)
        served.hand_in("late", "total = 'late'")
        assert coordinator(served, other_than=killed) != killed
        wait_for_results(served, LEARNERS + 1)
        assert process.stdin
        process.stdin.close()
        process.wait()

    assert served.results() == {(f"learner-{n}", 1): 1 for n in range(LEARNERS)} | {("late", 1): 1}
    assert (served.out / page_name("late", tiny.EXERCISE)).is_file()
    with Gradebook.view(served.place) as book:
        assert StatusBoard(served.out, book, NO_RULES).operation().silent_s is None, "it said goodbye"
    Gradebook.open(served.place).close()


def test_a_frozen_coordinator_is_replaced(served: Served) -> None:
    """It would hold the right to judge for ever; what it was doing is judged by the next one, once."""
    served.hand_in("ada", "total = 1")
    with parent(served, silent_s=5.0):
        wait_for_results(served, 1)
        frozen = coordinator(served)
        os.kill(frozen, signal.SIGSTOP)
        served.hand_in("bob", "total = 2")
        assert coordinator(served, other_than=frozen) != frozen
        wait_for_results(served, 2)
        assert not Path(f"/proc/{frozen}").exists()

    assert served.results() == {("ada", 1): 1, ("bob", 1): 1}


def test_a_coordinator_ends_with_its_parent(served: Served) -> None:
    """Also where that is killed: the right to judge is free again, and a new service goes on."""
    served.hand_in("ada", "total = 1")
    with parent(served) as process:
        wait_for_results(served, 1)
        orphan = coordinator(served)
        process.kill()
        process.wait()
    while Path(f"/proc/{orphan}/stat").exists() and ") Z" not in Path(f"/proc/{orphan}/stat").read_text(
        encoding="utf-8"
    ):
        sleep(POLL_S)
    Gradebook.open(served.place).close()
    served.hand_in("bob", "total = 2")
    with parent(served):
        wait_for_results(served, 2)

    assert served.results() == {("ada", 1): 1, ("bob", 1): 1}
