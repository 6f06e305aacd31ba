"""How the service is doing: for monitoring without a name in it, live for whoever is signed in, and as a log.

The log is a JSON object a line. Of people it has their role, of an address the route, of a fault its place.
"""

import json
import logging
from typing import Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from grader.errors import GraderError
from grader.service.web.access import Person, Role
from grader.service.web.pages import error_response
from grader.service.web.streams import Streams
from grader.service.web.visit import Page, Visit
from grader.util.logs import RedactingFormatter, describe_error

_LOG: Final = logging.getLogger("grader.service.web.requests")
_REDACTING: Final = RedactingFormatter()


# The log.


def start_access_log() -> None:
    """Log to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter('{"time": "%(asctime)s", "level": "%(levelname)s", %(message)s}'))
    _LOG.setLevel(logging.INFO)
    _LOG.handlers = [handler]
    _LOG.propagate = False


def record_request(page: Page, role: Role, status: int, wall_s: float) -> None:
    """A request that was answered."""
    _LOG.info("%s", _members(_facts(page) | {"role": role, "status": status, "ms": round(wall_s * 1000)}))


def record_fault(page: Page, error: BaseException) -> None:
    """A request that ended in a fault of ours: what kind, and where in our code."""
    trace = _REDACTING.formatException((type(error), error, error.__traceback__))
    _LOG.error("%s", _members(_facts(page) | {"fault": describe_error(error), "trace": trace}))


def _facts(page: Page) -> dict[str, object]:
    return {"method": page.method, "route": page.path}


def _members(facts: dict[str, object]) -> str:
    """The members of a JSON object, without its braces."""
    return json.dumps(facts)[1:-1]


_PING_S: Final = 20


# The views.


def live(_: Visit) -> Response:
    """This process answers."""
    return JSONResponse({"live": True})


def ready(visit: Visit) -> Response:
    """Whether hand-ins are kept and judged now; 503 where not."""
    try:
        state = visit.service.board.operation()
    except GraderError:
        return JSONResponse({"live": True, "ready": False, "gradebook": False}, 503)
    has_room = not visit.service.desk.room.facts().is_full
    facts = {
        "live": True,
        "ready": state.alive and has_room,
        "gradebook": True,
        "room": has_room,
        "judging": state.alive,
        "waiting": state.waiting,
        "course_edited": bool(state.edited),
    }
    return JSONResponse(facts, 200 if facts["ready"] else 503)


def follow(visit: Visit) -> Response:
    """Server-sent events: the part of the first page that changes, again each time that it does."""
    assert visit.person is not None
    if sentence := visit.service.streams.refusal(visit.person):
        raise _no_room(sentence)
    return _LivePage(visit.service.streams, visit.session, visit.person)


class _LivePage(Response):
    """The response that goes on. Its stream is opened as it begins, and so ends with it, whatever ends it."""

    def __init__(self, streams: Streams, session: str, person: Person) -> None:
        super().__init__()
        self._streams = streams
        self._session = session
        self._person = person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what changes; a refusal if others have taken the room since the view looked for it."""
        with self._streams.opened(self._session, self._person) as stream:
            if stream is None:
                await error_response(_no_room(self._streams.refusal(self._person)))(scope, receive, send)
                return
            events = (ServerSentEvent(html) async for html in self._streams.follow(stream))
            headers = {"X-Accel-Buffering": "no"}
            await EventSourceResponse(events, ping=_PING_S, headers=headers)(scope, receive, send)


def _no_room(sentence: str) -> HTTPException:
    return HTTPException(503, sentence, headers={"Retry-After": "60"})
