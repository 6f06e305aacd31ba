"""`grader serve` as its operator runs it: two processes that answer, and end together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from grader.web.access import Access
from grader.web.roles import Person, Role
from tests import simulated
from tests.grader.web.serving import Client, notebook

pytestmark = pytest.mark.kernel
WAIT_S = 120.0


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for_answer(client: Client, process: "subprocess.Popen[str]") -> None:
    """Until it listens. Fails where it ends instead."""
    end = monotonic() + WAIT_S
    while monotonic() < end and process.poll() is None:
        try:
            if client.get("/health/live").status == http.HTTPStatus.OK:
                return
        except OSError:
            sleep(0.1)
    pytest.fail(f"it does not answer; it ended with {process.poll()}")


def test_it_takes_a_hand_in_without_tensorflow_and_leaves_no_process(tmp_path: Path) -> None:
    """The web process stays small, and SIGTERM ends it, its readers and the process that judges."""
    course, out, port = simulated.course(tmp_path / "course"), tmp_path / "out", free_port()
    words = ["serve", str(out), "--course", str(course), "--port", str(port), "--workers", "1"]
    command = [sys.executable, "-c", "from grader.cli import main; main()", *words]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, text=True) as process:
        client = Client(port)
        try:
            wait_for_answer(client, process)
            with closing(Access.open(out, out / "gradebook.sqlite")) as access:
                access.enrol([Person(name="ada", role=Role.LEARNER)])
                client.token = access.new_token("ada", "test")
            answer = client.ask("POST", "/api/hand-in", notebook(), X_File_Name="sum.py")
            family = psutil.Process(process.pid).children(recursive=True)
            loaded = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
        finally:
            os.kill(process.pid, signal.SIGTERM)
        ended = process.wait(WAIT_S)

    assert (answer.status, '"attempt":1' in answer.text) == (200, True)
    assert family
    assert "tensorflow" not in loaded
    assert ended == 0
    assert psutil.wait_procs(family, timeout=WAIT_S)[1] == []
