"""`grader doctor` as a shell sees it, and the options that go with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.called import called

ROOT = Path(__file__).parents[1]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the command is typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_help_lists_it() -> None:
    """Whoever is refused finds the command that explains."""
    assert "doctor" in called("--help").stdout


def test_without_bubblewrap_it_says_what_to_type_and_exits_with_3(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No course is needed to ask, and nothing is started."""
    monkeypatch.setenv("PATH", str(elsewhere))

    ended = called("doctor")

    assert ended.returncode == 3
    assert "bubblewrap is not installed." in ended.stdout
    assert "sudo apt-get install bubblewrap" in ended.stdout
    assert "cannot grade safely" in ended.stdout


def test_the_same_in_json(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script reads cause and remedy, and nothing else is on stdout."""
    monkeypatch.setenv("PATH", str(elsewhere))

    ended = called("doctor", "--json")

    report = json.loads(ended.stdout)
    assert (ended.returncode, report["mode"]) == (3, None)
    assert [(trial["mode"], trial["works"]) for trial in report["trials"]] == [("fork", False)]
    assert report["trials"][0]["cause"] == "bubblewrap is not installed."
    assert report["trials"][0]["remedy"] == "sudo apt-get install bubblewrap"
    assert [(row["name"], row["state"]) for row in report["trials"][0]["layers"]] == [("bubblewrap", "missing")]


def test_a_course_that_is_named_and_not_there_is_a_mistake(tmp_path: Path) -> None:
    """Only where none is named does it do without."""
    ended = called("doctor", "--course", str(tmp_path))

    assert ended.returncode == 2
    assert "no exercises/course.toml in" in ended.stderr


def test_a_file_is_checked_with_a_sandbox_or_without() -> None:
    """Both options together are a mistake, not a choice."""
    ended = called("check", "x.ipynb", "--no-sandbox", "--sandbox", "cold")

    assert ended.returncode == 2
    assert "cannot be used together" in ended.stderr


@pytest.mark.kernel
@pytest.mark.parametrize("cwd", [ROOT, Path("/")], ids=["in a course", "in none"])
def test_where_it_works_it_exits_with_0(cwd: Path) -> None:
    """The first way that works is the last that is tried."""
    command = [sys.executable, "-c", "from grader.commands.cli import main; main()", "doctor", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)

    report = json.loads(ended.stdout)
    assert ended.returncode == 0, report
    assert report["mode"] in {"fork", "cold"}
    assert report["trials"][-1]["works"] is True
    assert {row["state"] for row in report["trials"][-1]["layers"]} <= {"active", "absent"}
