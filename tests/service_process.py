"""`grader serve` as its operator runs it: processes of their own, asked on loopback, measured and killed by tests."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Self

import psutil
import pytest

from grader.gradebook.opening import GradebookLocation
from grader.service.web.access import Access, Person, Role
from grader.storage.layout import GRADEBOOK
from tests.grader.service.web.serving import Client

ROOT = Path(__file__).parents[1]
WAIT_S = 300.0
REAL = "from grader.commands.cli import main; main()"
SIMULATED = "from grader.commands.serve import Settings; Settings.__module__ = 'tests.simulated_coordinator'; " + REAL
"""The same, but the process that judges is one with kernels that run nothing."""


def free_port() -> int:
    """One that nobody listens on now."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class ServiceProcess:
    """A service that runs."""

    process: "subprocess.Popen[bytes]"
    port: int
    out: Path
    place: GradebookLocation

    @classmethod
    @contextmanager
    def start(
        cls,
        course: Path,
        out: Path,
        *words: str,
        place: str | None = None,
        before: Sequence[str] = (),
        line: str = REAL,
    ) -> Iterator[Self]:
        """Serve a course, until the block ends; `words` are options, `before` is a command that runs the command."""
        port, place_words = free_port(), ["--gradebook", place] if place else []
        command = [*before, sys.executable, "-c", line, "serve", str(out)]
        command += ["--course", str(course), "--port", str(port), *place_words, *words]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with (
            (out.parent / f"{out.name}.log").open("ab") as log,
            subprocess.Popen(command, stderr=log, stdout=log, env=environment) as process,
        ):
            try:
                one = cls(process, port, out, place or out / GRADEBOOK)
                one.wait_until_it_answers()
                yield one
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(WAIT_S)

    def wait_until_it_answers(self) -> None:
        """Whatever: behind a proxy it refuses us. Fails where it ends instead."""
        end = monotonic() + WAIT_S
        while monotonic() < end and self.process.poll() is None:
            try:
                Client(self.port).get("/health/live")
            except OSError:
                sleep(0.1)
            else:
                return
        pytest.fail(f"it does not answer; it ended with {self.process.poll()}")

    def wait_until_ready(self) -> None:
        """Until hand-ins are taken and judged."""
        end = monotonic() + WAIT_S
        while Client(self.port).get("/health").status != http.HTTPStatus.OK:
            assert monotonic() < end, "it does not get ready"
            sleep(0.1)

    def enrol(self, *names: str, role: Role = Role.LEARNER) -> dict[str, str]:
        """Each name to the secret of a new session of theirs."""
        with closing(Access.open(self.out, self.place)) as access:
            access.enrol(Person(name=name, role=role) for name in names)
            links = {name: access.new_link(name, lives_s=WAIT_S) for name in names}
            return {name: access.redeem_link(link) or "" for name, link in links.items()}

    def by_token(self, name: str) -> Client:
        """A command with a new token of somebody's."""
        with closing(Access.open(self.out, self.place)) as access:
            access.enrol([Person(name=name, role=Role.LEARNER)])
            return Client(self.port, token=access.new_token(name, "test"))

    @property
    def web(self) -> psutil.Process:
        """The process that answers."""
        return psutil.Process(self.process.pid)

    @property
    def coordinator(self) -> psutil.Process | None:
        """The process that judges; None where there is none just now."""
        return next((one for one in self.web.children() if "coordinator" in _command_of(one)), None)


def _command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
