"""How much may be kept of what learners hand in: of one learner at one exercise, of one learner, and of a course.

What counts for a learner is what their attempts take: the files as they were handed in, the same bytes once, and the
runs and pages that came of them. For a course it is what OUT takes on the disk, of which some must stay free besides.
Nothing that is kept is ever removed to make room: what does not fit is refused, with a sentence.
"""

import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from grader.gradebook.hand_ins import EarlierHandIns
from grader.storage.layout import FILES, LEARNERS, RUNS, folder_name
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore

MIB: Final = 2**20
GIB: Final = 2**30
MOST_WAITING: Final = 100
"""Attempts of one learner that wait to be judged: what will come of them is not known yet."""
FREE: Final = GIB
"""Bytes of the disk that no hand-in takes: results and pages of what was acknowledged need them."""
_PER_EXERCISE: Final = 4
"""The files of one learner at one exercise may take this part of what all of theirs may."""
_MEASURED_S: Final = 60.0
"""Seconds for which it is believed how much OUT takes; longer where measuring it takes long."""
_REST: Final = 100.0
"""How many times longer than measuring took it is not measured again."""
_KEPT: Final = "Everything that you handed in before is kept, and counts."
_NO_ROOM: Final = f"This course has no room left for hand-ins, which is not your fault. {_KEPT} Tell your instructor."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLimits:
    """How much may be kept."""

    learner_mib: int = 256
    """Of one learner."""
    course_gib: int = 64
    """Of a course: all that OUT holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """What an instructor is told."""

    taken: str
    """How much of what there is: "1.2 of 64 GiB"."""
    is_full: bool
    """Whether no hand-in is taken by anybody."""
    refused: tuple[str, ...]
    """Learners of whom something was refused since the service started, as their own room was used up."""


class Room:
    """The room of one OUT, for one process, in any number of threads."""

    def __init__(self, out: Path, limits: RoomLimits) -> None:
        self._out = out
        self._limits = limits
        self._files = SubmissionStore(out / FILES)
        self._runs = RunStore(out / RUNS)
        self._lock = Lock()
        self._measured = 0
        """Bytes that OUT took when it was last measured."""
        self._until = 0.0
        """Until when that is believed."""
        self._added = 0
        """Bytes that were handed in since, and those that just are."""
        self._refused: dict[str, None] = {}

    def facts(self) -> RoomFacts:
        """How it stands."""
        taken = f"{self._taken() / GIB:.1f} of {self._limits.course_gib:,} GiB"
        return RoomFacts(taken=taken, is_full=self._is_full(0), refused=tuple(sorted(self._refused)))

    def refusal(self, learner: str, exercise: str, digest: str, size: int, earlier: EarlierHandIns) -> str:
        """Why another file, of that digest and size, does not fit a learner's own room; empty if it fits."""
        if earlier.waiting >= MOST_WAITING:
            return f"{earlier.waiting} of your attempts wait to be judged. {_KEPT} Hand in again once some are judged."
        known = {one.sha256 for one in earlier.kept}
        new = 0 if digest in known else size
        here = sum(map(self._files.content_size, {one.sha256 for one in earlier.kept if one.exercise == exercise}))
        most = self._limits.learner_mib * MIB
        if new and here + new > most // _PER_EXERCISE:
            return self._too_much(learner, "Your files for this exercise", here, most // _PER_EXERCISE)
        runs = {one.run_key for one in earlier.kept if one.run_key}
        all_files = sum(map(self._files.content_size, known))
        pages = _bytes_in(self._out / LEARNERS / folder_name(learner))
        taken = all_files + sum(map(self._runs.size, runs)) + pages
        return self._too_much(learner, "Your attempts at all exercises", taken, most) if taken + new > most else ""

    @contextmanager
    def taken(self, size: int) -> Iterator[str]:
        """Bytes of the course's room, for a file that is kept unless the block raises; or why there is no room.

        What is kept already takes none, and always has room.
        """
        with self._lock:
            is_full = bool(size) and self._is_full(size)
            self._added += 0 if is_full else size
        if is_full:
            log.error("%s: hand-ins are refused: %s taken, or the disk is nearly full", self._out, self.facts().taken)
            yield _NO_ROOM
            return
        try:
            yield ""
        except BaseException:
            with self._lock:
                self._added = max(0, self._added - size)
            raise

    def _too_much(self, learner: str, what: str, taken: int, most: int) -> str:
        self._refused[learner] = None
        return (
            f"This file does not fit. {what} take {taken / MIB:.0f} of {most // MIB} MiB. {_KEPT} Clear all outputs of "
            "your notebook, save it, and hand it in again. If it still does not fit, ask your instructor for more room."
        )

    def _is_full(self, size: int) -> bool:
        if self._taken() + size > self._limits.course_gib * GIB:
            return True
        return shutil.disk_usage(self._out).free - size < FREE

    def _taken(self) -> int:
        """Bytes that OUT takes, as last measured, and what was handed in since."""
        began = time.monotonic()
        if began >= self._until:
            self._until = began + _MEASURED_S  # nobody else measures meanwhile
            self._added = 0
            self._measured = _bytes_in(self._out)
            self._until = time.monotonic() + max(_MEASURED_S, _REST * (time.monotonic() - began))
        return self._measured + self._added


def _bytes_in(folder: Path) -> int:
    """What the files below a folder take; what goes away meanwhile takes nothing."""
    total, waiting = 0, [str(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    with suppress(OSError):
                        total += entry.stat(follow_symlinks=False).st_size
    return total
