"""Recorded results as streams of rows, for marks, insight and exports, in SQL for both SQLite and PostgreSQL.

Insight and exports read the last result of each learner's last attempt at each exercise. Marks read the last result of
every attempt, with the decisions on it. For insight, findings are combined into sets of bits, one set per verdict. They
are read in the order in which they are stored, so nothing is sorted, and a cohort of 10,000 learners takes two seconds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, bindparam, case, cast, func, literal, select

from grader.gradebook.decisions import Decision, read_decisions
from grader.gradebook.gradebook import Gradebook
from grader.gradebook.hand_ins import JudgedAttempt
from grader.gradebook.queries import columns_of, select_last_results, stream_rows
from grader.gradebook.schema import DecisionKind, criteria, diagnoses, findings, refusals, results, runs, submissions
from grader.model import Outcome, Trust, Verdict

BATCH: Final = 2_000
"""The number of rows in memory at once."""
MAX_CRITERIA: Final = 62
"""The number of criteria of an exercise that are distinguished, as bits of a 64-bit integer; later ones are left
out.
"""


class ResultRow(NamedTuple):
    """One result. In the sets of bits, bit n is for the criterion at place n of the rubric, from 0."""

    exercise: str
    learner: str
    attempts: int
    """How many attempts the learner made."""
    result_id: int
    digest: str
    """The digest of the exercise at that time: if it is the same, so is the rubric."""
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
    """The place of the first criterion that the result fails, None if it fails none."""
    message: str | None
    """The message of that criterion's finding."""
    rule: str | None
    """The rule of the first diagnosis, if there is one."""


class ResultCriterion(NamedTuple):
    """One criterion, as a result shows it."""

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
    """A connection whose queries all see the same rows. Raises `StorageError` if the database fails."""
    return gradebook._database.read_transaction()  # noqa: SLF001 - of the same package


def count_learners(connection: Connection, exercises: Sequence[str]) -> int:
    """How many learners have handed in any of these exercises."""
    query = select(func.count(submissions.c.learner.distinct())).where(submissions.c.exercise.in_(exercises))
    return connection.execute(query).scalar_one()


def result_rows(connection: Connection) -> Iterator[ResultRow]:
    """Every last result, in no particular order."""
    first = func.min(case((findings.c.verdict == Verdict.FAIL, findings.c.position)))
    verdicts = (Verdict.PASS, Verdict.FAIL, Verdict.SKIP, Verdict.ERROR)
    bits = (
        select(findings.c.result_id, *map(_bits, verdicts), first.label("first"))
        .group_by(findings.c.result_id)
        .subquery("bits")
    )
    failing = findings.alias("failing")
    query = (
        select_last_results(
            *submissions.c["exercise", "learner", "attempt"],
            *results.c["id", "exercise_digest", "attempted"],
            runs.c.outcome,
            *results.c["earned", "possible", "unscored"],
            *runs.c["wall_s", "cpu_s"],
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
    return map(ResultRow._make, stream_rows(connection, query, BATCH))


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
    query = select_last_results(*columns_of(HandIn._fields))
    query = query.where(results.c.attempted, submissions.c.exercise == exercise)
    return map(HandIn._make, stream_rows(connection, query.order_by(submissions.c.learner), BATCH))


def _bits(verdict: Verdict) -> ColumnElement[int]:
    """The places of the criteria with that verdict, as bits."""
    bit = literal(1, BigInteger).bitwise_lshift(findings.c.position)
    counted = and_(findings.c.verdict == verdict, findings.c.position < MAX_CRITERIA)
    return cast(func.sum(case((counted, bit), else_=0)), BigInteger).label(verdict)


def last_graded_at(gradebook: Gradebook) -> datetime | None:
    """When the result that was recorded last was judged, UTC; None if there is none. Raises `StorageError`."""
    query = select(results.c.graded).order_by(results.c.id.desc()).limit(1)
    with snapshot(gradebook) as connection:
        return connection.execute(query).scalar()


def last_results(gradebook: Gradebook) -> Iterator[JudgedAttempt]:
    """Every last result, sorted by learner and exercise; read lazily. Raises `StorageError`."""
    query = select_last_results(*columns_of(JudgedAttempt._fields))
    query = query.order_by(submissions.c.learner, submissions.c.exercise)
    with snapshot(gradebook) as connection:
        yield from map(JudgedAttempt._make, stream_rows(connection, query, BATCH))


class AttemptScore(NamedTuple):
    """The last score of one attempt. It is a named tuple because there are hundreds of thousands."""

    learner: str
    exercise: str
    attempt: int
    received: datetime
    submitted: datetime | None
    earned: int
    possible: int
    unscored: int
    verified_earned: int = 0
    verified_possible: int = 0
    verified_unscored: int = 0
    result: int = 0
    """The ordinal of the result in the gradebook."""

    def verified(self) -> "AttemptScore":
        """The score with only the verified points."""
        return self._replace(
            earned=self.verified_earned, possible=self.verified_possible, unscored=self.verified_unscored
        )


class CriterionScore(NamedTuple):
    """The points of one criterion of one attempt."""

    earned: int
    unscored: int
    refused: int = 0
    """Points lost because the grader could not read something, which an instructor may reopen."""
    possible: int = 0
    verifiable: bool = True
    trusted: bool = True
    """Whether the finding is verified."""

    def verified(self) -> "CriterionScore":
        """The score with only the verified points: a criterion that can't be verified is worth nothing."""
        if not self.verifiable:
            return self._replace(earned=0, unscored=0, refused=0, possible=0)
        return self if self.trusted else self._replace(earned=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerScores:
    """Everything from which one learner's marks are computed."""

    learner: str
    attempts: Sequence[AttemptScore]
    """Every attempt, sorted by exercise and attempt."""
    decisions: Sequence[Decision]
    """In the order in which they were made."""
    criteria: Mapping[tuple[str, int, str], CriterionScore]
    """Maps exercise, attempt and criterion to the criterion's points, for exercises with decisions on any criterion."""


_SCORES = select_last_results(
    *columns_of(AttemptScore._fields[:-1]), results.c.id.label("result"), every=True
).order_by(submissions.c.learner, submissions.c.exercise, submissions.c.attempt)
_SCORES_OF_ONE = _SCORES.where(submissions.c.learner == bindparam("learner"))


def learner_scores(
    gradebook: Gradebook, *, learner: str | None = None, roster: Iterable[str] = ()
) -> Iterator[LearnerScores]:
    """The scores and decisions of every learner, or of one, sorted by learner; read lazily, in constant memory.

    Learners are all people with hand-ins or decisions, and those in `roster`.

    Raises:
        StorageError: the gradebook can't be read.
    """
    with snapshot(gradebook) as connection:
        streams = (
            ((row.learner, row) for row in _scores(connection, learner)),
            ((decision.learner, decision) for decision in read_decisions(connection, learner, by_learner=True)),
            ((name, None) for name in sorted(roster)),
        )
        for name, group in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
            found = [one for _, one in group]
            decided = [one for one in found if isinstance(one, Decision)]
            overridden = {
                one.exercise
                for one in decided
                if one.exercise is not None and (one.criterion is not None or one.kind is DecisionKind.REOPENED)
            }
            yield LearnerScores(
                learner=name,
                attempts=[one for one in found if isinstance(one, AttemptScore)],
                decisions=decided,
                criteria=_criteria(connection, name, overridden) if overridden else {},
            )


def scores_with(gradebook: Gradebook, proposal: Gradebook) -> Iterator[tuple[LearnerScores, LearnerScores]]:
    """The scores of each learner with results in the proposal: the recorded ones, and those with the proposed results.

    Raises:
        StorageError: the gradebook or the proposal can't be read.
    """
    with snapshot(proposal) as connection:
        for learner, rows in groupby(_scores(connection, None), key=lambda one: one.learner):
            (before,) = learner_scores(gradebook, learner=learner)
            proposed = {(row.exercise, row.attempt): row for row in rows}
            overridden = {exercise for exercise, *_ in before.criteria}
            after = replace(
                before,
                attempts=[proposed.get((attempt.exercise, attempt.attempt), attempt) for attempt in before.attempts],
                criteria={**before.criteria, **(_criteria(connection, learner, overridden) if overridden else {})},
            )
            yield before, after


def _scores(connection: Connection, learner: str | None) -> Iterator[AttemptScore]:
    query = _SCORES if learner is None else _SCORES_OF_ONE
    return map(AttemptScore._make, stream_rows(connection, query, BATCH, {"learner": learner}))


def _criteria(
    connection: Connection, learner: str, exercises: Iterable[str]
) -> dict[tuple[str, int, str], CriterionScore]:
    query = (
        select_last_results(
            *submissions.c["exercise", "attempt"],
            *criteria.c["criterion", "possible", "verifiable"],
            *findings.c["earned", "verdict", "trust"],
            refusals.c.what,
            every=True,
        )
        .join(findings, findings.c.result_id == results.c.id)
        .join(criteria, criteria.c.id == findings.c.criterion_id)
        .outerjoin(refusals, and_(refusals.c.result_id == results.c.id, refusals.c.criterion == criteria.c.criterion))
        .where(submissions.c.learner == learner, submissions.c.exercise.in_(sorted(exercises)))
    )
    return {
        (row.exercise, row.attempt, row.criterion): CriterionScore(
            earned=row.earned,
            unscored=row.possible if row.verdict is Verdict.ERROR else 0,
            refused=row.possible - row.earned if row.what is not None else 0,
            possible=row.possible,
            verifiable=row.verifiable,
            trusted=row.trust is Trust.VERIFIED,
        )
        for row in connection.execute(query)
    }
