"""`grader verify`: prove the exercises."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.markup import escape

from grader.commands import console, verify_report
from grader.commands.course import course_of
from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.engine.engine import Engine
from grader.run.kernel_factory import Mode
from grader.util.files import write_whole
from grader.verification import limits, tree
from grader.verification.cache import ExerciseProof
from grader.verification.changed import affected_exercises
from grader.verification.junit import verification_junit
from grader.verification.records import rates_by_operator
from grader.verification.verify import prove

PROVEN, BROKEN, MISTAKEN_FILES, MISSING_DATA = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """What of a course is to be proven, and what becomes of it."""

    exercises: Sequence[str] = ()
    """Ids; none for all of them, or all that `since` leaves."""
    since: str | None = None
    """The commit since which an exercise must have been touched."""
    mutants: bool = True
    write_limits: bool = False
    as_json: bool = False
    junit: Path | None = None
    """The file for JUnit XML."""


def run_verify(options: VerifyOptions, *, workers: int, sandbox: Mode | None, course: Path | None) -> int:
    """The exit code: 0 where everything proves what it should, 2 for mistaken files, 3 for data that is missing."""
    root = course_of(course)
    chosen = _chosen(load_course(root), options)
    engine = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn)
    all_proved = asyncio.run(_prove(engine, chosen, options))
    if options.write_limits:
        _write_limits(root, all_proved)
    all_proved = [_within_limits(root, proved) for proved in all_proved]
    course_problems = (*_strays(engine.course, options), *weak_operators(all_proved, options))
    if options.junit is not None:
        write_whole(options.junit, verification_junit(all_proved, course_problems))
    if options.as_json:
        console.print_json(verify_report.proofs_json(all_proved, course_problems))
    else:
        verify_report.print_proofs(all_proved, course_problems)
    if any(proved.mistake for proved in all_proved):
        return MISTAKEN_FILES
    if any(proved.lacks for proved in all_proved):
        return MISSING_DATA
    return PROVEN if all(proved.is_proven for proved in all_proved) and not course_problems else BROKEN


def _chosen(course: Course, options: VerifyOptions) -> tuple[str, ...]:
    """The exercises to prove, in the course's order. Raises `SpecError`."""
    chosen = course.select_exercises(options.exercises)
    found = affected_exercises(course, options.since) if options.since is not None else course.exercises
    return tuple(exercise for exercise in found if exercise in chosen)


def _strays(course: Course, options: VerifyOptions) -> tuple[str, ...]:
    """Files that belong to nothing: in the whole course, or beside the answers of the exercises that were named."""
    beside = tuple(f"solutions/{exercise}/" for exercise in options.exercises)
    found = (name for name in tree.stray_files(course) if not beside or name.startswith(beside))
    return tuple(f"{name}: belongs to no exercise" for name in found)


FEWEST = 20
"""Mutants of one operator in a course from which a share of them can be told."""


def weak_operators(all_proved: Sequence[ExerciseProof], options: VerifyOptions) -> tuple[str, ...]:
    """Operators of whose mutants too many survive in the whole course; a few exercises say too little of them."""
    if options.exercises or options.since is not None:
        return ()
    rates = rates_by_operator(mutant for proved in all_proved for mutant in proved.mutants)
    weak = {name: rate.problem for name, rate in rates.items() if rate.total >= FEWEST and rate.problem}
    return tuple(f"operator '{name}': {problem}" for name, problem in weak.items())


async def _prove(engine: Engine, exercises: Sequence[str], options: VerifyOptions) -> list[ExerciseProof]:
    try:
        with console.progress_bar("Proving", None) as (progress, task):

            def report(what: str, ended: int, planned: int) -> None:
                progress.update(task, description=what, completed=ended, total=planned)

            return await prove(engine, exercises, mutants=options.mutants, report=report)
    finally:
        engine.close()


def _write_limits(root: Path, all_proved: Sequence[ExerciseProof]) -> None:
    """Write what the references' runs ask for, and say so on stderr."""
    for proved in (one for one in all_proved if one.cases):
        exercise = load_exercise(root, proved.exercise)
        changes = limits.derive_limits(exercise.limits, proved.reference_usage)
        if changes:
            limits.write_limits(root / "exercises" / f"{exercise.id}.toml", changes)
            says = ", ".join(f"{key} = {value}" for key, value in changes.items())
            console.err.print(escape(f"{exercise.id}: {says}"))


def _within_limits(root: Path, proved: ExerciseProof) -> ExerciseProof:
    """What was proven, with a complaint of each limit that the reference comes close to."""
    if not proved.cases:
        return proved
    tight = limits.tight_limits(load_exercise(root, proved.exercise).limits, proved.reference_usage)
    return msgspec.structs.replace(proved, complaints=(*proved.complaints, *tight))
