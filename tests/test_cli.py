"""The command line as a shell sees it."""

import inspect
import os
import shlex
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from grader import DISTRIBUTION, __version__
from grader.commands import cli
from grader.course.datasets.datasets import cache_home
from grader.gradebook import Gradebook
from tests.called import called

ROOT = Path(__file__).parents[1]


def grader(*words: str) -> subprocess.CompletedProcess[str]:
    """A call of the console script, as a process of its own."""
    call = [sys.executable, "-c", "from grader.commands.cli import main; main()", *words]
    return subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)


def test_help_imports_typer_and_the_standard_library_alone() -> None:
    """`--help` answers at once because it loads nothing that it does not need."""
    code = "import sys\nfrom grader.commands.cli import app\ntry: app(['--help'])\nfinally: print(*sys.modules)"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {*ended.stdout.splitlines()[-1].split()}

    assert {name for name in loaded if name.startswith("grader")} == {
        "grader",
        "grader.commands",
        "grader.commands.cli",
    }
    assert not loaded & {"numpy", "msgspec", "rich.table", "sqlalchemy", "jinja2", "nbformat"}


@pytest.mark.parametrize("name", cli.NAMES)
def test_the_help_says_of_a_command_what_its_own_help_says_first(name: str) -> None:
    """Its first sentence stands in a table as well, as `--help` does not import the command."""
    text = " ".join((inspect.getdoc(cli.load_command(name)) or "").split())
    said = {command: sentence for commands in cli.COMMANDS.values() for command, sentence in commands.items()}

    assert said[name] == f"{text.removesuffix('.').partition('. ')[0]}."


def listed(stdout: str) -> dict[str, dict[str, str]]:
    """What `--help` says after its options: group to command to sentence."""
    groups: dict[str, dict[str, str]] = {}
    for line in stdout.partition("Options:")[2].splitlines()[1:]:
        if line.endswith(":"):
            groups[line[:-1]] = {}
        elif groups and line.startswith("   "):
            last = groups[list(groups)[-1]]
            last[list(last)[-1]] += f" {line.strip()}"
        elif groups and line:
            command, _, said = line.strip().partition(" ")
            groups[list(groups)[-1]][command] = said.strip()
    return groups


def test_the_help_lists_every_command_by_who_uses_it() -> None:
    """In the order of the table, each sentence to its end, and in lines that fit a terminal of 80 columns."""
    stdout = called("--help").stdout
    groups, table = ([(group, *one.items()) for group, one in each.items()] for each in (listed(stdout), cli.COMMANDS))

    assert groups == table
    assert max(map(len, stdout.splitlines())) <= 80


@pytest.mark.parametrize("words", [[], ["grade"], ["forget"]])
def test_h_is_short_for_help(words: list[str]) -> None:
    """`-h` answers as `--help` does, for the program and for a command."""
    short, long = called(*words, "-h"), called(*words, "--help")

    assert (short.returncode, short.stdout) == (0, long.stdout)
    assert "-h, --help" in short.stdout


@pytest.mark.parametrize(
    "words", [["check"], ["submit"], ["grade", "--out", "out"], ["report"], ["progress", "--course"]]
)
def test_a_path_that_is_too_long_is_the_users_mistake(words: list[str]) -> None:
    """Whatever command it is typed behind, and however deep in it the system refuses it."""
    ended = grader(*words, "a" * 300)

    assert ended.returncode == 2
    assert ended.stderr.startswith("grader: ")
    assert "Traceback" not in ended.stderr


def test_the_version_is_said() -> None:
    """Whoever reports a fault can say of which grader."""
    ended = grader("--version")

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"grader {__version__}\n", "")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A folder with an OUT that holds a gradebook, a file where a folder belongs, and a place for a copy."""
    Gradebook.open(tmp_path / "out" / "gradebook.sqlite").close()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "taken").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["report", "nowhere"], "grader: nowhere/gradebook.sqlite: there is no gradebook; `grader grade` creates one"),
        (["marks", "nowhere"], "there is no gradebook"),
        (["insight", "nowhere"], "there is no gradebook"),
        (["export", "nowhere", "--format", "csv"], "there is no gradebook"),
        (["regrade", "nowhere"], "there is no gradebook"),
        (["decide", "nowhere", "ada", "--excuse", "--why", "ill"], "there is no gradebook"),
        (["backup", "nowhere", "copy"], "there is no gradebook"),
        (["forget", "nowhere", "ada"], "there is no gradebook"),
        (["report", "file"], "grader: file: is a file; choose a folder"),
        (["backup", "out", "taken"], "grader: taken: exists already; choose another name"),
        (["grade", "taken", "--out", "file"], "grader: --out file: is a file; choose a folder"),
        (["grade", "taken", "--out", "file/out"], "grader: --out file/out: file is a file; choose a folder"),
        (["collect", "taken", "--out", "file"], "grader: --out file: is a file; choose a folder"),
        (["forget", "ada", "out"], "OUT comes first, as in every command: grader forget out ada"),
    ],
)
def test_a_wrong_place_is_the_users_mistake(
    filled: Path, words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in a path exits with 2, as nothing is broken, and leaves nothing behind."""
    before = sorted(filled.rglob("*"))
    course = () if words[0] == "backup" else ("--course", str(ROOT))

    monkeypatch.chdir(filled)
    ended = called(*words, *course)

    assert (ended.returncode, said in ended.stderr) == (2, True), ended.stderr
    assert sorted(filled.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "nowhere.ipynb"], 2, "grader: nowhere.ipynb: no such file"),
        (["check", "README.md"], 2, "which exercise is this?"),
        (["check", "exercises/05_single_layer/elementwise.ipynb"], 2, "is the stub, with which answers are compared"),
        (["grade", "nowhere", "--out", "out"], 2, "grader: nowhere: there is no such folder"),
        (["verify", "05_single_layer/elementwis"], 2, "did you mean '05_single_layer/elementwise'? Allowed: "),
        (["nonsense"], 2, "No such command 'nonsense'"),
    ],
)
def test_a_mistake_is_one_sentence_and_an_exit_code(
    words: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, whatever is typed."""
    monkeypatch.chdir(ROOT)

    ended = called(*words)

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

    first = grader("lab", "--course", str(tmp_path), "--", "--allow-root")
    copied = copy.read_bytes()
    copy.write_text("mine", encoding="utf-8")
    second = grader("lab", "--course", str(tmp_path), "--", "--allow-root")

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

    ended = called("grade", str(handed_in), "--out", str(tmp_path / "out"), "--course", str(ROOT))

    assert ended.returncode == 3
    assert ended.stderr.endswith("grader: bubblewrap is not installed.\nsudo apt-get install bubblewrap\n")
    assert not (tmp_path / "out" / "results.jsonl").exists()


def test_results_among_the_learners_are_refused(handed_in: Path) -> None:
    """OUT inside FOLDER would be taken for a learner by the next call."""
    ended = called("grade", str(handed_in), "--out", str(handed_in / "out"), "--course", str(ROOT))

    assert ended.returncode == 2
    assert "is inside" in ended.stderr
    assert not (handed_in / "out").exists()


def test_two_batches_into_one_folder_are_refused(handed_in: Path, tmp_path: Path) -> None:
    """While one process writes a gradebook, another says who it is and stops."""
    out = tmp_path / "out"

    with Gradebook.open(out / "gradebook.sqlite"):
        ended = grader("grade", str(handed_in), "--out", str(out), "--course", str(ROOT))

    assert ended.returncode == 3
    assert f"another `grader` command is writing to it (process {os.getpid()})" in ended.stderr


def test_outside_of_a_course_the_command_says_what_it_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The course is found by its file; where there is none, its name is said."""
    monkeypatch.chdir(tmp_path)

    ended = called("sync", "--check")

    assert ended.returncode == 2
    assert "no exercises/course.toml in" in ended.stderr


@pytest.mark.parametrize(
    ("module", "words", "what"),
    [
        ("sqlalchemy", ["grade", "tests/cohort", "--out", "out"], "for instructors and needs the package sqlalchemy"),
        ("starlette", ["serve", "out"], "for a service and needs the package starlette"),
    ],
)
def test_an_installation_without_an_extra_names_the_packages_to_install(
    module: str, words: list[str], what: str
) -> None:
    """If its packages are not installed, the answer is a sentence that names them, and never the grader itself."""
    code = f"import sys\nsys.modules['{module}'] = None\nfrom grader.commands.cli import main; main()"

    needed = {Requirement(one).name.lower() for one in requires(DISTRIBUTION) or ()}

    ended = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, cwd=ROOT)

    assert ended.returncode == 2
    said, _, typed = ended.stderr.partition("; type: pip install ")
    assert said == f"grader: this command is {what}"
    named = {Requirement(one).name.lower() for one in shlex.split(typed)}
    assert module in named
    assert named < needed
