"""The first cell of attacks that ask for it: one line for each attempt, and system calls by number."""

import ctypes
import os
from collections.abc import Callable
from typing import Any

libc = ctypes.CDLL(None, use_errno=True)


def attempt(what: str, action: Callable[..., Any], *arguments: Any) -> Any:
    """What the action returned, or None where it was refused; prints which."""
    try:
        result = action(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever holds, holds
        print(f"held: {what}: {error!r}"[:200])  # noqa: T201 - a cell's way to say something
        return None
    print(f"BREACH: {what}: {result!r}"[:200])  # noqa: T201 - as above
    return result


def syscall(x86_64: int, aarch64: int | None, *arguments: Any) -> int:
    """The result of a system call by its number, which differs by machine. Raises `OSError`."""
    number = x86_64 if os.uname().machine == "x86_64" else aarch64
    if number is None:
        raise OSError(38, "this machine has no such call")
    words = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return checked(libc.syscall(ctypes.c_long(number), *words))


def checked(result: int) -> int:
    """The result of a libc call. Raises `OSError` where it failed."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def in_child(action: Callable[..., Any], *arguments: Any) -> str:
    """What the action returns in a forked child, which has one thread. Raises `ChildProcessError` with its error."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = f"+{action(*arguments)!r}"
        except BaseException as error:  # noqa: BLE001 - the child must end here
            said = f"-{error!r}"
        os.write(writer, said.encode()[:2000])
        os._exit(0)
    os.close(writer)
    said = os.read(reader, 2000).decode()
    os.close(reader)
    _, status = os.waitpid(child, 0)
    if not said.startswith("+"):
        raise ChildProcessError(said[1:] or f"the child ended with status {status}")
    return said[1:]
