"""The files under a folder: an archive that the browser unpacked already, or a system's own tree."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from grader.intake.folder import read_file
from grader.intake.members import Member, Members, ReadBudget, Refusal, RefusedError, parts_of
from grader.storage.not_graded import Problem


def tree_members(root: Path, budget: ReadBudget) -> Members:
    """Every file under a folder, by path. No link is followed. Raises `RefusedError` past the caps."""
    for entry in _walk(root):
        budget.count()
        if isinstance(entry, Refusal):
            yield entry
            continue
        if entry.is_symlink():
            reason = "a symbolic link, which is not followed; put the file itself there"
            yield Refusal(path=os.path.relpath(entry.path, root), reason=reason)
            continue
        name = Path(entry.path).relative_to(root).as_posix()
        try:
            parts = parts_of(name)
        except RefusedError as refused:
            yield Refusal(path=name, reason=refused.reason)
        else:
            yield Member(parts=parts, read=partial(_read, Path(entry.path), budget))


def _walk(root: Path) -> Iterator["os.DirEntry[str] | Refusal"]:
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Refusal(path=os.path.relpath(folder, root), reason=f"cannot be listed ({error.strerror})")
            continue
        waiting += [entry.path for entry in reversed(ordered) if entry.is_dir(follow_symlinks=False)]
        yield from (entry for entry in ordered if not entry.is_dir(follow_symlinks=False))


def _read(path: Path, budget: ReadBudget) -> bytes:
    content = read_file(path)
    if isinstance(content, Problem):
        raise RefusedError(content.reason)
    pieces = iter((content, b""))
    return budget.read(lambda _: next(pieces))
