"""The service as one ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grader.web.errors import error_response
from grader.web.guard import guarded
from grader.web.headers import SecureHeaders
from grader.web.rest_of_body import RestOfBody
from grader.web.routes import ROUTES
from grader.web.service import Service


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
    """What no route takes: another path, or another method."""
    assert isinstance(error, HTTPException)
    return error_response(error)
