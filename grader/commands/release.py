"""`grader release`: a learners' edition of the course, with everything to work and practise, and without answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.course import course_of
from grader.commands.pack import prepare_exercises
from grader.course import Course
from grader.course.editions import FILE, editions_bytes, read_editions, with_current_edition
from grader.course.loader import exercises_of_lessons, is_packed
from grader.engine.engine import Engine
from grader.errors import SpecError
from grader.gradebook.marks.assignments_file import load_assignments
from grader.lms.release.learners_edition import edition_files, require_place, write_edition
from grader.lms.release.product_wheel import product_wheel
from grader.sandbox.outside.kernel_factory import Mode
from grader.util.files import write_whole
from grader.util.text import pluralize

PURPOSE = "learners"
"""Hidden inputs in an edition differ from those here and in an autograder, because a learner can read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """What is released."""

    lessons: str | None
    """Names or numbers of lessons, or None for all."""
    assignment: str | None
    """The id of the assignment whose exercises are released, or None."""


def run_release(to: Path, options: ReleaseOptions, *, workers: int, sandbox: Mode | None, course: Path | None) -> int:
    """The exit code, after each exercise's reference and known wrong answers have run, unless they did before."""
    root = course_of(course)
    if is_packed(root):
        raise SpecError(f"{root}: is a learners' edition or a packed course, from which none can be released")
    require_place(to)
    home = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn)
    exercises = _chosen(home.course, options)
    editions = with_current_edition(home.course, read_editions(root))
    engine = home.for_practice(PURPOSE)
    prepared = asyncio.run(prepare_exercises(engine, exercises))
    made = edition_files(home.course, prepared, engine.judge.sealed, editions, product_wheel())
    write_edition(to, made)
    if editions != read_editions(root):
        write_whole(root / FILE, editions_bytes(editions))
    _report(to, editions[-1].number, len(exercises), sum(map(len, made.values())))
    return DONE


def _chosen(course: Course, options: ReleaseOptions) -> Sequence[str]:
    """The exercises that are released, in the order in which they are taught. Raises `SpecError`."""
    if options.assignment is None:
        return exercises_of_lessons(course, options.lessons) if options.lessons else course.exercises
    found = load_assignments(course).every
    for assignment in found:
        if assignment.id == options.assignment:
            parts = {part.exercise for part in assignment.parts}
            return tuple(exercise for exercise in course.exercises if exercise in parts)
    known = ", ".join(one.id for one in found)
    raise SpecError(f"--assignment {options.assignment}: is not an assignment; allowed: {known}")


def _report(to: Path, number: int, exercises: int, size: int) -> None:
    packed = to.stat().st_size if to.is_file() else size
    say = console.out.print
    say(f"{escape(str(to))}: edition {number}, {pluralize(exercises, 'exercise')}, {packed / 2**20:.1f} MiB.")
    say(f"Keep {FILE} with the course: by it a notebook of an older edition is recognised.")
    say("README.md in it says what learners can read or forge there.")
