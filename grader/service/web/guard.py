"""The checks before a request reaches its view: host, limits, person, permissions of the role, origin of a form."""

import asyncio
import hmac
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from grader.errors import SystemFault
from grader.service.web.access import Person, Role
from grader.service.web.forms import read_form
from grader.service.web.operations import record_fault, record_request
from grader.service.web.pages import error_response
from grader.service.web.rate_limits import address_key
from grader.service.web.service import SMALL, Page, Service, Upload, Visit
from grader.service.web.sign_in import session_cookie

FILE_NAME: Final = "X-File-Name"
"""The header with the name of a file that is the body itself, percent-encoded."""
_SAFE: Final = frozenset({"GET", "HEAD"})
BODY_S: Final = 300.0
"""Seconds within which a body with a file must have arrived: the largest file takes about two minutes on a slow
line."""
SMALL_BODY_S: Final = 30.0
"""Seconds within which any other body must have arrived."""
MIB: Final = 2**20
_IN_MEMORY: Final = MIB
"""Bytes of an arriving body that are kept in memory; a larger one is kept in a file without a name."""
_BEARER: Final = "Bearer "
_TOO_LARGE: Final = "This file is larger than {} MiB. Clear its outputs and hand it in again."
_TOO_MUCH: Final = "This request is too large."
_TOO_OFTEN: Final = "Too many requests. Wait a minute and try again."
_AT_ONCE: Final = "Several of your requests are still being processed. Wait until they are done, and try again."
_NOT_NOW: Final = (
    "This did not work because of an error in the service. Nothing from this request was saved. Try again in a minute."
)


def guarded(page: Page, service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that answers a route's requests."""

    async def answer(request: Request) -> Response:
        start = time.perf_counter()
        role = Role.NOBODY
        try:
            visit = await run_in_threadpool(_admit, page, service, request)
            role = visit.role
            response = await _answer(page, visit, CappedRequest(request, page.most_bytes))
        except HTTPException as error:
            response = error_response(error, as_json=page.by_token)
        except ClientDisconnect:  # nobody receives this response any more
            response = error_response(HTTPException(400), as_json=page.by_token)
        except Exception as error:  # noqa: BLE001 - one request: after any error, the next one is answered
            record_fault(page, error)
            told = HTTPException(500)
            if isinstance(error, SystemFault | OSError):  # a disk or database that fails now may work again in a minute
                told = HTTPException(503, _NOT_NOW, headers={"Retry-After": "60"})
            response = error_response(told, as_json=page.by_token)
        record_request(page, role, response.status_code, time.perf_counter() - start)
        return response

    return answer


class CappedRequest(Request):
    """A request that is refused as soon as its body is longer than allowed, no matter what length it declares."""

    def __init__(self, request: Request, most_bytes: int) -> None:
        super().__init__(request.scope, request.receive)
        self._most_bytes = most_bytes

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces. Raises `HTTPException` if it is too long."""
        count = 0
        async for chunk in super().stream():
            count += len(chunk)
            if count > self._most_bytes:
                mib = self._most_bytes // MIB
                raise HTTPException(413, _TOO_LARGE.format(mib) if mib else _TOO_MUCH)
            yield chunk


def _admit(page: Page, service: Service, request: Request) -> Visit:
    """The visit that a request makes, without its body. Raises `HTTPException` if it must be refused.

    The person is looked up before anything is counted: others at the same address, in a lecture hall or behind a hub,
    never keep out somebody whose session, token or link is valid.
    """
    if request.headers.get("host", "").lower() not in service.site.hosts:  # our links and origins depend on it
        raise HTTPException(421, "This service has a different address.")
    address = address_key(request.client.host if request.client else "")
    path = {name: str(value) for name, value in request.path_params.items()}
    session = "" if page.by_token else request.cookies.get(session_cookie(service.site), "")
    person = _identify(page, service, request, session)
    holder = person or (service.access.link_holder(path["link"]) if "link" in path else None)
    if not service.limits.visits.take(f"person {holder.name}" if holder else address):
        raise HTTPException(429, _TOO_OFTEN, headers={"Retry-After": "10"})
    if page.by_token and person is None and not service.limits.failures.take(address):
        raise HTTPException(429, _TOO_OFTEN, headers={"Retry-After": "60"})
    _check_role(page, person)
    return Visit(service=service, person=person, address=address, path=path, session=session if person else "")


async def _answer(page: Page, visit: Visit, request: Request) -> Response:
    """The view's response, after the body has arrived. Raises `HTTPException` if the body is refused."""
    if page.method in _SAFE:
        return await run_in_threadpool(page.view, visit)
    if not page.by_token:
        _check_origin(visit.service, request)
    at_once = visit.service.limits.at_once
    with at_once.one_more(visit.name) if visit.person else nullcontext(enter_result=True) as allowed:
        if not allowed:
            raise HTTPException(429, _AT_ONCE, headers={"Retry-After": "10"})
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            try:
                async with asyncio.timeout(BODY_S if page.most_bytes > SMALL else SMALL_BODY_S):
                    async for chunk in request.stream():
                        body.write(chunk)
            except TimeoutError as error:
                sentence = "This request took too long to arrive. Nothing from it was saved. Try again."
                raise HTTPException(408, sentence) from error
            return await run_in_threadpool(_viewed, page, visit, request.headers, body)


def _identify(page: Page, service: Service, request: Request, session: str) -> Person | None:
    """The person who sent a request, by session or token; None if neither is valid."""
    if not page.by_token:
        return service.access.session(session) if session else None
    given = request.headers.get("authorization", "")
    return service.access.token_holder(given.removeprefix(_BEARER)) if given.startswith(_BEARER) else None


def _check_role(page: Page, person: Person | None) -> None:
    if (person.role if person else Role.NOBODY) in page.who:
        return
    if person is not None:
        raise HTTPException(403, "You do not have access to this page.")
    if page.by_token:
        raise HTTPException(401, "This token is not valid.", headers={"WWW-Authenticate": "Bearer"})
    raise HTTPException(401, "Open the personal link that your instructor sent you.")


def _viewed(page: Page, visit: Visit, headers: Headers, body: IO[bytes]) -> Response:
    """The view's response to a body, after its origin has been checked."""
    body.seek(0)
    if page.by_token:
        upload = Upload(name=unquote(headers.get(FILE_NAME, "")), content=body.read())
        return page.view(replace(visit, upload=upload))
    form = read_form(body.read(), headers.get("content-type", ""))
    token = form.fields.get("csrf", "").encode(errors="replace")  # this may be any text
    if visit.person and not hmac.compare_digest(visit.csrf.encode(), token):
        raise HTTPException(403, "This form is out of date. Go back, load the page again, and repeat your entry.")
    return page.view(replace(visit, form=form.fields, upload=form.upload))


def _check_origin(service: Service, request: Request) -> None:
    """Refuse requests from pages of other sites. Every browser names the origin of a form in one of two headers."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin in service.site.origins or (origin is None and site == "same-origin"):
        return
    raise HTTPException(403, "This request came from another site, or your browser hides where it came from.")
