"""A learner's own lines are told from the stub's, wherever they stand."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from grader.gradebook.items import HandIn
from grader.handed_in import HandedIn
from grader.insight.own import MAX_CODE, reader
from grader.insight.tokens import MAX_CHARACTERS, Part
from grader.source.records import Source, SourceCell

STUB = Source(cells=(SourceCell(text="import numpy as np\nx = 3"), SourceCell(text="y = ...")))


def own(tmp_path: Path, *cells: str) -> tuple[Part, ...] | None:
    """What is the learner's in a notebook of these cells."""
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    content = json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()
    digest = sha256(content).hexdigest()
    files = HandedIn(tmp_path)
    files.put(digest, content)
    return reader(files, STUB)(HandIn("e", "ada", digest, "handed_in/a.ipynb"))


def test_given_statements_and_imports_are_nobodys_own(tmp_path: Path) -> None:
    """However they are spaced, and in whatever cell; the blank as it was handed out, too."""
    assert own(tmp_path, "x=3  # mine\nimport os", "y = ...") == ()


def test_own_lines_are_cut_from_given_ones(tmp_path: Path) -> None:
    """Each run of own statements is a part with its place; comments end one, which changes nothing."""
    found = own(tmp_path, "a = 1\n\n# note\nb = 2\nx = 3\n\nc = 4", "y = x")

    assert found == (
        Part(cell=1, first=1, text="a = 1"),
        Part(cell=1, first=4, text="b = 2"),
        Part(cell=1, first=7, text="c = 4"),
        Part(cell=2, first=1, text="y = x"),
    )


def test_decorators_belong_to_their_function(tmp_path: Path) -> None:
    """A part begins with them."""
    assert own(tmp_path, "x = 3\n@tf.function\ndef f():\n    return 1") == (
        Part(cell=1, first=2, text="@tf.function\ndef f():\n    return 1"),
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["a = '''" + "b" * MAX_CHARACTERS + "'''"],
        ["a = 1\n" * (MAX_CODE // 6 + 1)],
        ["# " + "x" * MAX_CODE],
        ["a" + ".b" * 20_000],
    ],
    ids=["own code", "code", "comments", "depth"],
)
def test_too_much_is_not_looked_at(tmp_path: Path, cells: list[str]) -> None:
    """Nobody writes so much for an exercise."""
    assert not own(tmp_path, *cells)
