"""A learner's own way through the course, from the checks on this computer: their results, and what is next.

`grader progress` shows it as lines of text, and `%grader hint` continues from it. No mark depends on it.

Checks. There is one small file for each course and exercise in XDG_CACHE_HOME/grader/checks, only on this computer. An
exercise whose file cannot be read counts as not checked.

Hints. A learner gets one hint when a failure occurs first, then one more each time it occurs again. A failure is a
criterion that is not met, or a diagnosis. There is one small file for each checked file and exercise in
XDG_CACHE_HOME/grader/hints. If it cannot be read, the count begins again, and the learner only gets a hint that was
already shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from grader.course import MINE, Course, Lesson
from grader.course.loader import ExerciseHeading, exercise_files, exercise_heading
from grader.util.decoders import json_decoder
from grader.util.files import write_whole
from grader.util.text import begin_sentence, pluralize

T = TypeVar("T")

# Hints.

Count = Annotated[int, msgspec.Meta(ge=1, le=3)]


class ReleasedHints:
    """The hints that were released for one file and exercise."""

    def __init__(self, cache: Path, file: Path, exercise: str) -> None:
        """`cache` is the folder for everything that can be computed again."""
        name = sha256(f"{file.absolute()}\0{exercise}".encode(errors="surrogateescape")).hexdigest()
        self._path = cache / "hints" / name

    def next_hints(self, failure: str, hints: Sequence[str], *, shown: int = 0) -> tuple[str, ...]:
        """The hints of a failure released by now: one more than the last time or, the first time, than `shown`.

        Raises `StorageError` if the count can't be saved.
        """
        counts = self._counts()
        released = min(max(counts.get(failure, 0), shown) + 1, len(hints))
        if released:
            self._keep(counts | {failure: released})
        return tuple(hints[:released])

    def keep_only(self, failures: Collection[str]) -> None:
        """Forget the hints shown for failures different from these: if one returns, its hints start again with the
        first.

        Raises `StorageError` if the count can't be saved.
        """
        counts = self._counts()
        if counts.keys() - failures:
            self._keep({failure: count for failure, count in counts.items() if failure in failures})

    def _counts(self) -> dict[str, int]:
        return _read(self._path, dict[str, Count]) or {}

    def _keep(self, counts: dict[str, int]) -> None:
        write_whole(self._path, msgspec.json.encode(counts))


# Checks.


class Unmet(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong: a cause, or a criterion that is not met."""

    failure: str
    """The failure's name in `ReleasedHints`."""
    message: str
    hints: tuple[str, ...]
    """All hints, from a nudge to nearly the answer."""


class OwnCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The last check of an exercise."""

    exercise: str
    file: str
    """The absolute path of the file that was checked."""
    sha256: str
    """The sha256 of its content."""
    attempted: bool
    earned: int
    possible: int
    right: bool
    """Whether every criterion passed."""
    unmet: tuple[Unmet, ...]
    """The failures, causes first."""
    checked: datetime
    """The time of the check in UTC."""

    def changed(self) -> bool:
        """Whether the file is missing or has changed."""
        try:
            return sha256(Path(self.file).read_bytes()).hexdigest() != self.sha256
        except OSError:
            return True


class OwnChecks:
    """The last check of each exercise of one course."""

    def __init__(self, cache: Path, course: Path) -> None:
        """`cache` is the folder for everything that can be computed again, `course` the course's folder."""
        self._folder = cache / "checks" / _name(str(course.resolve()))

    def keep(self, check: OwnCheck) -> None:
        """Save a check in place of the exercise's earlier one. Raises `StorageError`."""
        write_whole(self._path(check.exercise), msgspec.json.encode(check))

    def last(self, exercise: str) -> OwnCheck | None:
        """The last check of an exercise; None if there was none."""
        return _read(self._path(exercise), OwnCheck)

    def of_file(self, file: Path) -> OwnCheck | None:
        """The last check of an exercise in this file; None if there was none."""
        found = (_read(path, OwnCheck) for path in sorted(self._folder.glob("*.json")))
        return next((one for one in found if one is not None and one.file == str(file.absolute())), None)

    def _path(self, exercise: str) -> Path:
        return self._folder / f"{_name(exercise)}.json"


def _read(path: Path, kind: type[T]) -> T | None:
    """The content of a file; None if it cannot be read."""
    try:
        return json_decoder(kind).decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _name(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]


# The way through the course.

OwnStanding = Literal["done", "partly", "open"]
SIGNS: Final[Mapping[OwnStanding, str]] = {
    "done": "\N{CHECK MARK}",
    "partly": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "open": "\N{MIDDLE DOT}",
}
LOCAL: Final = "This shows your own checks on this computer. Marks are given only for what you hand in."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseProgress:
    """The state of one exercise."""

    exercise: str
    lesson: str
    """The lesson's name, as a heading."""
    title: str
    minutes: int
    """The estimated time in minutes; 0 if there is no estimate."""
    standing: OwnStanding
    words: str
    """The state in words, with points or minutes."""


def exercises_progress(course: Course, checks: OwnChecks) -> Sequence[ExerciseProgress]:
    """The state of each exercise, in the order in which they are taught. Raises `SpecError`."""

    def progress(lesson: Lesson, name: str) -> ExerciseProgress:
        heading, check = exercise_heading(course.root, name), checks.last(name)
        return ExerciseProgress(
            exercise=name,
            lesson=begin_sentence(lesson.name),
            title=heading["title"],
            minutes=heading.get("minutes", 0),
            standing=_standing(check),
            words=_words(course.root, name, heading, check),
        )

    return [progress(lesson, name) for lesson in course.lessons for name in lesson.exercises]


def progress_lines(course: Course, checks: OwnChecks) -> Iterator[str]:
    """Yield the course as a map: each exercise with its state, and what comes next. Raises `SpecError`."""
    rows = exercises_progress(course, checks)
    done = sum(row.standing == "done" for row in rows)
    width = max((len(row.title) for row in rows), default=0)
    yield f"{course.title}: {done} of {pluralize(len(rows), 'exercise')} done"
    for lesson, among in groupby(rows, key=lambda row: row.lesson):
        yield f"\n{lesson}"
        for row in among:
            yield f"{SIGNS[row.standing]} {row.title:{width}}  {row.words}"
    yield f"\n{next_line(course, checks)}"
    yield LOCAL


def next_line(course: Course, checks: OwnChecks) -> str:
    """A sentence with what to do next. Raises `SpecError`."""
    standings = {exercise: _standing(checks.last(exercise)) for exercise in course.exercises}
    name = next_exercise(standings, solved=solved_last(course, checks))
    if name is None:
        return "Every exercise is done."
    heading = exercise_heading(course.root, name)
    return f"Next: {heading['title']}{_minutes(heading)} ({name}.ipynb)"


def next_exercise(standings: Mapping[str, str], *, solved: str | None = None) -> str | None:
    """The first open exercise, or else the first one that is partly done; None if there is neither.

    The exercises after the one that was solved last come first, then those before it.
    """
    names = list(standings)
    place = names.index(solved) if solved is not None and solved in standings else 0
    order = names[place:] + names[:place]
    return next((name for wanted in ("open", "partly") for name in order if standings[name] == wanted), None)


def solved_last(course: Course, checks: OwnChecks) -> str | None:
    """The exercise that was last found right; None if there was none. Raises `StorageError`."""
    last = ((checks.last(name), place, name) for place, name in enumerate(course.exercises))
    right = [(check.checked, place, name) for check, place, name in last if check is not None and check.right]
    return max(right)[2] if right else None


def _standing(check: OwnCheck | None) -> OwnStanding:
    if check is None or not check.attempted:
        return "open"
    return "done" if check.right else "partly"


def _words(root: Path, exercise: str, heading: ExerciseHeading, check: OwnCheck | None) -> str:
    if check is None or not check.attempted:
        return "begun, not checked" if _begun(root, exercise) else f"open{_minutes(heading)}"
    changed = ", changed since" if check.changed() else ""
    return f"{_standing(check)}, {check.earned} of {pluralize(check.possible, 'point')}{changed}"


def _minutes(heading: ExerciseHeading) -> str:
    minutes = heading.get("minutes", 0)
    return f", about {pluralize(minutes, 'minute')}" if minutes else ""


def _begun(root: Path, exercise: str) -> bool:
    """Whether a learner's copy differs from the stub."""
    _, stub, _ = exercise_files(root, exercise)
    try:
        return (root / MINE / f"{exercise}.ipynb").read_bytes() != stub.read_bytes()
    except OSError:
        return False
