"""Tables in an SQLite file: how it is made, opened, locked by one writer and copied, and how failures are reported.

A new file appears complete, because it is made under a different name. So an empty file, or a log without its file, is
damage.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, Select, Table, create_engine, insert, inspect, select

from grader.errors import SpecError, StorageError
from grader.gradebook.damage import damage_of_log, damage_of_pages, damage_of_size
from grader.gradebook.database import VERSIONS, Database, OpenMode, TableSet
from grader.util.files import make_private_folder, partial_file

BUSY_S = 20.0
"""Seconds to wait for another connection's transaction, which takes milliseconds, if the machine is busy."""

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    # Without it INSERT OR REPLACE deletes the old row, and no DELETE trigger runs.
    "PRAGMA recursive_triggers = ON",
    "PRAGMA secure_delete = ON",
)

_REMEDIES = {
    "SQLITE_BUSY": "another program has it locked; close that program and try again",
    "SQLITE_LOCKED": "another program has it locked; close that program and try again",
    "SQLITE_FULL": "the disk is full; free space and try again: nothing that was kept is lost",
    "SQLITE_IOERR": "the disk could not be read or written; check it and try again: nothing that was kept is lost",
    "SQLITE_READONLY": "it cannot be written; make it writable, or choose another OUT",
    "SQLITE_CANTOPEN": "it cannot be opened; check that its folder is there and may be written",
}
"""Maps SQLite's primary result code to what happened and what to do."""
_DAMAGES = {
    "SQLITE_NOTADB": "not a database, or its first page is damaged",
    "SQLITE_CORRUPT": "the database is damaged",
}
"""Maps SQLite's primary result code to the damage that it means."""

BATCH = 1000
"""The number of rows in memory at once while they are copied."""


class WriterLock:
    """The right to write one gradebook, held from creation to `release` or the death of the process."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            StorageError: another process holds it, or the folder cannot be written.
        """
        # flock, not lockf: the lock belongs to this open file, so a second lock in the same process is refused too.
        self._descriptor = _open_lock_file(path)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.truncate(self._descriptor, 0)
            os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)
        except OSError as error:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace")
            os.close(self._descriptor)
            raise _lock_fault(path, error, holder) from error

    def release(self) -> None:
        """Let the next process write. The lock file stays: removing it would race with a process that is just
        locking it.
        """
        os.close(self._descriptor)


def _open_lock_file(path: Path) -> int:
    lock_path = path.with_name(path.name + ".lock")
    try:
        make_private_folder(path.parent)
        return os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"{lock_path}: cannot be written ({error.strerror}); choose another OUT") from error


def _lock_fault(path: Path, error: OSError, holder: str) -> StorageError:
    if isinstance(error, BlockingIOError):
        busy = f"another `grader` command is writing to it (process {holder or 'unknown'})"
        return StorageError(f"{path}: {busy}; wait until it is done, or choose another OUT")
    return StorageError(f"{path}: its lock file cannot be written ({error.strerror}); choose another OUT")


class FileDatabase(Database):
    """Tables in one file, with a log next to it, and a lock file while a process judges.

    Its connections use SQLite's own autocommit: each statement is a transaction unless BEGIN was executed.
    """

    def __init__(self, path: Path, tables: TableSet, mode: OpenMode, *, new: bool = False) -> None:
        """Open the file; with `new` it is made if there is none.

        Raises:
            SpecError: there is no such file and `new` is false, or it is a different database.
            StorageError: another process judges, or the file cannot be opened, is damaged, or has a different version.
        """
        if not (new or path.is_file()):
            tables.require_version(None, str(path))
        self._path = path
        self._lock = WriterLock(path) if mode is OpenMode.JUDGE else None
        super().__init__(str(path), _engine(path, writes=mode is not OpenMode.READ), tables, mode)
        self._turn = Lock()
        """Makes threads of this process write one after another: SQLite lets waiting threads only try again now and
        then, and under load some of them would never succeed.
        """
        try:
            if new:
                self._make()
            self._require_whole(damage_of_size(path) or damage_of_log(path))
            with self.faults(), self.engine.connect() as connection:
                self._require_whole(damage_of_pages(connection))
                self._require_tables(connection)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """A connection whose queries all see the same rows, even if others write meanwhile."""
        with self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """The connection of one transaction, the only one that writes meanwhile.

        It is on the disk when the block ends, or not stored at all.
        """
        with self._turn, self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def backup(self, to: Path) -> None:
        """Write a complete copy of the current state to a new file, while others may write.

        Raises:
            StorageError: the file exists already, or cannot be written.
        """
        try:
            with (
                _new_file(to) as part,
                closing(_dial(self._path, writes=False)) as source,
                closing(sqlite3.connect(part)) as copy,
            ):
                source.backup(copy)  # in one step: a writer neither waits nor makes it start again
        except sqlite3.Error as error:
            raise StorageError(f"{self.name}: cannot be copied to {to}; {self.explain(error)}") from error

    def scrub(self) -> None:
        """Rewrite the file without the remains of deleted rows, and empty its log."""
        with self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            raise StorageError(f"{self.name}: another program is reading it; close that program and try again")

    def explain(self, error: BaseException | None) -> str:
        """What SQLite's exception means, and what to do."""
        name: str = getattr(error, "sqlite_errorname", "")
        # Names have a detail at the end, such as SQLITE_IOERR_WRITE.
        primary = "_".join(name.split("_")[:2])
        if primary in _DAMAGES:
            return f"{_DAMAGES[primary]}; {self.tables.restoration}"
        return _REMEDIES.get(primary, f"SQLite says: {error}; if the file is damaged, {self.tables.restoration}")

    def close(self) -> None:
        """Close the file, and give up the right to judge with it."""
        super().close()
        if self._lock:
            self._lock.release()

    def _require_whole(self, damage: str) -> None:
        if damage:
            fault = f"the database is damaged ({damage}); nothing was written"
            raise StorageError(f"{self.name}: {fault}; {self.tables.restoration}")

    def _require_tables(self, connection: Connection) -> None:
        """Raise `SpecError` or `StorageError` unless the file's content and header show these tables of this
        version.
        """
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        is_signed = application == self.tables.application_id
        written = self.tables.version_in(connection) if VERSIONS.name in inspect(connection).get_table_names() else None
        if written is not None:
            self._require_whole("" if is_signed and version == written else "its header")
        elif not is_signed:
            what = f"this database is not a {self.tables.what}"
            raise SpecError(f"{self.name}: {what}; move it away, or choose another OUT")
        self.tables.require_version(version, self.name)

    def _make(self) -> None:
        """Make the file with its tables if there is none. Several processes may do this at once."""
        # The log is looked for before the file, because it is made after it.
        has_log = self._path.with_name(f"{self._path.name}-wal").exists()
        if os.path.lexists(self._path):
            return
        self._require_whole("its log is there, and the file is not" if has_log else "")
        try:
            with self.faults(), _new_file(self._path) as part:
                _create(part, self.tables)
        except StorageError:
            if not self._path.is_file():  # or else another process was first
                raise


def _create(path: Path, tables: TableSet) -> None:
    """Make the tables in an empty file, and write their id and version into its header."""
    engine = _engine(path, writes=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            tables.create(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {tables.application_id}")
            connection.exec_driver_sql(f"PRAGMA user_version = {tables.version}")
            connection.commit()
    finally:
        engine.dispose()


@contextmanager
def _new_file(to: Path) -> Iterator[Path]:
    """A private empty file in the folder of `to`, which gets the name `to` when the block ends.

    Raises:
        StorageError: the file `to` exists already, or cannot be written.
    """
    try:
        make_private_folder(to.parent)
        with partial_file(to) as part:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            try:
                yield part
                _name_new_file(part, to)
            finally:
                for ending in ("-journal", "-shm", "-wal"):  # remains of a database whose disk was full
                    part.with_name(part.name + ending).unlink(missing_ok=True)
    except FileExistsError as error:
        raise StorageError(f"{to}: exists already; choose another name") from error
    except OSError as error:
        raise StorageError(f"{to}: cannot be written ({error.strerror}); choose another place") from error


def _name_new_file(part: Path, to: Path) -> None:
    """Give a file the name `to`. Raises `FileExistsError` if that name is used already."""
    try:
        os.link(part, to)
    except FileExistsError:
        raise
    except OSError:  # on a file system without hard links
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # only a rename would replace it
        part.replace(to)


def copy_rows(
    source: Connection, tables: TableSet, to: Path, *, choose: Callable[[Table], Select[Any]] = select
) -> None:
    """Write the rows of every table, or those that `choose` selects of it, to a new file.

    Raises:
        StorageError: the file exists already, or cannot be written.
    """
    with _new_file(to) as part:
        _create(part, tables)
        with closing(FileDatabase(part, tables, OpenMode.JOIN)) as copy, copy.write_transaction() as connection:
            for table in tables.metadata.sorted_tables:
                rows = source.execute(choose(table), execution_options={"yield_per": BATCH}).mappings()
                for batch in rows.partitions():
                    connection.execute(insert(table), [dict(row) for row in batch])


def _engine(path: Path, *, writes: bool) -> Engine:
    """The connections to a file that exists."""
    # A pool that keeps its connection: closing the last connection would write the whole log back after every result.
    return create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _dial(path, writes=writes),
        poolclass=QueuePool,
        hide_parameters=True,  # parameters contain learners' names and output
    )


def _dial(path: Path, *, writes: bool) -> sqlite3.Connection:
    # Rows that are not read to their end are freed by any thread that collects garbage, which must be able to end the
    # transaction. The pool gives a connection to one thread at a time.
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode=rw",
        uri=True,
        timeout=BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for setting in (*_SETTINGS, "PRAGMA journal_mode = WAL" if writes else "PRAGMA query_only = ON"):
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection
