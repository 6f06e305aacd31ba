"""The gradebook's file under everything a machine can do to it: two writers, kill -9, a full or read-only disk."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from grader.errors import SpecError, StorageError
from grader.gradebook import Gradebook, schema
from grader.gradebook.records import Decision, DecisionKind
from grader.gradebook.streams import learner_scores, record_decisions
from tests.grader.gradebook.processes import ENVIRONMENT, heard, kill_midway, process, script

DECISION = Decision(
    learner="ada",
    exercise="01/a",
    kind=DecisionKind.LATE,
    value=0.1,
    who="x",
    when=datetime(2030, 1, 1, tzinfo=UTC),
    why="so",
)


def mounted(size: str, body: str, folder: Path) -> str:
    """What a body says whose gradebook lies on a small file system of its own, mounted at `folder`."""
    inside = f'mount -t tmpfs -o size={size} tmpfs "$0" && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, str(folder)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets us mount nothing, not even in a namespace of our own")
    command += [*script(body), str(folder / "gradebook.sqlite")]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout


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
        says = rf"another `grader` command is writing to it \(process {other.pid}\); let it finish"
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
        assert [result.submission.learner for result in book.latest_results()] == ["ada"]
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
        results = list(book.latest_results())
        assert [int(result.submission.learner) for result in results] == list(range(len(results)))
        assert len(results) >= len(announced)
        assert {len(result.findings) for result in results} == {3}


def test_kill_9_while_the_tables_are_made(path: Path) -> None:
    """A gradebook whose making was cut off is made by the next process."""
    body = """
        from grader.gradebook.sqlite import _dial
        connection = _dial(path, writes=True)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE submissions (id)")
        print("midway")
        input()
    """
    kill_midway(body, path)
    with Gradebook.open(path) as book:
        assert list(book.latest_results()) == []


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
            results = list(book.latest_results())
        print(len(results) == number > 0, {len(result.findings) for result in results})
    """
    message, kept = mounted("1m", body, tmp_path).splitlines()
    assert message.endswith("gradebook.sqlite: the disk is full; free space and grade again: what was judged is kept")
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
            "the disk could not be read or written; check it and grade again: what was judged is kept",
        )
        other.wait()
    with Gradebook.view(path) as book:
        assert [result.submission.learner for result in book.latest_results()][-1] == "ada"


def test_a_foreign_lock_is_waited_for_and_then_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that holds the database itself ends in a sentence, not in a hang."""
    Gradebook.open(path).close()
    monkeypatch.setattr("grader.gradebook.sqlite.BUSY_S", 0.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="another program has it locked; close that program and grade again"):
        Gradebook.open(path)
    other.close()


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_no_database_is_said(path: Path, open_it: Callable[[Path], Gradebook]) -> None:
    """A file that is not a database is refused and left as it was."""
    path.write_bytes(b"learner,exercise,score\n" * 100)
    with pytest.raises(StorageError, match=r"gradebook\.sqlite: the database is damaged \(its first page is none"):
        open_it(path)
    assert path.read_bytes() == b"learner,exercise,score\n" * 100


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_another_programs_database_is_said(path: Path, open_it: Callable[[Path], Gradebook]) -> None:
    """A database of something else is refused, and gets none of our tables."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(SpecError, match="a database, but no gradebook; move it away, or choose another OUT"):
        open_it(path)
    assert [name for (name,) in other.execute("SELECT name FROM sqlite_schema")] == ["theirs"]
    other.close()


@pytest.mark.parametrize("open_it", [Gradebook.open, Gradebook.view])
def test_a_newer_gradebook_is_said(path: Path, open_it: Callable[[Path], Gradebook]) -> None:
    """A gradebook of a newer schema is refused with both numbers."""
    Gradebook.open(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    newer.execute("UPDATE alembic_version SET version_num = ?", (str(schema.VERSION + 1),))
    newer.commit()
    newer.close()
    says = rf"written by a newer grader \(schema {schema.VERSION + 1}; this one knows {schema.VERSION}\); update it"
    with pytest.raises(StorageError, match=says):
        open_it(path)


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
        record_decisions(book, [DECISION, replace(DECISION, learner="bo")])
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
