"""`grader submit`: hands a file in to a service, with a personal token, and prints the receipt."""

import json
import os
import sys
from getpass import getpass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from grader.commands import DONE, console
from grader.errors import SpecError, SystemFault
from grader.util.files import bytes_of

TOKEN: Final = "GRADER_TOKEN"  # noqa: S105 - a variable's name
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PATIENCE_S: Final = 60
_MOST_BYTES: Final = 64 * 1024
_REFUSED: Final = frozenset({401, 403, 413, 422, 429})
"""Statuses that say in a sentence what whoever hands in can do."""


def run_submit(path: Path, to: str, *, as_json: bool) -> int:
    """The exit code, 0 once the service has acknowledged the file.

    Raises:
        SpecError: there is no such file, the service is no URL, or it doesn't take the file.
        SystemFault: the service can't be reached, or failed.
    """
    if not path.is_file():
        raise SpecError(f"{path}: no such file")
    answer = _send(_request(path, _checked(to)), to)
    if as_json:
        sys.stdout.write(json.dumps(answer) + "\n")
        return DONE
    if answer.get("again"):
        console.err.print("The same bytes as your last attempt, so it is the same attempt.")
    if answer.get("notice"):
        console.err.print(console.one_line(str(answer["notice"])))
    for line in str(answer.get("receipt", "")).splitlines():
        console.out.print(console.one_line(line))
    return DONE


def _checked(to: str) -> str:
    """The service's address. Raises `SpecError` where a token would travel readable for others."""
    parts = urlsplit(to)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SpecError(f"--to {to}: not the address of a service, which looks like https://grader.example.org")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise SpecError(f"--to {to}: others could read your token on the way; use https://")
    return f"{parts.scheme}://{parts.netloc}"


def _request(path: Path, origin: str) -> Request:
    token = os.environ.get(TOKEN) or getpass("Your token (or set GRADER_TOKEN): ")
    if not token.isascii() or not token.isprintable():
        raise SpecError("this is not a token; copy it again from the service's page, or make a new one there")
    headers = {
        "Authorization": f"Bearer {token.strip()}",
        "Content-Type": "application/octet-stream",
        "X-File-Name": quote(path.name.encode(errors="replace")),
    }
    return Request(f"{origin}/api/hand-in", bytes_of(path), headers, method="POST")  # noqa: S310 - checked: http or https


def _send(request: Request, to: str) -> dict[str, Any]:
    """The service's answer, a JSON object."""
    direct = (ProxyHandler({}),) if urlsplit(to).hostname in _LOOPBACK else ()
    try:
        with build_opener(_NoRedirects, *direct).open(request, timeout=_PATIENCE_S) as response:
            return _decoded(response, to)
    except HTTPError as error:
        with error:
            said = str(_decoded(error, to).get("error", ""))
        kind = SpecError if error.code in _REFUSED else SystemFault
        raise kind(f"not handed in: {said or f'the service answered with {error.code}'}") from error
    except (URLError, OSError) as error:
        raise SystemFault(f"{to}: can't be reached ({error}); nothing was handed in, so try again") from error


def _decoded(response: HTTPResponse | HTTPError, to: str) -> dict[str, Any]:
    try:
        found = json.loads(response.read(_MOST_BYTES))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SystemFault(f"{to}: what answers there is not the grader's service; see the address")
    return found


class _NoRedirects(HTTPRedirectHandler):
    """Follows none: a token must not go to another address."""

    def redirect_request(self, *_: object) -> None:
        """None, so that the redirect is an error."""
