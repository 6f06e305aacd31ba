"""One child in a bubblewrap of its own, for machines where namespaces can't be nested.

Theory of operation. Bubblewrap has made the namespaces, the mounts and the writable folders, and this process is pid 1
in them. It takes on the rest of the jail, the very `jail.lock_in` of a forked child, before it imports anything large,
and then becomes the kernel: a kernel forked from it would have a sibling.

argv: as many descriptors of listening sockets as its first word says, the request's, the status pipe's; then the
modules to preload.
"""

import importlib
import sys

from grader.kernel import jail
from grader.kernel.zygote import TASKS, read_request, report_failure, settle, warm


def main() -> None:
    """Entry point inside bubblewrap."""
    end = 4 + int(sys.argv[1])
    *sockets, body, status = map(int, sys.argv[2:end])
    try:
        request = read_request(body)
        jail.lock_in(request["limits"], {0, 1, 2, status, *sockets})
        warm(sys.argv[end:])
        settle(request["seed"], home=jail.HOME, temporary="/tmp")  # noqa: S108 - the jail's own
        task = importlib.import_module(TASKS[request["task"]])
    except BaseException:
        report_failure(status)
        raise
    task.serve(request, sockets, status)


if __name__ == "__main__":
    main()
