"""What lies in the two trees: files that belong to nothing, and what an exercise lacks to be proven.

    exercises/{course,assignments}.toml, exercises/_data/…, exercises/<lesson>/<name>.{toml,ipynb}
    solutions/_sealed/…, solutions/<lesson>/<name>/{reference.py,calibration.json,mutants.toml}
    solutions/<lesson>/<name>/{accepted,wrong}/*.py

Whatever begins with a dot, and Python's own `__pycache__`, is nobody's business.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.model import Exercise
from grader.scaffold import stub_bytes
from grader.spec import Course
from grader.verify import FAILS

ACCEPTED = 3
"""The least of other right answers."""
WRONG = 5
"""The least of wrong ones."""
_EXPECTED = re.compile(
    r"exercises/((course|assignments)\.toml|_data/.*|(?P<stub>[^/]+/[^/]+)\.(toml|ipynb))|"
    r"solutions/(_sealed/.*|(?P<answer>[^/]+/[^/]+)/"
    r"(reference\.py|calibration\.json|mutants\.toml|(accepted|wrong)/[^/]+\.py))"
)


def strays(course: Course) -> tuple[str, ...]:
    """The files of both trees that belong to nothing, as paths from the course's folder."""
    known = frozenset(course.exercises)
    return tuple(name for name in _files(course.root) if not _belongs(name, known))


def _files(root: Path) -> Iterator[str]:
    for tree in ("exercises", "solutions"):
        for path in sorted((root / tree).rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
                yield "/".join(parts)


def _belongs(name: str, known: frozenset[str]) -> bool:
    found = _EXPECTED.fullmatch(name)
    if found is None:
        return False
    exercise = found["stub"] or found["answer"]
    return exercise is None or exercise in known


def complaints(exercise: Exercise) -> tuple[str, ...]:
    """What an exercise lacks before any of it runs. Raises `SpecError` where its reference is malformed."""
    return (*_stale(exercise), *_few(exercise), *_unfailed(exercise))


def _stale(exercise: Exercise) -> Iterator[str]:
    if exercise.stub.read_bytes() != stub_bytes(exercise.reference, exercise.id):
        yield "the stub differs from its reference; type: grader sync"


def _few(exercise: Exercise) -> Iterator[str]:
    for kind, least in (("accepted", ACCEPTED), ("wrong", WRONG)):
        count = len(_answers(exercise, kind))
        if count < least:
            yield f"{kind}/ holds {count} answers; at least {least} are needed"


def _unfailed(exercise: Exercise) -> Iterator[str]:
    """That no wrong answer shows what a criterion is there for."""
    firsts = [path.read_text(encoding="utf-8").partition("\n")[0].strip() for path in _answers(exercise, "wrong")]
    lists = [found[1].split(",") for first in firsts if (found := FAILS.fullmatch(first))]
    failed = {name.strip() for names in lists for name in names}
    for criterion in exercise.rubric:
        if criterion.id not in failed:
            yield f"criterion '{criterion.id}': no answer in wrong/ declares that it fails"


def _answers(exercise: Exercise, kind: str) -> Sequence[Path]:
    return sorted((exercise.reference.parent / kind).glob("*.py"))
