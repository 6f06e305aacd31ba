"""Live pages: one poller in each process checks what has changed, and wakes the open streams that show it."""

import asyncio
import itertools
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from starlette.concurrency import run_in_threadpool

from grader.errors import GraderError
from grader.service.web.access import Person
from grader.util.logs import describe_error

POLL_S: Final = 0.25
REFRESH_S: Final = 5.0
"""How many seconds until everything is read again even if nothing changed, because estimates and ages change."""
CHECK_S: Final = 2.0
"""Seconds between checks of who is still signed in, in which role: the streams of all others end."""
MOST: Final = 2_000
"""The largest number of open streams in this process."""
MOST_EACH: Final = 8
"""The largest number of open streams of one person, in all of their sessions."""

Topic = str
"""The topic of a stream: a learner, or `STAFF`."""
STAFF: Final[Topic] = ""

log = logging.getLogger(__name__)


def topic_of(person: Person) -> Topic:
    """The topic of a person's streams."""
    return STAFF if person.is_staff else person.name


@dataclass(eq=False, slots=True, kw_only=True)
class Stream:
    """One open page."""

    session: str
    """The secret of the session in which it was opened."""
    person: Person
    """The person and role of that session."""
    waker: asyncio.Event = field(default_factory=asyncio.Event)
    """Set if there is something to do."""
    has_ended: bool = False


@dataclass(eq=False, kw_only=True)
class Streams:
    """The open streams of this process, and what each topic shows now."""

    version: Callable[[], Hashable]
    """Cheap; changes with anything that `read` returns. It may wait for the database, as the others but `draw` may."""
    read: Callable[[frozenset[Topic]], Mapping[Topic, object]]
    draw: Callable[[Topic, object], str]
    signed_in: Callable[[frozenset[str]], Mapping[str, Person]]
    """Returns whose sessions are valid."""

    def __post_init__(self) -> None:
        self._shown: dict[Topic, object] = {}
        self._streams: defaultdict[Topic, set[Stream]] = defaultdict(set)
        self._open_of: Counter[str] = Counter()
        """How many streams each person has open; other threads read this, so nothing iterates over it."""
        self.count = 0
        """How many streams are open."""
        self._needed = asyncio.Event()
        self._stale = True
        self._closed = False
        self._last: Hashable = None
        self._read_at = self._checked_at = 0.0

    def refusal(self, person: Person) -> str:
        """A sentence on why this person may not open another stream now; empty if they may."""
        if self._open_of[person.name] >= MOST_EACH:
            return f"You have {MOST_EACH} live pages open. Close one of them and load this page again."
        full = "Too many live pages are open at the moment. Load this page again in a minute."
        return full if self.count >= MOST else ""

    @contextmanager
    def opened(self, session: str, person: Person) -> Iterator[Stream | None]:
        """One more stream, open as long as the block lasts; None if no more may be opened.

        Enter it in the event loop: nothing else happens there between the check for a free place and the stream that
        takes it, even if many pages are opened at the same time.
        """
        if self.refusal(person):
            yield None
            return
        stream, topic = Stream(session=session, person=person), topic_of(person)
        self._streams[topic].add(stream)
        self._open_of[person.name] += 1
        self.count += 1
        self._stale = True
        self._needed.set()
        if topic in self._shown:
            stream.waker.set()
        try:
            yield stream
        finally:
            self.count -= 1
            self._open_of[person.name] -= 1
            if not self._open_of[person.name]:
                del self._open_of[person.name]
            self._streams[topic].discard(stream)
            if not self._streams[topic]:
                del self._streams[topic]
                self._shown.pop(topic, None)
            if not self._streams:
                self._needed.clear()

    async def follow(self, stream: Stream) -> AsyncIterator[str]:
        """What its topic shows, now and after each change, as long as the session is valid and belongs to that
        person.
        """
        topic = topic_of(stream.person)
        while True:
            await stream.waker.wait()
            stream.waker.clear()
            if self._closed or stream.has_ended:
                return
            if topic in self._shown:
                yield self.draw(topic, self._shown[topic])

    def close(self) -> None:
        """End every stream: browsers then reconnect, and reach the service that replaces this one."""
        self._closed = True
        for stream in self._every():
            stream.waker.set()

    async def poll(self) -> None:
        """Check for changes, for ever, while any stream is open. If the database fails, try again."""
        while True:
            await self._needed.wait()
            try:
                await self._look(asyncio.get_running_loop().time())
            except GraderError as error:
                self._stale = True
                log.warning("live pages wait: %s", describe_error(error))
            await asyncio.sleep(POLL_S)

    async def _look(self, now: float) -> None:
        """Do everything that is due."""
        if now - self._checked_at > CHECK_S:
            await self._end_left()
            self._checked_at = now
        version = await run_in_threadpool(self.version)
        if self._stale or version != self._last or now - self._read_at > REFRESH_S:
            self._stale = False
            await self._tell()
            self._last, self._read_at = version, now

    async def _end_left(self) -> None:
        """End the streams whose session is no longer valid, or whose person now has a different role."""
        open_streams = list(self._every())
        people = await run_in_threadpool(self.signed_in, frozenset(one.session for one in open_streams))
        for stream in open_streams:
            if people.get(stream.session) != stream.person:
                stream.has_ended = True
                stream.waker.set()

    async def _tell(self) -> None:
        """Read what every topic shows, and wake the streams of those that changed."""
        for topic, shown in (await run_in_threadpool(self.read, frozenset(self._streams))).items():
            if self._shown.get(topic) != shown:
                self._shown[topic] = shown
                for stream in self._streams.get(topic, ()):
                    stream.waker.set()

    def _every(self) -> Iterator[Stream]:
        return itertools.chain.from_iterable(self._streams.values())
