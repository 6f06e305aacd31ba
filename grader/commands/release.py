"""`grader release`: makes a learners' edition of the course, with everything for practice, and without answers."""

import asyncio
from pathlib import Path
from typing import Annotated

from rich.markup import escape
from typer import Argument, BadParameter, Option

from grader.commands import DONE, console
from grader.commands.options import CourseOption, SandboxOption, WorkersOption, course_of
from grader.commands.pack import prepare_exercises
from grader.course import Course
from grader.course.editions import FILE, editions_bytes, read_editions, with_current_edition
from grader.course.loader import exercises_of_lessons, is_packed
from grader.engine.engine import Engine
from grader.errors import SpecError
from grader.gradebook.marks.assignments_file import load_assignments
from grader.lms.release.learners_edition import edition_files, require_place, write_edition
from grader.lms.release.product_wheel import product_wheel
from grader.util.files import write_whole
from grader.util.text import pluralize

PURPOSE = "learners"
"""Part of the salt of hidden inputs: those in an edition differ from those here and in an autograder, because a
learner can read them.
"""


def release(
    to: Annotated[
        Path, Argument(metavar="TO", help="A folder or a .zip archive to write; an earlier edition is replaced.")
    ],
    *,
    lessons: Annotated[
        str | None, Option(help="Only these lessons, such as 4-8,10 or 01_neurons; by default all.")
    ] = None,
    assignment: Annotated[str | None, Option(metavar="ID", help="Only the exercises of this assignment.")] = None,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> int:
    """Make a learners' edition: exercises, data and what is needed to check answers for practice, but no answers."""
    if lessons and assignment:
        raise BadParameter("--lessons and --assignment cannot be used together")
    root = course_of(course)
    if is_packed(root):
        raise SpecError(f"{root}: this is a learners' edition or a packed course, from which no edition can be made")
    require_place(to)
    home = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn)
    if assignment is not None:
        exercises = _exercises_of_assignment(home.course, assignment)
    else:
        exercises = exercises_of_lessons(home.course, lessons) if lessons else home.course.exercises
    editions = with_current_edition(home.course, read_editions(root))
    engine = home.for_practice(PURPOSE)
    prepared = asyncio.run(prepare_exercises(engine, exercises))
    made = edition_files(home.course, prepared, engine.judge.sealed, editions, product_wheel())
    write_edition(to, made)
    if editions != read_editions(root):
        write_whole(root / FILE, editions_bytes(editions))
    _report(to, editions[-1].number, len(exercises), sum(map(len, made.values())))
    return DONE


def _exercises_of_assignment(course: Course, wanted: str) -> tuple[str, ...]:
    """An assignment's exercises, in the order in which they are taught. Raises `SpecError` if it does not exist."""
    found = load_assignments(course).every
    for assignment in found:
        if assignment.id == wanted:
            parts = {part.exercise for part in assignment.parts}
            return tuple(exercise for exercise in course.exercises if exercise in parts)
    known = ", ".join(one.id for one in found)
    raise SpecError(f"--assignment {wanted}: there is no such assignment; allowed: {known}")


def _report(to: Path, number: int, exercises: int, size: int) -> None:
    packed = to.stat().st_size if to.is_file() else size
    say = console.out.print
    say(f"{escape(str(to))}: edition {number}, {pluralize(exercises, 'exercise')}, {packed / 2**20:.1f} MiB.")
    say(f"Keep {FILE} with the course: the grader uses it to recognise notebooks of older editions.")
    say("README.md in the edition says what learners can read or forge there.")
