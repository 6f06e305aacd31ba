"""An archive for Gradescope: our code, a packed course, and the two programs that Gradescope starts.

setup.sh               runs once, when the container's image is made: installs Python and the same packages as here
                       with the hashes of `grader/locks`
run_autograder         runs once per submission, each in its own container: `grader.lms.release.container`
product/               grader and reports, as an installed distribution, so that Jupyter finds our kernels
course/                the packed course
READ_ME.txt            what a learner can read or forge there

A packed course (`packed_course`) is the course without its references. A learners' edition also contains it:
course.toml, causes.toml, _data, stubs and rubrics of the chosen exercises below exercises/, and evidence
(`grader.engine.bundle`) instead of the references' source.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution, requires, version
from importlib.resources import files
from pathlib import Path

import tomlkit

import grader
from grader import DISTRIBUTION
from grader.course import COURSE, Course
from grader.course.loader import PACKED
from grader.engine.bundle import bundle_exercise
from grader.errors import SpecError
from grader.judging.causes import FILE as CAUSES
from grader.judging.causes import course_file
from grader.judging.judge import PreparedExercise
from grader.judging.rubric import SealedLabels
from grader.lms.release.product_wheel import PRODUCT, add_file
from grader.util.files import bytes_of, open_whole

DATA = "exercises/_data"


def packed_course(
    course: Course, prepared: Sequence[PreparedExercise], sealed: SealedLabels, *, edition: int = 0
) -> Iterator[tuple[str, bytes]]:
    """Each file's path in the course's folder, and its content; stubs name the edition, if there is one.

    Raises `StorageError` if a file can't be read.
    """
    chosen = [one.exercise.id for one in prepared]
    yield COURSE.as_posix(), _course_file(course, chosen)
    lessons = [lesson.id for lesson in course.lessons if {*lesson.exercises} & {*chosen}]
    if causes := course_file(course.causes, lessons):
        yield COURSE.with_name(CAUSES).as_posix(), tomlkit.dumps(causes).encode()
    if course.data == "small":
        yield from files_below(course.root, [DATA])
    for one in prepared:
        stub = bytes_of(one.exercise.stub)
        handed_out = _numbered(stub, edition) if edition else stub
        yield f"exercises/{one.exercise.id}.ipynb", handed_out
        yield f"exercises/{one.exercise.id}.toml", bytes_of(one.exercise.stub.with_suffix(".toml"))
        yield f"{PACKED}/{one.exercise.id}.json.z", bundle_exercise(one, sealed, stub=handed_out)


def files_below(root: Path, folders: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Path below `root`, and content, of each file in these folders, except links and Python's compiled files."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root)
            if "__pycache__" not in inside.parts and path.is_file() and not path.is_symlink():
                yield inside.as_posix(), bytes_of(path)


def _numbered(stub: bytes, edition: int) -> bytes:
    """A stub whose metadata names the edition, written as `grader sync` writes stubs."""
    notebook = json.loads(stub)
    notebook["metadata"].setdefault("grader", {})["edition"] = edition
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _course_file(course: Course, chosen: Sequence[str]) -> bytes:
    """course.toml with only the chosen exercises, and without settings that they don't need."""
    document = tomlkit.document()
    document["title"], document["data"], document["preload"] = course.title, course.data, list(course.preload)
    if course.hand_in is not None:
        document["hand_in"] = {course.hand_in.way: course.hand_in.to}
    lessons = tomlkit.aot()
    for lesson in course.lessons:
        names = [exercise.partition("/")[2] for exercise in lesson.exercises if exercise in chosen]
        if names:
            table = tomlkit.table()
            table["id"], table["title"] = lesson.id, lesson.title
            table["sections"], table["exercises"] = list(lesson.sections), names
            lessons.append(table)
    document["lessons"] = lessons
    return tomlkit.dumps(document).encode()


EXECUTABLE = ("setup.sh", "run_autograder")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_OTHER_EXTRA = re.compile(r"""extra == ['"](?!instructors)""")
"""Matches the requirements that neither judging nor the gradebook needs."""
_PINNED = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)


def write_archive(to: Path, course: Course, prepared: Sequence[PreparedExercise], sealed: SealedLabels) -> None:
    """Write the archive to its place. Raises `SpecError` and `StorageError`."""
    if course.data == "full":
        raise SpecError("course.toml: key 'data' is \"full\"; an archive can contain only the small data sets")
    _check_versions()
    with open_whole(to) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _members(course, prepared, sealed):
            add_file(archive, name, content, 0o755 if name in EXECUTABLE else 0o644)


def _members(course: Course, prepared: Sequence[PreparedExercise], sealed: SealedLabels) -> Iterator[tuple[str, bytes]]:
    """Each file's name in the archive, and its content."""
    ours = files("grader.lms.release") / "gradescope_files"
    yield from ((name, (ours / f"{name}.txt").read_bytes()) for name in (*EXECUTABLE, "READ_ME.txt"))
    fetched = any(one.exercise.needs for one in prepared)
    yield "fetch", b"yes\n" if fetched else b"no\n"
    yield from _product()
    yield from _metadata()
    yield from ((f"course/{name}", content) for name, content in packed_course(course, prepared, sealed))


def _product() -> Iterator[tuple[str, bytes]]:
    """Our code and its data, without the manual, which nobody reads there."""
    for name, content in files_below(Path(grader.__file__).parents[1], PRODUCT):
        if not name.startswith("grader/manual/"):
            yield f"product/{name}", content


def _check_versions() -> None:
    """Raise `SpecError` if a required package is installed here in a version different from the archive's."""
    lock = f"{sys.version_info.major}.{sys.version_info.minor}.txt"
    texts = ((files("grader") / "locks" / one).read_text(encoding="utf-8") for one in (lock, f"instructors/{lock}"))
    locked = {pin for text in texts for pin in _PINNED.findall(text)}
    names = (_NAME.match(one) for one in requires(DISTRIBUTION) or () if not _OTHER_EXTRA.search(one))
    for name in (one[0] for one in names if one):
        if (re.sub(r"[-_.]+", "-", name).lower(), version(name)) not in locked:
            raise SpecError(
                f"{name} {version(name)} is installed here, but Gradescope would get the version in grader/locks; "
                f"type in the grader's folder: sh .ci/install {sys.executable} grader/locks grader/locks/instructors"
            )


def _metadata() -> Iterator[tuple[str, bytes]]:
    """The files that describe a distribution to Python: its name, its version and its entry points."""
    ours = distribution(DISTRIBUTION)
    folder = f"product/{DISTRIBUTION.replace('-', '_')}-{ours.version}.dist-info"
    yield f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: {ours.version}\n".encode()
    yield f"{folder}/entry_points.txt", (ours.read_text("entry_points.txt") or "").encode()
