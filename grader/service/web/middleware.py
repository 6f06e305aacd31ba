"""Middleware for every request and response: adds headers for browsers, and reads a body to its end before an
answer.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The policy of the service's own pages. Pages of OUT contain a stricter policy of their own, which applies as well."""
DRAWN_POLICY: Final = "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of pages of OUT, each of which allows its own style and script by their hashes."""
DRAWN_LEARNER_POLICY: Final = f"script-src 'none'; connect-src 'none'; {DRAWN_POLICY}"
"""The policy of a learner's page: it shows what learners wrote, so no script may run on it."""
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # `no-referrer` would make browsers send the origin of our own forms as "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecureHeaders:
    """Adds the security headers to every response, including errors; headers that a view has set stay."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response through `_complete`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_complete)

    def _complete(self, headers: MutableHeaders) -> None:
        for name, value in _ALWAYS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Cache-Control", "no-store")
        if self._is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"  # a year


_MOST_BYTES: Final = 64 * 2**20
"""The most bytes to read of a body that no view used."""
_MOST_S: Final = 60.0
"""The most seconds that such a body may take to arrive."""


class RestOfBody:
    """Reads and discards most of what no view has read, before the response starts.

    A sender whose connection closes meanwhile sees that it broke, but not why. Caddy 2.6 drops a response while it
    passes a request on: on a busy machine, 1 of 900 forms that were refused because of their headers came back cut off.
    The remaining bytes are never read: the connection ends with the response. If not, the server would keep reading to
    find the next request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and pass its response back once the request has been read completely or abandoned."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:  # there is no body
            await self._app(scope, receive, send)
            return
        body = _Body(receive)

        async def send_afterwards(message: Message) -> None:
            if message["type"] == "http.response.start":
                asks_first = "expect" in headers and not body.has_begun  # reading would make the sender continue
                if message["status"] != HTTPStatus.REQUEST_TIMEOUT and not asks_first:
                    await body.discard()
                if not body.is_whole:
                    message.setdefault("headers", [])
                    MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, body.receive, send_afterwards)


class _Body:
    """A body that is still arriving."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.has_begun = self.is_whole = False

    async def receive(self) -> Message:
        """The next piece, or a message that the sender has disconnected."""
        self.has_begun = True
        message = await self._receive()
        self.is_whole = not message.get("more_body", False)
        return message

    async def discard(self) -> None:
        """Read the rest of it, unless that is too large or takes too long."""
        left = _MOST_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOST_S):
                while not self.is_whole and left > 0:
                    left -= len((await self.receive()).get("body", b""))
