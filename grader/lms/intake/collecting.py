"""Copies a source into FOLDER: each file under its learner's pseudonym, in the layout that `grader grade` uses.

`SYSTEMS` lists the systems from which hand-ins come, and `guess_system` recognises each.

The order of the steps makes it safe to stop anywhere. First every file is read and assigned to an exercise, with its
content kept in a file without a name. Then identities.csv, submitted.csv, the files one by one, and our own records are
written, each of them completely. The same command can then be repeated and continues. Only one thing is ever deleted: a
learner's own earlier file with a different suffix, after the new one is there.
"""

import fcntl
import glob
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

from grader.errors import SpecError, StorageError
from grader.lms.intake.canvas import canvas, is_canvas_file
from grader.lms.intake.exercise_of_file import Candidate, ExerciseResolver, ExerciseSource, choose_file
from grader.lms.intake.git import git, is_git_source
from grader.lms.intake.gradescope import gradescope, is_gradescope_file
from grader.lms.intake.hand_in import HandInFile, Item, System
from grader.lms.intake.members import Member, RefusedError
from grader.lms.intake.moodle import is_moodle_file, moodle
from grader.lms.intake.nbgrader import is_nbgrader_file, nbgrader
from grader.lms.intake.roster import Register
from grader.lms.intake.source import HandInSource
from grader.source.reader.reader import UNSURE
from grader.storage.folder import (
    SUFFIXES,
    CollectManifest,
    StoredFile,
    UntakenFile,
    read_file,
    read_manifest,
    read_submitted,
    suffix_of,
    write_manifest,
    write_submitted,
)
from grader.storage.identities import read_identities, write_identities
from grader.storage.layout import IDENTITIES
from grader.storage.submissions import content_digest
from grader.util.csv_reader import safe_excerpt
from grader.util.files import write_whole

# Systems.

_ENOUGH = 2_000
"""The number of files that are examined for a guess."""


@unique
class SystemName(StrEnum):
    """The values of `--from`."""

    NBGRADER = "nbgrader"
    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    GIT = "git"


SYSTEMS: Mapping[SystemName, System] = {
    SystemName.NBGRADER: nbgrader,
    SystemName.MOODLE: moodle,
    SystemName.CANVAS: canvas,
    SystemName.GRADESCOPE: gradescope,
    SystemName.GIT: git,
}
_SIGNS: Mapping[SystemName, Callable[[tuple[str, ...]], bool]] = {
    SystemName.MOODLE: is_moodle_file,
    SystemName.GRADESCOPE: is_gradescope_file,
    SystemName.NBGRADER: is_nbgrader_file,
    SystemName.CANVAS: is_canvas_file,
}
"""Ordered by reliability, because a learner's file inside one system's layout may look like a file of a different
system.
"""


def guess_system(source: HandInSource) -> SystemName:
    """The system whose layout a source has. Raises `SpecError` if it is unknown, and all exceptions of
    `HandInSource.members`.
    """
    if is_git_source(source.path):
        return SystemName.GIT
    counts: Counter[SystemName] = Counter()
    members = [one for one in islice(source.members(), _ENOUGH) if isinstance(one, Member)]
    for member in members:
        counts.update(name for name, sign in _SIGNS.items() if sign(member.parts))
    for name in _SIGNS:
        if counts[name] * 2 > len(members) or (name == SystemName.GRADESCOPE and counts[name]):
            return name
    if counts:
        return counts.most_common(1)[0][0]
    seen = f"its first file is '{safe_excerpt(members[0].path)}'" if members else "there is no file in it"
    raise SpecError(
        f"{source.path}: unknown layout ({seen}); use --from with one of: {', '.join(SystemName)}. You need not "
        "collect a folder of <learner>/<lesson>/<exercise>.ipynb: pass it to `grader grade`"
    )


def label(path: Path) -> str:
    """A label that distinguishes a source from others of its name, without revealing its path on this machine."""
    resolved = path.resolve()
    return f"{resolved.name}#{sha256(bytes(resolved)).hexdigest()[:8]}"


# Collecting.

_LOCK = ".collecting.lock"
_WRITERS = 16
_TOGETHER = 64
"""The number of files that one process reads."""
_TOGETHER_BYTES = 4 * 2**20
"""The number of bytes after which the same process reads no more files."""
_READING_S = 60.0
"""CPU seconds for all files of one learner that have to be read singly; an ordinary file takes a hundredth of a
second.
"""
_LONGEST_SUFFIX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A file of the source that was not copied."""

    path: str
    """Its path in the source, with any names in it: only for the screen."""
    learner: str
    """A pseudonym, or empty."""
    reason: str
    nearest: str | None = None


@dataclass(slots=True, kw_only=True)
class Summary:
    """The result of collecting; paths are relative to FOLDER."""

    learners: int = 0
    """The number of learners with files in the source."""
    newcomers: int = 0
    """The number of these learners who were not in identities.csv before."""
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    """Files that were replaced by a newer one of the same learner; grading it is the next attempt."""
    unchanged: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    """Files that are older in the source than in FOLDER, which keeps its own."""
    gone: list[str] = field(default_factory=list)
    """Files that were in this source before, and no longer are; FOLDER keeps them."""
    late: list[str] = field(default_factory=list)
    """Files that the system calls late, without giving a time."""
    untimed: int = 0
    """The number of files for which the source gives no time of handing in."""
    passed_over: int = 0
    """The number of files that belong to no exercise and are next to files that do, if that is usual for the system."""
    namesakes: int = 0
    """The number of learners with the same name as someone else."""
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What `grader collect` knows about the course and the source."""

    label: str
    """Distinguishes the source from others; contains no learner's name."""
    resolver: ExerciseResolver
    stubs: frozenset[str] = frozenset()
    """The sha256 of each exercise's stub."""


@dataclass(frozen=True, slots=True)
class _WaitingFile:
    """A file that was read from its source, but whose exercise is not known yet."""

    item: HandInFile
    learner: str
    number: int
    """Its place among the learner's files, from 1."""
    content: bytes
    digest: str


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lock the folder, which is made if there is none, for one process that collects into it. Raises `StorageError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
    except BlockingIOError as error:
        raise StorageError(f"{folder}: another `grader collect` is writing to it; wait until it is done") from error
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror}); check its permissions") from error


class Collector:
    """Copies one source into one folder, of which this process has the lock."""

    def __init__(self, folder: Path, target: Target) -> None:
        """Raises `SpecError` or `StorageError` if the content of the folder cannot be read."""
        self._folder = folder
        self._target = target
        self._before = read_manifest(folder)
        self._times = read_submitted(folder)
        known = folder / IDENTITIES
        self._register = Register(read_identities(known) if known.exists() else ())
        self._known = self._register.identities
        self._candidates: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        self._counts: dict[str, int] = defaultdict(int)
        self._untaken: list[UntakenFile] = []
        self._waiting: list[_WaitingFile] = []
        self._waiting_bytes = 0
        self._seconds: dict[str, float] = defaultdict(float)
        """CPU seconds that each learner's singly read files have taken."""
        self.summary = Summary()

    def collect(self, items: Iterable[Item], seen: Callable[[], None]) -> Summary:
        """Copy every item. Raises `StorageError` and all exceptions of the items; files that are in place then are
        complete.
        """
        with self._aside() as aside:
            for item in items:
                self._look_at(item, aside)
                seen()
            self._take_waiting(aside)
            self._tell_people()
            chosen = dict(self._chosen())
            writes = [path for path, one in chosen.items() if self._is_to_write(path, one)]
            write_submitted(self._folder, self._timed(chosen, writes))
            self._place({path: chosen[path].sha256 for path in writes}, aside)
            self._clear(chosen)
        self._remember(chosen)
        return self.summary

    @contextmanager
    def _aside(self) -> Iterator["_Contents"]:
        """A store for contents that are not in place yet; it is always removed at the end."""
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                yield _Contents(file)
        except OSError as error:
            raise StorageError(
                f"{self._folder}: cannot be written ({error.strerror}); is the disk full or read-only? The files "
                "written so far are complete; run the same command again to continue."
            ) from error

    def _look_at(self, item: Item, aside: "_Contents") -> None:
        learner = ""
        try:
            learner = self._register.learner(item.person) if item.person else ""
            self._counts[learner] += 1
            if isinstance(item, HandInFile):
                self._await(item, learner, aside)
            else:
                self._refuse(item.path, learner, RefusedError(item.reason))
        except RefusedError as refused:
            self._refuse(item.path, learner, refused)

    def _await(self, item: HandInFile, learner: str, aside: "_Contents") -> None:
        """Let a file wait until there are enough files to read together. Raises `RefusedError` if it can't be read."""
        content = item.read()
        digest = content_digest(content)
        if item.loose and digest in self._target.stubs:
            self.summary.passed_over += 1
            return
        self._waiting.append(_WaitingFile(item, learner, self._counts[learner], content, digest))
        self._waiting_bytes += len(content)
        if len(self._waiting) == _TOGETHER or self._waiting_bytes > _TOGETHER_BYTES:
            self._take_waiting(aside)

    def _take_waiting(self, aside: "_Contents") -> None:
        """Process the waiting files, in their order."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        named = self._target.resolver.named_in((one.content, one.item.own[-1]) for one in waiting) if waiting else ()
        for one, name in zip(waiting, named, strict=True):
            try:
                self._take(one, name, aside)
            except RefusedError as refused:
                self._refuse(one.item.path, one.learner, refused, one.number)

    def _exercise(self, one: "_WaitingFile", named: str | None) -> tuple[str, ExerciseSource]:
        """The exercise that a file is for, and how it was found. Raises `RefusedError` if the file is for none."""
        if named == UNSURE and self._seconds[one.learner] > _READING_S:
            raise RefusedError(
                "was not read, because this learner's other files took too long; hand in only the answers"
            )
        before = self._target.resolver.cpu_s
        try:
            return self._target.resolver.exercise(one.content, one.item.own, one.item.assignment, named)
        finally:
            self._seconds[one.learner] += self._target.resolver.cpu_s - before

    def _take(self, one: "_WaitingFile", named: str | None, aside: "_Contents") -> None:
        """Store a file's content for later. Raises `RefusedError` if it is for no exercise."""
        item, learner, digest = one.item, one.learner, one.digest
        try:
            exercise, source = self._exercise(one, named)
        except RefusedError:
            if not item.loose:
                raise
            self.summary.passed_over += 1
            return
        suffix = suffix_of(item.own[-1])
        in_place = _digest(self._folder / learner / f"{exercise}{suffix}") == digest
        if not in_place:
            aside.put(digest, one.content)
        candidate = Candidate(
            path=item.path,
            number=one.number,
            own=item.own[-1],
            suffix=suffix,
            sha256=digest,
            in_place=in_place,
            source=source,
            submitted=item.submitted,
            late=item.late,
            loose=item.loose,
        )
        self._candidates[learner, exercise].append(candidate)

    def _refuse(self, path: str, learner: str, refused: RefusedError, number: int = 0) -> None:
        trouble = Trouble(path=path, learner=learner, reason=refused.reason, nearest=refused.nearest)
        self.summary.troubles.append(trouble)
        place = f"file {number or self._counts[learner]}{_shown_suffix(path)}"
        untaken = UntakenFile(
            source=self._target.label, learner=learner, file=place, reason=refused.reason, nearest=refused.nearest
        )
        self._untaken.append(untaken)

    def _tell_people(self) -> None:
        """Record new learners before any of their files is in place."""
        known = {identity.learner for identity in self._known}
        met = self._counts.keys() - {""}
        self.summary.learners = len(met)
        self.summary.newcomers = len(met - known)
        self.summary.namesakes = sum(bool(met.intersection(same)) * len(same) for same in self._register.same_names())
        if self._register.identities != self._known:
            write_identities(self._folder / IDENTITIES, self._register.identities)

    def _chosen(self) -> Iterator[tuple[str, Candidate]]:
        """Yields each path in the folder with the candidate that belongs there."""
        for (learner, exercise), candidates in sorted(self._candidates.items()):
            choice = choose_file(exercise, candidates)
            for one, reason in choice.not_chosen:
                if one.loose and one.source != ExerciseSource.BY_ITSELF:
                    self.summary.passed_over += 1
                else:
                    self._refuse(one.path, learner, RefusedError(reason), one.number)
            if choice.candidate:
                yield f"{learner}/{exercise}{choice.candidate.suffix}", choice.candidate

    def _is_to_write(self, path: str, candidate: Candidate) -> bool:
        """Whether a file is new or newer, which is counted in the summary."""
        if candidate.in_place:
            self.summary.unchanged.append(path)
            return False
        versions = [one for one in _either(path) if (self._folder / one).is_file()]
        last = max((self._times[version] for version in versions if version in self._times), default=None)
        if last and candidate.submitted and candidate.submitted < last:
            self.summary.older.append(path)
            return False
        (self.summary.replaced if versions else self.summary.added).append(path)
        return True

    def _timed(self, chosen: Mapping[str, Candidate], writes: Iterable[str]) -> dict[str, datetime]:
        """When each file was handed in. If the same bytes are handed in again, they keep their first time."""
        times = {path: time for path, time in self._times.items() if (self._folder / path).is_file()}
        for path in writes:
            for one in _either(path):
                times.pop(one, None)
        for path, candidate in chosen.items():
            if candidate.submitted and path not in self.summary.older:
                times[path] = min(candidate.submitted, times.get(path, candidate.submitted))
        taken = [path for path in chosen if path not in self.summary.older]
        self.summary.untimed = sum(path not in times for path in taken)
        self.summary.late = [path for path in taken if chosen[path].late]
        return times

    def _place(self, digests: Mapping[str, str], aside: "_Contents") -> None:
        """Write the stored contents to their places. Many writes at the same time wait no longer for the disk than a
        single one.
        """
        with ThreadPoolExecutor(_WRITERS) as writers:
            waiting = [writers.submit(_write, self._folder / path, aside, digest) for path, digest in digests.items()]
            try:
                for one in waiting:
                    one.result()
            except BaseException:
                writers.shutdown(cancel_futures=True)
                raise

    def _clear(self, chosen: Iterable[str]) -> None:
        """If there are a notebook and a script for one exercise, remove the earlier one."""
        for path in set(chosen).difference(self.summary.older):
            for other in _either(path):
                if other != path:
                    (self._folder / other).unlink(missing_ok=True)

    def _remember(self, chosen: Mapping[str, Candidate]) -> None:
        label = self._target.label
        files = {path: kept for path, kept in self._before.files.items() if (self._folder / path).is_file()}
        met = {f"{learner}/{exercise}" for learner, exercise in self._candidates}
        self.summary.gone = [
            path for path, kept in sorted(files.items()) if kept.source == label and path.rpartition(".")[0] not in met
        ]
        older = set(self.summary.older)
        files |= {
            path: StoredFile(source=label, sha256=one.sha256) for path, one in chosen.items() if path not in older
        }
        untaken = [one for one in self._before.untaken if one.source != label]
        write_manifest(
            self._folder, CollectManifest(files=dict(sorted(files.items())), untaken=(*untaken, *self._untaken))
        )


class _Contents:
    """Contents by digest, one after another in a single file: one file for each would cost more than everything
    else.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}
        """Size and offset of each content."""

    def put(self, digest: str, content: bytes) -> None:
        if digest not in self._places:
            self._places[digest] = len(content), self._file.seek(0, os.SEEK_END)
            self._file.write(content)
            self._file.flush()

    def get(self, digest: str) -> bytes:
        """The content with that digest; may be called in several threads."""
        return os.pread(self._file.fileno(), *self._places[digest])


def _write(path: Path, aside: _Contents, digest: str) -> None:
    """Write a file to its place. The remains of an earlier write that was killed are removed first."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*"):
        left.unlink(missing_ok=True)
    write_whole(path, aside.get(digest))


def _digest(path: Path) -> str | None:
    """The digest of a file, None if there is no readable file."""
    content = read_file(path)
    return content_digest(content) if isinstance(content, bytes) else None


def _either(path: str) -> Iterator[str]:
    """A path with a notebook's suffix and with a script's."""
    return (path.rpartition(".")[0] + suffix for suffix in SUFFIXES)


def _shown_suffix(path: str) -> str:
    """A file's suffix, if it is an ordinary suffix."""
    suffix = PurePosixPath(path).suffix
    harmless = 1 < len(suffix) <= _LONGEST_SUFFIX and suffix[1:].isascii() and suffix[1:].isalnum()
    return f" ({suffix})" if harmless else ""
