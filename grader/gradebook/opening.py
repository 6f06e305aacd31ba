"""Finds where a database of the grader is, in a file or in a schema on a server, and opens it."""

from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from grader.errors import SpecError
from grader.gradebook.database import Database, OpenMode, TableSet
from grader.gradebook.postgresql import ServerDatabase
from grader.gradebook.sqlite import FileDatabase

GradebookLocation = Path | str
"""A path, or a string: if it contains `://` it is a database's URL, or else a path."""

SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")
SHAPE: Final = "postgresql://account@host/database"
"""The form of a URL."""


def open_database(where: GradebookLocation, tables: TableSet, mode: OpenMode, *, new: bool = False) -> Database:
    """The database there; with `new` the tables are made if there are none.

    Raises:
        MissingDatabaseError: there are no such tables, and `new` is false.
        SpecError: this kind of database can't hold them.
        StorageError: another process judges, the tables have a different version, or the database fails.
    """
    if is_url(where):
        url = parse_url(str(where))
        return ServerDatabase(redact_url(url), url, tables, mode, new=new)
    return FileDatabase(Path(where), tables, mode, new=new)


def is_url(where: GradebookLocation) -> bool:
    """Whether a string names a database on a server and not a file."""
    return isinstance(where, str) and "://" in where


def parse_url(url: str) -> URL:
    """A gradebook's URL. Raises `SpecError`, which quotes no part of it that may belong to a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SpecError(f"the gradebook's URL is not valid; write it like {SHAPE}") from None
    if parsed.drivername not in SCHEMES:
        raise SpecError(
            f"{parsed.drivername}://: a gradebook is either a file, given by its path, or in PostgreSQL ({SHAPE})"
        )
    if "@" in (parsed.host or ""):
        raise SpecError(f"the gradebook's URL contains @ twice; write %40 for @ in a password: {SHAPE}")
    return parsed.set(drivername="postgresql+psycopg")


def redact_url(url: URL) -> str:
    """A URL as messages show it: without any password."""
    bare = url.set(drivername="postgresql", password=None).difference_update_query(("password", "sslpassword"))
    return bare.render_as_string(hide_password=True)
