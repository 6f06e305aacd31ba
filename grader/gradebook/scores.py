"""Scores and decisions, learner by learner: what marks are worked out from, without findings, texts or runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import count, groupby, islice
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from grader.gradebook.decisions import last_number
from grader.gradebook.gradebook import Gradebook
from grader.gradebook.schema import criteria, decisions, findings, results, submissions
from grader.gradebook.writing import CHUNK
from grader.model import Decision, Verdict

BATCH = 2000
"""Rows that are in memory at once."""


class AttemptScore(NamedTuple):
    """The last score of one attempt. A named tuple, as there are hundreds of thousands."""

    learner: str
    exercise: str
    attempt: int
    received: datetime
    submitted: datetime | None
    earned: int
    possible: int
    unscored: int


class CriterionScore(NamedTuple):
    """The points of one criterion of one attempt."""

    earned: int
    unscored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerScores:
    """All that one learner's marks are worked out from."""

    learner: str
    attempts: Sequence[AttemptScore]
    """Every attempt, sorted by exercise and attempt."""
    decisions: Sequence[Decision]
    """In the order in which they were made."""
    criteria: Mapping[tuple[str, int, str], CriterionScore]
    """Exercise, attempt and criterion to its points, for exercises of which some criterion was ever overridden."""


def learner_scores(
    gradebook: Gradebook, *, learner: str | None = None, roster: Iterable[str] = ()
) -> Iterator[LearnerScores]:
    """What is known of every learner, or of one, sorted by learner; read as it is asked for, in constant memory.

    Learners are those who handed something in, those on whom something was decided, and those in `roster`.

    Raises:
        StorageError: the gradebook can't be read.
    """
    with gradebook._database.read_transaction() as connection:  # noqa: SLF001 - the same package
        streams = (
            ((row.learner, row) for row in _scores(connection, learner)),
            ((one.learner, one) for one in _decisions(connection, learner)),
            ((name, None) for name in sorted(roster)),
        )
        for name, group in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
            found = [one for _, one in group]
            decided = [one for one in found if isinstance(one, Decision)]
            overridden = {one.exercise for one in decided if one.criterion is not None and one.exercise is not None}
            yield LearnerScores(
                learner=name,
                attempts=[one for one in found if isinstance(one, AttemptScore)],
                decisions=decided,
                criteria=_criteria(connection, name, overridden) if overridden else {},
            )


def record_decisions(gradebook: Gradebook, made: Iterable[Decision]) -> int:
    """How many decisions there were, all of which are now in the gradebook, or none.

    Raises:
        StorageError: the gradebook can't be written.
    """
    remaining, added = iter(made), 0
    with gradebook._database.write_transaction() as connection:  # noqa: SLF001 - the same package
        ids = count(last_number(connection) + 1)
        while chunk := [asdict(replace(one, id=next(ids))) for one in islice(remaining, CHUNK)]:
            connection.execute(insert(decisions), chunk)
            added += len(chunk)
    return added


def _scores(connection: Connection, learner: str | None) -> Iterator[AttemptScore]:
    again = results.alias()
    last = select(func.max(again.c.id)).where(again.c.submission_id == submissions.c.id).scalar_subquery()
    of_submission = [submissions.c[name] for name in AttemptScore._fields if name in submissions.c]
    of_result = [results.c[name] for name in AttemptScore._fields if name in results.c]
    query = (
        select(*of_submission, *of_result)
        .join_from(submissions, results, results.c.id == last)
        .order_by(submissions.c.learner, submissions.c.exercise, submissions.c.attempt)
    )
    if learner is not None:
        query = query.where(submissions.c.learner == learner)
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        yield AttemptScore._make(row)


def _decisions(connection: Connection, learner: str | None) -> Iterator[Decision]:
    names = decisions.c.keys()
    query = select(decisions).order_by(decisions.c.learner, decisions.c.id)
    if learner is not None:
        query = query.where(decisions.c.learner == learner)
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        yield Decision(**dict(zip(names, row, strict=True)))


def _criteria(
    connection: Connection, learner: str, exercises: Iterable[str]
) -> dict[tuple[str, int, str], CriterionScore]:
    again = results.alias()
    last = select(func.max(again.c.id)).where(again.c.submission_id == submissions.c.id).scalar_subquery()
    query = (
        select(
            submissions.c.exercise,
            submissions.c.attempt,
            criteria.c.criterion,
            criteria.c.possible,
            findings.c.earned,
            findings.c.verdict,
        )
        .join_from(submissions, results, results.c.id == last)
        .join(findings, findings.c.result_id == results.c.id)
        .join(criteria, criteria.c.id == findings.c.criterion_id)
        .where(submissions.c.learner == learner, submissions.c.exercise.in_(sorted(exercises)))
    )
    return {
        (row.exercise, row.attempt, row.criterion): CriterionScore(
            earned=row.earned, unscored=row.possible if row.verdict is Verdict.ERROR else 0
        )
        for row in connection.execute(query)
    }
