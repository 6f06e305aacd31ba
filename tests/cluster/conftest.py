"""Machines: network namespaces, a cable from each to the scheduler's, and processes in them. As root, on Linux."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SIMULATED = Path(__file__).with_name("simulated.py")
PORT = 8786
LONG_S = 120.0
"""Seconds after which a test that waits for something fails, and says for what."""


IP = shutil.which("ip") or "ip"


def ip(*words: str) -> None:
    subprocess.run([IP, *words], check=True, capture_output=True)


class Process:
    """A process on a machine, whose lines of JSON are read as they come."""

    def __init__(self, machine: str, command: list[str], log: Path, environment: dict[str, str]) -> None:
        self.log = log
        self.machine = machine
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [IP, "netns", "exec", machine, *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its own, not that of a shell around it."""
        return self.process.pid

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it said by now."""
        whole = self.log.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
        return [json.loads(line) for line in whole if line.startswith("{")]

    def wait(self) -> int:
        """Its exit code, once it ended."""
        try:
            return self.process.wait(timeout=LONG_S)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it did not end; it said:\n{self.log.read_text(errors='replace')}")

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """Kill -9, and whatever it started with it, as a machine's power switch would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def said(self, key: str, part: str = "") -> bool:
        """Whether it printed an event of that kind that contains this text."""
        return any(part in str(line[key]) for line in self.lines if key in line)


@dataclass
class Place:
    """A scheduler's machine, and others, each with a cable to it and to nothing else."""

    folder: Path
    name: str
    environment: dict[str, str]
    processes: list[Process] = field(default_factory=list)
    machines: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def machine(self) -> str:
        """Another machine."""
        number = len(self.machines)
        name = f"{self.name}-{number}"
        ip("netns", "add", name)
        self.machines.append(name)
        ip("-n", name, "link", "set", "lo", "up")
        if number:
            hub, cable = self.machines[0], f"c{number}"
            ip("link", "add", cable, "netns", hub, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("-n", hub, "addr", "add", f"10.77.{number}.1/24", "dev", cable)
            ip("-n", name, "addr", "add", f"10.77.{number}.2/24", "dev", "eth0")
            ip("-n", hub, "link", "set", cable, "up")
            ip("-n", name, "link", "set", "eth0", "up")
        return name

    def address(self, machine: str, scheme: str = "tcp") -> str:
        """The scheduler's address, as seen from there."""
        return f"{scheme}://10.77.{self.machines.index(machine)}.1:{PORT}"

    def disconnect(self, machine: str) -> None:
        """Pull its cable."""
        ip("-n", machine, "link", "set", "eth0", "down")

    def reconnect(self, machine: str) -> None:
        """Put it back."""
        ip("-n", machine, "link", "set", "eth0", "up")

    def start(self, machine: str, *command: str, **environment: str) -> Process:
        """A process there."""
        log = self.folder / f"log.{len(self.processes)}"
        process = Process(machine, [sys.executable, *command], log, self.environment | environment)
        self.processes.append(process)
        return process

    def scheduler(self, *options: str) -> Process:
        """Dask's own scheduler, on the first machine, once it listens."""
        command = ["-m", "dask", "scheduler", "--host", "0.0.0.0", "--port", str(PORT), "--no-dashboard", *options]  # noqa: S104 - of a network of its own
        process = self.start(self.machines[0], *command)
        self.until(lambda: "Scheduler at" in process.log.read_text(), "the scheduler listens")
        return process

    def worker(self, *options: str, scheme: str = "tcp") -> Process:
        """A simulated worker, on a machine of its own."""
        machine = self.machine()
        return self.start(machine, str(SIMULATED), "worker", self.address(machine, scheme), str(self.folder), *options)

    def connected(self, *options: str, scheme: str = "tcp") -> Process:
        """The same, once it is connected."""
        worker = self.worker(*options, scheme=scheme)
        self.until(lambda: worker.said("said", "Connected"), "the worker is connected")
        return worker

    def batch(self, *words: str, scheme: str = "tcp") -> Process:
        """A coordinator with a simulated batch, on a machine of its own."""
        machine = self.machine()
        return self.start(machine, str(SIMULATED), "batch", self.address(machine, scheme), str(self.folder), *words)

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for something; fail the test, with all that was said, where it does not happen."""
        deadline = time.monotonic() + LONG_S
        while not happened():
            if time.monotonic() > deadline:
                logs = "\n".join(f"{one.log.name}: {one.log.read_text(errors='replace')}" for one in self.processes)
                pytest.fail(f"never happened: {what}\n{logs}\n{sorted(os.listdir(self.folder))}")  # noqa: PTH208 - names
            time.sleep(0.01)

    def noted(self, what: str, name: str) -> list[int]:
        """The workers' process ids in the order in which that was noted."""
        found = sorted(
            (path.name.split(".") for path in self.folder.glob(f"{what}.{name}.*")), key=lambda one: int(one[2])
        )
        return [int(one[3]) for one in found]

    def started(self, name: str, times: int = 1) -> list[int]:
        """The workers on which a run was started, once it was that often."""
        self.until(lambda: len(self.noted("started", name)) >= times, f"{name} started {times} times")
        return self.noted("started", name)

    def go(self, name: str) -> None:
        """Let a run end."""
        (self.folder / f"go.{name}").touch()

    def by(self, pid: int) -> Process:
        """The process of that id."""
        return next(one for one in self.processes if one.pid == pid)

    def close(self) -> None:
        """Switch everything off."""
        for process in self.processes:
            process.kill()
        for machine in self.machines:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "del", machine)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The scheduler's machine, without a scheduler yet."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("makes network namespaces: needs root, and iproute2")
    found = Place(folder=tmp_path, name=f"grader{os.getpid()}", environment={})
    found.machine()
    try:
        yield found
    finally:
        found.close()
