"""The gradebook as the rest of the grader uses it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, select, union

from grader.gradebook.database import Database, OpenMode
from grader.gradebook.decisions import (
    Decision,
    FeedbackRelease,
    Regrade,
    add_decision,
    add_decisions,
    add_regrade,
    add_release,
    read_decisions,
    read_regrades,
    read_releases,
)
from grader.gradebook.hand_ins import (
    Admit,
    EarlierHandIns,
    HandIns,
    JudgedAttempt,
    add_hand_in,
    earlier_hand_ins,
    hand_ins_after,
    judged_attempts,
    learners_judged,
    number_after,
    recent_seconds,
)
from grader.gradebook.opening import GradebookLocation, open_database
from grader.gradebook.queries import (
    RemainingReferences,
    RowNumbers,
    Traces,
    last_grade_key,
    latest_submission,
    read_entries,
    remaining_references,
    row_numbers,
    traces,
)
from grader.gradebook.schema import GRADEBOOK, decisions, submissions
from grader.gradebook.writing import Entry, add_entries, delete_learner
from grader.model import Submission

P = ParamSpec("P")
T = TypeVar("T")


class Gradebook(AbstractContextManager["Gradebook"]):
    """An open gradebook, and a context manager. Every method raises `StorageError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, where: GradebookLocation, *, new: bool = True) -> Self:
        """The gradebook at a path or URL, for the only process that judges; with `new` it is made if there is none.

        Raises:
            StorageError: another process judges, or the gradebook is not of this version.
            SpecError: there is no gradebook and `new` is false, or this kind of database can't hold one.
        """
        return cls(open_database(where, GRADEBOOK, OpenMode.JUDGE, new=new))

    @classmethod
    def view(cls, where: GradebookLocation) -> Self:
        """The gradebook at a path or URL, to read while another process may be writing. Raises the same exceptions
        as `open`.
        """
        return cls(open_database(where, GRADEBOOK, OpenMode.READ))

    @classmethod
    def join(cls, where: GradebookLocation) -> Self:
        """The gradebook at a path or URL, to add hand-ins and decisions while another process may be judging.

        Raises the same exceptions as `open`.
        """
        return cls(open_database(where, GRADEBOOK, OpenMode.JOIN))

    def close(self) -> None:
        """Close the database, and release its lock."""
        self._database.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """Where the gradebook is, for messages: a path, or a URL without its password."""
        return self._database.name

    def _read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function returns for a connection whose queries all see the same rows."""
        with self._database.read_transaction() as connection:
            return query(connection, *args, **kwargs)

    def _write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function returns that changes rows in one transaction; the change is on the disk, or nothing is."""
        with self._database.write_transaction() as connection:
            return change(connection, *args, **kwargs)

    def row_numbers(self) -> RowNumbers:
        """The highest ordinals of rows that are only ever added: they change whenever marks may have changed."""
        return self._read(row_numbers)

    def submission_for(
        self, *, learner: str, exercise: str, sha256: str, path: Path, submitted: datetime | None = None
    ) -> Submission:
        """The learner's latest attempt if its bytes are the same, or else the next attempt, received now.

        `submitted` is when it was handed in according to another system; an attempt that is recorded already keeps its
        own.
        """
        latest = self._read(latest_submission, learner, exercise)
        if latest is not None and latest.sha256 == sha256:
            return latest
        return Submission(
            learner=learner,
            exercise=exercise,
            attempt=number_after(latest),
            path=path,
            sha256=sha256,
            received=datetime.now(UTC),
            submitted=submitted,
        )

    def earlier_hand_ins(self, learner: str, exercise: str) -> EarlierHandIns:
        """The files that a learner has handed in to an exercise, and the decisions on that learner."""
        return self._read(earlier_hand_ins, learner, exercise)

    def hand_in(
        self, *, learner: str, exercise: str, sha256: str, path: Path, admit: Admit = lambda *_: None
    ) -> tuple[Submission, bool]:
        """Record a hand-in; return its attempt, and whether that is the learner's last one because the bytes are the
        same.

        It is on the disk when this returns, without a result: it waits to be judged. Any number of processes may call
        this at once. If `admit` raises for a new attempt, the gradebook stays unchanged.
        """
        return self._write(add_hand_in, learner=learner, exercise=exercise, sha256=sha256, path=path, admit=admit)

    def hand_ins(self, *, after: HandIns | None = None) -> HandIns:
        """The attempts that wait for a result; cheap if `after` is the result of an earlier call."""
        return self._read(hand_ins_after, after)

    def recent_seconds(self, *, last: int) -> list[tuple[str, float]]:
        """The exercise of each of the last results that needed a kernel, and the seconds that its run took."""
        return self._read(recent_seconds, last)

    def judged_attempts(self, learners: Collection[str] | None = None) -> tuple[JudgedAttempt, ...]:
        """Every attempt that has a result, of some learners or of all, in no particular order."""
        return self._read(judged_attempts, learners)

    def learners_judged(self, *, after: int) -> frozenset[str]:
        """The learners with results after the one with that ordinal."""
        return self._read(learners_judged, after)

    def grade_key(self, submission: Submission) -> str | None:
        """The grade key of this attempt's last result; None if it has none, or if an error in the grader left it
        unscored.
        """
        return self._read(last_grade_key, submission)

    def record(self, entry: Entry) -> None:
        """Add one result with all that belongs to it: it is on the disk when this returns, or not stored at all."""
        self.record_all((entry,))

    def record_all(self, entries: Iterable[Entry]) -> None:
        """Add results in one transaction: all of them are on the disk when this returns, or none is stored."""
        self._write(add_entries, entries)

    def entries(self) -> Iterator[Entry]:
        """The last result of each learner's last attempt at each exercise, with the facts of its run; read lazily,
        in constant memory.
        """
        with self._database.read_transaction() as connection:
            yield from read_entries(connection, every=False)

    def every_attempt(self, exercise: str | None = None, learner: str | None = None) -> Iterator[Entry]:
        """The last result of each attempt, sorted by learner, exercise and attempt; read lazily, in constant memory.

        It is for all exercises and learners, or only for those named.
        """
        with self._database.read_transaction() as connection:
            yield from read_entries(connection, every=True, exercise=exercise, learner=learner)

    def exercises(self) -> tuple[str, ...]:
        """The exercises with any hand-ins, sorted."""
        query = select(submissions.c.exercise).distinct().order_by(submissions.c.exercise)
        return self._read(lambda connection: tuple(connection.execute(query).scalars()))

    def learners(self) -> tuple[str, ...]:
        """The learners with any hand-ins or decisions, sorted."""
        query = union(select(submissions.c.learner), select(decisions.c.learner))
        return self._read(lambda connection: tuple(sorted(connection.execute(query).scalars())))

    def record_decision(self, decision: Decision) -> Decision:
        """Record a decision, and return it with its id. Earlier ones stay; the last of a kind for one target counts."""
        return self._write(add_decision, decision)

    def record_decisions(self, made: Iterable[Decision]) -> int:
        """Add decisions in one transaction, all or none, and return how many there were."""
        return self._write(add_decisions, made)

    def decisions(self, learner: str | None = None) -> Iterator[Decision]:
        """Every decision, or the decisions on one learner, in the order in which they were made."""
        with self._database.read_transaction() as connection:
            yield from read_decisions(connection, learner)

    def release_feedback(self, release: FeedbackRelease) -> FeedbackRelease:
        """Record a release, and return it; if the assignment's feedback was released before, return that release."""
        return self._write(add_release, release)

    def feedback_releases(self) -> tuple[FeedbackRelease, ...]:
        """Every release, in the order in which they were made."""
        return self._read(read_releases)

    def record_regrade(self, entries: Iterable[Entry], *, regrade: Regrade) -> int:
        """Add a regrade and its entries in one transaction, all or nothing, and return the regrade's id."""
        with self._database.write_transaction() as connection:
            number = add_regrade(connection, regrade)
            add_entries(connection, (replace(entry, regrade=number) for entry in entries))
        return number

    def regrades(self) -> Iterator[Regrade]:
        """Every regrade, in the order in which they were made."""
        with self._database.read_transaction() as connection:
            yield from read_regrades(connection)

    def traces(self, learner: str) -> Traces:
        """Everything that is recorded about a learner."""
        return self._read(traces, learner)

    def remaining_references(self, *, without: str) -> RemainingReferences:
        """The files in the run store and among the hand-ins to which the rows of all other learners refer."""
        return self._read(remaining_references, without)

    def forget(self, learner: str) -> None:
        """Delete everything about a learner in one transaction, and overwrite the remains of it.

        Raises:
            StorageError: another program prevents the overwriting; call this again then.
        """
        self._write(delete_learner, learner)
        self._database.scrub()

    def backup(self, to: Path) -> None:
        """Write a complete copy of the current state to a new file, while another process may be writing.

        Raises:
            StorageError: the file exists already or cannot be written, or the database has its own tool for copies.
        """
        self._database.backup(to)
