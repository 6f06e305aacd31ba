"""The gradebook's database: what it can do, whichever it is, and copies of it."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from grader.errors import StorageError
from grader.gradebook import schema
from grader.util.files import partial_file


class Database(ABC):
    """An open database with a gradebook of this version in it. Any method raises `StorageError` where it fails."""

    def __init__(self, name: str, engine: Engine) -> None:
        """`name` is what messages call it: never with a password in it."""
        self.name = name
        self.engine = engine

    @abstractmethod
    def read_transaction(self) -> AbstractContextManager[Connection]:
        """A connection whose queries all see the same rows, whatever is recorded meanwhile."""

    @abstractmethod
    def write_transaction(self) -> AbstractContextManager[Connection]:
        """The connection of one transaction, which is on the disk when the block ends, or not there at all."""

    @abstractmethod
    def backup(self, to: Path) -> None:
        """Write a whole copy of the database to a file, while others write."""

    @abstractmethod
    def scrub(self) -> None:
        """Overwrite what deleted rows left behind in the database's own files."""

    @abstractmethod
    def explain(self, error: BaseException | None) -> str:
        """What an exception of the driver's means, and what to do."""

    def close(self) -> None:
        """Let go of the database, and of the writer's lock with it."""
        self.engine.dispose()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what the driver raises into a `StorageError` that names the database and says what to do."""
        try:
            yield
        except DBAPIError as error:
            raise StorageError(f"{self.name}: {self.explain(error.orig)}") from error
        except (LookupError, ValueError) as error:  # a time or an enum's value that is none
            raise StorageError(f"{self.name}: holds what no grader has written ({error}); is it damaged?") from error


BATCH = 1000
"""Rows in memory at once."""


def copy_rows(source: Connection, to: Connection) -> None:
    """Add every row of one gradebook, under its id, to an empty one."""
    for name in schema.TABLE_NAMES:
        table = schema.metadata.tables[name]
        rows = source.execute(select(table), execution_options={"yield_per": BATCH}).mappings()
        for batch in rows.partitions():
            to.execute(insert(table), [dict(row) for row in batch])


@contextmanager
def atomic_copy(to: Path) -> Iterator[Path]:
    """A name beside `to` to write to, which is renamed to `to` at the end. Raises `StorageError` if that fails."""
    try:
        with partial_file(to) as part:
            try:
                yield part
            finally:
                part.with_name(f"{part.name}.lock").unlink(missing_ok=True)
            os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # a rename alone would replace
            part.replace(to)
    except FileExistsError as error:
        raise StorageError(f"{to}: is there already; choose another name") from error
    except OSError as error:
        raise StorageError(f"{to}: cannot be written ({error.strerror}); choose another place") from error
