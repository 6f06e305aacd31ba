"""Tables on a PostgreSQL server: how they are opened, locked by one writer and copied, and how failures are reported.

They are in one schema: the first of the connection's `search_path`, which is `public` unless the URL sets a different
one. So one database can hold the gradebooks of several courses. Its table `grader_versions` lists which of our tables
are there. The only process that judges holds an advisory lock, and writes on the very connection that holds it: if that
breaks, the server drops the lock, and this process no longer writes. Other processes may join, to write hand-ins and
decisions. Every transaction that writes takes a second advisory lock, so that only one at a time numbers rows.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from grader.errors import MissingExtra, SpecError, StorageError
from grader.gradebook.database import VERSIONS, Database, OpenMode, TableSet
from grader.gradebook.sqlite import copy_rows

LOCK_S = 3
"""Seconds to wait for a lock: a server needs a moment to notice that the process which held it was killed."""
CONNECT_S = 10

_SESSION = (
    "SET synchronous_commit = on",  # independent of the server's defaults
    # The holder of the writers' lock numbers rows after those that the previous writer has committed.
    "SET default_transaction_isolation = 'read committed'",
    f"SET lock_timeout = '{LOCK_S}s'",
    # If a writer's machine is gone, that is noticed within two minutes, and its lock is dropped.
    "SET tcp_keepalives_idle = 60",
    "SET tcp_keepalives_interval = 15",
    "SET tcp_keepalives_count = 4",
)
_MAKING: Final = int.from_bytes(b"GMK1")
"""The beginning of the key of the advisory lock under which tables are made; its end is the number of the schema.
The right to judge is held as long as a process runs; the turn to write is held for one transaction. Their keys begin
with the tables' own number and the next one.
"""
_GOES_ON = "and try again: nothing that was kept is lost"
_REMEDIES = {
    "08": f"the connection to the server was lost; see that it is running, {_GOES_ON}",
    "57P": f"the server ended or is just starting; see that it is running, {_GOES_ON}",
    "28": "the server refuses this account or its password; check the URL, or ~/.pgpass",
    "3D": "there is no such database on this server; make it with `createdb`",
    "3F": "there is no such schema in this database; make it with `CREATE SCHEMA`",
    "42501": "this account may not do that there; let its owner grant it the schema, or choose another database",
    "25006": "it cannot be written; is this server a read-only copy of another?",
    "53100": f"the server's disk is full; free space, {_GOES_ON}",
    "53": f"the server has no room for this; look at its log, {_GOES_ON}",
    "55P03": "another program has it locked; close that program and repeat this",
    "58": f"the server's disk could not be read or written; look at its log, {_GOES_ON}",
    "XX": "the server found damaged data; look at its log, and bring back a copy",
}
"""Maps the beginning of an SQLSTATE to what happened and what to do; the longest one that fits counts."""

_HOLDER = text("""
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND ((classid::bigint << 32) | objid::bigint) = :key
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


class ServerDatabase(Database):
    """Tables in a schema of a PostgreSQL database."""

    def __init__(self, name: str, url: URL, tables: TableSet, mode: OpenMode, *, new: bool = False) -> None:
        """Connect, and with `new` make the tables if there are none.

        Raises:
            SpecError: there are no such tables and `new` is false, or the schema contains something else.
            StorageError: it cannot be reached, another process judges, or the tables have a different version.
        """
        super().__init__(name, _engine(url), tables, mode)
        self._writer: Connection | None = None
        """The connection that holds the right to judge."""
        try:
            with self.faults():
                if mode is OpenMode.JUDGE:
                    self._writer = self.engine.connect()
                    with self._writer.begin():
                        self._take_right(self._writer)
                with self.engine.begin() as connection:
                    self._turn = self._key(connection, tables.application_id + 1)
                    if new and self._version(connection) is None:
                        self._make(connection)
                    tables.require_version(self._version(connection), name)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """A connection whose queries all see the same rows, even if others write meanwhile."""
        with self.faults(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """The connection of one transaction, the only one that writes meanwhile.

        It is on the disk when the block ends, or not stored at all.
        """
        if self.mode is OpenMode.READ:
            raise StorageError(f"{self.name}: cannot be written, because it was opened only for reading")
        if self._writer is not None and self._writer.invalidated:  # a new connection would not hold the lock
            raise StorageError(f"{self.name}: {_REMEDIES['08']}")
        with (
            self.faults(),
            nullcontext(self._writer) if self._writer else self.engine.connect() as connection,
            connection.begin(),
        ):
            _lock_transaction(connection, self._turn)
            yield connection

    def backup(self, to: Path) -> None:
        """Write a complete copy of the current state to a new SQLite file, which every command can open.

        Raises:
            StorageError: the file exists already, or cannot be written.
        """
        with self.read_transaction() as connection:
            copy_rows(connection, self.tables, to)

    def scrub(self) -> None:
        """Rewrite the tables without the remains of deleted rows, and the server's statistics on their values."""
        with self.faults(), self.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            names = ", ".join(table.name for table in self.tables.metadata.sorted_tables)
            alone.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {names}")

    def explain(self, error: BaseException | None) -> str:
        """What PostgreSQL's exception means, and what to do; without its details, which may quote a learner."""
        state = getattr(error, "sqlstate", None) or ""
        known = [start for start in _REMEDIES if state.startswith(start)]
        if known:
            return _REMEDIES[max(known, key=len)]
        if said := getattr(getattr(error, "diag", None), "message_primary", None):
            return f"PostgreSQL says: {said}"
        first = str(error).partition("\n")[0].removeprefix("connection failed: ")
        return f"the server cannot be reached ({first}); see that it is running, {_GOES_ON}"

    def close(self) -> None:
        """Disconnect from the server, and release the lock."""
        if self._writer is not None:
            self._writer.invalidate()  # closed for good, not kept in a pool with its lock
            self._writer.close()
        super().close()

    def _take_right(self, connection: Connection) -> None:
        """Hold the right to judge until the connection ends. Raises `StorageError` if another process does."""
        key = self._key(connection, self.tables.application_id)
        try:
            with connection.begin_nested():
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != "55P03":
                raise
            holder = connection.execute(_HOLDER, {"key": key}).scalar()
            busy = f"another `grader` command is writing to it ({holder or 'of another account'})"
            advice = "wait until it is done, or choose another gradebook"
            raise StorageError(f"{self.name}: {busy}; {advice}") from error

    def _key(self, connection: Connection, start: int) -> int:
        """The key of an advisory lock in this schema; the key begins with `start`. Raises `StorageError` if there is
        no schema.
        """
        number: int | None = connection.execute(text("SELECT current_schema()::regnamespace::oid::bigint")).scalar()
        if number is None:
            raise StorageError(f"{self.name}: {_REMEDIES['3F']}")
        return start << 32 | number

    def _make(self, connection: Connection) -> None:
        """Make the tables in this transaction, unless another process has done it meanwhile."""
        _lock_transaction(connection, self._key(connection, _MAKING))
        if self._version(connection) is None:
            self.tables.create(connection)

    def _version(self, connection: Connection) -> int | None:
        """The version of the tables that are there, None if there are none. Raises `SpecError` if the schema
        contains something else.
        """
        found = inspect(connection).get_table_names()
        if found and VERSIONS.name not in found:
            what = f"this database is not a {self.tables.what}"
            raise SpecError(f"{self.name}: {what}; choose another database or schema")
        return self.tables.version_in(connection) if found else None


def _lock_transaction(connection: Connection, key: int) -> None:
    """Wait until no other transaction holds a lock; this transaction then holds it until it ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _engine(url: URL) -> Engine:
    arguments = {"application_name": f"process {os.getpid()} on {socket.gethostname()}", "connect_timeout": CONNECT_S}
    try:
        engine = create_engine(url, connect_args=arguments, hide_parameters=True, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise MissingExtra("a gradebook in PostgreSQL needs psycopg", "postgresql") from error
    event.listen(engine, "connect", _begin_session)
    return engine


def _begin_session(connection: Any, _: object) -> None:
    """Set the options of each of our connections, independent of the server's defaults."""
    connection.autocommit = True
    for setting in _SESSION:
        connection.execute(setting)
    connection.autocommit = False
