"""What was read in the files that learners handed in, kept by content: no file is read twice for the same exercise.

`ROOT/<first two of the content's sha256>/<sha256>.<reading's key>.z`, beside the content itself: zlib-compressed
msgpack of `grader.source.reader.messages.ReadAnswer`. What does not decode counts as absent.
"""

import sys
import zlib
from collections.abc import Callable
from functools import cache
from hashlib import sha256

import msgspec

from grader.errors import StorageError
from grader.source.reader.messages import ReadAnswer, decode_answer, encode_message
from grader.source.reader.reader import Reader
from grader.source.records import Damage, Handout, Reading
from grader.storage.submissions import SubmissionStore
from grader.util.code_digests import READING
from grader.util.files import write_whole

MAX_BYTES = 64 * 2**20
"""The most that one reading may unpack to."""


class Readings:
    """The readings of one folder, made by a reader where they are not there."""

    def __init__(self, files: SubmissionStore, reader: Reader) -> None:
        self._files = files
        self._reader = reader

    def read(
        self, digest: str, *, script: bool, handout: Handout, content: Callable[[], bytes | None]
    ) -> Reading | Damage | None:
        """The reading of the file with that sha256; `content` is called where it was not read before.

        None where it is gone. Raises `StorageError` where a file can't be read or written, `KernelFault` where no
        reader can be started.
        """
        path = self._files.path(digest).with_suffix(f".{_key(handout, script=script)}.z")
        try:
            kept = _unpacked(path.read_bytes())
        except FileNotFoundError:
            kept = None
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
        if kept is not None or (data := content()) is None:
            return kept
        found = self._reader.read(data, script=script, handout=handout)
        answer = ReadAnswer(damage=found) if isinstance(found, Damage) else ReadAnswer(reading=found)
        write_whole(path, zlib.compress(encode_message(answer)), synced=False)
        return found


@cache
def _key(handout: Handout, *, script: bool) -> str:
    """What a reading follows from, its content aside, as 16 hexadecimal digits."""
    parts = [sys.version_info[:2], READING.code(), handout.stub, sorted(handout.asked), handout.editions, script]
    return sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def _unpacked(data: bytes) -> Reading | Damage | None:
    try:
        answer = decode_answer(zlib.decompressobj().decompress(data, MAX_BYTES))
    except (zlib.error, msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return answer.reading or answer.damage
