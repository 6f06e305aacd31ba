"""A notebook handed in from within Jupyter, by the command that a terminal has: `grader submit`.

A personal token goes from the browser to the learner's own Jupyter server, and into the file of
`grader.commands.tokens`. It is never in a notebook.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from grader.commands.submit_service import TOKEN
from grader.commands.tokens import keep_token, kept_token
from grader.course import HandIn
from grader.course.loader import find_course, load_course
from grader.errors import GraderError


def submit_file(file: Path, token: str = "") -> dict[str, Any]:
    """What the command answered, or `{"needs_token": address}` where a service's token is not known yet.

    Raises `GraderError` with the sentence on why nothing was handed in.
    """
    match load_course(find_course(file)).hand_in:
        case HandIn(way="service", to=origin):
            if token:
                keep_token(origin, token)
            elif not (os.environ.get(TOKEN) or kept_token(origin)):
                return {"needs_token": origin}
    return _run_command(file)


def _run_command(file: Path) -> dict[str, Any]:
    call = [sys.executable, "-c", "from grader.cli import main; main()", "submit", str(file), "--json"]
    ended = subprocess.run(
        call,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # nobody can be asked anything on the terminal in which Jupyter runs
    )
    if ended.returncode or not ended.stdout:
        said = ended.stderr.strip().removeprefix("grader: ")
        raise GraderError(said or f"grader submit ended with {ended.returncode}")
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer
