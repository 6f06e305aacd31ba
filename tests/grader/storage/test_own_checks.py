"""The last check of each exercise is kept, on this computer alone."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from grader.storage.own_progress import OwnCheck, OwnChecks, Unmet

WHEN = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)


def own_check(file: Path, exercise: str = "05/a", earned: int = 1) -> OwnCheck:
    return OwnCheck(
        exercise=exercise,
        file=str(file),
        sha256=sha256(b"answer").hexdigest(),
        attempted=True,
        earned=earned,
        possible=4,
        right=earned == 4,
        unmet=(Unmet(failure="criterion value", message="off by 2", hints=("one", "two", "three")),),
        checked=WHEN,
    )


def test_the_last_check_of_an_exercise_is_kept(tmp_path: Path) -> None:
    """In place of the one before; of another exercise, or in another course, there is none."""
    checks = OwnChecks(tmp_path, tmp_path / "course")
    for earned in (4, 1):
        checks.keep(own_check(tmp_path / "a.ipynb", earned=earned))

    assert OwnChecks(tmp_path, tmp_path / "course").last("05/a") == own_check(tmp_path / "a.ipynb")
    assert checks.last("05/b") is None
    assert OwnChecks(tmp_path, tmp_path / "other").last("05/a") is None


def test_a_check_is_found_by_its_file(tmp_path: Path) -> None:
    """Whichever exercise it was checked by."""
    checks = OwnChecks(tmp_path, tmp_path)
    files = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    for file in files:
        checks.keep(own_check(file, exercise=f"05/{file.stem}"))

    assert [checks.of_file(file) for file in files] == [own_check(file, f"05/{file.stem}") for file in files]
    assert checks.of_file(tmp_path / "c.ipynb") is None


def test_a_file_that_was_changed_or_removed_is_another_one(tmp_path: Path) -> None:
    """What was found of it then says nothing about it now."""
    file = tmp_path / "a.ipynb"
    assert own_check(file).changed()
    file.write_bytes(b"answer")
    assert not own_check(file).changed()
    file.write_bytes(b"another")
    assert own_check(file).changed()


@pytest.mark.parametrize("kept", [b"", b"\xff", b"{}", b"[" * 100_000])
def test_what_cannot_be_read_was_not_checked(tmp_path: Path, kept: bytes) -> None:
    """A damaged file costs a check, and nothing else."""
    checks = OwnChecks(tmp_path, tmp_path)
    checks.keep(own_check(tmp_path / "a.ipynb"))
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(kept)

    assert checks.last("05/a") is None
    assert checks.of_file(tmp_path / "a.ipynb") is None
