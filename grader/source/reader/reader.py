"""The client of the reader: starts the parent when the first file is to be read, and trusts none of its answers."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

import grader
from grader.errors import KernelFault
from grader.sandbox.outside.sandbox import OURS, Sandbox
from grader.source.reader.messages import (
    ANSWER_MIB,
    ENDED,
    LEARN,
    MIB,
    READ,
    READY,
    WALL_S,
    File,
    Nameable,
    ReadAnswer,
    Repairable,
    decode_answer,
    encode_message,
    fits,
)
from grader.source.records import Candidate, Clues, Damage, Handout, Reading, RepairFacts
from grader.util.processes import python_command, without_relative_parts

log = logging.getLogger(__name__)

START_S = 60
"""Seconds that the parent may take until it is ready."""
TRIES = 2
SHOWN = (*OURS, "errors.py", "evidence", "source", "util")
"""The parts of our code that the parent can see."""
UNREAD = (
    "This file could not be read within 5 seconds and 512 MiB of memory, so nothing in it was judged. Please leave "
    "only your answer in it, without long texts or outputs, and try again."
)
UNSURE = ""
"""The name that replaces an exercise's name if it is uncertain; no exercise has this name."""
_SIGNALS = {one.value: one.name for one in signal.Signals}


@dataclass(frozen=True, slots=True)
class _Start:
    """A parent that was started and has not answered yet."""

    control: socket.socket
    stage: tempfile.TemporaryDirectory[str]
    """The folder in which the parent's sandbox is built."""
    locked: bool

    def close(self) -> None:
        """Release what is no longer needed after the parent is ready, or has failed to start."""
        self.control.close()
        self.stage.cleanup()


class Reader:
    """Reads what learners wrote, in separate processes. Threads may share it, and wait for each other. Close it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._begun: _Start | None = None
        """A start that nothing has waited for yet."""
        self._learned: dict[Handout, int] = {}
        self._lock = threading.RLock()
        self.cpu_s = 0.0
        """CPU seconds of all children so far."""
        self.locked = False
        """Whether the current parent runs in a sandbox."""

    def begin(self) -> None:
        """Begin to start the parent, and return at once, so that other work can be done meanwhile."""
        self._begun = self._begin(locked=True)

    def read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
        """The code in the bytes of a script or notebook, ready to run for the exercise of the handout.

        Raises `KernelFault` if no reader can be started.
        """
        with self._lock:
            for _ in range(TRIES):
                if found := self._tried(content, handout, script=script):
                    return found
        return Damage(message=UNREAD)

    def candidates(
        self, cells: Sequence[str], *, handout: Handout, facts: RepairFacts, clues: Clues, most: int
    ) -> tuple[tuple[Candidate, ...], float]:
        """At most this many edited cells that may repair an answer, the likeliest first, and the CPU seconds used.

        `cells` is the code of a file that was read for that handout. The result may be empty. Raises `KernelFault` as
        `read` does.
        """
        with self._lock:
            before = self.cpu_s
            found = self._answer(
                handout,
                lambda number: Repairable(cells=tuple(cells), handout=number or 0, facts=facts, clues=clues, most=most),
            )
            edits = found.candidates if found and found.candidates else ()
            return edits if fits(edits, cells=len(cells), most=most) else (), self.cpu_s - before

    def exercise_of(self, content: bytes, *, script: bool) -> str | None:
        """The exercise that a file itself names. Raises `KernelFault` if no reader can be started."""
        found = self.read(content, script=script)
        return found.source.exercise if isinstance(found, Reading) else None

    def exercises_of(self, files: Sequence[File]) -> tuple[str | None, ...]:
        """The exercise that each of some files names, read by a single child, which is much cheaper than one child for
        each file.

        The result is `UNSURE` for a file that must be read separately with `exercise_of`, because the child failed or
        because its answer does not follow from the file's bytes. So a file can't influence the result of a different
        file, even if it takes over the child. Raises `KernelFault` if no reader can be started.
        """
        with self._lock:
            found = self._answer(None, lambda _: Nameable(files=tuple(files)))
        if found is None or found.names is None or len(found.names) != len(files):
            return (UNSURE,) * len(files)
        return tuple(
            named if _follows(named, file.content) else UNSURE for named, file in zip(found.names, files, strict=True)
        )

    def close(self) -> None:
        """End the parent, if it was started. Calling this twice is safe."""
        with self._lock:
            if self._control is not None:
                self._control.close()
            if self._process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            if self._begun is not None:  # after all work in its folder has ended
                self._begun.close()
            self._control = self._process = self._begun = None
            self._learned.clear()

    def _tried(self, content: bytes, handout: Handout | None, *, script: bool) -> Reading | Damage | None:
        """The result of one child, or None if it died or answered nonsense."""
        found = self._answer(handout, lambda number: File(content=content, script=script, handout=number))
        return (found.reading or found.damage) if found else None

    def _answer(self, handout: Handout | None, ask: Callable[[int | None], msgspec.Struct]) -> ReadAnswer | None:
        """The answer to a request, which `ask` makes from the handout's number; None if there is no sound answer."""
        try:
            control = self._ready()
            number = None if handout is None else self._number(control, handout)
            return self._asked(control, encode_message(ask(number)))
        except OSError as error:  # the parent is gone, or hangs
            log.warning("the reader was lost (%s)", error)
            self.close()
            return None

    def _number(self, control: socket.socket, handout: Handout) -> int:
        """The index of a handout among those that the parent knows; the parent learns the handout first if needed."""
        if handout not in self._learned:
            self._tell(control, LEARN, encode_message(handout))
            self._learned[handout] = len(self._learned)
        return self._learned[handout]

    def _asked(self, control: socket.socket, file: bytes) -> ReadAnswer | None:
        """The answer of one child, or None if it died or answered nonsense."""
        with tempfile.TemporaryFile() as answer:
            self._tell(control, READ, file, answer)
            code, cpu_s = ENDED.unpack(_received(control, ENDED.size))
            self.cpu_s += cpu_s
            answer.seek(0)
            data = answer.read(ANSWER_MIB * MIB + 1)
        found = _decoded(data)
        if code or found is None or found.fault:
            log.warning("a file could not be read: %s", _why(code, cpu_s, found))
            return None
        return found

    @staticmethod
    def _tell(control: socket.socket, what: bytes, message: bytes, *files: IO[bytes]) -> None:
        """Send a message in a file that no other process can open."""
        with tempfile.TemporaryFile() as file:
            file.write(message)
            file.flush()
            socket.send_fds(control, [what], [file.fileno(), *(one.fileno() for one in files)])

    def _ready(self) -> socket.socket:
        """The control socket of a waiting parent. Raises `KernelFault` if none can be started."""
        if self._control is None:
            begun, self._begun = self._begun or self._begin(locked=True), None
            self._control = self._awaited(begun) or self._awaited(self._begin(locked=False))
        if self._control is None:
            raise KernelFault("the process that reads files can't be started")
        return self._control

    def _begin(self, *, locked: bool) -> _Start | None:
        """A new parent, which may not be ready yet; None if it can't be started.

        Without bubblewrap, the parent is an ordinary process: it runs only our own code, and its children have the same
        limits.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        begun = _Start(ours, tempfile.TemporaryDirectory(prefix="grader-", dir="/tmp"), locked)
        stage = Path(begun.stage.name)
        stage.chmod(0o711)  # every user id must be able to reach it
        with theirs:
            try:
                self._process = subprocess.Popen(
                    _command(theirs.fileno(), stage, locked=locked),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env=None
                    if locked
                    else without_relative_parts(os.environ) | {"PYTHONPATH": str(Path(grader.__file__).parents[1])},
                    start_new_session=True,  # Ctrl-C is for the grader only
                )
            except OSError as error:
                self._give_up(begun, error)
                return None
        return begun

    def _awaited(self, begun: _Start | None) -> socket.socket | None:
        """The control socket of a parent after it is ready; None if it does not start."""
        if begun is None:
            return None
        with begun.stage:
            begun.control.settimeout(START_S)
            try:
                if _received(begun.control, len(READY)) == READY:
                    begun.control.settimeout(2 * WALL_S)
                    self.locked = begun.locked
                    return begun.control
                self._give_up(begun, "it said something else")
            except OSError as error:
                self._give_up(begun, error)
        return None

    def _give_up(self, begun: _Start, why: object) -> None:
        """End a parent that does not start."""
        log.info("no reader %s: %s", "in a sandbox" if begun.locked else "at all", why)
        self.close()
        begun.close()


def _command(control: int, stage: Path, *, locked: bool) -> list[str]:
    if locked:
        return Sandbox(ours=SHOWN).command("grader.source.reader.parent", [str(control), "locked"], stage)
    return python_command("-m", "grader.source.reader.parent", str(control))


def _received(control: socket.socket, size: int) -> bytes:
    """Exactly this many bytes. Raises `OSError` if there are fewer."""
    data = b""
    while len(data) < size:
        part = control.recv(size - len(data))
        if not part:
            raise ConnectionResetError("it ended")
        data += part
    return data


def _decoded(data: bytes) -> ReadAnswer | None:
    try:
        return decode_answer(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _follows(named: str | None, content: bytes) -> bool:
    """Whether a file's bytes contain the name of the exercise that it allegedly names, or nothing that could name
    one.
    """
    if named is None:
        return b"exercise" not in content and b"\0" not in content  # UTF-16 has this byte between letters
    return named.encode(errors="replace") in content


def _why(code: int, cpu_s: float, found: ReadAnswer | None) -> str:
    if code < 0:
        name = _SIGNALS.get(-code, f"signal {-code}")
        return f"{name} after {cpu_s:.1f} CPU s"
    return found.fault if found is not None and found.fault else "it answered something else"
