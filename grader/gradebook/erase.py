"""A person's rows, and their removal: the only change of what was recorded."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Select, delete, exists, insert, select

from grader.gradebook import schema
from grader.gradebook.decisions import last_number
from grader.gradebook.schema import (
    TABLE_NAMES,
    decisions,
    diagnoses,
    findings,
    forgotten,
    refusals,
    results,
    runs,
    submissions,
)
from grader.gradebook.writing import next_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a gradebook holds of one learner."""

    submissions: int
    results: int
    decisions: int
    paths: tuple[Path, ...]
    """Where the files lay that were handed in."""

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.submissions or self.decisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingReferences:
    """What a gradebook's rows refer to outside of it."""

    runs: frozenset[str]
    """Keys in the run store, those of references too."""
    files: frozenset[str]
    """Digests of contents that were handed in."""


def traces(connection: Connection, learner: str) -> Traces:
    """What there is of a learner."""
    paths = connection.execute(select(submissions.c.path).where(submissions.c.learner == learner)).scalars().all()
    judged = connection.execute(select(results.c.id).where(results.c.submission_id.in_(_theirs(learner)))).all()
    decided = connection.execute(select(decisions.c.id).where(decisions.c.learner == learner)).all()
    return Traces(
        submissions=len(paths), results=len(judged), decisions=len(decided), paths=tuple(Path(one) for one in paths)
    )


def remaining_references(connection: Connection, without: str) -> RemainingReferences:
    """What the rows refer to that are not this learner's."""
    others = results.c.submission_id.not_in(_theirs(without))
    keys = select(runs.c.key).join_from(runs, results, results.c.run_id == runs.c.id).where(others)
    references = select(results.c.reference_key).where(others)
    contents = select(submissions.c.sha256).where(submissions.c.learner != without)
    return RemainingReferences(
        runs=frozenset(connection.execute(keys.union(references)).scalars()),
        files=frozenset(connection.execute(contents.distinct()).scalars()),
    )


def delete_learner(connection: Connection, learner: str) -> None:
    """Delete every row of a learner's, and runs that are nobody else's; the rest is append-only again afterwards."""
    theirs = select(results.c.id).where(results.c.submission_id.in_(_theirs(learner)))
    ran = connection.execute(select(results.c.run_id).where(results.c.id.in_(theirs)).distinct()).scalars().all()
    last_decision = last_number(connection)
    schema.remove_triggers(connection, TABLE_NAMES)
    for table in (findings, refusals, diagnoses):
        connection.execute(delete(table).where(table.c.result_id.in_(theirs)))
    connection.execute(delete(results).where(results.c.submission_id.in_(_theirs(learner))))
    connection.execute(delete(submissions).where(submissions.c.learner == learner))
    if connection.execute(delete(decisions).where(decisions.c.learner == learner)).rowcount:
        row = {"id": next_id(connection, forgotten), "last_decision": last_decision}
        connection.execute(insert(forgotten), row)
    shared = exists().where(results.c.run_id == runs.c.id)
    connection.execute(delete(runs).where(runs.c.id.in_(ran), ~shared))
    schema.add_triggers(connection, TABLE_NAMES)


def _theirs(learner: str) -> Select[tuple[int]]:
    return select(submissions.c.id).where(submissions.c.learner == learner)
