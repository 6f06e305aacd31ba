"""The checker's end of its socket: at most one process listens for a course, and each request comes whole."""

import asyncio
import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from grader.checker.messages import LENGTH_BYTES, CheckReply, CheckRequest, decode, frame, length
from grader.errors import EvidenceError, StorageError

REQUEST_S = 5.0
"""Seconds in which a request must have come whole; whoever asks sends it at once."""
DESCRIPTORS = 2


class Asked:
    """One request, with the descriptors that came along; close it."""

    def __init__(self, connection: socket.socket, request: CheckRequest, out: int, err: int) -> None:
        self.request = request
        self.out, self.err = out, err
        self._connection = connection

    async def gone(self) -> None:
        """Return once whoever asked has ended, or has been interrupted."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while await loop.sock_recv(self._connection, 1):
                pass

    async def answer(self, reply: CheckReply) -> None:
        """Send the reply; nothing happens where nobody waits for it."""
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().sock_sendall(self._connection, frame(reply))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
        os.close(self.out)
        os.close(self.err)


class Listener:
    """A socket that its user alone can open."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening

    async def asked(self) -> Asked | None:
        """The next request, or None where what came was none."""
        connection, _ = await asyncio.get_running_loop().sock_accept(self._listening)
        try:
            return await asyncio.to_thread(_receive, connection)
        except (OSError, EvidenceError, ValueError):  # the last one: other than two descriptors came
            connection.close()
            return None

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self | None]:
        """The listener at that path, which is gone again afterwards; None where another process listens there.

        Raises `StorageError` where there can be no socket, as its path is too long.
        """
        with path.with_suffix(".lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            path.unlink(missing_ok=True)  # of one that was killed
            with socket.socket(socket.AF_UNIX) as listening:
                _bind(listening, path)
                path.chmod(0o600)
                listening.listen()
                listening.settimeout(0)
                try:
                    yield cls(listening)
                finally:
                    path.unlink(missing_ok=True)


def _bind(listening: socket.socket, path: Path) -> None:
    try:
        listening.bind(str(path))
    except OSError as error:
        raise StorageError(f"{path}: no process can listen there ({error})") from error


def _receive(connection: socket.socket) -> Asked:
    """The request of a connection. Raises `OSError`, `EvidenceError`, or `ValueError` without stdout and stderr."""
    connection.settimeout(REQUEST_S)
    header, descriptors, _, _ = socket.recv_fds(connection, LENGTH_BYTES, DESCRIPTORS)
    try:
        request = _request(connection, header)
        out, err = descriptors
    except BaseException:
        for descriptor in descriptors:
            os.close(descriptor)
        raise
    connection.settimeout(0)
    return Asked(connection, request, out, err)


def _request(connection: socket.socket, header: bytes) -> CheckRequest:
    header += _exactly(connection, LENGTH_BYTES - len(header))
    return decode(_exactly(connection, length(header)), CheckRequest)


def _exactly(connection: socket.socket, count: int) -> bytes:
    """So many bytes, fewer where the other end has gone."""
    return connection.recv(count, socket.MSG_WAITALL) if count else b""
