"""`grader submit`: hands in a file as the course prescribes, or to a given service, and prints the receipt.

A file is sent to a service with the learner's personal token, which is sent only to that service. Tokens are saved for
the next hand-in, in a file that only their user can read.
"""

import json
import os
import sys
from getpass import getpass
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import msgspec
from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.options import CourseOption, JsonOption, course_of
from grader.commands.submit_copy import Receipt, submit_to_folder, submit_to_git
from grader.course import HandIn
from grader.course.hand_in import LOOPBACK, hand_in_advice, service_origin
from grader.course.loader import load_course
from grader.errors import SpecError, SystemFault
from grader.util.decoders import json_decoder
from grader.util.files import bytes_of, write_whole

# Tokens, which are saved for the next hand-in.


def kept_token(origin: str) -> str:
    """The saved token of a service; empty if there is none."""
    return _read().get(origin, "")


def keep_token(origin: str, token: str) -> Path:
    """Save a service's token, and return the file that contains it, with mode 0600. Raises `StorageError`."""
    return _write(_read() | {origin: token})


def forget_token(origin: str) -> None:
    """Delete the saved token of a service. Raises `StorageError`."""
    kept = _read()
    if kept.pop(origin, ""):
        _write(kept)


def _read() -> dict[str, str]:
    """Maps each service to its token; empty if the file can't be read, because new tokens can be made."""
    try:
        return json_decoder(dict[str, str]).decode(_path().read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}


def _write(tokens: dict[str, str]) -> Path:
    write_whole(_path(), msgspec.json.format(msgspec.json.encode(tokens, order="sorted"), indent=1))
    return _path()


def _path() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "grader" / "tokens.json"


# A hand-in to a service.

TOKEN: Final = "GRADER_TOKEN"  # noqa: S105 - a variable's name
_REFUSED: Final = frozenset({401, 403, 413, 422, 429})
"""The statuses whose response contains a sentence that tells the learner what to do."""


def submit_to_service(path: Path, origin: str) -> Receipt:
    """Hand in a file to the service at that address, and return its receipt.

    If the learner typed a token, it is saved if the service accepts it, and not saved if the service refuses it.

    Raises:
        SpecError: the service refuses the file, or no token is known and nobody can be asked for one.
        SystemFault: the service can't be reached, or failed.
    """
    token, typed = _token(origin)
    answer = _send(_request(path, origin, token), origin)
    if typed:
        kept = keep_token(origin, token)
        console.err.print(f"Your token is saved in {console.one_line(str(kept))}, which only you can read.")
    same = "This file has the same content as your last attempt, so it counts as the same attempt."
    notices = (same if answer.get("again") else "", str(answer.get("notice") or ""))
    return Receipt(answer=answer, notices=tuple(filter(None, notices)))


def _token(origin: str) -> tuple[str, bool]:
    """The token, and whether it was typed just now."""
    known = os.environ.get(TOKEN) or kept_token(origin)
    if not known and not sys.stdin.isatty():
        raise SpecError(
            f"not handed in: your token for {origin} is not known here. Make one on the service's page Tokens, then "
            "type grader submit FILE in a terminal once: it asks for the token"
        )
    token = (known or getpass(f"Your token for {origin}: ")).strip()
    if not token or not token.isascii() or not token.isprintable():
        raise SpecError("this is not a token; copy it from the service's page again, or make a new one there")
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
        with build_opener(_NoRedirects, *direct).open(request, timeout=60) as response:
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
        inner = error.reason if isinstance(error, URLError) else error
        cause = (inner.strerror if isinstance(inner, OSError) else "") or str(inner)
        raise SystemFault(f"{origin}: can't be reached ({cause}); nothing was handed in, please try again") from error


def _decoded(response: HTTPResponse | HTTPError, origin: str) -> dict[str, Any]:
    try:
        found = json.loads(response.read(64 * 1024))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SystemFault(f"{origin}: the server there is not a grader service; check the address")
    return found


class _NoRedirects(HTTPRedirectHandler):
    """Follows no redirects, so that a token is never sent to a different address."""

    def redirect_request(self, *_: object) -> None:
        """None, so that the redirect is an error."""


# The command.


def submit(
    path: Annotated[Path, Argument(help="The notebook or percent script to hand in.")],
    *,
    to: Annotated[
        str | None,
        Option(
            metavar="URL",
            help="The address of a service, such as https://grader.example.org; by default, the course decides.",
        ),
    ] = None,
    as_json: JsonOption = False,
    course: CourseOption = None,
) -> int:
    """Hand in a file in the way that your course prescribes, and print the receipt."""
    if not path.is_file():
        raise SpecError(f"{path}: no such file")
    path = path.absolute()
    receipt = _submit(path, course) if to is None else submit_to_service(path, service_origin(to))
    receipt.show(as_json=as_json)
    return DONE


def _submit(path: Path, course: Path | None) -> Receipt:
    """Hand in a file in the way that its course prescribes."""
    loaded = load_course(course_of(course, path.parent))
    match loaded.hand_in:
        case HandIn(way="service", to=origin):
            return submit_to_service(path, origin)
        case HandIn(way="folder", to=folder):
            return submit_to_folder(path, loaded, folder)
        case HandIn(way="git", to=remote):
            return submit_to_git(path, loaded, remote)
        case HandIn() as by_hand:
            advice = hand_in_advice(by_hand, path, right=True)
            raise SpecError(f"not handed in: in this course you hand in files yourself. {advice}")
        case None:
            raise SpecError(
                "not handed in: the course does not say where to hand in; ask your instructor, or pass the address "
                "of a service: grader submit FILE --to https://…"
            )
