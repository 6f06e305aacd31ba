"""Does the work of `grader new`: makes a tiny complete exercise, whose files explain their parts, to be rewritten.

    solutions/<lesson>/<name>/.unfinished          exists while the others are made; the course then ignores them
    solutions/<lesson>/<name>/accepted/*.py
    solutions/<lesson>/<name>/wrong/*.py
    solutions/<lesson>/<name>/reference.py
    exercises/<lesson>/<name>.toml
    exercises/<lesson>/<name>.ipynb
    exercises/course.toml                          written last and completely

They are made in this order, so that the course can be loaded if this is interrupted at any time. The same command then
continues, and keeps what is there.

In the course's file, the instructor's comments, spaces and order are kept.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Table

from grader.course import COURSE, Course
from grader.course.loader import UNFINISHED, load_course, split_exercise_id
from grader.course.stubs import stub_bytes
from grader.errors import SpecError
from grader.util.files import write_faults, write_whole
from grader.util.text import suggest
from grader.util.toml_schema import TomlPlace

_EXAMPLE = files("grader") / "example"
_ENDING = ".txt"
_ID = "<exercise>"


def create_exercise(course_root: Path, exercise: str) -> tuple[Path, ...]:
    """Write the files of a new exercise and return their paths.

    Raises:
        SpecError: the id is invalid, is taken, or looks like a typing error; then nothing has been written.
        StorageError: a file can't be written.
    """
    course = load_course(course_root)
    lesson, name = split_exercise_id(exercise)
    mark = course_root / "solutions" / exercise / UNFINISHED
    listing = add_to_course(course_root / COURSE, course, lesson, name)
    if not mark.is_file():
        _refuse_taken(course_root, exercise, course.exercises)
    with write_faults(mark):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    for path, content in _contents(course_root, exercise):
        if not path.is_file():
            write_whole(path, content)
    stub = course_root / "exercises" / f"{exercise}.ipynb"
    write_whole(stub, stub_bytes(mark.with_name("reference.py"), exercise))
    write_whole(course_root / COURSE, listing)
    mark.unlink()
    return (*(path for path, _ in _contents(course_root, exercise)), stub, course_root / COURSE)


def _refuse_taken(root: Path, exercise: str, known: tuple[str, ...]) -> None:
    """Raise `SpecError` if any file of an exercise exists."""
    if exercise in known:
        raise SpecError(f"'{exercise}' exists already and is not overwritten; choose another name")
    folder = root / "solutions" / exercise
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise SpecError(f"{folder.relative_to(root)}: exists already and is not overwritten")


def _contents(root: Path, exercise: str) -> Iterator[tuple[Path, bytes]]:
    """Yield each file except the stub and the course's file, in the order of writing."""
    solutions = root / "solutions" / exercise
    for folder in ("accepted", "wrong"):
        for source in sorted((_EXAMPLE / folder).iterdir(), key=lambda source: source.name):
            yield solutions / folder / source.name.removesuffix(_ENDING), _filled(source, exercise)
    yield solutions / "reference.py", _filled(_EXAMPLE / f"reference.py{_ENDING}", exercise)
    yield root / "exercises" / f"{exercise}.toml", _filled(_EXAMPLE / f"rubric.toml{_ENDING}", exercise)


def _filled(source: Traversable, exercise: str) -> bytes:
    return source.read_text(encoding="utf-8").replace(_ID, exercise).encode()


_NUMBERED = re.compile(r"(?P<section>[0-9]{1,3})[_-](?P<words>.+)")
_ALIKE = 0.9
"""The similarity, 0 to 1, of the words in two lessons' ids from which one counts as a typing error."""


def add_to_course(path: Path, course: Course, lesson: str, name: str) -> bytes:
    """The file's new text. A new lesson is inserted according to its number.

    Raises:
        SpecError: the lesson does not exist and can't be new.
    """
    document = tomlkit.parse(path.read_text(encoding="utf-8").rstrip("\n") + "\n")
    lessons = document["lessons"]
    ids = [one.id for one in course.lessons]
    if lesson not in ids:
        section = _new_section(course, lesson)
        if not isinstance(lessons, AoT):
            raise SpecError(f"{path.name}: a new lesson needs tables [[lessons]], but 'lessons' is a list here")
        _insert(lessons, _lesson(lesson, name, section), sum(one.sections[0] < section for one in course.lessons))
    elif f"{lesson}/{name}" not in course.exercises:
        lessons[ids.index(lesson)]["exercises"].append(name)
    return tomlkit.dumps(document).encode()


def _new_section(course: Course, lesson: str) -> int:
    """The section of the outline for a new lesson. Raises `SpecError` if a different lesson was probably meant."""
    place = TomlPlace(file="course.toml")
    words = {_words(one.id): one for one in course.lessons}
    if near := suggest(_words(lesson), words, cutoff=_ALIKE):
        raise place.error(f"no lesson '{lesson}'; did you mean '{words[near].id}'?")
    found = _NUMBERED.fullmatch(lesson)
    if found is None or int(found["section"]) == 0:
        raise place.error(f"no lesson '{lesson}'; a new one begins with the number of its section, such as 07_{lesson}")
    section = int(found["section"])
    for owner in (one for one in course.lessons if section in one.sections):
        raise place.error(f"no lesson '{lesson}'; section {section} belongs to '{owner.id}': did you mean that?")
    if section in {one.section for one in course.unpractised}:
        raise place.error(f"no lesson '{lesson}', and key 'unpractised' says why section {section} has none")
    if course.outline is not None and section > course.outline:
        end = f"the outline ends with section {course.outline}, as key 'outline' says"
        raise place.error(f"no lesson '{lesson}'; {end}")
    return section


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
    """Insert a lesson. For the parser, comments above the next lesson belong to the table before it."""
    above = []
    if at > 0:
        body = lessons[at - 1].value.body
        while body and body[-1][0] is None:
            above.append(body.pop())
        lessons[at - 1].add(tomlkit.nl())
    lesson.value.body.extend(reversed(above) if above or at == len(lessons) else [(None, tomlkit.nl())])
    lessons.insert(at, lesson)
