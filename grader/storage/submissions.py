"""What learners handed in, kept by content: a regrade judges earlier attempts too, whatever became of their files.

One file a content, `ROOT/<first two of its sha256>/<sha256>.z`, packed as gzip does, whose last bytes say how large the
content is. What does not unpack to bytes of that digest counts as absent.
"""

import os
import struct
import zlib
from hashlib import sha256
from pathlib import Path

from grader.errors import StorageError
from grader.source.records import MAX_FILE_MIB
from grader.util.files import write_whole

_GZIP = 31
"""What tells `zlib` so."""
_SIZE = struct.Struct("<L")


def content_digest(content: bytes) -> str:
    """The identity of a file that is handed in: the sha256 of its bytes, in hexadecimal digits."""
    return sha256(content).hexdigest()


class SubmissionStore:
    """The contents under one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, digest: str) -> Path:
        """Where the content of that digest lies, or would."""
        return self._root / digest[:2] / f"{digest}.z"

    def put(self, digest: str, content: bytes) -> None:
        """Keep a content, whose digest it is, unless it is kept. Raises `StorageError`."""
        path = self.path(digest)
        if not path.exists():
            write_whole(path, zlib.compress(content, wbits=_GZIP))

    def size(self, digest: str) -> int:
        """How many bytes the content of that digest has; 0 if there is none."""
        try:
            with self.path(digest).open("rb") as file:
                file.seek(-_SIZE.size, os.SEEK_END)
                return int(_SIZE.unpack(file.read())[0])
        except OSError:
            return 0

    def get(self, digest: str) -> bytes | None:
        """The content of that digest, or None if there is none or it is damaged. Raises `StorageError`."""
        path = self.path(digest)
        try:
            packed = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
        content = _unpacked(packed)
        return content if content_digest(content) == digest else None


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=_GZIP).decompress(packed, MAX_FILE_MIB * 2**20)
    except zlib.error:
        return b""
