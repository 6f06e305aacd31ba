"""The kernels that `grader lab` starts."""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from grader.commands.lab import jupyter_environment


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
