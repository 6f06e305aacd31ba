"""What `grader new` makes: a tiny exercise that is whole, whose files explain their parts, to be rewritten.

    solutions/<lesson>/<name>/.unfinished          there while the others are being made; the course then ignores them
    solutions/<lesson>/<name>/accepted/*.py
    solutions/<lesson>/<name>/wrong/*.py
    solutions/<lesson>/<name>/reference.py
    exercises/<lesson>/<name>.toml
    exercises/<lesson>/<name>.ipynb
    exercises/course.toml                          listed last, whole

They are made in this order, so that the course can be loaded whenever this is cut off. The same command then goes on,
and keeps what is there.
"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from grader.course.course_file import add_to_course
from grader.course.loader import COURSE, UNFINISHED, load_course, split_exercise_id
from grader.course.stubs import stub_bytes
from grader.errors import SpecError, StorageError
from grader.util.files import write_whole

_EXAMPLE = files("grader") / "example"
_ENDING = ".txt"
_ID = "<exercise>"


def create_exercise(course_root: Path, exercise: str) -> tuple[Path, ...]:
    """The files of a new exercise, all of them written.

    Raises:
        SpecError: the id is none, is taken, or is near one that was meant; nothing has been written then.
        StorageError: a file can't be written.
    """
    course = load_course(course_root)
    lesson, name = split_exercise_id(exercise)
    mark = course_root / "solutions" / exercise / UNFINISHED
    listing = add_to_course(course_root / COURSE, course, lesson, name)
    if not mark.is_file():
        _refuse_taken(course_root, exercise, course.exercises)
    _mark(mark)
    for path, content in _contents(course_root, exercise):
        if not path.is_file():
            write_whole(path, content)
    stub = course_root / "exercises" / f"{exercise}.ipynb"
    write_whole(stub, stub_bytes(mark.with_name("reference.py"), exercise))
    write_whole(course_root / COURSE, listing)
    mark.unlink()
    return (*(path for path, _ in _contents(course_root, exercise)), stub, course_root / COURSE)


def _refuse_taken(root: Path, exercise: str, known: tuple[str, ...]) -> None:
    """Raise `SpecError` where anything of an exercise is there."""
    if exercise in known:
        raise SpecError(f"'{exercise}' is there already, and nothing is overwritten; choose another name")
    folder = root / "solutions" / exercise
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise SpecError(f"{folder.relative_to(root)}: is there already, and nothing is overwritten")


def _mark(mark: Path) -> None:
    """Say that what lies beside this file is not to be counted yet."""
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise StorageError(f"{mark}: cannot be written ({error.strerror}); is the disk full or read-only?") from error


def _contents(root: Path, exercise: str) -> Iterator[tuple[Path, bytes]]:
    """Each file but the stub and the course's, in the order of writing."""
    solutions = root / "solutions" / exercise
    for folder in ("accepted", "wrong"):
        for source in sorted((_EXAMPLE / folder).iterdir(), key=lambda source: source.name):
            yield solutions / folder / source.name.removesuffix(_ENDING), _filled(source, exercise)
    yield solutions / "reference.py", _filled(_EXAMPLE / f"reference.py{_ENDING}", exercise)
    yield root / "exercises" / f"{exercise}.toml", _filled(_EXAMPLE / f"rubric.toml{_ENDING}", exercise)


def _filled(source: Traversable, exercise: str) -> bytes:
    return source.read_text(encoding="utf-8").replace(_ID, exercise).encode()
