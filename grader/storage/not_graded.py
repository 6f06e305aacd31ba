"""OUT/not_graded.json: what lay in a cohort's folder and was not graded, and why."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import StorageError
from grader.storage.layout import NOT_GRADED
from grader.util.decoders import json_decoder
from grader.util.files import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not graded, and why."""

    path: Path
    reason: str
    """What is wrong and, where that can be said, what to do."""
    nearest: str | None = None
    """The known lesson or exercise whose name is nearest."""

    def __str__(self) -> str:
        """A line that is safe on a terminal: file names may hold escape codes, and bytes that are not text."""
        guess = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        line = f"{self.path}: {self.reason}{guess}"
        return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)


class _Line(msgspec.Struct, frozen=True):
    """A problem as the file has it."""

    path: str
    reason: str
    nearest: str | None


def write_not_graded(out: Path, problems: Iterable[Problem]) -> None:
    """Put the file in place, for this and later drawings of the cohort's page. Raises `StorageError`."""
    lines = [_Line(os.fsencode(one.path).decode(errors="replace"), one.reason, one.nearest) for one in problems]
    write_whole(out / NOT_GRADED, msgspec.json.encode(lines) + b"\n")


def read_not_graded(out: Path) -> tuple[Problem, ...]:
    """What the file says, nothing where there is none. Raises `StorageError`."""
    try:
        lines = json_decoder(tuple[_Line, ...]).decode((out / NOT_GRADED).read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(f"{out / NOT_GRADED}: cannot be read ({error}); remove it and grade again") from error
    return tuple(Problem(path=Path(one.path), reason=one.reason, nearest=one.nearest) for one in lines)
