"""Records from rows: entries, a batch at a time, so that memory does not grow with the gradebook."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, func, select

from grader.gradebook.entry import Entry
from grader.gradebook.schema import criteria, diagnoses, findings, results, runs, submissions
from grader.model import Diagnosis, Finding, Measurement, Result, Run, Score, Submission

BATCH = 1000
"""Entries whose findings are asked for at once."""


def read_entries(
    connection: Connection, *, every: bool, exercise: str | None = None, learner: str | None = None
) -> Iterator[Entry]:
    """The last result of each learner's last attempt at each exercise, or of `every` attempt.

    Sorted by learner, exercise and attempt; those of one exercise or learner where one is named.
    """
    known = {row[criteria.c.id]: row for row in connection.execute(select(criteria)).mappings()}
    query = _heads(every=every)
    if exercise is not None:
        query = query.where(submissions.c.exercise == exercise)
    if learner is not None:
        query = query.where(submissions.c.learner == learner)
    heads = connection.execute(query, execution_options={"yield_per": BATCH}).mappings()
    for rows in heads.partitions():
        ids = [row[results.c.id] for row in rows]
        found = _findings(connection, ids, known)
        recognised = _diagnoses(connection, ids)
        for row in rows:
            result_id = row[results.c.id]
            yield _entry(row, found.get(result_id, ()), recognised.get(result_id, ()))


def latest_submission(connection: Connection, learner: str, exercise: str) -> Submission | None:
    """The learner's last attempt, None where there is none."""
    query = (
        select(submissions)
        .where(submissions.c.learner == learner, submissions.c.exercise == exercise)
        .order_by(submissions.c.attempt.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else _submission(row)


def _heads(*, every: bool) -> Select[Any]:
    """One row a result that counts, with its submission and run; found by indexes alone, in their order."""
    again, later = results.alias(), submissions.alias()
    last_result = select(func.max(again.c.id)).where(again.c.submission_id == submissions.c.id).scalar_subquery()
    query = (
        select(submissions, results, runs)
        .join_from(submissions, results, results.c.id == last_result)
        .join(runs, runs.c.id == results.c.run_id)
        .order_by(submissions.c.learner, submissions.c.exercise, submissions.c.attempt)
    )
    if every:
        return query
    last_attempt = (
        select(func.max(later.c.attempt))
        .where(later.c.learner == submissions.c.learner, later.c.exercise == submissions.c.exercise)
        .scalar_subquery()
    )
    return query.where(submissions.c.attempt == last_attempt)


def _findings(
    connection: Connection, ids: Sequence[int], known: dict[int, RowMapping]
) -> dict[int, tuple[Finding, ...]]:
    """Result id to its findings, in the rubric's order."""
    query = select(findings).where(findings.c.result_id.in_(ids)).order_by(findings.c.result_id, findings.c.position)
    return {
        result_id: tuple(_finding(row, known[row.criterion_id]) for row in group)
        for result_id, group in groupby(connection.execute(query), key=lambda row: int(row.result_id))
    }


def _diagnoses(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Diagnosis, ...]]:
    """Result id to its diagnoses, the first cause first, for results that have any."""
    query = select(diagnoses).where(diagnoses.c.result_id.in_(ids))
    rows = connection.execute(query.order_by(diagnoses.c.result_id, diagnoses.c.position))
    return {
        result_id: tuple(_diagnosis(row) for row in group)
        for result_id, group in groupby(rows, key=lambda row: int(row.result_id))
    }


def _entry(row: RowMapping, found: tuple[Finding, ...], recognised: tuple[Diagnosis, ...]) -> Entry:
    run = _run(row)
    result = Result(
        submission=_submission(row),
        run_key=run.key,
        outcome=run.outcome,
        attempted=row[results.c.attempted],
        findings=found,
        score=Score(
            earned=row[results.c.earned],
            possible=row[results.c.possible],
            unscored=row[results.c.unscored],
        ),
        grader_version=row[results.c.grader_version],
        graded=row[results.c.graded],
        diagnoses=recognised,
        diagnosed_by=row[results.c.diagnosed_by] or "",
    )
    return Entry(
        result=result,
        run=run,
        cached=row[results.c.cached],
        exercise_digest=row[results.c.exercise_digest],
        reference_key=row[results.c.reference_key],
        regrade=row[results.c.regrade_id],
    )


def _submission(row: RowMapping) -> Submission:
    return Submission(
        learner=row[submissions.c.learner],
        exercise=row[submissions.c.exercise],
        attempt=row[submissions.c.attempt],
        path=Path(row[submissions.c.path]),
        sha256=row[submissions.c.sha256],
        received=row[submissions.c.received],
        submitted=row[submissions.c.submitted],
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


def _finding(row: Row[Any], criterion: RowMapping) -> Finding:
    return Finding(
        verdict=row.verdict,
        message=row.message,
        expected=row.expected,
        actual=row.actual,
        trust=row.trust,
        criterion=criterion[criteria.c.criterion],
        title=criterion[criteria.c.title],
        hints=tuple(criterion[criteria.c.hints]),
        earned=row.earned,
        possible=criterion[criteria.c.possible],
        hidden=criterion[criteria.c.hidden],
        judged_by=criterion[criteria.c.judged_by],
        measured=_measured(row.measured),
    )


def _measured(kept: dict[str, Any] | None) -> Measurement | None:
    return Measurement(**kept | {"reference": tuple(kept["reference"])}) if kept else None


def _diagnosis(row: Row[Any]) -> Diagnosis:
    return Diagnosis(rule=row.rule, message=row.message, where=row.where, lesson=row.lesson, hints=tuple(row.hints))
