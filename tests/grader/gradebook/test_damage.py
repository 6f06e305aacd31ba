"""A damaged gradebook is said, by name and with what to do, before anything is read from it or written to it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from grader.errors import GraderError, StorageError
from grader.gradebook import Gradebook
from tests.grader.gradebook.processes import kill_midway
from tests.grader.storage.test_result_json import entry_of, result_of

Open = Callable[[Path], Gradebook]
OPENED: dict[str, Open] = {"open": Gradebook.open, "view": Gradebook.view, "join": Gradebook.join}
RESTORE = "put a copy that `grader backup` made in its place, or move it away and grade again"
LEARNERS = 40


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a gradebook with pages of every kind: tables, indexes, long texts, free ones."""
    path = tmp_path_factory.mktemp("whole") / "gradebook.sqlite"
    with Gradebook.open(path) as book:
        for number in range(LEARNERS):
            book.record(entry_of(result_of(learner=f"learner {number:02}", grader_version="v" * 3_000)))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE gone (text)")
        connection.executemany("INSERT INTO gone VALUES (?)", [("x" * 3_000,) for _ in range(20)])
        connection.execute("DROP TABLE gone")
        connection.commit()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    assert free > 10
    with Gradebook.open(path) as book:
        assert len([*book.entries()]) == LEARNERS
    return path.read_bytes()


def pages(whole: bytes) -> Iterator[tuple[int, bytes]]:
    size = int.from_bytes(whole[16:18])
    return ((number, whole[number * size : (number + 1) * size]) for number in range(len(whole) // size))


def with_page(whole: bytes, number: int, page: bytes) -> bytes:
    return whole[: number * len(page)] + page + whole[(number + 1) * len(page) :]


def refusal(path: Path, content: bytes, opened: Open) -> str:
    """The sentence with which damaged bytes are refused; the file is as it was, and empty where they are not."""
    path.write_bytes(content)
    try:
        opened(path).close()
    except GraderError as error:
        assert path.read_bytes() == content
        return str(error)
    return ""


@pytest.mark.parametrize("opened", OPENED.values(), ids=OPENED)
def test_each_page_that_is_lost_is_said(whole: bytes, tmp_path: Path, opened: Open) -> None:
    """Whichever page it is, and whether it was overwritten by zeros or ones."""
    path = tmp_path / "gradebook.sqlite"
    unused = free_leaves(whole)
    for number, page in pages(whole):
        for wrong in (bytes(len(page)), b"\xff" * len(page)):
            if wrong != page and number not in unused:
                said = refusal(path, with_page(whole, number, wrong), opened)
                assert said.startswith(f"{path}: "), (number, wrong[:4])
                assert RESTORE in said


def free_leaves(whole: bytes) -> set[int]:
    """Pages that hold nothing, and of which nothing is ever read."""
    size = int.from_bytes(whole[16:18])
    trunk, found = int.from_bytes(whole[32:36]), set[int]()
    while trunk:
        page = whole[(trunk - 1) * size : trunk * size]
        count = int.from_bytes(page[4:8])
        found |= {int.from_bytes(page[8 + 4 * one : 12 + 4 * one]) - 1 for one in range(count)}
        trunk = int.from_bytes(page[:4])
    return found


def test_no_flipped_byte_ends_in_a_traceback(whole: bytes, tmp_path: Path) -> None:
    """Of any page: what the database can't notice is a letter of a text, and all else is a sentence."""
    path, chance, noticed = tmp_path / "gradebook.sqlite", Random(7), 0  # noqa: S311 - no secret
    for number, page in pages(whole):
        place = chance.randrange(len(page))
        wrong = page[:place] + bytes([page[place] ^ (1 << chance.randrange(8))]) + page[place + 1 :]
        path.write_bytes(with_page(whole, number, wrong))
        with suppress(GraderError):
            noticed += 1
            with Gradebook.open(path) as book:
                assert len([*book.entries()]) == LEARNERS
            noticed -= 1
    assert noticed > 0


@pytest.mark.parametrize(
    "place", [*range(20), *range(24, 28), *range(32, 40), *range(44, 48), *range(56, 64), *range(68, 72)]
)
def test_a_byte_of_the_header_never_misleads(whole: bytes, tmp_path: Path, place: int) -> None:
    """It is said, or it decides nothing: no gradebook is upgraded, made anew or called somebody else's for it."""
    path = tmp_path / "gradebook.sqlite"
    said = refusal(path, whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :], Gradebook.open)

    assert not said or RESTORE in said
    if not said:
        with Gradebook.view(path) as book:
            assert len([*book.entries()]) == LEARNERS


@pytest.mark.parametrize("left", [0.9, 0.5, 0.1, 0.01])
@pytest.mark.parametrize("opened", OPENED.values(), ids=OPENED)
def test_a_file_that_was_cut_off_is_said(whole: bytes, tmp_path: Path, left: float, opened: Open) -> None:
    """In the middle of a page or between two."""
    path = tmp_path / "gradebook.sqlite"
    for size in (int(len(whole) * left), int(len(whole) * left) // 4096 * 4096):
        assert RESTORE in refusal(path, whole[: max(size, 1)], opened)


@pytest.mark.parametrize("content", [b"x", b"no database at all" * 1_000, b"PK\x03\x04" + bytes(5_000)])
def test_a_file_that_is_no_database_is_said(tmp_path: Path, content: bytes) -> None:
    """It is left as it is."""
    path = tmp_path / "gradebook.sqlite"

    assert RESTORE in refusal(path, content, Gradebook.open)


def test_an_index_that_lost_a_row_is_said(whole: bytes, tmp_path: Path) -> None:
    """Each page alone is well formed: a search by the index would miss an attempt, and make it once more."""
    path = tmp_path / "gradebook.sqlite"
    path.write_bytes(whole)
    query = "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'submissions'"
    with closing(sqlite3.connect(path)) as connection:
        roots = [root for (root,) in connection.execute(query)]
    found = max(whole.find(b"learner 07", (root - 1) * 4096, root * 4096) for root in roots)
    assert found > 0
    content = whole[:found] + b"learner 77" + whole[found + 10 :]

    assert "index" in refusal(path, content, Gradebook.open)


BODY = """
    book = Gradebook.open(path)
    for number in range(30):
        record(book, f"{number:02}")
    print("midway")
    input()
"""


def test_a_damaged_log_is_said(tmp_path: Path) -> None:
    """A process was killed, so the last results lie in the log: SQLite alone would forget those behind the damage."""
    path = tmp_path / "gradebook.sqlite"
    kill_midway(BODY, path)
    log = path.with_name("gradebook.sqlite-wal")
    before, content = path.read_bytes(), log.read_bytes()
    assert len(content) > 30 * 4096
    for place in (0, 9, 17, 25, 32 + 4, 32 + 20, 32 + 24 + 100, len(content) // 2):
        log.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
        with pytest.raises(StorageError, match="of its log") as refused:
            Gradebook.open(path)
        assert RESTORE in str(refused.value)
        assert path.read_bytes() == before


def test_a_log_that_was_cut_off_is_the_trace_of_a_crash(tmp_path: Path) -> None:
    """The last transaction was not on the disk yet: all before it are there, and nothing is said."""
    path = tmp_path / "gradebook.sqlite"
    kill_midway(BODY, path)
    log = path.with_name("gradebook.sqlite-wal")
    log.write_bytes(log.read_bytes()[:-5_000])

    with Gradebook.open(path) as book:
        assert len([*book.entries()]) == 29
