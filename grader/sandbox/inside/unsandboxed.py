"""A child without a sandbox, for your own file on a machine that cannot sandbox. One process runs one child.

`main` serves one request. argv: the descriptors of two listening sockets, of the request and of the status pipe, the
setup module (`grader.sandbox.outside.sandbox.Sandbox.setup`), and the modules to preload.

If the first word is "waiting" instead, `main` imports everything before there is a request, and waits. Its argv then
has the descriptor of a socket, on which the grader sends one byte together with those descriptors. It answers with one
byte when they have arrived: macOS loses a descriptor that its sender closes too early. A thread listens from the
beginning, so that this process ends with the grader, whether it imports, waits or runs a learner's code. The working
folder is the child's home.
"""

import _thread
import contextlib
import importlib
import os
import queue
import signal
import socket
import sys
from typing import Any

from grader.sandbox.inside.zygote import DESCRIPTORS, read_request


def main() -> None:
    """The entry point: read the request, import what children need, and serve; or wait for the request first."""
    waits = sys.argv[1] == "waiting"
    count = 1 if waits else DESCRIPTORS
    given = [int(word) for word in sys.argv[1 + waits :][:count]]
    name, *preload = sys.argv[1 + waits + count :]
    setup = importlib.import_module(name)
    setup.run(_wait if waits else _serve, setup, preload, given)


def _serve(setup: Any, preload: list[str], descriptors: list[int]) -> None:
    *sockets, body, status = descriptors
    request = read_request(body)
    _warm(setup, preload)
    importlib.import_module(setup.TASKS[request["task"]]).serve(request, sockets, status)


def _wait(setup: Any, preload: list[str], control: list[int]) -> None:
    received: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
    # not one of `threading`, which learners' code could count
    _thread.start_new_thread(_listen, (socket.socket(fileno=control[0]), received))
    _warm(setup, preload)
    setup.before_waiting()
    *sockets, body, status = received.get()
    request = read_request(body)
    importlib.import_module(setup.TASKS[request["task"]]).serve(request, sockets, status)


def _warm(setup: Any, preload: list[str]) -> None:
    home = os.getcwd()  # noqa: PTH109 - a string goes into the environment
    setup.warm(preload, home=home, temporary=home)


def _listen(control: socket.socket, received: queue.SimpleQueue[list[int]]) -> None:
    """Receive the descriptors; end this process and what it started once the grader has closed its end."""
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
