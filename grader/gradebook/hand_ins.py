"""The gradebook as a queue: an attempt that has no result yet waits to be judged.

Rows are only ever added, by one transaction at a time, so their numbers show what is new: a repeated query reads only
new rows, and not the whole gradebook.
"""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Select, exists, func, insert, select

from grader.gradebook.decisions import Decision, read_decisions
from grader.gradebook.queries import columns_of, latest_submission, select_last_results, submission_of
from grader.gradebook.schema import results, runs, submissions
from grader.gradebook.writing import next_id
from grader.model import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAttempt:
    """An attempt without a result."""

    id: int
    """Its ordinal in the gradebook: earlier hand-ins have lower ones."""
    submission: Submission


class JudgedAttempt(NamedTuple):
    """An attempt with the points of its last result. It is a named tuple because there are hundreds of thousands."""

    learner: str
    exercise: str
    attempt: int
    earned: int
    possible: int
    unscored: int
    graded: datetime
    received: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIns:
    """The attempts that wait in a gradebook at one moment."""

    waiting: tuple[WaitingAttempt, ...]
    """Sorted by id."""
    last_submission: int
    """The highest ordinal of an attempt, 0 if there is none."""
    last_result: int
    """The highest ordinal of a result, 0 if there is none."""


class KeptAttempt(NamedTuple):
    """The files that are stored for an attempt."""

    exercise: str
    sha256: str
    """Digest of the file's bytes, hexadecimal."""
    run_key: str | None
    """The key of the run from which its result was made; None if it has no result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierHandIns:
    """What the gradebook contains about a learner who hands something in to an exercise."""

    last: Submission | None
    """The last attempt at the exercise; None if there is none."""
    times: tuple[datetime, ...]
    """When each attempt at the exercise was handed in, UTC."""
    decisions: tuple[Decision, ...]
    """The decisions on the learner, in the order in which they were made."""
    kept: tuple[KeptAttempt, ...] = ()
    """All results of all attempts of the learner's, and the attempts without a result."""
    waiting: int = 0
    """How many of the learner's attempts have no result."""

    def same(self, sha256: str) -> Submission | None:
        """The last attempt, if its bytes have that digest: the same file again is not a new attempt."""
        return self.last if self.last and self.last.sha256 == sha256 else None


def number_after(last: Submission | None) -> int:
    """The number of the attempt that follows the last one."""
    return last.attempt + 1 if last else 1


Admit = Callable[[EarlierHandIns, datetime], None]
"""Raises an exception if a hand-in now, UTC, is not to be added after these."""


def earlier_hand_ins(connection: Connection, learner: str, exercise: str) -> EarlierHandIns:
    """What the gradebook contains about this learner and exercise."""
    times = func.coalesce(submissions.c.submitted, submissions.c.received)
    query = select(times).where(submissions.c.learner == learner, submissions.c.exercise == exercise)
    kept = (
        select(submissions.c.exercise, submissions.c.sha256, runs.c.key)
        .select_from(submissions)
        .outerjoin(results, results.c.submission_id == submissions.c.id)
        .outerjoin(runs, runs.c.id == results.c.run_id)
        .where(submissions.c.learner == learner)
    )
    every = tuple(map(KeptAttempt._make, connection.execute(kept)))
    return EarlierHandIns(
        kept=every,
        waiting=sum(one.run_key is None for one in every),
        last=latest_submission(connection, learner, exercise),
        times=tuple(connection.execute(query).scalars()),
        decisions=tuple(read_decisions(connection, learner)),
    )


def add_hand_in(  # noqa: PLR0913 - keyword-only
    connection: Connection, *, learner: str, exercise: str, sha256: str, path: Path, admit: Admit
) -> tuple[Submission, bool]:
    """The learner's last attempt and True if its bytes are the same, or else the next one, which is added, and False.

    Call it in a transaction that writes, so that nobody else can add an attempt meanwhile that `admit` does not see.
    """
    earlier = earlier_hand_ins(connection, learner, exercise)
    if same := earlier.same(sha256):
        return same, True
    now = datetime.now(UTC)
    admit(earlier, now)
    submission = Submission(
        learner=learner,
        exercise=exercise,
        attempt=number_after(earlier.last),
        path=path,
        sha256=sha256,
        received=now,
        submitted=now,
    )
    row = asdict(submission) | {"path": str(path), "id": next_id(connection, submissions)}
    connection.execute(insert(submissions), row)
    return submission, False


def hand_ins_after(connection: Connection, after: HandIns | None) -> HandIns:
    """The attempts that wait now. If `after` is given, only rows that came since then are read."""
    last_submission = connection.execute(select(func.max(submissions.c.id))).scalar() or 0
    last_result = connection.execute(select(func.max(results.c.id))).scalar() or 0
    if after is None or last_submission < after.last_submission or last_result < after.last_result:
        waiting = _without_result(connection, select(submissions))
    elif (last_submission, last_result) == (after.last_submission, after.last_result):
        return after
    else:
        query = select(results.c.submission_id).where(results.c.id > after.last_result)
        judged = frozenset(connection.execute(query).scalars())
        new = _without_result(connection, select(submissions).where(submissions.c.id > after.last_submission))
        waiting = tuple(one for one in after.waiting if one.id not in judged) + new
    return HandIns(waiting=waiting, last_submission=last_submission, last_result=last_result)


def judged_attempts(connection: Connection, learners: Collection[str] | None) -> tuple[JudgedAttempt, ...]:
    """Every attempt that has a result, of some learners or of all, in no particular order."""
    query = select_last_results(*columns_of(JudgedAttempt._fields), every=True)
    if learners is not None:
        query = query.where(submissions.c.learner.in_(sorted(learners)))
    return tuple(map(JudgedAttempt._make, connection.execute(query)))


def learners_judged(connection: Connection, after: int) -> frozenset[str]:
    """The learners with results of a higher ordinal."""
    query = select(submissions.c.learner).join_from(results, submissions, results.c.submission_id == submissions.c.id)
    return frozenset(connection.execute(query.where(results.c.id > after)).scalars())


def recent_seconds(connection: Connection, last: int) -> list[tuple[str, float]]:
    """The exercise of each of the last results that needed a kernel, and the seconds that its run took."""
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
