"""A kernel without a sandbox that waits, warm, for its request. One process, one kernel.

argv: the descriptor of a socket, then the modules to preload. Through the socket come the descriptors that
`grader.kernel.unsandboxed` gets in argv; where it is closed instead, nobody needs the kernel any more.
"""

import importlib
import os
import socket
import sys

from grader.kernel.zygote import DESCRIPTORS, read_request, warm


def main() -> None:
    """Entry point: import what kernels need, wait for the request, serve. The working folder is the kernel's home."""
    home = os.getcwd()  # noqa: PTH109 - a string goes into the environment
    with socket.socket(fileno=int(sys.argv[1])) as control:
        warm(sys.argv[2:], home=home, temporary=home)
        message, descriptors, _, _ = socket.recv_fds(control, 1, DESCRIPTORS)
    if message:
        *sockets, body, status = descriptors
        importlib.import_module("grader.kernel.app").serve(read_request(body), sockets, status)


if __name__ == "__main__":
    main()
