"""How the gradebook's file is opened, held by one writer, and what its failures are called."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, inspect
from sqlalchemy.exc import DBAPIError

from grader import schema
from grader.errors import StorageError

BUSY_S = 5.0
"""Seconds to wait for another connection's transaction, which takes milliseconds."""

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
    "SQLITE_NOTADB": "not a database; move it away, or choose another OUT",
    "SQLITE_CORRUPT": "the database is damaged; bring back a copy, or move it away and grade again",
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
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(f"{lock_path}: cannot be written ({error.strerror}); choose another OUT") from error


def _lock_fault(path: Path, error: OSError, holder: str) -> StorageError:
    if isinstance(error, BlockingIOError):
        return StorageError(
            f"{path}: another `grader grade` is writing to it (process {holder or 'unknown'}); "
            "let it finish, or choose another OUT",
        )
    return StorageError(f"{path}: its lock file cannot be written ({error.strerror}); choose another OUT")


def open_engine(path: Path, *, writes: bool) -> Engine:
    """An engine whose database is a gradebook of this version; made when `writes` and there is none.

    Its connections are in SQLite's own autocommit: a statement is a transaction unless BEGIN was said.

    Raises:
        StorageError: the file cannot be opened, or is something else.
    """
    # A pool that keeps its connection: closing the last one would write the whole log back after every result.
    engine = create_engine("sqlite+pysqlite://", creator=lambda: _dial(path, writes=writes), poolclass=QueuePool)
    try:
        with faults_of(path), engine.connect() as connection:
            _prepare(connection, path, writes=writes)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _dial(path: Path, *, writes: bool) -> sqlite3.Connection:
    mode = "rwc" if writes else "rw"
    uri = f"file:{quote(os.fsencode(path))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)
    try:
        for setting in (*_SETTINGS, "PRAGMA journal_mode = WAL" if writes else "PRAGMA query_only = ON"):
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Connection, path: Path, *, writes: bool) -> None:
    """Make the tables in a new file; refuse a file that is not ours, or is a newer grader's."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if application == schema.APPLICATION_ID:
        if version > schema.VERSION:
            raise StorageError(
                f"{path}: written by a newer grader (schema {version}; this one knows {schema.VERSION}); update it",
            )
        if version < schema.VERSION:
            _upgrade(connection, path, version, writes=writes)
    elif writes and not inspect(connection).get_table_names():
        connection.commit()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        schema.create(connection)
        connection.commit()
    else:
        raise StorageError(f"{path}: a database, but no gradebook; move it away, or choose another OUT")


def _upgrade(connection: Connection, path: Path, version: int, *, writes: bool) -> None:
    """Bring an older gradebook up to this version, where we may write. Raises `StorageError` where not."""
    if not writes:
        raise StorageError(f"{path}: written by an older grader; `grader grade` brings it up to date")
    connection.commit()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    schema.upgrade(connection, version)
    connection.commit()


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a `StorageError` that names the file and says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StorageError(f"{path}: {_explain(error.orig)}") from error


def _explain(error: BaseException | None) -> str:
    name: str = getattr(error, "sqlite_errorname", "")
    # Names carry a detail at the end, such as SQLITE_IOERR_WRITE.
    primary = "_".join(name.split("_")[:2])
    return _REMEDIES.get(primary, f"SQLite says: {error}")
