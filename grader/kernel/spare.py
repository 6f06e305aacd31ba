"""A kernel without a sandbox that waits, warm, until it gets its run. One process, one kernel.

argv: the descriptor of a socket, then the modules to preload. The grader sends one byte there with the descriptors that
`grader.kernel.unsandboxed` gets in argv. The answer, one byte, says that they have arrived: macOS loses a descriptor
that its sender closes before that. A thread listens from the beginning, so that this process ends with the grader,
whether it imports, waits or runs a learner's code.
"""

import _thread
import contextlib
import importlib
import os
import queue
import signal
import socket
import sys

from grader.kernel.file_pages import release_file_pages
from grader.kernel.frames import with_room_for_calls
from grader.kernel.zygote import DESCRIPTORS, read_request, warm


@with_room_for_calls
def main() -> None:
    """Entry point: import what kernels need, wait for the run, serve. The working folder is the kernel's home."""
    received: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
    # not one of `threading`, which learners' code could count
    _thread.start_new_thread(_listen, (socket.socket(fileno=int(sys.argv[1])), received))
    home = os.getcwd()  # noqa: PTH109 - a string goes into the environment
    warm(sys.argv[2:], home=home, temporary=home)
    release_file_pages()
    *sockets, body, status = received.get()
    importlib.import_module("grader.kernel.app").serve(read_request(body), sockets, status)


def _listen(control: socket.socket, received: queue.SimpleQueue[list[int]]) -> None:
    """Take the descriptors in; end this process and what it started once the grader has closed its end."""
    with contextlib.suppress(OSError):
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 1, DESCRIPTORS)
            if not message:
                break
            received.put(descriptors)
            control.send(b"+")
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
