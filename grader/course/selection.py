"""The exercises of some lessons, as people name them: by folder, by number, or by a range of numbers."""

import re
from collections.abc import Sequence

from grader.course import COURSE, Course, Lesson
from grader.util.toml_schema import TomlPlace

_RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")


def exercises_of_lessons(course: Course, named: str) -> tuple[str, ...]:
    """The exercises of lessons such as "5-8,10" or "05_single_layer", in the order in which they are taught.

    Raises `SpecError` where one is not a lesson of the course, or a range holds none.
    """
    chosen = {lesson.id for one in named.split(",") for lesson in _lessons(course, one.strip())}
    return tuple(exercise for lesson in course.lessons if lesson.id in chosen for exercise in lesson.exercises)


def _lessons(course: Course, named: str) -> Sequence[Lesson]:
    numbers = _RANGE.fullmatch(named)
    if numbers:
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        found = [lesson for lesson in course.lessons if first <= lesson.sections[0] <= last]
    else:
        found = [lesson for lesson in course.lessons if lesson.id == named]
    if not found:
        raise TomlPlace(file=COURSE.name).unknown_name_error("lesson", named, [one.id for one in course.lessons])
    return found
