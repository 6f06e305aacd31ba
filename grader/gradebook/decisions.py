"""The decisions of instructors, and their rows: decisions on learners, regrades, and feedback released by
assignment.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import count, islice

from sqlalchemy import Connection, insert, select

from grader.gradebook.schema import DecisionKind, decisions, regrades, releases
from grader.gradebook.writing import CHUNK, last_decision, next_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A change of one learner's points or due date, by an instructor or by the late policy."""

    learner: str
    exercise: str | None = None
    """The exercise; None if the decision is about an assignment."""
    assignment: str | None = None
    """The assignment; None if the decision is about an exercise."""
    criterion: str | None = None
    """The criterion of the exercise, or None for the whole exercise."""
    kind: DecisionKind
    value: float | None = None
    """OVERRIDE: points. LATE: fraction of the points lost, 0 to 1. EXCUSED, REOPENED: 1. None takes the decision
    back.
    """
    until: datetime | None = None
    """EXTENSION: the new due date, UTC; None takes an earlier one back."""
    automatic: float | None = None
    """OVERRIDE: the points that the grader had given then, so that a later change of them is noticed."""
    who: str
    """The account that decided, or "policy"."""
    when: datetime
    """When it was decided, UTC."""
    why: str
    id: int = 0
    """Its ordinal in the gradebook; 0 before it is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """Results judged again together, after something in the course changed."""

    who: str
    when: datetime
    """When it was approved, UTC."""
    why: str
    course_digest: str
    """The digest of the course by which it judged."""
    counts: Mapping[str, int]
    """How many submissions were examined, gained, lost and so on, under the names of the regrade's own counts."""
    id: int = 0
    """Its ordinal in the gradebook; 0 before it is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRelease:
    """Allows learners to read the feedback on an assignment from then on; it cannot be taken back."""

    assignment: str
    """The assignment's id."""
    who: str
    """The name of the account, or the pseudonym in a service."""
    when: datetime
    """When it was released, UTC."""


def add_release(connection: Connection, release: FeedbackRelease) -> FeedbackRelease:
    """Record a release and return it; an earlier release of the same assignment stays, and is returned instead."""
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
    """Record a decision, and return it with its id."""
    numbered = replace(decision, id=last_decision(connection) + 1)
    connection.execute(insert(decisions), asdict(numbered))
    return numbered


def add_decisions(connection: Connection, made: Iterable[Decision]) -> int:
    """Add decisions, and return how many there were."""
    remaining, added = iter(made), 0
    ids = count(last_decision(connection) + 1)
    while chunk := [asdict(replace(one, id=next(ids))) for one in islice(remaining, CHUNK)]:
        connection.execute(insert(decisions), chunk)
        added += len(chunk)
    return added


def read_decisions(
    connection: Connection, learner: str | None = None, *, by_learner: bool = False
) -> Iterator[Decision]:
    """Every decision, or the decisions on one learner, in the order in which they were made, or `by_learner` first."""
    query = select(decisions).order_by(*([decisions.c.learner] if by_learner else []), decisions.c.id)
    if learner is not None:
        query = query.where(decisions.c.learner == learner)
    for row in connection.execute(query, execution_options={"yield_per": 1000}).mappings():
        yield Decision(**row)


def add_regrade(connection: Connection, regrade: Regrade) -> int:
    """Record a regrade, and return its id."""
    number = next_id(connection, regrades)
    connection.execute(insert(regrades), asdict(regrade) | {"id": number, "counts": dict(regrade.counts)})
    return number


def read_regrades(connection: Connection) -> Iterator[Regrade]:
    """Every regrade, in the order in which they were made."""
    for row in connection.execute(select(regrades).order_by(regrades.c.id)).mappings():
        yield Regrade(**row)
