"""The magic `%grader`: checks the notebook in which it stands, and shows the verdict below its cell."""

import os
from pathlib import Path
from typing import Any, Protocol

from grader.errors import GraderError
from grader.notebook.checking import check_file
from grader.notebook.history import History
from grader.notebook.view import verdict_html, verdict_text

USAGE = "Type %grader check, or %grader check FILE where the notebook's own path can't be known."
UNKNOWN = "Which file is this notebook? Jupyter does not tell here. Type %grader check FILE."
UNSAVED = "The file does not hold what you ran last in {cells}. Save the notebook and check again."


class Shell(Protocol):
    """What is used of IPython's shell."""

    events: Any
    display_pub: Any
    user_ns: dict[str, object]

    def register_magic_function(self, func: object, *, magic_kind: str, magic_name: str) -> None:
        """As IPython has it."""


class GraderMagic:
    """What `%grader` does in one notebook."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._history = History()
        shell.events.register("pre_run_cell", lambda info: self._history.add(info.raw_cell))

    def __call__(self, line: str) -> None:
        """Do what the rest of the line says, and show what came of it; it raises nothing."""
        command, _, rest = line.strip().partition(" ")
        if command != "check":
            self._say(USAGE)
            return
        file = Path(rest.strip()) if rest.strip() else self._own_file()
        if file is None:
            self._say(UNKNOWN)
            return
        self._check(file)

    def _check(self, file: Path) -> None:
        try:
            unsaved = self._history.unsaved(file)
            if unsaved:
                self._say(UNSAVED.format(cells=unsaved))
            verdict = check_file(file)
        except GraderError as error:
            self._say(str(error))
            return
        self._shell.display_pub.publish({"text/plain": verdict_text(verdict), "text/html": verdict_html(verdict)})

    def _say(self, sentence: str) -> None:
        self._shell.display_pub.publish({"text/plain": sentence})

    def _own_file(self) -> Path | None:
        """The notebook's file: as Jupyter's server tells its kernels, or as VS Code does."""
        told = os.environ.get("JPY_SESSION_NAME") or self._shell.user_ns.get("__vsc_ipynb_file__")
        return Path(str(told)) if told else None


def load(shell: Shell) -> None:
    """Give a notebook its magic."""
    shell.register_magic_function(GraderMagic(shell), magic_kind="line", magic_name="grader")
