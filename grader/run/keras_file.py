"""What a saved model's file holds, read outside: its directory and its description, which are checked before a clean
room gets its weights. No byte of it is opened by Keras here, and nothing is unpacked to a disk.
"""

import io
import zlib
from zipfile import BadZipFile, LargeZipFile, ZipFile

from grader.evidence import MAX_ARCHITECTURE
from grader.run.keras_config import ModelRefused

CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
MAX_SPREAD = 20
"""How many times larger than packed what is in a file may be; weights hardly pack at all."""


def read_keras_file(data: bytes) -> tuple[str, bytes]:
    """The description and the weights in the bytes of a `.keras` file. Raises `ModelRefused`."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [one.filename for one in archive.infolist()]
            if sorted(names) != sorted([CONFIG, WEIGHTS, METADATA]):
                raise ModelRefused("it does not hold what a `.keras` file holds")
            if sum(one.file_size for one in archive.infolist()) > MAX_SPREAD * len(data):
                raise ModelRefused("what is packed in it is far too large")
            config = _read(archive, CONFIG, MAX_ARCHITECTURE)
            return config.decode(), _read(archive, WEIGHTS, MAX_SPREAD * len(data))
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ModelRefused("it is no `.keras` file, or a damaged one") from error
    except UnicodeDecodeError as error:
        raise ModelRefused("its description is no text") from error


def _read(archive: ZipFile, name: str, most: int) -> bytes:
    """A member's bytes, however many its directory promises. Raises `ModelRefused`."""
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ModelRefused("what is packed in it is far too large")
    return content
