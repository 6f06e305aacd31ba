"""The command line as a shell sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.data import cache_home
from grader.gradebook import Gradebook

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "check",
    "lab",
    "manual",
    "collect",
    "grade",
    "regrade",
    "decide",
    "marks",
    "insight",
    "export",
    "report",
    "backup",
    "forget",
    "worker",
    "verify",
    "calibrate",
    "new",
    "sync",
    "data",
    "pack",
    "doctor",
)


def grader(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A call of the console script."""
    return subprocess.run(
        [sys.executable, "-c", "from grader.cli import main; main()", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )


def test_help_imports_typer_and_the_standard_library_alone() -> None:
    """`--help` answers at once because it loads nothing that it does not need."""
    code = "import sys\nfrom grader.cli import app\ntry: app(['--help'])\nfinally: print(sorted(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    for heavy in ("numpy", "msgspec", "rich.table", "sqlalchemy", "jinja2", "nbformat", "grader.desk", "grader.errors"):
        assert f"'{heavy}'" not in loaded


def test_the_help_lists_exactly_these_commands() -> None:
    """A command that is not in this list is tested nowhere."""
    listed = [
        line.split()[0] for line in grader("--help").stdout.partition("Commands:")[2].splitlines() if line.strip()
    ]

    assert listed == list(COMMANDS)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "nowhere.ipynb"], 2, "grader: nowhere.ipynb: no such file"),
        (["check", "README.md"], 2, "which exercise is this?"),
        (["check", "exercises/05_single_layer/elementwise.ipynb"], 2, "is the stub, which answers are compared with"),
        (["grade", "nowhere", "--out", "out"], 2, "grader: nowhere: no such folder"),
        (["verify", "05_single_layer/elementwis"], 2, "did you mean '05_single_layer/elementwise'? Allowed: "),
        (["report", "nowhere"], 3, "there is no gradebook"),
        (["nonsense"], 2, "No such command 'nonsense'"),
    ],
)
def test_a_mistake_is_one_sentence_and_an_exit_code(words: list[str], code: int, said: str) -> None:
    """No traceback, whatever is typed."""
    ended = grader(*words)

    assert (ended.returncode, said in ended.stderr, "Traceback" in ended.stderr) == (code, True, False), ended.stderr


JUPYTERLAB = """
import os, sys
print(sys.argv[1], os.environ["TFDS_DATA_DIR"], os.environ["COURSE_DATA"])
"""


def test_lab_opens_copies_that_stay_where_notebooks_find_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JupyterLab starts in the folder of the copies, and a copy that was written in is not copied again."""
    for folder in ("exercises", "solutions"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "jupyterlab.py").write_text(JUPYTERLAB, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'python'}{os.pathsep}{ROOT}")
    stub = ROOT / "exercises" / "06_multi_layer" / "two_layers.ipynb"
    copy = tmp_path / "mine" / "06_multi_layer" / "two_layers.ipynb"

    first = grader("lab", "--course", str(tmp_path))
    copied = copy.read_bytes()
    copy.write_text("mine", encoding="utf-8")
    second = grader("lab", "--course", str(tmp_path))

    data = f"{tmp_path / 'exercises' / '_data' / 'tfds'} {cache_home() / 'course_data'}"
    assert first.stdout == second.stdout == f"{tmp_path / 'mine'} {data}\n"
    assert (copied, copy.read_text(encoding="utf-8")) == (stub.read_bytes(), "mine")


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A folder with one file to grade."""
    stub = ROOT / "exercises" / "05_single_layer" / "elementwise.ipynb"
    copy = tmp_path / "in" / "someone" / "05_single_layer" / "elementwise.ipynb"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(stub.read_bytes())
    return tmp_path / "in"


def test_without_bubblewrap_nothing_is_graded_and_the_line_to_type_is_said(
    handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that can't jail a kernel is refused with exit code 3, never graded without a sandbox."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    ended = grader("grade", str(handed_in), "--out", str(tmp_path / "out"), "--course", str(ROOT))

    assert ended.returncode == 3
    assert ended.stderr.endswith("grader: bubblewrap is not installed.\nsudo apt-get install bubblewrap\n")
    assert not (tmp_path / "out" / "results.jsonl").exists()


def test_results_among_the_learners_are_refused(handed_in: Path) -> None:
    """OUT inside FOLDER would be taken for a learner by the next call."""
    ended = grader("grade", str(handed_in), "--out", str(handed_in / "out"), "--course", str(ROOT))

    assert ended.returncode == 2
    assert "lies in" in ended.stderr
    assert not (handed_in / "out").exists()


def test_two_batches_into_one_folder_are_refused(handed_in: Path, tmp_path: Path) -> None:
    """While one process writes a gradebook, another says who it is and stops."""
    out = tmp_path / "out"

    with Gradebook.open(out / "gradebook.sqlite"):
        ended = grader("grade", str(handed_in), "--out", str(out), "--course", str(ROOT))

    assert ended.returncode == 3
    assert f"another `grader` command is writing to it (process {os.getpid()})" in ended.stderr


def test_outside_of_a_course_the_command_says_what_it_looked_for(tmp_path: Path) -> None:
    """The course is found by its file; where there is none, its name is said."""
    ended = grader("sync", "--check", cwd=tmp_path)

    assert ended.returncode == 2
    assert "no exercises/course.toml in" in ended.stderr
