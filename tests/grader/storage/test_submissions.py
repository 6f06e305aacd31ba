"""What learners handed in comes back by its digest, and what was read in it by digest and exercise."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.source.reader.reader import Reader
from grader.source.records import Damage, Handout, Reading, Source, SourceCell
from grader.storage.content_store import pack, unpack
from grader.storage.submissions import SubmissionStore, content_digest

CONTENT = b"total = 1\n"
DIGEST = content_digest(CONTENT)
HANDOUT = Handout(stub=Source(cells=(SourceCell(text="total = ..."),)), asked=frozenset({"total"}))


class Counting(Reader):
    """Reads without a process of its own, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def read(self, content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:  # noqa: ARG002
        """One cell that holds the file."""
        self.count += 1
        return (
            Damage(message="unreadable") if script else Reading(source=Source(cells=(SourceCell(text=f"{content!r}"),)))
        )


@pytest.fixture
def files(tmp_path: Path) -> SubmissionStore:
    return SubmissionStore(tmp_path)


def test_a_content_under_another_digest_is_absent(files: SubmissionStore, caplog: pytest.LogCaptureFixture) -> None:
    """However whole its file is."""
    files.put(DIGEST, CONTENT)
    files.path(DIGEST).write_bytes(pack(b"total = 2\n"))

    with caplog.at_level(logging.WARNING):
        assert files.get(DIGEST) is None

    assert (
        f"{files.path(DIGEST)}: damaged (holds the content {content_digest(b'total = 2' + bytes([10]))})" in caplog.text
    )


def test_a_damaged_content_is_mended_by_the_next_hand_in(files: SubmissionStore) -> None:
    """The learner is asked to hand it in again; a whole one is written once."""
    files.put(DIGEST, CONTENT)
    files.path(DIGEST).write_bytes(b"damaged")

    files.put(DIGEST, CONTENT)

    assert files.get(DIGEST) == CONTENT
    before = files.path(DIGEST).stat()
    files.put(DIGEST, CONTENT)
    assert files.path(DIGEST).stat().st_ino == before.st_ino


@pytest.mark.parametrize("script", [True, False])
def test_a_file_is_read_once_for_an_exercise(files: SubmissionStore, *, script: bool) -> None:
    """What is damaged too. For another exercise it is read again."""
    files.put(DIGEST, CONTENT)
    reader = Counting()
    other = Handout(stub=HANDOUT.stub, asked=frozenset({"mean"}))

    found = [files.reading(DIGEST, reader, script=script, handout=one) for one in (HANDOUT, HANDOUT, other)]

    assert found[0] == found[1] == Counting().read(CONTENT, script=script)
    assert reader.count == 2


def test_what_is_gone_has_no_reading(files: SubmissionStore) -> None:
    """And a reading outlives its content."""
    reader = Counting()
    assert files.reading(DIGEST, reader, script=False, handout=HANDOUT) is None

    files.put(DIGEST, CONTENT)
    found = files.reading(DIGEST, reader, script=False, handout=HANDOUT)
    files.path(DIGEST).unlink()

    assert files.reading(DIGEST, reader, script=False, handout=HANDOUT) == found
    assert reader.count == 1


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda whole: whole[:-3],
        lambda whole: pack(unpack(whole, 2**20)[:-3]),
        lambda whole: pack(unpack(whole, 2**20).replace(DIGEST.encode(), b"0" * 64)),
        lambda _: pack(bytes(2**27)),
    ],
    ids=["cut", "half a message", "of another file", "a bomb"],
)
def test_a_damaged_reading_is_made_anew(files: SubmissionStore, spoiled: Callable[[bytes], bytes]) -> None:
    """One that belongs to another file counts as damaged."""
    files.put(DIGEST, CONTENT)
    reader = Counting()
    found = files.reading(DIGEST, reader, script=False, handout=HANDOUT)
    (path,) = files.path(DIGEST).parent.glob(f"{DIGEST}.*.z")
    path.write_bytes(spoiled(path.read_bytes()))

    again = [files.reading(DIGEST, reader, script=False, handout=HANDOUT) for _ in range(2)]

    assert again == [found, found]
    assert reader.count == 2
