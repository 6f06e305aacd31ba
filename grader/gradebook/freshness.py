"""What else tells of results is compared with: when each was judged, and with what score."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from grader.gradebook.gradebook import Gradebook
from grader.gradebook.items import select_latest, stream_rows
from grader.gradebook.schema import results, submissions


class LastResult(NamedTuple):
    """The last result of a learner's last attempt at an exercise."""

    learner: str
    exercise: str
    attempt: int
    earned: int
    possible: int
    unscored: int
    graded: datetime


def last_graded_at(gradebook: Gradebook) -> datetime | None:
    """When the result that was recorded last was judged, UTC; None where there is none. Raises `StorageError`."""
    query = select(results.c.graded).order_by(results.c.id.desc()).limit(1)
    with gradebook._database.read_transaction() as connection:  # noqa: SLF001 - the same package
        return connection.execute(query).scalar()


def last_results(gradebook: Gradebook) -> Iterator[LastResult]:
    """Every last result, sorted by learner and exercise; read as it is asked for. Raises `StorageError`."""
    columns = [(submissions if name in submissions.c else results).c[name] for name in LastResult._fields]
    query = select_latest(*columns).order_by(submissions.c.learner, submissions.c.exercise)
    with gradebook._database.read_transaction() as connection:  # noqa: SLF001 - the same package
        yield from map(LastResult._make, stream_rows(connection, query))
