"""A checker that stays warm: how `grader check` finds one that its user started, and asks it.

The process that makes kernels takes seconds to start. `grader lab` and `grader check --watch` keep it warm, and answer
requests over a socket that only their user can open (`grader.commands.check_service`). A checker is optional: if none
listens, a check starts what it needs itself.

Address. `socket_path` is the socket of a course, and at most one process listens on it.

Stamp. `course_stamp` is a digest of the course's files and of the grader's own. It shows a warm checker that files have
changed since it loaded them.

Messages. One JSON document is sent in each direction, after its length in eight bytes. So the connection can stay open,
and when it ends, the client has gone. Both ends belong to the same user, so the limits and types of messages protect
against mistakes, not against attacks.

Client. `ask_checker` sends the descriptors of its own stdout and stderr with the request. So the checker prints as this
process would: at once, and to the same file, pipe or terminal.

Listener. The checker's end of the socket; it delivers whole requests.
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
from grader.errors import EvidenceError, SpecError, StorageError, SystemFault
from grader.util.decoders import json_decoder

# Address.


def socket_path(course: Path, mode: str | None) -> Path:
    """The socket of a course's checker for kernels of this mode, in a folder that only its user can enter.

    The name is short because the path of a socket is limited to about 100 bytes. Raises `StorageError` if the folder
    belongs to somebody else.
    """
    name = sha256(f"{course.resolve()}\0{mode}".encode(errors="surrogateescape")).hexdigest()[:16]
    return _private_folder() / f"{name}.socket"


def _private_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    temporary = Path(tempfile.gettempdir()) / f"grader-{os.getuid()}"
    folder = Path(runtime) / "grader" if runtime and Path(runtime).is_dir() else temporary
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise StorageError(f"{folder}: cannot be created ({error.strerror})") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise StorageError(f"{folder}: must be a folder that only you can open; remove it")
    return folder


# Stamp.

FOLDERS = ("exercises", "solutions")


def course_stamp(course: Path) -> str:
    """A digest that changes when a file of the course or of the grader is changed, added or removed; reads no
    contents.
    """
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
    """What is checked, and how the result is shown."""

    exercise: str | None = None
    """The exercise that the file is for, if neither the file nor its path names one."""
    as_json: bool = False
    early: bool = False
    """Whether to print JSON also as soon as there is a verdict, before the search for its cause."""
    hints: bool = True
    """Whether to look for a repair that proves the cause."""


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file or folder to check; output goes to the two descriptors that come with the request, stdout and stderr."""

    path: str
    """The absolute path of a file, or of a folder of files."""
    options: CheckOptions
    columns: Columns
    """The width of the terminal."""
    terminal: dict[str, str]
    """The environment variables that determine which colours the terminal shows."""
    stamp: str
    """The stamp of the course's files, as the client sees them."""


class CheckReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a check ended."""

    code: int | None = None
    """The exit code of the command; None if nothing was checked because a different state of the course was loaded."""
    mistake: str = ""
    """The message about an instructor's mistake that ended the check."""
    fault: str = ""
    """The message about an error in the grader that ended the check."""

    def exit_code(self) -> int | None:
        """The exit code, or None if nothing was checked. Raises the error that ended the check."""
        if self.mistake:
            raise SpecError(self.mistake)
        if self.fault:
            raise SystemFault(self.fault)
        return self.code


def frame(message: msgspec.Struct) -> bytes:
    """A message's bytes, preceded by their number."""
    content = msgspec.json.encode(message)
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def length(header: bytes) -> int:
    """The length of the message after this header. Raises `EvidenceError` if the header is cut off, or if the length
    is too large.
    """
    size = int.from_bytes(header, "big")
    if len(header) != LENGTH_BYTES or size > MAX_BYTES:
        raise EvidenceError(f"not a message of at most {MAX_BYTES} bytes")
    return size


def decode(content: bytes, kind: type[_T]) -> _T:
    """The message in these bytes. Raises `EvidenceError` if they are not a message of this type."""
    try:
        return json_decoder(kind).decode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not a {kind.__name__}: {error}") from error


# Client.

TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""The environment variables that determine the colours."""


def ask_checker(
    course: Path, mode: str | None, path: Path, options: CheckOptions, *, out: int = 1, err: int = 2
) -> CheckReply:
    """The reply of the warm checker, which prints to the descriptors `out` and `err`.

    Its code is None if no checker listens, or if the checker had loaded a different state of the course. Then the
    caller does the check itself.
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
    """The checker's reply to a request. Raises `EvidenceError` if the checker ended before it answered."""
    content = frame(request)
    sent = socket.send_fds(connection, [content], descriptors)
    connection.sendall(content[sent:])
    header = connection.recv(LENGTH_BYTES, socket.MSG_WAITALL)
    return decode(connection.recv(length(header), socket.MSG_WAITALL), CheckReply)


# Listener.

REQUEST_S = 5.0
"""Seconds within which a whole request must have arrived; clients send it at once."""
DESCRIPTORS = 2


class Asked:
    """One request, with the descriptors that came with it; the receiver closes it."""

    def __init__(self, connection: socket.socket, request: CheckRequest, out: int, err: int) -> None:
        self.request = request
        self.out, self.err = out, err
        self._connection = connection

    async def gone(self) -> None:
        """Return once the client has ended or has been interrupted."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while await loop.sock_recv(self._connection, 1):
                pass

    async def answer(self, reply: CheckReply) -> None:
        """Send the reply; does nothing if nobody waits for it any more."""
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().sock_sendall(self._connection, frame(reply))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
        os.close(self.out)
        os.close(self.err)


class Listener:
    """A socket that only its user can open."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening

    async def asked(self) -> Asked | None:
        """The next request, or None if the client sent something else."""
        connection, _ = await asyncio.get_running_loop().sock_accept(self._listening)
        try:
            return await asyncio.to_thread(_receive, connection)
        except (OSError, EvidenceError, ValueError):  # ValueError: there were not exactly two descriptors
            connection.close()
            return None

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self | None]:
        """A listener at that path, which is removed afterwards; None if another process listens there.

        Raises `StorageError` if the socket cannot be made, for example because its path is too long.
        """
        with path.with_suffix(".lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            path.unlink(missing_ok=True)  # left by a listener that was killed
            with socket.socket(socket.AF_UNIX) as listening:
                try:
                    listening.bind(str(path))
                except OSError as error:
                    raise StorageError(f"{path}: no process can listen there ({error})") from error
                path.chmod(0o600)
                listening.listen()
                listening.settimeout(0)
                try:
                    yield cls(listening)
                finally:
                    path.unlink(missing_ok=True)


def _receive(connection: socket.socket) -> Asked:
    """The request that comes over a connection. Raises `OSError`, `EvidenceError`, or `ValueError` without stdout
    and stderr.
    """
    connection.settimeout(REQUEST_S)
    header, descriptors, _, _ = socket.recv_fds(connection, LENGTH_BYTES, DESCRIPTORS)
    try:
        header += _exactly(connection, LENGTH_BYTES - len(header))
        request = decode(_exactly(connection, length(header)), CheckRequest)
        out, err = descriptors
    except BaseException:
        for descriptor in descriptors:
            os.close(descriptor)
        raise
    connection.settimeout(0)
    return Asked(connection, request, out, err)


def _exactly(connection: socket.socket, count: int) -> bytes:
    """This many bytes, or fewer if the other end has gone."""
    return connection.recv(count, socket.MSG_WAITALL) if count else b""
