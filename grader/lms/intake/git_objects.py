"""A learner's git repository; git gets only its objects.

Git obeys a repository's configuration: programs to run, filters, other repositories from which to fetch missing
objects. So it never sees a learner's configuration. It works in an empty repository of our own that uses the learner's
folder of objects; branches are read here, from plain files. Nothing is checked out. There are no hooks, filters or
submodules, attributes are ignored, and programs that git would start cannot reach the network.
"""

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.errors import SystemFault
from grader.lms.intake.members import MIB, RefusedError
from grader.storage.folder import read_file

TIMEOUT_S = 120
"""Seconds for one question to git about one repository."""
MAX_FILES = 100_000
"""The most files in one commit; a hundred bytes are enough for trees that contain themselves a billion times."""
_HASH = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SHA256 = 64
_ENTRY = re.compile(rb"(?P<mode>\d{6}) (?P<kind>\w+) (?P<object>[0-9a-f]+) +(?P<size>\d+|-)\t(?P<path>.*)", re.DOTALL)
_SETTINGS = (
    *("-c", "core.commitGraph=false"),
    *("-c", "core.multiPackIndex=false"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=true"),
    *("-c", "protocol.allow=never"),
)
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "HOME": "/nonexistent",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFile:
    """A file in a commit."""

    mode: str
    """The mode: 100644 or 100755 for files; 120000 is a link, 160000 a submodule."""
    object: str
    size: int
    path: str
    """As git prints it, quoted if it contains characters other than plain ASCII."""


class GitObjects:
    """One repository's objects. Every method raises `RefusedError` if git finds them damaged, or takes too long."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self._folder = folder
        self._empty = empty

    def newest_commit(self, tips: list[str], before: int | None) -> str | None:
        """The newest commit, going back from these tips, at or before a time in seconds since 1970."""
        age = [] if before is None else [f"--min-age={before}"]
        return next(self._lines("rev-list", "--first-parent", "--max-count=1", *age, *tips, "--"), b"").decode() or None

    def files(self, commit: str) -> Iterator[CommitFile]:
        """Every file in a commit."""
        for number, line in enumerate(self._lines("ls-tree", "-r", "-l", "--full-tree", commit), 1):
            if number > MAX_FILES:
                raise RefusedError(f"its commit contains more than {MAX_FILES:,} files; the rest was not read")
            found = _ENTRY.fullmatch(line)
            if found and found["kind"] in {b"blob", b"commit"}:
                size = int(found["size"]) if found["size"].isdigit() else 0
                mode, name, path = (found[key].decode("ascii", "replace") for key in ("mode", "object", "path"))
                yield CommitFile(mode=mode, object=name, size=size, path=path)

    def changed_paths(self, commit: str) -> Iterator[tuple[str, int]]:
        """Each path that a commit or an earlier one changed, and when, newest first; a path's first time is that of
        its bytes.
        """
        words = ("log", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--name-only", "--format=//%ct")
        time = 0
        for line in self._lines(*words, commit, "--"):
            if line.startswith(b"//"):
                time = int(line[2:]) if line[2:].isdigit() else 0
            elif line:
                yield line.decode("ascii", "replace"), time

    def content(self, name: str) -> bytes:
        """The bytes of a file."""
        with self._started("cat-file", "blob", name) as said:
            return said.read()

    def _lines(self, *words: str) -> Iterator[bytes]:
        with self._started(*words) as said:
            while line := said.readline(MIB):
                yield line.removesuffix(b"\n")

    @contextmanager
    def _started(self, *words: str) -> Iterator[IO[bytes]]:
        """Git's output; git is ended with the block, and its exit code is ignored if the block was left early."""
        environment = {**_ENVIRONMENT, "PATH": os.environ.get("PATH", os.defpath)}
        environment |= {"GIT_DIR": str(self._empty), "GIT_OBJECT_DIRECTORY": str(self._folder.resolve())}
        process = subprocess.Popen(
            ("git", *_SETTINGS, *words),  # noqa: S607 - git is where the instructor has it
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        alarm = threading.Timer(TIMEOUT_S, process.kill)
        alarm.start()
        assert process.stdout is not None, "it is a pipe"
        finished = False
        try:
            yield process.stdout
            finished = True
        finally:
            if not finished:
                process.kill()
            process.stdout.close()
            code = process.wait()
            alarm.cancel()
        if code:
            raise RefusedError("its git repository is damaged or too slow to read; clone it again")


class EmptyRepositories:
    """Empty repositories of our own, one for each kind of object name, in a folder that the caller removes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def objects(self, repository: Path) -> tuple[GitObjects, list[str]]:
        """A repository's objects and the commits that its default branches point to, if there are any.

        Raises:
            RefusedError: it isn't a repository that contains its own files, or it can't be read.
            SystemFault: git is not installed.
        """
        folder = _own_objects(repository)
        tips = [tip for name in ("HEAD", "refs/remotes/origin/HEAD") if (tip := _tip(repository, name))]
        form = "sha256" if any(len(tip) == _SHA256 for tip in tips) else "sha1"
        return GitObjects(folder, self._repository(form)), list(dict.fromkeys(tips))

    def _repository(self, form: str) -> Path:
        path = self._root / form
        if not path.exists():
            environment = {**_ENVIRONMENT, "PATH": os.environ.get("PATH", os.defpath)}
            command = ("git", "init", "--quiet", "--bare", "--template=", f"--object-format={form}", str(path))
            try:
                subprocess.run(command, env=environment, check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError) as error:
                raise SystemFault("git cannot be started; install it (2.45 or newer)") from error
        return path


def is_repository(path: Path) -> bool:
    """Whether a folder has the content of a clone's `.git` or of a bare repository."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir()


def _own_objects(repository: Path) -> Path:
    """The repository's folder of objects. Raises `RefusedError` if some of them are stored outside it."""
    folder = repository / "objects"
    if (folder / "info" / "alternates").exists():
        raise RefusedError("it borrows objects from another repository (objects/info/alternates); make a full clone")
    for place in (repository, folder, folder / "pack"):
        with os.scandir(place) if place.is_dir() else nullcontext(()) as entries:
            if place.is_symlink() or any(entry.is_symlink() for entry in entries if place != repository):
                raise RefusedError("it contains symbolic links instead of objects; clone it again")
    return folder


def _tip(repository: Path, name: str, depth: int = 0) -> str | None:
    """The commit that a branch points to, or None if there is none yet."""
    content = read_file(repository / name)
    text = (
        content[:1000].decode("utf-8", "replace").strip() if isinstance(content, bytes) else _packed(repository, name)
    )
    if _HASH.fullmatch(text):
        return text
    target = text.removeprefix("ref:").strip()
    if target == "refs/heads/.invalid":
        raise RefusedError("it keeps its branches in a reftable; convert it with: git refs migrate --ref-format=files")
    if depth or not text.startswith("ref:") or not target.startswith("refs/") or ".." in target or "\0" in target:
        return None
    return _tip(repository, target, depth + 1)


def _packed(repository: Path, name: str) -> str:
    """The entry of a branch in `packed-refs`, or an empty string."""
    content = read_file(repository / "packed-refs")
    lines = content.decode("utf-8", "replace").split("\n") if isinstance(content, bytes) else []
    return next((line.partition(" ")[0] for line in lines if line.partition(" ")[2] == name), "")
