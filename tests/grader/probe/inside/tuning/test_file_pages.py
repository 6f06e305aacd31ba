"""What a process gives back of the files that it has mapped, and what it keeps. No kernels."""

import mmap
import re
from pathlib import Path

import pytest

from grader.probe.inside.tuning import memory
from grader.probe.inside.tuning.memory import release_file_pages

SIZE = 2**20


def resident_kib(file: Path) -> list[int]:
    """The KiB that this process has of each of its mappings of a file."""
    sections = re.findall(
        rf"^.* {file}\n(?:.*:.*\n)*?Rss: +(\d+) kB", Path("/proc/self/smaps").read_text(), re.MULTILINE
    )
    return [int(found) for found in sections]


def test_pages_of_files_are_given_back_but_not_what_was_written_to_them(tmp_path: Path) -> None:
    """A library's code is read again where it is needed; the places that the loader has filled in would be lost."""
    read, written = tmp_path / "read", tmp_path / "written"
    for file in (read, written):
        file.write_bytes(b"x" * SIZE)
    with read.open("r+b") as one, written.open("r+b") as two:
        code = mmap.mmap(one.fileno(), SIZE, access=mmap.ACCESS_COPY)
        data = mmap.mmap(two.fileno(), SIZE, access=mmap.ACCESS_COPY)
    assert code.read() == b"x" * SIZE
    data[:3] = b"own"

    assert resident_kib(read) == [SIZE // 1024]
    release_file_pages()

    assert resident_kib(read) == [0]
    assert data[:4] == b"ownx"
    assert code[:] == b"x" * SIZE


def test_nothing_happens_where_the_system_lists_no_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on macOS, where a process waits for the next run too."""
    monkeypatch.setattr(memory, "SMAPS", tmp_path / "smaps")

    release_file_pages()
