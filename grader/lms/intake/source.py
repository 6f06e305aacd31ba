"""A source of hand-ins, which may be a zip, a tar archive or a folder, as one stream of files.

A folder may be an archive that the browser unpacked already, or a system's own tree. A tar archive, packed by gzip or
not, is read once from beginning to end. Zips of all kinds are read.
"""

import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from grader.errors import SpecError, StorageError
from grader.lms.intake.members import (
    INNER,
    MIB,
    Caps,
    Member,
    Members,
    ReadBudget,
    RefusedError,
    RefusedItem,
    is_archive,
    is_left_behind,
    parts_of,
)
from grader.storage.folder import Problem, read_file

# Folders.


def tree_members(root: Path, budget: ReadBudget) -> Members:
    """Every file under a folder, by path. No link is followed. Raises `RefusedError` if it exceeds the caps."""
    for entry in _walk(root):
        budget.count()
        if isinstance(entry, RefusedItem):
            yield entry
        elif entry.is_symlink():
            reason = "a symbolic link, which is not followed; put the file itself there"
            yield RefusedItem(path=os.path.relpath(entry.path, root), reason=reason)
        else:
            name = Path(entry.path).relative_to(root).as_posix()
            yield _looked_at(name, partial(_read, Path(entry.path), budget))


def _looked_at(name: str, read: Callable[[], bytes], check: Callable[[], None] = lambda: None) -> Member | RefusedItem:
    """The member of that name, or why it is refused: `check` raises `RefusedError` if it is not a file."""
    try:
        parts = parts_of(name)
        check()
    except RefusedError as refused:
        return RefusedItem(path=name, reason=refused.reason)
    return Member(parts=parts, read=read)


def _walk(root: Path) -> Iterator["os.DirEntry[str] | RefusedItem"]:
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield RefusedItem(path=os.path.relpath(folder, root), reason=f"cannot be listed ({error.strerror})")
            continue
        waiting += [entry.path for entry in reversed(ordered) if entry.is_dir(follow_symlinks=False)]
        yield from (entry for entry in ordered if not entry.is_dir(follow_symlinks=False))


def _read(path: Path, budget: ReadBudget) -> bytes:
    content = read_file(path)
    if isinstance(content, Problem):
        raise RefusedError(content.reason)
    return budget.read(io.BytesIO(content).read)


_FAULTS = (
    *(tarfile.TarError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, OverflowError, ValueError),
)
"""The exceptions that `tarfile` and `zipfile` raise for a damaged archive."""
_DAMAGED = "damaged in its archive; download the archive again, or ask the learner to hand in again"


@contextmanager
def _refusing(reason: str) -> Iterator[None]:
    """Inside this context, an archive that turns out to be damaged is refused for this reason."""
    try:
        yield
    except _FAULTS as error:
        raise RefusedError(reason) from error


# Tar archives.

_GZIP = b"\x1f\x8b"
_ROOM = MIB
"""Bytes for a member's headers; a name or comment may claim gigabytes, which `tarfile` would keep in memory."""


class _Allowance(io.RawIOBase):
    """A stream that stops the reading if it yields more than it was allowed."""

    def __init__(self, file: IO[bytes], total: int) -> None:
        self._file = file
        self._total = total
        self.left = _ROOM

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self.left -= len(data)
        self._total -= len(data)
        if min(self.left, self._total) < 0:
            raise RefusedError("unpacks to more than the limit for an archive; the rest was not read")
        return data


def tar_members(file: IO[bytes], budget: ReadBudget) -> Members:
    """Every file in a tar archive. Raises `RefusedError` if it is not a tar archive, is damaged, or exceeds the
    caps.
    """
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    whole = gzip.GzipFile(fileobj=file) if packed else file
    stream = _Allowance(whole, budget.caps.total_mib * MIB)  # type: ignore[arg-type] # GzipFile reads bytes too
    whole_archive = _refusing("not a tar archive, or damaged; download it again")
    with whole_archive, tarfile.open(fileobj=stream, mode="r|", bufsize=20 * 512) as archive:
        while (info := archive.next()) is not None:
            budget.count()
            if not info.isdir():
                read = partial(_read_tar, archive, info, budget, stream)
                yield _looked_at(info.name, read, partial(_check_tar, info))
            archive.members.clear()  # type: ignore[attr-defined] # it keeps each one otherwise
            # The next line allows enough bytes to reach the next one.
            stream.left = min(max(info.size, 0), budget.caps.total_mib * MIB) + _ROOM


def _check_tar(info: tarfile.TarInfo) -> None:
    """Raise `RefusedError` if an entry is not a file."""
    if info.issym() or info.islnk():
        raise RefusedError("a link, which is not followed; hand in the file itself")
    if not info.isreg():
        raise RefusedError("not a regular file")


def _read_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: ReadBudget, stream: _Allowance) -> bytes:
    stream.left = budget.caps.file_mib * MIB + _ROOM
    with _refusing(_DAMAGED):
        content = archive.extractfile(info)
        assert content is not None, "a regular file has content"
        with content:
            return budget.read(content.read)


# Zips.

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Methods that systems and file managers use. Other methods use as much memory as the file demands."""
_ENCRYPTED = 0x1
_UTF8 = 0x800
_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_HEADER = 30
"""The number of bytes before a member's name and content."""


def zip_members(file: IO[bytes], budget: ReadBudget) -> Members:
    """Every file in a zip. Raises `RefusedError` if it is not a zip, is damaged, or exceeds the caps."""
    if _directory_size(file) > budget.caps.directory_mib * MIB:
        raise RefusedError("its list of files is too long for an archive of hand-ins")
    with _refusing("not a zip archive, or damaged; download it again"):
        archive = zipfile.ZipFile(file)
    with archive:
        infos = archive.infolist()
        overlapping = frozenset(_overlapping(infos))
        for info in infos:
            budget.count()
            if not info.is_dir():
                check = partial(_check_zip, info, overlaps=info.header_offset in overlapping)
                yield _looked_at(_name(info), partial(_read_zip, archive, info, budget), check)


def _check_zip(info: zipfile.ZipInfo, *, overlaps: bool) -> None:
    """Raise `RefusedError` if an entry is not a file with its own bytes."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise RefusedError("a symbolic link, which is not followed; hand in the file itself")
    if kind not in {0, stat.S_IFREG}:
        raise RefusedError("not a regular file")
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError("encrypted; hand it in without a password")
    if info.compress_type not in _METHODS:
        raise RefusedError("packed with an unsupported method; make the archive again, with deflate")
    if overlaps:
        raise RefusedError("shares its bytes with another file of the archive, like a zip bomb")


def _read_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: ReadBudget) -> bytes:
    with _refusing(_DAMAGED), archive.open(info) as file:
        return budget.read(file.read, packed=info.compress_size)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 without declaring it, which would be read as code page
    437.
    """
    name = info.orig_filename
    if info.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _overlapping(infos: Sequence[zipfile.ZipInfo]) -> Iterator[int]:
    """The offsets of entries whose bytes overlap with those of another one."""
    end, owner = 0, -1
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            yield from (owner, info.header_offset)
        this = info.header_offset + _HEADER + len(info.orig_filename) + info.compress_size
        if this > end:
            end, owner = this, info.header_offset


def _directory_size(file: IO[bytes]) -> int:
    """The length of the archive's own directory, as stated, which `zipfile` reads completely; 0 if not stated."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + _END.size:
        return 0
    count = int(_END.unpack_from(tail, at)[5])
    if count == _IN_ZIP64:
        count = _directory_size64(file, start + at)
    file.seek(0)
    return count


def _directory_size64(file: IO[bytes], end: int) -> int:
    try:
        file.seek(end - _END64_LOCATOR.size)
        _, _, offset, _ = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
        file.seek(offset)
        return int(_END64.unpack(file.read(_END64.size))[8])
    except (struct.error, ValueError, OSError, OverflowError):
        return 0  # zipfile finds this too, and refuses it


# Any source.

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DEEPEST = 2
"""An archive in the system's archive is opened, but not an archive inside that."""


class HandInSource:
    """The source that an instructor downloaded. Its files can be iterated over more than once."""

    def __init__(self, path: Path, caps: Caps | None = None) -> None:
        self.path = path
        self._caps = caps or Caps()

    def members(self) -> Members:
        """Every file in it, except files that are nobody's work.

        Raises:
            SpecError: it isn't an archive or a folder, or is damaged.
            StorageError: it cannot be read.
        """
        try:
            yield from self._members(ReadBudget(self._caps))
        except RefusedError as refused:
            raise SpecError(f"{self.path}: {refused.reason}") from refused
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be read ({error.strerror}); check its permissions") from error

    def _members(self, budget: ReadBudget) -> Members:
        if self.path.is_dir():
            yield from _worth_a_look(tree_members(self.path, budget))
            return
        if not self.path.exists():
            raise SpecError(f"{self.path}: no such file or folder")
        with self.path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            read = zip_members if magic in _ZIPS else tar_members
            yield from _worth_a_look(read(file, budget))


def unpack_member(member: Member, depth: int = 1) -> Iterator[Member | RefusedItem]:
    """The files of an archive that a learner handed in, or the member itself if it is not an archive."""
    if not is_archive(member.parts[-1]):
        yield member
        return
    if depth == _DEEPEST:
        yield RefusedItem(path=member.path, reason="an archive in an archive; hand in the notebook itself")
        return
    try:
        content = member.read()
        read = zip_members if content[:4] in _ZIPS else tar_members
        for inner in _worth_a_look(read(io.BytesIO(content), ReadBudget(INNER))):
            if isinstance(inner, RefusedItem):
                yield RefusedItem(path=f"{member.path}/{inner.path}", reason=inner.reason)
            else:
                yield from unpack_member(Member(parts=(*member.parts, *inner.parts), read=inner.read), depth + 1)
    except RefusedError as refused:
        yield RefusedItem(path=member.path, reason=refused.reason)


def _worth_a_look(members: Members) -> Members:
    for member in members:
        if isinstance(member, RefusedItem) or not is_left_behind(member.parts):
            yield member
