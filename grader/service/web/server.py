"""The web process: the application in uvicorn, until it is asked to end.

`opened_service` opens a service with all that it works with, and closes it at the end.
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
    """What serves the course of an OUT whose gradebook is there; `limits` of what is kept are usual ones unless given.

    Raises:
        SpecError: there is no gradebook, or a rubric or assignments.toml is mistaken.
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
"""Of a request's line and headers."""
# The server.

HEAD_S: Final = 20.0
"""How long a request's line and headers may take to come."""
_IDLE_S: Final = 20
"""After how long an idle connection is closed."""
_GRACE_S: Final = 5
"""How long requests may take to end when the service ends."""
_AT_ONCE: Final = 2_500
"""Connections of this process; more are told to come again."""
_FILES: Final = _AT_ONCE + 500
"""Open files of this process: a connection is one, and databases and pages are some."""


def allow_connections() -> None:
    """Let this process hold so many connections: most systems allow 1,024 open files to who does not ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `SpecError` if that is not possible."""
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
    """HTTP on one connection, which is closed where the head of a request does not come whole in time.

    Else whoever sends heads half could hold as many connections as there may be.
    """

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """As uvicorn does; from now on a head is expected."""
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """As uvicorn does; what ends no head gives no more time."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._cancel()
        elif self._timer is None:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn does."""
        self._cancel()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Server(uvicorn.Server):
    """A server that, when it ends, ends streams first: else it would wait for them."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does."""
        self._streams.close()
        await super().shutdown(sockets)


def make_server(app: Starlette, streams: Streams, *, behind_proxy: bool) -> uvicorn.Server:
    """What serves an application. Where requests come from is said by a proxy on this machine, and by nobody else."""
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
