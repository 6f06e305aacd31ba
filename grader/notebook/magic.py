"""The magic `%grader`: checks the notebook that contains it, gives hints, and shows the progress in the course.

It remembers what ran in the notebook's kernel, and says so if the file does not contain it yet.
"""

import json
import os
import time
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from grader.course.datasets.datasets import cache_home
from grader.course.loader import find_course, load_course
from grader.errors import GraderError, SpecError
from grader.notebook.checking import check_file, next_hint, verdict_html, verdict_text
from grader.storage.own_progress import OwnChecks, next_line, progress_lines

MAGIC = "%grader"
MOST = 1_000
"""The number of the last cells that are remembered."""


class History:
    """The cells that ran in one kernel, each with its time."""

    def __init__(self) -> None:
        self._ran: list[tuple[float, str]] = []

    def add(self, cell: str) -> None:
        """Remember a cell that runs now. Cells that call the grader are not part of an answer."""
        if not cell.lstrip().startswith(MAGIC):
            self._ran = [*self._ran[1 - MOST :], (time.time(), cell.strip())]

    def unsaved(self, file: Path) -> str:
        """Describes in words such as "2 cells" what ran but is not in the saved notebook; empty if there is nothing.

        Raises `SpecError` if the file can't be read.
        """
        try:
            saved_at, saved = file.stat().st_mtime, _cells(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise SpecError(f"{file}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise SpecError(f"{file}: is not in UTF-8; save the notebook again") from error
        missing = {cell for ran_at, cell in self._ran if ran_at > saved_at and cell not in saved}
        return f"{len(missing)} {'cell' if len(missing) == 1 else 'cells'}" if missing else ""


def _cells(text: str) -> frozenset[str] | str:
    """The code of a notebook's cells; the text itself if it is not a notebook."""
    try:
        cells = json.loads(text)["cells"]
        return frozenset("".join(cell["source"]).strip() for cell in cells)
    except (ValueError, KeyError, TypeError, RecursionError):
        return text


USAGE = (
    "Type %grader check, %grader hint or %grader progress. Add the file's name if Jupyter does not know the "
    "notebook's path."
)
UNKNOWN = "Which file is this notebook? Jupyter does not say it here. Type %grader {command} FILE."
UNSAVED = "The file does not contain what you last ran in {cells}. Save the notebook and check again."


class Shell(Protocol):
    """The part of IPython's shell that is used."""

    events: Any
    display_pub: Any
    user_ns: dict[str, object]

    def register_magic_function(self, func: object, *, magic_kind: str, magic_name: str) -> None:
        """Register a magic function, as IPython's shell does."""


class GraderMagic:
    """The actions of `%grader` in one notebook."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._history = History()
        self._commands = {"check": self._check, "hint": self._hint, "progress": self._progress}
        shell.events.register("pre_run_cell", lambda info: self._history.add(info.raw_cell))

    def __call__(self, line: str) -> None:
        """Do what the rest of the line requests, and show the result. This raises nothing."""
        name, _, rest = line.strip().partition(" ")
        command = self._commands.get(name)
        if command is None:
            self._say(USAGE)
            return
        file = Path(rest.strip()) if rest.strip() else self._own_file()
        if file is None:
            self._say(UNKNOWN.format(command=name))
            return
        try:
            command(file.absolute())
        except (GraderError, OSError, ValueError) as error:  # no such path, or it contains half a character or NUL
            self._say(str(error))

    def _check(self, file: Path) -> None:
        unsaved = self._history.unsaved(file)
        if unsaved:
            self._say(UNSAVED.format(cells=unsaved))
        place = {"display_id": token_hex(8)}
        for number, verdict in enumerate(check_file(file)):
            shown = {"text/plain": verdict_text(verdict), "text/html": verdict_html(verdict)}
            self._shell.display_pub.publish(shown, transient=place, update=number > 0)
            if verdict.right:
                course = load_course(find_course(file))
                self._say(next_line(course, OwnChecks(cache_home(), course.root)))

    def _hint(self, file: Path) -> None:
        """Show the next hint; if the file has changed since it was checked, the verdict with the first hint."""
        hint = next_hint(file)
        if hint is None:
            self._check(file)
        else:
            self._say(str(hint))

    def _progress(self, file: Path) -> None:
        course = load_course(find_course(file))
        self._say("\n".join(progress_lines(course, OwnChecks(cache_home(), course.root))))

    def _say(self, sentence: str) -> None:
        self._shell.display_pub.publish({"text/plain": sentence})

    def _own_file(self) -> Path | None:
        """The notebook's file, according to Jupyter's server or to VS Code."""
        told = os.environ.get("JPY_SESSION_NAME") or self._shell.user_ns.get("__vsc_ipynb_file__")
        return Path(str(told)) if told else None


def load(shell: Shell) -> None:
    """Register the magic in a notebook."""
    shell.register_magic_function(GraderMagic(shell), magic_kind="line", magic_name="grader")
