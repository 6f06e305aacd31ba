"""Stores submitted files, and what was read in them, by content.

A regrade judges earlier attempts too, even if their files are gone. No file is read twice for the same exercise.

    ROOT/<first two of the sha256>/<sha256>.z          a content in gzip's format, which records its size
    ROOT/<first two of the sha256>/<sha256>.<key>.z    a reading of that content
"""

import os
import struct
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from grader.source.reader.messages import ReadAnswer, decode_answer, encode_message
from grader.source.reader.reader import Reader
from grader.source.records import MAX_FILE_MIB, Damage, Handout, Reading
from grader.storage.content_store import ContentStore
from grader.util.code_digests import READING

MAX_READING_BYTES = 64 * 2**20
"""The most bytes to which one reading may unpack."""
_GZIP = 31
_SIZE = struct.Struct("<L")
"""The format of the size at the end of a gzip file."""


def content_digest(content: bytes) -> str:
    """The identity of a submitted file: the sha256 of its bytes in hexadecimal digits."""
    return sha256(content).hexdigest()


class SubmissionStore(ContentStore):
    """The submitted files in one folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, max_bytes=MAX_FILE_MIB * 2**20, wbits=_GZIP)
        self._readings = ContentStore(root, max_bytes=MAX_READING_BYTES)
        """The readings, by digest and `_reading_key`."""

    def put(self, digest: str, content: bytes) -> None:
        """Store content under its digest, unless a complete copy is already stored. Raises `StorageError`."""
        if self.get(digest) is None:
            self.write(digest, content)

    def get(self, digest: str) -> bytes | None:
        """The content with this digest; None if there is none or it is damaged. Raises `StorageError`."""

        def checked(content: bytes) -> bytes:
            if content_digest(content) != digest:
                raise ValueError(f"holds the content {content_digest(content)}")
            return content

        return self.read(digest, checked)

    def content_size(self, digest: str) -> int:
        """The number of bytes of the content with this digest; 0 if there is none."""
        try:
            with self.path(digest).open("rb") as file:
                file.seek(-_SIZE.size, os.SEEK_END)
                return int(_SIZE.unpack(file.read())[0])
        except OSError:
            return 0

    def reading(self, digest: str, reader: Reader, *, script: bool, handout: Handout) -> Reading | Damage | None:
        """What `reader` finds in the content with this digest, stored or read now; None if the content is missing.

        Raises `StorageError` if a file can't be read or written, `KernelFault` if no reader can be started.
        """
        key = f"{digest}.{_reading_key(handout, script=script)}"
        kept = self._readings.read(key, lambda content: _reading_in(content, key))
        if kept is not None or (content := self.get(digest)) is None:
            return kept
        found = reader.read(content, script=script, handout=handout)
        answer = ReadAnswer(damage=found) if isinstance(found, Damage) else ReadAnswer(reading=found)
        self._readings.write(key, key.encode() + b"\n" + encode_message(answer), synced=False)
        return found


@cache
def _reading_key(handout: Handout, *, script: bool) -> str:
    """A digest of everything except the content on which a reading depends, as 16 hexadecimal digits."""
    parts = [sys.version_info[:2], READING.code(), handout.stub, sorted(handout.asked), handout.editions, script]
    return sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def _reading_in(content: bytes, key: str) -> Reading | Damage | None:
    """The stored reading; a line with its key precedes it, so that it can't be mistaken for a different file's."""
    owner, _, message = content.partition(b"\n")
    if owner != key.encode():
        raise ValueError("holds another reading")
    answer = decode_answer(message)
    return answer.reading or answer.damage
