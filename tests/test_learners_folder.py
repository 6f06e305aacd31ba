"""Whatever lies beside a notebook, no process of ours but the learner's kernel loads code from there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.util.processes import grader_command, python_command, without_relative_parts
from tests import simulated
from tests.planted import plant

ROOT = Path(__file__).parents[1]
CHECKS = """
import json, os, sys
from pathlib import Path
from grader.notebook.checking import check_file
os.environ["PYTHONPATH"] = os.pathsep + os.environ["PYTHONPATH"]
print(json.dumps([verdict.result["outcome"] for verdict in check_file(Path(sys.argv[1]))]))
"""
"""What the Check button and the magic do; an empty part of a search path means the folder in which they are."""
ASKS = """
import os, sys
from pathlib import Path
from time import sleep
from grader.commands.checker import CheckOptions, ask_checker
from grader.commands.lab import start_checker
root, file = Path(sys.argv[2]), Path(sys.argv[1])
os.environ["PYTHONPATH"] = os.pathsep + os.environ["PYTHONPATH"]
start_checker(root)
while ask_checker(root, None, file, CheckOptions(as_json=True)).code is None:
    sleep(0.1)  # until it listens
"""
"""A check by the checker that `grader lab` keeps warm."""
SUBMITS = """
import json, os, sys
from pathlib import Path
from grader.notebook.submitting import submit_file
os.environ["PYTHONPATH"] = os.pathsep + os.environ["PYTHONPATH"]
print(json.dumps(submit_file(Path(sys.argv[1]))))
"""
STAND_IN = "import json, os, sys\nprint(json.dumps([os.getcwd(), sys.path, *sys.argv[1:]]))\n"
"""A program called jupyterlab that says where it stands. The real one is in `tests/grader/notebook/test_server.py`."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A right answer to the throw-away course's exercise, in that course."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    root = simulated.course(tmp_path / "course")
    settings = root / "exercises" / "course.toml"
    settings.write_text(settings.read_text() + '\n[hand_in]\nfolder = "../handed in"\n', encoding="utf-8")
    (tmp_path / "handed in").mkdir()
    simulated.hand_in(root / "mine", "me", "total = np.sum(a) - 1")
    return root / "mine" / "me" / "01" / "sum.py"


@pytest.fixture
def marker(file: Path) -> Iterator[Path]:
    """Not there when the test ends: no planted module was imported."""
    marker = plant(file.parent)
    yield marker
    assert not marker.exists(), marker.read_text()


def typed(file: Path, command: list[str]) -> str:
    """What a command prints that is started beside the file."""
    ended = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_what_is_planted_would_say_so(file: Path) -> None:
    """A Python that searches its working folder imports it: this is what the other tests look for."""
    marker = plant(file.parent)
    subprocess.run([sys.executable, "-c", "import grader"], cwd=file.parent, check=False)

    assert "grader in process" in marker.read_text()


@pytest.mark.usefixtures("marker")
def test_grader_can_be_started_as_a_module(file: Path) -> None:
    """`python -P -m grader` is what our processes type for `grader`."""
    assert typed(file, grader_command("--version")) == typed(
        file, [str(Path(sys.executable).parent / "grader"), "--version"]
    )


@pytest.mark.usefixtures("marker")
def test_a_file_is_handed_in_from_a_notebook(file: Path) -> None:
    """The panel's Hand in."""
    assert "sum" in json.loads(typed(file, python_command("-c", SUBMITS, str(file))))["receipt"]


@pytest.mark.kernel
@pytest.mark.usefixtures("marker")
def test_a_file_is_checked_from_a_notebook(file: Path) -> None:
    """Where no checker is warm, by the command."""
    assert json.loads(typed(file, python_command("-c", CHECKS, str(file)))) == ["ok"]


@pytest.mark.kernel
@pytest.mark.usefixtures("marker")
def test_a_file_is_checked_without_a_sandbox(file: Path) -> None:
    """The kernel stands in an empty folder of its own, not beside the file."""
    printed = typed(file, grader_command("check", str(file), "--no-sandbox", "--json"))
    assert json.loads(printed)["outcome"] == "ok"


@pytest.mark.kernel
@pytest.mark.usefixtures("marker")
def test_a_file_is_checked_by_a_warm_checker(file: Path) -> None:
    """It is started from wherever `grader lab` is typed."""
    root = str(file.parents[3])
    assert json.loads(typed(file, python_command("-c", ASKS, str(file), root)))["outcome"] == "ok"


@pytest.mark.kernel
@pytest.mark.usefixtures("marker")
def test_a_file_is_watched(file: Path) -> None:
    """`grader check --watch`, typed beside the file."""
    command = grader_command("check", str(file), "--watch")
    with subprocess.Popen(command, cwd=file.parent, stdout=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        assert any("Page" in line for line in iter(watch.stdout.readline, ""))
        watch.terminate()


@pytest.mark.kernel
@pytest.mark.usefixtures("marker")
def test_jupyterlab_stands_elsewhere(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter looks in its working folder for templates and for programs to run; files in options stay the same."""
    (tmp_path / "programs" / "jupyterlab").mkdir(parents=True)
    (tmp_path / "programs" / "jupyterlab" / "__main__.py").write_text(STAND_IN)
    (tmp_path / "programs" / "jupyterlab" / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'programs'}{os.pathsep}{ROOT}")
    options = ["--allow-root", "--config=typing.py", "--certfile", "ssl.py", "--port", "9"]

    place, path, folder, *given = json.loads(typed(file, grader_command("lab", "--", *options)))

    assert not Path(place).is_relative_to(tmp_path)
    assert not [part for part in path if not part or Path(part).is_relative_to(file.parents[3])]
    assert folder == str(file.parents[3] / "mine")
    beside = file.parent
    assert given == ["--allow-root", f"--config={beside}/typing.py", "--certfile", f"{beside}/ssl.py", "--port", "9"]


def test_no_search_path_leads_to_the_working_folder() -> None:
    """An empty part means it, as does a relative one; what is left out or absolute stays."""
    before = {
        "PYTHONPATH": ":/a:.:b/c",
        "LD_LIBRARY_PATH": "/x:",
        "JUPYTER_CONFIG_PATH": "",
        "PATH": "/bin",
        "HOME": ".",
    }

    assert without_relative_parts(before) == {
        "PYTHONPATH": "/a",
        "LD_LIBRARY_PATH": "/x",
        "PATH": "/bin",
        "HOME": ".",
    }
