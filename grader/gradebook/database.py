"""A database that the grader writes: its tables, the modes in which it is opened, and the interface of both kinds.

`sqlite` and `postgresql` implement it; `opening` decides which of them a location means.
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
    """The purpose for which a database is opened."""

    JUDGE = auto()
    """To write, with the right to judge, which only one process holds."""
    JOIN = auto()
    """To write short transactions, while another process may hold the right to judge."""
    READ = auto()
    """To read, while other processes may be writing."""


class MissingDatabaseError(SpecError):
    """Raised if a database does not have the tables yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableSet:
    """Tables that are made together, the marks by which they are recognised, and the words for them in messages."""

    what: str
    """The word for them, such as "gradebook"."""
    metadata: MetaData
    version: int
    """The version of the tables. Tables of a different version are refused."""
    application_id: int
    """The id in the header of an SQLite file with these tables. This number and the next one are keys of locks on a
    server.
    """
    maker: str
    """The command that makes the tables."""
    renewal: str
    """What an instructor must do if they are lost, such as "grade again"."""

    def create(self, connection: Connection) -> None:
        """Make the tables if there are none of them."""
        VERSIONS.create(connection, checkfirst=True)
        self.metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(VERSIONS), {"tables": self.what, "version": self.version})

    def version_in(self, connection: Connection) -> int | None:
        """The version of the tables in a database that has `VERSIONS`; None if these are not there."""
        return connection.execute(select(VERSIONS.c.version).where(VERSIONS.c.tables == self.what)).scalar()

    def require_version(self, found: int | None, name: str) -> None:
        """Check the version of the tables that were found in the database called `name`.

        Raises:
            MissingDatabaseError: there are none.
            StorageError: they have a different version.
        """
        if found is None:
            raise MissingDatabaseError(f"{name}: there is no {self.what}; `{self.maker}` creates one")
        if found != self.version:
            differs = f"its tables are of version {found}, but this grader knows only version {self.version}"
            raise StorageError(f"{name}: {differs}; use the grader that wrote it, or start a new {self.what}")

    @property
    def restoration(self) -> str:
        """What to do if the tables are damaged."""
        return f"put a copy that `grader backup` made in its place, or move it away and {self.renewal}"


class Database(ABC):
    """An open database with tables of this version in it. Every method raises `StorageError` if it fails."""

    def __init__(self, name: str, engine: Engine, tables: TableSet, mode: OpenMode) -> None:
        """`name` is the name in messages, never with a password in it."""
        self.name = name
        self.engine = engine
        self.tables = tables
        self.mode = mode

    @abstractmethod
    def read_transaction(self) -> AbstractContextManager[Connection]:
        """A connection whose queries all see the same rows, even if others write meanwhile."""

    @abstractmethod
    def write_transaction(self) -> AbstractContextManager[Connection]:
        """The connection of one transaction, the only one that writes meanwhile.

        It is on the disk when the block ends, or not stored at all.
        """

    @abstractmethod
    def backup(self, to: Path) -> None:
        """Write a complete copy of the current state to a new SQLite file, while others may write.

        Raises:
            StorageError: the file exists already, or cannot be written.
        """

    @abstractmethod
    def scrub(self) -> None:
        """Overwrite the remains of deleted rows in the database's own files."""

    @abstractmethod
    def explain(self, error: BaseException | None) -> str:
        """What an exception of the driver means, and what to do."""

    def close(self) -> None:
        """Close the database, and give up the right to judge with it."""
        self.engine.dispose()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn the driver's exceptions into a `StorageError` that names the database and says what to do."""
        try:
            yield
        except DBAPIError as error:
            raise StorageError(f"{self.name}: {self.explain(error.orig)}") from error
        except (LookupError, ValueError) as error:  # an invalid time or enum value
            fault = f"contains data that no grader has written ({error})"
            raise StorageError(f"{self.name}: {fault}; it may be damaged") from error
