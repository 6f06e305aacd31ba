"""Memory of a process that forks kernels: pages and frames arranged so that forks and calls cost less.

Frames. CPython keeps frames in pieces of 16 KiB. A call for which the last piece has no room maps another one, and its
return unmaps it. A loop that calls across such an edge pays two system calls and a page fault each time: 14,000 times
while TensorFlow is imported, 13,000 times while one training begins. A frame that fits into no such piece gets a larger
one, whose size is a power of two, and what is left of that serves the calls below. See `push_chunk` in CPython's
`Python/pystate.c`.

Pages of the process's own. A process that has imported TensorFlow has some 230 MiB of its own in 58,000 pages. To copy
their entries for a child, and to drop them when it ends, takes longer than all else that a fork does. Joined into huge
pages they are one entry for each 512. A child that writes to a huge page gets a copy of the small page it wrote to.

Pages of files. Importing touches most of TensorFlow's libraries, 380 MiB. They are the system's copy of what lies on
the disk: whoever touches one again finds it there.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import ParamSpec, TypeVar

from grader.sandbox.inside import libc

P = ParamSpec("P")
T = TypeVar("T")

SLOTS = 65_000
"""Just more than half a mebibyte of pointers, so that a piece of one mebibyte is mapped: half of it is left, for about
a thousand frames. Memory that is not used is never taken."""
MADV_DONTNEED = 4
MADV_COLLAPSE = 25
"""Linux 6.1 and later; see madvise(2)."""
HUGE = 2**21
"""Bytes of a huge page, and what its address is a multiple of."""
SMAPS = Path("/proc/self/smaps")
"""The system's list of this process's mappings. macOS has none."""


def with_room_for_calls(function: Callable[P, T]) -> Callable[P, T]:
    """The function, below whose calls the room for frames is mapped already. It is for a thread's outermost function.

    The function must be one of Python's, and no coroutine or generator, whose frames lie elsewhere.
    """
    assert isinstance(function, FunctionType)
    function.__code__ = function.__code__.replace(co_stacksize=SLOTS)
    return function


def join_pages() -> None:
    """Join this process's own memory into huge pages. If the system can't, everything stays as it is."""
    for begin, end in list(_writable()):
        for address in range(-(-begin // HUGE) * HUGE, end - HUGE + 1, HUGE):
            with contextlib.suppress(OSError):  # nothing lies there yet, or an older system
                libc.madvise(address, HUGE, MADV_COLLAPSE)


def _writable() -> Iterator[tuple[int, int]]:
    """Where this process's private memory that belongs to no file begins and ends."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        addresses, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            begin, end = (int(one, 16) for one in addresses.split("-"))
            yield begin, end


def release_file_pages() -> None:
    """Give them back where this process has written to none of a mapping's pages: such writing would be lost.

    Where the system doesn't list them, everything stays as it is.
    """
    listed = SMAPS.read_text(encoding="utf-8", errors="replace") if SMAPS.exists() else ""
    for begin, end in list(_untouched(listed)):
        with contextlib.suppress(OSError):
            libc.madvise(begin, end - begin, MADV_DONTNEED)


def _untouched(maps: str) -> Iterator[tuple[int, int]]:
    """Where each mapping of a file begins and ends that holds nothing of this process's own, by the system's list."""
    place, of_file = (0, 0), False
    for line in maps.splitlines():
        first, *rest = line.split(maxsplit=5)
        if not first.endswith(":"):
            begin, end = first.split("-")
            place, of_file = (int(begin, 16), int(end, 16)), rest[0].endswith("p") and rest[3] != "0"
        elif first == "Anonymous:" and of_file and rest[0] == "0":
            yield place
