"""`grader submit` where the course names a folder, a git remote or an LMS: what arrives there, and what is said."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.errors import SpecError, SystemFault
from grader.storage.folder import scan_folder
from tests.grader import tiny
from tests.grader.service.web.serving import notebook

ACCOUNT = "ada"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whose account it is, with no settings of git's."""
    monkeypatch.setenv("LOGNAME", ACCOUNT)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


def answer(root: Path, table: str, name: str = "sum.py") -> Path:
    """An answer in the throw-away course, whose hand-ins go where the table says."""
    text = tiny.FILES["exercises/course.toml"]
    tiny.write(root, **{"exercises/course.toml": f"{text}\n[hand_in]\n{table}\n"})
    path = root / "mine" / "01" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook())
    return path


def submit(path: Path, *options: str) -> dict[str, object]:
    """What the command says as JSON. Raises what ends it."""
    ended = CliRunner().invoke(app, ["submit", str(path), "--json", *options])
    if ended.exception and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    found: dict[str, object] = json.loads(ended.stdout)
    return found


def git(folder: Path, *words: str) -> str:
    ended = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607 - as the command finds it
    return ended.stdout.strip()


def test_a_folder_gets_a_copy_that_grade_finds(tmp_path: Path) -> None:
    """Under the account's name. The same again is no second hand-in; a changed file replaces the first."""
    to = tmp_path / "in"
    to.mkdir()
    path = answer(tmp_path / "course", f'folder = "{to}"')

    first, again = submit(path), submit(path)
    path.write_bytes(notebook("total = 3"))
    changed = submit(path)

    assert [one["again"] for one in (first, again, changed)] == [False, True, False]
    assert str(first["receipt"]).startswith(f"exercise: 01/sum\nplace: {to}/ada/01/sum.py\nsha256: ")
    ((found,), problems) = (scan := scan_folder(to, ["01/sum"])).files, scan.problems
    assert (found.learner, found.exercise, found.sha256) == ("ada", "01/sum", changed["sha256"])
    assert problems == ()


def test_a_receipt_names_the_folder_as_it_is_found(tmp_path: Path) -> None:
    """A learner looks for it from anywhere, so no part of the way there and back stands in it."""
    (tmp_path / "in").mkdir()

    found = submit(answer(tmp_path / "course", 'folder = "../in"'))

    assert found["place"] == f"{tmp_path}/in/ada/01/sum.py"


def test_a_copy_is_read_by_its_group_and_by_no_other_learner(tmp_path: Path) -> None:
    """So an instructor's group on the folder is enough, whatever the account's own mask is."""
    to = tmp_path / "in"
    to.mkdir()
    before = os.umask(0o077)
    try:
        submit(answer(tmp_path / "course", f'folder = "{to}"'))
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (to / "ada", to / "ada/01", to / "ada/01/sum.py")]
    assert modes == [0o750, 0o750, 0o640]


def test_a_script_takes_the_place_of_a_notebook(tmp_path: Path) -> None:
    """Of two files for one exercise `grade` would take neither."""
    (tmp_path / "in/ada/01").mkdir(parents=True)
    (tmp_path / "in/ada/01/sum.ipynb").write_bytes(b"{}")

    submit(answer(tmp_path / "course", f'folder = "{tmp_path / "in"}"'))

    assert [path.name for path in (tmp_path / "in/ada/01").iterdir()] == ["sum.py"]


def test_a_copy_is_filed_by_what_it_says_whatever_it_is_called(tmp_path: Path) -> None:
    """Names are changed by whoever copies a file."""
    (tmp_path / "in").mkdir()

    found = submit(answer(tmp_path / "course", f'folder = "{tmp_path / "in"}"', name="my answer (2).py"))

    assert found["place"] == f"{tmp_path}/in/ada/01/sum.py"


def test_a_file_for_no_exercise_is_not_handed_in(tmp_path: Path) -> None:
    """Nobody would find it there."""
    (tmp_path / "in").mkdir()
    path = answer(tmp_path / "course", f'folder = "{tmp_path / "in"}"', name="thesis.py")
    path.write_text("x = 1\n", encoding="utf-8")

    with pytest.raises(SpecError, match=r"not handed in: .*not clear which exercise"):
        submit(path)
    with pytest.raises(SpecError, match="neither a notebook"):
        submit(answer(tmp_path / "course", f'folder = "{tmp_path / "in"}"', name="sum.txt"))
    assert list((tmp_path / "in").iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """It would lie below a drive that is not connected, and nobody would ever look there."""
    path = answer(tmp_path / "course", f'folder = "{tmp_path / "drive/in"}"')

    with pytest.raises(SystemFault, match=r"not handed in: .*connect the drive"):
        submit(path)
    assert not (tmp_path / "drive").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Here a file lies where the folder goes, as permissions mean nothing to root."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ada").touch()
    path = answer(tmp_path / "course", f'folder = "{tmp_path / "in"}"')

    with pytest.raises(SystemFault, match=r"not handed in: .*cannot be written \(Not a directory\)"):
        submit(path)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """An empty repository."""
    git(tmp_path, "init", "--bare", "--quiet", "-b", "trunk", "there.git")
    return tmp_path / "there.git"


def test_a_remote_gets_a_commit_and_the_clone_stays_as_it_is(tmp_path: Path, remote: Path) -> None:
    """By the remote's name in the learner's clone: neither its branch nor its index nor a file of it changes."""
    root = tmp_path / "course"
    path = answer(root, 'git = "origin"')
    git(root, "init", "--quiet")
    git(root, "remote", "add", "origin", str(remote))
    before = git(root, "status", "--porcelain")

    first, again = submit(path), submit(path)
    path.write_bytes(notebook("total = 3"))
    changed = submit(path)

    assert [one["again"] for one in (first, again, changed)] == [False, True, False]
    assert git(remote, "show", "HEAD:ada/01/sum.py") == path.read_text(encoding="utf-8").strip()
    assert git(remote, "log", "--format=%an %s", "HEAD").splitlines() == ["ada Hand in ada/01/sum.py"] * 2
    assert str(changed["place"]).startswith(f"ada/01/sum.py in commit {git(remote, 'rev-parse', 'HEAD')[:12]} of ")
    assert git(root, "status", "--porcelain") == before


def test_what_others_handed_in_stays_there(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One repository for all of a course, by its address; a script replaces the same learner's notebook."""
    path = answer(tmp_path / "course", f'git = "{remote}"')
    (tmp_path / "course/mine/01/sum.ipynb").write_bytes((tmp_path / "course/exercises/01/sum.ipynb").read_bytes())
    submit(tmp_path / "course/mine/01/sum.ipynb")
    monkeypatch.setenv("LOGNAME", "bob")
    submit(path)
    monkeypatch.setenv("LOGNAME", ACCOUNT)
    submit(path)

    files = git(remote, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert files == ["ada/01/sum.py", "bob/01/sum.py"]


def test_two_who_push_at_once_are_both_there_afterwards(tmp_path: Path, remote: Path) -> None:
    """The one who comes second does it again on top of the first."""
    path = answer(tmp_path / "course", f'git = "{remote}"')
    submit(path)
    path.write_bytes(notebook("total = 3"))
    tip = git(remote, "rev-parse", "HEAD")
    other = git(
        remote, "-c", "user.name=bob", "-c", "user.email=b", "commit-tree", f"{tip}^{{tree}}", "-p", tip, "-m", "b"
    )
    hook = remote / "hooks" / "pre-receive"
    hook.write_text(
        f"#!/bin/sh\nrm $0\nenv -u GIT_QUARANTINE_PATH git update-ref HEAD {other}\nexit 1\n", encoding="utf-8"
    )
    hook.chmod(0o755)

    submit(path)

    assert git(remote, "log", "--format=%s", "HEAD").splitlines() == [
        "Hand in ada/01/sum.py",
        "b",
        "Hand in ada/01/sum.py",
    ]


def test_what_the_remote_refuses_is_told_in_its_words(tmp_path: Path, remote: Path) -> None:
    """And tried no second time."""
    path = answer(tmp_path / "course", f'git = "{remote}"')
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho the course is closed\necho x >>asked\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)

    with pytest.raises(SystemFault, match=r"not handed in: .*the course is closed"):
        submit(path)
    assert (remote / "asked").read_text(encoding="utf-8") == "x\n"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('git = "origin"', "has no remote 'origin'"),
        ('git = "file:///nowhere/there.git"', "not handed in: file:///nowhere/there.git: git clone: "),
    ],
)
def test_a_remote_that_is_not_there_is_told(tmp_path: Path, table: str, said: str) -> None:
    """With what git says of it."""
    with pytest.raises(SystemFault, match=said):
        submit(answer(tmp_path / "course", table))


def test_without_git_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of a fault of the system's."""
    path = answer(tmp_path / "course", 'git = "origin"')
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemFault, match="git is not installed"):
        submit(path)


def test_what_a_person_must_do_is_said_and_nothing_was_handed_in(tmp_path: Path) -> None:
    """The instructor's sentence, and which file."""
    path = answer(tmp_path / "course", 'lms = "Upload it in Moodle, week 3."')

    with pytest.raises(
        SpecError, match=rf"not handed in: in this course .*Upload it in Moodle, week 3\. Your file: {path}"
    ):
        submit(path)


def test_a_course_that_names_no_place_says_whom_to_ask(tmp_path: Path) -> None:
    """And how a service is named by hand."""
    path = answer(tmp_path / "course", 'git = "origin"')
    course = tmp_path / "course" / "exercises" / "course.toml"
    course.write_text(tiny.FILES["exercises/course.toml"], encoding="utf-8")

    with pytest.raises(SpecError, match="does not say where to hand in; ask your instructor"):
        submit(path)
