"""Gives back the pages of files that importing has touched: most of TensorFlow's libraries, 380 MiB of them.

They are the system's copy of what lies on the disk. Whoever touches one again finds it there. Children of a fork do so
anyhow: they get no entries for such pages.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from grader.kernel import libc

MADV_DONTNEED = 4
MAPS = Path("/proc/self/smaps")
"""The system's list of this process's mappings. macOS has none."""


def release_file_pages() -> None:
    """Give them back where this process has written to none of a mapping's pages: such writing would be lost.

    Where the system doesn't list them, everything stays as it is.
    """
    listed = MAPS.read_text(encoding="utf-8", errors="replace") if MAPS.exists() else ""
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
