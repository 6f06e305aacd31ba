"""Hundreds of browsers in one thread, on loopback: what each asks for, and what its live page shows and when."""

import asyncio
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.service.web.service import Site, csrf_of
from grader.service.web.sign_in import session_cookie
from tests.grader.service.web.serving import MULTIPART, multipart

_ROW = re.compile(
    rb'attempt </span>(\d+)</td><td><span class="state \w+">.*?</svg>(waiting|running|judged|not judged yet)</span>'
)
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    took_s: float
    """From before the connection until the last byte."""
    text: bytes


@dataclass(frozen=True, slots=True)
class Browser:
    """Of one person who is signed in."""

    port: int
    session: str

    async def get(self, path: str) -> Reply:
        """A page."""
        return await self._ask(self.head("GET", path))

    async def hand_in(self, content: bytes, name: str) -> Reply:
        """The hand-in form, with a file."""
        body = multipart({"csrf": csrf_of(self.session)}, name, content)
        origin = f"Origin: http://127.0.0.1:{self.port}"
        return await self._ask(self.head("POST", "/hand-in", origin, f"Content-Type: {MULTIPART}", body=body))

    def head(self, method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
        """A request."""
        cookie = f"{session_cookie(Site.direct('127.0.0.1', self.port))}={self.session}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookie}", "Connection: close"]
        lines += [f"Content-Length: {len(body)}"] if body else []
        return "\r\n".join((*lines, *headers)).encode() + _END + body

    async def _ask(self, request: bytes) -> Reply:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        return Reply(int(answer[9:12]), time.perf_counter() - began, answer)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a live page showed of the newest attempt."""

    at: float
    """Seconds since 1970."""
    attempt: int
    state: str


@dataclass(eq=False)
class LivePage(asyncio.Protocol):
    """A live page that is open."""

    browser: Browser
    shown: list[Shown] = field(default_factory=list)
    events: int = 0
    is_open: bool = True
    _rest: bytes = b""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def open(cls, browser: Browser) -> "LivePage":
        """Once it shows something."""
        loop = asyncio.get_running_loop()
        _, page = await loop.create_connection(lambda: cls(browser), "127.0.0.1", browser.port)
        while page.is_open and not page.events:
            await page._wait()
        return page

    async def shows(self, attempt: int, *states: str) -> Shown:
        """The first time that it shows one of these states of that attempt. Raises `ConnectionError` if it ends."""
        while True:
            for one in self.shown:
                if one.attempt == attempt and one.state in states:
                    return one
            if not self.is_open:
                raise ConnectionError("a live page has ended")
            await self._wait()

    def close(self) -> None:
        """As when its window is closed."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for what changes."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self.browser.head("GET", "/events"))

    def data_received(self, data: bytes) -> None:
        """Note what came."""
        *events, self._rest = (self._rest + data).split(_END)
        for event in events:
            self.events += b"\r\ndata:" in event
            if row := _ROW.search(event):
                self.shown.append(Shown(time.time(), int(row[1]), row[2].decode()))
        self._changed.set()

    def connection_lost(self, _: Exception | None) -> None:
        """Note that it ended."""
        self.is_open = False
        self._changed.set()

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()


async def open_all(browsers: Sequence[Browser]) -> list[LivePage]:
    """A live page of each, some at once."""
    pages: list[LivePage] = []
    for start in range(0, len(browsers), 50):
        pages += await asyncio.gather(*map(LivePage.open, browsers[start : start + 50]))
    return pages


async def verdicts(browser: Browser, contents: Sequence[bytes]) -> list[float]:
    """Seconds from each hand-in, one after the other, until the live page shows that it is judged."""
    page, took = await LivePage.open(browser), []
    for attempt, content in enumerate(contents, 1):
        began = time.time()
        reply = await browser.hand_in(content, "answer.py")
        assert reply.status == 200, reply.text
        took.append((await page.shows(attempt, "judged")).at - began)
    page.close()
    return took


async def ask_steadily(asked: Sequence[tuple[Browser, str]], a_second: float) -> list[Reply]:
    """What each request was answered, when they come so often whether or not those before were answered."""

    async def one(number: int, browser: Browser, path: str) -> Reply:
        await asyncio.sleep(number / a_second)
        return await browser.get(path)

    return await asyncio.gather(*(one(number, *request) for number, request in enumerate(asked)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What learners saw before a deadline."""

    replies: list[Reply]
    first_s: list[float]
    """From each acknowledgement until the live page shows the attempt."""
    judged_at: Mapping[str, float]
    """Learner to when the live page showed the verdict."""


async def evening(browsers: Mapping[str, Browser], contents: Mapping[str, bytes], within_s: float) -> Evening:
    """Everybody hands in, more and more of them the nearer the deadline is, and watches."""
    pages = dict(zip(browsers, await open_all(list(browsers.values())), strict=True))
    chance, first_s, judged_at = random.Random(0), list[float](), dict[str, float]()  # noqa: S311 - no secret

    async def one(name: str, at: float) -> Reply:
        await asyncio.sleep(at)
        reply = await browsers[name].hand_in(contents[name], "answer.py")
        acknowledged = time.time()
        assert reply.status == 200, reply.text
        first = await pages[name].shows(1, "waiting", "running", "judged")
        first_s.append(max(0.0, first.at - acknowledged))
        judged_at[name] = (await pages[name].shows(1, "judged")).at
        return reply

    moments = [within_s * chance.random() ** (1 / 3) for _ in browsers]
    replies = await asyncio.gather(*map(one, browsers, moments))
    for page in pages.values():
        page.close()
    return Evening(replies=replies, first_s=first_s, judged_at=judged_at)
