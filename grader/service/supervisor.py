"""Keeps one child process alive: restarts it when it ends, and makes it end when this process ends in any way.

A child that hangs would keep the right to judge for ever, so it is killed.
"""

import logging
import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Self

from grader.util.files import touched
from grader.util.processes import without_relative_parts

FIRST_S, MOST_S = 0.5, 10.0
"""Seconds before a child that ended is started again; doubled each time, up to the maximum."""
LIVED_S = 60.0
"""When a child has lived for this many seconds, the first wait applies again."""
PATIENCE_S = 20.0
"""Seconds that a child has to end after its stdin is closed."""
SILENT_S = 120.0
"""Seconds after its last heartbeat until a child counts as frozen; time in which this machine sleeps does not count."""
LOOK_S = 1.0

log = logging.getLogger(__name__)


class Supervisor:
    """A context in which a child is kept alive. Its stdin begins with `greeting` and stays open until the end.

    The child ends by itself when its stdin closes, which also happens if this process is killed.
    """

    def __init__(self, command: Sequence[str], greeting: bytes, *, heartbeat: Path, silent_s: float = SILENT_S) -> None:
        """`heartbeat` is a file that the child touches regularly after it has started."""
        self._command = command
        self._greeting = greeting
        self._heartbeat = heartbeat
        self._silent_s = silent_s
        self._stop = Event()
        self._thread = Thread(target=self._keep, name="supervisor", daemon=True)
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if (child := self.child) is not None:
            _end(child)
        self._thread.join()

    def _keep(self) -> None:
        wait_s = FIRST_S
        while not self._stop.is_set():
            began = time.monotonic()
            code = self._live()
            if self._stop.is_set():
                return
            log.error("the process that judges ended with code %s and is being restarted", code)
            wait_s = FIRST_S if time.monotonic() - began > LIVED_S else wait_s
            self._stop.wait(wait_s)
            wait_s = min(2 * wait_s, MOST_S)

    def _live(self) -> int:
        """The exit code of a child, when it has ended."""
        child = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, env=without_relative_parts(os.environ), start_new_session=True
        )
        self.child = child
        assert child.stdin is not None
        with suppress(OSError):  # it ended at once
            child.stdin.write(self._greeting)
            child.stdin.flush()
        if self._stop.is_set():
            _end(child)
        return self._wait(child)

    def _wait(self, child: subprocess.Popen[bytes]) -> int:
        """The child's exit code, when it has ended; a child without heartbeats is killed."""
        first = last = touched(self._heartbeat)
        heard = time.monotonic()
        while True:
            try:
                return child.wait(LOOK_S)
            except subprocess.TimeoutExpired:
                now = touched(self._heartbeat)
            if now != last:
                last, heard = now, time.monotonic()
            elif now != first and time.monotonic() - heard > self._silent_s:
                log.error("the process that judges has been silent for %.0f s and is being killed", self._silent_s)
                child.kill()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Close the child's stdin and wait; kill the child if it does not end."""
    assert child.stdin is not None
    with suppress(OSError):
        child.stdin.close()
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
