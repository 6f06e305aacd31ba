"""JupyterLab's server extension: the other end of the Check button and of the panel.

    POST <base>/grader/check     {"path": …}           the verdict; if it is wrong, a second line has its cause
    POST <base>/grader/hint      {"path": …}           the next hint; null if the file must be checked first
    POST <base>/grader/submit    {"path": …, "token"}  the receipt, or the address of a service that needs a token
    POST <base>/grader/progress  {"path": …}           the course of that file or folder, as a map

Each path is relative to the server's folder. A token may be empty. If a request fails, `{"error": …}` says why: with
status 400 if the request itself, the file or the course is at fault. Nothing in a request ends in a status of 500.
"""

import asyncio
from collections.abc import Mapping
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
"""Characters of a path that can't be one, in the sentence that says so."""


class _Asked(msgspec.Struct, frozen=True):
    """What a request holds; other keys are ignored."""

    path: str
    token: str = ""


class _Handler(APIHandler):
    """Answers about a file that the browser has just saved."""

    @authenticated  # type: ignore[untyped-decorator] # tornado's
    async def post(self) -> None:
        """Send the answer, or the reason why the request fails."""
        try:
            asked = _decoded(self.request.body)
            await self.answer(self._file(asked.path), asked.token)
        except (SpecError, OSError) as error:  # a file may go while it is looked at
            if not self._headers_written:
                self.set_status(HTTPStatus.BAD_REQUEST)
            await self.send({"error": str(error)})
        except GraderError as error:
            await self.send({"error": str(error)})

    async def answer(self, file: Path, token: str) -> None:
        """Send what a subclass answers about a file. Raises `GraderError` or `OSError`."""
        raise NotImplementedError

    async def send(self, answer: Mapping[str, Any]) -> None:
        """Send one line. Where the page was closed meanwhile, nobody misses it."""
        self.set_header("Content-Type", "application/x-ndjson")
        self.write(json_line(visible(answer)))
        with suppress(StreamClosedError):
            await self.flush()

    @property
    def root(self) -> Path:
        """The server's folder."""
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    def _file(self, path: str) -> Path:
        """The file that is asked for, which need not be there. Raises `SpecError` if none can be in our folder."""
        try:
            file = Path(to_os_path(path, str(self.root))).resolve()
            file.stat()
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RuntimeError) as error:  # too long; NUL or half a character; links in a circle
            reason = error.strerror if isinstance(error, OSError) else error
            raise SpecError(f"{path[:SHOWN]}: is not a file that can be opened ({reason})") from error
        if not file.is_relative_to(self.root):
            raise SpecError(f"{path}: lies outside of this server's folder")
        return file


class CheckHandler(_Handler):
    """Goes on to the end where the page was closed, as the learner's progress follows from it."""

    async def answer(self, file: Path, _token: str) -> None:
        """Send the verdict as soon as it is there, then its cause."""
        verdicts = check_file(file)
        while (verdict := await asyncio.to_thread(next, verdicts, None)) is not None:
            await self.send(for_browser(verdict))


class HintHandler(_Handler):
    """Answers without another run."""

    async def answer(self, file: Path, _token: str) -> None:
        """Send the hints so far."""
        hints = await asyncio.to_thread(next_hint, file)
        await self.send({"hints": None if hints is None else asdict(hints)})


class SubmitHandler(_Handler):
    """Hands a file in."""

    async def answer(self, file: Path, token: str) -> None:
        """Send what the command answered."""
        await self.send(await asyncio.to_thread(submit_file, file, token.strip()))


class ProgressHandler(_Handler):
    """Shows the way through the course."""

    async def answer(self, file: Path, _token: str) -> None:
        """Send how each exercise stands, and where the browser finds it."""
        await self.send(await asyncio.to_thread(self._progress, file))

    def _progress(self, file: Path) -> dict[str, Any]:
        course = load_course(find_course(file))
        checks = OwnChecks(cache_home(), course.root)
        rows = exercises_progress(course, checks)
        return {
            "title": course.title,
            "rows": [asdict(row) | {"path": self._copy(course.root, row.exercise)} for row in rows],
            "next": next_exercise({row.exercise: row.standing for row in rows}, solved=solved_last(course, checks)),
            "note": LOCAL,
        }

    def _copy(self, course: Path, exercise: str) -> str | None:
        """Where the browser opens the learner's copy; None if this server does not show it."""
        copy = course.resolve() / MINE / f"{exercise}.ipynb"
        return copy.relative_to(self.root).as_posix() if copy.is_relative_to(self.root) and copy.is_file() else None


def _decoded(body: bytes) -> _Asked:
    """What a request asks for. Raises `SpecError` if its body says nothing of the kind."""
    try:
        return json_decoder(_Asked).decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise SpecError(f'the request must be {{"path": "…"}} in JSON: {error}') from error


HANDLERS: Mapping[str, type[_Handler]] = {
    "check": CheckHandler,
    "hint": HintHandler,
    "submit": SubmitHandler,
    "progress": ProgressHandler,
}


def load(app: ServerApp) -> None:
    """Add the handlers to a server."""
    base: str = app.web_app.settings["base_url"]
    app.web_app.add_handlers(".*$", [(url_path_join(base, "grader", name), one) for name, one in HANDLERS.items()])
