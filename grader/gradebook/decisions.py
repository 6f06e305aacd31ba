"""Rows of what instructors decide: decisions on learners, regrades, and feedback released by assignment."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from grader.gradebook.records import Decision, Regrade
from grader.gradebook.schema import decisions, forgotten, regrades, releases
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


def add_decision(connection: Connection, decision: Decision) -> Decision:
    """The decision as it is kept, with its id."""
    numbered = replace(decision, id=last_number(connection) + 1)
    connection.execute(insert(decisions), asdict(numbered))
    return numbered


def last_number(connection: Connection) -> int:
    """The highest number that any decision ever had, those on forgotten learners included; 0 if there was none.

    A number stands in reasons, letters and exports: given twice, it would say that something else was decided.
    """
    columns = (decisions.c.id, forgotten.c.last_decision)
    return max(connection.execute(select(func.max(column))).scalar() or 0 for column in columns)


def read_decisions(connection: Connection, learner: str | None) -> Iterator[Decision]:
    """Every decision, or those on one learner, in the order in which they were made."""
    query = select(decisions).order_by(decisions.c.id)
    if learner is not None:
        query = query.where(decisions.c.learner == learner)
    for row in connection.execute(query, execution_options={"yield_per": 1000}).mappings():
        yield Decision(**row)


def add_regrade(connection: Connection, regrade: Regrade) -> int:
    """The id that the regrade is kept under."""
    number = next_id(connection, regrades)
    connection.execute(insert(regrades), asdict(regrade) | {"id": number, "counts": dict(regrade.counts)})
    return number


def read_regrades(connection: Connection) -> Iterator[Regrade]:
    """Every regrade, in the order in which they were made."""
    for row in connection.execute(select(regrades).order_by(regrades.c.id)).mappings():
        yield Regrade(**row)
