"""Exercises on their way to being proven: all cases of all of them share the kernels there are.

A few exercises are open at once: while the last cases of one run, the next one's reference does, so that no kernel
idles and the whole takes what its cases take, in whatever order. What a case showed is let go once it is judged; only
what it proves is kept, and its run on the disk.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from grader.engine.engine import Desk
from grader.errors import KernelFault, MissingDataError, SpecError
from grader.grading.judge import Prepared
from grader.grading.rubric import grade
from grader.model import Exercise, Run, Verdict
from grader.reader.reading import reading_of
from grader.source.ownership import own_code
from grader.source.records import Reading
from grader.source.source import attempted
from grader.verification import tree
from grader.verification.cache import Proofs, Proved
from grader.verification.cases import Case, Kind, Proof, cases, compared, judge, mutant_cases, reference_case
from grader.verification.lazy.cases import lazy_cases
from grader.verification.rubric_mutants import uncaught

Told = Callable[[str, int, int], None]
"""Hears after each case what it was, how many have ended, and how many are known of."""


async def prove(desk: Desk, exercises: Sequence[str], *, mutants: bool, told: Told) -> list[Proved]:
    """What became of each exercise, in the order given. What is proven stays so, whenever this is stopped.

    Raises:
        SystemFault: a kernel could not be had, twice over; a file of ours can't be read or written.
    """
    proofs = Proofs.of(desk, mutants=mutants)
    found = {exercise: proofs.get(exercise) for exercise in exercises}
    work = _Proving(desk, proofs, mutants=mutants, told=told)
    missing = [exercise for exercise, proved in found.items() if proved is None]
    try:
        made = await work.all_of(missing)
    except ExceptionGroup as group:
        raise _first(group) from None
    finally:
        proofs.prune()
    return [found[exercise] or made[exercise] for exercise in exercises]


def _first(group: BaseException) -> BaseException:
    """The first exception that is no group of others."""
    return _first(group.exceptions[0]) if isinstance(group, BaseExceptionGroup) else group


class _Proving:
    """What one call proves anew."""

    def __init__(self, desk: Desk, proofs: Proofs, *, mutants: bool, told: Told) -> None:
        self._desk = desk
        self._proofs = proofs
        self._mutants = mutants
        self._told = told
        self._open = asyncio.Semaphore(desk.workers + 1)
        self._at_work = asyncio.Semaphore(desk.workers + 1)
        self._planned = 0
        self._ended = 0

    async def all_of(self, exercises: Sequence[str]) -> dict[str, Proved]:
        """What became of each."""
        async with asyncio.TaskGroup() as group:
            tasks = {exercise: group.create_task(self._in_turn(exercise)) for exercise in exercises}
        return {exercise: task.result() for exercise, task in tasks.items()}

    async def _in_turn(self, exercise: str) -> Proved:
        async with self._open:
            key = self._proofs.key(exercise)
            try:
                prepared = await self._desk.prepare(exercise)
                todo = [*cases(self._desk.course.root, prepared)]
                todo += [*lazy_cases(prepared), *mutant_cases(prepared)] if self._mutants else ()
            except MissingDataError as error:
                return Proved(exercise=exercise, lacks=str(error))
            except SpecError as error:
                return Proved(exercise=exercise, mistake=str(error))
            proved = await self._prove(prepared, todo)
            self._desk.prepared.pop(exercise)  # the evidence of a whole course is more than memory should hold
            self._proofs.put(key, proved)
            return proved

    async def _prove(self, prepared: Prepared, todo: Sequence[Case]) -> Proved:
        self._planned += len(todo)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._case(prepared, case)) for case in todo]
        proofs = _repeated([task.result() for task in tasks])
        exercise = prepared.exercise
        witnesses = ((case, proof) for case, proof in zip(todo, proofs, strict=True) if case.kind is not Kind.LAZY)
        recorded = [case for case, proof in witnesses if proof.failed]
        unnoticed = await asyncio.to_thread(self._unnoticed, prepared, recorded)
        complaints = tree.complaints(exercise)
        return Proved(exercise=exercise.id, proofs=tuple(proofs), complaints=complaints, unnoticed=unnoticed)

    def _unnoticed(self, prepared: Prepared, recorded: Sequence[Case]) -> tuple[str, ...]:
        """What makes the rubric laxer and changes no recorded case. Without mutants a criterion's loss alone counts."""
        exercise = prepared.exercise

        def failed(laxer: Exercise, case: Case, run: Run) -> frozenset[str]:
            judged = grade(
                laxer,
                run,
                prepared.reference,
                attempted=attempted(case.source, prepared.stub),
                sealed=self._desk.sealed,
                spreads=prepared.spreads,
                code=lambda: own_code(case.source, prepared.stub),
            )
            return frozenset(one.criterion for one in judged[0] if one.verdict is Verdict.FAIL)

        found = uncaught(exercise, self._recorded(prepared, recorded), failed)
        return tuple(one.says for one in found if self._mutants or len(one.rubric) < len(exercise.rubric))

    def _recorded(self, prepared: Prepared, recorded: Sequence[Case]) -> Iterator[tuple[Case, Run]]:
        """Each case with its run, read when it is asked for."""
        for case in recorded:
            run = self._proofs.recorded(self._desk.key(prepared, self._runnable(prepared, case)))
            if run is not None:
                yield case, run

    async def _case(self, prepared: Prepared, case: Case) -> Proof:
        async with self._at_work:
            run = await self._run(prepared, case)
            reference = await self._run(prepared, reference_case(prepared)) if case.exempt == "equivalent" else None
            proof = judge(self._desk, prepared, case, run, reference=reference)
        self._ended += 1
        self._told(f"{case.exercise} {case.kind} {case.name}", self._ended, self._planned)
        return proof

    async def _run(self, prepared: Prepared, case: Case) -> Run:
        """The run of a case, from the disk where it is there; the reference once more runs once more."""
        reading = self._runnable(prepared, case)
        if case.kind is Kind.AGAIN:
            return await self._new(prepared, reading)
        key = self._desk.key(prepared, reading)
        run = self._proofs.run(key)
        if run is None:
            run = self._desk.made(key) or await self._new(prepared, reading)
            self._proofs.keep(run)
        return run

    def _runnable(self, prepared: Prepared, case: Case) -> Reading:
        if case.kind is Kind.SEED:
            return reading_of(case.source, prepared.stub)
        return self._desk.read_authors(prepared, case.source)

    async def _new(self, prepared: Prepared, reading: Reading) -> Run:
        """A run in a kernel; a fault of ours has it run once more. Raises `SystemFault`."""
        try:
            return await self._desk.run(prepared, reading)
        except KernelFault:
            return await self._desk.run(prepared, reading)


def _repeated(proofs: Sequence[Proof]) -> list[Proof]:
    """The proofs, that of the reference once more with what it shows otherwise."""
    first = next(proof for proof in proofs if proof.kind is Kind.REFERENCE)
    return [compared(first, proof) if proof.kind is Kind.AGAIN else proof for proof in proofs]
