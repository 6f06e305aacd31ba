"""The warm parent: imports what children need once, then forks one jailed child per request.

Theory of operation. It runs inside bubblewrap, started by `grader.sandbox.outside.zygote`. argv: the control socket's
descriptor, the setup module (`grader.sandbox.outside.sandbox.Sandbox.setup`), and the modules to preload. The setup
module defines what is imported in advance and what children do. The zygote runs no learner code, and never reads the
body of a request: so its heap, which every child inherits, contains nothing of any submission.

    grader                      zygote                 stage 1                  stage 2
      | {"start": id} + 4 fds     |                      |                        |
      |-------------------------->| fork ---------------> namespaces, fork ------> jail, kernel on 2 sockets
      |<-- {"started": id}, pidfd |                      | waits, forwards        |
      |<------------------------------------------------------------- "+" on the status pipe
      |<-- {"exited": id, …} -----| wait4 <-------------- ends as stage 2 did

A child that needs preparation is forked from a second zygote, which the first request for one makes. It is a fork of
this zygote in which `prepare_clean_rooms` of the setup ran. No learner code runs in it or its children. It answers the
grader on the same socket.

Stage 1 exists for two reasons: a new pid namespace begins with the next child, and somebody must reap stage 2 for its
CPU time to be counted. Stage 1 ends as stage 2 ended, by the same exit code or signal. SIGTERM to stage 1 kills stage
2, and with it everything in its pid namespace.
"""

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
import warnings
from types import FrameType
from typing import Any, NoReturn

from grader.sandbox.inside import jail

DESCRIPTORS = 4
"""The most descriptors of a request: two listening sockets (only for a kernel), its memfd, the status pipe."""
FAILED_BEFORE_READY = 97


def _become(setup: Any, descriptors: list[int]) -> None:
    """Stage 2: lock this process in, then do the request's task. The request is read here, after the last fork."""
    *sockets, body, status = descriptors
    request = read_request(body)
    jail.die_with_parent()
    jail.mount_private_tree(request["limits"]["folder_mib"])
    jail.lock_in(request["limits"], {0, 1, 2, status, *sockets})
    setup.begin()
    importlib.import_module(setup.TASKS[request["task"]]).serve(request, sockets, status)


def read_request(body: int) -> dict[str, Any]:
    """Return the JSON request in a memfd, read from its beginning."""
    return dict(json.loads(os.pread(body, os.fstat(body).st_size, 0)))


def _wait_for(child: int) -> int:
    """Forward signals to stage 2 until it ends, and end as it ended: this is all that stage 1 does."""

    def forward(number: int, _: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL if number == signal.SIGTERM else number)

    signal.signal(signal.SIGTERM, forward)
    signal.signal(signal.SIGINT, forward)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        _die_likewise(os.WTERMSIG(status))
    return os.WEXITSTATUS(status)


def _die_likewise(number: int) -> NoReturn:
    """End by the signal that ended stage 2: learner code can choose an exit code but not a signal."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)


def _stage_1(setup: Any, descriptors: list[int]) -> int:
    """Enter the namespaces, fork again, and wait. Returns the exit code."""
    jail.die_with_parent()
    jail.enter_namespaces()
    child = os.fork()
    if child:
        jail.close_all_but(())
        return _wait_for(child)
    try:
        _become(setup, descriptors)
    except BaseException:  # noqa: BLE001 - reported to the grader; this process must not continue
        report_failure(descriptors[-1])
        return FAILED_BEFORE_READY
    return 0


def report_failure(status: int) -> None:
    """Tell the grader why this child did not become a kernel."""
    with contextlib.suppress(OSError):
        os.write(status, traceback.format_exc()[-4000:].encode())


class Zygote:
    """Answers the grader's requests until the control socket closes."""

    def __init__(self, setup: Any, control: socket.socket, answers: socket.socket | None = None) -> None:
        """Read requests from `control`; answer on `answers`, or else on `control`. `setup` is the setup module."""
        self.setup = setup
        self.control = control
        self.answers = answers or control
        self.prepared: socket.socket | None = None
        """The socket to the process that forks prepared children, once there is one."""
        self.kernels: dict[int, str] = {}
        self.wake, wake = os.pipe()
        for end in (self.wake, wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake)

    def serve(self) -> None:
        """Handle one message or one dead child at a time, for ever."""
        while True:
            readable, _, _ = select.select([self.control.fileno(), self.wake], [], [])
            if self.wake in readable:
                os.read(self.wake, 512)
                self.reap()
            if self.control.fileno() in readable and not self.answer():
                return

    def answer(self) -> bool:
        """Do what the grader asked; return whether the grader is still there."""
        message, descriptors, _, _ = socket.recv_fds(self.control, 4096, DESCRIPTORS)
        if not message:
            return False
        request = json.loads(message)
        if request["prepared"]:
            self.hand_on(request["start"], descriptors)
        else:
            self.start(request["start"], descriptors)
        return True

    def hand_on(self, name: str, descriptors: list[int]) -> None:
        """Let the prepared process fork a child; it reports to the grader itself. The first request makes it."""
        if self.prepared is None:
            self.prepared = self.fork_prepared(descriptors)
        socket.send_fds(self.prepared, [json.dumps({"start": name, "prepared": False}).encode()], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)

    def fork_prepared(self, others: list[int]) -> socket.socket:
        """Fork a zygote that prepares itself further before it serves, without `others`; return the socket to it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork():
            theirs.close()
            return ours
        try:
            jail.die_with_parent()
            ours.close()
            for descriptor in others:
                os.close(descriptor)
            self.setup.prepare_clean_rooms()
            Zygote(self.setup, theirs, self.answers).serve()
        finally:
            os._exit(0)

    def start(self, name: str, descriptors: list[int]) -> None:
        """Fork a kernel and hand the grader a pidfd of its stage 1."""
        pid = os.fork()
        if pid == 0:
            self.become_stage_1(descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.kernels[pid] = name
        pidfd = os.pidfd_open(pid)
        socket.send_fds(self.answers, [json.dumps({"started": name}).encode()], [pidfd])
        os.close(pidfd)

    def become_stage_1(self, descriptors: list[int]) -> None:
        """Become stage 1, in the child; this never returns."""
        code = FAILED_BEFORE_READY
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = _stage_1(self.setup, descriptors)
        except BaseException:  # noqa: BLE001 - reported to the grader; this process must not continue
            report_failure(descriptors[-1])
        finally:
            os._exit(code)

    def reap(self) -> None:
        """Report every kernel that has ended, with its exit code and CPU seconds. End if the prepared process ended."""
        while self.kernels or self.prepared:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            if pid not in self.kernels:
                sys.exit(f"the process that forks prepared children ended with {os.waitstatus_to_exitcode(status)}")
            ended = {
                "exited": self.kernels.pop(pid),
                "code": os.waitstatus_to_exitcode(status),
                "cpu_s": usage.ru_utime + usage.ru_stime,
            }
            self.answers.send(json.dumps(ended).encode())


def _serve(control: int, setup: Any, preload: list[str]) -> None:
    # a library may leave a native thread; it holds no lock that a forked child takes
    warnings.filterwarnings("ignore", message=".*multi-threaded.*fork", category=DeprecationWarning)
    grader = socket.socket(fileno=control)
    setup.warm(preload, home=jail.HOME, temporary="/tmp")  # noqa: S108 - a path inside the jail
    setup.before_forking()
    grader.send(json.dumps({"ready": os.getpid()}).encode())
    Zygote(setup, grader).serve()


def main() -> None:
    """The entry point inside bubblewrap."""
    control, name, *preload = sys.argv[1:]
    setup = importlib.import_module(name)
    setup.run(_serve, int(control), setup, preload)


if __name__ == "__main__":
    main()
