"""Every address of the service: method, path, who may use it, and its view; and the ASGI application made of them.

A request that is not in the table gets a 404.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grader.service.web import drawn, hand_in, home, operations, pages, sign_in
from grader.service.web.access import ANYBODY, INSTRUCTORS, LEARNERS, SIGNED_IN, STAFF
from grader.service.web.guard import guarded
from grader.service.web.middleware import RestOfBody, SecureHeaders
from grader.service.web.pages import error_response
from grader.service.web.service import KIB, Page, Service
from grader.source.records import MAX_FILE_MIB

_WITH_FILE: Final = (MAX_FILE_MIB * KIB + 64) * KIB
"""The largest size of a request with a file: the file, and the form around it."""

ROUTES: Final = (
    Page(method="GET", path="/health", who=ANYBODY, view=operations.ready),
    Page(method="GET", path="/health/live", who=ANYBODY, view=operations.live),
    Page(method="GET", path="/static/{digest}/{name}", who=ANYBODY, view=pages.show_asset),
    Page(method="GET", path="/sign-in/{link}", who=ANYBODY, view=sign_in.ask),
    Page(method="POST", path="/sign-in/{link}", who=ANYBODY, view=sign_in.enter),
    Page(method="POST", path="/sign-out", who=SIGNED_IN, view=sign_in.leave),
    Page(method="GET", path="/", who=SIGNED_IN, view=home.show_home),
    Page(method="GET", path="/events", who=SIGNED_IN, view=home.follow),
    Page(method="GET", path="/learners/{folder}/{page}", who=SIGNED_IN, view=drawn.learner_page),
    Page(method="GET", path="/receipts", who=SIGNED_IN, view=hand_in.ask_for_receipt),
    Page(method="POST", path="/receipts", who=SIGNED_IN, view=hand_in.check_receipt),
    Page(method="GET", path="/receipts/{lesson}/{exercise}/{attempt}", who=LEARNERS, view=hand_in.show_receipt),
    Page(method="POST", path="/hand-in", who=LEARNERS, view=hand_in.take, most_bytes=_WITH_FILE),
    Page(method="GET", path="/tokens", who=LEARNERS, view=sign_in.show_tokens),
    Page(method="POST", path="/tokens", who=LEARNERS, view=sign_in.make_token),
    Page(method="POST", path="/tokens/{number}/revoke", who=LEARNERS, view=sign_in.revoke_token),
    Page(
        method="POST",
        path="/api/hand-in",
        who=LEARNERS,
        view=hand_in.take_by_token,
        most_bytes=_WITH_FILE,
        by_token=True,
    ),
    Page(method="GET", path="/api/attempts", who=LEARNERS, view=hand_in.list_by_token, by_token=True),
    Page(method="GET", path="/feedback", who=INSTRUCTORS, view=home.show_feedback),
    Page(method="POST", path="/feedback", who=INSTRUCTORS, view=home.release_feedback),
    Page(method="GET", path="/index.html", who=STAFF, view=drawn.cohort_page),
    Page(method="GET", path="/marks.html", who=STAFF, view=drawn.marks_page),
    Page(method="GET", path="/exercises/{page}", who=STAFF, view=drawn.exercise_page),
)
"""With `by_token`, a personal token identifies the person, instead of a cookie."""


def make_app(service: Service) -> Starlette:
    """The application that serves one course."""

    @asynccontextmanager
    async def polling(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(service.streams.poll())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return Starlette(
        routes=[Route(page.path, guarded(page, service), methods=[page.method]) for page in ROUTES],
        middleware=[Middleware(RestOfBody), Middleware(SecureHeaders, is_secure=service.site.is_secure)],
        exception_handlers={HTTPException: _refused},
        lifespan=polling,
    )


async def _refused(_: Request, error: Exception) -> Response:
    """Answers requests that match no route: an unknown path or method."""
    assert isinstance(error, HTTPException)
    return error_response(error)
