"""What recorded results add up to, in SQL that SQLite and PostgreSQL answer alike.

Every query counts the last result of each learner's last attempt at each exercise, once. Findings are added up to sets
of bits, one a verdict: they come in the order in which they are stored, so that nothing is sorted and a cohort of
10,000 learners takes two seconds.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, case, cast, func, literal, select

from grader.gradebook.gradebook import Gradebook
from grader.gradebook.schema import criteria, diagnoses, findings, results, runs, submissions
from grader.model import Outcome, Verdict

MAX_CRITERIA: Final = 62
"""Criteria of an exercise that are told apart, the bits of a whole number; those after them are left out."""
BATCH = 2_000
"""Rows that are fetched at once."""


class ResultRow(NamedTuple):
    """One result. In the sets of bits, bit n stands for the criterion at place n of the rubric, from 0."""

    exercise: str
    learner: str
    attempts: int
    """How many the learner made."""
    result_id: int
    digest: str
    """Of the exercise as it was then: where it is the same, so is the rubric."""
    attempted: bool
    outcome: Outcome
    earned: int
    possible: int
    unscored: int
    wall_s: float
    cpu_s: float
    passed: int
    failed: int
    skipped: int
    errors: int
    criterion: int | None
    """The place of the first criterion that it fails, None where it fails none."""
    message: str | None
    """What the finding says."""
    rule: str | None
    """The first diagnosis, if there is one."""


class ResultCriterion(NamedTuple):
    """One criterion, as a result has it."""

    result_id: int
    position: int
    criterion: str
    title: str
    hidden: bool


class HandIn(NamedTuple):
    """The file of an attempted result."""

    exercise: str
    learner: str
    sha256: str
    path: str


def snapshot(gradebook: Gradebook) -> AbstractContextManager[Connection]:
    """A connection whose queries all see the same rows. Raises `StorageError` where the database fails."""
    return gradebook._database.read_transaction()  # noqa: SLF001 - of the same package


def count_learners(connection: Connection, exercises: Sequence[str]) -> int:
    """How many learners have handed in any of these exercises."""
    query = select(func.count(submissions.c.learner.distinct())).where(submissions.c.exercise.in_(exercises))
    return connection.execute(query).scalar_one()


def result_rows(connection: Connection) -> Iterator[ResultRow]:
    """Each result, in no order."""
    first = func.min(case((findings.c.verdict == Verdict.FAIL, findings.c.position)))
    verdicts = (Verdict.PASS, Verdict.FAIL, Verdict.SKIP, Verdict.ERROR)
    bits = (
        select(findings.c.result_id, *map(_bits, verdicts), first.label("first"))
        .group_by(findings.c.result_id)
        .subquery("bits")
    )
    failing = findings.alias("failing")
    query = (
        select_latest(
            submissions.c.exercise,
            submissions.c.learner,
            submissions.c.attempt,
            results.c.id,
            results.c.exercise_digest,
            results.c.attempted,
            runs.c.outcome,
            results.c.earned,
            results.c.possible,
            results.c.unscored,
            runs.c.wall_s,
            runs.c.cpu_s,
            *(bits.c[verdict] for verdict in verdicts),
            bits.c.first,
            failing.c.message,
            diagnoses.c.rule,
        )
        .join(bits, bits.c.result_id == results.c.id)
        .join(runs, runs.c.id == results.c.run_id)
        .outerjoin(failing, and_(failing.c.result_id == results.c.id, failing.c.position == bits.c.first))
        .outerjoin(diagnoses, and_(diagnoses.c.result_id == results.c.id, diagnoses.c.position == 0))
    )
    return map(ResultRow._make, stream_rows(connection, query))


def result_criteria(connection: Connection, result_ids: Collection[int]) -> Iterator[ResultCriterion]:
    """The criteria of these results, each result's in the rubric's order."""
    remaining = iter(sorted(result_ids))
    while some := list(islice(remaining, BATCH)):
        query = (
            select(findings.c.result_id, findings.c.position, criteria.c.criterion, criteria.c.title, criteria.c.hidden)
            .join(criteria, criteria.c.id == findings.c.criterion_id)
            .where(findings.c.result_id.in_(some), findings.c.position < MAX_CRITERIA)
            .order_by(findings.c.result_id, findings.c.position)
        )
        yield from map(ResultCriterion._make, connection.execute(query))


def hand_in_rows(connection: Connection, exercise: str) -> Iterator[HandIn]:
    """The files of one exercise's attempted results, sorted by learner."""
    columns = (submissions.c.exercise, submissions.c.learner, submissions.c.sha256, submissions.c.path)
    query = select_latest(*columns).where(results.c.attempted, submissions.c.exercise == exercise)
    return map(HandIn._make, stream_rows(connection, query.order_by(submissions.c.learner)))


def _bits(verdict: Verdict) -> ColumnElement[int]:
    """The places of the criteria with that verdict."""
    bit = literal(1, BigInteger).bitwise_lshift(findings.c.position)
    told = and_(findings.c.verdict == verdict, findings.c.position < MAX_CRITERIA)
    return cast(func.sum(case((told, bit), else_=0)), BigInteger).label(verdict)


def select_latest(*columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of the last result of each learner's last attempt at each exercise."""
    again, later = results.alias("again"), submissions.alias("later")
    last_result = select(func.max(again.c.id)).where(again.c.submission_id == results.c.submission_id).scalar_subquery()
    last_attempt = (
        select(func.max(later.c.attempt))
        .where(later.c.learner == submissions.c.learner, later.c.exercise == submissions.c.exercise)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(results)
        .join(submissions, submissions.c.id == results.c.submission_id)
        .where(results.c.id == last_result, submissions.c.attempt == last_attempt)
    )


def stream_rows(connection: Connection, query: Select[Any]) -> Any:
    """The rows, so many at a time that memory does not grow with the gradebook."""
    return connection.execute(query, execution_options={"yield_per": BATCH})
