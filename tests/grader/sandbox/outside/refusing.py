"""Runs a command on a machine that refuses some of what the sandbox needs. A script: `refusing.py WHAT COMMAND…`.

WHAT is `filter`: new namespaces are refused by a filter on system calls, as container runtimes install; or
`namespaces=N`: no more than N user namespaces may exist, as `user.max_user_namespaces` says it on a whole machine.
"""

import ctypes
import os
import struct
import sys
from pathlib import Path

CLONE_NEWUSER, NAMESPACES = 0x10000000, 0x7E020000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
LOAD, AND, IS, ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x45, 0x06
ALLOW, EPERM, ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
NUMBERS = {
    "x86_64": {"unshare": 272, "clone": 56, "clone3": 435},
    "aarch64": {"unshare": 97, "clone": 220, "clone3": 435},
}

libc = ctypes.CDLL(None, use_errno=True)


def program() -> bytes:
    """A filter that refuses `unshare` and `clone` with any namespace flag, and knows no `clone3`."""
    number = NUMBERS[os.uname().machine]
    steps = [
        (LOAD, 0, 0, 0),  # the call's number
        (IS, 6, 0, number["clone3"]),
        (IS, 1, 0, number["unshare"]),
        (IS, 0, 2, number["clone"]),
        (LOAD, 0, 0, 16),  # its first argument, the low half
        (ANY_BIT, 1, 0, NAMESPACES),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, EPERM),
        (RETURN, 0, 0, ENOSYS),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def install_filter() -> None:
    code = ctypes.create_string_buffer(program())
    filter_ = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program()) // 8, ctypes.addressof(code)))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, MODE_FILTER, filter_, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def enter_limited(count: int) -> None:
    """A user namespace with the same ids as outside, in which `count` more may be made. Its maker waits outside."""
    entered, mapped = os.pipe(), os.pipe()
    child = os.fork()
    if child:
        os.read(entered[0], 1)
        ids = "0 0 65536" if os.getuid() == 0 else f"{os.getuid()} {os.getuid()} 1"
        groups = "0 0 65536" if os.getuid() == 0 else f"{os.getgid()} {os.getgid()} 1"
        if os.getuid():
            Path(f"/proc/{child}/setgroups").write_text("deny")
        Path(f"/proc/{child}/uid_map").write_text(ids)
        Path(f"/proc/{child}/gid_map").write_text(groups)
        os.write(mapped[1], b"+")
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    os.write(entered[1], b"+")
    os.read(mapped[0], 1)
    Path("/proc/sys/user/max_user_namespaces").write_text(str(count))


def main() -> None:
    what, *command = sys.argv[1:]
    if what == "filter":
        install_filter()
    else:
        enter_limited(int(what.partition("=")[2]))
    os.execvp(command[0], command)  # noqa: S606 - the command is the test's


if __name__ == "__main__":
    main()
