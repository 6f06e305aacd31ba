"""Who signs what goes on record: somebody's name, never that of a machine's account."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.commands.cli import app
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.model import Score
from tests.grader import tiny
from tests.grader.gradebook.test_gradebook import FINDINGS, entry_of, hand_in

BY_HAND = """timezone = "UTC"

[[assignments]]
id = "week 1"
title = "First"
exercises = ["01/sum"]
policy = { feedback = "by hand" }
"""
EXCUSE = ["ada", "--exercise", "01/sum", "--excuse", "--why", "ill"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An OUT with one result, and nobody who has said who they are."""
    root = tiny.write(tmp_path / "course", **{"exercises/assignments.toml": BY_HAND})
    with Gradebook.open(root / "out" / "gradebook.sqlite") as book:
        book.record(entry_of(hand_in(book, "ada", "01/sum"), findings=FINDINGS, score=Score(earned=1, possible=3)))
    return root / "out"


def run(words: list[str], name: str | None = None) -> BaseException | None:
    """A command without a terminal, by an account that has that name in its environment; what it raised."""
    found = CliRunner().invoke(app, words, env={"GRADER_NAME": name, "LOGNAME": "root", "USER": "root"})
    return None if isinstance(found.exception, SystemExit) and not found.exit_code else found.exception


def signed(out: Path) -> list[str]:
    """Who signed what is on record."""
    with Gradebook.view(out / "gradebook.sqlite") as book:
        decided = [one.who for one in book.decisions()]
        return [*decided, *(one.who for one in book.feedback_releases()), *(one.who for one in book.regrades())]


@pytest.mark.parametrize(
    "words",
    [
        ["decide", "OUT", *EXCUSE],
        ["feedback", "OUT", "--release", "week 1"],
        ["regrade", "OUT", "--yes", "--why", "stricter"],
    ],
)
@pytest.mark.parametrize("name", [None, "", "  "])
def test_without_a_name_nothing_goes_on_record(out: Path, words: list[str], name: str | None) -> None:
    """Every command that signs says what to type, once or each time, before it does anything."""
    error = run([str(out) if one == "OUT" else one for one in words], name)

    assert isinstance(error, SpecError)
    assert "--by 'YOUR NAME'" in str(error)
    assert "export GRADER_NAME=" in str(error)
    assert signed(out) == []


def test_a_name_is_given_or_was_set_once(out: Path) -> None:
    """What is given on the command line goes before what was set; both are kept as one line."""
    assert run(["decide", str(out), *EXCUSE], "Ines  Okafor\n") is None
    assert run(["decide", str(out), *EXCUSE, "--by", "Tim\u202e"], "Ines Okafor") is None
    assert run(["feedback", str(out), "--release", "week 1", "--by", "Zoë"]) is None

    assert signed(out) == ["Ines Okafor", "Tim[U+202E]", "Zoë"]


@pytest.mark.parametrize(("name", "says"), [("x" * 101, "--by has 101 characters"), ("Late Policy", "is reserved for")])
def test_a_name_that_misleads_is_refused(out: Path, name: str, says: str) -> None:
    """Pages keep back what the late policy signed, so nobody signs as that."""
    assert says in str(run(["decide", str(out), *EXCUSE, "--by", name]))
    assert signed(out) == []


def test_whoever_only_looks_is_not_asked(out: Path) -> None:
    """Lists need no name."""
    for words in (["decide", str(out)], ["decide", str(out), "ada"], ["feedback", str(out)], ["marks", str(out)]):
        assert run(words) is None


def test_a_terminal_asks(out: Path) -> None:
    """And the answer signs."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "GRADER_NAME"}
    command = [sys.executable, "-c", "from grader.commands.cli import main; main()", "decide", str(out), *EXCUSE]
    os.write(ours, b"Ines\n")
    done = subprocess.run(command, stdin=theirs, capture_output=True, env=environment, check=False)
    os.close(ours)
    os.close(theirs)

    assert (done.returncode, signed(out)) == (0, ["Ines"]), done.stderr
    assert b"Your name, for the record" in done.stderr
    assert b"Recorded as decision 1" in done.stdout
