"""Every notebook from top to bottom as JupyterLab runs it, without the grader: as handed out, and solved."""

import os
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import NotebookNode

from grader.commands.lab import jupyter_environment
from grader.course.datasets import datasets
from grader.course.loader import load_course

pytestmark = pytest.mark.corpus

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """What `grader lab` gives to JupyterLab."""
    cache = datasets.cache_home()
    places = {"TFDS_DATA_DIR": datasets.folder(ROOT, COURSE.data), "COURSE_DATA": datasets.visible_folder(cache)}
    return {**jupyter_environment(os.environ), **{name: str(place) for name, place in places.items()}}


def solved(exercise: str) -> NotebookNode:
    """The reference as a notebook."""
    text = (ROOT / "solutions" / exercise / "reference.py").read_text(encoding="utf-8")
    return jupytext.reads(text, fmt="py:percent")


def handed_out(exercise: str) -> NotebookNode:
    return nbformat.read(ROOT / "exercises" / f"{exercise}.ipynb", as_version=4)


def executed(notebook: NotebookNode, folder: Path, environment: dict[str, str]) -> list[NotebookNode]:
    """Its code cells after `jupyter execute`, which goes on after an error."""
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "jupyter", "execute", "--allow-errors", "--inplace", "--timeout=600", str(path)]
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd=folder)
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def errors(cells: list[NotebookNode]) -> list[str]:
    return [
        f"{cell.source}\n{one.ename}: {one.evalue}"
        for cell in cells
        for one in cell.outputs
        if one.output_type == "error"
    ]


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_a_solved_notebook_runs_to_its_end(exercise: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """Nothing raises, and TensorFlow's notes on drivers don't stand in red anywhere."""
    cells = executed(solved(exercise), tmp_path, environment)

    assert errors(cells) == []
    assert not [one.text for cell in cells for one in cell.outputs if "cuda" in str(one.get("text", "")).lower()]


@pytest.mark.parametrize("exercise", COURSE.exercises)
def test_a_notebook_as_handed_out_runs_to_its_blank(exercise: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """Whatever raises on the way there would be the course's mistake."""
    answers = [cell.source for cell in solved(exercise).cells if cell.cell_type == "code"]
    cells = executed(handed_out(exercise), tmp_path, environment)

    blank = next(number for number, (cell, own) in enumerate(zip(cells, answers, strict=True)) if cell.source != own)
    assert errors(cells[: blank + 1]) == []
    assert all(cell.execution_count for cell in cells)
