"""The course that a command works on: the one that is named, the nearest one, or a running service's copy."""

from pathlib import Path

from grader.course.loader import find_course
from grader.errors import SpecError
from grader.service.live import LiveReader
from grader.storage.layout import COURSE_COPY


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


def course_in_force(course: Path | None, out: Path) -> Path:
    """The course's folder for a command that shows or decides what is in OUT: as `course_of`, unless a service runs.

    Then it is the copy by which that judges, so that a course that is being edited is not in force by halves.
    """
    if course is None and LiveReader(out).is_alive():
        return out / COURSE_COPY
    return course_of(course, out)
