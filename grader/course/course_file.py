"""The course's file with one exercise more: comments, spaces and order stay as the instructor left them."""

import re
from difflib import get_close_matches
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Table

from grader.course.loader import Course, Lesson
from grader.errors import SpecError
from grader.util.toml_schema import TomlPlace

_NUMBERED = re.compile(r"(?P<section>[0-9]{1,3})[_-](?P<words>.+)")
_ALIKE = 0.9
"""How near the words of two lessons' ids are, 0 to 1, where one must be a slip of the other."""


def add_to_course(path: Path, course: Course, lesson: str, name: str) -> bytes:
    """The file's new text. A lesson that is new stands where its number puts it.

    Raises:
        SpecError: the lesson is not there, and can't be a new one.
    """
    document = tomlkit.parse(path.read_text(encoding="utf-8").rstrip("\n") + "\n")
    lessons = document["lessons"]
    ids = [one.id for one in course.lessons]
    if lesson not in ids:
        section = _new_section(course, lesson)
        if not isinstance(lessons, AoT):
            raise SpecError(f"{path.name}: a new lesson is added to tables [[lessons]], and here 'lessons' is a list")
        _insert(lessons, _lesson(lesson, name, section), sum(one.sections[0] < section for one in course.lessons))
    elif f"{lesson}/{name}" not in course.exercises:
        lessons[ids.index(lesson)]["exercises"].append(name)
    return tomlkit.dumps(document).encode()


def _new_section(course: Course, lesson: str) -> int:
    """The section of the outline that a new lesson is about. Raises `SpecError` where another lesson was meant."""
    place = TomlPlace(file="course.toml")
    words = {_words(one.id): one for one in course.lessons}
    if near := get_close_matches(_words(lesson), words, n=1, cutoff=_ALIKE):
        raise place.error(f"no lesson '{lesson}'; did you mean '{words[near[0]].id}'?")
    found = _NUMBERED.fullmatch(lesson)
    if found is None or int(found["section"]) == 0:
        raise place.error(f"no lesson '{lesson}'; a new one begins with the number of its section, such as 07_{lesson}")
    section = int(found["section"])
    if owner := _owner(course, section):
        raise place.error(f"no lesson '{lesson}'; section {section} belongs to '{owner.id}': did you mean that?")
    if section in {one.section for one in course.unpractised}:
        raise place.error(f"no lesson '{lesson}', and key 'unpractised' says why section {section} has none")
    if course.outline is not None and section > course.outline:
        raise place.error(
            f"no lesson '{lesson}'; the outline ends with section {course.outline}, as key 'outline' says"
        )
    return section


def _owner(course: Course, section: int) -> Lesson | None:
    return next((lesson for lesson in course.lessons if section in lesson.sections), None)


def _words(lesson: str) -> str:
    """A lesson's id without its number."""
    found = _NUMBERED.fullmatch(lesson)
    return found["words"] if found else lesson


def _lesson(lesson: str, name: str, section: int) -> Table:
    table = tomlkit.table()
    table["id"] = lesson
    table["title"] = _words(lesson).replace("_", " ").replace("-", " ").capitalize()
    table["title"].comment("as learners read it")
    table["sections"] = [section]
    table["exercises"] = [name]
    return table


def _insert(lessons: AoT, lesson: Table, at: int) -> None:
    """Put a lesson in its place. To the parser, comments above the next one end the table before."""
    above = []
    if at > 0:
        body = lessons[at - 1].value.body
        while body and body[-1][0] is None:
            above.append(body.pop())
        lessons[at - 1].add(tomlkit.nl())
    lesson.value.body.extend(reversed(above) if above or at == len(lessons) else [(None, tomlkit.nl())])
    lessons.insert(at, lesson)
