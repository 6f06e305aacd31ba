"""Inspects its own jail from inside and reports what it finds. The outside judges the report.

It writes one JSON object to the pipe: the fields of `grader.sandbox.outside.doctor.SelfCheckFacts`. If something can be
tried, it is tried instead of read: a process limit that the machine does not enforce looks like one that it enforces.
"""

import ctypes
import errno
import json
import os
import resource
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from grader.sandbox.inside import answering

CLONE_NEWUSER = 0x10000000
FAMILIES = ("AF_INET", "AF_INET6", "AF_VSOCK", "AF_NETLINK", "AF_PACKET")
LIMITS = ("DATA", "AS", "FSIZE", "NOFILE", "CORE", "MEMLOCK", "NPROC", "CPU")
PRIVILEGES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")
MIB = 2**20
MORE_THREADS = 64
"""Threads to try beyond the limit before the limit counts as not enforced."""


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:
    """Write the facts to the pipe `status`. The request names folders to list and places to write to."""
    facts = {
        **_process(),
        **_files(request["listed"], request["tried"]),
        "descriptors": _descriptors({status, *sockets}),
        "terminal": _opens("/dev/tty"),
        "environment": sorted(_started_with()),
        "families": {name: _error(partial(_open_socket, name)) for name in FAMILIES},
        "interfaces": _interfaces(),
        "limits": {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in LIMITS},
        "threads": _threads(request["limits"]["processes"] + MORE_THREADS),
    }
    answering.begin(status)
    answering.answer(status, json.dumps(facts).encode())


def _process() -> dict[str, Any]:
    """Who this process is, which others it sees, and what it may do."""
    lines = Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return {
        "pid": os.getpid(),
        "pids": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),  # noqa: PTH208 - only names are needed
        "session": os.getsid(0),
        "uid": os.getuid(),
        "privileges": {name: status.get(name, "") for name in PRIVILEGES},
        "namespace": _error(_enter_namespace),
    }


def _files(listed: list[str], tried: list[str]) -> dict[str, Any]:
    """The contents of folders, and the places that can be written to."""
    return {
        "names": {folder: names for folder in listed if (names := _names(folder)) is not None},
        "writable": {folder: _room(folder) for folder in tried if _writes(folder)},
        "adjusts_oom": _opens("/proc/self/oom_score_adj"),
    }


def _writes(folder: str) -> bool:
    """Whether a file can be created in a folder; it is removed again."""
    path = f"{folder}/self-check"
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.unlink(path)  # noqa: PTH108 - made without a path object
    except OSError:
        return False
    return True


def _names(folder: str) -> list[str] | None:
    """The names in a folder; None if it does not exist or can't be read."""
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - only names are needed
    except OSError:
        return None


def _room(folder: str) -> dict[str, int]:
    found = os.statvfs(folder)
    return {"mib": found.f_blocks * found.f_frsize // MIB, "files": found.f_files}


def _started_with() -> list[str]:
    """The names of the variables that this process or its zygote was given, before any module added its own."""
    given = Path("/proc/self/environ").read_text(errors="replace")
    return [variable.partition("=")[0] for variable in given.split("\0") if variable]


def _descriptors(own: set[int]) -> list[str]:
    """The target of each open descriptor, except this process's own descriptors to the grader."""
    listed = [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208 - only names are needed
    open_ones = [number for number in listed if number not in own and not _error(partial(os.fstat, number))]
    return sorted(os.readlink(f"/proc/self/fd/{number}") for number in open_ones)  # noqa: PTH115 - only names are needed


def _interfaces() -> list[str]:
    """The names of the network interfaces, read from a file: a system call would need a socket."""
    return [line.partition(":")[0].strip() for line in Path("/proc/self/net/dev").read_text().splitlines()[2:]]


def _threads(most: int) -> int:
    """The number of threads that could be started: the limit on processes counts them too, and they cost little."""
    done, started = threading.Event(), 0
    threading.stack_size(2**18)  # so that no memory limit is reached first
    try:
        for _ in range(most):
            threading.Thread(target=done.wait, daemon=True).start()
            started += 1
    except RuntimeError:  # no further thread can be started
        pass
    finally:
        done.set()
    return started


def _enter_namespace() -> None:
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) < 0:
        raise OSError(ctypes.get_errno(), "unshare")


def _open_socket(family: str) -> None:
    socket.socket(getattr(socket, family), socket.SOCK_RAW if family == "AF_NETLINK" else socket.SOCK_DGRAM).close()


def _error(act: Callable[[], object]) -> str:
    """The name of the error with which an action was refused; empty if it was allowed."""
    try:
        act()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return ""


def _opens(path: str) -> bool:
    """Whether a file can be opened for writing; it is closed again."""
    return not _error(lambda: os.close(os.open(path, os.O_WRONLY)))
