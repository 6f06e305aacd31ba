"""What lies in the two trees: files that belong to nothing, and what an exercise lacks to be proven.

    exercises/{course,assignments}.toml, exercises/_data/…, exercises/<lesson>/<name>.{toml,ipynb}
    solutions/_sealed/…, solutions/<lesson>/<name>/{reference.py,calibration.json,mutants.toml,lazy.toml}
    solutions/<lesson>/<name>/{accepted,wrong}/*.py

Whatever begins with a dot, and Python's own `__pycache__`, is nobody's business.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.course.loader import Course
from grader.course.stubs import stub_bytes
from grader.errors import StorageError
from grader.model import Exercise
from grader.util.files import bytes_of
from grader.util.text import make_visible, pluralize
from grader.util.text_files import text_of
from grader.verification.cases import FAILS

MIN_ACCEPTED = 3
"""The least of other right answers."""
MIN_WRONG = 5
"""The least of wrong ones."""
_EXPECTED = re.compile(
    r"exercises/((course|assignments)\.toml|_data/.*|(?P<stub>[^/]+/[^/]+)\.(toml|ipynb))|"
    r"solutions/(_sealed/.*|(?P<answer>[^/]+/[^/]+)/"
    r"(reference\.py|calibration\.json|(mutants|lazy)\.toml|(accepted|wrong)/[^/]+\.py))"
)


def stray_files(course: Course) -> tuple[str, ...]:
    """The files of both trees that belong to nothing, as paths from the course's folder that can be shown.

    Raises:
        StorageError: a folder can't be read.
    """
    known = frozenset(course.exercises)
    return tuple(make_visible(name) for name in _files(course.root) if not _belongs(name, known))


def _files(root: Path) -> Iterator[str]:
    """Everything that is not a folder, broken links and pipes included."""
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
    """What an exercise lacks before any of it runs. Raises `SpecError` where its reference is malformed."""
    return (*_stale(exercise), *_few(exercise), *_unfailed(exercise))


def _stale(exercise: Exercise) -> Iterator[str]:
    if bytes_of(exercise.stub) != stub_bytes(exercise.reference, exercise.id):
        yield "the stub differs from its reference; type: grader sync"


def _few(exercise: Exercise) -> Iterator[str]:
    for kind, least in (("accepted", MIN_ACCEPTED), ("wrong", MIN_WRONG)):
        count = len(_answers(exercise, kind))
        if count < least:
            yield f"{kind}/ holds {pluralize(count, 'answer')}; at least {least} needed"


def _unfailed(exercise: Exercise) -> Iterator[str]:
    """That no wrong answer shows what a criterion is there for."""
    texts = [text_of(path, f"{exercise.id}/wrong/{path.name}") for path in _answers(exercise, "wrong")]
    firsts = [text.partition("\n")[0].strip() for text in texts]
    lists = [found[1].split(",") for first in firsts if (found := FAILS.fullmatch(first))]
    failed = {name.strip() for names in lists for name in names}
    for criterion in exercise.rubric:
        if criterion.id not in failed:
            yield f"criterion '{criterion.id}': no answer in wrong/ declares that it fails"


def _answers(exercise: Exercise, kind: str) -> Sequence[Path]:
    return sorted((exercise.reference.parent / kind).glob("*.py"))
