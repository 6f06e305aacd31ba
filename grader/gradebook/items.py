"""What recorded results add up to, item by item, in SQL that SQLite and PostgreSQL answer alike.

Every query counts the last result of each learner's last attempt at each exercise, once.

A learner's strength at an exercise is how well the same learner did at the other exercises: the mean, over those that
were attempted and scored, of the share of the points less the mean share of all who attempted the exercise. So nobody
is strong for having done the easy ones alone, and criteria of one exercise, which wait for each other, do not measure
each other. It is counted in millionths, as whole numbers: what ties in one database ties in the other.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, NamedTuple

from sqlalchemy import CTE, BigInteger, ColumnElement, Connection, Select, and_, case, cast, func, select

from grader.gradebook.book import Gradebook
from grader.gradebook.schema import criteria, diagnoses, findings, results, runs, submissions
from grader.model import Outcome, Verdict

UNIT: Final = 1_000_000
"""A strength of one, in its unit."""
STRONG: Final = 0.27
"""The share of an exercise's learners that counts as strong, and more only where strengths tie."""
BATCH = 2000
"""Rows that are fetched at once."""


class Item(NamedTuple):
    """Findings on one criterion with one verdict, of strong learners or of others, counted."""

    exercise: str
    criterion: str
    title: str
    hidden: bool
    possible: int
    """Points of one finding."""
    position: int
    """The criterion's place in the rubric, from 0."""
    latest: int
    """The last result that has the criterion in these words."""
    verdict: Verdict
    strong: bool | None
    """None where the learner's strength is unknown, for want of another exercise."""
    size: int
    """How many."""
    earned: int
    """Points of all of them."""
    strength: int
    """The sum of their strengths, in millionths."""
    squares: int
    """The sum of the squares of those."""


class Standing(NamedTuple):
    """Results of one exercise that are alike, counted."""

    exercise: str
    attempts: int
    attempted: bool
    outcome: Outcome
    earned: int
    possible: int
    unscored: int
    size: int
    """How many."""


class Time(NamedTuple):
    """What the run of one result took, in seconds."""

    exercise: str
    wall_s: float
    cpu_s: float


class Divergence(NamedTuple):
    """The first criterion that an attempted result fails."""

    exercise: str
    learner: str
    criterion: str
    title: str
    message: str
    rule: str | None
    """The first diagnosis, if there is one."""


class HandIn(NamedTuple):
    """The file of an attempted result."""

    exercise: str
    learner: str
    sha256: str
    path: str


def snapshot(gradebook: Gradebook) -> AbstractContextManager[Connection]:
    """A connection whose queries all see the same rows. Raises `StorageError` where the database fails."""
    return gradebook._database.reading()  # noqa: SLF001 - of the same package


def learners(connection: Connection, exercises: Sequence[str]) -> int:
    """How many learners have handed in any of these exercises."""
    query = select(func.count(submissions.c.learner.distinct())).where(submissions.c.exercise.in_(exercises))
    return connection.execute(query).scalar_one()


def items(connection: Connection) -> Iterator[Item]:
    """Findings of attempted results by exercise, criterion, verdict and whether the learner is strong."""
    ranked = _ranked()
    counted = (
        select(
            ranked.c.exercise_id,
            findings.c.criterion_id,
            findings.c.verdict,
            ranked.c.strong,
            func.min(findings.c.position).label("position"),
            func.max(findings.c.result_id).label("latest"),
            func.count().label("size"),
            func.sum(findings.c.earned).label("earned"),
            func.coalesce(func.sum(ranked.c.strength), 0).label("strength"),
            func.coalesce(func.sum(ranked.c.squared), 0).label("squares"),
        )
        .join_from(ranked, findings, findings.c.result_id == ranked.c.result_id)
        .group_by(findings.c.criterion_id, ranked.c.exercise_id, ranked.c.strong, findings.c.verdict)
        .cte("counted")
    )
    query = select(
        submissions.c.exercise,
        criteria.c.criterion,
        criteria.c.title,
        criteria.c.hidden,
        criteria.c.possible,
        counted.c.position,
        counted.c.latest,
        counted.c.verdict,
        counted.c.strong,
        counted.c.size,
        counted.c.earned,
        counted.c.strength,
        counted.c.squares,
    ).join_from(counted, criteria, criteria.c.id == counted.c.criterion_id)
    query = query.join(submissions, submissions.c.id == counted.c.exercise_id)
    for *front, strong_, size, earned, strength_, squares in connection.execute(query):
        known = None if strong_ is None else bool(strong_)
        yield Item._make((*front, known, int(size), int(earned), int(strength_), int(squares)))


def standings(connection: Connection) -> Iterator[Standing]:
    """How results stand, by exercise."""
    columns = (
        submissions.c.exercise,
        submissions.c.attempt,
        results.c.attempted,
        runs.c.outcome,
        *_POINTS,
    )
    kept = _latest(*columns).join(runs, runs.c.id == results.c.run_id).cte("kept")
    query = select(*kept.c, func.count()).group_by(*kept.c)
    return (Standing._make(row) for row in connection.execute(query))


def times(connection: Connection) -> Iterator[Time]:
    """What the run of each result took, in no order."""
    query = _latest(submissions.c.exercise, runs.c.wall_s, runs.c.cpu_s).join(runs, runs.c.id == results.c.run_id)
    return (Time._make(row) for row in _streamed(connection, query))


def divergences(connection: Connection) -> Iterator[Divergence]:
    """Where each attempted result that fails something fails first, sorted by exercise and learner."""
    first = (
        _latest(submissions.c.exercise, submissions.c.learner, _RESULT)
        .add_columns(func.min(findings.c.position).label("position"))
        .join(findings, and_(findings.c.result_id == results.c.id, findings.c.verdict == Verdict.FAIL))
        .where(results.c.attempted)
        .group_by(submissions.c.exercise, submissions.c.learner, results.c.id)
        .cte("first")
    )
    query = (
        select(
            first.c.exercise,
            first.c.learner,
            criteria.c.criterion,
            criteria.c.title,
            findings.c.message,
            diagnoses.c.rule,
        )
        .join_from(first, findings, _same_place(first, findings.c.result_id, findings.c.position))
        .join(criteria, criteria.c.id == findings.c.criterion_id)
        .outerjoin(diagnoses, and_(diagnoses.c.result_id == first.c.result_id, diagnoses.c.position == 0))
        .order_by(first.c.exercise, first.c.learner)
    )
    return (Divergence._make(row) for row in _streamed(connection, query))


def handed_in(connection: Connection, exercise: str) -> Iterator[HandIn]:
    """The files of one exercise's attempted results, sorted by learner."""
    columns = (submissions.c.exercise, submissions.c.learner, submissions.c.sha256, submissions.c.path)
    query = _latest(*columns).where(results.c.attempted, submissions.c.exercise == exercise)
    return (HandIn._make(row) for row in _streamed(connection, query.order_by(submissions.c.learner)))


_RESULT = results.c.id.label("result_id")
_POINTS = (results.c.earned, results.c.possible, results.c.unscored)


def _latest(*columns: ColumnElement[Any]) -> Select[Any]:
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


def _ranked() -> CTE:
    """Each attempted result with the strength, and whether that is strong; NULL where it is unknown."""
    columns = (_RESULT, submissions.c.id, submissions.c.learner, submissions.c.exercise, *_POINTS)
    latest = _latest(*columns).where(results.c.attempted).cte("latest")
    scored = and_(latest.c.unscored == 0, latest.c.possible > 0)
    share = case((scored, cast(latest.c.earned, BigInteger) * UNIT // latest.c.possible)).label("share")
    shares = select(latest.c.result_id, latest.c.id, latest.c.learner, latest.c.exercise, share).cte("shares")
    same = {"partition_by": shares.c.exercise}
    mean = _whole(func.sum(shares.c.share).over(**same)) // _whole(
        func.nullif(func.count(shares.c.share).over(**same), 0)
    )
    # A number for each exercise, which sorts faster than its name.
    exercise_id = func.min(shares.c.id).over(**same).label("exercise_id")
    gap = (shares.c.share - mean).label("gap")
    gaps = select(shares.c.result_id, shares.c.learner, exercise_id, gap).cte("gaps")
    same = {"partition_by": gaps.c.learner}
    others = func.nullif(func.count(gaps.c.gap).over(**same) - 1, 0)
    strength = ((_whole(func.sum(gaps.c.gap).over(**same)) - gaps.c.gap) // _whole(others)).label("strength")
    strengths = select(gaps.c.result_id, gaps.c.exercise_id, strength).cte("strengths")
    known = strengths.c.strength.is_not(None)
    among = {"partition_by": (strengths.c.exercise_id, known), "order_by": strengths.c.strength.desc()}
    strong = case((and_(known, func.percent_rank().over(**among) < STRONG), 1), (known, 0)).label("strong")
    squared = (strengths.c.strength * strengths.c.strength).label("squared")
    return select(strengths, squared, strong).cte("ranked")


def _whole(number: ColumnElement[Any]) -> ColumnElement[int]:
    """The number as what it is, for PostgreSQL, whose sums of whole numbers are none."""
    return cast(number, BigInteger)


def _same_place(first: CTE, result_id: ColumnElement[int], position: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(result_id == first.c.result_id, position == first.c.position)


def _streamed(connection: Connection, query: Select[Any]) -> Any:
    return connection.execute(query, execution_options={"yield_per": BATCH})
