"""JupyterLab's server extension, which answers the Check button and the panel.

    POST <base>/grader/check     {"path": …}           the verdict; if it is wrong, a second line has its cause
    POST <base>/grader/hint      {"path": …}           the next hint; null if the file must be checked first
    POST <base>/grader/submit    {"path": …, "token"}  the receipt, or the address of a service that needs a token
    POST <base>/grader/progress  {"path": …}           the course of this file or folder, as a map

Each path is relative to the server's folder. A token may be empty. If a request fails, `{"error": …}` gives the reason:
with status 400 if the request, the file or the course is the cause. No request can cause a status of 500.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import to_os_path, url_path_join
from tornado.iostream import StreamClosedError
from tornado.web import authenticated

from grader.course import MINE
from grader.course.datasets.datasets import cache_home
from grader.course.loader import find_course, load_course
from grader.errors import GraderError, SpecError
from grader.notebook.checking import check_file, for_browser, next_hint, visible
from grader.notebook.submitting import submit_file
from grader.storage.own_progress import LOCAL, OwnChecks, exercises_progress, next_exercise, solved_last
from grader.util.decoders import json_decoder
from grader.util.text import json_line

SHOWN = 100
"""The most characters of an invalid path that an error message shows."""


class _Asked(msgspec.Struct, frozen=True):
    """The content of a request; other keys are ignored."""

    path: str
    token: str = ""


class _Handler(APIHandler):
    """Answers about a file that the browser has just saved."""

    def initialize(self, answer: "Answer") -> None:
        """`answer` sends the answer about a file. It raises `GraderError` or `OSError`."""
        self._answer = answer

    @authenticated  # type: ignore[untyped-decorator] # tornado's
    async def post(self) -> None:
        """Send the answer, or the reason why the request fails."""
        try:
            asked = _decoded(self.request.body)
            await self._answer(self, self._file(asked.path), asked.token)
        except (SpecError, OSError) as error:  # a file may disappear while it is examined
            if not self._headers_written:
                self.set_status(HTTPStatus.BAD_REQUEST)
            await self.send({"error": str(error)})
        except GraderError as error:
            await self.send({"error": str(error)})

    async def send(self, answer: Mapping[str, Any]) -> None:
        """Send one line; does nothing if the page was closed meanwhile."""
        self.set_header("Content-Type", "application/x-ndjson")
        self.write(json_line(visible(answer)))
        with suppress(StreamClosedError):
            await self.flush()

    @property
    def root(self) -> Path:
        """The server's folder."""
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    def _file(self, path: str) -> Path:
        """The requested file, which need not exist. Raises `SpecError` if it can't be in our folder."""
        try:
            file = Path(to_os_path(path, str(self.root))).resolve()
            file.stat()
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RuntimeError) as error:  # too long; NUL or half a character; links in a circle
            reason = error.strerror if isinstance(error, OSError) else error
            raise SpecError(f"{path[:SHOWN]}: cannot be opened ({reason})") from error
        if not file.is_relative_to(self.root):
            raise SpecError(f"{path}: is outside of this server's folder")
        return file


Answer = Callable[[_Handler, Path, str], Awaitable[None]]
"""A function of a request's handler, the file and a token, which may be empty."""


async def check(handler: _Handler, file: Path, _token: str) -> None:
    """Send the verdict as soon as it is known, then its cause.

    It continues to the end even if the page was closed, because the learner's progress depends on it.
    """
    verdicts = check_file(file)
    while (verdict := await asyncio.to_thread(next, verdicts, None)) is not None:
        await handler.send(for_browser(verdict))


async def hint(handler: _Handler, file: Path, _token: str) -> None:
    """Send the hints so far, without another run."""
    hints = await asyncio.to_thread(next_hint, file)
    await handler.send({"hints": None if hints is None else asdict(hints)})


async def submit(handler: _Handler, file: Path, token: str) -> None:
    """Hand in a file, and send the command's answer."""
    await handler.send(await asyncio.to_thread(submit_file, file, token.strip()))


async def progress(handler: _Handler, file: Path, _token: str) -> None:
    """Send the state of each exercise of the course, and where the browser can open it."""
    await handler.send(await asyncio.to_thread(_progress, file, handler.root))


def _progress(file: Path, root: Path) -> dict[str, Any]:
    course = load_course(find_course(file))
    checks = OwnChecks(cache_home(), course.root)
    rows = exercises_progress(course, checks)
    return {
        "title": course.title,
        "rows": [asdict(row) | {"path": _copy(course.root, row.exercise, root)} for row in rows],
        "next": next_exercise({row.exercise: row.standing for row in rows}, solved=solved_last(course, checks)),
        "note": LOCAL,
    }


def _copy(course: Path, exercise: str, root: Path) -> str | None:
    """Where the browser can open the learner's copy; None if this server does not show it."""
    copy = course.resolve() / MINE / f"{exercise}.ipynb"
    return copy.relative_to(root).as_posix() if copy.is_relative_to(root) and copy.is_file() else None


def _decoded(body: bytes) -> _Asked:
    """The content of a request. Raises `SpecError` if its body is invalid."""
    try:
        return json_decoder(_Asked).decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise SpecError(f'the request must be {{"path": "…"}} in JSON: {error}') from error


ANSWERS: Mapping[str, Answer] = {"check": check, "hint": hint, "submit": submit, "progress": progress}


def load(app: ServerApp) -> None:
    """Add the handlers to a server."""
    base: str = app.web_app.settings["base_url"]
    routes = [(url_path_join(base, "grader", name), _Handler, {"answer": answer}) for name, answer in ANSWERS.items()]
    app.web_app.add_handlers(".*$", routes)
