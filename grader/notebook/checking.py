"""One file checked from within Jupyter: by the warm checker where one listens, else by the command itself."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.checker.client import ask_checker
from grader.course.hand_in import HandInAdvice, hand_in_advice
from grader.course.loader import find_course, load_course
from grader.errors import GraderError, SpecError

SANDBOXES = (None, "none")
"""The kinds of checker that may listen: one in the sandbox, or one without where the machine has none."""
FAILURES = (2, 3)
"""Exit codes of a check that gave no verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check said."""

    result: dict[str, Any]
    """As `grader check --json` prints it."""
    page: Path
    """The page of it, beside the file."""
    hand_in: HandInAdvice | None
    """What to do with the file; None where it holds no answer yet, or the course does not say."""

    @property
    def right(self) -> bool:
        """Whether every criterion passed."""
        return is_right(self.result)


def is_right(result: dict[str, Any]) -> bool:
    """Whether every criterion passed."""
    return all(one["verdict"] == "pass" for one in result["findings"])


def check_file(file: Path) -> Verdict:
    """Check a file. Raises `SpecError` or `GraderError` with the sentence on why there is no verdict."""
    file = file.absolute()
    if not file.is_file():
        raise SpecError(f"{file}: no such file")
    course = find_course(file)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        if not any(_asked(course, mode, file, said.fileno()) for mode in SANDBOXES):
            _run_command(file, said.fileno())
        said.seek(0)
        result = json.loads(said.read())
    hand_in = load_course(course).hand_in if result["attempted"] else None
    return Verdict(
        result=result,
        page=file.with_name(f"{file.stem}.checked.html"),
        hand_in=hand_in_advice(hand_in, file, right=is_right(result)),
    )


def _asked(course: Path, mode: str | None, file: Path, out: int) -> bool:
    """Whether a warm checker has checked it. Raises what kept it from a verdict."""
    reply = ask_checker(course, mode, file, exercise=None, as_json=True, out=out, err=out)
    if reply.mistake:
        raise SpecError(reply.mistake)
    if reply.fault:
        raise GraderError(reply.fault)
    return reply.code is not None


def _run_command(file: Path, out: int) -> None:
    """Run `grader check`, without a sandbox where the machine has none."""
    call = [sys.executable, "-c", "from grader.cli import main; main()", "check", str(file), "--json"]
    ended = subprocess.run(call, stdout=out, stderr=subprocess.PIPE, text=True, check=False, cwd=file.parent)
    if ended.returncode in FAILURES and sys.platform != "linux":
        ended = subprocess.run([*call, "--no-sandbox"], stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode in FAILURES or os.fstat(out).st_size == 0:
        raise GraderError(ended.stderr.strip() or f"grader check ended with {ended.returncode}")
