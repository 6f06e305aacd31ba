"""The exercises that a change touches, by the files that git says have changed.

An exercise's own files touch it alone. Documentation, tests and pages touch none. Anything else (the grader, data, the
course's list, pinned versions, a file that nobody thought of) may change any verdict, and touches all.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.course import Course
from grader.errors import SpecError

_OWN = re.compile(
    r"exercises/(?P<stub>[^/]+/[^/]+)\.(toml|ipynb)|solutions/(?P<answer>[^/]+/[^/]+)/.*",
)
_NONE = re.compile(
    r"(.*/)?[^/]*\.md|editions\.json|(docs|tests|reports|\.github|\.ci)/.*|LICENSE|NOTICE|Makefile|(.*/)?\.git(ignore|attributes)"
)


def affected_exercises(course: Course, commit: str) -> tuple[str, ...]:
    """The exercises that differ from a commit, in the course's order; uncommitted and new files count.

    Raises:
        SpecError: there is no such commit, no repository, or no git.
    """
    top = Path(_git(course.root, "rev-parse", "--show-toplevel").strip("\n"))
    name = _git(top, "rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}").strip()
    changed = _git(top, "diff", "--name-only", "--no-renames", "-z", name, "--")
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    prefix = course.root.resolve().relative_to(top.resolve()).as_posix()
    return affected_by_files(
        course, _inside([*changed.split("\0"), *new.split("\0")], "" if prefix == "." else f"{prefix}/")
    )


def affected_by_files(course: Course, changed: Iterable[str]) -> tuple[str, ...]:
    """The exercises that changed files touch, given as paths from the course's folder."""
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
    """Whether a file lies among exercises but belongs to none: one that is gone, or a stray, which is looked for."""
    tree, *folders = name.split("/")
    return tree in {"exercises", "solutions"} and len(folders) > 1 and not folders[0].startswith("_")


def _inside(names: Iterable[str], prefix: str) -> Iterator[str]:
    """Paths from the repository's top as paths from the course's folder; what lies elsewhere begins with `../`."""
    return (name.removeprefix(prefix) if name.startswith(prefix) else f"../{name}" for name in names if name)


def _git(folder: Path, *words: str) -> str:
    """What git answers. Raises `SpecError`."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)  # noqa: S607 - whichever git is used here
    except FileNotFoundError:
        raise SpecError("--since asks git what has changed, and git is not installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise SpecError(f"--since: git {words[0]}: {said[-1] if said else 'failed'}")
    return done.stdout.decode(errors="surrogateescape")
