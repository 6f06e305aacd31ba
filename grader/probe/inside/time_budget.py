"""The probe's own time: how long it looks at one thing, and at all of them together.

A learner's object may take long to look at, or for ever, and the others must still be looked at. So each look is a
turn, which lasts as long as one question may, or half of the time left for all of them if that is less. After that an
alarm raises `TurnTimeout` in the running code, and raises it again and again if that is caught. Code outside Python
notices it only when it returns, and a loop that catches everything may never end: therefore `grader.probe.inside.probe`
sends its findings from a thread.

This is a courtesy to the other things that are looked at, not a defence: the grader's own clock ends the kernel.
"""

import contextlib
import math
import signal
import time
from collections.abc import Callable, Iterator
from typing import Self, TypeVar

from grader.evidence import LATE, Raised

AGAIN_S = 0.2
"""Seconds between two alarms after a turn is over."""
LEAST_S = 0.5
"""The least seconds of a turn, as long as any are left."""

T = TypeVar("T")


class TurnTimeout(KeyboardInterrupt):
    """A turn is over; the message tells the learner how long it lasted."""


@contextlib.contextmanager
def errors_left_alone() -> Iterator[None]:
    """A context in which learners' code may raise anything; this ends only the context. A turn's end passes through."""
    try:
        yield
    except TurnTimeout:
        raise
    except BaseException:  # noqa: BLE001, S110 - only what it leaves is examined
        pass


def exception_record(error: BaseException) -> Raised:
    """An exception as evidence; even building its message may raise an error. For the end of a turn it is `LATE`."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - runs the learner's own __str__
        message = ""
    name = LATE if type(error) is TurnTimeout else type(error).__name__[:200]
    return Raised(error=name, message=message[:2000].encode(errors="replace").decode())


class Turns:
    """Seconds for all turns; each turn lasts at most `most_s` of them. Enter this context in the main thread."""

    def __init__(self, seconds: float, most_s: float) -> None:
        self._seconds = seconds
        self._most_s = most_s
        self._end = time.monotonic() + seconds
        self._running = False
        self._why = ""

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGALRM, self._ring)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        signal.signal(signal.SIGALRM, self._before or signal.SIG_DFL)

    @property
    def left_s(self) -> float:
        """Seconds left for all turns; less than 0 if they are used up."""
        return self._end - time.monotonic()

    def take(self, look: Callable[[], T], late: Callable[[TurnTimeout], T], *, most_s: float = math.inf) -> T:
        """The result of `look`; or of `late` if the turn ends first or no time is left for it."""
        left = self.left_s
        share = min(most_s, self._most_s, left, max(left / 2, LEAST_S))
        if share <= 0:
            return late(TurnTimeout(f"looking at what your code left took more than {self._seconds:.3g} s"))
        try:
            try:
                self._start(share)
                return look()
            finally:
                self._stop()
        except TurnTimeout as why:
            self._stop()
            return late(why)

    def _start(self, seconds: float) -> None:
        self._why = f"it took more than {seconds:.3g} s and was stopped"
        self._running = True
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_S)

    def _stop(self) -> None:
        self._running = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, *_: object) -> None:
        """Raise `TurnTimeout` in the running code, unless that is the probe itself."""
        if self._running:
            raise TurnTimeout(self._why)
