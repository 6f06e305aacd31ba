"""What is new since a named commit keeps to what a commit looks like; what was there before stays as it is."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GIT = shutil.which("git") or "git"
SINCE = "af6578ef1124d7a27038c745e17421e0fd53a890"
"""The last commit before subjects were looked at."""
LONGEST = 72
"""Characters of a subject that every list of commits shows whole."""


def git(root: Path, *words: str) -> str | None:
    """What it says; None where it has no such commit, where this is no checkout, or where it is not installed."""
    try:
        ended = subprocess.run([GIT, *words], capture_output=True, text=True, check=False, cwd=root)
    except FileNotFoundError:
        return None
    return ended.stdout if ended.returncode == 0 else None


def long_subjects(root: Path, since: str) -> list[str] | None:
    """The subjects after a commit that are too long; None where they can't be listed."""
    subjects = git(root, "log", "--no-merges", "--format=%s", f"{since}..HEAD")
    return None if subjects is None else [one for one in subjects.splitlines() if len(one) > LONGEST]


def test_subjects_of_commits_are_short() -> None:
    """The subjects of new commits; in a shallow clone or without git they are not checked, and this says so."""
    found = long_subjects(ROOT, SINCE)
    if found is None:
        pytest.skip(f"subjects of commits are not checked: there is no git here, or it does not know {SINCE[:8]}")
    assert found == []


@pytest.fixture
def commit(tmp_path: Path) -> Callable[[str], str]:
    """Adds a commit with that subject to a repository, and tells its name."""
    git(tmp_path, "init", "-q")

    def add(subject: str) -> str:
        who = ["-c", "user.name=ines", "-c", "user.email=ines@example.org"]
        assert git(tmp_path, *who, "commit", "-q", "--allow-empty", "-m", subject) is not None
        return str(git(tmp_path, "rev-parse", "HEAD")).strip()

    return add


def test_a_long_subject_is_found(tmp_path: Path, commit: Callable[[str], str]) -> None:
    """One character too many, in what came later."""
    since = commit("b" * 100)
    commit("s" * LONGEST)
    assert long_subjects(tmp_path, since) == []

    commit("l" * (LONGEST + 1))
    assert long_subjects(tmp_path, since) == ["l" * (LONGEST + 1)]


def test_where_nothing_is_known_nothing_is_said(tmp_path: Path, commit: Callable[[str], str]) -> None:
    """A folder that is no checkout, and a clone that does not reach back as far."""
    since = commit("one")
    commit("two")
    commit("l" * 100)
    assert (
        git(tmp_path.parent, "clone", "-q", "--depth", "1", f"file://{tmp_path}", str(tmp_path / "shallow")) is not None
    )
    (tmp_path / "none").mkdir()

    assert long_subjects(tmp_path / "shallow", since) is None
    assert long_subjects(tmp_path / "none", "0" * 40) is None
