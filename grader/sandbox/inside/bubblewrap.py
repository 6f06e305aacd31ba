"""One child in its own bubblewrap, for machines that do not allow nested namespaces.

Theory of operation. Bubblewrap has made the namespaces, the mounts and the writable folders, and this process is pid 1
in them. It does the rest of the jailing with `jail.lock_in`, as a forked child does, before it imports anything large.
Then it becomes the child itself: if it forked the child, the child would have a sibling.

argv: the descriptors, the setup module (`grader.sandbox.outside.sandbox.Sandbox.setup`), then the modules to preload.
The first word is the number of listening sockets. Their descriptors follow, then those of the request and of the status
pipe.
"""

import importlib
import os
import sys
from typing import Any

from grader.sandbox.inside import jail
from grader.sandbox.inside.zygote import FAILED_BEFORE_READY, read_request, report_failure


def _serve(setup: Any, preload: list[str], request: dict[str, Any], sockets: list[int], status: int) -> None:
    setup.warm(preload, home=jail.HOME, temporary="/tmp")  # noqa: S108 - a path inside the jail
    importlib.import_module(setup.TASKS[request["task"]]).serve(request, sockets, status)


def main() -> None:
    """The entry point inside bubblewrap."""
    end = 4 + int(sys.argv[1])
    *sockets, body, status = map(int, sys.argv[2:end])
    code = FAILED_BEFORE_READY
    try:
        request = read_request(body)
        jail.cap_folders(request["limits"]["folder_mib"])
        jail.lock_in(request["limits"], {0, 1, 2, status, *sockets})
        name, *preload = sys.argv[end:]
        setup = importlib.import_module(name)
        setup.run(_serve, setup, preload, request, sockets, status)
        code = 0
    except BaseException:  # noqa: BLE001 - reported to the grader; this process must not continue
        report_failure(status)
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
