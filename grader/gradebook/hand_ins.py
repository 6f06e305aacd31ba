"""The gradebook as a queue: an attempt that has no result yet waits to be judged.

Rows are only ever added, and one transaction at a time adds them, so their numbers say what is new: whoever asks again
reads what came since, and not the whole gradebook.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Select, exists, func, insert, select

from grader.gradebook.queries import latest_submission, select_last_results, submission_of
from grader.gradebook.schema import results, runs, submissions
from grader.gradebook.writing import next_ids
from grader.model import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAttempt:
    """An attempt without a result."""

    id: int
    """Its ordinal in the gradebook: who handed in earlier has a lower one."""
    submission: Submission


class JudgedAttempt(NamedTuple):
    """An attempt with the points of its last result. A named tuple, as there are hundreds of thousands."""

    learner: str
    exercise: str
    attempt: int
    received: datetime
    sha256: str
    earned: int
    possible: int
    unscored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIns:
    """What waits in a gradebook, as it was at one moment."""

    waiting: tuple[WaitingAttempt, ...]
    """By id."""
    last_submission: int
    """The highest ordinal of an attempt, 0 where there is none."""
    last_result: int
    """The highest ordinal of a result, 0 where there is none."""


def add_hand_in(
    connection: Connection, *, learner: str, exercise: str, sha256: str, path: Path
) -> tuple[Submission, bool]:
    """The learner's last attempt and True where its bytes are the same, else the next one, which is added, and False.

    To be called in a transaction that writes: nobody else can add the same attempt meanwhile.
    """
    latest = latest_submission(connection, learner, exercise)
    if latest is not None and latest.sha256 == sha256:
        return latest, True
    submission = Submission(
        learner=learner,
        exercise=exercise,
        attempt=1 if latest is None else latest.attempt + 1,
        path=path,
        sha256=sha256,
        received=datetime.now(UTC),
    )
    row = asdict(submission) | {"path": str(path), "id": next(next_ids(connection, submissions))}
    connection.execute(insert(submissions), row)
    return submission, False


def hand_ins_after(connection: Connection, after: HandIns | None) -> HandIns:
    """What waits now. Only rows that came since `after` are read, if it is given."""
    last_submission = connection.execute(select(func.max(submissions.c.id))).scalar() or 0
    last_result = connection.execute(select(func.max(results.c.id))).scalar() or 0
    if after is None or last_submission < after.last_submission or last_result < after.last_result:
        waiting = _without_result(connection, select(submissions))
    elif (last_submission, last_result) == (after.last_submission, after.last_result):
        return after
    else:
        judged = _judged_since(connection, after.last_result)
        new = _without_result(connection, select(submissions).where(submissions.c.id > after.last_submission))
        waiting = tuple(one for one in after.waiting if one.id not in judged) + new
    return HandIns(waiting=waiting, last_submission=last_submission, last_result=last_result)


def judged_attempts(connection: Connection, learner: str | None) -> tuple[JudgedAttempt, ...]:
    """Every attempt that has a result, of one learner or of all, in no particular order."""
    columns = [(submissions if name in submissions.c else results).c[name] for name in JudgedAttempt._fields]
    query = select_last_results(*columns, every=True)
    if learner is not None:
        query = query.where(submissions.c.learner == learner)
    return tuple(map(JudgedAttempt._make, connection.execute(query)))


def recent_seconds(connection: Connection, last: int) -> list[tuple[str, float]]:
    """The exercise of each of the last results that took a kernel, and the seconds that its run took."""
    query = (
        select(submissions.c.exercise, runs.c.wall_s)
        .join_from(results, submissions, results.c.submission_id == submissions.c.id)
        .join(runs, runs.c.id == results.c.run_id)
        .where(~results.c.cached, runs.c.wall_s > 0)
        .order_by(results.c.id.desc())
        .limit(last)
    )
    return [(exercise, seconds) for exercise, seconds in connection.execute(query)]


def _without_result(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[WaitingAttempt, ...]:
    unjudged = query.where(~exists().where(results.c.submission_id == submissions.c.id)).order_by(submissions.c.id)
    rows = connection.execute(unjudged).mappings()
    return tuple(WaitingAttempt(id=row[submissions.c.id], submission=submission_of(row)) for row in rows)


def _judged_since(connection: Connection, last_result: int) -> frozenset[int]:
    query = select(results.c.submission_id).where(results.c.id > last_result)
    return frozenset(connection.execute(query).scalars())
