"""JSON Lines: the very lines of results.jsonl, each with the mark that was made of that submission.

The gradebook is asked for marks alone; findings come from OUT/results.jsonl, as fast as the disk. That the two tell of
the same results is looked at line by line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import StorageError
from grader.export.material import Material, shown
from grader.export.wishes import Told, Wishes
from grader.files import whole_file
from grader.marks import CourseMark, ExerciseMark
from grader.publish import RESULTS


class _Score(msgspec.Struct, frozen=True):
    earned: int
    possible: int
    unscored: int


class _Line(msgspec.Struct, frozen=True):
    """What of a line tells which result it is."""

    learner: str
    exercise: str
    attempt: int
    score: _Score


def json_lines(material: Material, wishes: Wishes) -> Told:
    """Each result on a line, with `mark`; null for exercises that are in no assignment."""
    count = 0
    with whole_file(wishes.to) as file:
        for line, mark in _joined(material):
            told = msgspec.json.encode(_mark(*mark) if mark else None)
            file.write(line.rstrip()[:-1] + b',"mark":' + told + b"}\n")
            count += 1
    return Told(done=f"{wishes.to}: {count} results.")


def _joined(material: Material) -> Iterator[tuple[bytes, tuple[str, ExerciseMark] | None]]:
    """Each line of results.jsonl with its assignment and mark, if it is in one. Raises `StorageError` if any lacks."""
    path = material.out / RESULTS
    lines = _lines(path)
    waiting = next(lines, None)
    for mark in material.marks():
        marks = _handed_in(mark)
        while waiting and waiting[1].learner == mark.learner:
            line, told = waiting
            found = marks.pop(told.exercise, None)
            if found and not _same(told, found[1]):
                raise _stale(path)
            if material.includes(told.exercise):
                yield line, found
            waiting = next(lines, None)
        if marks:
            raise _stale(path)
    if waiting:
        raise _stale(path)


def _handed_in(mark: CourseMark) -> dict[str, tuple[str, ExerciseMark]]:
    return {
        one.exercise: (assignment.assignment, one)
        for assignment in mark.marks
        for one in assignment.exercises
        if not one.missing
    }


def _same(line: _Line, mark: ExerciseMark) -> bool:
    """Whether a line is of the learner's last attempt."""
    return line.attempt == max(attempt.number for attempt in mark.attempts)


def _lines(path: Path) -> Iterator[tuple[bytes, _Line]]:
    decoder = msgspec.json.Decoder(_Line)
    try:
        with path.open("rb") as file:
            for line in file:
                yield line, decoder.decode(line)
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); type: grader report {path.parent}") from error


def _stale(path: Path) -> StorageError:
    return StorageError(f"{path}: does not tell of what is in the gradebook now; type: grader report {path.parent}")


def _mark(assignment: str, mark: ExerciseMark) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "points": None if mark.final is None else float(shown(mark.final)),
        "possible": mark.possible,
        "percent": None if mark.percent is None else float(mark.percent),
        "unscored": float(mark.unscored),
        "late_s": mark.late.total_seconds(),
        "lost_percent": float(mark.loses * 100),
        "attempt": mark.attempt,
        "excused": mark.excused,
        "dropped": mark.dropped,
        "due": mark.due.at.isoformat() if mark.due else None,
    }
