"""Keeps one child process alive: started again when it ends, and ended when this process does, however it ends."""

import logging
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Thread
from typing import Self

FIRST_S, MOST_S = 0.5, 10.0
"""Seconds before a child that ended is started again; twice as many each time, up to the most."""
LIVED_S = 60.0
"""A child that lived so long begins again with the first wait."""
PATIENCE_S = 20.0
"""Seconds that a child has to end once its stdin is closed."""

log = logging.getLogger(__name__)


class Supervisor:
    """A context in which a child is kept alive. Its stdin begins with `greeting` and stays open until the end.

    The child ends by itself when its stdin closes, which the system sees to where this process is killed.
    """

    def __init__(self, command: Sequence[str], greeting: bytes) -> None:
        self._command = command
        self._greeting = greeting
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
            log.error("the process that judges ended with code %s and is started again", code)
            wait_s = FIRST_S if time.monotonic() - began > LIVED_S else wait_s
            self._stop.wait(wait_s)
            wait_s = min(2 * wait_s, MOST_S)

    def _live(self) -> int:
        """The exit code of a child, once it has ended."""
        child = subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)
        self.child = child
        assert child.stdin is not None
        with suppress(OSError):  # it ended at once
            child.stdin.write(self._greeting)
            child.stdin.flush()
        if self._stop.is_set():
            _end(child)
        return child.wait()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Close the child's stdin and wait; kill it where it does not end."""
    assert child.stdin is not None
    with suppress(OSError):
        child.stdin.close()
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
