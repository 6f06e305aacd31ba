"""The files of a course without its references: what an autograder's archive and a learners' edition hold of it.

exercises/course.toml, exercises/_data, stubs and rubrics of the chosen exercises, and evidence (`grader.engine.bundle`)
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import tomlkit

from grader.course import COURSE, Course
from grader.course.loader import PACKED
from grader.engine.bundle import bundle_exercise
from grader.grading.judge import PreparedExercise
from grader.grading.rubric import SealedLabels
from grader.util.files import bytes_of

DATA = "exercises/_data"


def packed_course(
    course: Course, prepared: Sequence[PreparedExercise], sealed: SealedLabels, *, edition: int = 0
) -> Iterator[tuple[str, bytes]]:
    """Each file's path from the course's folder, and its content; stubs say that they are of that edition, if of one.

    Raises `StorageError` where a file can't be read.
    """
    yield COURSE.as_posix(), _course_file(course, [one.exercise.id for one in prepared])
    if course.data == "small":
        yield from files_below(course.root, [DATA])
    for one in prepared:
        stub = bytes_of(one.exercise.stub)
        handed_out = _numbered(stub, edition) if edition else stub
        yield f"exercises/{one.exercise.id}.ipynb", handed_out
        yield f"exercises/{one.exercise.id}.toml", bytes_of(one.exercise.stub.with_suffix(".toml"))
        yield f"{PACKED}/{one.exercise.id}.json.z", bundle_exercise(one, sealed, stub=handed_out)


def files_below(root: Path, folders: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Path from `root`, and content, of each file in these folders of it; neither links nor what Python compiled."""
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
    """course.toml with the chosen exercises alone, and nothing on what it has not."""
    document = tomlkit.document()
    document["title"], document["data"], document["preload"] = course.title, course.data, list(course.preload)
    if course.hand_in is not None:
        document["hand_in"] = {course.hand_in.way: course.hand_in.to}
    lessons = tomlkit.aot()
    for lesson in course.lessons:
        names = [one.partition("/")[2] for one in lesson.exercises if one in chosen]
        if names:
            table = tomlkit.table()
            table["id"], table["title"] = lesson.id, lesson.title
            table["sections"], table["exercises"] = list(lesson.sections), names
            lessons.append(table)
    document["lessons"] = lessons
    return tomlkit.dumps(document).encode()
