"""Files written whole or not at all: how everything outside the gradebook reaches the disk."""

import filecmp
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Self

from grader.errors import StorageError


def write_whole(path: Path, data: bytes, *, synced: bool = True) -> None:
    """Put a file in place so that a reader, or a power cut, finds the old one or the new one, whole.

    What is not `synced` is whole for readers, and may be empty after a power cut: for what can be made again.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
    """
    with open_whole(path, synced=synced) as file:
        file.write(data)


class Writers:
    """Many files at once, each as `write_whole` writes it; in threads, as most of the time is spent on the disk."""

    THREADS = 16
    WAITING = 64
    """Files that are in memory at once."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.THREADS)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def write(self, path: Path, data: bytes) -> None:
        """Start to write a file. Raises `StorageError` where an earlier one could not be written."""
        self._waiting.append(self._pool.submit(write_whole, path, data))
        while len(self._waiting) > self.WAITING:
            self._waiting.popleft().result()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait until all files are in place. Raises `StorageError` where one could not be written."""
        self._pool.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for future in self._waiting:
                future.result()


@contextmanager
def open_whole(path: Path, *, synced: bool = True) -> Iterator[BinaryIO]:
    """A file to write bit by bit, which is in place, whole, when the block ends, and isn't there if the block raises.

    `synced` as of `write_whole`.

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
    """The content of a file. Raises `StorageError` where it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path}: can't be read ({error.strerror}); check its permissions") from error


def touched(path: Path) -> int | None:
    """When a file was touched last, in nanoseconds since 1970; None if there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def write_changed(path: Path, parts: Iterable[str]) -> None:
    """Put a text file in place, readable by its owner alone, unless it has this content already.

    It can be made again: it isn't synced to the disk.

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
    """Make a folder, and those above it that are missing, for their owner alone. Raises `OSError`."""
    if not path.exists():
        make_private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def partial_file(path: Path) -> Iterator[Path]:
    """A new name in the same folder, for a file that is to be renamed to `path` when it is whole, or is removed."""
    partial = path.with_name(f".{path.name[:60]}.{token_hex(4)}")
    try:
        yield partial
    finally:
        with suppress(OSError):
            partial.unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable: a synced file under an unsynced name is lost in a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
