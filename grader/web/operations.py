"""How the service is doing: for monitoring without a name in it, and live for whoever is signed in."""

from collections.abc import AsyncIterator
from typing import Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from grader.errors import GraderError
from grader.web.streams import topic_of
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
    facts = {
        "live": True,
        "ready": state.alive,
        "gradebook": True,
        "judging": state.alive,
        "waiting": state.waiting,
        "course_edited": bool(state.edited),
    }
    return JSONResponse(facts, 200 if state.alive else 503)


def follow(visit: Visit) -> Response:
    """Server-sent events: the part of the first page that changes, again each time that it does."""
    assert visit.person is not None
    streams, person = visit.service.streams, visit.person
    if not streams.has_room(topic_of(person)):
        raise HTTPException(503, "Too many live pages are open.", headers={"Retry-After": "60"})

    async def events() -> AsyncIterator[ServerSentEvent]:
        async for html in streams.follow(visit.session, person):
            yield ServerSentEvent(html)

    return EventSourceResponse(events(), ping=_PING_S, headers={"X-Accel-Buffering": "no"})
