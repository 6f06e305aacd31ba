"""A source of hand-ins as one stream of files, whatever it is: a zip, a tar archive, or a folder."""

import io
from collections.abc import Iterator
from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.intake.folders import tree_members
from grader.intake.members import (
    INNER,
    Caps,
    Member,
    Members,
    ReadBudget,
    Refusal,
    RefusedError,
    is_archive,
    is_left_behind,
)
from grader.intake.tars import tar_members
from grader.intake.zips import zip_members

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DEEPEST = 2
"""An archive in the system's archive is opened, one in that is not."""


class HandInSource:
    """What an instructor downloaded. Its files can be gone through more than once."""

    def __init__(self, path: Path, caps: Caps | None = None) -> None:
        self.path = path
        self._caps = caps or Caps()

    def members(self) -> Members:
        """Every file in it, without what is nobody's work.

        Raises:
            SpecError: it isn't an archive or a folder, or is damaged.
            StorageError: it cannot be read.
        """
        try:
            yield from self._members(ReadBudget(self._caps))
        except RefusedError as refused:
            raise SpecError(f"{self.path}: {refused.reason}") from refused
        except OSError as error:
            raise StorageError(f"{self.path}: cannot be read ({error.strerror}); check its permissions") from error

    def _members(self, budget: ReadBudget) -> Members:
        if self.path.is_dir():
            yield from _worth_a_look(tree_members(self.path, budget))
            return
        if not self.path.exists():
            raise SpecError(f"{self.path}: no such file or folder")
        with self.path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            read = zip_members if magic in _ZIPS else tar_members
            yield from _worth_a_look(read(file, budget))


def unpack_member(member: Member, depth: int = 1) -> Iterator[Member | Refusal]:
    """The files of an archive that a learner handed in, or the member itself where it is none."""
    if not is_archive(member.parts[-1]):
        yield member
        return
    if depth == _DEEPEST:
        yield Refusal(path=member.path, reason="an archive in an archive; hand in the notebook itself")
        return
    try:
        content = member.read()
        read = zip_members if content[:4] in _ZIPS else tar_members
        for inner in _worth_a_look(read(io.BytesIO(content), ReadBudget(INNER))):
            if isinstance(inner, Refusal):
                yield Refusal(path=f"{member.path}/{inner.path}", reason=inner.reason)
            else:
                yield from unpack_member(Member(parts=(*member.parts, *inner.parts), read=inner.read), depth + 1)
    except RefusedError as refused:
        yield Refusal(path=member.path, reason=refused.reason)


def _worth_a_look(members: Members) -> Members:
    for member in members:
        if isinstance(member, Refusal) or not is_left_behind(member.parts):
            yield member
