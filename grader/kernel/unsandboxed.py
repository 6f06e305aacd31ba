"""A kernel without a sandbox, for one's own file on a machine that has none to offer. One process, one kernel.

argv: the descriptors of two listening sockets, of the request and of the status pipe; then the modules to preload.
"""

import importlib
import os
import sys

from grader.kernel.frames import with_room_for_calls
from grader.kernel.zygote import DESCRIPTORS, read_request, warm


@with_room_for_calls
def main() -> None:
    """Entry point: read the request, import what kernels need, serve. The working folder is the kernel's home."""
    *sockets, body, status = map(int, sys.argv[1 : 1 + DESCRIPTORS])
    request = read_request(body)
    home = os.getcwd()  # noqa: PTH109 - a string goes into the environment
    warm(sys.argv[1 + DESCRIPTORS :], home=home, temporary=home)
    app = importlib.import_module("grader.kernel.app")
    app.serve(request, sockets, status)


if __name__ == "__main__":
    main()
