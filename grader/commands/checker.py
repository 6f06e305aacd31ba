"""A checker that stays warm: how `grader check` finds the one that its user started, and asks it.

What makes kernels takes seconds to start. `grader lab` and `grader check --watch` keep it warm, and answer requests
over a socket that only their user can open (`grader.commands.check_service`). Nothing needs a checker: if none listens,
a check starts what it needs itself.

Address. `socket_path` is the socket of a course, and at most one process listens on it.

Stamp. `course_stamp` is a digest of the course's files and of the grader's own. By it a warm checker notices that it
loaded other files.

Messages. One JSON document goes each way. Each follows its length, eight bytes, so that the connection can stay open:
when it ends, whoever asked has gone. Both ends belong to one user, who started both, so messages are bounded and typed
against mistakes, not against attacks.

Client. `ask_checker` sends the descriptors of its own stdout and stderr with the request. So the checker prints as this
process would: at once, and into whatever file, pipe or terminal is behind them.

Listener. The checker's end of the socket; each request arrives whole.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self, TypeVar

import msgspec

import grader
from grader.errors import EvidenceError, StorageError
from grader.util.decoders import json_decoder

# Address.


def socket_path(course: Path, mode: str | None) -> Path:
    """The socket of the checker of a course's folder, for kernels of that mode, in a folder that its user alone enters.

    The name is short, as the path of a socket has at most some 100 bytes. Raises `StorageError` if the folder
    belongs to somebody else.
    """
    name = sha256(f"{course.resolve()}\0{mode}".encode(errors="surrogateescape")).hexdigest()[:16]
    return _private_folder() / f"{name}.socket"


def _private_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "grader" if runtime and Path(runtime).is_dir() else _in_temporary_files()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StorageError(f"{folder}: cannot be made ({error.strerror})") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise StorageError(f"{folder}: is not a folder that only you can open; remove it")
    return folder


def _in_temporary_files() -> Path:
    return Path(tempfile.gettempdir()) / f"grader-{os.getuid()}"


# Stamp.

FOLDERS = ("exercises", "solutions")


def course_stamp(course: Path) -> str:
    """Changes when a file of the course or of the grader is changed, added or removed; contents are not read."""
    digest = sha256()
    for folder in (*(course / name for name in FOLDERS), Path(grader.__file__).parent):
        for line in sorted(_lines(folder)):
            digest.update(line.encode(errors="surrogateescape"))
    return digest.hexdigest()


def _lines(folder: Path) -> Iterator[str]:
    for found in os.scandir(folder) if folder.is_dir() else ():
        if found.is_dir(follow_symlinks=False):
            if found.name not in {"__pycache__", "site"}:
                yield from _lines(Path(found))
        elif found.is_file():
            status = found.stat()
            yield f"{found.path}\0{status.st_mtime_ns}\0{status.st_size}\n"


# Messages.

MAX_BYTES = 2**20
LENGTH_BYTES = 8
Columns = Annotated[int, msgspec.Meta(ge=20, le=10_000)]
_T = TypeVar("_T", bound=msgspec.Struct)


class CheckOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is checked, and how it is shown."""

    exercise: str | None = None
    """The exercise of the file, if neither file nor path says."""
    as_json: bool = False
    early: bool = False
    """Whether JSON is also printed as soon as there is a verdict, while its cause is still sought."""
    hints: bool = True
    """Whether a repair is sought that proves the cause."""


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file to check; what is printed goes to the two descriptors that come with it, stdout and stderr."""

    path: str
    """Absolute; of a file, or of a folder of them."""
    options: CheckOptions
    columns: Columns
    """Of the terminal."""
    terminal: dict[str, str]
    """The variables of the environment that say which colours the terminal shows."""
    stamp: str
    """The stamp of the course's files, as whoever asks sees them."""


class CheckReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a check ended."""

    code: int | None = None
    """The exit code of the command; None if nothing was checked, as another state of the course was loaded."""
    mistake: str = ""
    """The sentence on an instructor's mistake that ended the check."""
    fault: str = ""
    """The sentence on a fault of the grader's that ended it."""


def frame(message: msgspec.Struct) -> bytes:
    """A message's bytes, behind their number."""
    content = msgspec.json.encode(message)
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def length(header: bytes) -> int:
    """The bytes of the message behind this header. Raises `EvidenceError` if it is cut off, or asks for too many."""
    size = int.from_bytes(header, "big")
    if len(header) != LENGTH_BYTES or size > MAX_BYTES:
        raise EvidenceError(f"not a message of at most {MAX_BYTES} bytes")
    return size


def decode(content: bytes, kind: type[_T]) -> _T:
    """The message in these bytes. Raises `EvidenceError` for anything else."""
    try:
        return json_decoder(kind).decode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not a {kind.__name__}: {error}") from error


# Client.

TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""What decides on colours."""


def ask_checker(
    course: Path, mode: str | None, path: Path, options: CheckOptions, *, out: int = 1, err: int = 2
) -> CheckReply:
    """The reply of the warm checker, which has printed what there is to say to the descriptors `out` and `err`.

    Its code is None if none listens, or if that one had loaded another state of the course: then the caller
    checks by itself.
    """
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(socket_path(course, mode)))
            request = CheckRequest(
                path=str(path),
                options=options,
                columns=min(max(shutil.get_terminal_size().columns, 20), 10_000),
                terminal={name: os.environ[name] for name in TERMINAL if name in os.environ},
                stamp=course_stamp(course),
            )
            return _reply(connection, request, [out, err])
    except (OSError, StorageError, EvidenceError):
        return CheckReply()


def _reply(connection: socket.socket, request: CheckRequest, descriptors: list[int]) -> CheckReply:
    """Raises `EvidenceError` if the checker ended before it answered."""
    content = frame(request)
    sent = socket.send_fds(connection, [content], descriptors)
    connection.sendall(content[sent:])
    header = connection.recv(LENGTH_BYTES, socket.MSG_WAITALL)
    return decode(connection.recv(length(header), socket.MSG_WAITALL), CheckReply)


# Listener.

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
        """The next request, or None if what came was not a request."""
        connection, _ = await asyncio.get_running_loop().sock_accept(self._listening)
        try:
            return await asyncio.to_thread(_receive, connection)
        except (OSError, EvidenceError, ValueError):  # the last one: other than two descriptors came
            connection.close()
            return None

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self | None]:
        """The listener at that path, which is gone again afterwards; None if another process listens there.

        Raises `StorageError` if there can be no socket, as its path is too long.
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
