"""What the coordinator reports while it works, in one small file in OUT that is always replaced as a whole.

It names attempts by their ordinals in the gradebook, so it contains nothing about a person. Its modification time is
the coordinator's heartbeat. It is not synced to the disk: after a power cut there is no coordinator.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from grader.util.decoders import json_decoder
from grader.util.files import write_changed, write_faults

LIVE: Final = "service.json"
"""The file's name in OUT."""
DEAD_S: Final = 15.0
"""Seconds without a heartbeat after which its content is no longer trusted: the coordinator sends one every second."""


class RunningAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that has a kernel now."""

    id: int
    started: float
    """When it got the kernel, in seconds since 1970."""
    cells: int = 0
    """The number of cells in its source; 0 if that is not known."""


class LiveState(msgspec.Struct, frozen=True, kw_only=True):
    """What the coordinator is doing."""

    life: str = ""
    """A string that is different for each coordinator that starts."""
    changes: int = 0
    """A number that increases each time this coordinator reports something new."""
    slots: int = 0
    """The number of attempts that may run at once."""
    running: tuple[RunningAttempt, ...] = ()
    queue: tuple[int, ...] = ()
    """The ordinals of attempts in the order in which they will run, or fewer if the coordinator does not know all."""
    held: dict[str, str] = {}
    """Maps an exercise to a sentence on why none of its attempts can be judged now."""
    seconds: dict[str, float] = {}
    """Maps an exercise to the seconds that an attempt takes, the median of the last ones."""
    faults: int = 0
    """How many attempts this coordinator could not judge because of an error in the grader."""
    edited: tuple[str, ...] = ()
    """What in the course has changed on disk since the service started: exercises, and paths of other files."""


NOTHING: Final = LiveState()
"""The state that is shown if no coordinator has ever run."""


def write_live(out: Path, state: LiveState) -> None:
    """Replace the report. Raises `StorageError`."""
    path = out / LIVE
    with write_faults(path):
        write_changed(path, (msgspec.json.encode(state).decode(),))
        os.utime(path)


def beat(out: Path) -> None:
    """Send a heartbeat: the coordinator is alive."""
    with suppress(OSError):
        os.utime(out / LIVE)


def remove_live(out: Path) -> None:
    """Report that no coordinator works any more."""
    with suppress(OSError):
        (out / LIVE).unlink()


class LiveReader:
    """What the coordinator of an OUT reports; the file is read again only if it was replaced."""

    def __init__(self, out: Path) -> None:
        self._path = out / LIVE
        self._file = (0, 0)
        self._state = NOTHING

    def read(self) -> LiveState:
        """What it reports now; `NOTHING` if no coordinator works."""
        try:
            found = self._path.stat()
            if (found.st_ino, found.st_mtime_ns) != self._file:
                self._state = json_decoder(LiveState).decode(self._path.read_bytes())
                self._file = (found.st_ino, found.st_mtime_ns)
        except (OSError, msgspec.MsgspecError):
            self._file, self._state = (0, 0), NOTHING
        return self._state

    def silent_s(self) -> float | None:
        """Seconds since the coordinator's last heartbeat; None if no coordinator works."""
        try:
            return max(0.0, time.time() - self._path.stat().st_mtime)
        except OSError:
            return None

    def is_alive(self) -> bool:
        """Whether a coordinator works."""
        silent_s = self.silent_s()
        return silent_s is not None and silent_s < DEAD_S
