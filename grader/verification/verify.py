"""Proves exercises: all cases of all exercises share the kernels.

A few exercises are open at once: while the last cases of one run, the next one's reference runs too, so that no kernel
is idle. The whole then takes as long as its cases, in any order. The observations of a case are dropped once it is
judged; only the proof is kept, and the run on disk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from grader.engine.engine import Engine
from grader.engine.kernel_supply import AHEAD
from grader.engine.source_run import read_authored
from grader.errors import KernelFault, MissingDataError, SpecError
from grader.judging.judge import PreparedExercise
from grader.judging.rubric import GradingCase, KeptFindings, grade_run
from grader.model import Exercise, Run
from grader.source.ownership import is_attempted, own_code
from grader.source.reader.reading import reading_of
from grader.source.records import Reading
from grader.verification import tree
from grader.verification.cache import ExerciseProof, ProofCache
from grader.verification.cases import (
    authored_cases,
    compare_repeat,
    mutant_cases,
    preparing_run,
    prove_case,
    reference_case,
)
from grader.verification.lazy.cases import lazy_cases
from grader.verification.records import CaseKind, Proof, RepairSearch, VerificationCase
from grader.verification.repairs import seek_repair, sought_cases, trial_gaps
from grader.verification.rubric_mutants import uncaught_weakenings, unfailed_criteria

T = TypeVar("T")
ProgressCallback = Callable[[str, int, int], None]
"""Called after each case with its name, the number of completed cases, and the number of cases known so far."""


async def prove(
    engine: Engine, exercises: Sequence[str], *, mutants: bool, report: ProgressCallback
) -> list[ExerciseProof]:
    """Prove the exercises and return the results in the given order. If this is stopped, finished proofs stay in the
    cache.

    Raises:
        SystemFault: starting a kernel failed twice, or a file of the cache can't be read or written.
    """
    proofs = ProofCache.for_engine(engine, mutants=mutants)
    found = {exercise: proofs.get(exercise) for exercise in exercises}
    work = _Verifier(engine, proofs, mutants=mutants, report=report)
    missing = [exercise for exercise, proved in found.items() if proved is None]
    try:
        made = await work.all_of(missing)
    except ExceptionGroup as group:
        raise _first(group) from None
    finally:
        proofs.prune()
    return [found[exercise] or made[exercise] for exercise in exercises]


def _first(group: BaseException) -> BaseException:
    """The first exception in a group, however deep."""
    return _first(group.exceptions[0]) if isinstance(group, BaseExceptionGroup) else group


class _Verifier:
    """The work of one call of `prove`."""

    def __init__(self, engine: Engine, proofs: ProofCache, *, mutants: bool, report: ProgressCallback) -> None:
        self._engine = engine
        self._proofs = proofs
        self._mutants = mutants
        self._report = report
        self._open = asyncio.Semaphore(engine.workers + 1)
        self._at_work = asyncio.Semaphore(engine.workers + AHEAD)
        self._planned = 0
        self._ended = 0

    async def all_of(self, exercises: Sequence[str]) -> dict[str, ExerciseProof]:
        """Prove each exercise. The last ones begin first: their runs take longest, and small ones fill the end."""
        async with asyncio.TaskGroup() as group:
            tasks = {exercise: group.create_task(self._in_turn(exercise)) for exercise in reversed(exercises)}
        return {exercise: task.result() for exercise, task in tasks.items()}

    async def _in_turn(self, exercise: str) -> ExerciseProof:
        async with self._open:
            key = self._proofs.key(exercise)
            try:
                prepared = await self._engine.references.prepare(exercise)
                todo = [*authored_cases(self._engine.course.root, prepared)]
                todo += [*lazy_cases(prepared), *mutant_cases(prepared)] if self._mutants else ()
            except MissingDataError as error:
                return ExerciseProof(exercise=exercise, lacks=str(error))
            except SpecError as error:
                return ExerciseProof(exercise=exercise, mistake=str(error))
            proved = await self._prove(prepared, todo)
            # The evidence of a whole course is more than memory should hold.
            self._engine.references.prepared.pop(exercise)
            self._proofs.put(key, proved)
            return proved

    async def _prove(self, prepared: PreparedExercise, todo: Sequence[VerificationCase]) -> ExerciseProof:
        self._planned += len(todo)
        sought = sought_cases(todo, long=prepared.facts.loads) if self._mutants else frozenset()
        async with asyncio.TaskGroup() as group:
            each = (self._case(prepared, case, seek=(case.kind, case.name) in sought) for case in todo)
            tasks = [group.create_task(one) for one in each]
            gaps = group.create_task(self._trial_gaps(prepared))
        proofs = _repeated([task.result() for task in tasks])
        exercise = prepared.exercise
        unnoticed = await self._unnoticed(prepared, list(zip(todo, proofs, strict=True)))
        complaints = (*tree.exercise_gaps(exercise), *gaps.result())
        return ExerciseProof(exercise=exercise.id, proofs=tuple(proofs), complaints=complaints, unnoticed=unnoticed)

    async def _unnoticed(
        self, prepared: PreparedExercise, witnesses: Sequence[tuple[VerificationCase, Proof]]
    ) -> tuple[str, ...]:
        """The weakenings of the rubric that change no recorded case. Without mutants, only removed criteria count."""
        if not self._mutants:
            return unfailed_criteria(prepared.exercise.rubric, [proof.failed_criteria for _, proof in witnesses])
        recorded = [case for case, proof in witnesses if proof.failed_criteria]
        return await asyncio.to_thread(self._uncaught, prepared, recorded)

    def _uncaught(self, prepared: PreparedExercise, recorded: Sequence[VerificationCase]) -> tuple[str, ...]:
        """The weakenings that no recorded case notices; each is judged by the stored runs."""

        def judged(case: VerificationCase, run: Run, laxer: Exercise, kept: KeptFindings) -> KeptFindings:
            marked = GradingCase(
                run,
                prepared.reference,
                attempted=is_attempted(case.source, prepared.stub),
                sealed=self._engine.judge.sealed,
                spreads=prepared.spreads,
                code=lambda: own_code(case.source, prepared.stub),
                kept=kept,
            )
            findings, _ = grade_run(laxer, marked)
            return {finding.criterion: finding for finding in findings}

        found = uncaught_weakenings(prepared.exercise, self._recorded(prepared, recorded), judged)
        return tuple(one.says for one in found)

    def _recorded(
        self, prepared: PreparedExercise, recorded: Sequence[VerificationCase]
    ) -> Iterator[tuple[VerificationCase, Run]]:
        """Yield each case with its run, which is read only then."""
        for case in recorded:
            run = self._proofs.last_run(self._engine.keys.run_key(prepared, self._runnable(prepared, case)))
            if run is not None:
                yield case, run

    async def _case(self, prepared: PreparedExercise, case: VerificationCase, *, seek: bool) -> Proof:
        async with self._at_work:
            run = await self._run(prepared, case)
            reference = await self._run(prepared, reference_case(prepared)) if case.exempt == "equivalent" else None
            proof = prove_case(self._engine, prepared, case, run, reference=reference)
            if seek:
                proof = replace(proof, repair=await self._repair(prepared, self._runnable(prepared, case), run))
        self._ended += 1
        self._report(f"{case.exercise} {case.kind} {case.name}", self._ended, self._planned)
        return proof

    async def _repair(self, prepared: PreparedExercise, reading: Reading, run: Run) -> RepairSearch | None:
        """The result of the search for a cause. Raises `SystemFault`."""
        tries = self._engine.course.hints.tries
        return await _twice(
            partial(seek_repair, self._engine, prepared, reading, run, run_answer=self._run_of, tries=tries)
        )

    async def _trial_gaps(self, prepared: PreparedExercise) -> tuple[str, ...]:
        async with self._at_work:
            return await _twice(partial(trial_gaps, self._engine, prepared))

    async def _run(self, prepared: PreparedExercise, case: VerificationCase) -> Run:
        """The run of a case; for the reference, the run with which its exercise was prepared is used again."""
        if case.kind is CaseKind.AGAIN:
            return preparing_run(prepared)
        return await self._run_of(prepared, self._runnable(prepared, case))

    async def _run_of(self, prepared: PreparedExercise, reading: Reading) -> Run:
        return await run_once(self._engine, self._proofs, prepared, reading)

    def _runnable(self, prepared: PreparedExercise, case: VerificationCase) -> Reading:
        if case.kind is CaseKind.SEED:
            return reading_of(case.source, prepared.stub)
        return read_authored(prepared, case.source)


async def run_once(engine: Engine, proofs: ProofCache, prepared: PreparedExercise, reading: Reading) -> Run:
    """The stored run of a source; or else a new one, which is then stored. Raises `SystemFault`."""
    key = engine.keys.run_key(prepared, reading)
    kept = proofs.run(key)
    if kept is not None:
        return kept
    run = engine.references.known_run(key)
    if run is None:
        run = await _twice(partial(engine.run, prepared, reading))
    proofs.keep(run)
    return run


async def _twice(work: Callable[[], Awaitable[T]]) -> T:
    """The result of some work, which is repeated once if the grader fails. Raises the second exception."""
    try:
        return await work()
    except KernelFault:
        return await work()


def _repeated(proofs: Sequence[Proof]) -> list[Proof]:
    """The proofs; the reference's second proof lists what it shows differently."""
    first = next(proof for proof in proofs if proof.kind is CaseKind.REFERENCE)
    return [compare_repeat(first, proof) if proof.kind is CaseKind.AGAIN else proof for proof in proofs]
