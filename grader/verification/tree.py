"""Checks the files in the two trees: stray files, what an exercise lacks, and which exercises a change affects.

    exercises/{course,causes,assignments}.toml, exercises/_data/…, exercises/<lesson>/<name>.{toml,ipynb}
    solutions/_sealed/…, solutions/<lesson>/<name>/{reference.py,calibration.json,mutants.toml,lazy.toml}
    solutions/<lesson>/<name>/{accepted,wrong}/*.py

Everything that begins with a dot, and Python's own `__pycache__`, is ignored.

Git reports which files have changed. An exercise's own files affect only that exercise. Documentation, tests and pages
affect none. Everything else (the grader, data, the course's list, pinned versions, an unforeseen file) may change any
verdict, and affects all exercises.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.course import Course
from grader.course.stubs import stub_bytes
from grader.errors import SpecError, StorageError
from grader.model import Exercise
from grader.util.files import bytes_of
from grader.util.text import make_visible, pluralize, read_text
from grader.verification.records import FAILS

_OWN = re.compile(r"exercises/(?P<stub>[^/]+/[^/]+)\.(toml|ipynb)|solutions/(?P<answer>[^/]+/[^/]+)/.*")
_NONE = re.compile(
    r"(.*/)?[^/]*\.md|editions\.json|(docs|tests|reports|\.github|\.ci)/.*|LICENSE|NOTICE|Makefile|(.*/)?\.git(ignore|attributes)"
)


def affected_exercises(course: Course, commit: str) -> tuple[str, ...]:
    """The exercises that differ from a commit, in the course's order; uncommitted and new files count.

    Raises:
        SpecError: the commit, the repository or git itself does not exist.
    """
    top = Path(_git(course.root, "rev-parse", "--show-toplevel").strip("\n"))
    name = _git(top, "rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}").strip()
    changed = _git(top, "diff", "--name-only", "--no-renames", "-z", name, "--")
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    folder = course.root.resolve().relative_to(top.resolve()).as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    names = [*changed.split("\0"), *new.split("\0")]
    return affected_by_files(
        course,
        # files elsewhere in the repository begin with `../`
        (name.removeprefix(prefix) if name.startswith(prefix) else f"../{name}" for name in names if name),
    )


def affected_by_files(course: Course, changed: Iterable[str]) -> tuple[str, ...]:
    """The exercises that changed files affect; the files are paths from the course's folder."""
    found: set[str] = set()
    for name in changed:
        own = _OWN.fullmatch(name)
        exercise = (own["stub"] or own["answer"]) if own else ""
        if exercise in course.exercises:
            found.add(exercise)
        elif not _NONE.fullmatch(name) and not _is_of_a_lesson(name):
            return course.exercises
    return tuple(one for one in course.exercises if one in found)


def _is_of_a_lesson(name: str) -> bool:
    """Whether a file is among exercises but belongs to none: a removed or a stray one, which a separate check finds."""
    tree, *folders = name.split("/")
    return tree in {"exercises", "solutions"} and len(folders) > 1 and not folders[0].startswith("_")


def _git(folder: Path, *words: str) -> str:
    """The output of git. Raises `SpecError`."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)  # noqa: S607 - the git that is used here
    except FileNotFoundError:
        raise SpecError("--since asks git what has changed, and git is not installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise SpecError(f"--since: git {words[0]}: {said[-1] if said else 'failed'}")
    return done.stdout.decode(errors="surrogateescape")


MIN_ACCEPTED = 3
"""The smallest number of correct answers in addition to the reference."""
MIN_WRONG = 5
"""The smallest number of wrong answers."""
_EXPECTED = re.compile(
    r"exercises/((course|causes|assignments)\.toml|_data/.*|(?P<stub>[^/]+/[^/]+)\.(toml|ipynb))|"
    r"solutions/(_sealed/.*|(?P<answer>[^/]+/[^/]+)/"
    r"(reference\.py|calibration\.json|(mutants|lazy)\.toml|(accepted|wrong)/[^/]+\.py))"
)


def stray_files(course: Course) -> tuple[str, ...]:
    """The files of both trees that belong to nothing, as paths from the course's folder in printable form.

    Raises:
        StorageError: a folder can't be read.
    """
    known = frozenset(course.exercises)
    return tuple(make_visible(name) for name in _files(course.root) if not _belongs(name, known))


def _files(root: Path) -> Iterator[str]:
    """Yield everything that is not a folder, including broken links and pipes."""
    for tree in ("exercises", "solutions"):
        for folder, folders, names in os.walk(root / tree, onerror=_refuse):
            folders[:] = sorted(name for name in folders if not _ignored(name))
            within = Path(folder).relative_to(root).as_posix()
            yield from (f"{within}/{name}" for name in sorted(names) if not _ignored(name))


def _ignored(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def _refuse(error: OSError) -> None:
    raise StorageError(f"{error.filename}: can't be read ({error.strerror}); check its permissions") from error


def _belongs(name: str, known: frozenset[str]) -> bool:
    found = _EXPECTED.fullmatch(name)
    if found is None:
        return False
    exercise = found["stub"] or found["answer"]
    return exercise is None or exercise in known


def exercise_gaps(exercise: Exercise) -> tuple[str, ...]:
    """What an exercise lacks before any of it runs. Raises `SpecError` if its reference is malformed."""
    return tuple(_gaps(exercise))


def _gaps(exercise: Exercise) -> Iterator[str]:
    if bytes_of(exercise.stub) != stub_bytes(exercise.reference, exercise.id):
        yield "the stub differs from its reference; type: grader sync"
    for kind, least in (("accepted", MIN_ACCEPTED), ("wrong", MIN_WRONG)):
        count = len(_answers(exercise, kind))
        if count < least:
            yield f"{kind}/ contains {pluralize(count, 'answer')}; at least {least} are needed"
    texts = [read_text(path, f"{exercise.id}/wrong/{path.name}") for path in _answers(exercise, "wrong")]
    firsts = [text.partition("\n")[0].strip() for text in texts]
    lists = [found[1].split(",") for first in firsts if (found := FAILS.fullmatch(first))]
    failed = {name.strip() for names in lists for name in names}
    for criterion in exercise.rubric:
        if criterion.id not in failed:
            yield f"criterion '{criterion.id}': no answer in wrong/ declares that it fails"


def _answers(exercise: Exercise, kind: str) -> Sequence[Path]:
    return sorted((exercise.reference.parent / kind).glob("*.py"))
