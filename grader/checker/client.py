"""Asks the warm checker of a course, where its user has started one.

Our own descriptors of stdout and stderr travel with the request, so that the checker prints as this process would: at
once, and into whatever file, pipe or terminal stands behind them.
"""

import os
import shutil
import socket
from pathlib import Path

from grader.checker.address import socket_path
from grader.checker.messages import LENGTH_BYTES, CheckReply, CheckRequest, decode, frame, length
from grader.checker.stamp import course_stamp
from grader.errors import EvidenceError, StorageError

TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""What decides on colours."""


def ask_checker(  # noqa: PLR0913 - keyword-only but for what is asked
    course: Path,
    mode: str | None,
    path: Path,
    *,
    exercise: str | None,
    as_json: bool,
    early: bool = False,
    out: int = 1,
    err: int = 2,
) -> CheckReply:
    """The reply of the warm checker, which has printed what there is to say to the descriptors `out` and `err`.

    Its code is None where none listens, or where that one had loaded another state of the course: then the caller
    checks by itself.
    """
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(socket_path(course, mode)))
            request = CheckRequest(
                path=str(path),
                exercise=exercise,
                as_json=as_json,
                early=early,
                columns=min(max(shutil.get_terminal_size().columns, 20), 10_000),
                terminal={name: os.environ[name] for name in TERMINAL if name in os.environ},
                stamp=course_stamp(course),
            )
            return _reply(connection, request, [out, err])
    except (OSError, StorageError, EvidenceError):
        return CheckReply()


def _reply(connection: socket.socket, request: CheckRequest, descriptors: list[int]) -> CheckReply:
    """Raises `EvidenceError` where the checker ended before it answered."""
    content = frame(request)
    sent = socket.send_fds(connection, [content], descriptors)
    connection.sendall(content[sent:])
    header = connection.recv(LENGTH_BYTES, socket.MSG_WAITALL)
    return decode(connection.recv(length(header), socket.MSG_WAITALL), CheckReply)
