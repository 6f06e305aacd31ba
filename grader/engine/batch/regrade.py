"""Regrades a gradebook: compares its results with what they would be by the course as it is now.

Theory of operation. Each exercise is prepared as for grading, which starts no kernel if its reference has run before. A
result stays unchanged if everything that its findings and diagnoses depend on is the same; digests decide that, without
reading the submission. All other submissions are run and judged as when they were graded. Their run comes from the
store if it has one for what the exercise asks now, or else from a kernel. If the run is the same, only the findings of
criteria that changed are computed again. A repair is searched for if these findings leave the causes open.

This module does not write to the gradebook: `judged` gets each new result, and `changes` lists the differences.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader import __version__
from grader.engine.batch.state import Attempt, Ending, Finish, Progress
from grader.engine.batch.submission_batch import SubmissionBatch
from grader.errors import MissingDataError
from grader.gradebook import Entry
from grader.judging.judge import Judgement, PreparedExercise, causes_stand
from grader.model import Finding, Result, Run, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChange:
    """One result that would change."""

    learner: str
    exercise: str
    attempt: int
    before: Score
    after: Score
    why: tuple[str, ...]
    """The differences, one sentence for each criterion."""

    @property
    def gained(self) -> Fraction:
        """The gain as a share of the possible points, -1 to 1. Points by themselves would mislead, because their
        total may change too.
        """
        return _share(self.after) - _share(self.before)


@dataclass(slots=True)
class Tally:
    """Counts of submissions, by what happened to them."""

    seen: int = 0
    """The number of submissions that were examined."""
    standing: int = 0
    """Submissions that are already judged by the course as it is now."""
    same: int = 0
    """Submissions that were judged again, with exactly the same result."""
    reworded: int = 0
    """Submissions that were judged again, with the same points and verdicts, but different texts."""
    moved: int = 0
    """Results with the same share of the points as before, but with different verdicts or a different total."""
    gained: int = 0
    """Results with a larger share of the points than before."""
    lost: int = 0
    """Results with a smaller share of the points than before."""
    faults: int = 0
    """Submissions not judged again because of an error in the grader; they keep their results."""

    def add(self, name: str) -> None:
        """Count one more submission in the field of that name."""
        setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The selection of results that are examined."""

    exercises: tuple[str, ...] = ()
    """The exercises; empty for all of them."""
    unscored: bool = False
    """Only results that were not judged because of an error in the grader, or of which something could not be read."""


@dataclass(slots=True)
class NotRegraded:
    """The exercises and submissions that can't be judged again here, and why."""

    exercises: dict[str, str] = field(default_factory=dict)
    submissions: list[str] = field(default_factory=list)


@dataclass
class RegradeBatch(SubmissionBatch):
    """One regrading of a gradebook: plans an attempt for each result that may change, and compares the new with the
    old.

    It does not write to the gradebook: `judged` is called with each result that would be new.
    """

    tally: Tally = field(default_factory=Tally)
    changes: list[ResultChange] = field(default_factory=list)
    not_regraded: NotRegraded = field(default_factory=NotRegraded)

    async def propose(
        self, scope: Scope, *, preparing: Callable[[str], None], progress: Callable[[Progress], None]
    ) -> Finish:
        """Judge all results that may change, one exercise at a time. Raises `SpecError` if an exercise is invalid."""
        finish = Finish(Ending.FINISHED, "")
        for exercise in scope.exercises or self.gradebook.exercises():
            preparing(exercise)
            if (prepared := await self._prepared(exercise)) is None:
                continue
            finish = await self.judge_all(list(self._plan(prepared, scope)), progress)
            if finish.ending is not Ending.FINISHED:
                break
        return finish

    async def _prepared(self, exercise: str) -> PreparedExercise | None:
        why = f"{exercise}: this exercise is no longer in the course; its results are kept"
        if exercise in self.engine.course.exercises:
            try:
                return await self.prepare(exercise)
            except MissingDataError as error:
                why = str(error)
        self.not_regraded.exercises[exercise] = why
        return None

    def _plan(self, prepared: PreparedExercise, scope: Scope) -> Iterator[Attempt]:
        for entry in self.gradebook.every_attempt(prepared.exercise.id):
            unscored = entry.result.score.unscored > 0 or any(finding.refusal for finding in entry.result.findings)
            if scope.unscored and not unscored:
                continue
            self.tally.add("seen")
            if not unscored and _stands(entry, prepared):
                self.tally.add("standing")
            elif (key := self._key(entry, prepared)) is not None:
                cached = self.store.has(key)
                yield Attempt(submission=entry.result.submission, key=key, cached=cached, before=entry)

    def _key(self, entry: Entry, prepared: PreparedExercise) -> str | None:
        """The key of the run by which a result is judged again; None, with a sentence recorded, if its file is gone."""
        submission, key = entry.result.submission, entry.run.key
        if entry.reference_key == prepared.reference.key and self.store.has(key):
            return key
        reading = self.read(submission.exercise, submission.path, submission.sha256)
        if reading is None:
            why = f"{submission.path}: the handed-in file is missing; its result is kept"
            self.not_regraded.submissions.append(why)
            return None
        return self.key_of(submission.exercise, submission.sha256, reading)

    def _judge(self, attempt: Attempt) -> None:
        if attempt.is_unscored:
            self.tally.add("faults")
        else:
            super()._judge(attempt)

    def _judgement(self, attempt: Attempt, run: Run) -> Judgement:
        """The judgement of the run, which uses the earlier findings if it is the same run."""
        if not self._runs_are_as_before(attempt):
            return super()._judgement(attempt, run)
        prepared, before = self._prepared_for(attempt), _before(attempt).result
        return self.engine.judge.judge_again(prepared, before, run, lambda: self._reading_of(attempt))

    def _keeps_causes(self, attempt: Attempt, judged: Judgement) -> bool:
        stand = causes_stand(self._prepared_for(attempt), _before(attempt).result, judged.findings)
        return stand and self._runs_are_as_before(attempt)

    def _runs_are_as_before(self, attempt: Attempt) -> bool:
        before, reference = _before(attempt), self._prepared_for(attempt).reference
        return (attempt.key, reference.key) == (before.run.key, before.reference_key)

    def _record(self, attempt: Attempt, entry: Entry) -> None:
        before = _before(attempt)
        word = self._note(before.result, entry.result)
        if word == "same" and before.reference_key == entry.reference_key:  # its page would look the same now
            entry = replace(entry, result=replace(entry.result, graded=before.result.graded))
        self.judged(entry)

    def _note(self, before: Result, after: Result) -> str:
        """Count a result, and keep what differs; returns the name of the field of `Tally`."""
        why = tuple(_differences(before.findings, after.findings))
        moved = before.score != after.score or bool(why)
        word = _tally_field(before, after, moved=moved)
        self.tally.add(word)
        if moved:
            submission = after.submission
            self.changes.append(
                ResultChange(
                    learner=submission.learner,
                    exercise=submission.exercise,
                    attempt=submission.attempt,
                    before=before.score,
                    after=after.score,
                    why=why,
                )
            )
        return word


def _before(attempt: Attempt) -> Entry:
    """The result that is judged again."""
    assert attempt.before is not None, "each was planned for one"
    return attempt.before


def _stands(entry: Entry, prepared: PreparedExercise) -> bool:
    """Whether the exercise and the grader as they are now would give the same result."""
    result, exercise = entry.result, prepared.exercise
    judged_by = {finding.criterion: finding.judged_by for finding in result.findings}
    return (
        (entry.exercise_digest, entry.reference_key) == (exercise.digest, prepared.reference.key)
        and result.grader_version == __version__
        and judged_by == prepared.finding_keys
        and result.diagnosed_by == prepared.diagnosed_by(result.findings)
    )


def _tally_field(before: Result, after: Result, *, moved: bool) -> str:
    """The field of `Tally` that counts this result."""
    if _share(after.score) != _share(before.score):
        return "gained" if _share(after.score) > _share(before.score) else "lost"
    if moved:
        return "moved"
    return "same" if _learner_texts(before) == _learner_texts(after) else "reworded"


def _share(score: Score) -> Fraction:
    """The share of the possible points that was earned, 0 to 1."""
    return Fraction(score.earned, score.possible) if score.possible else Fraction(0)


def _learner_texts(result: Result) -> tuple[object, ...]:
    """All texts that a learner reads."""
    return (*(replace(finding, judged_by="") for finding in result.findings), *result.diagnoses)


def _differences(before: Iterable[Finding], after: Iterable[Finding]) -> Iterator[str]:
    """A sentence for each criterion whose verdict or points differ, in the rubric's order."""
    earlier = {one.criterion: one for one in before}
    for one in after:
        was = earlier.pop(one.criterion, None)
        if was is None:
            yield f"'{one.title}' is new: {one.verdict}, {one.earned} of {one.possible}"
        elif (was.verdict, was.earned, was.possible) != (one.verdict, one.earned, one.possible):
            yield f"'{one.title}': {_points(was)} before, now {_points(one)}"
    yield from (f"'{one.title}' was removed: it was {_points(one)}" for one in earlier.values())


def _points(finding: Finding) -> str:
    return f"{finding.verdict}, {finding.earned} of {finding.possible}"
