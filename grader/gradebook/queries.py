"""The results that count, as one query; whole entries read from its rows; everything recorded about a learner."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, CursorResult, Row, RowMapping, Select, Table, bindparam, exists, func, select

from grader.evidence import Refusal
from grader.gradebook.schema import (
    criteria,
    decisions,
    diagnoses,
    findings,
    forgotten,
    refusals,
    results,
    runs,
    submissions,
)
from grader.gradebook.writing import DIAGNOSIS_FIELDS, FINDING_FIELDS, IDENTITY, Entry, is_same, submissions_of
from grader.model import Diagnosis, Finding, Measurement, Proof, Result, Run, Score, Submission
from grader.source.records import Change, ChangeKind

BATCH = 1000
"""The number of entries whose findings are read with one query."""


class RowNumbers(NamedTuple):
    """The highest ordinals in the tables from which marks are computed, 0 if a table is empty."""

    result: int
    decision: int
    forgotten: int


def row_numbers(connection: Connection) -> RowNumbers:
    """The current row numbers; quick, because each is the end of an index."""
    highest = (select(func.max(table.c.id)).scalar_subquery() for table in (results, decisions, forgotten))
    return RowNumbers(*(number or 0 for number in connection.execute(select(*highest)).one()))


def read_entries(
    connection: Connection, *, every: bool, exercise: str | None = None, learner: str | None = None
) -> Iterator[Entry]:
    """The last result of each learner's last attempt at each exercise, or of `every` attempt.

    They are sorted by learner, exercise and attempt; if an exercise or learner is named, only that one's entries are
    read.
    """
    rubric = {row[criteria.c.id]: row for row in connection.execute(select(criteria)).mappings()}
    query = (
        select_last_results(submissions, results, runs, every=every)
        .join(runs, runs.c.id == results.c.run_id)
        .order_by(submissions.c.learner, submissions.c.exercise, submissions.c.attempt)
    )
    if exercise is not None:
        query = query.where(submissions.c.exercise == exercise)
    if learner is not None:
        query = query.where(submissions.c.learner == learner)
    for rows in stream_rows(connection, query, BATCH).mappings().partitions():
        ids = [row[results.c.id] for row in rows]
        judged = {
            id_: tuple(_finding(row, rubric[row.criterion_id]) for row in group)
            for id_, group in _by_result(connection, findings, ids)
        }
        diagnosed = {id_: tuple(map(_diagnosis, group)) for id_, group in _by_result(connection, diagnoses, ids)}
        refused = {id_: list(group) for id_, group in _by_result(connection, refusals, ids)}
        for row in rows:
            result_id = row[results.c.id]
            entry = _entry(row, judged.get(result_id, ()), diagnosed.get(result_id, ()))
            yield _with_refusals(entry, refused[result_id]) if result_id in refused else entry


def select_last_results(*columns: Any, every: bool = False) -> Select[Any]:
    """A query for these columns of the last result of each learner's last judged attempt at each exercise.

    With `every`, the query is for the last result of each attempt. The columns may be those of `submissions` and
    `results`.
    """
    again, later, results_of_later = results.alias("again"), submissions.alias("later"), results.alias("of_later")
    last_result = select(func.max(again.c.id)).where(again.c.submission_id == submissions.c.id).scalar_subquery()
    query = select(*columns).join_from(submissions, results, results.c.id == last_result)
    if every:
        return query
    last_attempt = (
        select(func.max(later.c.attempt))
        .where(later.c.learner == submissions.c.learner, later.c.exercise == submissions.c.exercise)
        .where(exists().where(results_of_later.c.submission_id == later.c.id))
        .scalar_subquery()
    )
    return query.where(submissions.c.attempt == last_attempt)


def columns_of(names: Iterable[str]) -> list[Column[Any]]:
    """The columns of `submissions` and `results` with these names."""
    return [(submissions if name in submissions.c else results).c[name] for name in names]


def stream_rows(
    connection: Connection, query: Select[Any], batch: int, parameters: Mapping[str, object] | None = None
) -> CursorResult[Any]:
    """The query's rows, fetched `batch` at a time, so that memory does not grow with the gradebook."""
    return connection.execute(query, parameters, execution_options={"yield_per": batch})


_LATEST_SUBMISSION = (
    select(submissions)
    .where(submissions.c.learner == bindparam("learner"), submissions.c.exercise == bindparam("exercise"))
    .order_by(submissions.c.attempt.desc())
    .limit(1)
)
_LAST_GRADE_KEY = (
    select(results.c.grade_key, results.c.unscored)
    .join_from(results, submissions)
    .where(*is_same(submissions))
    .order_by(results.c.id.desc())
    .limit(1)
)


def latest_submission(connection: Connection, learner: str, exercise: str) -> Submission | None:
    """The learner's last attempt, None if there is none."""
    row = connection.execute(_LATEST_SUBMISSION, {"learner": learner, "exercise": exercise}).mappings().first()
    return None if row is None else submission_of(row)


def last_grade_key(connection: Connection, submission: Submission) -> str | None:
    """The grade key of this attempt's last result; None if it has none, or if an error in the grader left it
    unscored.
    """
    same = {name: getattr(submission, name) for name in IDENTITY[submissions]}
    last = connection.execute(_LAST_GRADE_KEY, same).first()
    return None if last is None or last.unscored else str(last.grade_key)


def _by_result(connection: Connection, table: Table, ids: Sequence[int]) -> Iterator[tuple[int, Iterator[Row[Any]]]]:
    """Each of these results that has rows in that table, with its rows in their order."""
    query = select(table).where(table.c.result_id.in_(ids)).order_by(table.c.result_id, table.c.position)
    return groupby(connection.execute(query), key=lambda row: int(row.result_id))


def _entry(row: RowMapping, judged: tuple[Finding, ...], diagnosed: tuple[Diagnosis, ...]) -> Entry:
    ran = _values(row, runs)
    changes = tuple(Change(**one | {"kind": ChangeKind(one["kind"])}) for one in ran["changes"])
    run = Run(**ran | {"changes": changes})
    result = Result(
        submission=submission_of(row),
        run_key=run.key,
        outcome=run.outcome,
        findings=judged,
        score=Score(**{name: row[results.c[name]] for name in ("earned", "possible", "unscored")}),
        diagnoses=diagnosed,
        **{name: row[results.c[name]] for name in ("attempted", "grader_version", "graded", "diagnosed_by")},
    )
    own = {name: row[results.c[name]] for name in ("cached", "exercise_digest", "reference_key")}
    return Entry(result=result, run=run, regrade=row[results.c.regrade_id], **own)


def _with_refusals(entry: Entry, rows: Sequence[Row[Any]]) -> Entry:
    """The entry with the things on which the grader's own code failed."""
    met = [(row.criterion, Refusal(what=row.what, traceback=row.traceback)) for row in rows]
    by_criterion = {criterion: refusal for criterion, refusal in met if criterion is not None}
    judged = tuple(replace(finding, refusal=by_criterion.get(finding.criterion)) for finding in entry.result.findings)
    others = tuple(refusal for criterion, refusal in met if criterion is None)
    return replace(entry, result=replace(entry.result, findings=judged, refused=others))


def submission_of(row: RowMapping) -> Submission:
    """The record of a row that has all columns of `submissions`."""
    values = _values(row, submissions)
    return Submission(**values | {"path": Path(values["path"])})


def _values(row: RowMapping, table: Table) -> dict[str, Any]:
    """The row's values of one table's columns, by name, except the id."""
    return {column.name: row[column] for column in table.c if column.name != "id"}


def _finding(row: Row[Any], criterion: RowMapping) -> Finding:
    shared = ("criterion", "title", "possible", "hidden", "verifiable", "judged_by")
    reference = {"reference": tuple(row.measured["reference"])} if row.measured else {}
    return Finding(
        **{name: getattr(row, name) for name in FINDING_FIELDS},
        **{name: criterion[criteria.c[name]] for name in shared},
        hints=tuple(criterion[criteria.c.hints]),
        rests_on=tuple(row.rests_on),
        measured=Measurement(**row.measured | reference) if row.measured else None,
    )


def _diagnosis(row: Row[Any]) -> Diagnosis:
    proven = Proof(**row.proven | {"repair": tuple(row.proven["repair"])}) if row.proven else None
    texts = {name: getattr(row, name) for name in DIAGNOSIS_FIELDS}
    return Diagnosis(**texts, hints=tuple(row.hints), proven=proven)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Everything in a gradebook about one learner."""

    submissions: int
    results: int
    decisions: int
    paths: tuple[Path, ...]
    """The paths of the files that were handed in."""

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.submissions or self.decisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingReferences:
    """The files outside a gradebook to which its rows refer."""

    runs: frozenset[str]
    """Keys in the run store, including those of references."""
    files: frozenset[str]
    """Digests of contents that were handed in."""


def traces(connection: Connection, learner: str) -> Traces:
    """Everything that is recorded about a learner."""
    paths = connection.execute(select(submissions.c.path).where(submissions.c.learner == learner)).scalars().all()
    judged = connection.execute(select(results.c.id).where(results.c.submission_id.in_(submissions_of(learner)))).all()
    decided = connection.execute(select(decisions.c.id).where(decisions.c.learner == learner)).all()
    places = tuple(map(Path, paths))
    return Traces(submissions=len(paths), results=len(judged), decisions=len(decided), paths=places)


def remaining_references(connection: Connection, without: str) -> RemainingReferences:
    """The files to which rows refer that are not this learner's."""
    others = results.c.submission_id.not_in(submissions_of(without))
    keys = select(runs.c.key).join_from(runs, results, results.c.run_id == runs.c.id).where(others)
    references = select(results.c.reference_key).where(others)
    contents = select(submissions.c.sha256).where(submissions.c.learner != without)
    return RemainingReferences(
        runs=frozenset(connection.execute(keys.union(references)).scalars()),
        files=frozenset(connection.execute(contents.distinct()).scalars()),
    )
