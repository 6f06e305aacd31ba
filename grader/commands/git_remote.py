"""A git remote that a file is handed in to: one commit on its default branch, made without the learner's own clone.

The commit is made in a repository of our own that is thrown away. So neither branch, index nor files of the learner's
clone change, whatever state they are in. Addresses, passwords and keys are those of the learner's git.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from grader.course.hand_in import shown_address
from grader.errors import SystemFault

TIMEOUT_S = 120
"""For one call of git."""
TRIES = 5
"""Pushes, where others push in between."""
FIRST_BRANCH = "main"
"""The branch that an empty repository gets."""
NOT_OURS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"})
"""Variables by which somebody who calls us from within git means another repository."""


class GitError(SystemFault):
    """A call of git failed; the message ends with the line in which git says why."""


@dataclass(frozen=True, slots=True)
class GitRemote:
    """A remote, and the repository in which commits for it are made."""

    address: str
    repository: Path
    account: str
    """Who commits."""

    @classmethod
    @contextmanager
    def open(cls, to: str, course_root: Path, *, account: str) -> Iterator[Self]:
        """The remote of that name in the clone around the course, or at that address. Raises `SystemFault`."""
        with tempfile.TemporaryDirectory(prefix="grader-git-") as folder:
            _git("init", "--bare", "--quiet", folder, cwd=course_root)
            yield cls(_address(to, course_root), Path(folder), account)

    def put(self, path: str, content: bytes, *, instead_of: Sequence[str]) -> tuple[str, bool]:
        """The commit in which the remote has that file, and whether it had it before.

        What lies at the paths of `instead_of` is removed by the same commit. Raises `SystemFault`.
        """
        for attempt in range(1, TRIES + 1):
            branch, tip = self._tip()
            tree = self._tree(tip, path, content, instead_of)
            if tip and tree == self._git("rev-parse", f"{tip}^{{tree}}"):
                return tip, True
            commit = self._git("commit-tree", tree, *(["-p", tip] if tip else []), "-m", f"Hand in {path}")
            try:
                self._git("push", "--quiet", self.address, f"{commit}:{branch}")
            except GitError:
                if attempt == TRIES or self._tip() == (branch, tip):  # nobody else pushed: it was refused
                    raise
            else:
                return commit, False
        raise AssertionError("the last attempt returns or raises")

    def _tip(self) -> tuple[str, str]:
        """The default branch, and its newest commit, fetched; no commit where the remote is empty."""
        lines = [line.split() for line in self._git("ls-remote", "--symref", self.address, "HEAD").splitlines()]
        branch = next((words[1] for words in lines if words[0] == "ref:"), f"refs/heads/{FIRST_BRANCH}")
        if all(words[0] == "ref:" for words in lines):
            return branch, ""
        self._git("fetch", "--quiet", "--depth", "1", self.address, branch)
        return branch, self._git("rev-parse", "FETCH_HEAD")

    def _tree(self, tip: str, path: str, content: bytes, instead_of: Sequence[str]) -> str:
        """The files of a commit with that file among them."""
        blob = self._git("hash-object", "-w", "--stdin", content=content)
        self._git("read-tree", tip or "--empty")
        self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
        self._git("update-index", "--force-remove", "--", *instead_of)
        return self._git("write-tree")

    def _git(self, *words: str, content: bytes = b"") -> str:
        who = {"NAME": self.account, "EMAIL": f"{self.account}@localhost"}
        names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        try:
            return _git(*words, cwd=self.repository, content=content, GIT_DIR=str(self.repository), **names)
        except GitError as error:
            raise GitError(f"not handed in: {shown_address(self.address)}: {error}") from error


def _address(to: str, course_root: Path) -> str:
    """The address of the remote of that name, or the address itself; a path counts from the course's folder."""
    try:
        return _git("remote", "get-url", "--push", "--", to, cwd=course_root)
    except GitError:
        there = course_root / Path(to).expanduser()
        if there.is_dir():
            return str(there)
    if ":" not in to:
        raise SystemFault(
            f"not handed in: the clone around {course_root} has no remote '{to}'; work in the clone that your "
            "instructor gave you, or ask for the address"
        )
    return to


def _git(*words: str, cwd: Path, content: bytes = b"", **variables: str) -> str:
    """What git prints, without the last line break. Raises `GitError`, or `SystemFault` where there is no git."""
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
            start_new_session=not terminal,  # a question that nobody could answer fails instead
        )
    except FileNotFoundError as error:
        raise SystemFault("not handed in: this course takes hand-ins by git, which is not installed here") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {words[0]}: no answer within {TIMEOUT_S} seconds; try again") from error
    if ended.returncode:
        raise GitError(f"git {words[0]}: {_reason(ended.stderr.decode(errors='replace'))}")
    return ended.stdout.decode(errors="surrogateescape").strip()


def _reason(said: str) -> str:
    """The first line of what git printed that says why it failed."""
    lines = (line.strip() for line in said.splitlines())
    return next((line for line in lines if line and not line.startswith(("To ", "hint:", "warning:"))), "it failed")
