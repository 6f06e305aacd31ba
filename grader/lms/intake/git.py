"""A git repository for each learner: a folder of clones or of bare repositories, or a file with one path per line.

The folder's name identifies the learner. The newest commit of the default branch counts, as it is here or at `origin`,
before a due time if one is given. All its notebooks and scripts that are for an exercise are used. A file was handed in
when its bytes were last changed. All times come from the committers, and can be set to anything.
"""

import io
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.lms.intake.git_objects import CommitFile, EmptyRepositories, GitObjects, is_repository
from grader.lms.intake.hand_in import HandInFile, Item, tidy_name
from grader.lms.intake.members import (
    INNER,
    MIB,
    Person,
    ReadBudget,
    RefusedError,
    RefusedItem,
    is_left_behind,
    parts_of,
)
from grader.lms.intake.source import HandInSource
from grader.storage.folder import SUFFIXES

_FILES = {"100644", "100755"}
_POINTER = b"version https://git-lfs.github.com/spec/"
_MAX_LIST = 2**24
_MAX_HISTORY = 1_000_000
"""The most changes to files that are examined for times."""
_LAST_SECOND = 4_102_444_799
"""The last second of 2099; a commit may claim any date."""
_ESCAPE = re.compile(r'\\([0-7]{3}|["\\abfnrtv])')
_LETTERS = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}


def git(source: HandInSource, before: datetime | None = None) -> Iterator[Item]:
    """The items in the repositories. Raises `SpecError` if there is none, `SystemFault` if git is not installed."""
    places = list(_places(source.path))
    names = Counter(_login(path) for path in places)
    with tempfile.TemporaryDirectory(prefix="grader-git-") as root:
        empty = EmptyRepositories(Path(root))
        for path in places:
            person = Person(key=f"login:{_login(path)}", login=_login(path))
            if names[person.login] > 1:
                reason = "another repository has the same name, and the name identifies the learner; rename one of them"
                yield RefusedItem(path=path.name, reason=reason)
                continue
            try:
                yield from _files(path, person, empty, before)
            except RefusedError as refused:
                yield RefusedItem(path=path.name, reason=refused.reason, person=person)
            except OSError as error:
                yield RefusedItem(path=path.name, reason=f"cannot be read ({error.strerror})", person=person)


def is_git_source(path: Path) -> bool:
    """Whether a source is a repository, a folder of them, or a list of paths."""
    if path.is_dir():
        return bool(_inside(path)) or any(_inside(one) for one in path.iterdir() if one.is_dir())
    try:
        return path.suffix.casefold() in {".txt", ".csv", ".list"} and bool(list(_listed(path)))
    except SpecError:
        return False


def _places(source: Path) -> Iterator[Path]:
    """Each learner's folder."""
    if source.is_file():
        yield from _listed(source)
    elif _inside(source):
        yield source
    elif source.is_dir():
        yield from (one for one in sorted(source.iterdir()) if one.is_dir() and not one.name.startswith("."))
    else:
        raise SpecError(f"{source}: no such file or folder")


def _listed(file: Path) -> Iterator[Path]:
    """The folders whose paths, relative to the file's own folder, are listed in a file."""
    try:
        with file.open("rb") as opened:
            text = opened.read(_MAX_LIST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(f"{file}: this must be a list of paths in UTF-8, one per line") from error
    except OSError as error:
        raise StorageError(f"{file}: cannot be read ({error.strerror}); check its permissions") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            path = file.parent / line.strip()
            if "\0" in line or not path.is_dir():
                raise SpecError(
                    f"{file}, line {number}: there is no such folder; each line must be the path of a repository"
                )
            yield path


def _inside(path: Path) -> Path | None:
    """The path of the repository itself in a folder."""
    return next((one for one in (path / ".git", path) if is_repository(one)), None)


def _login(path: Path) -> str:
    return tidy_name(unicodedata.normalize("NFC", path.resolve().name.removesuffix(".git")))


def _files(path: Path, person: Person, empty: EmptyRepositories, before: datetime | None) -> Iterator[Item]:
    repository = _inside(path)
    if repository is None:
        yield RefusedItem(path=path.name, reason="no git repository")
        return
    objects, tips = empty.objects(repository)
    commit = objects.newest_commit(tips, None if before is None else int(before.timestamp())) if tips else None
    if commit is None:
        due = "" if before is None else f" before {before.isoformat()}"
        raise RefusedError(f"it has no commit on its default branch{due}")
    entries = [file for file in objects.files(commit) if _unquoted(file.path).casefold().endswith(SUFFIXES)]
    times = _times(objects, commit, {one.path for one in entries})
    budget = ReadBudget(INNER)
    for entry in entries:
        yield from _item(entry, path.name, person, partial(_read, objects, entry, budget), times.get(entry.path))


def _item(
    entry: CommitFile, repository: str, person: Person, read: Callable[[], bytes], submitted: datetime | None
) -> Iterator[Item]:
    name = f"{repository}/{_unquoted(entry.path)}"
    try:
        own = parts_of(_unquoted(entry.path))
    except RefusedError as refused:
        yield RefusedItem(path=name, reason=refused.reason, person=person)
        return
    if is_left_behind(own):
        return
    if entry.mode not in _FILES:
        reason = "a symbolic link or a submodule, which is not followed; commit the file itself"
        yield RefusedItem(path=name, reason=reason, person=person)
        return
    yield HandInFile(person=person, path=name, own=own, read=read, submitted=submitted, loose=True)


def _times(objects: GitObjects, commit: str, wanted: set[str]) -> dict[str, datetime]:
    """When each of these paths got the bytes that it has in a commit."""
    times: dict[str, datetime] = {}
    for path, seconds in islice(objects.changed_paths(commit), _MAX_HISTORY):
        if path in wanted and path not in times:
            times[path] = datetime.fromtimestamp(min(seconds, _LAST_SECOND), UTC)
            if len(times) == len(wanted):
                break
    return times


def _read(objects: GitObjects, entry: CommitFile, budget: ReadBudget) -> bytes:
    if entry.size > budget.caps.file_mib * MIB:
        raise RefusedError(f"larger than {budget.caps.file_mib} MiB; clear its outputs and hand it in again")
    content = budget.read(io.BytesIO(objects.content(entry.object)).read)
    if content.startswith(_POINTER):
        raise RefusedError("the repository contains only a Git LFS pointer; ask the learner to hand in without LFS")
    return content


def _unquoted(path: str) -> str:
    """A path as it is, from git's output, which quotes paths with characters other than plain ASCII."""
    if not path.startswith('"'):
        return path
    parts = _ESCAPE.sub(lambda found: chr(_LETTERS.get(found[1], 0) or int(found[1], 8)), path[1:-1])
    return parts.encode("latin-1", "replace").decode("utf-8", "replace")
