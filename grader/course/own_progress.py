"""A learner's own way through the course, from the checks made on this computer, as lines of text; and what is next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

from grader.course import MINE, Course
from grader.course.loader import ExerciseHeading, exercise_files, exercise_heading
from grader.storage.own_checks import OwnCheck, OwnChecks
from grader.util.text import pluralize

OwnStanding = Literal["done", "partly", "open"]
SIGNS: Final[Mapping[OwnStanding, str]] = {
    "done": "\N{CHECK MARK}",
    "partly": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "open": "\N{MIDDLE DOT}",
}
LOCAL: Final = "This is from your own checks on this computer. Marks are given for what you hand in."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseProgress:
    """How one exercise stands."""

    exercise: str
    lesson: str
    """The lesson's name, as a heading."""
    title: str
    minutes: int
    """How long it takes, a guess; 0 where none is made."""
    standing: OwnStanding
    words: str
    """The same in words, with points or minutes."""


def exercises_progress(course: Course, checks: OwnChecks) -> Sequence[ExerciseProgress]:
    """How each exercise stands, in the order in which they are taught. Raises `SpecError`."""
    return [
        _progress(course, name, f"{lesson.name[0].upper()}{lesson.name[1:]}", checks.last(name))
        for lesson in course.lessons
        for name in lesson.exercises
    ]


def _progress(course: Course, exercise: str, lesson: str, check: OwnCheck | None) -> ExerciseProgress:
    heading = exercise_heading(course.root, exercise)
    return ExerciseProgress(
        exercise=exercise,
        lesson=lesson,
        title=heading["title"],
        minutes=heading.get("minutes", 0),
        standing=_standing(check),
        words=_words(course.root, exercise, heading, check),
    )


def progress_lines(course: Course, checks: OwnChecks) -> Iterator[str]:
    """The course as a map: each exercise with how it stands, and what comes next. Raises `SpecError`."""
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
    """What to do next, a sentence. Raises `SpecError`."""
    standings = {one: _standing(checks.last(one)) for one in course.exercises}
    name = next_exercise(standings, solved=solved_last(course, checks))
    if name is None:
        return "Every exercise is done."
    heading = exercise_heading(course.root, name)
    return f"Next: {heading['title']}{_minutes(heading)} ({name}.ipynb)"


def next_exercise(standings: Mapping[str, str], *, solved: str | None = None) -> str | None:
    """The first exercise that is open, else the first that is done partly; None where there is neither.

    The exercises behind the one that was solved last come first, then those before it.
    """
    names = list(standings)
    place = names.index(solved) if solved is not None and solved in standings else 0
    order = names[place:] + names[:place]
    return next((name for wanted in ("open", "partly") for name in order if standings[name] == wanted), None)


def solved_last(course: Course, checks: OwnChecks) -> str | None:
    """The exercise that was found right last; None where none was. Raises `StorageError`."""
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
    """Whether a learner's copy is another than the stub."""
    _, stub, _ = exercise_files(root, exercise)
    try:
        return (root / MINE / f"{exercise}.ipynb").read_bytes() != stub.read_bytes()
    except OSError:
        return False
