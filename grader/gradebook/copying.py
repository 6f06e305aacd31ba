"""A gradebook's rows from one database to another, and copies that are whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select

from grader.errors import StorageError
from grader.gradebook import schema

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
    """A name beside `to` to write to, which becomes `to` at the end. Raises `StorageError` where that can't be."""
    part = to.with_name(f".{to.name}.part")
    lock = part.with_name(f"{part.name}.lock")
    try:
        part.unlink(missing_ok=True)
        yield part
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # a rename alone would replace
        part.replace(to)
    except FileExistsError as error:
        raise StorageError(f"{to}: is there already; choose another name") from error
    except OSError as error:
        raise StorageError(f"{to}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        part.unlink(missing_ok=True)
        lock.unlink(missing_ok=True)
