"""JupyterLab's server extension: the Check button's end of the line.

`POST <base>/grader/check` with `{"path": …}`, a file below the server's folder, answers with the result as
`grader check --json` prints it and the name of its page, or with `{"message": …}` where there is no verdict.
"""

import asyncio
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import to_os_path, url_path_join
from tornado.web import authenticated

from grader.errors import GraderError, SpecError
from grader.notebook.checking import check_file


class CheckHandler(APIHandler):
    """Checks a file that the browser has just saved."""

    @authenticated  # type: ignore[untyped-decorator] # tornado's
    async def post(self) -> None:
        """Answer with the verdict."""
        try:
            verdict = await asyncio.to_thread(check_file, self._file())
        except GraderError as error:
            self.set_status(422)
            self.finish({"message": str(error)})
            return
        self.finish({"result": verdict.result, "page": verdict.page.name})

    def _file(self) -> Path:
        """The file that is asked for. Raises `SpecError` where it lies outside of the server's folder."""
        body = self.get_json_body() or {}
        root = Path(self.settings["server_root_dir"]).expanduser().resolve()
        file = Path(to_os_path(str(body.get("path", "")), str(root))).resolve()
        if not file.is_relative_to(root):
            raise SpecError(f"{body.get('path')}: lies outside of this server's folder")
        return file


def load(app: ServerApp) -> None:
    """Add the handler to a server."""
    settings: dict[str, Any] = app.web_app.settings
    app.web_app.add_handlers(".*$", [(url_path_join(settings["base_url"], "grader", "check"), CheckHandler)])
