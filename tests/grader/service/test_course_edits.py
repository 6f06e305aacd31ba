"""A course that is edited while it is served: in force at one moment, and told until then. Real processes."""

import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from grader.gradebook import Gradebook
from grader.service.live import LiveReader
from grader.service.web.access import Role
from tests.grader import tiny
from tests.grader.service.test_beside import call
from tests.grader.service.test_processes import coordinator, parent, wait_for_results
from tests.grader.service.web.serving import Client, notebook
from tests.service import Served
from tests.service_process import SIMULATED, WAIT_S, ServiceProcess, free_port

RUBRIC = f"{tiny.BESIDE}.toml"
EARLIER, NOW = 2, 7
"""Points of the exercise, before and after the edit."""


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMULATED_LOOK_S", "0.2")


def edit(course: Path) -> None:
    """Ask for more points."""
    path = course / RUBRIC
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('of = "total"', f'of = "total"\npoints = {NOW - 1}', 1), encoding="utf-8")


def wait_until_told(out: Path) -> None:
    live, end = LiveReader(out), monotonic() + WAIT_S
    while not live.read().edited:
        assert monotonic() < end, "the edit is not told"
        sleep(0.05)


def possible(served: Served) -> dict[str, int]:
    """Learner to the points that there are, by what judged the learner's attempt."""
    with Gradebook.view(served.place) as book:
        return {one.learner: one.possible for one in book.judged_attempts()}


def test_nothing_is_judged_by_an_edit_before_the_next_start(served: Served) -> None:
    """Neither an exercise that nobody had handed in yet, nor what a coordinator judges that replaced a killed one."""
    with parent(served) as process:
        coordinator(served)
        edit(served.course)
        served.hand_in("ada", "total = 1")
        wait_for_results(served, 1)
        wait_until_told(served.out)
        assert LiveReader(served.out).read().edited == (tiny.EXERCISE,)
        killed = coordinator(served)
        os.kill(killed, signal.SIGKILL)
        coordinator(served, other_than=killed)
        served.hand_in("bob", "total = 2")
        wait_for_results(served, 2)
        wait_until_told(served.out)
        assert process.stdin
        process.stdin.close()
        process.wait()
    with parent(served):
        served.hand_in("cyd", "total = 3")
        wait_for_results(served, 3)
        assert LiveReader(served.out).read().edited == ()

    assert possible(served) == {"ada": EARLIER, "bob": EARLIER, "cyd": NOW}


def test_the_operator_is_told_and_learners_are_not(served: Served) -> None:
    """By a word in `/health`; on the first page of staff by names, with the command that shows which marks change.

    `grader serve` itself judges by the copy.
    """
    with ServiceProcess.start(served.course, served.out, "--workers", "1", line=SIMULATED) as service:
        service.wait_until_ready()
        assert json.loads(Client(service.port).get("/health").text)["course_edited"] is False
        edit(served.course)
        wait_until_told(served.out)
        service.by_token("ada").ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py")
        wait_for_results(served, 1)
        health = json.loads(Client(service.port).get("/health").text)
        sessions = {**service.enrol("ines", role=Role.INSTRUCTOR), **service.enrol("ada")}
        pages = {
            name: Client(service.port, cookie=f"grader_session={secret}").get("/").text
            for name, secret in sessions.items()
        }

    assert possible(served) == {"ada": EARLIER}
    assert health["course_edited"] is True
    assert health["ready"] is True
    assert "edited since this service started: 01/sum." in pages["ines"]
    assert "grader regrade OUT --dry-run" in pages["ines"]
    assert "edited" not in pages["ada"]


def test_services_of_one_gradebook_serve_one_course(served: Served) -> None:
    """A second web process joins with the course as it was; with an edited one it is refused and says what differs."""
    with ServiceProcess.start(served.course, served.out, line=SIMULATED) as first:
        with ServiceProcess.start(served.course, served.out, line=SIMULATED) as second:
            answer = second.by_token("ada").ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py")
        edit(served.course)
        command = [sys.executable, "-c", SIMULATED, "serve", str(served.out), "--course", str(served.course)]
        refused = subprocess.run(
            [*command, "--port", str(free_port())], capture_output=True, text=True, check=False, timeout=WAIT_S
        )
        assert first.process.poll() is None

    assert answer.status == http.client.OK
    assert refused.returncode == 2
    assert "these files have changed since: 01/sum. End every service" in " ".join(refused.stderr.split())


def test_commands_beside_a_service_work_by_the_course_that_it_serves(served: Served) -> None:
    """What they print is what pages show. The course as it is now is the one that `--course` names."""
    with parent(served):
        coordinator(served)
        new = served.course / "exercises" / "assignments.toml"
        new.write_text('[[assignments]]\nid = "new"\ntitle = "N"\nexercises = ["01/sum"]\n', encoding="utf-8")
        in_force = call("feedback", served.out)
        named = call("feedback", served.out, "--course", served.course)

    assert ["new" in one.split() for one in (in_force, named)] == [False, True]
