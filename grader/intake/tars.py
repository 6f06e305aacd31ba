"""The files of a tar archive, packed by gzip or not, read once from front to back."""

import gzip
import io
import tarfile
import zlib
from functools import partial
from typing import IO

from grader.intake.members import MIB, Member, Members, ReadBudget, Refusal, RefusedError, parts_of

_DAMAGED = (tarfile.TarError, zlib.error, EOFError, ValueError, OverflowError, RecursionError, OSError)
_GZIP = b"\x1f\x8b"
_ROOM = MIB
"""For a member's headers; a name or comment may claim gigabytes, which `tarfile` would hold."""


class _Allowance(io.RawIOBase):
    """A stream that ends the reading where it gives more than it was allowed."""

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
            raise RefusedError("unpacks to more than is read of an archive; the rest was not looked at")
        return data


def tar_members(file: IO[bytes], budget: ReadBudget) -> Members:
    """Every file in a tar archive. Raises `RefusedError` where it is none, is damaged, or is past the caps."""
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    whole = gzip.GzipFile(fileobj=file) if packed else file
    stream = _Allowance(whole, budget.caps.total_mib * MIB)  # type: ignore[arg-type] # GzipFile reads bytes too
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=20 * 512) as archive:
            while (info := archive.next()) is not None:
                budget.count()
                if not info.isdir():
                    yield _looked_at(archive, info, budget, stream)
                archive.members.clear()  # type: ignore[attr-defined] # it keeps each one otherwise
                stream.left = _skipped(info, budget) + _ROOM
    except _DAMAGED as error:
        raise RefusedError("no tar archive, or a damaged one; download it again") from error


def _skipped(info: tarfile.TarInfo, budget: ReadBudget) -> int:
    """How many bytes may have to be passed over to reach the next member."""
    return min(max(info.size, 0), budget.caps.total_mib * MIB)


def _looked_at(
    archive: tarfile.TarFile, info: tarfile.TarInfo, budget: ReadBudget, stream: _Allowance
) -> Member | Refusal:
    try:
        parts = parts_of(info.name)
        _check(info)
    except RefusedError as refused:
        return Refusal(path=info.name, reason=refused.reason)
    return Member(parts=parts, read=partial(_read, archive, info, budget, stream))


def _check(info: tarfile.TarInfo) -> None:
    """Raise `RefusedError` where an entry is anything but a file."""
    if info.issym() or info.islnk():
        raise RefusedError("a link, which is not followed; hand in the file itself")
    if not info.isreg():
        raise RefusedError("no regular file")


def _read(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: ReadBudget, stream: _Allowance) -> bytes:
    stream.left = budget.caps.file_mib * MIB + _ROOM
    try:
        content = archive.extractfile(info)
        assert content is not None, "a regular file has content"
        with content:
            return budget.read(content.read)
    except _DAMAGED as error:
        raise RefusedError("damaged in its archive; download the archive, or have it handed in, again") from error
