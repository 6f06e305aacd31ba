"""Which version of the schema a gradebook has, and how it comes to this one."""

from pathlib import Path

from sqlalchemy import Connection

from grader.errors import StorageError
from grader.gradebook import schema

MIGRATIONS = Path(__file__).with_name("migrations")


def is_older(version: int, name: str, *, writes: bool) -> bool:
    """Whether the gradebook called `name` is to be brought up to date first.

    Raises:
        StorageError: it is a newer grader's, or an older one's and may only be read.
    """
    if version > schema.VERSION:
        raise StorageError(
            f"{name}: written by a newer grader (schema {version}; this one knows {schema.VERSION}); update it",
        )
    if version < schema.VERSION and not writes:
        raise StorageError(f"{name}: written by an older grader; `grader grade` brings it up to date")
    return version < schema.VERSION


def upgrade(connection: Connection, version: int) -> None:
    """Bring a gradebook of that version up to this one, within the connection's transaction."""
    # Only an old gradebook needs Alembic, which takes longer to import than a new one takes to make.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    schema.version.create(connection, checkfirst=True)
    connection.execute(schema.version.delete())
    connection.execute(schema.version.insert(), {"version_num": str(version)})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
