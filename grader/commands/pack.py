"""`grader pack`: packs exercises as an autograder for Gradescope, without the source of their references."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from rich.markup import escape
from typer import Option

from grader.commands import DONE, console
from grader.commands.options import CourseOption, ExercisesArgument, SandboxOption, WorkersOption, course_of
from grader.course.loader import is_packed
from grader.engine.engine import Engine
from grader.errors import SpecError
from grader.judging.judge import PreparedExercise
from grader.lms.release.autograder import write_archive
from grader.util.text import pluralize

PURPOSE = "gradescope"
"""Part of the salt of hidden inputs: those in an archive differ from those here, because a learner may be able to
read them there.
"""


def pack(
    exercises: ExercisesArgument = None,
    *,
    to: Annotated[Path, Option(help="The archive to write.")],
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> int:
    """Pack exercises as an autograder for Gradescope, without the source of their references."""
    root = course_of(course)
    if is_packed(root):
        raise SpecError(f"{root}: this is a packed course, which cannot be packed again")
    engine = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn, purpose=PURPOSE)
    prepared = asyncio.run(prepare_exercises(engine, engine.course.select_exercises(exercises or [])))
    write_archive(to, engine.course, prepared, engine.judge.sealed)
    size = to.stat().st_size / 2**20
    console.out.print(f"{escape(str(to))}: {pluralize(len(prepared), 'exercise')}, {size:.1f} MiB.")
    console.out.print("In Gradescope: Programming Assignment, Configure Autograder, Zip file upload, Ubuntu 24.04.")
    console.out.print("READ_ME.txt in the archive says what a learner can read or forge there.")
    return DONE


async def prepare_exercises(engine: Engine, exercises: Sequence[str]) -> list[PreparedExercise]:
    """Return the exercises, with the evidence of their references and known wrong answers; show progress, and close the
    engine.

    Raises the same exceptions as `References.prepare`.
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
