"""JupyterLab's server extension: the other end of the Check button and of the panel.

    POST <base>/grader/check     {"path": …}            a verdict: what `grader check --json` prints, and the page
    POST <base>/grader/hint      {"path": …}            the next hint on it, or null where it must be checked again
    POST <base>/grader/submit    {"path": …, "token"?}  a receipt, or for which service a token is needed
    POST <base>/grader/progress  {"path": …}            the course of that file or folder, as a map

A path is one below the server's folder. Where there is no answer, `{"message": …}` says why.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import to_os_path, url_path_join
from tornado.web import authenticated

from grader.course import MINE
from grader.course.loader import find_course, load_course
from grader.course.own_progress import LOCAL, exercises_progress, next_exercise
from grader.datasets.datasets import cache_home
from grader.errors import GraderError, SpecError
from grader.notebook.checking import check_file
from grader.notebook.hints import next_hint
from grader.notebook.submitting import submit_file
from grader.storage.own_checks import OwnChecks


class _Handler(APIHandler):
    """Answers about a file that the browser has just saved."""

    @authenticated  # type: ignore[untyped-decorator] # tornado's
    async def post(self) -> None:
        """Answer, or say why there is no answer."""
        try:
            self.finish(await asyncio.to_thread(self.answer, self._file(), self.get_json_body() or {}))
        except GraderError as error:
            self.set_status(422)
            self.finish({"message": str(error)})

    def answer(self, file: Path, body: Mapping[str, Any]) -> dict[str, Any]:
        """What a subclass answers about a file, to such a request. Raises `GraderError`."""
        raise NotImplementedError

    def _file(self) -> Path:
        """The file that is asked for. Raises `SpecError` where it lies outside of the server's folder."""
        body = self.get_json_body() or {}
        file = Path(to_os_path(str(body.get("path", "")), str(self.root))).resolve()
        if not file.is_relative_to(self.root):
            raise SpecError(f"{body.get('path')}: lies outside of this server's folder")
        return file

    @property
    def root(self) -> Path:
        """The server's folder."""
        return Path(self.settings["server_root_dir"]).expanduser().resolve()


class _Check(_Handler):
    def answer(self, file: Path, _: Mapping[str, Any]) -> dict[str, Any]:
        verdict = check_file(file)
        advice = None if verdict.hand_in is None else asdict(verdict.hand_in)
        return {"result": verdict.result, "page": verdict.page.name, "right": verdict.right, "hand_in": advice}


class _Hint(_Handler):
    def answer(self, file: Path, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"hint": next_hint(file)}


class _Submit(_Handler):
    def answer(self, file: Path, body: Mapping[str, Any]) -> dict[str, Any]:
        return submit_file(file, str(body.get("token", "")).strip())


class _Progress(_Handler):
    def answer(self, file: Path, _: Mapping[str, Any]) -> dict[str, Any]:
        course = load_course(find_course(file))
        rows = exercises_progress(course, OwnChecks(cache_home(), course.root))
        return {
            "title": course.title,
            "rows": [asdict(row) | {"path": self._copy(course.root, row.exercise)} for row in rows],
            "next": next_exercise({row.exercise: row.standing for row in rows}),
            "note": LOCAL,
        }

    def _copy(self, course_root: Path, exercise: str) -> str | None:
        """Where a browser opens a learner's copy; None where this server doesn't show it."""
        copy = course_root / MINE / f"{exercise}.ipynb"
        return copy.relative_to(self.root).as_posix() if copy.is_relative_to(self.root) and copy.is_file() else None


HANDLERS: Mapping[str, type[_Handler]] = {"check": _Check, "hint": _Hint, "submit": _Submit, "progress": _Progress}


def load(app: ServerApp) -> None:
    """Add the handlers to a server."""
    settings: dict[str, Any] = app.web_app.settings
    found = [(url_path_join(settings["base_url"], "grader", name), handler) for name, handler in HANDLERS.items()]
    app.web_app.add_handlers(".*$", found)
