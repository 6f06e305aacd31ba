"""Finds which exercise a file is for, and which of a learner's files counts if there are several for one exercise.

The file itself names the exercise, or else the file's name does, or else the instructor. If only a guess could choose
among several files, none of them counts.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from grader.lms.intake.members import RefusedError
from grader.source.reader.messages import File
from grader.source.reader.reader import UNSURE, Reader
from grader.storage.folder import suffix_of
from grader.util.text import suggest, unaccented

_COPY = re.compile(r"([ _-]*\(\d{1,3}\)|-copy\d{0,3}|-checkpoint|-\d{1,3}| - copy)+$", re.IGNORECASE)
"""Endings that browsers, Canvas, Jupyter and file managers add to a name that exists already."""
_COPY_OF = re.compile(r"^copy of ", re.IGNORECASE)
_SIGNS = re.compile(r"[^a-z0-9]+")


class ExerciseSource(IntEnum):
    """What shows which exercise a file is for, beginning with the most reliable."""

    BY_ITSELF = 1
    BY_NAME = 2
    BY_FOLDER = 3
    BY_INSTRUCTOR = 4


class ExerciseNames:
    """The exercises of a course, as files name them."""

    def __init__(self, exercises: Collection[str], fallback: str | None = None) -> None:
        """`fallback` is the exercise of all files that name none."""
        self._exercises = frozenset(exercises)
        self._fallback = fallback
        self._named: dict[str, set[str]] = defaultdict(set)
        for exercise in exercises:
            lesson, _, name = exercise.partition("/")
            for spelling in (name, f"{lesson} {name}"):
                self._named[fold_name(spelling)].add(exercise)

    def resolve(self, named: str | None, own: Sequence[str], within: str = "") -> tuple[str, ExerciseSource]:
        """The exercise of a file, and how it was found.

        Args:
            named: the exercise that the file itself names, if it does.
            own: its path as the learner named it.
            within: the system's name of the assignment that it was handed in to.

        Raises:
            RefusedError: it names no exercise, or an unknown one; the message has the most similar name.
        """
        if named in self._exercises:
            return str(named), ExerciseSource.BY_ITSELF
        for spelling, by in _spellings(own, within):
            if len(found := self._named.get(fold_name(spelling), set())) == 1:
                return next(iter(found)), by
        if self._fallback:
            return self._fallback, ExerciseSource.BY_INSTRUCTOR
        if named:
            raise RefusedError("names an exercise that is not in this course", self._nearest(named))
        name = stem(own[-1])
        if len(self._named.get(fold_name(name), ())) > 1:
            raise RefusedError("several exercises have this name; put it into a folder with the lesson's name")
        raise RefusedError(
            "neither its content nor its name says which exercise it is for; use --exercise", self._nearest(name)
        )

    def _nearest(self, name: str) -> str | None:
        """The exercise with the most similar id, or the most similar name without the lesson."""
        by_name = {exercise.partition("/")[2]: exercise for exercise in sorted(self._exercises)}
        name = name.casefold()
        near = suggest(name, self._exercises, fold_case=True)
        return near or by_name.get(suggest(name, by_name, fold_case=True) or "")


class ExerciseResolver:
    """Reads from files which exercise they name themselves."""

    def __init__(self, exercises: Collection[str], reader: Reader, fallback: str | None = None) -> None:
        """`reader` reads the files; `fallback` is the exercise of all files that name none."""
        self._reader = reader
        self._names = ExerciseNames(exercises, fallback)

    def exercise(
        self, content: bytes, own: Sequence[str], within: str = "", named: str | None = UNSURE
    ) -> tuple[str, ExerciseSource]:
        """The exercise of a file with these bytes, and how the exercise was found. The remaining arguments are those of
        `ExerciseNames.resolve`.

        `named` is the result of `named_in` for it; without it, the file is read now.
        """
        if named == UNSURE:
            named = self._reader.exercise_of(content, script=suffix_of(own[-1]) == ".py")
        return self._names.resolve(named, own, within)

    def named_in(self, files: Iterable[tuple[bytes, str]]) -> tuple[str | None, ...]:
        """The exercises that some files, given as bytes and name, name themselves; `UNSURE` for a file that must be
        read singly.
        """
        asked = [File(content=content, script=suffix_of(name) == ".py") for content, name in files]
        return self._reader.exercises_of(asked)

    @property
    def cpu_s(self) -> float:
        """CPU seconds that reading has taken so far."""
        return self._reader.cpu_s


def stem(name: str) -> str:
    """A file's name without its suffix, and without endings that are added to copies."""
    return _COPY.sub("", _COPY_OF.sub("", name.rsplit(".", 1)[0]))


def fold_name(name: str) -> str:
    """A name without its case, accents and signs."""
    return _SIGNS.sub(" ", unaccented(name)).strip()


def _spellings(own: Sequence[str], within: str) -> Iterator[tuple[str, ExerciseSource]]:
    """The parts of a path that may name an exercise: the file's name with or without a lesson's, then the folders
    around it.
    """
    name = own[-1].rsplit(".", 1)[0]
    folders = ([within] if within else []) + list(own[:-1])
    for one in dict.fromkeys([name, stem(own[-1])]):
        yield from ((f"{folder} {one}", ExerciseSource.BY_NAME) for folder in reversed(folders))
        yield one, ExerciseSource.BY_NAME
    for outer, folder in reversed(list(zip(["", *folders], folders, strict=False))):
        yield f"{outer} {folder}", ExerciseSource.BY_FOLDER
        yield folder, ExerciseSource.BY_FOLDER


# The one of several files that counts.

_NUMBERED = re.compile(r"(?P<name>.*?)(?:-(?P<number>\d{1,3}))?(?P<suffix>\.[^.]*)", re.DOTALL)
"""The form of names in Canvas, which adds -1, -2, … to a file's name each time that it is uploaded again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file for one exercise."""

    path: str
    """Its path in the source."""
    number: int
    """Its place among the learner's files, from 1."""
    own: str
    """Its name as the learner gave it."""
    suffix: str
    """.ipynb or .py."""
    sha256: str
    in_place: bool
    """Whether its bytes are already in their place in the cohort's folder."""
    source: ExerciseSource
    submitted: datetime | None
    late: bool
    loose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChoice:
    """The file that counts, and the files that don't."""

    candidate: Candidate | None
    """None if it cannot be decided."""
    not_chosen: tuple[tuple[Candidate, str], ...] = ()
    """The files that don't count, each with the reason."""


def choose_file(exercise: str, candidates: Sequence[Candidate]) -> FileChoice:
    """The last upload of one name; or else the file that is most clearly for the exercise, and the newest of
    several.
    """
    if len(latest := list(_last_upload(candidates))) == 1:
        return FileChoice(candidate=latest[0])
    best = min(candidate.source for candidate in candidates)
    pool = [candidate for candidate in candidates if candidate.source == best]
    plainer = f"another of the learner's files is more clearly for {exercise}"
    left = [(candidate, plainer) for candidate in candidates if candidate.source != best]
    newest = _newest(pool)
    if newest is None:
        reason = f"one of {len(pool)} different files for {exercise}; keep only the right one and collect again"
        return FileChoice(candidate=None, not_chosen=(*left, *((one, reason) for one in pool)))
    return FileChoice(candidate=newest, not_chosen=tuple(left))


def _newest(pool: Sequence[Candidate]) -> Candidate | None:
    """The only content, or else the last by time, or else the last upload of one name; None if that leaves several."""
    for sift in (list, _last_by_time, _last_upload):
        pool = list(sift(pool))
        if len({one.sha256 for one in pool}) == 1:
            return pool[0]
    return None


def _last_by_time(pool: Sequence[Candidate]) -> Sequence[Candidate]:
    times = [one.submitted for one in pool if one.submitted is not None]
    if len(times) < len(pool):
        return pool
    last = max(times)
    return [one for one in pool if one.submitted == last]


def _last_upload(pool: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates with the highest number, if their names are equal except for the number."""
    parted = [found for one in pool if (found := _NUMBERED.fullmatch(one.own))]
    if len(parted) < len(pool) or len({(fold_name(one["name"]), one["suffix"]) for one in parted}) > 1:
        yield from pool
        return
    numbers = [int(one["number"] or 0) for one in parted]
    last = max(numbers)
    yield from (one for one, number in zip(pool, numbers, strict=True) if number == last)
