"""What else tells of results is compared with: when each was judged, and with what score."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from grader.gradebook.book import Gradebook
from grader.gradebook.schema import results, submissions

BATCH = 2000
"""Rows that are in memory at once."""


class Graded(NamedTuple):
    """The last result of a learner's last attempt at an exercise."""

    learner: str
    exercise: str
    attempt: int
    earned: int
    possible: int
    unscored: int
    graded: datetime


def last_graded(gradebook: Gradebook) -> datetime | None:
    """When the result that was recorded last was judged, UTC; None where there is none. Raises `StorageError`."""
    query = select(results.c.graded).order_by(results.c.id.desc()).limit(1)
    with gradebook._database.reading() as connection:  # noqa: SLF001 - the same package
        return connection.execute(query).scalar()


def all_graded(gradebook: Gradebook) -> Iterator[Graded]:
    """Every last result, sorted by learner and exercise; read as it is asked for. Raises `StorageError`."""
    again, later = results.alias(), submissions.alias()
    last_result = select(func.max(again.c.id)).where(again.c.submission_id == submissions.c.id).scalar_subquery()
    last_attempt = (
        select(func.max(later.c.attempt))
        .where(later.c.learner == submissions.c.learner, later.c.exercise == submissions.c.exercise)
        .scalar_subquery()
    )
    columns = [(submissions if name in submissions.c else results).c[name] for name in Graded._fields]
    query = (
        select(*columns)
        .join_from(submissions, results, results.c.id == last_result)
        .where(submissions.c.attempt == last_attempt)
        .order_by(submissions.c.learner, submissions.c.exercise)
    )
    with gradebook._database.reading() as connection:  # noqa: SLF001 - the same package
        for row in connection.execute(query, execution_options={"yield_per": BATCH}):
            yield Graded._make(row)
