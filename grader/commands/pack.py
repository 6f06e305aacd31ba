"""`grader pack`: exercises as an autograder archive for Gradescope, without their references' source."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.course import course_of
from grader.course.loader import is_packed
from grader.engine.engine import Engine
from grader.errors import SpecError
from grader.judging.judge import PreparedExercise
from grader.lms.release.autograder import write_archive
from grader.sandbox.outside.kernel_factory import Mode
from grader.util.text import pluralize

PURPOSE = "gradescope"
"""Hidden inputs in an archive differ from those here, because a learner may read them there."""


def run_pack(exercises: Sequence[str], to: Path, *, workers: int, sandbox: Mode | None, course: Path | None) -> int:
    """The exit code, after each exercise's reference has run, unless it did before."""
    root = course_of(course)
    if is_packed(root):
        raise SpecError(f"{root}: is a packed course, from which none can be packed")
    engine = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn, purpose=PURPOSE)
    prepared = asyncio.run(prepare_exercises(engine, engine.course.select_exercises(exercises)))
    write_archive(to, engine.course, prepared, engine.judge.sealed)
    size = to.stat().st_size / 2**20
    console.out.print(f"{escape(str(to))}: {pluralize(len(prepared), 'exercise')}, {size:.1f} MiB.")
    console.out.print("In Gradescope: Programming Assignment, Configure Autograder, Zip file upload, Ubuntu 24.04.")
    console.out.print("READ_ME.txt in it says what a learner can read or forge there.")
    return DONE


async def prepare_exercises(engine: Engine, exercises: Sequence[str]) -> list[PreparedExercise]:
    """The exercises with what their references and known wrong answers show, under a progress bar; closes the engine.

    Raises what `References.prepare` raises.
    """
    with console.progress_bar("Running", len(exercises)) as (progress, task):
        try:
            found = []
            for exercise in exercises:
                progress.update(task, description=f"Running the reference of {exercise}")
                found.append(await engine.references.prepare(exercise))
                progress.advance(task)
            return found
        finally:
            engine.close()
