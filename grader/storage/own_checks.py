"""What a learner's own checks found last: what `grader progress` shows, and what `%grader hint` goes on from.

One small file for each course and exercise lies under XDG_CACHE_HOME/grader/checks, on this computer alone. No mark is
made from it. What cannot be read there is an exercise that was not checked.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from grader.util.decoders import json_decoder
from grader.util.files import write_whole


class Unmet(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong: a cause, or a criterion that is not met."""

    failure: str
    """As `ReleasedHints` calls it."""
    message: str
    hints: tuple[str, ...]
    """All there are, from a nudge to nearly the answer."""


class OwnCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The last check of an exercise."""

    exercise: str
    file: str
    """The absolute path of the file that was checked."""
    sha256: str
    """Of its content."""
    attempted: bool
    earned: int
    possible: int
    right: bool
    """Whether every criterion passed."""
    unmet: tuple[Unmet, ...]
    """Causes come first."""
    checked: datetime
    """UTC."""

    def changed(self) -> bool:
        """Whether the file is gone, or is another one now."""
        try:
            return sha256(Path(self.file).read_bytes()).hexdigest() != self.sha256
        except OSError:
            return True


class OwnChecks:
    """The last check of each exercise of one course."""

    def __init__(self, cache: Path, course: Path) -> None:
        """`cache` is the folder of all that can be computed again, `course` the course's."""
        self._folder = cache / "checks" / _name(str(course.resolve()))

    def keep(self, check: OwnCheck) -> None:
        """Keep a check in place of the exercise's earlier one. Raises `StorageError`."""
        write_whole(self._path(check.exercise), msgspec.json.encode(check))

    def last(self, exercise: str) -> OwnCheck | None:
        """The last check of an exercise; None where there was none."""
        return _read(self._path(exercise))

    def of_file(self, file: Path) -> OwnCheck | None:
        """The last check of an exercise in this file; None where there was none."""
        return next((one for one in self._every() if one.file == str(file.absolute())), None)

    def _every(self) -> Iterator[OwnCheck]:
        found = (_read(path) for path in sorted(self._folder.glob("*.json")))
        return (one for one in found if one is not None)

    def _path(self, exercise: str) -> Path:
        return self._folder / f"{_name(exercise)}.json"


def _read(path: Path) -> OwnCheck | None:
    try:
        return json_decoder(OwnCheck).decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _name(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]
