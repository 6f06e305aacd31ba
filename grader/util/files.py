"""Writes files completely or not at all: everything outside the gradebook reaches the disk in this way."""

import filecmp
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from grader.errors import StorageError


def write_whole(path: Path, data: bytes, *, synced: bool = True) -> None:
    """Replace a file so that a reader, or a power cut, finds either the old or the new version, but never a part.

    Without `synced`, readers see a complete file, but it may be empty after a power cut: use this for files that can be
    made again.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
    """
    with open_whole(path, synced=synced) as file:
        file.write(data)


class Writers(AbstractContextManager["Writers"]):
    """Writes many files at once, each as `write_whole` does; in threads, as most of the time is spent on the disk."""

    THREADS = 16
    WAITING = 64
    """The most files that are in memory at once."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.THREADS)
        self._waiting: deque[Future[None]] = deque()

    def write(self, path: Path, data: bytes) -> None:
        """Start to write a file. Raises `StorageError` if an earlier one could not be written."""
        self._waiting.append(self._pool.submit(write_whole, path, data))
        while len(self._waiting) > self.WAITING:
            self._waiting.popleft().result()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait until all files are in place. Raises `StorageError` if one could not be written."""
        self._pool.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for future in self._waiting:
                future.result()


@contextmanager
def open_whole(path: Path, *, synced: bool = True) -> Iterator[BinaryIO]:
    """A file to write in pieces. It is in place, complete, when the block ends; if the block raises, it is not written.

    `synced` has the meaning that it has in `write_whole`.

    Raises:
        StorageError: as `write_whole`.
    """
    with write_faults(path):
        make_private_folder(path.parent)
        with partial_file(path) as partial:
            with open(partial, "xb", opener=_private) as file:
                yield file
                if synced:
                    file.flush()
                    os.fsync(file.fileno())
            partial.replace(path)
        if synced:
            _sync_folder(path.parent)


@contextmanager
def write_faults(path: Path) -> Iterator[None]:
    """Turn an `OSError` into a `StorageError` that names a file or folder, and says what to check."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); is the disk full or read-only?") from error


def bytes_of(path: Path) -> bytes:
    """The content of a file. Raises `StorageError` if it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path}: can't be read ({error.strerror}); check its permissions") from error


def touched(path: Path) -> int | None:
    """The time of a file's last modification, in nanoseconds since 1970; None if there is no file."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def write_changed(path: Path, parts: Iterable[str]) -> None:
    """Write a text file that only its owner can read, unless it already has this content.

    The file can be made again, so it isn't synced to the disk.

    Raises:
        OSError: as the system says.
    """
    make_private_folder(path.parent)
    with partial_file(path) as partial:
        with open(partial, "x", encoding="utf-8", newline="", opener=_private) as file:
            file.writelines(parts)
        if not path.exists() or not filecmp.cmp(partial, path, shallow=False):
            partial.replace(path)


def make_private_folder(path: Path) -> None:
    """Make a folder, and missing ones above it, which only their owner can access. Raises `OSError`."""
    if not path.exists():
        make_private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def partial_file(path: Path) -> Iterator[Path]:
    """A new name in the same folder, for a file that is renamed to `path` when it is complete, or else removed."""
    partial = path.with_name(f".{path.name[:60]}.{token_hex(4)}")
    try:
        yield partial
    finally:
        with suppress(OSError):
            partial.unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Make a renaming durable: without this, a power cut may lose a synced file's name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
