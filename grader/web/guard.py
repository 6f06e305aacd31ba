"""What a request passes before its view: host, limits, who it is, what that role may do, where a form comes from."""

import asyncio
import hmac
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from grader.errors import SystemFault
from grader.web.access_log import record_fault, record_request
from grader.web.cookies import session_cookie
from grader.web.errors import error_response
from grader.web.roles import Person, Role
from grader.web.service import Service
from grader.web.visit import Page, Upload, Visit, csrf_of

FILE_NAME: Final = "X-File-Name"
"""The header with the name of a file that is the body itself, percent-encoded."""
_SAFE: Final = frozenset({"GET", "HEAD"})
BODY_S: Final = 300.0
"""Seconds in which a body must have come: the largest file over a slow line takes about two minutes."""
_FIELDS: Final = 4
_FIELD_BYTES: Final = 4096
_BEARER: Final = "Bearer "
_TOO_OFTEN: Final = "Too many requests. Wait a minute and try again."
_NOT_NOW: Final = "This did not work, by a fault of ours. Nothing was kept of this request. Try again in a minute."


def guarded(page: Page, service: Service) -> Callable[[Request], Awaitable[Response]]:
    """What answers a route's requests."""

    async def answer(request: Request) -> Response:
        start = time.perf_counter()
        role = Role.NOBODY
        try:
            visit = await _admit(page, service, CappedRequest(request, page.most_bytes))
            role = visit.role
            response = await run_in_threadpool(page.view, visit)
        except HTTPException as error:
            response = error_response(error, as_json=page.by_token)
        except Exception as error:  # noqa: BLE001 - one request: whatever it is, the next one is answered
            record_fault(page, error)
            response = error_response(_fault(error), as_json=page.by_token)
        record_request(page, role, response.status_code, time.perf_counter() - start)
        return response

    return answer


class CappedRequest(Request):
    """A request whose body ends in a refusal where it is longer than it may be, whatever it declares."""

    def __init__(self, request: Request, most_bytes: int) -> None:
        super().__init__(request.scope, request.receive)
        self._most_bytes = most_bytes

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces. Raises `HTTPException` where it is too long."""
        count = 0
        async for chunk in super().stream():
            count += len(chunk)
            if count > self._most_bytes:
                raise HTTPException(413, _too_large(self._most_bytes))
            yield chunk


def _too_large(most_bytes: int) -> str:
    mib = most_bytes // 2**20
    return (
        f"This file is larger than {mib} MiB. Clear its outputs and hand it in again." if mib else "This is too much."
    )


async def _admit(page: Page, service: Service, request: Request) -> Visit:
    """The visit that a request is. Raises `HTTPException` where it isn't one."""
    _check_host(service, request)
    address = request.client.host if request.client else ""
    session = "" if page.by_token else request.cookies.get(session_cookie(service.site), "")
    person = await run_in_threadpool(_identify, page, service, request, address)
    if not service.limits.visits.take(person.name if person else f"address {address}"):
        raise HTTPException(429, _TOO_OFTEN, headers={"Retry-After": "10"})
    _check_role(page, person)
    session = session if person else ""
    visit = Visit(service=service, person=person, address=address, path=_texts(request.path_params), session=session)
    if page.method in _SAFE:
        return visit
    try:
        async with asyncio.timeout(BODY_S):
            return await _with_body(page, visit, request)
    except TimeoutError as error:
        raise HTTPException(408, "This took too long to arrive. Nothing was kept of it. Try again.") from error


def _check_host(service: Service, request: Request) -> None:
    """Refuse a request that was meant for another name: links that we write, and origins, follow from it."""
    if request.headers.get("host", "").lower() not in service.site.hosts:
        raise HTTPException(421, "This service has another address.")


def _identify(page: Page, service: Service, request: Request, address: str) -> Person | None:
    if not page.by_token:
        cookie = request.cookies.get(session_cookie(service.site), "")
        return service.access.session(cookie) if cookie else None
    if service.limits.failures.is_exhausted(address):
        raise HTTPException(429, _TOO_OFTEN, headers={"Retry-After": "60"})
    given = request.headers.get("authorization", "")
    person = service.access.token_holder(given.removeprefix(_BEARER)) if given.startswith(_BEARER) else None
    if person is None:
        service.limits.failures.take(address)
    return person


def _check_role(page: Page, person: Person | None) -> None:
    if (person.role if person else Role.NOBODY) in page.who:
        return
    if person is not None:
        raise HTTPException(403, "This page is not for you.")
    if page.by_token:
        raise HTTPException(401, "This token is not in force.", headers={"WWW-Authenticate": "Bearer"})
    raise HTTPException(401, "Open the personal link that your instructor sent you.")


async def _with_body(page: Page, visit: Visit, request: Request) -> Visit:
    """The visit with what its body holds, once it is sure where that comes from."""
    if page.by_token:
        name = unquote(request.headers.get(FILE_NAME, ""))
        upload = Upload(name=name, content=await request.body())
        return Visit(service=visit.service, person=visit.person, address=visit.address, path=visit.path, upload=upload)
    _check_origin(visit.service, request)
    async with request.form(max_files=1, max_fields=_FIELDS, max_part_size=_FIELD_BYTES) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        if visit.person and not _is_from(visit.session, fields.get("csrf", "")):
            raise HTTPException(403, "This form is out of date. Go back, load the page again, and repeat it.")
        return Visit(
            service=visit.service,
            person=visit.person,
            address=visit.address,
            path=visit.path,
            session=visit.session,
            form=fields,
            upload=await _upload(form),
        )


def _is_from(session: str, token: str) -> bool:
    """Whether a form's token, which may be any text, is that of the session."""
    return hmac.compare_digest(csrf_of(session).encode(), token.encode(errors="replace"))


def _check_origin(service: Service, request: Request) -> None:
    """Refuse what a page of another site sends. Every browser says where a form comes from, in one of two headers."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin in service.site.origins or (origin is None and site == "same-origin"):
        return
    raise HTTPException(403, "This came from another site, or your browser hides where it came from.")


async def _upload(form: FormData) -> Upload | None:
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    return Upload(name=files[0].filename or "", content=await files[0].read()) if files else None


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _fault(error: BaseException) -> HTTPException:
    """What a browser is told: a disk or database that fails may work again in a minute."""
    if isinstance(error, SystemFault):
        return HTTPException(503, _NOT_NOW, headers={"Retry-After": "60"})
    return HTTPException(500)
