"""The memory of a process that forks kernels: pages and frames are arranged so that forks and calls cost less.

Frames. CPython keeps frames in chunks of 16 KiB. A call for which the last chunk has no room maps a new chunk, and its
return unmaps it. A loop that calls across such an edge pays two system calls and a page fault each time: 14,000 times
while TensorFlow is imported, 13,000 times while one training begins. A frame that is too large for a chunk gets a
larger one, whose size is a power of two, and the rest of that serves the calls below. See `push_chunk` in CPython's
`Python/pystate.c`.

The process's own pages. A process that has imported TensorFlow has about 230 MiB of its own in 58,000 pages. Copying
their entries for a child, and dropping them when it ends, takes longer than everything else in a fork. Joined into huge
pages, there is one entry for each 512. A child that writes to a huge page gets a copy of only the small page.

Pages of files. Importing touches most of TensorFlow's libraries, 380 MiB. They are the system's copy of the disk: a
process that touches one again finds it there.
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
"""Just more than half a mebibyte of pointers, so that a chunk of one mebibyte is mapped: half of it remains, for about
a thousand frames. Unused memory is never allocated.
"""
MADV_DONTNEED = 4
MADV_COLLAPSE = 25
"""The number of this advice, Linux 6.1 and later; see madvise(2)."""
HUGE = 2**21
"""The bytes of a huge page; its address is a multiple of this."""
SMAPS = Path("/proc/self/smaps")
"""The system's list of this process's mappings. macOS has none."""


def with_room_for_calls(function: Callable[P, T]) -> Callable[P, T]:
    """The function, changed so that room for the frames of its calls is already mapped. Use it for a thread's outermost
    function.

    It must be a Python function, and no coroutine or generator, because their frames are elsewhere.
    """
    assert isinstance(function, FunctionType)
    function.__code__ = function.__code__.replace(co_stacksize=SLOTS)
    return function


def join_pages() -> None:
    """Join this process's own memory into huge pages. If the system can't, nothing changes."""
    for begin, end in list(_writable()):
        for address in range(-(-begin // HUGE) * HUGE, end - HUGE + 1, HUGE):
            with contextlib.suppress(OSError):  # nothing is mapped there yet, or the system is older
                libc.madvise(address, HUGE, MADV_COLLAPSE)


def _writable() -> Iterator[tuple[int, int]]:
    """Yield begin and end of each part of this process's private memory that belongs to no file."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        addresses, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            begin, end = (int(one, 16) for one in addresses.split("-"))
            yield begin, end


def release_file_pages() -> None:
    """Release a file's pages if this process has written to none of the mapping's pages: its changes would be lost.

    If the system doesn't list them, nothing changes.
    """
    listed = SMAPS.read_text(encoding="utf-8", errors="replace") if SMAPS.exists() else ""
    for begin, end in list(_untouched(listed)):
        with contextlib.suppress(OSError):
            libc.madvise(begin, end - begin, MADV_DONTNEED)


def _untouched(maps: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each mapped file that has no pages of this process's own, from the system's list."""
    place, of_file = (0, 0), False
    for line in maps.splitlines():
        first, *rest = line.split(maxsplit=5)
        if not first.endswith(":"):
            begin, end = first.split("-")
            place, of_file = (int(begin, 16), int(end, 16)), rest[0].endswith("p") and rest[3] != "0"
        elif first == "Anonymous:" and of_file and rest[0] == "0":
            yield place
