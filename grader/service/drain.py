"""The coordinator's work: judge the attempts that wait in the gradebook, draw pages, and report progress.

It is the batch of `grader grade`, but it never ends. Learners take turns, each with the oldest attempt first, and only
a few more attempts are loaded than can run at once. So a learner who hands in now need not wait for everything that
others handed in before.
"""

import asyncio
import logging
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from secrets import token_hex
from statistics import median

import msgspec

from grader.engine.batch.grade import GradeBatch
from grader.engine.batch.state import Attempt, Finish, Progress
from grader.engine.kernel_supply import AHEAD
from grader.errors import GraderError, MissingDataError, SpecError
from grader.gradebook import Entry
from grader.gradebook.hand_ins import HandIns, WaitingAttempt
from grader.model import Outcome, Run, Submission
from grader.service.live import LiveState, RunningAttempt, beat, remove_live, write_live
from grader.source.records import Damage, Reading
from grader.util.logs import describe_error


class Turns:
    """The attempts that wait. A learner who has just had a turn goes to the end, however many of their attempts
    wait.
    """

    def __init__(self) -> None:
        self._ring: dict[str, deque[WaitingAttempt]] = {}
        """The learners who wait, the next one first, each with their attempts, the oldest first."""

    def add(self, one: WaitingAttempt) -> None:
        """Add an attempt that has just arrived."""
        self._ring.setdefault(one.submission.learner, deque()).append(one)

    def take(
        self, *, at_work: Collection[str], most: int, ready: Callable[[WaitingAttempt], bool]
    ) -> WaitingAttempt | None:
        """Remove and return the next attempt that is `ready`; None if there is none.

        `at_work` contains the learner of each attempt that is being judged; nobody has more than `most` of these at
        once.
        """
        busy = Counter(at_work)
        for learner, theirs in self._ring.items():
            one = next(filter(ready, theirs), None)
            if one is not None and busy[learner] < most:
                theirs.remove(one)
                del self._ring[learner]
                if theirs:
                    self._ring[learner] = theirs
                return one
        return None

    def exercises(self) -> list[str]:
        """The exercises of the waiting attempts, in the order of their turns."""
        return list(dict.fromkeys(one.submission.exercise for one in self.order()))

    def order(self) -> list[WaitingAttempt]:
        """All waiting attempts, in the order of their turns if no more arrive."""
        rounds: defaultdict[int, list[WaitingAttempt]] = defaultdict(list)
        for theirs in self._ring.values():
            for place, one in enumerate(theirs):
                rounds[place].append(one)
        return [one for place in sorted(rounds) for one in rounds[place]]


POLL_S = 0.2
"""Seconds between checks for new attempts."""
BEAT_S = 1.0
MEASURED = 20
"""How many measured times of an exercise are remembered."""
GONE = "The file that you handed in is missing or damaged. Please hand it in again."
UNREAD = "The grader failed to read this file. Your instructor can see this too."

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Taken:
    """An attempt that is being judged."""

    waiting: WaitingAttempt
    attempt: Attempt
    begun: float | None = None
    """When its run began, in seconds since 1970."""
    timer: float = 0.0
    """When its run began, by a monotonic clock."""


@dataclass
class Drain(GradeBatch):
    """Everything that one coordinator judges.

    It plans the waiting attempts in turns, without end, prepares exercises when they are needed, and reports progress.
    The rest works as for a folder.
    """

    edited: Callable[[], tuple[str, ...]] = tuple
    """Returns what in the course has changed on disk since the service started."""
    _turns: Turns = field(default_factory=Turns)
    _hand_ins: HandIns | None = None
    _taken: dict[Submission, _Taken] = field(default_factory=dict)
    _held: dict[str, str] = field(default_factory=dict)
    _preparing: asyncio.Task[None] | None = None
    _seconds: defaultdict[str, deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MEASURED))
    )
    _said: LiveState = field(default_factory=lambda: LiveState(life=token_hex(8)))
    _beaten: float = 0.0
    _faults: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self._wake = asyncio.Event()
        for exercise, seconds in reversed(self.gradebook.recent_seconds(last=25 * MEASURED)):
            self._seconds[exercise].append(seconds)

    async def serve(self, stop: asyncio.Event, progress: Callable[[Progress], None]) -> Finish:
        """Judge waiting and new attempts until `stop` is set. Raises `SystemFault` if nothing can run here."""
        await self.runner.wait_until_ready()
        try:
            return await self.judge_all((), progress, more=lambda: self._attempts(stop), endless=True)
        finally:
            if self._preparing is not None:
                self._preparing.cancel()
                await asyncio.gather(self._preparing, return_exceptions=True)
            remove_live(self.out)

    async def _attempts(self, stop: asyncio.Event) -> AsyncIterator[Attempt]:
        """The attempts that can be judged, each as soon as there is room for it."""
        while not stop.is_set():
            self._look()
            self._prepare_next()
            while (attempt := self._next()) is not None:
                yield attempt
            self._say()
            self._wake.clear()
            await _first_of(stop, self._wake, POLL_S)

    def _look(self) -> None:
        """Add the attempts that have arrived since the last check."""
        last = self._hand_ins.last_submission if self._hand_ins else 0
        self._hand_ins = self.gradebook.hand_ins(after=self._hand_ins)
        for one in self._hand_ins.waiting:
            if one.id > last:
                self._turns.add(one)

    def _prepare_next(self) -> None:
        """Prepare an exercise that somebody waits for, while the others continue."""
        if self._preparing is not None and self._preparing.done():
            self._preparing.result()
            self._preparing = None
        if self._preparing is None:
            known = self.engine.references.prepared
            for exercise in self._turns.exercises():
                if exercise not in known and exercise not in self._held:
                    self._preparing = asyncio.create_task(self._prepare(exercise))
                    return

    async def _prepare(self, exercise: str) -> None:
        """Prepare an exercise, or hold its attempts if that fails. Raises `SystemFault` if the cause is not this
        exercise.
        """
        try:
            await self.prepare(exercise)
        except (MissingDataError, SpecError) as error:
            log.error("%s: attempts at this exercise are held: %s", exercise, describe_error(error))  # noqa: TRY400 - a plain sentence
            self._held[exercise] = str(error)
        self._wake.set()

    def _next(self) -> Attempt | None:
        """The next attempt, if there is room; one more is loaded than can run at once."""
        slots = self.runner.slots
        if len(self._taken) > slots:
            return None
        prepared = self.engine.references.prepared
        waiting = self._turns.take(
            at_work=[one.learner for one in self._taken],
            most=max(1, slots - AHEAD - 1),  # long runs of one learner leave a kernel free for all others
            ready=lambda one: one.submission.exercise in prepared,
        )
        if waiting is None:
            return None
        attempt = self._planned(waiting.submission)
        self._taken[waiting.submission] = _Taken(waiting=waiting, attempt=attempt)
        return attempt

    def _planned(self, submission: Submission) -> Attempt:
        """The attempt as it was read. If an error in the grader prevents this, it is judged as such without a run."""
        try:
            reading = self.read(submission.exercise, submission.path, submission.sha256)
            fault = GONE
        except GraderError:
            raise
        except Exception:
            log.exception("an attempt could not be read")
            reading, fault = None, UNREAD
        key = self.key_of(submission.exercise, submission.sha256, reading or Damage(message=fault))
        if reading is None:
            run = Run(key=key, outcome=Outcome.INTERNAL, message=fault)
            return Attempt(submission=submission, key=key, reading=Damage(message=fault), run=run)
        return Attempt(submission=submission, key=key, cached=self.store.has(key), reading=reading)

    async def _run(self, attempt: Attempt) -> Attempt:
        """The attempt with its run, which it shares with all attempts that have the same key."""
        for one in self._taken.values():
            if one.attempt.key == attempt.key and one.begun is None:
                one.begun, one.timer = time.time(), time.monotonic()
        self._say()
        return await super()._run(attempt)

    def _record(self, attempt: Attempt, entry: Entry) -> None:
        super()._record(attempt, entry)
        taken = self._taken.pop(attempt.submission)
        self._faults += attempt.is_unscored
        if taken.begun is not None and not attempt.cached:
            self._seconds[attempt.submission.exercise].append(time.monotonic() - taken.timer)
        self._wake.set()

    def _say(self) -> None:
        """Report news, and every second that this process is alive."""
        running = [one for one in self._taken.values() if one.begun is not None]
        queued = [one.waiting for one in self._taken.values() if one.begun is None]
        now = LiveState(
            life=self._said.life,
            changes=self._said.changes,
            slots=max(1, self.runner.slots - AHEAD),
            running=tuple(map(_running, running)),
            queue=tuple(one.id for one in (*queued, *self._turns.order())),
            held=dict(self._held),
            seconds={exercise: round(median(times), 2) for exercise, times in self._seconds.items()},
            faults=self._faults,
            edited=self.edited(),
        )
        try:
            if now != self._said or not now.changes:
                self._said = msgspec.structs.replace(now, changes=now.changes + 1)
                write_live(self.out, self._said)
            elif time.monotonic() - self._beaten > BEAT_S:
                self._beaten = time.monotonic()
                beat(self.out)
        except GraderError as error:
            log.warning("%s", describe_error(error))


def _running(one: _Taken) -> RunningAttempt:
    reading = one.attempt.reading
    cells = len(reading.source.cells) if isinstance(reading, Reading) else 0
    return RunningAttempt(id=one.waiting.id, started=one.begun or 0.0, cells=cells)


async def _first_of(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, or the time is over."""
    waits = [asyncio.ensure_future(one.wait()) for one in (stop, wake)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
