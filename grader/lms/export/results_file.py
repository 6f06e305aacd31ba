"""Reads OUT/results.jsonl together with marks or scores: findings as fast as the disk, instead of minutes of queries.

Each line is checked to be the same result as in the gradebook.
"""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import msgspec

from grader.errors import StorageError
from grader.gradebook.hand_ins import JudgedAttempt
from grader.gradebook.marks import CourseMark
from grader.gradebook.streams import last_graded_at, last_results
from grader.lms.export.dataset import ExportData
from grader.storage.layout import RESULTS
from grader.util.decoders import json_decoder


class Points(msgspec.Struct, frozen=True):
    """A result's score."""

    earned: int
    possible: int
    unscored: int


class ResultHead(msgspec.Struct, frozen=True):
    """The part of a line that identifies its result."""

    learner: str
    exercise: str
    attempt: int
    score: Points


class FindingText(msgspec.Struct, frozen=True):
    """The parts of a finding that a comment repeats."""

    title: str
    verdict: str
    message: str


class DiagnosisText(msgspec.Struct, frozen=True):
    """The parts of a diagnosis that a comment repeats."""

    message: str


class Remarks(ResultHead, frozen=True):
    """The part of a line that learners see."""

    findings: tuple[FindingText, ...]
    diagnoses: tuple[DiagnosisText, ...]


HeadType = TypeVar("HeadType", bound=ResultHead)
RawLine = tuple[bytes, HeadType]


def marks_with_lines(
    material: ExportData, kind: type[HeadType]
) -> Iterator[tuple[CourseMark, list[RawLine[HeadType]]]]:
    """Every learner's marks with the lines of the last results, each unchanged and also decoded as `kind`.

    Raises:
        StorageError: the file can't be read, or it differs from the gradebook.
    """
    path = material.out / RESULTS
    _require_fresh(path, material)
    lines = _lines(path, kind)
    waiting = next(lines, None)
    for mark in material.marks():
        own: list[RawLine[HeadType]] = []
        while waiting and waiting[1].learner == mark.learner:
            own.append(waiting)
            waiting = next(lines, None)
        _require_same(path, mark, own)
        yield mark, own
    if waiting:
        raise _stale(path)


def scores_with_lines(material: ExportData, kind: type[HeadType]) -> Iterator[tuple[JudgedAttempt, RawLine[HeadType]]]:
    """Every last result's row with its line, unchanged and also decoded as `kind`, sorted by learner and exercise.

    Raises:
        StorageError: the file can't be read, or it differs from the gradebook.
    """
    path = material.out / RESULTS
    _require_fresh(path, material)
    for row, line in zip_longest(last_results(material.gradebook), _lines(path, kind)):
        if row is None or line is None:
            raise _stale(path)
        head, score = line[1], line[1].score
        if row[:6] != (head.learner, head.exercise, head.attempt, score.earned, score.possible, score.unscored):
            raise _stale(path)
        yield row, line


def _require_fresh(path: Path, material: ExportData) -> None:
    """Raise `StorageError` if a result was recorded after the file was written, as happens if a batch was killed."""
    last = last_graded_at(material.gradebook)
    try:
        written = path.stat().st_mtime
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error}); type: grader report {path.parent}") from error
    if last is not None and written < last.timestamp():
        raise _stale(path)


def _require_same(path: Path, mark: CourseMark, lines: list[RawLine[HeadType]]) -> None:
    """Raise `StorageError` unless each of the learner's last attempts has one line."""
    attempts = {line.exercise: line.attempt for _, line in lines}
    last = {exercise.exercise: exercise.attempts[-1].number for exercise in mark.exercises() if not exercise.missing}
    if len(attempts) != len(lines) or not last.items() <= attempts.items():
        raise _stale(path)


def _lines(path: Path, kind: type[HeadType]) -> Iterator[RawLine[HeadType]]:
    decoder = json_decoder(kind)
    try:
        with path.open("rb") as file:
            yield from ((line, decoder.decode(line)) for line in file)
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); type: grader report {path.parent}") from error


def _stale(path: Path) -> StorageError:
    return StorageError(f"{path}: does not match the gradebook; type: grader report {path.parent}")
