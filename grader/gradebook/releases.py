"""Feedback that an instructor released, assignment by assignment."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from grader.gradebook.schema import releases
from grader.gradebook.writing import next_id


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRelease:
    """From then on learners may read what came of an assignment, which they then have: nobody takes it back."""

    assignment: str
    """Its id."""
    who: str
    """The account, or the pseudonym in a service."""
    when: datetime
    """UTC."""


def add_release(connection: Connection, release: FeedbackRelease) -> FeedbackRelease:
    """The release as it is kept: an earlier one of the same assignment stays, and no other is added."""
    for one in read_releases(connection):
        if one.assignment == release.assignment:
            return one
    connection.execute(insert(releases), asdict(release) | {"id": next_id(connection, releases)})
    return release


def read_releases(connection: Connection) -> tuple[FeedbackRelease, ...]:
    """Every release, in the order in which they were made."""
    query = select(releases.c.assignment, releases.c.who, releases.c.when).order_by(releases.c.id)
    return tuple(FeedbackRelease(**row) for row in connection.execute(query).mappings())
