"""The numbered editions of a course that `grader release` made; they show what has changed since.

`editions.json` is next to `exercises`. At home it has each edition with all exercises; in a learners' edition, only its
own exercises.

The metadata of a stub contains an edition's number, and so does each notebook that a learner made from it. Digests show
which parts of an exercise differ between editions. The digest of the reference is never handed out.
"""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import msgspec

from grader.course import Course
from grader.course.loader import exercise_files, is_packed
from grader.errors import SpecError
from grader.util.decoders import json_decoder
from grader.util.files import bytes_of

FILE: Final = "editions.json"
Part = Literal["task", "criteria", "reference"]
PARTS: Final[Mapping[Part, str]] = {
    "task": "the text of the task",
    "criteria": "what is checked",
    "reference": "the reference solution",
}
"""Maps each part of an exercise to its name in a sentence."""


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The state of a course when it was handed out."""

    number: int
    """The number of the edition: 1, 2, …"""
    exercises: dict[str, dict[Part, str]]
    """Maps each exercise to the sha256 of each of its parts."""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    version: Literal[1] = 1
    editions: tuple[Edition, ...]


def read_editions(course_root: Path) -> tuple[Edition, ...]:
    """The editions of a course, the oldest first; empty if it was never released. Raises `SpecError`."""
    path = course_root / FILE
    try:
        return json_decoder(_Record).decode(path.read_bytes()).editions
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        raise SpecError(f"{path}: the editions cannot be read ({error}); restore the file") from error


def editions_bytes(editions: Sequence[Edition]) -> bytes:
    """The content of a course's file of editions."""
    document = msgspec.json.encode(_Record(editions=tuple(editions)), order="deterministic")
    return msgspec.json.format(document, indent=1) + b"\n"


def with_current_edition(course: Course, editions: Sequence[Edition]) -> tuple[Edition, ...]:
    """The editions, with the present state of the course as the last; it is new only if an exercise has changed."""
    now = {exercise: _parts(course.root, exercise) for exercise in course.exercises}
    if editions and editions[-1].exercises == now:
        return tuple(editions)
    return (*editions, Edition(number=editions[-1].number + 1 if editions else 1, exercises=now))


def handed_out(editions: Sequence[Edition], exercises: Collection[str]) -> tuple[Edition, ...]:
    """The editions as learners get them: only with these exercises, and without the digests of references."""
    return tuple(
        Edition(
            number=edition.number,
            exercises={
                name: {part: digest for part, digest in parts.items() if part != "reference"}
                for name, parts in edition.exercises.items()
                if name in exercises
            },
        )
        for edition in editions
    )


def edition_notices(course_root: Path, exercise: str) -> tuple[tuple[int, str], ...]:
    """Each older edition since which an exercise has changed, with a sentence about it. Raises `SpecError`."""
    editions = read_editions(course_root)
    if not editions:
        return ()
    now = editions[-1].exercises.get(exercise, {}) if is_packed(course_root) else _parts(course_root, exercise)
    notices = []
    for one in editions:
        then = one.exercises.get(exercise, {})
        if changed := [name for part, name in PARTS.items() if {part} <= then.keys() & now and then[part] != now[part]]:
            *others, last = changed
            parts = f"{', '.join(others)} and {last}" if others else last
            sentence = (
                f"This notebook was made from edition {one.number} of the course. Since then {parts} of this exercise "
                "changed; a new copy of the exercise shows it as it is now."
            )
            notices.append((one.number, sentence))
    return tuple(notices)


def _parts(course_root: Path, exercise: str) -> dict[Part, str]:
    """The digest of each part of an exercise at home."""
    rubric, stub, reference = exercise_files(course_root, exercise)
    files: dict[Part, Path] = {"task": stub, "criteria": rubric, "reference": reference}
    return {part: sha256(bytes_of(path)).hexdigest() for part, path in files.items()}
