"""A service in processes of its own: what other commands put on record reaches its pages, and nobody hands in."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest

from grader.gradebook.marks.assignments_file import ASSIGNMENTS
from grader.service.web.access import Role
from grader.service.web.service import Site
from grader.service.web.sign_in import session_cookie
from grader.storage.layout import home_page_name, page_name
from tests import simulated
from tests.grader import tiny
from tests.grader.service.web.serving import EXERCISE, SECOND, Client, notebook, second_exercise
from tests.service_process import SIMULATED, ServiceProcess

SOON = timedelta(seconds=20)
PAGE, HOME = f"/{page_name('ada', EXERCISE)}", f"/{home_page_name('ada')}"


@pytest.fixture
def due() -> datetime:
    """Shortly after the service was started."""
    return datetime.now(UTC) + SOON


@pytest.fixture
def service(tmp_path: Path, due: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServiceProcess]:
    """A course of two exercises is served; ada has handed in the first, and it is judged."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assignments = f'[[assignments]]\nid = "w"\ntitle = "W"\nexercises = ["{EXERCISE}", "{SECOND}"]\n'
    assignments += f"due = {due:%Y-%m-%dT%H:%M:%SZ}\n"
    root = simulated.course(tmp_path / "course")
    tiny.write(root, **second_exercise(), **{str(ASSIGNMENTS): assignments})
    with ServiceProcess.start(root, tmp_path / "out", line=SIMULATED) as one:
        one.wait_until_ready()
        ada = one.by_token("ada")
        assert ada.ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py").status in {200, 201}
        until(lambda: json.loads(ada.get("/api/attempts").text)["attempts"][0]["stage"] == "judged")
        yield one


def until(holds: Callable[[], bool]) -> None:
    """Wait; the test's own time ends what never comes."""
    while not holds():
        sleep(0.1)


def browser(service: ServiceProcess, name: str, role: Role) -> Client:
    secret = service.enrol(name, role=role)[name]
    cookie = session_cookie(Site.direct("127.0.0.1", service.port))
    return Client(service.port, cookie=f"{cookie}={secret}")


def decide(service: ServiceProcess, *words: str) -> None:
    """By a process whose clock is that of another zone."""
    command = [sys.executable, "-c", "from grader.commands.cli import main; main()", "decide", str(service.out), "ada"]
    environment = os.environ | {"TZ": "Pacific/Kiritimati"}
    subprocess.run([*command, *words, "--why", "w"], check=True, env=environment)


def test_what_is_decided_reaches_every_page(service: ServiceProcess, due: datetime) -> None:
    """The learner's at once, those of all learners by themselves; and so does a due date that passes."""
    ada, ines = browser(service, "ada", Role.LEARNER), browser(service, "ines", Role.INSTRUCTOR)
    decide(service, "--exercise", EXERCISE, "--points", "0.5")

    assert "0.5</strong>" in ada.get(PAGE).text
    assert "0.5/" in ada.get(HOME).text
    until(lambda: "1 decided" in ines.get("/marks.html").text)
    decide(service, "--take-back", "1")
    assert "0.5</strong>" not in ada.get(PAGE).text
    until(lambda: "1 decided" not in ines.get("/marks.html").text)
    for page in ("/marks.html", "/index.html"):
        assert re.search(r"As of <time[^>]*>\d{4}-\d\d-\d\d \d\d:\d\d", ines.get(page).text)

    until(lambda: datetime.now(UTC) > due)
    assert "missing" in ada.get(HOME).text
    until(lambda: "missing" in ines.get("/marks.html").text)
