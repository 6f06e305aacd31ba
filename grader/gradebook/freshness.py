"""When the gradebook last got a result."""

from datetime import datetime

from sqlalchemy import select

from grader.gradebook.book import Gradebook
from grader.gradebook.schema import results


def last_graded(gradebook: Gradebook) -> datetime | None:
    """When the result that was recorded last was judged, UTC; None where there is none. Raises `StorageError`."""
    query = select(results.c.graded).order_by(results.c.id.desc()).limit(1)
    with gradebook._database.reading() as connection:  # noqa: SLF001 - the same package
        return connection.execute(query).scalar()
