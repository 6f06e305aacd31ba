"""Reads the course's own file as a record. A mistake in it is a `SpecError` with the place and what is allowed.

    exercises/course.toml                    the lessons in order, with their exercises
    exercises/causes.toml                    the lessons that explain causes, and the course's words for causes
    exercises/<lesson>/<exercise>.toml       a rubric
    exercises/<lesson>/<exercise>.ipynb      the stub that learners get
    solutions/<lesson>/<exercise>/reference.py
    evidence/<lesson>/<exercise>.json.z      in a packed course, instead of `solutions`: what references showed

The keys of a table are those of a TypedDict below. `exercise_file` reads a rubric, so that code which needs no exercise
loads nothing for judging. `exercises_of_lessons` accepts lessons as people name them: by folder, by number, or by a
range of numbers.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Required, TypedDict, cast

from grader.course import COURSE, Course, HintSettings, Lesson, UnpractisedSection
from grader.course.hand_in import HandInTable, read_hand_in
from grader.errors import SpecError
from grader.judging.causes import FILE as CAUSES
from grader.judging.causes import course_causes
from grader.util.toml_schema import TomlPlace, Within, check_table, read_toml, schema_of

_RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")


def exercises_of_lessons(course: Course, named: str) -> tuple[str, ...]:
    """The exercises of lessons such as "5-8,10" or "01_neurons", in the order in which they are taught.

    Raises `SpecError` if one is not a lesson of the course, or a range contains none.
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


PACKED = "evidence"
UNFINISHED = ".unfinished"
"""A file next to a reference whose exercise is unfinished; it is ignored unless a lesson lists it."""
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

_Section = Annotated[int, Within(1, 999)]


class _LessonTable(TypedDict):
    id: str
    title: str
    sections: list[_Section]
    exercises: list[str]


class _UnpractisedTable(TypedDict):
    section: _Section
    title: str
    reason: str


class _CourseTable(TypedDict, total=False):
    title: Required[str]
    outline: _Section
    unpractised: list[_UnpractisedTable]
    data: Literal["small", "full"]
    preload: list[str]
    hints: HintSettings
    hand_in: HandInTable
    lessons: Required[list[_LessonTable]]


class ExerciseHeading(TypedDict, total=False):
    """The beginning of an exercise's file."""

    title: Required[str]
    minutes: Annotated[int, Within(1, 600)]


def find_course(path: Path) -> Path:
    """The folder of the nearest `exercises/course.toml`, upward from a file or folder. Raises `SpecError`."""
    start = path.resolve()
    for folder in (start, *start.parents):
        if (folder / COURSE).is_file():
            return folder
    raise SpecError(f"there is no {COURSE} in {start} or in any folder above it")


def is_packed(course_root: Path) -> bool:
    """Whether a course contains, instead of its references, what they showed when they ran."""
    return (course_root / PACKED).is_dir() and not (course_root / "solutions").is_dir()


def load_course(course_root: Path) -> Course:
    """The course, after checking that its files are complete. Raises `SpecError`."""
    place = TomlPlace(file=COURSE.name)
    tables = read_toml(course_root / COURSE, COURSE.name)
    check_table(tables, schema_of(_CourseTable), place)
    course = Course(
        root=course_root.absolute(),
        title=tables["title"],
        lessons=tuple(_lesson(table, place) for table in tables["lessons"]),
        outline=tables.get("outline"),
        unpractised=tuple(UnpractisedSection(**table) for table in tables.get("unpractised", ())),
        data=tables.get("data", "small"),
        preload=tuple(tables.get("preload", ())),
        hints=HintSettings(**tables.get("hints", {})),
        hand_in=read_hand_in(tables["hand_in"], place.child("hand_in")) if "hand_in" in tables else None,
        causes=course_causes(course_root / COURSE.with_name(CAUSES), [table["id"] for table in tables["lessons"]]),
    )
    place.require_distinct([lesson.id for lesson in course.lessons], "lesson")
    place.require_distinct(course.exercises, "exercise")
    _check_outline(course, place)
    for exercise in course.exercises:
        require_files(course.root, exercise)
    for stray in sorted(_present(course.root) - set(course.exercises)):
        raise place.error(f"'{stray}' has files, but no lesson lists it")
    return course


def split_exercise_id(exercise: str) -> tuple[str, str]:
    """The lesson and the name in an exercise's id. Raises `SpecError`."""
    lesson, _, name = exercise.partition("/")
    if not (_FOLDER.fullmatch(lesson) and _FOLDER.fullmatch(name)):
        raise SpecError(f"'{exercise}' is not an exercise; allowed: lesson/name, with letters, digits, - and _")
    return lesson, name


def exercise_files(root: Path, exercise: str) -> tuple[Path, Path, Path]:
    """The paths of an exercise's rubric, stub and reference, or of the file that replaces the reference."""
    beside = root / "exercises" / exercise
    packed = root / PACKED / f"{exercise}.json.z"
    reference = packed if is_packed(root) else root / "solutions" / exercise / "reference.py"
    return beside.with_suffix(".toml"), beside.with_suffix(".ipynb"), reference


def exercise_heading(root: Path, exercise: str) -> ExerciseHeading:
    """An exercise's title and estimated time; its rubric is not read. Raises `SpecError`."""
    split_exercise_id(exercise)
    require_files(root, exercise)
    file = f"{exercise}.toml"
    tables = read_toml(exercise_files(root, exercise)[0], file)
    found = {key: tables[key] for key in ExerciseHeading.__annotations__ if key in tables}
    check_table(found, schema_of(ExerciseHeading), TomlPlace(file=file))
    return cast("ExerciseHeading", found)


def require_files(root: Path, exercise: str) -> None:
    """Raise `SpecError` if a file of an exercise is missing."""
    missing = [path for path in exercise_files(root, exercise) if not path.is_file()]
    if len(missing) == len(exercise_files(root, exercise)):
        raise TomlPlace(file="exercises").unknown_name_error("exercise", exercise, _present(root))
    if missing:
        raise SpecError(f"{exercise}: {missing[0].relative_to(root)} is missing")


def _present(root: Path) -> set[str]:
    """The exercises that have any file in the tree, except unfinished ones.

    Names that start with _ or a dot are not exercises.
    """
    stubs = [*root.glob("exercises/*/*.toml"), *root.glob("exercises/*/*.ipynb")]
    found = [path.relative_to(root / "exercises").with_suffix("") for path in stubs]
    answers = [path.parent.relative_to(root / "solutions") for path in root.glob("solutions/*/*/reference.py")]
    begun = {path.parent.relative_to(root / "solutions") for path in root.glob(f"solutions/*/*/{UNFINISHED}")}
    whole = {*found, *answers} - begun
    return {path.as_posix() for path in whole if not path.parts[0].startswith(("_", "."))}


def _lesson(table: _LessonTable, place: TomlPlace) -> Lesson:
    for folder in (table["id"], *table["exercises"]):
        if not _FOLDER.fullmatch(folder):
            raise place.child(f"lesson '{table['id']}'").error(f"'{folder}' is not a file name")
    if not table["sections"]:
        raise place.child(f"lesson '{table['id']}'").error("key 'sections' is an empty list; allowed: at least one")
    exercises = tuple(f"{table['id']}/{name}" for name in table["exercises"])
    return Lesson(id=table["id"], title=table["title"], sections=tuple(table["sections"]), exercises=exercises)


def _check_outline(course: Course, place: TomlPlace) -> None:
    """Raise `SpecError` if two lessons cover one section, or if none does although the outline's length is known."""
    owners: dict[int, str] = {}
    claims = [(section, f"lesson '{lesson.id}'") for lesson in course.lessons for section in lesson.sections]
    for section, owner in (*claims, *((one.section, "key 'unpractised'") for one in course.unpractised)):
        if section in owners:
            raise place.error(f"section {section} is listed twice, by {owners[section]} and by {owner}")
        owners[section] = owner
    if (length := course.outline) is None:
        return
    for section, owner in owners.items():
        if section > length:
            allowed = f"1 to {length}, according to key 'outline'"
            raise place.error(f"section {section} of {owner} does not exist; allowed: {allowed}")
    if missing := [str(section) for section in range(1, length + 1) if section not in owners]:
        advice = "add it to key 'sections' of a lesson, or to key 'unpractised' with a reason"
        raise place.error(f"no lesson covers section {', '.join(missing)} of the outline; {advice}")
