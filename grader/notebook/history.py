"""What a notebook's kernel was given to run, compared with what its file holds."""

import json
import time
from pathlib import Path

from grader.errors import SpecError

MAGIC = "%grader"
MOST = 1_000
"""Cells that are remembered, the last ones."""


class History:
    """The cells that ran in one kernel, each with when it ran."""

    def __init__(self) -> None:
        self._ran: list[tuple[float, str]] = []

    def add(self, cell: str) -> None:
        """A cell runs now. Cells that ask the grader are no part of an answer."""
        if not cell.lstrip().startswith(MAGIC):
            self._ran = [*self._ran[1 - MOST :], (time.time(), cell.strip())]

    def unsaved(self, file: Path) -> str:
        """What ran after a notebook was saved and is not in it, in words such as "2 cells"; empty where there is none.

        Raises `SpecError` where the file can't be read.
        """
        try:
            saved_at, saved = file.stat().st_mtime, _cells(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise SpecError(f"{file}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise SpecError(f"{file}: is not UTF-8; save the notebook again") from error
        missing = {cell for ran_at, cell in self._ran if ran_at > saved_at and cell not in saved}
        return f"{len(missing)} {'cell' if len(missing) == 1 else 'cells'}" if missing else ""


def _cells(text: str) -> frozenset[str] | str:
    """The code of a notebook's cells; the text itself where it is no notebook."""
    try:
        cells = json.loads(text)["cells"]
        return frozenset("".join(cell["source"]).strip() for cell in cells)
    except (ValueError, KeyError, TypeError, RecursionError):
        return text
