"""The gradebook's file under everything a machine can do to it: two writers, kill -9, a full or read-only disk."""

import errno
import os
import signal
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from grader.errors import SpecError, StorageError
from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.gradebook.streams import learner_scores
from tests.grader.gradebook.processes import heard, kill_midway, mounted, process

DECISION = Decision(
    learner="ada",
    exercise="01/a",
    kind=DecisionKind.LATE,
    value=0.1,
    who="x",
    when=datetime(2030, 1, 1, tzinfo=UTC),
    why="so",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gradebook.sqlite"


def test_the_file_is_set_up_for_durability(path: Path) -> None:
    """A writer's connection has the write-ahead log, full sync, and foreign keys."""
    with Gradebook.open(path) as book, book._database.engine.connect() as connection:
        ask = connection.exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2
        assert ask("PRAGMA foreign_keys").scalar() == 1
        assert ask("PRAGMA busy_timeout").scalar() == 20_000


def test_a_second_process_is_refused(path: Path) -> None:
    """While one process writes, another gets a message with the first one's id; after its end another can write."""
    with process("book = Gradebook.open(path); print('open'); input()", path) as other:
        assert heard(other) == "open"
        says = rf"another `grader` command is writing to it \(process {other.pid}\); wait until it is done"
        with pytest.raises(StorageError, match=says):
            Gradebook.open(path)
    Gradebook.open(path).close()


def test_a_second_writer_in_the_same_process_is_refused(path: Path) -> None:
    """The lock belongs to the open gradebook, and closing lets the next one in; an older holder's id is forgotten."""
    path.with_name("gradebook.sqlite.lock").write_text("1234567890123")
    with Gradebook.open(path), pytest.raises(StorageError, match=rf"\(process {os.getpid()}\)"):
        Gradebook.open(path)
    Gradebook.open(path).close()


def test_a_gradebook_that_does_not_open_is_not_locked(path: Path) -> None:
    """The lock is released when the file turns out not to be a gradebook."""
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError):
        Gradebook.open(path)
    path.unlink()
    Gradebook.open(path).close()


def test_kill_9_in_a_transaction_leaves_nothing_of_it(path: Path) -> None:
    """A process killed between two statements of a result leaves the results before it, and no lock."""
    body = """
        book = Gradebook.open(path)
        record(book, "ada")
        with book._database.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            row = dict(learner="bo", exercise="05/a", attempt=1, sha256="0", path="", received=datetime.now(UTC))
            connection.execute(insert(schema.submissions), row)
            print("midway")
            input()
    """
    kill_midway(body, path)
    with Gradebook.open(path) as book:
        assert [entry.result.submission.learner for entry in book.entries()] == ["ada"]
        with book._database.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT learner FROM submissions").scalars().all() == ["ada"]


def test_kill_9_at_any_moment_leaves_whole_results(path: Path) -> None:
    """Of a process killed while it records, every result it had announced is there, and every one there is whole."""
    body = """
        book = Gradebook.open(path)
        for number in range(100_000):
            record(book, f"{number:06}")
            print(number)
    """
    with process(body, path) as other:
        announced = [heard(other) for _ in range(30)]
        other.send_signal(signal.SIGKILL)
        other.wait()
    with Gradebook.open(path) as book:
        results = [entry.result for entry in book.entries()]
        assert [int(result.submission.learner) for result in results] == list(range(len(results)))
        assert len(results) >= len(announced)
        assert {len(result.findings) for result in results} == {3}


def test_kill_9_while_the_tables_are_made(path: Path) -> None:
    """A gradebook whose making was cut off is made by the next process."""
    body = """
        from sqlalchemy import event
        @event.listens_for(schema.submissions, "after_create")
        def stop(*_, **__):
            print("midway")
            input()
        Gradebook.open(path)
    """
    kill_midway(body, path)
    assert not path.exists()
    with Gradebook.open(path) as book:
        assert [entry.result for entry in book.entries()] == []


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view, Gradebook.join])
def test_an_empty_file_is_damage(path: Path, open_it: Callable[[Path], Gradebook]) -> None:
    """A gradebook is made whole: what has its name and no content has lost it, and is not written over."""
    path.touch()
    with pytest.raises(StorageError, match=r"the database is damaged \(it is empty\); nothing was written; put a copy"):
        open_it(path)
    assert path.read_bytes() == b""


def test_a_log_without_its_file_is_damage(path: Path) -> None:
    """SQLite would take the log of the lost file for the new one's."""
    log = path.with_name("gradebook.sqlite-wal")
    log.write_bytes(b"results")
    with pytest.raises(StorageError, match=r"the database is damaged \(its log is there, and the file is not\)"):
        Gradebook.open(path)
    assert not path.exists()
    assert log.read_bytes() == b"results"


def test_opening_it_twice_in_a_process_loses_nothing(path: Path) -> None:
    """Another process that reads and leaves does not take the log away from the one that goes on to write."""
    leaves = "Gradebook.view(path).close()"
    with Gradebook.open(path) as book:
        book.record_decisions([DECISION])
        Gradebook.view(path).close()
        Gradebook.join(path).close()
        with process(leaves, path) as other:
            assert other.wait() == 0
        book.record_decisions([replace(DECISION, learner="bo")])
        with process("print(len(list(Gradebook.view(path).decisions())))", path) as other:
            assert heard(other) == "2"


def test_a_file_system_without_hard_links_has_gradebooks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory stick's, such as exFAT; what is there already is kept there, too."""

    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("os.link", refused)
    copy = path.with_name("copy.sqlite")
    with Gradebook.open(path) as book:
        book.record_decisions([DECISION])
        book.backup(copy)
        with pytest.raises(StorageError, match="exists already; choose another name"):
            book.backup(copy)
    with Gradebook.view(copy) as copied:
        assert [one.learner for one in copied.decisions()] == ["ada"]
    assert sorted(one.name for one in path.parent.iterdir()) == [copy.name, path.name, f"{path.name}.lock"]


def test_a_full_disk_keeps_what_was_judged(tmp_path: Path) -> None:
    """On a disk that fills up, recording ends in a sentence, and all results before it can still be read."""
    body = """
        with Gradebook.open(path) as book:
            try:
                for number in range(10_000):
                    record(book, f"{number:06}")
            except StorageError as error:
                print(error)
        with Gradebook.view(path) as book:
            results = [entry.result for entry in book.entries()]
        print(len(results) == number > 0, {len(result.findings) for result in results})
    """
    message, kept = mounted("1m", body, tmp_path).splitlines()
    assert message.endswith(
        "gradebook.sqlite: the disk is full; free space and try again: nothing that was kept is lost"
    )
    assert kept == "True {3}"


def test_a_read_only_disk_is_said(tmp_path: Path) -> None:
    """Where nothing can be written at all, opening says so."""
    body = """
        import subprocess
        subprocess.run(["mount", "-o", "remount,bind,ro", path.parent], check=True)
        try:
            Gradebook.open(path)
        except StorageError as error:
            print(error)
    """
    said = mounted("1m", body, tmp_path)
    assert "gradebook.sqlite.lock: cannot be written (Read-only file system); choose another OUT" in said


def test_a_file_that_may_not_grow_is_said(path: Path) -> None:
    """A write that the system refuses, here by a limit on file sizes, is a sentence; the results stay."""
    body = """
        import resource
        with Gradebook.open(path) as book:
            record(book, "ada")
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
            try:
                for number in range(10_000):
                    record(book, f"{number:06}")
            except StorageError as error:
                print(error)
    """
    with process(body, path) as other:
        assert heard(other).endswith(
            "the disk could not be read or written; check it and try again: nothing that was kept is lost",
        )
        other.wait()
    with Gradebook.view(path) as book:
        assert [entry.result.submission.learner for entry in book.entries()][-1] == "ada"


def test_a_foreign_lock_is_waited_for_and_then_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that holds the database itself ends in a sentence, not in a hang."""
    Gradebook.open(path).close()
    monkeypatch.setattr("grader.gradebook.sqlite.BUSY_S", 0.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="another program has it locked; close that program and try again"):
        Gradebook.open(path)
    other.close()


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_no_database_is_said(path: Path, open_it: Callable[[Path], Gradebook]) -> None:
    """A file that is not a database is refused and left as it was."""
    path.write_bytes(b"learner,exercise,score\n" * 100)
    with pytest.raises(
        StorageError, match=r"gradebook\.sqlite: not a database, or its first page is damaged; put a copy"
    ):
        open_it(path)
    assert path.read_bytes() == b"learner,exercise,score\n" * 100


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_another_programs_database_is_said(path: Path, open_it: Callable[[Path], Gradebook]) -> None:
    """A database of something else is refused, and gets none of our tables."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(SpecError, match="this database is not a gradebook; move it away, or choose another OUT"):
        open_it(path)
    assert [name for (name,) in other.execute("SELECT name FROM sqlite_schema")] == ["theirs"]
    other.close()


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view, Gradebook.join])
@pytest.mark.parametrize("version", [0, 2, 9])
def test_a_gradebook_of_another_version_is_refused(
    path: Path, open_it: Callable[[Path], Gradebook], version: int
) -> None:
    """Whether it is older or newer, the message has both versions and says what to do; the file stays as it was."""
    Gradebook.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {version}")
        other.execute("UPDATE grader_versions SET version = ?", (version,))
        other.commit()
    before = path.read_bytes()
    says = (
        f"its tables are of version {version}, but this grader knows only version 1; use the grader that wrote it, "
        "or start a new gradebook"
    )
    with pytest.raises(StorageError, match=says):
        open_it(path)
    assert path.read_bytes() == before


def test_a_damaged_gradebook_is_said(path: Path) -> None:
    """Overwritten pages end in a sentence that says what to do."""
    Gradebook.open(path).close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(StorageError, match=r"the database is damaged.*put a copy that `grader backup` made"):
        Gradebook.view(path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """OUT under a file is refused."""
    (tmp_path / "out").write_text("")
    with pytest.raises(StorageError, match=r"gradebook\.sqlite\.lock: cannot be written .*; choose another OUT"):
        Gradebook.open(tmp_path / "out" / "gradebook.sqlite")


def test_a_folder_in_its_place_is_said(path: Path) -> None:
    """A folder that is named like the gradebook cannot be opened."""
    path.mkdir()
    with pytest.raises(StorageError, match="it cannot be opened; check that its folder is there and may be written"):
        Gradebook.open(path)


def test_rows_that_are_left_unread_can_be_let_go_by_any_thread(path: Path) -> None:
    """Garbage is collected wherever it is noticed: a page that failed half way must not fail another one."""
    with Gradebook.open(path) as book:
        book.record_decisions([DECISION, replace(DECISION, learner="bo")])
        _let_go_elsewhere(book)
        assert [one.learner for one in learner_scores(book)] == ["ada", "bo"]


def _let_go_elsewhere(book: Gradebook) -> None:
    """Read the first row, and let another thread let go of the rest. Raises what that raises."""
    unread = learner_scores(book)
    assert isinstance(unread, Generator)
    assert next(unread).learner == "ada"
    problems: list[Exception] = []

    def let_go() -> None:
        try:
            unread.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            problems.append(error)

    thread = Thread(target=let_go)
    thread.start()
    thread.join()
    assert problems == []
