"""Packed content on disk by key: all stores in OUT and in the cache use it. It never uses pickle.

There is one file per key, `ROOT/<first two of the key>/<key><suffix>`, which only its owner may read. It is written
completely or not at all, so any number of processes may write the same key at once. Content from a disk is checked like
content from a kernel: a file is unpacked up to a limit, and a file that is cut, or that its reader refuses, counts as
absent. This is logged.
"""

import logging
import os
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

import msgspec

from grader.errors import EvidenceError, StorageError
from grader.util.files import write_whole

T = TypeVar("T")

DAMAGED = (zlib.error, msgspec.MsgspecError, EvidenceError, ValueError, RecursionError)
"""The exceptions of unpacking and decoding for bytes that the grader did not write."""
_ZLIB_OR_GZIP = 47

_log = logging.getLogger(__name__)


def pack(content: bytes, *, wbits: int = zlib.MAX_WBITS) -> bytes:
    """The content in the form in which a file contains it. Most of it is numbers, which hardly compress."""
    return zlib.compress(content, zlib.Z_BEST_SPEED, wbits=wbits)


def unpack(packed: bytes, max_bytes: int) -> bytes:
    """The content of a file, if it is complete and not too large. Raises `ValueError` or `zlib.error`."""
    unpacker = zlib.decompressobj(wbits=_ZLIB_OR_GZIP)
    content = unpacker.decompress(packed, max_bytes + 1)
    if not unpacker.eof or len(content) > max_bytes:
        raise ValueError(f"cut short, or larger than {max_bytes} bytes")
    return content


class ContentStore:
    """The contents under one folder."""

    def __init__(self, root: Path, *, max_bytes: int, suffix: str = ".z", wbits: int = zlib.MAX_WBITS) -> None:
        """`max_bytes` is the largest size of one unpacked content; `wbits` chooses zlib's own format or gzip's."""
        self._root = root
        self._max_bytes = max_bytes
        self._suffix = suffix
        self._wbits = wbits

    def path(self, key: str) -> Path:
        """The path of the content with this key, whether it exists or not."""
        return self._root / key[:2] / f"{key}{self._suffix}"

    def has(self, key: str) -> bool:
        """Whether there is a file for that key, damaged or not."""
        return self.path(key).is_file()

    def size(self, key: str) -> int:
        """The number of bytes in its file; 0 if there is none."""
        with suppress(OSError):
            return self.path(key).stat().st_size
        return 0

    def read(self, key: str, decode: Callable[[bytes], T]) -> T | None:
        """The content with this key as `decode` returns it; None if there is none, or it is damaged.

        `decode` raises one of `DAMAGED` for content that it refuses.

        Raises:
            StorageError: the file exists and cannot be read.
        """
        path = self.path(key)
        try:
            packed = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
        try:
            return decode(unpack(packed, self._max_bytes))
        except DAMAGED as error:
            _log.warning("%s: damaged (%s); it counts as absent", path, error)
            return None

    def write(self, key: str, content: bytes, *, synced: bool = True) -> None:
        """Store a content in place of an earlier one. `synced` is as in `write_whole`. Raises `StorageError`."""
        write_whole(self.path(key), pack(content, wbits=self._wbits), synced=synced)

    def mark_used(self, key: str) -> None:
        """Record that the content with this key was used now, for `prune`."""
        with suppress(OSError):
            os.utime(self.path(key))

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove the contents of all other keys, and partial files of a killed process. Raises `OSError`."""
        for folder, _, files in os.walk(self._root):
            for file in files:
                if file.removesuffix(self._suffix) not in keys:
                    Path(folder, file).unlink()

    def prune(self, max_bytes: int) -> None:
        """Remove what was written or used longest ago, until all files take at most `max_bytes`."""
        found = []
        for path in self._root.rglob("*"):
            with suppress(FileNotFoundError):  # somebody else may remove it meanwhile
                found.append((path.stat(), path))
        for stat, path in sorted(found, key=lambda one: one[0].st_mtime_ns, reverse=True):
            if S_ISREG(stat.st_mode):
                max_bytes -= stat.st_size
                if max_bytes < 0:
                    path.unlink(missing_ok=True)
