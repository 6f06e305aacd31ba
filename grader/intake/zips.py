"""The files of a zip, whoever made it and whatever for."""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO

from grader.intake.members import MIB, Member, Members, ReadBudget, Refusal, RefusedError, parts_of

DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
    OSError,
)
"""What `zipfile` raises for a damaged zip."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What systems and file managers write. The others ask for as much memory as the file likes."""
_ENCRYPTED = 0x1
_UTF8 = 0x800
_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_HEADER = 30
"""Bytes before a member's name and content."""


def zip_members(file: IO[bytes], budget: ReadBudget) -> Members:
    """Every file in a zip. Raises `RefusedError` where it is none, is damaged, or holds more than the caps allow."""
    if _directory_size(file) > budget.caps.directory_mib * MIB:
        raise RefusedError("its list of files is too long for an archive of hand-ins")
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise RefusedError("no zip archive, or a damaged one; download it again") from error
    with archive:
        infos = archive.infolist()
        overlapping = frozenset(_overlapping(infos))
        for info in infos:
            budget.count()
            if not info.is_dir():
                yield _looked_at(archive, info, budget, overlaps=info.header_offset in overlapping)


def _looked_at(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: ReadBudget, *, overlaps: bool
) -> Member | Refusal:
    name = _name(info)
    try:
        parts = parts_of(name)
        _check(info, overlaps=overlaps)
    except RefusedError as refused:
        return Refusal(path=name, reason=refused.reason)
    return Member(parts=parts, read=partial(_read, archive, info, budget))


def _check(info: zipfile.ZipInfo, *, overlaps: bool) -> None:
    """Raise `RefusedError` where an entry is anything but a file of its own."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise RefusedError("a symbolic link, which is not followed; hand in the file itself")
    if kind not in {0, stat.S_IFREG}:
        raise RefusedError("no regular file")
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError("encrypted; hand it in without a password")
    if info.compress_type not in _METHODS:
        raise RefusedError("packed by a method other than deflate; make the archive again")
    if overlaps:
        raise RefusedError("shares its bytes with another file of the archive, as in a bomb")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: ReadBudget) -> bytes:
    try:
        with archive.open(info) as file:
            return budget.read(file.read, packed=info.compress_size)
    except DAMAGED as error:
        raise RefusedError("damaged in its archive; download the archive, or have it handed in, again") from error


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: many write UTF-8 and do not say so, which would be read as the code page 437."""
    name = info.orig_filename
    if info.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _overlapping(infos: Sequence[zipfile.ZipInfo]) -> Iterator[int]:
    """Where entries begin whose bytes belong to another one too."""
    end, owner = 0, -1
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end:
            yield from (owner, info.header_offset)
        this = info.header_offset + _HEADER + len(info.orig_filename) + info.compress_size
        if this > end:
            end, owner = this, info.header_offset


def _directory_size(file: IO[bytes]) -> int:
    """How long the archive says that its own directory is, which `zipfile` reads whole; 0 where not given."""
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
        return 0  # zipfile finds the same, and refuses it
