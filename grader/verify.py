"""The proof that a course's exercises judge rightly, both ways.

The reference and every accepted answer earn full marks, the stub runs as shipped up to its blank and is not attempted,
and every wrong answer fails exactly the criteria that its first line declares (`# fails: criterion, …`): one less would
let a mistake through, one more would blame a learner for what is right. Where its second line names the cause
(`# diagnosis: rule`), exactly that one must be recognised.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path

from grader.desk import Desk, Judged, Prepared
from grader.errors import SpecError
from grader.model import Finding, Run, Verdict
from grader.source import Source, fill, read, reference_source
from grader.variants import declared

FAILS = re.compile(r"#\s*fails:\s*(.*)")


@unique
class Kind(StrEnum):
    """What a file of an exercise is there to prove."""

    REFERENCE = "reference"
    ACCEPTED = "accepted"
    WRONG = "wrong"
    STUB = "stub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One source and what it must come to."""

    exercise: str
    kind: Kind
    name: str
    """The file's name without its ending."""
    source: Source
    fails: frozenset[str] = frozenset()
    """Criteria that must fail, and no others."""
    diagnosis: str | None = None
    """The rule that must be named, and no other; None where nothing is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a case came to. `problems` is empty where it proves what it should."""

    case: Case
    findings: tuple[Finding, ...]
    problems: tuple[str, ...]


def cases(root: Path, prepared: Prepared) -> Iterator[Case]:
    """Everything that proves an exercise. Raises `SpecError` for a wrong answer that declares nothing."""
    exercise = prepared.exercise
    yield Case(
        exercise=exercise.id,
        kind=Kind.REFERENCE,
        name="reference",
        source=reference_source(exercise.reference),
    )
    stub = read(exercise.stub)
    assert isinstance(stub, Source), "prepare has read it"
    yield Case(exercise=exercise.id, kind=Kind.STUB, name="stub", source=stub)
    text = exercise.reference.read_text(encoding="utf-8")
    for kind in (Kind.ACCEPTED, Kind.WRONG):
        for path in sorted((root / "solutions" / exercise.id / kind).glob("*.py")):
            yield _variant(prepared, kind, path, text)


def _variant(prepared: Prepared, kind: Kind, path: Path, reference: str) -> Case:
    fragment = path.read_text(encoding="utf-8")
    return Case(
        exercise=prepared.exercise.id,
        kind=kind,
        name=path.stem,
        source=fill(reference, fragment, name=f"{prepared.exercise.id}/{kind}/{path.name}"),
        fails=_declared(prepared, path, fragment) if kind is Kind.WRONG else frozenset(),
        diagnosis=declared(fragment, name=f"{prepared.exercise.id}/{kind}/{path.name}"),
    )


def _declared(prepared: Prepared, path: Path, fragment: str) -> frozenset[str]:
    """The criteria in a wrong answer's first line. Raises `SpecError`."""
    where = f"{prepared.exercise.id}/wrong/{path.name}"
    first = FAILS.fullmatch(fragment.partition("\n")[0].strip())
    if first is None:
        raise SpecError(f"{where}: the first line must say which criteria fail: # fails: criterion, …")
    declared = frozenset(name.strip() for name in first[1].split(","))
    known = {criterion.id for criterion in prepared.exercise.rubric}
    if unknown := sorted(declared - known):
        raise SpecError(f"{where}: no criterion '{unknown[0]}'; allowed: {', '.join(sorted(known))}")
    return declared


async def prove(desk: Desk, exercise: str, *, done: Callable[[Proof], None]) -> list[Proof]:
    """The proofs of one exercise, in the order of `cases`; `done` hears of each as it comes."""
    prepared = await desk.prepare(exercise)

    async def one(case: Case) -> Proof:
        mended = desk.mend(prepared, case.source)
        assert isinstance(mended, Source), "a script is whole"
        proof = judge(desk, prepared, case, await desk.run(prepared, mended))
        done(proof)
        return proof

    return list(await asyncio.gather(*(one(case) for case in cases(desk.course.root, prepared))))


def judge(desk: Desk, prepared: Prepared, case: Case, run: Run) -> Proof:
    """What the run of a case proves."""
    judged = desk.judge(prepared, case.source, run)
    match case.kind:
        case Kind.REFERENCE | Kind.ACCEPTED:
            problems = _all_met(judged)
        case Kind.WRONG:
            problems = [*_exactly(case.fails, judged.findings), *_diagnosed(case.diagnosis, judged)]
        case Kind.STUB:
            problems = _untouched(judged, run)
    return Proof(case=case, findings=judged.findings, problems=tuple(problems))


def _all_met(judged: Judged) -> list[str]:
    unmet = [finding for finding in judged.findings if finding.verdict is not Verdict.PASS]
    return [f"criterion '{one.criterion}' should pass; {one.verdict}: {one.message}" for one in unmet]


def _exactly(declared: frozenset[str], findings: Sequence[Finding]) -> list[str]:
    failed = {finding.criterion for finding in findings if finding.verdict is Verdict.FAIL}
    errors = [f"criterion '{one.criterion}' errs" for one in findings if one.verdict is Verdict.ERROR]
    missed = [f"criterion '{name}' should fail, and does not" for name in sorted(declared - failed)]
    blamed = [f"criterion '{name}' fails, and is not declared" for name in sorted(failed - declared)]
    return [*errors, *missed, *blamed]


def _diagnosed(rule: str | None, judged: Judged) -> list[str]:
    """That another cause was named than declared, or none, or more."""
    named = [diagnosis.rule for diagnosis in judged.diagnoses]
    if rule is None or named == [rule]:
        return []
    return [f"diagnosis '{rule}' should be named, and nothing else; named: {', '.join(named) or 'nothing'}"]


def _untouched(judged: Judged, run: Run) -> list[str]:
    problems = []
    if judged.attempted:
        problems.append("the stub as shipped counts as attempted")
    if judged.score.earned:
        problems.append(f"the stub as shipped earns {judged.score.earned} points")
    blank = next((place for place, cell in enumerate(run.cells) if "..." in cell.source), len(run.cells))
    raised = [number for number, cell in enumerate(run.cells[:blank], 1) if cell.error]
    return [*problems, *(f"cell {number} raises before the blank" for number in raised)]
