"""The warm parent: imports the parsers once, locks itself in, then forks one child per file.

argv: the control socket's descriptor, and "locked" if this runs inside bubblewrap. It reads stubs, which authors wrote,
so that no child has to parse them again. It passes a learner's file on without looking at it.
"""

import codecs
import contextlib
import gc
import os
import resource
import signal
import socket
import sys

from grader.sandbox.inside import jail
from grader.source.reader import child
from grader.source.reader.child import read_for_exercise
from grader.source.reader.messages import ANSWER_MIB, ENDED, LEARN, READY, decode_message
from grader.source.records import Handout, Source

CODECS = ("UTF-8", "UTF-16-LE", "UTF-16-BE", "UTF-32-LE", "UTF-32-BE", "Latin-1")
"""Codecs that are looked up early, because no file can be read later."""
LIMITS = {
    "private_mib": child.MEMORY_MIB,
    "address_mib": 4 * child.MEMORY_MIB,
    "file_mib": ANSWER_MIB,
    "descriptors": 64,
    "processes": 16,
    "cpu_s": resource.RLIM_INFINITY,
}
BUBBLEWRAP = 1
"""The process ID of the sandbox's first process, which started the parent. Signals to all processes spare only these
two.
"""
NOTHING_GIVEN = Handout(stub=Source(cells=()), asked=frozenset())
WARM = {
    b'# %%\nx = """a""" # b\n%time y = f"{x}"\n\n# %% [markdown]\n# text\n': True,
    b'{"cells": [{"cell_type": "code", "source": ["x = 1"]}], "nbformat": 4}': False,
}
"""Files that trigger all late imports, each with whether it is a script."""


class Parent:
    """Answers requests until the control socket closes."""

    def __init__(self, control: socket.socket, *, alone: bool) -> None:
        """With `alone`, all other visible processes belong to children."""
        self._control = control
        self._alone = alone
        self._handouts: list[Handout] = []

    def serve(self) -> None:
        """Handle one stub or one file at a time."""
        self._control.sendall(READY)
        while True:
            message, descriptors, _, _ = socket.recv_fds(self._control, 1, 2)
            if not message:
                return
            if message == LEARN:
                self._learn(descriptors[0])
            else:
                self._read(*descriptors)
            for descriptor in descriptors:
                os.close(descriptor)

    def _learn(self, descriptor: int) -> None:
        """Read a stub like a submitted file, so that every child inherits the cached results."""
        handout = decode_message(os.pread(descriptor, os.fstat(descriptor).st_size, 0), Handout)
        self._handouts.append(handout)
        cells = "\n\n".join(f"# %%\n{cell.text}" for cell in handout.stub.cells)
        read_for_exercise(cells.encode(), script=True, handout=handout)
        gc.freeze()

    def _read(self, request: int, answer: int) -> None:
        pid = os.fork()
        if pid == 0:
            code = child.FAILED
            try:
                self._control.close()
                code = child.serve(request, answer, self._handouts)
            finally:
                os._exit(code)
        _, status, usage = os.wait4(pid, 0)
        self._end_survivors()
        self._control.sendall(ENDED.pack(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime))

    def _end_survivors(self) -> None:
        """End all processes that a hijacked child left behind, before the next file comes."""
        if self._alone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)


def main() -> None:
    """The entry point."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader only
    for name in CODECS:
        codecs.lookup(name)
    for content, script in WARM.items():
        read_for_exercise(content, script=script, handout=NOTHING_GIVEN)
    gc.collect()
    gc.freeze()
    locked = sys.argv[2:] == ["locked"]
    if locked:
        _lock_in(control.fileno())
    Parent(control, alone=locked and os.getppid() == BUBBLEWRAP).serve()


def _lock_in(control: int) -> None:
    """Remove the rights that reading does not need from this process and its children, as `jail.lock_in` does for a
    kernel.
    """
    jail.die_with_parent()
    jail.set_limits(LIMITS)
    jail.drop_privileges()
    jail.restrict_files(writable=("/dev/null",))
    jail.close_all_but({0, 1, 2, control})
    jail.filter_calls()


if __name__ == "__main__":
    main()
