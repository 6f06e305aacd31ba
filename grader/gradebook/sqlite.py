"""A gradebook in an SQLite file: how it is opened, held by one writer, copied, and what its failures are called."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Final, Self
from urllib.parse import quote

from sqlalchemy import Connection, QueuePool, create_engine, inspect, select

from grader.errors import SpecError, StorageError
from grader.gradebook import schema
from grader.gradebook.damage import RESTORE, damage_of_log, damage_of_pages, damage_of_start
from grader.gradebook.database import Database, atomic_copy
from grader.util.files import make_private_folder

APPLICATION_ID: Final = int.from_bytes(b"GBK1")
"""SQLite's `application_id` of a gradebook, which distinguishes it from any other database."""

BUSY_S = 20.0
"""Seconds to wait for another connection's transaction, which takes milliseconds, on a machine that is busy."""

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    # Without it INSERT OR REPLACE deletes the old row and no DELETE trigger fires.
    "PRAGMA recursive_triggers = ON",
)

_REMEDIES = {
    "SQLITE_BUSY": "another program has it locked; close that program and grade again",
    "SQLITE_LOCKED": "another program has it locked; close that program and grade again",
    "SQLITE_FULL": "the disk is full; free space and grade again: what was judged is kept",
    "SQLITE_IOERR": "the disk could not be read or written; check it and grade again: what was judged is kept",
    "SQLITE_READONLY": "it cannot be written; make it writable, or choose another OUT",
    "SQLITE_CANTOPEN": "it cannot be opened; check that its folder is there and may be written",
    "SQLITE_NOTADB": f"not a database, or its first page is damaged; {RESTORE}",
    "SQLITE_CORRUPT": f"the database is damaged; {RESTORE}",
}
"""SQLite's primary result code to what happened and what to do."""


class WriterLock:
    """The right to write one gradebook, held from creation to `release` or the death of the process."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            StorageError: another process holds it, or the folder cannot be written.
        """
        # flock, not lockf: it belongs to this open file, so a second one in the same process is refused too.
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
        """Let the next process write. The lock file stays: removing it would race with one just taking it."""
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
        return StorageError(
            f"{path}: another `grader` command is writing to it (process {holder or 'unknown'}); "
            "let it finish, or choose another OUT",
        )
    return StorageError(f"{path}: its lock file cannot be written ({error.strerror}); choose another OUT")


class FileDatabase(Database):
    """A gradebook in one file, with a log and a lock file beside it.

    Its connections are in SQLite's own autocommit: a statement is a transaction unless BEGIN was said.
    """

    def __init__(self, path: Path, lock: WriterLock | None, *, joins: bool = False) -> None:
        """Open the file, and make the tables in it where it is new and we hold the lock.

        Without the lock it is opened to be read; where it `joins`, to be written while another process holds the lock.

        Raises:
            SpecError: the file is another database.
            StorageError: the file cannot be opened, or is damaged.
        """
        # A pool that keeps its connection: closing the last one would write the whole log back after every result.
        engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: _dial(path, writes=joins or lock is not None, makes=not joins),
            poolclass=QueuePool,
            hide_parameters=True,  # they are learners' names and what their code said
        )
        super().__init__(str(path), engine)
        self._path = path
        self._lock = lock
        self._turn = Lock()
        """Threads of this process write one after the other: SQLite has those who wait try again now and then, and
        under load some come too late each time."""
        try:
            self._require_whole(damage_of_start(path) or damage_of_log(path))
            with self.faults(), engine.connect() as connection:
                self._require_whole(damage_of_pages(connection))
                self._prepare(connection)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, path: Path, *, new: bool = True) -> Self:
        """The gradebook at `path`, for the one process that writes; with `new` it is made if there is none.

        Raises:
            SpecError: there is no gradebook and `new` is false, or the file is another database.
            StorageError: another process is writing, or the gradebook is not of this version.
        """
        if not new:
            _require(path)
        return cls(path, WriterLock(path))

    @classmethod
    def view(cls, path: Path) -> Self:
        """The gradebook at `path`, to read while another process may be writing.

        Raises:
            SpecError: there is no such file, or it is another database.
            StorageError: the gradebook is not of this version.
        """
        _require(path)
        return cls(path, None)

    @classmethod
    def join(cls, path: Path) -> Self:
        """The gradebook at `path`, to write short transactions while another process may hold the right to judge.

        Raises:
            SpecError: there is no such file, or it is another database.
            StorageError: the gradebook is not of this version.
        """
        _require(path)
        return cls(path, None, joins=True)

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """A connection whose queries all see the same rows, whatever is recorded meanwhile."""
        with self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """The connection of one transaction, which is on the disk when the block ends, or not there at all."""
        with self._turn, self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def backup(self, to: Path) -> None:
        """Write a whole copy, as it is now, to a file that is not there yet.

        Raises:
            StorageError: it is there, or cannot be written.
        """
        try:
            with (
                atomic_copy(to) as part,
                closing(_dial(self._path, writes=False)) as source,
                closing(sqlite3.connect(part)) as copy,
            ):
                source.backup(copy)  # in one step: a writer neither waits nor makes it begin again
        except sqlite3.Error as error:
            raise StorageError(f"{self.name}: cannot be copied to {to}; {self.explain(error)}") from error

    def scrub(self) -> None:
        """Rewrite the file without what deleted rows left behind, and empty its log."""
        with self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if busy:
            raise StorageError(f"{self.name}: another program is reading it; close that program and repeat this")

    def explain(self, error: BaseException | None) -> str:
        """What SQLite's exception means, and what to do."""
        name: str = getattr(error, "sqlite_errorname", "")
        # Names carry a detail at the end, such as SQLITE_IOERR_WRITE.
        primary = "_".join(name.split("_")[:2])
        return _REMEDIES.get(primary, f"SQLite says: {error}; if the file is damaged, {RESTORE}")

    def close(self) -> None:
        """Let go of the file, and of the lock with it."""
        super().close()
        if self._lock:
            self._lock.release()

    def _require_whole(self, damage: str) -> None:
        if damage:
            raise StorageError(f"{self.name}: the database is damaged ({damage}); nothing was written; {RESTORE}")

    def _prepare(self, connection: Connection) -> None:
        """Make the tables in a new file; refuse a file that is not ours, or is a newer grader's."""
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        tables = inspect(connection).get_table_names()
        if {*schema.TABLE_NAMES} <= {*tables}:
            written = connection.execute(select(schema.version.c.version_num)).scalar()
            self._require_whole("" if (application, str(version)) == (APPLICATION_ID, written) else "its header")
        if application == APPLICATION_ID:
            if schema.is_older(version, self.name, writes=self._lock is not None):
                self._upgrade(connection, version)
        elif self._lock and not tables:
            connection.commit()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            schema.create_tables(connection)
            _sign(connection)
        else:
            raise SpecError(f"{self.name}: a database, but no gradebook; move it away, or choose another OUT")

    def _upgrade(self, connection: Connection, version: int) -> None:
        """Bring an older gradebook up to this version."""
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # a table that others refer to may be made anew
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        schema.upgrade(connection, version)
        _sign(connection)
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _require(path: Path) -> None:
    if not path.is_file():
        raise SpecError(f"{path}: there is no gradebook; `grader grade` makes one")


def _dial(path: Path, *, writes: bool, makes: bool = True) -> sqlite3.Connection:
    """A connection. Where it `writes`, it `makes` a file that is missing."""
    mode = "rwc" if writes and makes else "rw"
    if writes and makes:
        # SQLite says what is wrong; it alone would let the umask decide who reads a new file. A file that is there must
        # not be opened here: closing it would drop the locks of all our connections, and whoever else then closes one
        # believes that nobody is left and removes the log that we go on to write.
        with suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    uri = f"file:{quote(os.fsencode(path))}?mode={mode}"
    # Rows that nobody reads to their end are let go by whichever thread collects garbage: it must be able to end the
    # transaction. The pool gives a connection to one thread at a time.
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        for setting in (*_SETTINGS, "PRAGMA journal_mode = WAL" if writes else "PRAGMA query_only = ON"):
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def _sign(connection: Connection) -> None:
    """Mark the file as ours, also for graders that know no `alembic_version`, and end the transaction."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")
    connection.commit()
