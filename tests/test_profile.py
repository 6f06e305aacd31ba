"""What `make profile` marks in the kernel's files is there."""

from pathlib import Path

from tests.bench.profile import IMPORT, MARKED, copy_with_notes


def test_the_copy_that_takes_notes_has_its_marks(tmp_path: Path) -> None:
    """A text of the kernel that was rewritten would end `make profile` before it measures."""
    package = copy_with_notes(tmp_path)
    assert [(package / name).read_text(encoding="utf-8").count(IMPORT) for name in MARKED] == [1, 1]
