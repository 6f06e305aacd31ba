"""Makes the judgement of a run of a prepared exercise, and a new one after the exercise has changed.

Pure, like `grader.judging.rubric`. It also collects what findings and diagnoses depend on, so that a regrade computes
again only what may come out differently.
"""

import ast
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from grader import __version__
from grader.evidence import Refusal, Request, ThingRefused, refusing
from grader.judging.causes import CauseTable, package_causes
from grader.judging.causes.diagnosing import diagnose
from grader.judging.causes.facts import Facts, KnownWrongAnswer
from grader.judging.checks.requests import changed_inputs
from grader.judging.finding_keys import diagnosis_key
from grader.judging.rubric import NONE_KEPT, GradingCase, KeptFindings, SealedLabels, Spreads, grade_run, wrong_models
from grader.model import Diagnosis, Exercise, Finding, Result, Run, Score, Submission, Verdict
from grader.probe.outside.clean_room import comparable_models
from grader.source.code_view import Code
from grader.source.records import Damage, Handout, Reading, RepairFacts, Source
from grader.source.tree_codec import decode_tree

GIVEN_ONLY = (
    "Different from the exercise: {names}. Only what is computed from the given values can be judged here: "
    "leave the given cells unchanged."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedExercise:
    """An exercise whose reference has been run."""

    exercise: Exercise
    handout: Handout
    request: Request
    """The request that every run of this exercise gets; the cells of its replays belong to each run."""
    reference: Run
    spreads: Spreads
    facts: RepairFacts
    """What a search for repairs knows about the reference."""
    stub_code: Code
    """The code that the stub gives."""
    solution: Code
    """The code of the reference's answers."""
    content_digest: str
    """Digest of stub and reference."""
    causes: CauseTable = field(default_factory=package_causes)
    """The misconceptions that an answer may show, in the course's words."""
    causes_digest: str = ""
    """Digest of the wrong answers that declare their cause, and of what they declare."""
    finding_keys: Mapping[str, str]
    """Maps each criterion to the digest of what its findings depend on, except the runs."""
    known_wrong_answers: tuple[KnownWrongAnswer, ...] = ()
    """Wrong answers that have been run too, if that is cheap."""
    verifiable: frozenset[str] = frozenset()
    """The criteria for which the reference itself is verified, see `Finding.verifiable`."""
    packed: bool = False
    """Whether only the reference's evidence is here, so that it can't be run again."""
    given_statements: tuple[ast.stmt, ...] = ()
    """The stub's statements of which a reading may say that they are lost."""

    @property
    def stub(self) -> Source:
        """The stub that the exercise hands out."""
        return self.handout.stub

    def diagnosed_by(self, findings: Sequence[Finding]) -> str:
        """The digest of what the diagnoses of findings depend on, except the run and the learner's source."""
        content = self.content_digest + self.causes_digest + self.causes.digest
        return diagnosis_key(self.exercise.rubric, findings, content)

    @property
    def asked_kinds(self) -> dict[str, str]:
        """Maps each name that the exercise asks for to the kind of value that the reference leaves under it."""
        kinds = self.reference.evidence.names
        replayed = (ask for replay in self.request.replays for ask in replay.asks.values())
        return {ask.name: kinds[ask.name] for ask in (*self.request.asks.values(), *replayed) if ask.name in kinds}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The result of grading one source: findings, score and diagnoses."""

    findings: tuple[Finding, ...]
    score: Score
    attempted: bool
    diagnoses: tuple[Diagnosis, ...] = ()
    diagnosed_by: str = ""
    """Digest of what the diagnoses depend on, except the runs and the source."""
    refused: tuple[Refusal, ...] = ()
    """The failures of our own code that no criterion used."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the runs of a course's exercises."""

    sealed: SealedLabels

    def __call__(
        self, prepared: PreparedExercise, reading: Reading | Damage, run: Run, *, kept: KeptFindings = NONE_KEPT
    ) -> Judgement:
        """The findings and score of a run. A file that could not be read may have been an attempt, and is judged as
        one.

        `kept` holds earlier findings that would come out the same.
        """
        tried = isinstance(reading, Damage) or reading.attempted
        own = cache(lambda: _own(prepared, reading))
        findings, score = self._graded(prepared, run, own, attempted=tried, kept=kept)
        recognised: tuple[Diagnosis, ...] = ()
        refused = [one for cell in run.cells for one in cell.refused]
        try:
            if tried and isinstance(reading, Reading):
                with refusing("the cause of what is wrong"):
                    recognised = _diagnosed(prepared, own(), run, findings, _lost(prepared, reading))
        except ThingRefused as why:
            refused.append(why.refusal)
        return Judgement(
            findings=findings,
            score=score,
            attempted=tried,
            diagnoses=recognised,
            diagnosed_by=prepared.diagnosed_by(findings),
            refused=tuple(refused),
        )

    def findings(self, prepared: PreparedExercise, reading: Reading, run: Run) -> tuple[Finding, ...]:
        """The findings of a run, without diagnoses of causes."""
        found, _ = self._graded(prepared, run, cache(lambda: _own(prepared, reading)), attempted=True, kept={})
        return found

    def judge_again(
        self, prepared: PreparedExercise, before: Result, run: Run, reading: Callable[[], Reading | Damage]
    ) -> Judgement:
        """The judgement of an earlier run by the exercise as it is now.

        Only what may come out differently is computed again; `reading` is called only if that needs it.
        """
        keys = prepared.finding_keys
        kept = {one.criterion: one for one in before.findings if one.judged_by == keys.get(one.criterion)}
        own = cache(lambda: _own(prepared, reading()))
        findings, score = self._graded(prepared, run, own, attempted=before.attempted, kept=kept)
        if not causes_stand(prepared, before, findings):
            return self(prepared, reading(), run)
        return Judgement(
            findings=findings,
            score=score,
            attempted=before.attempted,
            diagnoses=before.diagnoses,
            diagnosed_by=before.diagnosed_by,
            refused=before.refused,
        )

    def _graded(
        self, prepared: PreparedExercise, run: Run, code: Callable[[], Code], *, attempted: bool, kept: KeptFindings
    ) -> tuple[tuple[Finding, ...], Score]:
        reference, sealed, spreads = prepared.reference, self.sealed, prepared.spreads
        case = GradingCase(run, reference, attempted=attempted, sealed=sealed, spreads=spreads, code=code, kept=kept)
        findings, score = grade_run(prepared.exercise, case)
        if prepared.packed:
            findings = _by_given_values(prepared, run, findings)
        keys, verifiable = prepared.finding_keys, prepared.verifiable
        placed = (
            replace(one, judged_by=keys[one.criterion], verifiable=one.criterion in verifiable) for one in findings
        )
        return tuple(placed), score


def causes_stand(prepared: PreparedExercise, before: Result, findings: Sequence[Finding]) -> bool:
    """Whether an earlier result's diagnoses are still valid for these findings of its run.

    Whether a repair passes depends on every criterion, also on those whose finding is the same.
    """
    same_rubric = {finding.criterion: finding.judged_by for finding in before.findings} == prepared.finding_keys
    failed = any(finding.verdict is Verdict.FAIL for finding in findings)
    return before.diagnosed_by == prepared.diagnosed_by(findings) and (same_rubric or not failed)


def _by_given_values(prepared: PreparedExercise, run: Run, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; they say so if a value is wrong because it started from values different from the given ones.

    For values that the learner may choose, the reference is run again from the learner's own.
    """
    moved: dict[str, Sequence[str]] = {}
    with contextlib.suppress(ThingRefused), refusing("the values that your answer starts from"):  # an explanation only
        given = prepared.reference.evidence
        moved = {criterion.id: changed_inputs(criterion, run.evidence, given) for criterion in prepared.exercise.rubric}
    return tuple(
        replace(finding, message=GIVEN_ONLY.format(names=", ".join(f"`{name}`" for name in moved[finding.criterion])))
        if finding.verdict is Verdict.FAIL and not finding.hidden and moved.get(finding.criterion)
        else finding
        for finding in findings
    )


def reusable_run(prepared: PreparedExercise, run: Run) -> Run | None:
    """An earlier run, if it would be made in the same way now; None if a kernel has to make it again.

    Wrong models are compared with the reference's while a run is made. The rubric decides which models are wrong; only
    in this does a run depend on how strictly a criterion judges.
    """
    seen = run.evidence
    bare = {name: msgspec.structs.replace(one, alike=False) for name, one in seen.rebuilt.items()}
    alone = msgspec.structs.replace(seen, rebuilt=bare)
    wrong = wrong_models(prepared.exercise, alone, prepared.reference.evidence)
    if any(not seen.rebuilt[name].compared for name in comparable_models(seen, wrong, prepared.request)):
        return None
    rebuilt = {
        name: one if name in wrong else msgspec.structs.replace(one, divergence=None, alike=False, compared=False)
        for name, one in seen.rebuilt.items()
    }
    return replace(run, evidence=msgspec.structs.replace(seen, rebuilt=rebuilt))


def _own(prepared: PreparedExercise, reading: Reading | Damage) -> Code:
    """The learner's own statements; none if the file can't be read."""
    if isinstance(reading, Damage):
        return Code(())
    return Code(decode_tree(reading.tree), prepared.stub_code, partial=reading.partial)


def _lost(prepared: PreparedExercise, reading: Reading) -> tuple[ast.stmt, ...]:
    """The given statements that the learner changed or removed; a reader may name only those that there are."""
    given = prepared.given_statements
    return tuple(given[place] for place in reading.lost if 0 <= place < len(given))


def _diagnosed(
    prepared: PreparedExercise, answer: Code, run: Run, findings: tuple[Finding, ...], lost: tuple[ast.stmt, ...]
) -> tuple[Diagnosis, ...]:
    return diagnose(
        Facts(
            exercise=prepared.exercise.id,
            rubric=prepared.exercise.rubric,
            findings=findings,
            run=run,
            reference=prepared.reference,
            given=prepared.stub_code,
            answer=answer,
            solution=prepared.solution,
            known=prepared.known_wrong_answers,
            lost=lost,
        ),
        prepared.causes,
    )


def result_of(submission: Submission, run: Run, judged: Judgement) -> Result:
    """The result of a submission that was judged now, by this version of the grader."""
    found: dict[str, Any] = {one.name: getattr(judged, one.name) for one in fields(judged)}
    found |= {"grader_version": __version__, "graded": datetime.now(UTC)}
    return Result(submission=submission, run_key=run.key, outcome=run.outcome, **found)
