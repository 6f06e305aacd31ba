"""A file that is older than what was run in its notebook is not judged without a word."""

import os
from pathlib import Path

import nbformat
import pytest

from grader.errors import SpecError
from grader.notebook.magic import History


def saved(path: Path, *cells: str, at: float) -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, path)
    os.utime(path, (at, at))
    return path


def test_what_ran_after_the_file_was_saved_and_is_not_in_it_is_counted(tmp_path: Path) -> None:
    """Cells that are in it, and those that ask the grader, are not."""
    history = History()
    for cell in ("a = 1\n", "b = 2", "b = 3", "%grader check", "b = 3"):
        history.add(cell)

    assert history.unsaved(saved(tmp_path / "old.ipynb", "a = 1", at=1.0)) == "2 cells"
    assert history.unsaved(saved(tmp_path / "most.ipynb", "a = 1", "b = 2", at=1.0)) == "1 cell"
    assert history.unsaved(saved(tmp_path / "all.ipynb", "a = 1", "b = 2", "b = 3", at=1.0)) == ""


def test_what_ran_before_the_file_was_saved_says_nothing(tmp_path: Path) -> None:
    """A cell that was changed since, and not run again, is as the learner wants it."""
    history = History()
    history.add("b = 2")

    assert history.unsaved(saved(tmp_path / "new.ipynb", "b = 3", at=2**32)) == ""


@pytest.mark.parametrize("text", ["[]", "{}", '{"cells": [{}]}', "b = 2\n"])
def test_a_file_that_is_no_notebook_is_compared_as_text(tmp_path: Path, text: str) -> None:
    """Percent scripts are files of exercises too."""
    file = tmp_path / "answer.py"
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1, 1))
    history = History()
    history.add("b = 2")

    assert history.unsaved(file) == ("" if "b = 2" in text else "1 cell")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """As a typing mistake in `%grader check` makes it."""
    with pytest.raises(SpecError, match=r"gone\.ipynb: cannot be read"):
        History().unsaved(tmp_path / "gone.ipynb")
