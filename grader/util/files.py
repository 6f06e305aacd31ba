"""Files, whole or not at all: how what is ours outside the gradebook reaches the disk."""

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

from grader.errors import StorageError


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place so that a reader, or a power cut, meets the old one or the new one and no third.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
    """
    with open_whole(path) as file:
        file.write(data)


class Writers:
    """Many files at once, each as `write_whole` writes it: what takes time is waiting for the disk, for each anew."""

    THREADS = 16
    WAITING = 64
    """Files that are in memory at once."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.THREADS)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def write(self, path: Path, data: bytes) -> None:
        """Have a file written. Raises `StorageError` where that, or an earlier one, fails."""
        self._waiting.append(self._pool.submit(write_whole, path, data))
        while len(self._waiting) > self.WAITING:
            self._waiting.popleft().result()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """All are in place. Raises `StorageError`."""
        self._pool.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for future in self._waiting:
                future.result()


@contextmanager
def open_whole(path: Path) -> Iterator[BinaryIO]:
    """The same for what is written bit by bit: the file is in place when the block ends, and not if it raises.

    Raises:
        StorageError: as `write_whole`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as file:
            yield file
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); is the disk full or read-only?") from error


def bytes_of(path: Path) -> bytes:
    """What a file holds. Raises `StorageError`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path}: can't be read ({error.strerror}); check its permissions") from error


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    """A temporary file in the same folder, synced and then renamed over `path`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable: a synced file under an unsynced name is lost in a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
