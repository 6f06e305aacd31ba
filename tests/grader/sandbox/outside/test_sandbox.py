"""The list of paths that a sandbox shows."""

import sys
from pathlib import Path

import pytest

from grader.probe.outside.kernel_sandbox import KernelSandbox

TEMPORARY = Path("/tmp")  # noqa: S108 - where a course may lie, and where nothing is written here


@pytest.fixture
def course(tmp_path: Path) -> Path:
    if not tmp_path.is_relative_to(TEMPORARY):
        pytest.skip("the tests' temporary folder is not /tmp")
    (tmp_path / "course" / ".venv").mkdir(parents=True)
    return tmp_path / "course"


def test_an_environment_in_the_temporary_folder_may_be_seen(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course cloned there is hidden but for its environment; of what else lies there nothing is promised."""
    monkeypatch.setattr(sys, "prefix", str(course / ".venv"))

    seen = KernelSandbox(data=course / "data", masked=(course,)).names_seen()

    assert seen[str(course)] == {".venv"}
    assert str(TEMPORARY) not in seen
