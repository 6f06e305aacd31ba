"""The files in an archive or a folder of hand-ins, one after another, and the limits for them.

The names in an archive are data: they show whose a file is and which exercise it is for, and are never used as a path.
A name that leads out of its folder is refused anyway, because nobody hands that in by accident. Contents are read as a
stream, up to the caps below.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.source.records import MAX_FILE_MIB
from grader.storage.folder import CHECKED, DATA_LINKS, LEFT_BEHIND, SUFFIXES

MIB = 2**20
MAX_TOTAL_MIB = 32 * 1024
"""MiB of all files that one source unpacks to: 10,000 learners with 3 MiB each."""
MAX_MEMBERS = 200_000
"""The most files and folders in one source."""
MAX_RATIO = 200
"""How many times its packed size a file may have, after its first MiB; notebooks shrink to about a tenth."""
MAX_DIRECTORY_MIB = 128
"""MiB of a zip's own list of its files."""
MAX_DEPTH = 64
"""The most folders inside each other."""
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")

_DRIVE = re.compile(r"[A-Za-z]:")
_MOODLES = re.compile(r"_\d+_assignsubmission_")
_HALF = re.compile("[\ud800-\udfff]")


class RefusedError(Exception):
    """A file that is not used; the message gives the reason, and never contains a name from the archive."""

    def __init__(self, reason: str, nearest: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much is read from one archive."""

    file_mib: int = MAX_FILE_MIB
    total_mib: int = MAX_TOTAL_MIB
    members: int = MAX_MEMBERS
    ratio: int = MAX_RATIO
    directory_mib: int = MAX_DIRECTORY_MIB


INNER = Caps(total_mib=256, members=2_000, directory_mib=1)
"""The caps for an archive that a learner made; the outer one was made by a system."""


class ReadBudget:
    """The remaining part of the caps while an archive is read."""

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self._bytes = caps.total_mib * MIB
        self._members = caps.members

    def count(self) -> None:
        """Count one more member. Raises `RefusedError` if there are too many."""
        self._members -= 1
        if self._members < 0:
            raise RefusedError(f"contains more than {self.caps.members:,} files; the rest was not read")

    def read(self, chunk: Callable[[int], bytes], packed: int | None = None) -> bytes:
        """A whole stream, with its packed size if it is known. Raises `RefusedError` if it exceeds a cap."""
        most = self.caps.file_mib * MIB
        if packed is not None:
            most = min(most, MIB + self.caps.ratio * packed)
        content = bytearray()
        while piece := chunk(MIB):
            content += piece
            self._bytes -= len(piece)
            if len(content) > self.caps.file_mib * MIB:
                raise RefusedError(f"larger than {self.caps.file_mib} MiB; clear its outputs and hand it in again")
            if len(content) > most:
                raise RefusedError(f"unpacks to more than {self.caps.ratio} times its size, which no notebook does")
            if self._bytes < 0:
                raise RefusedError(
                    f"its archive unpacks to more than {self.caps.total_mib:,} MiB; the rest was not read"
                )
        return bytes(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file."""

    parts: tuple[str, ...]
    """Its path, folder by folder, as strings; at least one."""
    read: Callable[[], bytes]
    """Returns its bytes, until a later member is requested. Raises `RefusedError`."""

    @property
    def path(self) -> str:
        """The path as messages show it."""
        return "/".join(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A learner, as a system knows the person; unknown fields are empty."""

    key: str
    """The key from which the pseudonym is derived: the system and its id for the person, such as "canvas:4711"."""
    name: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    moodle_id: str = ""
    idnumber: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedItem:
    """A file of a source that is not used, and its owner if that is known."""

    path: str
    """Its path in the source; it may contain anybody's name, and anything else."""
    reason: str
    person: Person | None = None


Members = Iterator[Member | RefusedItem]


def parts_of(name: str) -> tuple[str, ...]:
    """A member's path, part by part. Raises `RefusedError` if it leads out of its folder, or is empty."""
    if "\0" in name:
        raise RefusedError("its name contains a null character")
    name = _HALF.sub("\N{REPLACEMENT CHARACTER}", name).replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name):
        raise RefusedError("its name is an absolute path")
    parts = tuple(part for part in name.split("/") if part not in {"", "."})
    if ".." in parts:
        raise RefusedError("its name leads out of the folder ('..')")
    if not 0 < len(parts) <= MAX_DEPTH:
        raise RefusedError("its name is empty" if not parts else f"is more than {MAX_DEPTH} folders deep")
    return parts


def is_left_behind(parts: tuple[str, ...]) -> bool:
    """Whether a file was left behind by a file manager, an editor, Python or the grader itself, and is nobody's
    work.
    """
    return _is_ours(parts) or any(_is_hidden(part) or part in LEFT_BEHIND for part in parts)


def _is_ours(parts: tuple[str, ...]) -> bool:
    """Whether it is a page of `grader check`, or a part of a data set that `grader lab` linked; an answer never is."""
    *folders, name = parts
    return name.endswith(CHECKED) or (DATA_LINKS in folders and not name.casefold().endswith(SUFFIXES))


def _is_hidden(part: str) -> bool:
    """Whether a name is hidden; a learner's own name that begins with a dot doesn't count as hidden."""
    forked = part.startswith("._") and not _MOODLES.match(part, 1)
    return forked or (part.startswith(".") and not _MOODLES.search(part))


def is_archive(name: str) -> bool:
    """Whether a file's name shows that it is an archive that we open."""
    return name.casefold().endswith(ARCHIVES)
