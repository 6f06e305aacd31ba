"""`grader new` and `grader sync`, for instructors who write a course."""

from pathlib import Path

from rich.markup import escape

from grader.commands import console
from grader.commands.course import course_of
from grader.course.new_exercise import create_exercise
from grader.course.stubs import sync_stubs as synchronise

CURRENT, STALE = 0, 1
_REMAINS = """\
It is whole, though tiny, and says itself what each part is for. What remains to be done:
1. Rewrite solutions/{exercise}/reference.py, then type: grader sync
2. Rewrite exercises/{exercise}.toml
3. Put three right answers or more into accepted/, and five wrong ones or more into wrong/
4. Until nothing is left to mend, type: grader verify {exercise}"""


def run_sync(*, check: bool, course: Path | None) -> int:
    """The exit code: 1 where `check` finds a stub that differs from its reference."""
    changed = synchronise(course_of(course), check=check)
    for path in changed:
        console.out.print(f"{'differs from its reference' if check else 'written'}: {escape(str(path))}")
    if not changed:
        console.out.print("Every stub is as its reference says.")
    return STALE if check and changed else CURRENT


def run_new(exercise: str, *, course: Path | None) -> int:
    """The exit code, once a new exercise is there."""
    root = course_of(course)
    for path in create_exercise(root, exercise):
        console.out.print(f"written: {escape(str(path.relative_to(root)))}")
    console.out.print(escape(_REMAINS.format(exercise=exercise)))
    return CURRENT
