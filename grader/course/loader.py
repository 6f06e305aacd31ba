"""The course's TOML files as records. What an instructor got wrong is a `SpecError` that says where, and what is right.

    exercises/course.toml                    the lessons in order, with their exercises
    exercises/<lesson>/<exercise>.toml       a rubric
    exercises/<lesson>/<exercise>.ipynb      the stub that learners get
    solutions/<lesson>/<exercise>/reference.py
    evidence/<lesson>/<exercise>.json.z      of a packed course, in the place of `solutions`: what references showed

The keys of a table are those of a TypedDict below, and a criterion's are its check's own parameters.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Required, TypedDict, cast, get_args

from grader.checks import CHECKS
from grader.checks.parameters import (
    Cases,
    Check,
    Injected,
    Observes,
    injected_parameters,
    keys,
    learner_names,
    observed_parameters,
)
from grader.course.outline import Claim, check_outline
from grader.errors import SpecError
from grader.limits import Limits
from grader.model import Criterion, Exercise, FetchedDataSet, Parameter
from grader.util.files import bytes_of
from grader.util.toml_schema import TableSchema, TomlPlace, Within, check_table, read_toml, schema_of

COURSE = Path("exercises", "course.toml")
PACKED = "evidence"
UNFINISHED = ".unfinished"
"""A file beside a reference whose exercise is still being made, and is not looked at unless a lesson lists it."""
HINTS = 3
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A chapter of the course."""

    id: str
    """Its folder: "05_single_layer"."""
    title: str
    sections: tuple[int, ...]
    """What it covers of the course's outline, the first of which is its number."""
    exercises: tuple[str, ...]
    """Ids, lesson and name, in the order in which they are taught."""

    @property
    def name(self) -> str:
        """What people call it, in the middle of a sentence: "lesson 5, Single layer"."""
        return f"lesson {self.sections[0]}, {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpractisedSection:
    """A section of the outline in which there is nothing to practise."""

    section: int
    title: str
    reason: str
    """Why not, a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is taught, in order."""

    root: Path
    """The folder that holds `exercises` and `solutions`."""
    title: str
    lessons: tuple[Lesson, ...]
    outline: int | None
    """How many sections the outline has, all of them accounted for; None where that isn't said."""
    unpractised: tuple[UnpractisedSection, ...]
    data: Literal["small", "full"]
    """Which prepared data sets kernels see."""
    preload: tuple[str, ...]
    """Modules the zygote imports besides TensorFlow, Keras and tfds."""

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ids of all exercises, in the order in which they are taught."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    @property
    def lesson_names(self) -> dict[str, str]:
        """The id of each lesson to what people call it."""
        return {lesson.id: lesson.name for lesson in self.lessons}

    def select_exercises(self, exercises: Sequence[str]) -> Sequence[str]:
        """These exercises, or all where none is named. Raises `SpecError` for one that there is not."""
        for exercise in exercises:
            if exercise not in self.exercises:
                raise TomlPlace(file=COURSE.name).unknown_name_error("exercise", exercise, self.exercises)
        return exercises or self.exercises


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
    lessons: Required[list[_LessonTable]]


class _RubricTable(TypedDict, total=False):
    title: Required[str]
    other_name_costs: Annotated[int, Within(0, 1000)]
    needs: list[FetchedDataSet]
    limits: Limits
    criteria: Required[list[dict[str, Any]]]


class _CriterionTable(TypedDict, total=False):
    id: Required[str]
    title: Required[str]
    check: Required[str]
    points: Annotated[int, Within(1, 1000)]
    after: str
    replay: list[str]
    worked: bool
    hints: Required[list[str]]
    hidden: bool


def find_course(path: Path) -> Path:
    """The folder of the nearest `exercises/course.toml`, upward from a file or folder. Raises `SpecError`."""
    start = path.resolve()
    for folder in (start, *start.parents):
        if (folder / COURSE).is_file():
            return folder
    raise SpecError(f"no {COURSE} in {start} or any folder above it")


def is_packed(course_root: Path) -> bool:
    """Whether a course has what its references showed in the place of the references themselves."""
    return (course_root / PACKED).is_dir() and not (course_root / "solutions").is_dir()


def load_course(course_root: Path) -> Course:
    """The course, with its files accounted for. Raises `SpecError`."""
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
    )
    _no_twins([lesson.id for lesson in course.lessons], "lesson", place)
    _no_twins(course.exercises, "exercise", place)
    check_outline(_claims(course), course.outline, place)
    _account_for_files(course, place)
    return course


def load_exercise(course_root: Path, exercise: str) -> Exercise:
    """One exercise with its rubric. Raises `SpecError`."""
    split_exercise_id(exercise)
    rubric, stub, reference = _files(course_root, exercise)
    _require_files(course_root, exercise)
    file = f"{exercise}.toml"
    tables = read_toml(rubric, file)
    check_table(tables, schema_of(_RubricTable), TomlPlace(file=file))
    needs = tuple(sorted(tables.get("needs", ())))
    return Exercise(
        id=exercise,
        title=tables["title"],
        rubric=_rubric(tables["criteria"], needs, TomlPlace(file=file)),
        limits=Limits(**tables.get("limits", {})),
        other_name_costs=tables.get("other_name_costs", 0),
        needs=needs,
        stub=stub,
        reference=reference,
        digest=_digest(rubric, stub, reference, reference.with_name("calibration.json")),
    )


def split_exercise_id(exercise: str) -> tuple[str, str]:
    """The lesson and the name in an exercise's id. Raises `SpecError`."""
    lesson, _, name = exercise.partition("/")
    if not (_FOLDER.fullmatch(lesson) and _FOLDER.fullmatch(name)):
        raise SpecError(f"'{exercise}' is no exercise: allowed: lesson/name, of letters, digits, - and _")
    return lesson, name


def _digest(*paths: Path) -> str:
    """sha256 over the files that are there."""
    found = (bytes_of(path) for path in paths if path.is_file())
    return sha256(b"".join(sha256(content).digest() for content in found)).hexdigest()


def _files(root: Path, exercise: str) -> tuple[Path, Path, Path]:
    """Where an exercise's rubric, stub and reference lie, or what stands in the reference's place."""
    beside = root / "exercises" / exercise
    packed = root / PACKED / f"{exercise}.json.z"
    reference = packed if is_packed(root) else root / "solutions" / exercise / "reference.py"
    return beside.with_suffix(".toml"), beside.with_suffix(".ipynb"), reference


def _require_files(root: Path, exercise: str) -> None:
    """Raise `SpecError` where a file of an exercise is missing."""
    missing = [path for path in _files(root, exercise) if not path.is_file()]
    if len(missing) == len(_files(root, exercise)):
        raise TomlPlace(file="exercises").unknown_name_error("exercise", exercise, _present(root))
    if missing:
        raise SpecError(f"{exercise}: {missing[0].relative_to(root)} is missing")


def _present(root: Path) -> set[str]:
    """The exercises of which any file lies in the tree, but for those that are still being made.

    Names that start with _ or a dot are something else.
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
            raise place.child(f"lesson '{table['id']}'").error(f"'{folder}' is no name of a file")
    if not table["sections"]:
        raise place.child(f"lesson '{table['id']}'").error("key 'sections' is an empty list; allowed: one or more")
    exercises = tuple(f"{table['id']}/{name}" for name in table["exercises"])
    return Lesson(id=table["id"], title=table["title"], sections=tuple(table["sections"]), exercises=exercises)


def _claims(course: Course) -> list[Claim]:
    """Who accounts for which section of the outline."""
    practised = [(section, f"lesson '{lesson.id}'") for lesson in course.lessons for section in lesson.sections]
    return [*practised, *((one.section, "key 'unpractised'") for one in course.unpractised)]


def _account_for_files(course: Course, place: TomlPlace) -> None:
    """Raise `SpecError` unless exactly the files of the listed exercises are there."""
    for exercise in course.exercises:
        _require_files(course.root, exercise)
    for stray in sorted(_present(course.root) - set(course.exercises)):
        raise place.error(f"'{stray}' has files, but no lesson lists it")


def _no_twins(ids: Sequence[str], what: str, place: TomlPlace) -> None:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            raise place.error(f"more than one {what} is called '{one}'")


def _rubric(tables: list[dict[str, Any]], needs: Collection[str], place: TomlPlace) -> tuple[Criterion, ...]:
    if not tables:
        raise place.error("key 'criteria' is an empty list; allowed: one criterion or more")
    rubric = tuple(_criterion(table, number, place) for number, table in enumerate(tables, 1))
    ids = [criterion.id for criterion in rubric]
    _no_twins(ids, "criterion", place)
    for number, criterion in enumerate(rubric):
        inside = place.child(f"criterion '{criterion.id}'")
        _order(criterion, ids[:number], ids[number:], inside)
        if (data := criterion.params.get("data")) in get_args(FetchedDataSet) and data not in needs:
            raise inside.error(
                f"key 'data' is '{data}', which is fetched; the top of the file must say: needs = [\"{data}\"]"
            )
    return rubric


def _order(criterion: Criterion, earlier: list[str], later: list[str], place: TomlPlace) -> None:
    """Raise `SpecError` unless `after` names an earlier criterion."""
    if criterion.after is None or criterion.after in earlier:
        return
    if criterion.after == criterion.id:
        raise place.error("key 'after' names the criterion itself; allowed: an earlier one")
    if criterion.after in later:
        raise place.error(f"key 'after' names '{criterion.after}', which comes later; allowed: an earlier one")
    raise place.child("key 'after'").unknown_name_error("criterion", criterion.after, earlier)


def _criterion(table: dict[str, Any], number: int, place: TomlPlace) -> Criterion:
    name = table.get("id")
    place = place.child(f"criterion '{name}'" if isinstance(name, str) else f"criterion {number}")
    own = schema_of(_CriterionTable)
    check_table(table, own | _parameters_of(table, own, place), place)
    params = {key: value for key, value in table.items() if key not in own.hints}
    criterion = Criterion(
        **{key: value for key, value in table.items() if key in own.hints and not isinstance(value, list)},
        params=params,
        replay=tuple(table.get("replay", ())),
        hints=tuple(table["hints"]),
    )
    for complaint in _complaints(criterion, replayed="replay" in table):
        raise place.error(complaint)
    return criterion


def _parameters_of(table: dict[str, Any], own: TableSchema, place: TomlPlace) -> TableSchema:
    """What the keys of a criterion's check may hold."""
    check_table({"check": table["check"]} if "check" in table else {}, own.single_key("check"), place)
    if table["check"] not in CHECKS:
        raise place.unknown_name_error("check", table["check"], CHECKS)
    parameters = keys(CHECKS[table["check"]])
    required = frozenset(name for name, one in parameters.items() if one.default is one.empty)
    return TableSchema(hints={name: one.annotation for name, one in parameters.items()}, required=required)


def _complaints(criterion: Criterion, *, replayed: bool) -> Iterator[str]:
    """What is wrong with a criterion all of whose keys are of the right types."""
    check = CHECKS[criterion.check]
    if not _ID.fullmatch(criterion.id):
        yield "key 'id' allows small letters, digits, - and _, at most 60"
    if len(criterion.hints) != HINTS or not all(hint.strip() for hint in criterion.hints):
        yield f"key 'hints' has {len(criterion.hints)}; allowed: exactly {HINTS}, none empty"
    for key, want in observed_parameters(check).items():
        for name in learner_names(criterion.params.get(key, [])):
            if want is Observes.FILE and not _FILE.fullmatch(name):
                yield f"key '{key}' is {name!r}; allowed: a name of a file, without folders"
            elif want is not Observes.FILE and not name.isidentifier():
                yield f"key '{key}' is {name!r}; allowed: a name in Python"
    if replayed:
        yield from _about_replay(criterion, check)
    yield from _about_ranges(criterion.params)


def _about_replay(criterion: Criterion, check: Check) -> Iterator[str]:
    if Injected.INPUTS not in injected_parameters(check).values():
        able = [name for name, other in CHECKS.items() if Injected.INPUTS in injected_parameters(other).values()]
        yield f"key 'replay': '{criterion.check}' can't be replayed; allowed with: {', '.join(able)}"
    if not criterion.replay:
        yield "key 'replay' is an empty list; allowed: the names of one input or more"
    for name in criterion.replay:
        if not name.isidentifier():
            yield f"key 'replay' holds {name!r}; allowed: names in Python"


def _about_ranges(params: Mapping[str, Parameter]) -> Iterator[str]:
    """Complaints about hidden arguments for which no value is left, or a range of which would not count."""
    for case in cast("Cases", params.get("arguments", [])):
        for one in case:
            dtype = one.get("dtype", "float32")
            if idle := sorted(one.keys() & ({"low", "high"} if dtype.startswith("float") else {"scale"})):
                yield f"key 'arguments': {idle[0]} says nothing of {dtype}; allowed: scale of floats, else low and high"
            if one.get("low", 0) >= one.get("high", 10):
                yield f"key 'arguments': low {one.get('low', 0)} is not below high {one.get('high', 10)}"
