"""The gradebook: every judgement ever made under one OUT, in SQLite, appended and never changed.

Theory of operation. One process writes: it holds `gradebook.sqlite.lock` (flock, which the system drops with the
process however it dies) from `Gradebook.open` to `close`. Any number may read, with `Gradebook.view`. A result, its
findings, its run and its submission go in as one transaction that is on the disk (WAL, synchronous=FULL) before
`record` returns, so a batch killed at any moment resumes from whole results. Triggers refuse UPDATE and DELETE:
a regrade adds a row, and what a learner was told last month can be shown again.

The tables and the meaning of each column are in `grader.schema`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, Subquery, and_, func, select
from sqlalchemy.dialects.sqlite import insert

from grader.errors import StorageError
from grader.model import Diagnosis, Finding, Measured, Result, Run, Score, Submission
from grader.schema import diagnoses, findings, results, runs, submissions
from grader.sqlite import WriterLock, faults_of, open_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result as the gradebook keeps it."""

    result: Result
    run: Run
    """The run's facts alone: its cells and evidence lie in the run store, under `run.key`."""
    cached: bool
    """Whether the run came from the run store, without a kernel."""
    exercise_digest: str
    """The digest of the exercise as it was then."""
    reference_key: str
    """The key of the reference's run that it was compared with."""


def grade_key(*, run_key: str, exercise_digest: str, reference_key: str, grader_version: str) -> str:
    """The digest of all that a result depends on: where it is the same, so is the result."""
    whole = f"{run_key}\n{exercise_digest}\n{reference_key}\n{grader_version}"
    return hashlib.sha256(whole.encode()).hexdigest()


class Gradebook:
    """An open gradebook, and a context manager. Any method raises `StorageError` where the file fails it."""

    def __init__(self, path: Path, engine: Engine, lock: WriterLock | None) -> None:
        self._path = path
        self._engine = engine
        self._lock = lock

    @classmethod
    def open(cls, path: Path) -> Self:
        """The gradebook at `path`, for the one process that writes; made where there is none.

        Raises:
            StorageError: another process is writing, or the file is no gradebook of this version.
        """
        lock = WriterLock(path)
        try:
            return cls(path, open_engine(path, writes=True), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def view(cls, path: Path) -> Self:
        """The gradebook at `path`, to read while another process may be writing.

        Raises:
            StorageError: there is no such file, or it is no gradebook of this version.
        """
        if not path.is_file():
            raise StorageError(f"{path}: there is no gradebook; `grader grade` makes one")
        return cls(path, open_engine(path, writes=False), None)

    def close(self) -> None:
        """Let go of the file, and of the lock with it."""
        self._engine.dispose()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submission_for(self, *, learner: str, exercise: str, sha256: str, path: Path) -> Submission:
        """The learner's latest attempt where its bytes are the same, else the next attempt, received now."""
        query = (
            select(submissions)
            .where(submissions.c.learner == learner, submissions.c.exercise == exercise)
            .order_by(submissions.c.attempt.desc())
            .limit(1)
        )
        with faults_of(self._path), self._engine.connect() as connection:
            latest = connection.execute(query).mappings().first()
        if latest is not None and latest[submissions.c.sha256] == sha256:
            return _submission(latest)
        return Submission(
            learner=learner,
            exercise=exercise,
            attempt=1 if latest is None else latest[submissions.c.attempt] + 1,
            path=path,
            sha256=sha256,
            received=datetime.now(UTC),
        )

    def judged(self, submission: Submission, key: str) -> bool:
        """Whether this attempt has a result of that grade key in which no fault of ours left points unscored."""
        query = (
            select(results.c.id)
            .join_from(results, submissions)
            .where(_is(submission), results.c.grade_key == key, results.c.unscored == 0)
            .limit(1)
        )
        with faults_of(self._path), self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def record(self, entry: Entry) -> None:
        """Add one result with all that belongs to it: durable when this returns, or not there at all."""
        with faults_of(self._path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            values = _result_values(entry) | {
                "submission_id": _submission_id(connection, entry.result.submission),
                "run_id": _run_id(connection, entry.run),
            }
            result_id: int = connection.execute(insert(results).returning(results.c.id), values).scalar_one()
            if rows := _finding_rows(result_id, entry.result.findings):
                connection.execute(insert(findings), rows)
            if rows := _diagnosis_rows(result_id, entry.result.diagnoses):
                connection.execute(insert(diagnoses), rows)
            connection.commit()

    def latest(self) -> Iterator[Result]:
        """The last result of each learner's last attempt at each exercise, sorted by learner and exercise."""
        return (entry.result for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        """What `latest` gives, each with the facts of its run."""
        with faults_of(self._path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # both queries see the same results, whatever is recorded meanwhile
            recognised = _diagnoses(connection)
            rows = connection.execution_options(yield_per=1000).execute(_latest_with_findings()).mappings()
            for result_id, group in groupby(rows, key=lambda row: row[results.c.id]):
                yield _entry(tuple(group), recognised.get(result_id, ()))


def _is(submission: Submission) -> ColumnElement[bool]:
    """The condition under which a row of `submissions` is this submission."""
    return and_(
        submissions.c.learner == submission.learner,
        submissions.c.exercise == submission.exercise,
        submissions.c.attempt == submission.attempt,
        submissions.c.sha256 == submission.sha256,
    )


def _submission_id(connection: Connection, submission: Submission) -> int:
    """The id of the submission's row, which is added where it is missing."""
    known: int | None = connection.execute(select(submissions.c.id).where(_is(submission))).scalar()
    if known is not None:
        return known
    values = {
        "learner": submission.learner,
        "exercise": submission.exercise,
        "attempt": submission.attempt,
        "sha256": submission.sha256,
        "path": str(submission.path),
        "received": submission.received,
    }
    added: int = connection.execute(insert(submissions).returning(submissions.c.id), values).scalar_one()
    return added


def _run_id(connection: Connection, run: Run) -> int:
    """The id of the run's row; added unless this very execution is there, as for identical submissions."""
    values = {
        "key": run.key,
        "outcome": run.outcome,
        "wall_s": run.wall_s,
        "cpu_s": run.cpu_s,
        "peak_mib": run.peak_mib,
        "message": run.message,
    }
    connection.execute(insert(runs).on_conflict_do_nothing(), values | {"repairs": list(run.repairs)})
    same = and_(*(runs.c[name] == value for name, value in values.items()))
    row_id: int = connection.execute(select(runs.c.id).where(same)).scalar_one()
    return row_id


def _result_values(entry: Entry) -> dict[str, Any]:
    """The columns of `results` that refer to no other table."""
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
    }


def _finding_rows(result_id: int, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """The rows of `findings`, in the rubric's order."""
    return [
        {
            "result_id": result_id,
            "position": position,
            "criterion": finding.criterion,
            "title": finding.title,
            "verdict": finding.verdict,
            "message": finding.message,
            "expected": finding.expected,
            "actual": finding.actual,
            "hints": list(finding.hints),
            "earned": finding.earned,
            "possible": finding.possible,
            "trust": finding.trust,
            "hidden": finding.hidden,
            "measured": asdict(finding.measured) if finding.measured else None,
        }
        for position, finding in enumerate(found)
    ]


def _diagnosis_rows(result_id: int, found: Sequence[Diagnosis]) -> list[dict[str, Any]]:
    """The rows of `diagnoses`, the first cause first."""
    return [
        {"result_id": result_id, "position": position, **asdict(diagnosis), "hints": list(diagnosis.hints)}
        for position, diagnosis in enumerate(found)
    ]


def _diagnoses(connection: Connection) -> dict[int, tuple[Diagnosis, ...]]:
    """Result id to its diagnoses, for the results that count and have any."""
    ranked = _ranked()
    query = (
        select(diagnoses)
        .join_from(diagnoses, ranked, (ranked.c.id == diagnoses.c.result_id) & (ranked.c.place == 1))
        .order_by(diagnoses.c.result_id, diagnoses.c.position)
    )
    rows = connection.execute(query).mappings()
    return {
        result_id: tuple(_diagnosis(row) for row in group)
        for result_id, group in groupby(rows, key=lambda row: int(row[diagnoses.c.result_id]))
    }


def _ranked() -> Subquery:
    """Each result's id and its `place` among those of its learner and exercise: 1 is the one that counts."""
    newest_first = func.row_number().over(
        partition_by=(submissions.c.learner, submissions.c.exercise),
        order_by=(submissions.c.attempt.desc(), results.c.id.desc()),
    )
    return select(results.c.id, newest_first.label("place")).join_from(results, submissions).subquery()


def _latest_with_findings() -> Select[Any]:
    """One row a finding, or one with NULL for a result without any; a result's rows are neighbours."""
    ranked = _ranked()
    return (
        select(results, submissions, runs, findings)
        .join_from(results, ranked, (ranked.c.id == results.c.id) & (ranked.c.place == 1))
        .join(submissions)
        .join(runs)
        .outerjoin(findings, findings.c.result_id == results.c.id)
        .order_by(submissions.c.learner, submissions.c.exercise, findings.c.position)
    )


def _entry(rows: Sequence[RowMapping], recognised: tuple[Diagnosis, ...]) -> Entry:
    """The entry that one result's rows spell."""
    row = rows[0]
    run = _run(row)
    result = Result(
        submission=_submission(row),
        run_key=run.key,
        outcome=run.outcome,
        attempted=row[results.c.attempted],
        findings=tuple(_finding(each) for each in rows if each[findings.c.position] is not None),
        score=Score(
            earned=row[results.c.earned],
            possible=row[results.c.possible],
            unscored=row[results.c.unscored],
        ),
        grader_version=row[results.c.grader_version],
        graded=row[results.c.graded],
        diagnoses=recognised,
    )
    return Entry(
        result=result,
        run=run,
        cached=row[results.c.cached],
        exercise_digest=row[results.c.exercise_digest],
        reference_key=row[results.c.reference_key],
    )


def _submission(row: RowMapping) -> Submission:
    return Submission(
        learner=row[submissions.c.learner],
        exercise=row[submissions.c.exercise],
        attempt=row[submissions.c.attempt],
        path=Path(row[submissions.c.path]),
        sha256=row[submissions.c.sha256],
        received=row[submissions.c.received],
    )


def _run(row: RowMapping) -> Run:
    return Run(
        key=row[runs.c.key],
        outcome=row[runs.c.outcome],
        wall_s=row[runs.c.wall_s],
        cpu_s=row[runs.c.cpu_s],
        peak_mib=row[runs.c.peak_mib],
        message=row[runs.c.message],
        repairs=tuple(row[runs.c.repairs]),
    )


def _finding(row: RowMapping) -> Finding:
    return Finding(
        verdict=row[findings.c.verdict],
        message=row[findings.c.message],
        expected=row[findings.c.expected],
        actual=row[findings.c.actual],
        trust=row[findings.c.trust],
        criterion=row[findings.c.criterion],
        title=row[findings.c.title],
        hints=tuple(row[findings.c.hints]),
        earned=row[findings.c.earned],
        possible=row[findings.c.possible],
        hidden=row[findings.c.hidden],
        measured=_measured(row[findings.c.measured]),
    )


def _measured(kept: dict[str, Any] | None) -> Measured | None:
    return Measured(**kept | {"reference": tuple(kept["reference"])}) if kept else None


def _diagnosis(row: RowMapping) -> Diagnosis:
    return Diagnosis(
        rule=row[diagnoses.c.rule],
        message=row[diagnoses.c.message],
        where=row[diagnoses.c.where],
        lesson=row[diagnoses.c.lesson],
        hints=tuple(row[diagnoses.c.hints]),
    )
