"""The web process: runs the application in uvicorn until it receives a signal to end.

`opened_service` opens a service with everything that it needs, and closes it at the end.
"""

import asyncio
import resource
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.gradebook.opening import GradebookLocation
from grader.service.hand_in import HandInDesk
from grader.service.room import RoomLimits
from grader.service.status import StatusBoard
from grader.service.web.access import Access
from grader.service.web.home import live_streams
from grader.service.web.service import Service, Site
from grader.service.web.streams import Streams
from reports.publish import LearnerPages


@contextmanager
def opened_service(
    out: Path, course: Course, where: GradebookLocation, site: Site, limits: RoomLimits | None = None
) -> Iterator[Service]:
    """A service for the course of an OUT that has a gradebook; `limits` on space are the default ones unless given.

    Raises:
        SpecError: there is no gradebook, or a rubric or assignments.toml has a mistake.
        StorageError: the gradebook or the list of people can't be opened.
    """
    exercises = {name: load_exercise(course.root, name) for name in course.exercises}
    titles = {name: exercise.title for name, exercise in exercises.items()}
    assignments = load_assignments(course)
    rules = HandInRules(assignments)
    with (
        Gradebook.join(where) as gradebook,
        closing(Access.open(out, where)) as access,
        closing(HandInDesk(out, course, gradebook, rules, limits)) as desk,
    ):
        board = StatusBoard(out, gradebook, rules)
        yield Service(
            out=out,
            course=course,
            titles=titles,
            rules=rules,
            gradebook=gradebook,
            desk=desk,
            board=board,
            pages=LearnerPages(out, course, gradebook, exercises, assignments),
            access=access,
            receipt_key=access.receipt_key(),
            site=site,
            streams=live_streams(board, access, titles, rules.zone),
        )


_HEAD_BYTES: Final = 16 * 1024
"""The largest size of a request's line and headers."""
# The uvicorn server.

HEAD_S: Final = 20.0
"""How long a request's line and headers may take to arrive."""
_IDLE_S: Final = 20
"""How long until an idle connection is closed."""
_GRACE_S: Final = 5
"""How much time requests have to finish when the service ends."""
_AT_ONCE: Final = 2_500
"""The largest number of connections; further ones are asked to try again."""
_FILES: Final = _AT_ONCE + 500
"""The largest number of open files: each connection is one, and databases and pages need some."""


def allow_connections() -> None:
    """Allow this process that many connections: most systems allow only 1,024 open files by default."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at this address. Raises `SpecError` if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SpecError(f"{host}, port {port}: {error.strerror}; choose another --host or --port") from error
    return listener


class ImpatientProtocol(H11Protocol):
    """HTTP on one connection, which is closed if the head of a request does not arrive completely in time.

    Otherwise, clients that send half a head could occupy all connections.
    """

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Like uvicorn's; from now on a head is expected."""
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Like uvicorn's; data that does not complete a head does not extend the time."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._cancel()
        elif self._timer is None:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Like uvicorn's."""
        self._cancel()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Server(uvicorn.Server):
    """A server that ends its streams first when it ends, because it would wait for them otherwise."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Like uvicorn's."""
        self._streams.close()
        await super().shutdown(sockets)


def make_server(app: Starlette, streams: Streams, *, behind_proxy: bool) -> uvicorn.Server:
    """The server that runs an application. It trusts only a proxy on this machine to give the addresses of clients."""
    return _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=behind_proxy,
            forwarded_allow_ips="127.0.0.1,::1",
            h11_max_incomplete_event_size=_HEAD_BYTES,
            http=ImpatientProtocol,
            ws="none",
            lifespan="on",
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=_IDLE_S,
            timeout_graceful_shutdown=_GRACE_S,
        ),
        streams,
    )
