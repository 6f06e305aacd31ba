"""`grader new` and `grader sync`, for instructors who write a course."""

from typing import Annotated

from rich.markup import escape
from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.options import CourseOption, course_of
from grader.course.new_exercise import create_exercise
from grader.course.stubs import sync_stubs as synchronise

STALE = 1
"""The exit code of `sync --check` if a stub differs from its reference."""
_REMAINS = """\
It is small but complete, and its files explain what each part is for. Next steps:
1. Rewrite solutions/{exercise}/reference.py, then type: grader sync
2. Rewrite exercises/{exercise}.toml
3. Put at least three right answers into accepted/, and at least five wrong ones into wrong/
4. Type this, and fix what it reports, until it reports nothing: grader verify {exercise}"""


def sync(
    *,
    check: Annotated[bool, Option("--check", help="Write nothing; exit 1 if a stub differs.")] = False,
    course: CourseOption = None,
) -> int:
    """Make the stubs from the references."""
    changed = synchronise(course_of(course), check=check)
    for path in changed:
        console.out.print(f"{'differs from its reference' if check else 'written'}: {escape(str(path))}")
    if not changed:
        console.out.print("Every stub matches its reference.")
    return STALE if check and changed else DONE


def new(
    exercise: Annotated[
        str, Argument(metavar="LESSON/NAME", help="The id of the new exercise, such as 02_layers/three_layers.")
    ],
    *,
    course: CourseOption = None,
) -> int:
    """Start an exercise: write a small, complete one that explains itself, for you to rewrite."""
    root = course_of(course)
    for path in create_exercise(root, exercise):
        console.out.print(f"written: {escape(str(path.relative_to(root)))}")
    console.out.print(escape(_REMAINS.format(exercise=exercise)))
    return DONE
