"""The state of the service, for monitoring (without names) and as a log.

The log has one JSON object per line. It contains people's roles instead of names, routes instead of addresses, and the
places of errors.
"""

import json
import logging
from typing import Final

from starlette.responses import JSONResponse, Response

from grader.errors import GraderError
from grader.service.web.access import Role
from grader.service.web.service import Page, Visit
from grader.util.logs import RedactingFormatter, describe_error

_LOG: Final = logging.getLogger("grader.service.web.requests")


# The service's log.


def start_access_log() -> None:
    """Log to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter('{"time": "%(asctime)s", "level": "%(levelname)s", %(message)s}'))
    _LOG.setLevel(logging.INFO)
    _LOG.handlers = [handler]
    _LOG.propagate = False


def record_request(page: Page, role: Role, status: int, wall_s: float) -> None:
    """Log a request that was answered."""
    _LOG.info("%s", _line(page, role=role, status=status, ms=round(wall_s * 1000)))


def record_fault(page: Page, error: BaseException) -> None:
    """Log a request that ended in an error of the service: its kind, and its place in our code."""
    trace = RedactingFormatter().formatException((type(error), error, error.__traceback__))
    _LOG.error("%s", _line(page, fault=describe_error(error), trace=trace))


def _line(page: Page, **facts: object) -> str:
    """The members of a JSON object, without its braces."""
    return json.dumps({"method": page.method, "route": page.path, **facts})[1:-1]


# The views.


def live(_: Visit) -> Response:
    """Says that this process answers."""
    return JSONResponse({"live": True})


def ready(visit: Visit) -> Response:
    """Whether hand-ins are currently kept and judged; 503 if not."""
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
