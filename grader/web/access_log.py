"""What is logged, a JSON object a line: of people their role, of an address the route, of a fault its place."""

import json
import logging
import sys
from typing import Final

from grader.util.logs import RedactingFormatter, describe_error
from grader.web.roles import Role
from grader.web.visit import Page

_LOG: Final = logging.getLogger("grader.web.requests")
_REDACTING: Final = RedactingFormatter()


def start_access_log() -> None:
    """Log to stderr."""
    handler = logging.StreamHandler(sys.stderr)
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
