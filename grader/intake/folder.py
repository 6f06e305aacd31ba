"""The plain layout: FOLDER/<learner>/<lesson>/<exercise>.ipynb or .py.

Whatever lies in the folder is either found or a problem; nothing is dropped silently but what file managers, editors,
Python and the grader itself leave behind, and nothing is graded under a guess. The folder is hostile: no symbolic link
in it is followed, only regular files are opened, none is read past `MAX_MIB`, and none is parsed here.

Beside the learners' folders there may be what `grader collect` put there: `identities.csv`, which is read elsewhere,
`submitted.csv`, which says when files were handed in, and its own memory, which says what it could not take.
"""

import hashlib
import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from grader.errors import SpecError
from grader.intake.manifest import read_manifest, read_submitted
from grader.storage.layout import IDENTITIES, SUBMITTED
from grader.storage.not_graded import Problem
from grader.storage.submissions import MAX_MIB
from grader.util.csv_reader import safe_excerpt
from grader.util.nearest import suggest

SUFFIXES = (".ipynb", ".py")


def suffix_of(name: str) -> str:
    """The one of `SUFFIXES` that a file's name ends in, whatever its case; empty if none.

    Whoever takes a file and whoever reads it later use this. `Path.suffix` knows none in a file that is called ".py".
    """
    return next((one for one in SUFFIXES if name.casefold().endswith(one)), "")


LEFT_BEHIND = frozenset({"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})
"""Names that are nobody's work; so is every name that starts with a dot."""
CHECKED = ".checked.html"
"""How the name of a page ends that `grader check` writes beside a learner's file."""
DATA_LINKS = "_data"
"""The folder that `grader lab` puts among a learner's lessons, with links to data sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedFile:
    """One file to grade."""

    learner: str
    """The learner's folder, NFC."""
    exercise: str
    path: Path
    sha256: str
    submitted: datetime | None = None
    """When it was handed in, with its zone, where `submitted.csv` says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A folder, sorted out."""

    files: tuple[SubmittedFile, ...]
    """By learner and exercise."""
    problems: tuple[Problem, ...]
    """By path."""


def scan_folder(folder: Path, exercises: Collection[str]) -> Intake:
    """Every submission in the folder to an exercise of these ids, and everything in it that is none.

    Raises:
        SpecError: there is no such folder, it is one learner's, or its submitted.csv is wrong.
        StorageError: submitted.csv, or what `grader collect` left, cannot be read.
    """
    if not folder.is_dir():
        raise SpecError(f"{folder}: no such folder; its layout is FOLDER/<learner>/<lesson>/<exercise>.ipynb")
    times = read_submitted(folder)
    items = [*_learners(folder, exercises), *_untaken(folder), *_missing(folder, times)]
    found = _timed((item for item in items if isinstance(item, SubmittedFile)), folder, times)
    if not found:
        _require_learners(folder, exercises)
    problems = [item for item in items if isinstance(item, Problem)]
    return Intake(
        files=tuple(sorted(found, key=lambda one: (one.learner, one.exercise))),
        problems=tuple(sorted(problems, key=lambda one: one.path)),
    )


def _require_learners(folder: Path, exercises: Collection[str]) -> None:
    """Raise `SpecError` where a folder in which nothing was found is one learner's, or one lesson's of a learner."""
    whole = folder.resolve()
    for place, what in ((whole, "one learner's folder"), (whole.parent, "one lesson's folder of a learner")):
        files = (place / f"{exercise}{suffix}" for exercise in sorted(exercises) for suffix in SUFFIXES)
        if found := [file for file in files if file.is_relative_to(whole) and file.is_file()]:
            raise SpecError(
                f"{folder}: is {what}, as it holds {found[0].relative_to(whole)}; `grade` takes the folder in which "
                "each learner has one, and `check` takes this one"
            )


def answers_in(folder: Path) -> Iterator[Path]:
    """The notebooks and scripts in a folder and in those below it, by path."""
    for item in _listing(folder):
        match item:
            case _Entry(path, is_folder=True):
                yield from answers_in(path)
            case _Entry(path) if path.suffix in SUFFIXES:
                yield path


def load(found: SubmittedFile) -> bytes | Problem:
    """The file's bytes, the same as when it was found; or that they are gone, or others."""
    content = read_file(found.path)
    if isinstance(content, bytes) and hashlib.sha256(content).hexdigest() != found.sha256:
        return Problem(path=found.path, reason="changed while it was being graded; grade again")
    return content


def _timed(found: Iterable[SubmittedFile], folder: Path, times: Mapping[str, datetime]) -> list[SubmittedFile]:
    """The files with the times of their hand-in."""
    composed = {_composed(path): time for path, time in times.items()}
    return [replace(one, submitted=composed.get(_composed(_from(folder, one.path)))) for one in found]


def _missing(folder: Path, times: Iterable[str]) -> Iterator[Problem]:
    """Rows of `submitted.csv` about no file, which a misspelt path would be too."""
    for path in times:
        if not any((folder / unicodedata.normalize(form, path)).exists() for form in ("NFC", "NFD")):
            reason = f"tells when '{safe_excerpt(path)}' was handed in, but there is no such file"
            yield Problem(path=folder / SUBMITTED, reason=reason)


def _untaken(folder: Path) -> Iterator[Problem]:
    """What `grader collect` found in its sources and could not take."""
    for one in read_manifest(folder).untaken:
        path = folder / (one.learner or "nobody's") / one.file
        yield Problem(path=path, reason=f"was not collected: {one.reason}", nearest=one.nearest)


def _from(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


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
                yield Problem(path=path, reason="lies beside the learners' folders, not in one; whose is it?")
            case problem:
                yield problem
    for learner, paths in spellings.items():
        if len(paths) == 1:
            yield from _lessons(paths[0], learner, exercises)
        else:
            reason = f"{len(paths)} folders are named '{learner}', in different Unicode spellings; make them one"
            yield from (Problem(path=path, reason=reason) for path in paths)


def _lessons(folder: Path, learner: str, exercises: Collection[str]) -> Iterator[SubmittedFile | Problem]:
    lessons = {exercise.split("/")[0] for exercise in exercises}
    for item in _listing(folder, without=DATA_LINKS):
        match item:
            case _Entry(path, is_folder=True) if path.name in lessons:
                yield from _files(path, learner, exercises)
            case _Entry(path, is_folder=True):
                reason = f"no lesson '{path.name}' in this course"
                yield Problem(path=path, reason=reason, nearest=suggest(path.name, lessons, fold_case=True))
            case _Entry(path):
                yield Problem(path=path, reason="lies in no lesson's folder; put it into its lesson's")
            case problem:
                yield problem


def _files(folder: Path, learner: str, exercises: Collection[str]) -> Iterator[SubmittedFile | Problem]:
    candidates: dict[str, list[Path]] = defaultdict(list)
    for item in _listing(folder):
        match item:
            case _Entry(path, is_folder=True):
                yield Problem(path=path, reason="a folder, where a notebook or script was looked for")
            case _Entry(path) if path.suffix not in SUFFIXES:
                yield Problem(path=path, reason="neither a notebook (.ipynb) nor a script (.py)")
            case _Entry(path) if (exercise := f"{folder.name}/{path.stem}") in exercises:
                candidates[exercise].append(path)
            case _Entry(path):
                exercise = f"{folder.name}/{path.stem}"
                reason = f"no exercise '{exercise}' in this course"
                yield Problem(path=path, reason=reason, nearest=suggest(exercise, exercises, fold_case=True))
            case problem:
                yield problem
    for exercise, paths in candidates.items():
        yield _only(paths, learner, exercise)


def _only(paths: Sequence[Path], learner: str, exercise: str) -> SubmittedFile | Problem:
    """The one file handed in to an exercise; of two we do not choose."""
    if len(paths) > 1:
        names = " and ".join(path.name for path in paths)
        reason = f"holds {names} for one exercise; remove what is not to be graded"
        return Problem(path=paths[0].parent, reason=reason)
    content = read_file(paths[0])
    if isinstance(content, Problem):
        return content
    return SubmittedFile(learner=learner, exercise=exercise, path=paths[0], sha256=hashlib.sha256(content).hexdigest())


def _listing(folder: Path, *, without: str = "") -> Iterator[_Entry | Problem]:
    """What lies in a folder, by name, without what is nobody's work, and `without` the entry of one name."""
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(path=folder, reason=f"cannot be listed ({error.strerror})")
        return
    for entry in ordered:
        if not _is_nobodys(entry.name) and entry.name != without:
            yield _looked_at(entry)


def _is_nobodys(name: str) -> bool:
    return name.startswith(".") or name in LEFT_BEHIND or name.endswith(CHECKED)


def _looked_at(entry: os.DirEntry[str]) -> _Entry | Problem:
    path = Path(entry.path)
    try:
        if entry.is_symlink():
            return Problem(path=path, reason="a symbolic link, which is not followed; put the file itself there")
        if not _is_text(entry.name):
            return Problem(path=path, reason="its name is not UTF-8; rename it")
        return _Entry(path, entry.is_dir(follow_symlinks=False))
    except OSError as error:
        return Problem(path=path, reason=f"cannot be looked at ({error.strerror})")


def read_file(path: Path) -> bytes | Problem:
    """A regular file's bytes; what is none is not waited for, as a named pipe would have it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return Problem(path=path, reason="no regular file")
            content = file.read(MAX_MIB * 2**20 + 1)
    except OSError as error:
        return Problem(path=path, reason=f"cannot be read ({error.strerror})")
    if len(content) > MAX_MIB * 2**20:
        return Problem(path=path, reason=f"larger than {MAX_MIB} MiB; clear its outputs and hand it in again")
    return content


def _composed(name: str) -> str:
    """One spelling for what looks the same: macOS hands in decomposed letters, others composed ones."""
    return unicodedata.normalize("NFC", name)


def _is_text(name: str) -> bool:
    """Whether the bytes of a file's name were UTF-8; those that were not are lone surrogates in Python."""
    return not any("\ud800" <= one <= "\udfff" for one in name)
