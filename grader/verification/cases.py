"""The cases that prove an exercise, and what the run of each case proves.

The reference and every accepted answer earn full marks. The stub runs as shipped up to its blank and is not attempted.
Every wrong answer fails exactly the criteria that its first line declares (`# fails: criterion, …`): one less would let
a mistake pass, one more would blame a learner for something right. If its second line names the cause (`# diagnosis:
name`), exactly this cause must be recognised. The reference runs unchanged, again to show the same, and with other
seeds. Nearly all of its mutants, in which one place of the answer is changed, fail some criterion. A mutant called
equivalent must prove that it shows the same as the reference (`first_difference`), and one that the task leaves free
passes. A lazy answer, generated to avoid the work, earns no more than the exercise grants it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np

from grader.course.variants import declared_cause
from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.errors import SpecError
from grader.evidence import Activation, Answers, Array, Dataset, Evidence, Layer, Layers, Raised, Record, Refused, Saved
from grader.judging.checks.array_difference import Closeness
from grader.judging.checks.requests import reference_looks
from grader.judging.judge import Judgement, PreparedExercise
from grader.model import Finding, Run, Trust, Verdict
from grader.probe.outside.clean_room import strip_model_parts
from grader.source.records import Source
from grader.source.solution_blocks import reference_text
from grader.source.source import fill, read_source, reference_source
from grader.util.text import pluralize, read_text
from grader.verification.calibrate import with_seed
from grader.verification.exemptions import exemptions
from grader.verification.mutants import mutants
from grader.verification.records import FAILS, CaseKind, LazyEarnings, Proof, ResourceUsage, VerificationCase

NEAR = Closeness(rtol=1e-5, atol=1e-6)
"""How far numbers may differ that would be equal if they had been summed in the same order."""

_NAMES: Mapping[type[Record], frozenset[str]] = {
    Evidence: frozenset(["names", "intermediate_values"]),
    Dataset: frozenset(["steps"]),
    Layers: frozenset(["architecture", "values"]),  # only references keep these; what a model answers is in `outputs`
    Saved: frozenset(["data"]),  # what loads from it is in `rebuilt`
    Answers: frozenset(["inputs"]),  # the models' answers are compared
    Layer: frozenset(["name"]),
    Activation: frozenset(["name"]),
    Raised: frozenset(["message"]),
}
"""Fields with the name of a thing or how it was made; they are not compared."""


def first_difference(reference: Evidence, mutant: Evidence, *, near: Closeness = NEAR) -> str | None:
    """The first difference between all that was observed, with hidden inputs and replays; None if there is none."""
    return next(_differences(reference, mutant, "", near), None)


def _differences(one: object, other: object, place: str, near: Closeness) -> Iterator[str]:
    """Yield the differences between two observations at the same place, one sentence each."""
    match one, other:
        case Array(), Array():
            if differs := _array_difference(one, other, near):
                yield f"{place}: {differs}"
        case Record(), Record() if type(one) is type(other):
            ignored = _NAMES.get(type(one), frozenset())
            for field in (field for field in one.__struct_fields__ if field not in ignored):
                yield from _differences(getattr(one, field), getattr(other, field), _inside(place, field), near)
        case Mapping(), Mapping():
            yield from _in_tables(one, other, place, near)
        case tuple(), tuple() if len(one) == len(other):
            for number, (left, right) in enumerate(zip(one, other, strict=True), 1):
                yield from _differences(left, right, f"{place} {number}", near)
        case tuple(), tuple():
            yield f"{place}: {len(other)} of them, not {len(one)}"
        case _:
            if type(one) is not type(other) or one != other:
                yield f"{place}: {_spell(other)}, not {_spell(one)}"


def _in_tables(one: Mapping[str, object], other: Mapping[str, object], place: str, near: Closeness) -> Iterator[str]:
    for key in sorted(one.keys() | other.keys()):
        if key in one and key in other:
            yield from _differences(one[key], other[key], _inside(place, f"`{key}`"), near)
        else:
            yield f"{_inside(place, f'`{key}`')}: only {'the mutant' if key in other else 'the reference'} has it"


def _array_difference(one: Array, other: Array, near: Closeness) -> str | None:
    """How two arrays differ, or None. If values were not sent, dtype, shape and sha256 are compared."""
    if (one.dtype, one.shape) != (other.dtype, other.shape):
        return f"{other.dtype} {other.shape}, not {one.dtype} {one.shape}"
    if one.data is None or other.data is None:
        same = one.sha256 is not None and one.sha256 == other.sha256
        return None if same else "the values were not sent, so they can't be compared"
    if not np.issubdtype(one.numpy().dtype, np.floating):
        return None if one.data == other.data else "other values"
    if np.allclose(other.numpy(), one.numpy(), rtol=near.rtol, atol=near.atol, equal_nan=True):
        return None
    with np.errstate(invalid="ignore"):
        gap = np.nanmax(np.abs(other.numpy().astype(float) - one.numpy().astype(float)))
    return f"values differ by up to {gap:.3g}"


def _inside(place: str, part: str) -> str:
    return f"{place}, {part}" if place else part


def _spell(value: object) -> str:
    """A small value itself; for any other value, the name of its type."""
    return f"{value!r:.60}" if isinstance(value, str | int | float | None) else type(value).__name__


SEEDS = (1, 2, 3)
"""The seeds with which the reference must earn full marks too."""


def authored_cases(root: Path, prepared: PreparedExercise) -> Iterator[VerificationCase]:
    """Yield everything that proves an exercise. Raises `SpecError` for a wrong answer that declares nothing."""
    exercise, reference = prepared.exercise, reference_case(prepared)
    yield reference
    yield replace(reference, kind=CaseKind.AGAIN, name="once more")
    for seed in SEEDS:
        yield replace(reference, kind=CaseKind.SEED, name=str(seed), source=with_seed(reference.source, seed))
    stub = read_source(exercise.stub)
    assert isinstance(stub, Source), "prepare has read it"
    yield VerificationCase(exercise=exercise.id, kind=CaseKind.STUB, name="stub", source=stub)
    text = reference_text(exercise.reference)
    for kind in (CaseKind.ACCEPTED, CaseKind.WRONG):
        for path in sorted((root / "solutions" / exercise.id / kind).glob("*.py")):
            yield _variant(prepared, kind, path, text)


def reference_case(prepared: PreparedExercise) -> VerificationCase:
    """The case of the unchanged reference."""
    source = reference_source(prepared.exercise.reference)
    return VerificationCase(exercise=prepared.exercise.id, kind=CaseKind.REFERENCE, name="as it is", source=source)


def preparing_run(prepared: PreparedExercise) -> Run:
    """The reference's run with which its exercise was prepared, without the evidence for the preparation."""
    evidence = strip_model_parts(prepared.reference.evidence)
    looked_at = reference_looks(prepared.exercise).keys() - prepared.request.asks.keys()
    seen = {name: one for name, one in evidence.seen.items() if name not in looked_at}
    return replace(prepared.reference, evidence=msgspec.structs.replace(evidence, seen=seen))


def mutant_cases(prepared: PreparedExercise) -> Iterator[VerificationCase]:
    """Yield the mutants of an exercise's reference. Raises `SpecError` if `mutants.toml` has an error."""
    found = mutants(prepared.exercise)
    free = exemptions(prepared.exercise, found)
    for one in found:
        yield VerificationCase(
            exercise=prepared.exercise.id,
            kind=CaseKind.MUTANT,
            name=one.id,
            source=one.source,
            says=one.says,
            operator=one.operator,
            exempt="equivalent" if one.id in free.equivalent else "free" if one.id in free.free else "",
            may_cost=free.costly.get(one.id, ""),
        )


def _variant(prepared: PreparedExercise, kind: CaseKind, path: Path, reference: str) -> VerificationCase:
    name = f"{prepared.exercise.id}/{kind}/{path.name}"
    fragment = read_text(path, name)
    cause = declared_cause(fragment, prepared.causes, name=name, stem=path.stem)
    return VerificationCase(
        exercise=prepared.exercise.id,
        kind=kind,
        name=path.stem,
        source=fill(reference, fragment, name=name),
        fails=_declared(prepared, name, fragment) if kind is CaseKind.WRONG else frozenset(),
        diagnosis=cause.rule if cause else None,
    )


def _declared(prepared: PreparedExercise, where: str, fragment: str) -> frozenset[str]:
    """The criteria in a wrong answer's first line. Raises `SpecError`."""
    first = FAILS.fullmatch(fragment.partition("\n")[0].strip())
    if first is None:
        raise SpecError(f"{where}: the first line must list the criteria that fail: # fails: criterion, …")
    declared = frozenset(name.strip() for name in first[1].split(","))
    known = {criterion.id for criterion in prepared.exercise.rubric}
    if unknown := sorted(declared - known):
        raise SpecError(f"{where}: no criterion '{unknown[0]}'; allowed: {', '.join(sorted(known))}")
    return declared


def prove_case(
    engine: Engine, prepared: PreparedExercise, case: VerificationCase, run: Run, *, reference: Run | None = None
) -> Proof:
    """What the run of a case proves. A mutant called equivalent is compared with the `reference`'s own run."""
    judged = engine.judge(prepared, read_authored(prepared, case.source), run)
    if case.lazy is not None:
        case = replace(case, lazy=with_earned_points(case.lazy, judged.findings, run))
    repeats = case.kind in {CaseKind.REFERENCE, CaseKind.AGAIN}
    return Proof(
        exercise=case.exercise,
        kind=case.kind,
        name=case.name,
        declared=tuple(sorted(case.fails)),
        verdicts={finding.criterion: finding.verdict for finding in judged.findings},
        messages={finding.criterion: finding.message for finding in judged.findings if finding.verdict is Verdict.FAIL},
        diagnoses=tuple(diagnosis.rule for diagnosis in judged.diagnoses),
        used=ResourceUsage.from_run(run),
        problems=(*_problems(case, judged, run, reference), *_costs(case, judged, prepared.exercise.slip_share)),
        shown=_shown(judged, run.evidence) if repeats else {},
        says=case.says,
        operator=case.operator,
        exempt=case.exempt,
        points={trust: sum(finding.earned for finding in judged.findings if finding.trust is trust) for trust in Trust},
        lazy=case.lazy,
    )


def with_earned_points(lazy: LazyEarnings, findings: Sequence[Finding], run: Run) -> LazyEarnings:
    """The earnings of a lazy answer, with the points that it earned."""
    counted = (finding.earned for finding in findings if finding.criterion not in lazy.worked_for)
    errors = (cell.error for cell in run.cells if cell.answer and cell.error)
    raised = next((f"{error.name}: {error.message}" for error in errors), "")
    return replace(lazy, earned=sum(counted), raised=raised)


def _problems(case: VerificationCase, judged: Judgement, run: Run, reference: Run | None) -> list[str]:
    refused = [*_refused(judged, run)]
    match case.kind:
        case CaseKind.WRONG:
            return [*refused, *_exactly(case.fails, judged.findings), *_diagnosed(case.diagnosis, judged)]
        case CaseKind.STUB:
            return [*refused, *_untouched(judged, run)]
        case CaseKind.MUTANT:
            return [*refused, *_errors(judged.findings), *_exempted(case, judged, run, reference)]
        case CaseKind.LAZY:
            return [*refused, *_errors(judged.findings), *_earns_too_much(case)]
    return [*refused, *_all_met(judged)]


def _refused(judged: Judgement, run: Run) -> Iterator[str]:
    """Yield problems: the grader's own code failed on something, although no hostile kernel sent it."""
    evidence = run.evidence
    seen = [*evidence.seen.values(), *evidence.reference_on_learner_inputs.values()]
    met = [one.refusal for one in seen if isinstance(one, Refused)]
    met += [one.refusal for one in evidence.rebuilt.values() if one.refusal]
    met += [finding.refusal for finding in judged.findings if finding.refusal]
    for refusal in dict.fromkeys([*met, *judged.refused]):
        yield f"the grader could not read {refusal.what}: {refusal.traceback.strip().rpartition(chr(10))[2]}"


def _all_met(judged: Judgement) -> list[str]:
    unmet = [finding for finding in judged.findings if finding.verdict is not Verdict.PASS]
    problems = [f"criterion '{one.criterion}' should pass; {one.verdict}: {one.message}" for one in unmet]
    score = judged.score
    earned = f"earns {score.earned} of {pluralize(score.possible, 'point')}"
    return problems if problems or score.earned == score.possible else [earned]


def _exactly(declared: frozenset[str], findings: Sequence[Finding]) -> list[str]:
    failed = {finding.criterion for finding in findings if finding.verdict is Verdict.FAIL}
    missed = [f"criterion '{name}' should fail, but does not" for name in sorted(declared - failed)]
    blamed = [f"criterion '{name}' fails, but this is not declared" for name in sorted(failed - declared)]
    return [*_errors(findings), *missed, *blamed]


def _errors(findings: Sequence[Finding]) -> list[str]:
    return [f"criterion '{finding.criterion}' has an error" for finding in findings if finding.verdict is Verdict.ERROR]


def _diagnosed(rule: str | None, judged: Judgement) -> list[str]:
    """The problem that the declared cause was not recognised, or a different cause or several were."""
    named = [diagnosis.rule for diagnosis in judged.diagnoses]
    if rule is None or named == [rule]:
        return []
    return [f"diagnosis '{rule}' should be the only one; found: {', '.join(named) or 'nothing'}"]


def _exempted(case: VerificationCase, judged: Judgement, run: Run, reference: Run | None) -> Iterator[str]:
    """Yield the problem that a mutant does not deserve its exemption."""
    failed = [finding.criterion for finding in judged.findings if finding.verdict is Verdict.FAIL]
    if case.exempt and failed:
        yield f"mutants.toml calls it {case.exempt}, but it fails criterion '{failed[0]}': {case.says}"
    elif reference is not None and (differs := first_difference(reference.evidence, run.evidence)):
        yield f"mutants.toml calls it {case.exempt}, but it shows something else: {differs}: {case.says}"


def _costs(case: VerificationCase, judged: Judgement, share: float) -> Iterator[str]:
    """Yield the problem that a mutant, a single change, loses more than this share of the points without a reason."""
    score = judged.score
    if case.kind is CaseKind.MUTANT and not case.may_cost and score.possible - score.earned > share * score.possible:
        failed = ", ".join(finding.criterion for finding in judged.findings if finding.verdict is not Verdict.PASS)
        yield (
            f"one change costs {score.possible - score.earned} of {pluralize(score.possible, 'point')} ({failed}); "
            f"the exercise allows {share:.0%}, and mutants.toml doesn't list it as costly: '{case.name}': {case.says}"
        )


def _earns_too_much(case: VerificationCase) -> Iterator[str]:
    """Yield the problem that a lazy answer earns more than it may, with its code on one line."""
    assert case.lazy is not None, "a lazy answer says what it may earn"
    if case.lazy.earned > case.lazy.granted:
        code = " | ".join(line.strip() for line in case.says.split("\n") if line.strip())
        possible = pluralize(case.lazy.possible, "point")
        yield (
            f"earns {case.lazy.earned} of {possible}; lazy.toml grants '{case.lazy.shortcut}' "
            f"{case.lazy.granted}: {code:.1000}"
        )


def _untouched(judged: Judgement, run: Run) -> list[str]:
    problems = ["the stub as shipped counts as attempted"] if judged.attempted else []
    if judged.score.earned:
        problems.append(f"the stub as shipped earns {pluralize(judged.score.earned, 'point')}")
    blank = next((place for place, cell in enumerate(run.cells) if "..." in cell.source), len(run.cells))
    raised = [number for number, cell in enumerate(run.cells[:blank], 1) if cell.error]
    return [*problems, *(f"cell {number} raises before the blank" for number in raised)]


def _shown(judged: Judgement, evidence: Evidence) -> dict[str, str]:
    """A digest of each observation of a run, and of each finding."""
    parts: dict[str, object] = {"the names it leaves": evidence.names}
    for what in ("seen", "intermediate_values", "rebuilt", "reference_on_learner_inputs"):
        parts |= {f"`{name}` ({what.replace('_', ' ')})": one for name, one in getattr(evidence, what).items()}
    parts |= {f"criterion '{finding.criterion}'": finding for finding in judged.findings}
    return {name: sha256(msgspec.json.encode(part, order="deterministic")).hexdigest() for name, part in parts.items()}


def compare_repeat(first: Proof, again: Proof) -> Proof:
    """The second proof of the reference; each difference from the first is a problem."""
    names = sorted(first.shown.keys() | again.shown.keys())
    others = [name for name in names if first.shown.get(name) != again.shown.get(name)]
    problems = (f"the reference shows something else when it runs again: {name}" for name in others)
    return replace(again, problems=(*again.problems, *problems))
