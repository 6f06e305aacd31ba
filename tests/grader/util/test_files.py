"""A file is replaced whole or not at all."""

import resource
from pathlib import Path

import pytest

from grader.errors import StorageError
from grader.util.files import Writers, write_whole


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    """The file holds what was written last, in a folder that is made for it, and nothing lies beside it."""
    path = tmp_path / "new" / "file"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Where the new bytes do not fit, the old file is still there, whole and alone, and the message names it."""
    path = tmp_path / "file"
    write_whole(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(StorageError, match=r"file: cannot be written \(File too large\); is the disk full"):
            write_whole(path, bytes(4096))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file where a folder has to be is a `StorageError`, not an `OSError`."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="taken/file: cannot be written"):
        write_whole(tmp_path / "taken" / "file", b"")


def test_many_files_are_all_there_in_the_end(tmp_path: Path) -> None:
    """More of them than are in memory at once, each in a folder of its own."""
    with Writers() as writers:
        for number in range(3 * writers.WAITING):
            writers.write(tmp_path / str(number) / "file", str(number).encode())

    assert {int(path.read_bytes()) for path in tmp_path.glob("*/file")} == set(range(3 * writers.WAITING))


@pytest.mark.parametrize("after", [0, 200], ids=["the last one", "one of many"])
def test_a_file_of_many_that_cannot_be_written_is_named(tmp_path: Path, after: int) -> None:
    """However long ago it was given to a thread."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="taken/file: cannot be written"), Writers() as writers:  # noqa: PT012
        writers.write(tmp_path / "taken" / "file", b"")
        for number in range(after):
            writers.write(tmp_path / str(number), b"")
