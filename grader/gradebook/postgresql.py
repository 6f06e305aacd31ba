"""A gradebook on a PostgreSQL server: how it is opened, held by one writer, copied, and what its failures are called.

It lies in one schema: the first of the connection's `search_path`, which is `public` unless the URL says otherwise, so
that one database can hold the gradebooks of several courses. The one process that judges holds an advisory lock, and
writes on the very connection that holds it: if that breaks, the server drops the lock, and this process writes no
more. Other processes may join, to write hand-ins and decisions. Every transaction that writes takes a second advisory
lock, so that only one at a time numbers rows.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, OperationalError

from grader.errors import MissingExtra, SpecError, StorageError
from grader.gradebook import schema
from grader.gradebook.database import Database, atomic_copy, copy_rows
from grader.gradebook.sqlite import FileDatabase

SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")
SHAPE: Final = "postgresql://account@host/database"
"""How a URL is written."""

LOCK_S = 3
"""Seconds to wait for a lock: a server takes a moment to see that the process which held it was killed."""
CONNECT_S = 10

_SESSION = (
    "SET synchronous_commit = on",  # whatever the server does for others
    # Whoever got the lock of writers numbers rows by what the writer before has committed.
    "SET default_transaction_isolation = 'read committed'",
    f"SET lock_timeout = '{LOCK_S}s'",
    # A writer whose machine is gone is noticed, and its lock dropped, within two minutes.
    "SET tcp_keepalives_idle = 60",
    "SET tcp_keepalives_interval = 15",
    "SET tcp_keepalives_count = 4",
)
_RIGHT: Final = int.from_bytes(b"GBK1") << 32
_TURN: Final = int.from_bytes(b"GBK2") << 32
"""The keys of our two advisory locks, to which the number of the schema is added: the right to judge, held as long as
a process runs, and the turn to write, held for one transaction."""
_SECRETS = ("password", "sslpassword")

_GOES_ON = "and give the same command again: what was judged is kept"
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
"""The beginning of an SQLSTATE to what happened and what to do; the longest that fits counts."""

_HOLDER = text("""
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND ((classid::bigint << 32) | objid::bigint) = :key
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


class ServerDatabase(Database):
    """A gradebook in a schema of a PostgreSQL database."""

    def __init__(self, url: str, *, writes: bool, new: bool = False, joins: bool = False) -> None:
        """Connect, and with `new` make the tables if there are none and we hold the lock.

        Where it `joins`, it may be written although another process holds the lock.

        Raises:
            StorageError: it cannot be reached, or another process is writing.
            SpecError: the URL is not one, or no gradebook lies there.
        """
        parsed = parse_url(url)
        super().__init__(redact_url(parsed), _engine(parsed))
        self._writer: Connection | None = None
        self._joins = joins
        self._turn = 0
        """The key of the lock that every transaction takes that writes."""
        try:
            with self.faults():
                self._open(writes=writes, new=new)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, url: str, *, new: bool = True) -> Self:
        """The gradebook at a URL, for the one process that writes; with `new` it is made if there is none.

        Raises:
            SpecError: there is no gradebook and `new` is false, or something else lies there.
            StorageError: another process is writing, or the gradebook is not of this version.
        """
        return cls(url, writes=True, new=new)

    @classmethod
    def view(cls, url: str) -> Self:
        """The gradebook at a URL, to read while another process may be writing.

        Raises:
            SpecError: there is no gradebook, or something else lies there.
            StorageError: the gradebook is not of this version.
        """
        return cls(url, writes=False)

    @classmethod
    def join(cls, url: str) -> Self:
        """The gradebook at a URL, to write short transactions while another process may hold the right to judge.

        Raises:
            SpecError: there is no gradebook, or something else lies there.
            StorageError: the gradebook is not of this version.
        """
        return cls(url, writes=False, joins=True)

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """A connection whose queries all see the same rows, whatever is recorded meanwhile."""
        with self.faults(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """The connection of one transaction, which is on the disk when the block ends, or not there at all."""
        if self._joins:
            with self.faults(), self.engine.begin() as connection:
                self._take_turn(connection)
                yield connection
            return
        if self._writer is None:
            raise StorageError(f"{self.name}: it cannot be written; it was opened to be read")
        if self._writer.invalidated:  # a new connection would not hold the lock
            raise StorageError(f"{self.name}: {_REMEDIES['08']}")
        with self.faults(), self._writer.begin():
            self._take_turn(self._writer)
            yield self._writer

    def _take_turn(self, connection: Connection) -> None:
        """Wait until no other transaction writes; the lock ends with this one."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self._turn})

    def backup(self, to: Path) -> None:
        """Write a whole copy, as it is now, to an SQLite file that is not there yet, which every command opens.

        Raises:
            StorageError: it is there, or cannot be written.
        """
        with atomic_copy(to) as part, self.read_transaction() as connection:
            copy = FileDatabase.open(part)
            try:
                with copy.write_transaction() as file:
                    copy_rows(connection, file)
            finally:
                copy.close()

    def scrub(self) -> None:
        """Rewrite the tables without what deleted rows left behind, and what the server knows of their values."""
        with self.faults(), self.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {', '.join(schema.TABLE_NAMES)}")

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
        """Let go of the server, and of the lock with it."""
        if self._writer is not None:
            self._writer.invalidate()  # closed for good, not kept in a pool with its lock
            self._writer.close()
        super().close()

    def _open(self, *, writes: bool, new: bool) -> None:
        if writes:
            self._writer = self.engine.connect()
            with self._writer.begin():
                self._lock(self._writer)
                self._turn = _TURN | self._schema(self._writer)
            with self._writer.begin():
                self._prepare(self._writer, new=new)
        else:
            with self.engine.connect() as connection:
                self._turn = _TURN | self._schema(connection)
                self._look(connection)

    def _lock(self, connection: Connection) -> None:
        """Hold this gradebook as its one writer until the connection ends. Raises `StorageError` if another does."""
        key = _RIGHT | self._schema(connection)
        try:
            with connection.begin_nested():
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != "55P03":
                raise
            holder = connection.execute(_HOLDER, {"key": key}).scalar()
            raise StorageError(
                f"{self.name}: another `grader` command is writing to it ({holder or 'of another account'}); "
                "let it finish, or choose another gradebook",
            ) from error

    def _schema(self, connection: Connection) -> int:
        """The number of the schema that tables are made in. Raises `StorageError` if there is none."""
        number: int | None = connection.execute(text("SELECT current_schema()::regnamespace::oid::bigint")).scalar()
        if number is None:
            raise StorageError(f"{self.name}: {_REMEDIES['3F']}")
        return number

    def _prepare(self, connection: Connection, *, new: bool) -> None:
        """Make the tables if there are none, or bring older ones up to this version."""
        found = inspect(connection).get_table_names()
        if not found and new:
            schema.create_tables(connection)
        elif schema.is_older(number := self._version(connection, found), self.name, writes=True):
            schema.upgrade(connection, number)

    def _look(self, connection: Connection) -> None:
        found = inspect(connection).get_table_names()
        schema.is_older(self._version(connection, found), self.name, writes=False)

    def _version(self, connection: Connection, found: list[str]) -> int:
        """Which version of the schema is there. Raises `SpecError` if there is none, or something else."""
        if not found:
            raise SpecError(f"{self.name}: there is no gradebook; `grader grade` makes one")
        if not {schema.version.name, *schema.TABLE_NAMES[:1], "findings"} <= set(found):
            raise SpecError(f"{self.name}: a database, but no gradebook; choose another database or schema")
        return int(connection.execute(select(schema.version.c.version_num)).scalar_one())


def parse_url(url: str) -> URL:
    """A gradebook's URL. Raises `SpecError`, which quotes nothing of it that may be a part of a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SpecError(f"the gradebook's URL cannot be read; it is written {SHAPE}") from None
    if parsed.drivername not in SCHEMES:
        raise SpecError(
            f"{parsed.drivername}://: a gradebook lies in a file, which is named by its path alone, or in PostgreSQL "
            f"({SHAPE})"
        )
    if "@" in (parsed.host or ""):
        raise SpecError(f"the gradebook's URL has two @; in a password it is written %40: {SHAPE}")
    return parsed.set(drivername="postgresql+psycopg")


def redact_url(url: URL) -> str:
    """A URL as messages show it: without any password."""
    bare = url.set(drivername="postgresql", password=None).difference_update_query(_SECRETS)
    return bare.render_as_string(hide_password=True)


def _engine(url: URL) -> Engine:
    arguments = {"application_name": f"process {os.getpid()} on {socket.gethostname()}", "connect_timeout": CONNECT_S}
    try:
        engine = create_engine(url, connect_args=arguments, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise MissingExtra("a gradebook in PostgreSQL needs psycopg", "postgresql") from error
    event.listen(engine, "connect", _begin_session)
    return engine


def _begin_session(connection: Any, _: object) -> None:
    """Set what each of our connections has, whichever the server's defaults are."""
    connection.autocommit = True
    for setting in _SESSION:
        connection.execute(setting)
    connection.autocommit = False
