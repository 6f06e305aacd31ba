"""How the service is doing: for monitoring without a name in it, and live for whoever is signed in."""

from typing import Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from grader.errors import GraderError
from grader.web.errors import error_response
from grader.web.roles import Person
from grader.web.streams import Streams
from grader.web.visit import Visit

_PING_S: Final = 20


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
