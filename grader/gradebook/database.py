"""A database that the grader writes: which tables it has, what it is opened for, and what it can do, whichever it is.

`sqlite` and `postgresql` do it; `opening` knows which of them a location means.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum, auto, unique
from pathlib import Path
from typing import Final

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import DBAPIError

from grader.errors import SpecError, StorageError

VERSIONS: Final = Table(
    "grader_versions",
    MetaData(),
    Column("tables", String, primary_key=True, comment="which tables of the grader's are here"),
    Column("version", Integer, nullable=False, comment="their version: 1, 2, …"),
    comment="One row per set of tables that are made together.",
)


@unique
class OpenMode(Enum):
    """What a database is opened for."""

    JUDGE = auto()
    """To write, with the right to judge: one process holds it."""
    JOIN = auto()
    """To write short transactions, while another process may hold the right to judge."""
    READ = auto()
    """To read, while other processes may be writing."""


class MissingDatabaseError(SpecError):
    """A database does not have the tables yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableSet:
    """Tables that are made together, how they are recognised, and what messages call them."""

    what: str
    """What they are, such as "gradebook"."""
    metadata: MetaData
    version: int
    """Of the tables. Those of any other version are refused."""
    application_id: int
    """Of a file that has them, for SQLite. It and the next number are keys of locks on a server."""
    maker: str
    """The command that makes them."""
    renewal: str
    """What an instructor does when they are lost, such as "grade again"."""

    def create(self, connection: Connection) -> None:
        """Make the tables where there are none of them."""
        VERSIONS.create(connection, checkfirst=True)
        self.metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(VERSIONS), {"tables": self.what, "version": self.version})

    def version_in(self, connection: Connection) -> int | None:
        """The version of the tables in a database that has `VERSIONS`; None if these are not there."""
        return connection.execute(select(VERSIONS.c.version).where(VERSIONS.c.tables == self.what)).scalar()

    def require_version(self, found: int | None, name: str) -> None:
        """Let tables of this version pass that were found in the database called `name`.

        Raises:
            MissingDatabaseError: there are none.
            StorageError: they are of another version.
        """
        if found is None:
            raise MissingDatabaseError(f"{name}: there is no {self.what}; `{self.maker}` creates one")
        if found != self.version:
            differs = f"its tables are of version {found}, but this grader knows only version {self.version}"
            raise StorageError(f"{name}: {differs}; use the grader that wrote it, or start a new {self.what}")

    @property
    def restoration(self) -> str:
        """What to do where they are damaged."""
        return f"put a copy that `grader backup` made in its place, or move it away and {self.renewal}"


class Database(ABC):
    """An open database with tables of this version in it. Any method raises `StorageError` where it fails."""

    def __init__(self, name: str, engine: Engine, tables: TableSet, mode: OpenMode) -> None:
        """`name` is what messages call it: never with a password in it."""
        self.name = name
        self.engine = engine
        self.tables = tables
        self.mode = mode

    @abstractmethod
    def read_transaction(self) -> AbstractContextManager[Connection]:
        """A connection whose queries all see the same rows, whatever is recorded meanwhile."""

    @abstractmethod
    def write_transaction(self) -> AbstractContextManager[Connection]:
        """The connection of one transaction, alone among those that write.

        It is on the disk when the block ends, or not there at all.
        """

    @abstractmethod
    def backup(self, to: Path) -> None:
        """Write a whole copy, as it is now, to an SQLite file that is not there yet, while others write.

        Raises:
            StorageError: it is there, or cannot be written.
        """

    @abstractmethod
    def scrub(self) -> None:
        """Overwrite what deleted rows left behind in the database's own files."""

    @abstractmethod
    def explain(self, error: BaseException | None) -> str:
        """What an exception of the driver's means, and what to do."""

    def close(self) -> None:
        """Let go of the database, and of the right to judge with it."""
        self.engine.dispose()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what the driver raises into a `StorageError` that names the database and says what to do."""
        try:
            yield
        except DBAPIError as error:
            raise StorageError(f"{self.name}: {self.explain(error.orig)}") from error
        except (LookupError, ValueError) as error:  # a time or an enum's value that is none
            fault = f"contains data that no grader has written ({error})"
            raise StorageError(f"{self.name}: {fault}; it may be damaged") from error
