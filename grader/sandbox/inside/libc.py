"""System calls that Python has no function for."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)


def check_result(result: int, what: str) -> int:
    """Return the result of a libc call. Raises `OSError`, which names the call, if it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: int) -> None:
    """Do one prctl operation on this process. Raises `OSError`."""
    padded = [ctypes.c_ulong(value) for value in (option, *arguments, *[0] * (4 - len(arguments)))]
    check_result(_libc.prctl(*padded), f"prctl {option}")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mount something, or change a mount. Raises `OSError`."""
    encoded = kind.encode() if kind else None
    result = _libc.mount(source.encode(), target.encode(), encoded, ctypes.c_ulong(flags), data.encode())
    check_result(result, f"mount {target}")


def madvise(address: int, length: int, advice: int) -> None:
    """Advise the system how to treat a range of this process's memory. Raises `OSError`."""
    values = ctypes.c_void_p(address), ctypes.c_size_t(length)
    check_result(_libc.madvise(*values, advice), "madvise")


def unshare(flags: int) -> None:
    """Stop sharing namespaces with the parent. Raises `OSError`."""
    check_result(_libc.unshare(flags), "unshare")


def syscall(what: str, number: int, *arguments: int | bytes | None) -> int:
    """Make a system call by its number and return its result. Raises `OSError`, in which `what` names the call."""
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
    return check_result(_libc.syscall(ctypes.c_long(number), *values), what)
