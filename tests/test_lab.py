"""`grader lab`: how it starts JupyterLab, and the kernels that run in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from grader.commands.lab import jupyter_environment

ROOT = Path(__file__).parents[1]
EXERCISE = "06_multi_layer/two_layers"
STAND_IN = "import json, os, sys\nprint(json.dumps({'words': sys.argv[1:], 'data': os.environ['TFDS_DATA_DIR']}))\n"
"""A program called jupyterlab that says how it was started. The real one is started by `tests/test_release.py`."""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A learner's course, in a folder with a blank and accents, and a cache in which nothing was fetched."""
    root = tmp_path / "Übung 1 (neu)"
    shutil.copytree(
        ROOT / "exercises", root / "exercises", ignore=shutil.ignore_patterns("cats_and_dogs", "pretrained")
    )
    shutil.copytree(ROOT / "solutions", root / "solutions")
    (tmp_path / "programs" / "jupyterlab").mkdir(parents=True)
    (tmp_path / "programs" / "jupyterlab" / "__init__.py").touch()
    (tmp_path / "programs" / "jupyterlab" / "__main__.py").write_text(STAND_IN)
    return root


def lab(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`grader lab`, typed in the course's folder."""
    programs, cache = course.parent / "programs", course.parent / "cache"
    env = os.environ | {"PYTHONPATH": f"{programs}{os.pathsep}{ROOT}", "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", "from grader.commands.cli import main; main()", "lab", *words]
    with (course.parent / "stdout").open("w+") as stdout, (course.parent / "stderr").open("w+") as stderr:
        ended = subprocess.run(command, cwd=course, env=env, stdout=stdout, stderr=stderr, check=False)
        for file in (stdout, stderr):  # and no pipes: the checker that is started besides would hold them open
            file.seek(0)
        return subprocess.CompletedProcess(command, ended.returncode, stdout.read(), stderr.read())


def started(course: Path, *options: str) -> dict[str, Any]:
    """What JupyterLab is started with. Root says that it may be."""
    ended = lab(course, "--", *([] if os.geteuid() else ["--allow-root"]), *options)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.kernel
def test_every_start_is_like_the_first(course: Path) -> None:
    """Before the photographs are fetched and after; what was answered meanwhile stays."""
    first = started(course)
    answer = course / "mine" / f"{EXERCISE}.ipynb"
    answer.write_text("an answer")
    again = started(course)
    fetched = course.parent / "cache" / "grader" / "course_data" / "cats_and_dogs"
    fetched.mkdir(parents=True)
    (fetched / "CONTENT").touch()

    assert first == again == started(course)
    assert first["words"][0] == str(course / "mine")
    assert first["data"] == str(course / "exercises" / "_data" / "tfds")
    assert answer.read_text() == "an answer"
    assert (course / "mine" / "_data" / "cats_and_dogs" / "CONTENT").exists()


@pytest.mark.kernel
def test_options_of_jupyterlabs_are_passed_on(course: Path) -> None:
    """What stands behind -- is its own."""
    assert started(course, "--port", "9999", "--no-browser")["words"][-3:] == ["--port", "9999", "--no-browser"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")
def test_root_is_told_what_to_type(course: Path) -> None:
    """Before anything is written, and with the options that were typed."""
    ended = lab(course, "--", "--port", "9999")

    assert ended.returncode == 2
    assert "type: grader lab -- --allow-root --port 9999" in ended.stderr
    assert not (course / "mine").exists()


def test_a_course_that_cannot_be_written_is_named(course: Path) -> None:
    """Here a file lies where the copies go, as permissions mean nothing to root."""
    (course / "mine").touch()

    ended = lab(course, "--", "--allow-root")

    assert ended.returncode == 3
    assert "mine" in ended.stderr
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_libraries_write_past_python_is_not_in_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorFlow's notes on drivers don't stand in red below the first cell; Python's own text does."""
    monkeypatch.setenv("JUPYTER_PATH", jupyter_environment(os.environ)["JUPYTER_PATH"])
    cell = nbformat.v4.new_code_cell(
        "import os, sys\nos.write(2, b'driver')\nprint('seen')\nprint('too', file=sys.stderr)"
    )
    notebook = nbformat.v4.new_notebook(cells=[cell])

    NotebookClient(notebook, kernel_name="python3").execute()

    assert {one["name"]: one["text"] for one in cell["outputs"] if "name" in one} == {
        "stdout": "seen\n",
        "stderr": "too\n",
    }


def test_folders_of_jupyters_that_somebody_named_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are searched after ours."""
    monkeypatch.setenv("JUPYTER_PATH", "/a:/b")

    assert jupyter_environment(os.environ)["JUPYTER_PATH"].endswith(":/a:/b")
