"""How much space hand-ins may take: for one learner and exercise, for one learner, and for a course.

For a learner, the space of their attempts counts: the files as they were handed in, equal files only once, and their
runs and pages. For a course, the size of OUT on the disk counts, and some of the disk must also stay free. Nothing is
ever removed to make room: a file that does not fit is refused with a sentence.
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
"""How many attempts of one learner may wait to be judged: their space is not known yet."""
FREE: Final = GIB
"""Bytes of disk space that hand-ins may not use: results and pages of acknowledged hand-ins need them."""
_PER_EXERCISE: Final = 4
"""The share of a learner's total space that the files for one exercise may take."""
_MEASURED_S: Final = 60.0
"""Seconds for which the measured size of OUT is used; longer if measuring it takes long."""
_REST: Final = 100.0
"""A measurement is used for at least this many times as long as it took."""
_KEPT: Final = "Everything that you handed in before is kept and counts."
_NO_ROOM: Final = (
    f"This course has no space left for hand-ins. This is not your fault. {_KEPT} Please tell your instructor."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLimits:
    """How much space hand-ins may take."""

    learner_mib: int = 256
    """The space of one learner."""
    course_gib: int = 64
    """The space of a course: everything in OUT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """What instructors see about the space."""

    taken: str
    """How much of the space is used: "1.2 of 64 GiB"."""
    is_full: bool
    """Whether all hand-ins are refused."""
    refused: tuple[str, ...]
    """Learners who had a file refused since the service started because their own space was used up."""


class Room:
    """The space of one OUT, for one process and any number of threads."""

    def __init__(self, out: Path, limits: RoomLimits) -> None:
        self._out = out
        self._limits = limits
        self._files = SubmissionStore(out / FILES)
        self._runs = RunStore(out / RUNS)
        self._lock = Lock()
        self._measured = 0
        """Bytes that OUT took when it was last measured."""
        self._until = 0.0
        """Until when this measurement is used."""
        self._added = 0
        """Bytes handed in since then, including files that are being handed in at the moment."""
        self._refused: dict[str, None] = {}

    def facts(self) -> RoomFacts:
        """How much space is used."""
        taken = f"{self._taken() / GIB:.1f} of {self._limits.course_gib:,} GiB"
        return RoomFacts(taken=taken, is_full=self._is_full(0), refused=tuple(sorted(self._refused)))

    def refusal(self, learner: str, exercise: str, digest: str, size: int, earlier: EarlierHandIns) -> str:
        """Why another file of this digest and size does not fit into a learner's own space; empty if it fits."""
        if earlier.waiting >= MOST_WAITING:
            full = f"{earlier.waiting} of your attempts are waiting to be judged."
            return f"{full} {_KEPT} Please hand in again once some have been judged."
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
        """Reserves space in the course for a file, and keeps it reserved unless the block raises; or gives the reason
        for a refusal.

        A file that is already kept needs no space, and is always accepted.
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
            f"This file does not fit: there is too little space left. {what} take {taken / MIB:.0f} of {most // MIB} "
            f"MiB. {_KEPT} Clear all outputs of your notebook, save it, and hand it in again. If it still does not "
            "fit, ask your instructor for more space."
        )

    def _is_full(self, size: int) -> bool:
        if self._taken() + size > self._limits.course_gib * GIB:
            return True
        return shutil.disk_usage(self._out).free - size < FREE

    def _taken(self) -> int:
        """The last measured size of OUT in bytes, plus what was handed in since."""
        began = time.monotonic()
        if began >= self._until:
            self._until = began + _MEASURED_S  # no other thread measures meanwhile
            self._added = 0
            self._measured = _bytes_in(self._out)
            self._until = time.monotonic() + max(_MEASURED_S, _REST * (time.monotonic() - began))
        return self._measured + self._added


def _bytes_in(folder: Path) -> int:
    """The size of the files below a folder; a file that disappears meanwhile counts as nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += Path(place, name).lstat().st_size
    return total
