"""Hands in a notebook from within JupyterLab, with the same command as in a terminal: `grader submit`.

A personal token goes from the browser to the learner's own Jupyter server, and from there to the service. Once the
service has accepted it, it is saved where the command saves it (`grader.commands.submit`), never in a notebook.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from grader.commands.submit import TOKEN, keep_token, kept_token
from grader.course import HandIn
from grader.course.loader import find_course, load_course
from grader.errors import GraderError, SpecError
from grader.util.processes import grader_command, without_relative_parts

USAGE = 2
"""The command's exit code if the user can correct the error."""
MOST = 1_000
"""The most characters of a token; ours have a few dozen."""


def submit_file(file: Path, token: str = "") -> dict[str, Any]:
    """The command's answer, or `{"needs_token": address}` if a service's token is not known yet.

    Raises `GraderError` with the reason why nothing was handed in; `SpecError` if the user can correct it.
    """
    if len(token) > MOST or not (token.isascii() and token.isprintable()):
        raise SpecError("this is not a token: copy it from the service's page again")
    if not file.is_file():
        raise SpecError(f"{file}: no such file")
    hand_in = load_course(find_course(file)).hand_in
    if not (isinstance(hand_in, HandIn) and hand_in.way == "service"):
        return _run_command(file, {})
    if not (token or os.environ.get(TOKEN) or kept_token(hand_in.to)):
        return {"needs_token": hand_in.to}
    answer = _run_command(file, {TOKEN: token} if token else {})
    if token:
        keep_token(hand_in.to, token)
    return answer


def _run_command(file: Path, variables: dict[str, str]) -> dict[str, Any]:
    ended = subprocess.run(
        grader_command("submit", str(file), "--json"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=without_relative_parts(os.environ) | variables,
        start_new_session=True,  # git must not ask for a password in the terminal in which Jupyter runs
    )
    if ended.returncode:
        kind = SpecError if ended.returncode == USAGE else GraderError
        raise kind(ended.stderr.strip().removeprefix("grader: ") or f"it ended with {ended.returncode}")
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer
