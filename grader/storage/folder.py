"""The plain layout FOLDER/<learner>/<lesson>/<exercise>.ipynb or .py, and the records about this folder.

Everything in the folder is either found or a problem. Nothing is ignored silently except what file managers, editors,
Python and the grader itself leave behind, and nothing is graded by a guess. The folder is hostile: no symbolic link in
it is followed, only regular files are opened, none is read beyond `MAX_FILE_MIB`, and none is parsed here.

Next to the learners' folders there may be files from `grader collect`. `identities.csv` is read elsewhere.
`submitted.csv`, which is for everybody, contains the times of submissions. `.collected.json`, which is the command's
own memory, also lists what it could not take. Neither of these two contains a name: files are listed by pseudonym, and
what was not taken is listed by its place among the learner's files.

OUT/not_graded.json lists what was in a cohort's folder and was not graded, with reasons.
"""

import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from grader.errors import SpecError, StorageError
from grader.source.records import MAX_FILE_MIB
from grader.storage.layout import IDENTITIES, NOT_GRADED, SUBMITTED
from grader.storage.submissions import content_digest
from grader.util.csv_reader import csv_text, read_csv, safe_excerpt
from grader.util.decoders import json_decoder
from grader.util.files import write_whole
from grader.util.text import suggest

T = TypeVar("T")


def read_record(path: Path, kind: type[T], *, otherwise: str) -> T | None:
    """The content of a JSON file; None if there is no file.

    Raises `StorageError` with the advice that the file may be removed, and what to do then.
    """
    try:
        return json_decoder(kind).decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); remove it and {otherwise}") from error


# What `grader collect` records.

COLLECTED = ".collected.json"
_COLUMNS = ("path", "submitted")


class StoredFile(msgspec.Struct, frozen=True):
    """A file that was put into the folder."""

    source: str
    """The source from which it came, see `label`."""
    sha256: str


class UntakenFile(msgspec.Struct, frozen=True):
    """A file that was not taken."""

    source: str
    learner: str
    """A pseudonym; empty if its owner is unknown."""
    file: str
    """Its place among the learner's files, and its extension: "file 2 (.docx)"."""
    reason: str
    nearest: str | None = None


class CollectManifest(msgspec.Struct, frozen=True):
    """The content of `.collected.json`."""

    files: dict[str, StoredFile] = {}
    """Maps paths, relative to the folder, to files."""
    untaken: tuple[UntakenFile, ...] = ()


def read_manifest(folder: Path) -> CollectManifest:
    """The record of earlier collecting; empty if there is none. Raises `StorageError`."""
    return read_record(folder / COLLECTED, CollectManifest, otherwise="collect again") or CollectManifest()


def write_manifest(folder: Path, collected: CollectManifest) -> None:
    """Write the record. Raises `StorageError` if it cannot be written."""
    write_whole(folder / COLLECTED, msgspec.json.format(msgspec.json.encode(collected), indent=1) + b"\n")


def read_submitted(folder: Path) -> dict[str, datetime]:
    """Maps each path, relative to the folder, to the time of its submission; empty if there is no `submitted.csv`.

    Raises:
        SpecError: a row is malformed or listed twice, or its time has no zone.
        StorageError: the file cannot be read.
    """
    path = folder / SUBMITTED
    if not path.exists():
        return {}
    times: dict[str, datetime] = {}
    for row in read_csv(path, _COLUMNS, needs=_COLUMNS):
        name, submitted = row.cells.get("path", ""), row.cells.get("submitted", "")
        if not name or name in times:
            raise SpecError(f"{row.place}: path '{safe_excerpt(name)}' is {'listed twice' if name else 'empty'}")
        times[name] = _time(submitted, row.place)
    return times


def write_submitted(folder: Path, times: Mapping[str, datetime]) -> None:
    """Write `submitted.csv`, sorted by path. Raises `StorageError`."""
    rows = ((path, time.isoformat()) for path, time in sorted(times.items()))
    write_whole(folder / SUBMITTED, csv_text(_COLUMNS, rows).encode())


def _time(written: str, place: str) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError as error:
        shown = safe_excerpt(written)
        raise SpecError(f"{place}: '{shown}' is not a time; write it like 2026-11-02T09:30:00+01:00") from error
    if time.tzinfo is None:
        advice = f"write {time.isoformat()}+01:00, or the offset that applies"
        raise SpecError(f"{place}: '{safe_excerpt(written)}' has no time zone; {advice}")
    return time


# What was not graded.


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not graded, and the reason."""

    path: Path
    reason: str
    """The problem and, if possible, what to do."""
    nearest: str | None = None
    """The known lesson or exercise with the most similar name."""

    def __str__(self) -> str:
        """The problem as a line that is safe on a terminal: file names may contain escape codes and invalid text."""
        guess = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        line = f"{self.path}: {self.reason}{guess}"
        return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)


class _Line(msgspec.Struct, frozen=True):
    """A problem in the form of the file."""

    path: str
    reason: str
    nearest: str | None


def write_not_graded(out: Path, problems: Iterable[Problem]) -> None:
    """Write the file, for this and later versions of the cohort's page. Raises `StorageError`."""
    lines = [_Line(os.fsencode(one.path).decode(errors="replace"), one.reason, one.nearest) for one in problems]
    write_whole(out / NOT_GRADED, msgspec.json.encode(lines) + b"\n")


def read_not_graded(out: Path) -> tuple[Problem, ...]:
    """The problems in the file; empty if there is none. Raises `StorageError`."""
    lines = read_record(out / NOT_GRADED, tuple[_Line, ...], otherwise="grade again") or ()
    return tuple(Problem(path=Path(line.path), reason=line.reason, nearest=line.nearest) for line in lines)


# The plain layout.

SUFFIXES = (".ipynb", ".py")


def suffix_of(name: str) -> str:
    """The extension among `SUFFIXES` in which a file's name ends, in any case; empty if there is none.

    Code that takes a file and code that reads it later both use this. `Path.suffix` finds none in a file called ".py".
    """
    return next((suffix for suffix in SUFFIXES if name.casefold().endswith(suffix)), "")


LEFT_BEHIND = frozenset({"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})
"""Names that are nobody's work; the same is true for every name that starts with a dot."""
CHECKED = ".checked.html"
"""The end of the name of a page that `grader check` writes next to a learner's file."""
DATA_LINKS = "_data"
"""The folder that `grader lab` puts among a learner's lessons, with links to data sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedFile:
    """One file to grade."""

    learner: str
    """The name of the learner's folder, NFC."""
    exercise: str
    path: Path
    sha256: str
    submitted: datetime | None = None
    """The time of its submission, with time zone, if `submitted.csv` contains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The contents of a folder."""

    files: tuple[SubmittedFile, ...]
    """The files, by learner and exercise."""
    problems: tuple[Problem, ...]
    """The problems, by path."""


def scan_folder(folder: Path, exercises: Collection[str]) -> Intake:
    """Find every submission in the folder to an exercise with one of these ids, and everything that is no submission.

    Raises:
        SpecError: the folder does not exist, it is one learner's, or its submitted.csv is wrong.
        StorageError: submitted.csv, or the record of `grader collect`, cannot be read.
    """
    if not folder.is_dir():
        raise SpecError(f"{folder}: there is no such folder; the layout is FOLDER/<learner>/<lesson>/<exercise>.ipynb")
    times = read_submitted(folder)
    items = [*_learners(folder, exercises), *_untaken(folder), *_missing(folder, times)]
    composed = {_composed(path): time for path, time in times.items()}
    found = [
        replace(item, submitted=composed.get(_composed(item.path.relative_to(folder).as_posix())))
        for item in items
        if isinstance(item, SubmittedFile)
    ]
    if not found:
        _require_learners(folder, exercises)
    problems = [item for item in items if isinstance(item, Problem)]
    return Intake(
        files=tuple(sorted(found, key=lambda one: (one.learner, one.exercise))),
        problems=tuple(sorted(problems, key=lambda one: one.path)),
    )


def _require_learners(folder: Path, exercises: Collection[str]) -> None:
    """Raise `SpecError` if a folder without submissions is one learner's, or one lesson's of a learner."""
    whole = folder.resolve()
    for place, what in ((whole, "one learner's folder"), (whole.parent, "one lesson's folder of a learner")):
        files = (place / f"{exercise}{suffix}" for exercise in sorted(exercises) for suffix in SUFFIXES)
        if found := [file for file in files if file.is_relative_to(whole) and file.is_file()]:
            advice = "`grade` needs the folder with one folder per learner, and `check` can use this one"
            raise SpecError(f"{folder}: is {what}, because it contains {found[0].relative_to(whole)}; {advice}")


def answers_in(folder: Path) -> Iterator[Path]:
    """Yield the notebooks and scripts in a folder and its subfolders, by path."""
    for item in _listing(folder):
        match item:
            case _Entry(path, is_folder=True):
                yield from answers_in(path)
            case _Entry(path) if path.suffix in SUFFIXES:
                yield path


def load(found: SubmittedFile) -> bytes | Problem:
    """The file's bytes, unchanged since it was found; or the problem that they are missing or have changed."""
    content = read_file(found.path)
    if isinstance(content, bytes) and content_digest(content) != found.sha256:
        return Problem(path=found.path, reason="changed while it was being graded; grade again")
    return content


def _missing(folder: Path, times: Iterable[str]) -> Iterator[Problem]:
    """Yield rows of `submitted.csv` without a file, such as those with a misspelt path."""
    for path in times:
        if not any((folder / unicodedata.normalize(form, path)).exists() for form in ("NFC", "NFD")):
            reason = f"has a time for '{safe_excerpt(path)}', but there is no such file"
            yield Problem(path=folder / SUBMITTED, reason=reason)


def _untaken(folder: Path) -> Iterator[Problem]:
    """Yield what `grader collect` found in its sources and could not take."""
    for one in read_manifest(folder).untaken:
        path = folder / (one.learner or "nobody's") / one.file
        yield Problem(path=path, reason=f"was not collected: {one.reason}", nearest=one.nearest)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something in a folder that may be somebody's work."""

    path: Path
    is_folder: bool


def _learners(folder: Path, exercises: Collection[str]) -> Iterator[SubmittedFile | Problem]:
    spellings: dict[str, list[Path]] = defaultdict(list)
    for item in _listing(folder):
        match item:
            case _Entry(path, is_folder=True):
                spellings[_composed(path.name)].append(path)
            case _Entry(path) if path.name in {IDENTITIES, SUBMITTED}:
                continue
            case _Entry(path):
                yield Problem(path=path, reason="is next to the learners' folders, not in one; whose is it?")
            case problem:
                yield problem
    for learner, paths in spellings.items():
        if len(paths) == 1:
            yield from _lessons(paths[0], learner, exercises)
        else:
            reason = f"{len(paths)} folders are named '{learner}', in different Unicode spellings; merge them"
            yield from (Problem(path=path, reason=reason) for path in paths)


def _lessons(folder: Path, learner: str, exercises: Collection[str]) -> Iterator[SubmittedFile | Problem]:
    lessons = {exercise.split("/")[0] for exercise in exercises}
    for item in _listing(folder, without=DATA_LINKS):
        match item:
            case _Entry(path, is_folder=True) if path.name in lessons:
                yield from _files(path, learner, exercises)
            case _Entry(path, is_folder=True):
                reason = f"there is no lesson '{path.name}' in this course"
                yield Problem(path=path, reason=reason, nearest=suggest(path.name, lessons, fold_case=True))
            case _Entry(path):
                yield Problem(path=path, reason="is not in a lesson's folder; put it into the folder of its lesson")
            case problem:
                yield problem


def _files(folder: Path, learner: str, exercises: Collection[str]) -> Iterator[SubmittedFile | Problem]:
    candidates: dict[str, list[Path]] = defaultdict(list)
    for item in _listing(folder):
        match item:
            case _Entry(path, is_folder=True):
                yield Problem(path=path, reason="this is a folder, but should be a notebook or a script")
            case _Entry(path) if path.suffix not in SUFFIXES:
                yield Problem(path=path, reason="neither a notebook (.ipynb) nor a script (.py)")
            case _Entry(path) if (exercise := f"{folder.name}/{path.stem}") in exercises:
                candidates[exercise].append(path)
            case _Entry(path):
                exercise = f"{folder.name}/{path.stem}"
                reason = f"there is no exercise '{exercise}' in this course"
                yield Problem(path=path, reason=reason, nearest=suggest(exercise, exercises, fold_case=True))
            case problem:
                yield problem
    for exercise, paths in candidates.items():
        yield _only(paths, learner, exercise)


def _only(paths: Sequence[Path], learner: str, exercise: str) -> SubmittedFile | Problem:
    """The only file for an exercise; if there are two, we do not choose."""
    if len(paths) > 1:
        names = " and ".join(path.name for path in paths)
        reason = f"contains {names} for one exercise; remove the files that should not be graded"
        return Problem(path=paths[0].parent, reason=reason)
    content = read_file(paths[0])
    if isinstance(content, Problem):
        return content
    return SubmittedFile(learner=learner, exercise=exercise, path=paths[0], sha256=content_digest(content))


def _listing(folder: Path, *, without: str = "") -> Iterator[_Entry | Problem]:
    """Yield the contents of a folder, by name, except those that are nobody's work and the one named `without`."""
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(path=folder, reason=f"cannot be listed ({error.strerror})")
        return
    for entry in ordered:
        name = entry.name
        nobodys = name.startswith(".") or name in LEFT_BEHIND or name.endswith(CHECKED)
        if not nobodys and name != without:
            yield _looked_at(entry)


def _looked_at(entry: os.DirEntry[str]) -> _Entry | Problem:
    path = Path(entry.path)
    try:
        if entry.is_symlink():
            return Problem(path=path, reason="a symbolic link, which is not followed; put the file itself there")
        if any("\ud800" <= one <= "\udfff" for one in entry.name):  # bytes of a name that are not text become these
            return Problem(path=path, reason="its name is not UTF-8; rename it")
        return _Entry(path, entry.is_dir(follow_symlinks=False))
    except OSError as error:
        return Problem(path=path, reason=f"cannot be examined ({error.strerror})")


def read_file(path: Path) -> bytes | Problem:
    """A regular file's bytes; anything else is refused at once, without waiting for a named pipe, for example."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return Problem(path=path, reason="not a regular file")
            content = file.read(MAX_FILE_MIB * 2**20 + 1)
    except OSError as error:
        return Problem(path=path, reason=f"cannot be read ({error.strerror})")
    if len(content) > MAX_FILE_MIB * 2**20:
        return Problem(path=path, reason=f"larger than {MAX_FILE_MIB} MiB; clear its outputs and hand it in again")
    return content


def _composed(name: str) -> str:
    """One spelling for names that look the same: macOS sends decomposed letters, other systems composed ones."""
    return unicodedata.normalize("NFC", name)
