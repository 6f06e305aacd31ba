"""What the gradebook asks of its database, whichever it is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from grader.errors import StorageError


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
