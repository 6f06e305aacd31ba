"""Which exercises a change touches."""

import subprocess
from pathlib import Path

import pytest

from grader.course import Course, Lesson
from grader.errors import SpecError
from grader.verification.tree import affected_by_files, affected_exercises

ALL = ("05/a", "05/b", "06/c")


def course(root: Path) -> Course:
    lessons = (
        Lesson(id="05", title="t", sections=(5,), exercises=("05/a", "05/b")),
        Lesson(id="06", title="t", sections=(6,), exercises=("06/c",)),
    )
    return Course(root=root, title="t", lessons=lessons, data="small", preload=(), outline=None, unpractised=())


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ("exercises/05/a.toml", ("05/a",)),
        ("exercises/06/c.ipynb", ("06/c",)),
        ("solutions/05/b/wrong/bias_lost.py", ("05/b",)),
        ("solutions/05/b/calibration.json", ("05/b",)),
        ("exercises/05/gone.toml", ()),
        ("README.md", ()),
        ("tests/grader/verification/lazy/test_cases.py", ()),
        ("docs/picture.png", ()),
        ("reports/render.py", ()),
        ("exercises/course.toml", ALL),
        ("exercises/causes.toml", ALL),
        ("exercises/_data/tfds/mnist/x.tfrecord", ALL),
        ("solutions/_sealed/mnist.npz", ALL),
        ("grader/judging/checks/tensors.py", ALL),
        ("constraints.txt", ALL),
        ("grader/locks/3.12.txt", ALL),
        (".ci/locks/3.12.txt", ()),
        ("pyproject.toml", ALL),
        ("../requirements.txt", ALL),
        ("what/nobody/thought/of", ALL),
    ],
)
def test_a_file_touches_what_its_change_could_alter(tmp_path: Path, changed: str, wanted: tuple[str, ...]) -> None:
    """An exercise's own files it alone, words none, and whatever is not known all."""
    assert affected_by_files(course(tmp_path), [changed]) == wanted


def git(root: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)  # noqa: S607 - as in the code


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a commit, and a course in a folder of it."""
    root = tmp_path / "course"
    for name in ("exercises/05/a.toml", "exercises/05/b.toml", "solutions/06/c/reference.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return root


def test_committed_uncommitted_and_new_files_count(repository: Path) -> None:
    """And those that were removed."""
    assert affected_exercises(course(repository), "main") == ()

    (repository / "exercises/05/a.toml").write_text("y", encoding="utf-8")
    assert affected_exercises(course(repository), "main") == ("05/a",)
    git(repository, "commit", "-q", "-a", "-m", "second")
    assert affected_exercises(course(repository), "main") == ()
    assert affected_exercises(course(repository), "main~1") == ("05/a",)
    (repository / "solutions/06/c/wrong").mkdir()
    (repository / "solutions/06/c/wrong/né.py").write_text("x", encoding="utf-8")
    assert affected_exercises(course(repository), "HEAD") == ("06/c",)
    (repository / "exercises/05/b.toml").unlink()
    assert affected_exercises(course(repository), "HEAD") == ("05/b", "06/c")


def test_what_lies_outside_of_the_course_touches_all(repository: Path) -> None:
    """Pinned versions at the top of a repository are such a file."""
    (repository.parent / "constraints.txt").write_text("numpy==2\n", encoding="utf-8")

    assert affected_exercises(course(repository), "HEAD") == ALL


@pytest.mark.parametrize("commit", ["nowhere", "--output=x", ""])
def test_an_unknown_commit_is_a_mistake(repository: Path, commit: str) -> None:
    """Said by git, and never taken for an option of its."""
    with pytest.raises(SpecError, match="--since: git rev-parse"):
        affected_exercises(course(repository), commit)
