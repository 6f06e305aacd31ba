"""Rows from records: what an entry adds to each table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import count, islice
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, null, select

from grader.gradebook.entry import Entry, grade_key
from grader.gradebook.schema import criteria, diagnoses, findings, results, runs, submissions
from grader.model import Diagnosis, Finding, Run, Submission

CHUNK = 500
"""Entries whose rows are in memory at once."""


def add_entries(connection: Connection, entries: Iterable[Entry]) -> None:
    """Add the rows of every entry; what is there already is not added again."""
    remaining = iter(entries)
    while chunk := list(islice(remaining, CHUNK)):
        rows = _Rows(connection)
        for entry in chunk:
            rows.add(entry)
        rows.write()


def is_submission(submission: Submission) -> ColumnElement[bool]:
    """The condition under which a row of `submissions` is this submission."""
    return and_(
        submissions.c.learner == submission.learner,
        submissions.c.exercise == submission.exercise,
        submissions.c.attempt == submission.attempt,
        submissions.c.sha256 == submission.sha256,
    )


def next_ids(connection: Connection, table: Table) -> Iterator[int]:
    """The ids of the rows that are added next: nobody else adds any meanwhile."""
    last: int | None = connection.execute(select(func.max(table.c.id))).scalar()
    yield from count((last or 0) + 1)


class _Rows:
    """The rows that some entries need and that are not there yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # In the order in which they refer to each other.
        tables = (submissions, runs, criteria, results, findings, diagnoses)
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in tables}
        self._numbers = {table: next_ids(connection, table) for table in (submissions, runs, criteria, results)}
        self._ids: dict[tuple[Table, object], int] = {}
        """What was looked up or numbered since the last write."""

    def add(self, entry: Entry) -> None:
        result_id = next(self._numbers[results])
        self._rows[results].append(
            _result_row(entry)
            | {
                "id": result_id,
                "submission_id": self._submission_id(entry.result.submission),
                "run_id": self._run_id(entry.run),
            }
        )
        self._rows[diagnoses].extend(_diagnosis_rows(result_id, entry.result.diagnoses))
        for position, finding in enumerate(entry.result.findings):
            ids = {"result_id": result_id, "position": position, "criterion_id": self._criterion_id(finding)}
            self._rows[findings].append(ids | _finding_row(finding))

    def write(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                self._connection.execute(insert(table), rows)

    def _submission_id(self, submission: Submission) -> int:
        key = (submission.learner, submission.exercise, submission.attempt)
        return self._id(
            submissions, key, is_submission(submission), asdict(submission) | {"path": str(submission.path)}
        )

    def _run_id(self, run: Run) -> int:
        """The id of this very execution, which identical submissions share."""
        facts = _run_row(run)
        same = and_(*(runs.c[name].is_not_distinct_from(value) for name, value in facts.items()))
        return self._id(runs, tuple(facts.values()), same, facts | {"changes": [asdict(one) for one in run.changes]})

    def _criterion_id(self, finding: Finding) -> int:
        row = {
            "criterion": finding.criterion,
            "title": finding.title,
            "hints": list(finding.hints),
            "possible": finding.possible,
            "hidden": finding.hidden,
            "judged_by": finding.judged_by,
        }
        digest = sha256(msgspec.json.encode(row)).hexdigest()
        return self._id(criteria, digest, criteria.c.digest == digest, row | {"digest": digest})

    def _id(self, table: Table, key: object, same: ColumnElement[bool], row: dict[str, Any]) -> int:
        """The id of the row that is the same, which is added where it is missing."""
        known = self._ids.get((table, key))
        if known is None:
            known = self._connection.execute(select(table.c.id).where(same)).scalar()
            if known is None:
                known = next(self._numbers[table])
                self._rows[table].append(row | {"id": known})
            self._ids[table, key] = known
        return known


def _run_row(run: Run) -> dict[str, Any]:
    """What distinguishes one execution from another."""
    fields = ("key", "outcome", "wall_s", "cpu_s", "peak_mib", "message")
    return {name: getattr(run, name) for name in fields} | {"hints_cpu_s": run.hints_cpu_s or None}


def _result_row(entry: Entry) -> dict[str, Any]:
    """The columns of `results` that refer to no row of this entry."""
    result = entry.result
    key = grade_key(
        run_key=result.run_key,
        exercise_digest=entry.exercise_digest,
        reference_key=entry.reference_key,
        grader_version=result.grader_version,
    )
    return {
        "cached": entry.cached,
        "exercise_digest": entry.exercise_digest,
        "reference_key": entry.reference_key,
        "grader_version": result.grader_version,
        "grade_key": key,
        "attempted": result.attempted,
        "graded": result.graded,
        "earned": result.score.earned,
        "possible": result.score.possible,
        "unscored": result.score.unscored,
        "regrade_id": entry.regrade,
        "diagnosed_by": result.diagnosed_by,
    }


def _finding_row(finding: Finding) -> dict[str, Any]:
    fields = ("verdict", "message", "expected", "actual", "earned", "trust")
    measured = asdict(finding.measured) if finding.measured else None
    return {name: getattr(finding, name) for name in fields} | {"measured": measured}


def _diagnosis_rows(result_id: int, found: Sequence[Diagnosis]) -> list[dict[str, Any]]:
    """The rows of `diagnoses`, the first cause first."""
    return [
        {"result_id": result_id, "position": position, **_diagnosis_row(diagnosis)}
        for position, diagnosis in enumerate(found)
    ]


def _diagnosis_row(diagnosis: Diagnosis) -> dict[str, Any]:
    fields = ("rule", "message", "where", "lesson")
    proven = null() if diagnosis.proven is None else asdict(diagnosis.proven)
    return {name: getattr(diagnosis, name) for name in fields} | {"hints": list(diagnosis.hints), "proven": proven}
