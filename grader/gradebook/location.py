"""Where a gradebook lies: a file, or a database by URL."""

from pathlib import Path

from grader.gradebook.database import Database
from grader.gradebook.sqlite import FileDatabase

GradebookLocation = Path | str
"""A path, or a text: with `://` in it a database's URL, else a path."""


def open_database(where: GradebookLocation, *, new: bool = True) -> Database:
    """The database there, for the one process that writes; with `new` its tables are made where there are none.

    Raises:
        StorageError: another process is writing, or the gradebook is not of this version.
        SpecError: there is no gradebook and none is made, or no such database can hold one.
    """
    if is_url(where):
        from grader.gradebook.postgresql import ServerDatabase  # noqa: PLC0415 - an extra

        return ServerDatabase.open(str(where), new=new)
    return FileDatabase.open(Path(where), new=new)


def view_database(where: GradebookLocation) -> Database:
    """The database there, to read while another process may be writing.

    Raises:
        StorageError: the gradebook is not of this version.
        SpecError: there is none, or no such database can hold one.
    """
    if is_url(where):
        from grader.gradebook.postgresql import ServerDatabase  # noqa: PLC0415 - an extra

        return ServerDatabase.view(str(where))
    return FileDatabase.view(Path(where))


def join_database(where: GradebookLocation) -> Database:
    """The database there, to write short transactions while another process may hold the right to judge.

    Raises:
        StorageError: the gradebook is not of this version.
        SpecError: there is none, or no such database can hold one.
    """
    if is_url(where):
        from grader.gradebook.postgresql import ServerDatabase  # noqa: PLC0415 - an extra

        return ServerDatabase.join(str(where))
    return FileDatabase.join(Path(where))


def is_url(where: GradebookLocation) -> bool:
    """Whether it names a database on a server, and no file."""
    return isinstance(where, str) and "://" in where
