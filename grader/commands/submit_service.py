"""A file handed in to a service, with a personal token that goes there and nowhere else."""

import json
import os
import sys
from getpass import getpass
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from grader.commands import console
from grader.commands.receipts import Receipt
from grader.commands.tokens import forget_token, keep_token, kept_token
from grader.course.hand_in import LOOPBACK
from grader.errors import SpecError, SystemFault
from grader.util.files import bytes_of

TOKEN: Final = "GRADER_TOKEN"  # noqa: S105 - a variable's name
_PATIENCE_S: Final = 60
_MOST_BYTES: Final = 64 * 1024
_REFUSED: Final = frozenset({401, 403, 413, 422, 429})
"""Statuses that say in a sentence what whoever hands in can do."""


def submit_to_service(path: Path, origin: str) -> Receipt:
    """The receipt of a service at that address, which has acknowledged the file.

    A token that was typed, and that the service takes, is kept for the next time; one that it refuses is not.

    Raises:
        SpecError: the service doesn't take the file, or no token is known and nobody can be asked for one.
        SystemFault: the service can't be reached, or failed.
    """
    token, typed = _token(origin)
    answer = _send(_request(path, origin, token), origin)
    if typed:
        kept = keep_token(origin, token)
        console.err.print(f"Your token is kept in {console.one_line(str(kept))}, which only you can read.")
    notices = ("The same bytes as your last attempt, so it is the same attempt.",) if answer.get("again") else ()
    notice = str(answer.get("notice") or "")
    return Receipt(answer=answer, notices=(*notices, *filter(None, [notice])))


def _token(origin: str) -> tuple[str, bool]:
    """The token, and whether it was typed just now."""
    known = os.environ.get(TOKEN) or kept_token(origin)
    if not known and not sys.stdin.isatty():
        raise SpecError(
            f"not handed in: your token for {origin} is not known here; make one on the service's page Tokens, and "
            "type grader submit FILE in a terminal once, which asks for it"
        )
    token = (known or getpass(f"Your token for {origin}: ")).strip()
    if not token or not token.isascii() or not token.isprintable():
        raise SpecError("this is not a token; copy it again from the service's page, or make a new one there")
    return token, not known


def _request(path: Path, origin: str, token: str) -> Request:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/octet-stream",
        "X-File-Name": quote(path.name.encode(errors="replace")),
    }
    return Request(f"{origin}/api/hand-in", bytes_of(path), headers, method="POST")  # noqa: S310 - checked: http or https


def _send(request: Request, origin: str) -> dict[str, Any]:
    """The service's answer, a JSON object."""
    direct = (ProxyHandler({}),) if urlsplit(origin).hostname in LOOPBACK else ()
    try:
        with build_opener(_NoRedirects, *direct).open(request, timeout=_PATIENCE_S) as response:
            return _decoded(response, origin)
    except HTTPError as error:
        with error:
            said = str(_decoded(error, origin).get("error", ""))
        if error.code == HTTPStatus.UNAUTHORIZED:
            forget_token(origin)
            said += f" Make a new one at {origin}/tokens and hand in again."
        kind = SpecError if error.code in _REFUSED else SystemFault
        raise kind(f"not handed in: {said or f'the service answered with {error.code}'}") from error
    except (URLError, OSError) as error:
        raise SystemFault(
            f"{origin}: can't be reached ({_cause(error)}); nothing was handed in, so try again"
        ) from error


def _cause(error: OSError) -> str:
    """Why a service can't be reached, in the system's words."""
    inner = error.reason if isinstance(error, URLError) else error
    return (inner.strerror if isinstance(inner, OSError) else "") or str(inner)


def _decoded(response: HTTPResponse | HTTPError, origin: str) -> dict[str, Any]:
    try:
        found = json.loads(response.read(_MOST_BYTES))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SystemFault(f"{origin}: what answers there is not the grader's service; see the address")
    return found


class _NoRedirects(HTTPRedirectHandler):
    """Follows none: a token must not go to another address."""

    def redirect_request(self, *_: object) -> None:
        """None, so that the redirect is an error."""
