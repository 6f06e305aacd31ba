"""Which course a command works on."""

from pathlib import Path

from grader.course.loader import find_course
from grader.errors import SpecError


def course_of(course: Path | None, near: Path | None = None) -> Path:
    """The course's folder: the one named, else the nearest above a folder, else above the current one.

    Raises:
        SpecError: none of these is in a course, or the one named isn't there.
    """
    if course is not None:
        if not course.exists():  # a mistyped name would otherwise stand for whichever course lies above it
            raise SpecError(f"--course {course}: no such folder")
        return find_course(course)
    try:
        return find_course(near or Path.cwd())
    except SpecError:
        return find_course(Path.cwd())
