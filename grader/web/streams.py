"""Live pages: one poller in each process asks what changed, and wakes the open streams that it concerns."""

import asyncio
import itertools
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from starlette.concurrency import run_in_threadpool

from grader.errors import StorageError
from grader.util.logs import describe_error

POLL_S: Final = 0.25
REFRESH_S: Final = 5.0
"""After how long everything is read again although nothing changed: estimates and ages go on."""
FAILED_S: Final = 2.0
"""After how long a database that failed is asked again."""
CHECK_S: Final = 60.0
"""After how long a quiet stream asks whether its owner is still signed in."""
MOST: Final = 2_000
"""Open streams of this process."""
MOST_EACH: Final = 8
"""Open streams of one topic's owner."""

log = logging.getLogger(__name__)

Topic = str
"""What a stream is about: a learner, or `STAFF`."""
STAFF: Final[Topic] = ""


class Streams:
    """The open streams of this process, and what each topic shows now."""

    def __init__(
        self,
        *,
        version: Callable[[], Hashable],
        read: Callable[[frozenset[Topic]], Mapping[Topic, object]],
        draw: Callable[[Topic, object], str],
    ) -> None:
        """`version` is cheap and changes with whatever `read` gives of topics; both may wait for the database."""
        self._version = version
        self._read = read
        self._draw = draw
        self._shown: dict[Topic, object] = {}
        self._wakers: defaultdict[Topic, set[asyncio.Event]] = defaultdict(set)
        self._needed = asyncio.Event()
        self._stale = True
        self._closed = False

    @property
    def count(self) -> int:
        """How many are open."""
        return sum(map(len, self._wakers.values()))

    def has_room(self, topic: Topic) -> bool:
        """Whether one more may be opened."""
        return self.count < MOST and (topic == STAFF or len(self._wakers.get(topic, ())) < MOST_EACH)

    async def follow(self, topic: Topic, *, is_open: Callable[[], bool]) -> AsyncIterator[str]:
        """What the topic shows, now and after each change, until `is_open` says that its owner has left."""
        with self._waker(topic) as waker:
            while True:
                await waker.wait()
                waker.clear()
                if self._closed:
                    return
                if topic in self._shown:
                    yield self._draw(topic, self._shown[topic])
                while not waker.is_set() and not await _woken(waker):
                    if not await run_in_threadpool(is_open):
                        return

    def close(self) -> None:
        """End every stream: browsers ask again, and find the service that follows."""
        self._closed = True
        for waker in itertools.chain.from_iterable(self._wakers.values()):
            waker.set()

    async def poll(self) -> None:
        """Look for changes as long as any stream is open; for ever. A database that fails is asked again."""
        last: Hashable = None
        clock = asyncio.get_running_loop().time
        read_at = 0.0
        while True:
            await self._needed.wait()
            try:
                version = await run_in_threadpool(self._version)
                if self._stale or version != last or clock() - read_at > REFRESH_S:
                    self._stale, last, read_at = False, version, clock()
                    await self._tell()
            except StorageError as error:
                log.warning("live pages wait: %s", describe_error(error))
                self._stale = True
                await asyncio.sleep(FAILED_S)
            await asyncio.sleep(POLL_S)

    async def _tell(self) -> None:
        """Read what every topic shows, and wake the streams of those that changed."""
        for topic, shown in (await run_in_threadpool(self._read, frozenset(self._wakers))).items():
            if self._shown.get(topic) != shown:
                self._shown[topic] = shown
                for waker in self._wakers.get(topic, ()):
                    waker.set()

    @contextmanager
    def _waker(self, topic: Topic) -> Iterator[asyncio.Event]:
        waker = asyncio.Event()
        self._wakers[topic].add(waker)
        self._stale = True
        self._needed.set()
        if topic in self._shown:
            waker.set()
        try:
            yield waker
        finally:
            self._wakers[topic].discard(waker)
            if not self._wakers[topic]:
                del self._wakers[topic]
                self._shown.pop(topic, None)
            if not self._wakers:
                self._needed.clear()


async def _woken(waker: asyncio.Event) -> bool:
    """Whether something changed before it is time to ask for the owner."""
    try:
        await asyncio.wait_for(waker.wait(), CHECK_S)
    except TimeoutError:
        return False
    return True
