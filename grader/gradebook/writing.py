"""Makes rows from records: what an entry adds to each table; and the only removal, of a learner's rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from itertools import count, islice
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    null,
    select,
)

from grader.gradebook.schema import (
    TABLE_NAMES,
    add_triggers,
    criteria,
    decisions,
    diagnoses,
    findings,
    forgotten,
    refusals,
    remove_triggers,
    results,
    runs,
    submissions,
)
from grader.model import Diagnosis, Finding, Result, Run

CHUNK = 500
"""The number of entries whose rows are in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result as the gradebook stores it."""

    result: Result
    run: Run
    """Only the run's facts: its cells and evidence are in the run store, under `run.key`."""
    cached: bool
    """Whether the run came from the run store, without a kernel."""
    exercise_digest: str
    """The digest of the exercise at that time."""
    reference_key: str
    """The key of the reference's run with which it was compared."""
    regrade: int | None = None
    """The id of the regrade that it belongs to, if any."""


def grade_key(*, run_key: str, exercise_digest: str, reference_key: str, grader_version: str) -> str:
    """The digest of everything that a result depends on: if it is the same, so is the result."""
    whole = f"{run_key}\n{exercise_digest}\n{reference_key}\n{grader_version}"
    return sha256(whole.encode()).hexdigest()


def add_entries(connection: Connection, entries: Iterable[Entry]) -> None:
    """Add the rows of every entry; rows that are there already are not added again."""
    remaining = iter(entries)
    while chunk := list(islice(remaining, CHUNK)):
        rows = _Rows(connection)
        for entry in chunk:
            rows.add(entry)
        rows.write()


IDENTITY: Mapping[Table, Sequence[str]] = {
    submissions: ("learner", "exercise", "attempt", "sha256"),
    runs: ("key", "outcome", "wall_s", "cpu_s", "peak_mib", "message", "hints_cpu_s"),
    criteria: ("digest",),
}
"""Maps each table to the columns by which a row is found again."""


def is_same(table: Table) -> Iterator[ColumnElement[bool]]:
    """The conditions that a row of a table has the values of the parameters for the table's identity."""
    return (_has_value(table.c[name]) for name in IDENTITY[table])


def _has_value(column: Column[Any]) -> ColumnElement[bool]:
    """The condition that a column has the value of the parameter of the same name.

    PostgreSQL uses no index for IS NOT DISTINCT FROM, so only columns that may be NULL are compared in that way.
    """
    value: BindParameter[Any] = bindparam(column.name)
    return column.is_not_distinct_from(value) if column.nullable else column == value


@cache
def _select_id(table: Table) -> Select[Any]:
    return select(table.c.id).where(*is_same(table))


@cache
def _select_last_ids(tables: tuple[Table, ...]) -> Select[Any]:
    return select(*(select(func.max(table.c.id)).scalar_subquery() for table in tables))


def next_ids(connection: Connection, *tables: Table) -> list[Iterator[int]]:
    """The ids of the next rows of each table; no other process adds rows meanwhile."""
    return [count((last or 0) + 1) for last in connection.execute(_select_last_ids(tables)).one()]


def next_id(connection: Connection, table: Table) -> int:
    """The id of the next row of a table."""
    (ids,) = next_ids(connection, table)
    return next(ids)


class _Rows:
    """The rows that some entries need and that do not exist yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # In the order in which they refer to each other.
        numbered = (submissions, runs, criteria, results)
        self._rows: dict[Table, list[dict[str, Any]]] = {
            table: [] for table in (*numbered, findings, refusals, diagnoses)
        }
        self._numbers = dict(zip(numbered, next_ids(connection, *numbered), strict=True))
        self._ids: dict[tuple[Table, object], int] = {}
        """The ids that were looked up or assigned since the last write."""

    def add(self, entry: Entry) -> None:
        result_id = next(self._numbers[results])
        submission, run = entry.result.submission, entry.run
        executed = {name: getattr(run, name) for name in IDENTITY[runs]}  # identical submissions share an execution
        ids = {
            "id": result_id,
            "submission_id": self._id(submissions, asdict(submission) | {"path": str(submission.path)}),
            "run_id": self._id(runs, executed | {"changes": [asdict(change) for change in run.changes]}),
        }
        self._rows[results].append(_result_row(entry) | ids)
        self._rows[diagnoses].extend(
            {"result_id": result_id, "position": position, **_diagnosis_row(diagnosis)}
            for position, diagnosis in enumerate(entry.result.diagnoses)
        )
        self._rows[refusals].extend(_refusal_rows(result_id, entry.result))
        for position, finding in enumerate(entry.result.findings):
            own = {"result_id": result_id, "position": position, "criterion_id": self._criterion_id(finding)}
            self._rows[findings].append(own | _finding_row(finding))

    def write(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                self._connection.execute(insert(table), rows)

    def _criterion_id(self, finding: Finding) -> int:
        fields = ("criterion", "title", "hints", "possible", "hidden", "judged_by", "verifiable")
        row = {name: getattr(finding, name) for name in fields}
        return self._id(criteria, row | {"digest": sha256(msgspec.json.encode(row)).hexdigest()})

    def _id(self, table: Table, row: dict[str, Any]) -> int:
        """The id of the row with the same identity, which is added if it is missing."""
        same = {name: row[name] for name in IDENTITY[table]}
        key = tuple(same.values())
        known = self._ids.get((table, key))
        if known is None:
            known = self._connection.execute(_select_id(table), same).scalar()
            if known is None:
                known = next(self._numbers[table])
                self._rows[table].append(row | {"id": known})
            self._ids[table, key] = known
        return known


def _result_row(entry: Entry) -> dict[str, Any]:
    """The columns of `results` that refer to no row of this entry."""
    result = entry.result
    digests = {name: getattr(entry, name) for name in ("exercise_digest", "reference_key")}
    return {
        **digests,
        **{name: getattr(result, name) for name in ("grader_version", "attempted", "graded", "diagnosed_by")},
        **asdict(result.score),
        **{f"verified_{name}": points for name, points in asdict(result.verified_score).items()},
        "cached": entry.cached,
        "grade_key": grade_key(run_key=result.run_key, grader_version=result.grader_version, **digests),
        "regrade_id": entry.regrade,
    }


FINDING_FIELDS = ("verdict", "message", "expected", "actual", "earned", "trust")
"""Fields of a finding that are columns of `findings` as they are."""
DIAGNOSIS_FIELDS = ("rule", "message", "where", "lesson")
"""Fields of a diagnosis that are columns of `diagnoses` as they are."""


def _finding_row(finding: Finding) -> dict[str, Any]:
    measured = asdict(finding.measured) if finding.measured else None
    texts = {name: getattr(finding, name) for name in FINDING_FIELDS}
    return texts | {"measured": measured, "rests_on": list(finding.rests_on)}


def _refusal_rows(result_id: int, result: Result) -> list[dict[str, Any]]:
    """The rows of `refusals`: those of criteria in the rubric's order, then all others."""
    met = [(finding.criterion, finding.refusal) for finding in result.findings if finding.refusal]
    return [
        {"result_id": result_id, "position": position, "criterion": criterion, **msgspec.structs.asdict(refusal)}
        for position, (criterion, refusal) in enumerate([*met, *((None, one) for one in result.refused)])
    ]


def _diagnosis_row(diagnosis: Diagnosis) -> dict[str, Any]:
    proven = null() if diagnosis.proven is None else asdict(diagnosis.proven)
    texts = {name: getattr(diagnosis, name) for name in DIAGNOSIS_FIELDS}
    return texts | {"hints": list(diagnosis.hints), "proven": proven}


def last_decision(connection: Connection) -> int:
    """The highest number that any decision ever had, including those on forgotten learners; 0 if there was none.

    Reasons, letters and exports contain these numbers: a number that was used twice would mean a wrong decision there.
    """
    columns = (decisions.c.id, forgotten.c.last_decision)
    return max(connection.execute(select(func.max(column))).scalar() or 0 for column in columns)


def delete_learner(connection: Connection, learner: str) -> None:
    """Delete all rows of a learner's, and runs that belong only to them; the rest is append-only again afterwards."""
    theirs = select(results.c.id).where(results.c.submission_id.in_(submissions_of(learner)))
    ran = connection.execute(select(results.c.run_id).where(results.c.id.in_(theirs)).distinct()).scalars().all()
    highest = last_decision(connection)
    remove_triggers(connection, TABLE_NAMES)
    for table in (findings, refusals, diagnoses):
        connection.execute(delete(table).where(table.c.result_id.in_(theirs)))
    connection.execute(delete(results).where(results.c.submission_id.in_(submissions_of(learner))))
    connection.execute(delete(submissions).where(submissions.c.learner == learner))
    if connection.execute(delete(decisions).where(decisions.c.learner == learner)).rowcount:
        connection.execute(insert(forgotten), {"id": next_id(connection, forgotten), "last_decision": highest})
    shared = exists().where(results.c.run_id == runs.c.id)
    connection.execute(delete(runs).where(runs.c.id.in_(ran), ~shared))
    add_triggers(connection, TABLE_NAMES)


def submissions_of(learner: str) -> Select[tuple[int]]:
    """The ids of a learner's submissions."""
    return select(submissions.c.id).where(submissions.c.learner == learner)
