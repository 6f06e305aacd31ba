"""Other processes that work on a gradebook while a test does."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import grader
from grader.gradebook.opening import GradebookLocation

PRELUDE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import insert
from grader.gradebook import schema
from grader.errors import StorageError
from grader.gradebook import Entry, Gradebook
from grader.model import Finding, Outcome, Result, Run, Score, Verdict

place = sys.argv[1]
path = Path(place)
findings = tuple(Finding(verdict=Verdict.PASS, message="m" * 1000, criterion=name) for name in "abc")

def record(book, learner):
    submission = book.submission_for(learner=learner, exercise="05/a", sha256="0", path=path)
    result = Result(
        submission=submission, run_key="k", outcome=Outcome.OK, attempted=True, findings=findings,
        score=Score(earned=3, possible=3), grader_version="1", graded=datetime.now(UTC),
    )
    run = Run(key="k", outcome=Outcome.OK)
    book.record(Entry(result=result, run=run, cached=False, exercise_digest="e", reference_key="r"))
"""


def script(body: str) -> list[str]:
    return [sys.executable, "-c", PRELUDE + textwrap.dedent(body)]


ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(grader.__file__).parents[1]), "PYTHONUNBUFFERED": "1"}


@contextmanager
def process(body: str, place: GradebookLocation, *words: object) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs the body on a gradebook, and is given more words; dead at the end."""
    command = [*script(body), str(place), *map(str, words)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=pipe, stdout=pipe, text=True) as other:
        try:
            yield other
        finally:
            other.kill()


def heard(other: subprocess.Popen[str]) -> str:
    """The next line the process says."""
    assert other.stdout
    return other.stdout.readline().strip()


def tell(other: subprocess.Popen[str]) -> None:
    """Let a process go on that waits for a line."""
    assert other.stdin
    other.stdin.write("\n")
    other.stdin.flush()


def kill_midway(body: str, place: GradebookLocation) -> None:
    """Run the body in another process and kill it with SIGKILL once it has printed "midway"."""
    with process(body, place) as other:
        assert heard(other) == "midway"
        other.send_signal(signal.SIGKILL)
        other.wait()


def mounted(size: str, body: str, folder: Path) -> str:
    """What a body says whose gradebook lies on a small file system of its own, mounted at `folder`."""
    inside = f'mount -t tmpfs -o size={size} tmpfs "$0" && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, str(folder)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets us mount nothing, not even in a namespace of our own")
    command += [*script(body), str(folder / "gradebook.sqlite")]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
