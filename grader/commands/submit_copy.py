"""Hands in a file as a copy, in a folder or a git repository: <account>/<lesson>/<exercise>.ipynb or .py.

`grader grade` reads a folder with this layout. A later hand-in replaces the earlier one, and becomes the next attempt.
The learner gets a `Receipt`, which has the same form for a folder, a repository and a service.

For a git remote, a file becomes one commit on the default branch. The commit is made in a temporary repository. So the
branch, index and files of the learner's own clone stay unchanged. The learner's git provides addresses, passwords and
keys.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path, PurePosixPath
from typing import Any, Self

from grader.commands import console
from grader.course import Course
from grader.course.hand_in import shown_address
from grader.errors import SpecError, SystemFault
from grader.lms.intake.exercise_of_file import ExerciseResolver
from grader.lms.intake.hand_in import tidy_name
from grader.lms.intake.members import RefusedError
from grader.source.reader.reader import Reader
from grader.storage.folder import SUFFIXES
from grader.storage.submissions import content_digest
from grader.util.files import bytes_of, partial_file

TIMEOUT_S = 120
"""Seconds for one call of git."""
TRIES = 5
"""How often to push, in case others push in between."""
CLONE = ("clone", "--bare", "--quiet", "--depth", "1", "--no-local", "--")
"""Fetches the newest commit of the default branch, or only the branch's name if the repository is empty."""
NOT_OURS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"})
"""Variables that would select a different repository if the command is called from within git."""


class GitError(SystemFault):
    """A call of git failed; the message ends with git's own reason."""


@dataclass(frozen=True, slots=True)
class GitRemote:
    """A remote, and the temporary repository in which commits for it are made."""

    address: str
    repository: Path
    account: str
    """The name under which the commit is made."""

    @classmethod
    @contextmanager
    def open(cls, to: str, course_root: Path, *, account: str) -> Iterator[Self]:
        """The remote with this name in the clone that contains the course, or at this address. Raises `SystemFault`."""
        address = _address(to, course_root)
        with tempfile.TemporaryDirectory(prefix="grader-git-") as folder:
            repository = Path(folder) / "clone.git"
            try:
                _git(*CLONE, address, str(repository), cwd=Path(folder))
            except GitError as error:
                raise _not_handed_in(address, error) from error
            yield cls(address, repository, account)

    def put(self, path: str, content: bytes, *, instead_of: Sequence[str]) -> tuple[str, bool]:
        """Put a file on the remote, and return the commit that contains it, and whether it was there before.

        The same commit removes the paths of `instead_of`. Raises `SystemFault`.
        """
        branch = self._git("symbolic-ref", "HEAD")
        tip = self._git("for-each-ref", "--format=%(objectname)", branch)  # empty if the remote is empty
        for attempt in range(1, TRIES + 1):
            tree = self._tree(tip, path, content, instead_of)
            if tip and tree == self._git("rev-parse", f"{tip}^{{tree}}"):
                return tip, True
            commit = self._git("commit-tree", tree, *(["-p", tip] if tip else []), "-m", f"Hand in {path}")
            try:
                self._git("push", "--quiet", self.address, f"{commit}:{branch}")
            except GitError:
                before, tip = tip, self._fetched(branch)
                if attempt == TRIES or tip == before:  # no one else pushed, so the push was refused
                    raise
            else:
                return commit, False
        raise AssertionError("the last attempt returns or raises")

    def _fetched(self, branch: str) -> str:
        """The newest commit of a branch; empty if the remote has none."""
        try:
            self._git("fetch", "--quiet", "--depth", "1", self.address, branch)
        except GitError:
            return ""
        return self._git("rev-parse", "FETCH_HEAD")

    def _tree(self, tip: str, path: str, content: bytes, instead_of: Sequence[str]) -> str:
        """The tree of a commit's files together with this file."""
        blob = self._git("hash-object", "-w", "--stdin", content=content)
        self._git("read-tree", tip or "--empty")
        entries = [f"100644 {blob}\t{path}\0", *(f"0 {'0' * len(blob)}\t{other}\0" for other in instead_of)]
        self._git("update-index", "-z", "--index-info", content="".join(entries).encode(errors="surrogateescape"))
        return self._git("write-tree")

    def _git(self, *words: str, content: bytes = b"") -> str:
        who = {"NAME": self.account, "EMAIL": f"{self.account}@localhost"}
        names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        try:
            return _git(*words, cwd=self.repository, content=content, GIT_DIR=str(self.repository), **names)
        except GitError as error:
            raise _not_handed_in(self.address, error) from error


def _not_handed_in(address: str, error: GitError) -> GitError:
    return GitError(f"not handed in: {shown_address(address)}: {error}")


def _address(to: str, course_root: Path) -> str:
    """The address of the remote of that name, or the address itself; a path is relative to the course's folder."""
    try:
        return _git("remote", "get-url", "--push", "--", to, cwd=course_root)
    except GitError:
        there = course_root / Path(to).expanduser()
        if there.is_dir():
            return str(there)
    if ":" not in to:
        lacks = f"the git clone that contains {course_root} has no remote '{to}'"
        advice = "work in the clone that your instructor gave you, or ask for the address"
        raise SystemFault(f"not handed in: {lacks}; {advice}")
    return to


def _git(*words: str, cwd: Path, content: bytes = b"", **variables: str) -> str:
    """Git's output, without the last line break. Raises `GitError`, or `SystemFault` if git is not installed."""
    terminal = sys.stdin.isatty()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    quiet = {} if terminal else {"GIT_TERMINAL_PROMPT": "0"}
    try:
        ended = subprocess.run(
            ["git", *words],  # noqa: S607 - the learner's own
            cwd=cwd,
            input=content,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
            env=environment | {"LC_ALL": "C"} | quiet | variables,
            start_new_session=not terminal,  # so that git fails instead of asking a question that nobody can answer
        )
    except FileNotFoundError as error:
        raise SystemFault("not handed in: this course needs git for hand-ins, and git is not installed here") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {words[0]}: no answer within {TIMEOUT_S} seconds; try again") from error
    if ended.returncode:
        raise GitError(f"git {words[0]}: {_reason(ended.stderr.decode(errors='replace'))}")
    return ended.stdout.decode(errors="surrogateescape").strip()


def _reason(said: str) -> str:
    """The first line of git's output that gives the reason of a failure."""
    lines = (line.strip() for line in said.splitlines())
    return next((line for line in lines if line and not line.startswith(("To ", "hint:", "warning:"))), "it failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The record that a file was handed in."""

    answer: Mapping[str, Any]
    """The JSON that `--json` prints; its `receipt` contains the lines to keep."""
    notices: tuple[str, ...] = ()
    """Further messages for the learner."""

    @classmethod
    def of_copy(cls, exercise: str, content: bytes, place: str, *, again: bool) -> Self:
        """The receipt for a file that was copied to `place`; `again` if the same content was there before."""
        digest, now = content_digest(content), datetime.now(UTC).isoformat(timespec="seconds")
        facts = {"exercise": exercise, "place": place, "sha256": digest, "handed_in": now}
        lines = "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items())
        notices = ("The same file was there already.",) if again else ()
        return cls(answer=facts | {"again": again, "receipt": lines}, notices=notices)

    def show(self, *, as_json: bool) -> None:
        """Print the receipt."""
        if as_json:
            console.print_json(dict(self.answer))
            return
        for notice in self.notices:
            console.err.print(console.one_line(notice))
        for line in str(self.answer.get("receipt", "")).split("\n"):
            console.out.print(console.one_line(line))


FOR_GROUP = 0o027
"""New files are accessible only to their owner and group, so that other learners can't read them."""


def submit_to_folder(path: Path, course: Course, to: str) -> Receipt:
    """Copy a file to the folder, and return the receipt. Raises `SpecError` and `SystemFault`."""
    content, exercise = _answer(path, course)
    folder = (course.root / Path(to).expanduser()).resolve()
    if not folder.is_dir():
        advice = "if it is on a network drive, connect the drive and try again"
        raise SystemFault(f"not handed in: {folder}: there is no such folder on this computer; {advice}")
    place = folder / _place(exercise, path)
    again = place.is_file() and bytes_of(place) == content
    if not again:
        _copy(content, place)
    return Receipt.of_copy(exercise, content, str(place), again=again)


def submit_to_git(path: Path, course: Course, to: str) -> Receipt:
    """Commit a file to a git remote, and return the receipt. Raises `SpecError` and `SystemFault`."""
    content, exercise = _answer(path, course)
    place = _place(exercise, path)
    with GitRemote.open(to, course.root, account=place.parts[0]) as remote:
        commit, again = remote.put(place.as_posix(), content, instead_of=[one.as_posix() for one in _others(place)])
    where = f"{place} in commit {commit[:12]} of {shown_address(remote.address)}"
    return Receipt.of_copy(exercise, content, where, again=again)


def _answer(path: Path, course: Course) -> tuple[bytes, str]:
    """The content of a file, and the exercise that it is for. Raises `SpecError` if that isn't known."""
    if path.suffix.casefold() not in SUFFIXES:
        raise SpecError(f"not handed in: {path}: this is neither a notebook (.ipynb) nor a script (.py)")
    content, reader = bytes_of(path), Reader()
    try:
        exercise, _ = ExerciseResolver(course.exercises, reader).exercise(content, path.parts[-2:])
    except RefusedError as refused:
        raise SpecError(
            f"not handed in: {path}: it is not clear which exercise of this course this is for; work in the copy "
            "that `grader lab` makes, which names its exercise, or give the file the same name"
        ) from refused
    finally:
        reader.close()
    return content, exercise


def _place(exercise: str, path: Path) -> PurePosixPath:
    """The relative path at which `grader grade` finds the hand-in."""
    return PurePosixPath(_account(), f"{exercise}{path.suffix.casefold()}")


def _others(place: PurePosixPath) -> Iterator[PurePosixPath]:
    """The paths of an earlier hand-in in the other format: a script if this is a notebook, or a notebook if this is
    a script.
    """
    return (place.with_suffix(suffix) for suffix in SUFFIXES if suffix != place.suffix)


def _account() -> str:
    """The name of the account on this computer, as a folder's name. Raises `SpecError` if there is none."""
    try:
        name = tidy_name(getuser()).replace("/", "_").lstrip(".")
    except (OSError, KeyError):
        name = ""
    if not name:
        raise SpecError(
            "not handed in: the name of your account on this computer is not known; set the variable LOGNAME"
        )
    return name


def _copy(content: bytes, place: Path) -> None:
    """Write a file completely or not at all, readable by the group that the folder gives it."""
    try:
        with _umask(FOR_GROUP), partial_file(place) as partial:
            place.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(place)
        for other in _others(PurePosixPath(place)):
            Path(other).unlink(missing_ok=True)
    except OSError as error:
        advice = "the folder may be read-only or its disk full. Tell your instructor"
        raise SystemFault(f"not handed in: {place}: cannot be written ({error.strerror}); {advice}") from error


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)
