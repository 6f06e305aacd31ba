"""Checks a file from within Jupyter, and shows the verdict and the next hint in a notebook.

A warm checker answers if one listens; if not, the command runs. A hint comes from the file's last check, without
another run. A verdict is the first screen of the learner's page: HTML for light and dark, with plain text beside it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from grader.commands.checker import CheckOptions, ask_checker
from grader.course import HandIn
from grader.course.datasets.datasets import cache_home
from grader.course.hand_in import HandInAdvice, hand_in_advice
from grader.course.loader import find_course, load_course
from grader.errors import GraderError, SpecError
from grader.storage.own_progress import OwnChecks, ReleasedHints
from grader.util.processes import grader_command, without_relative_parts
from grader.util.text import make_visible

# Hints.

SHOWN = 1
"""The number of hints that every verdict shows."""
RIGHT = "Nothing was wrong when this file was last checked."
NO_MORE = "That was the last hint."


@dataclass(frozen=True, slots=True, kw_only=True)
class HintsSoFar:
    """The hints on the first thing that is wrong, including those that were given before."""

    message: str
    """A sentence on what is wrong, or that nothing is wrong."""
    hints: tuple[str, ...] = ()
    last: bool = False
    """Whether no hint is left."""

    def __str__(self) -> str:
        numbered = (f"{number}. {hint}" for number, hint in enumerate(self.hints, 1))
        return "\n".join((self.message, *numbered, *([NO_MORE] if self.last else [])))


def next_hint(file: Path) -> HintsSoFar | None:
    """The hints, one more than the last time; None if the file must be checked first.

    Raises `SpecError` if the file is in no course, and `StorageError` if the hints shown so far can't be saved.
    """
    file = file.absolute()
    check = OwnChecks(cache_home(), find_course(file)).of_file(file)
    if check is None or check.changed():
        return None
    if not check.unmet:
        return HintsSoFar(message=RIGHT)
    first = next((one for one in check.unmet if one.hints), check.unmet[0])
    released = ReleasedHints(cache_home(), file, check.exercise).next_hints(first.failure, first.hints, shown=SHOWN)
    return HintsSoFar(message=first.message, hints=released, last=len(released) == len(first.hints))


# The check.

SANDBOXES = (None, "none")
"""The kinds of checker that may listen: one with a sandbox, or one without if the machine has none."""
FAILURES = (2, 3)
"""Exit codes of a check without a verdict."""
END = "\n"
"""The line after the last result, because the pipe may stay open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict of a check."""

    result: dict[str, Any]
    """The result as `grader check --json` prints it."""
    final: bool
    """Whether the search for the cause is over and the page exists; if not, another verdict follows, which has both."""
    page: Path
    """The page about it, next to the file."""
    hand_in: HandInAdvice | None
    """What to do with the file; None if it contains no answer yet, or if the course does not say."""

    @property
    def right(self) -> bool:
        """Whether every criterion passed."""
        return is_right(self.result)


def is_right(result: dict[str, Any]) -> bool:
    """Whether every criterion passed."""
    return all(one["verdict"] == "pass" for one in result["findings"])


def for_browser(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data."""
    return asdict(verdict) | {"page": verdict.page.name, "right": verdict.right}


def visible(value: Any) -> Any:
    """Plain data without characters that hide or reorder the text next to them, and without half characters."""
    if isinstance(value, dict):
        return {name: visible(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [visible(one) for one in value]
    return make_visible(value) if isinstance(value, str) else value


def check_file(file: Path) -> Iterator[Verdict]:
    """The verdict on a file; if it is wrong, once immediately, and again with its cause and the page.

    Raises `SpecError` or `GraderError`. Its message says why the check failed, or what failed after the verdict.
    """
    file = file.absolute()
    if not file.is_file():
        raise SpecError(f"{file}: no such file")
    course = find_course(file)
    reading, writing = os.pipe()
    pool = ThreadPoolExecutor(1)
    asked = pool.submit(_print_results, course, file, writing)
    pool.shutdown(wait=False)
    with os.fdopen(reading, encoding="utf-8") as lines:
        hand_in = load_course(course).hand_in  # while the check runs
        for number, line in enumerate(iter(lines.readline, END)):
            verdict = _verdict(json.loads(line), file, hand_in, is_first=number == 0)
            yield verdict
            if verdict.final:
                return  # a command takes seconds to end
    asked.result()


def _verdict(result: dict[str, Any], file: Path, hand_in: HandIn | None, *, is_first: bool) -> Verdict:
    advice = hand_in_advice(hand_in if result["attempted"] else None, file, right=is_right(result))
    has_cause = result["attempted"] and result["score"]["earned"] < result["score"]["possible"]
    page = file.with_name(f"{file.stem}.checked.html")
    return Verdict(result=result, final=not (is_first and has_cause), page=page, hand_in=advice)


def _print_results(course: Path, file: Path, out: int) -> None:
    """Write each result on a line of a pipe, then `END`. Raises the error that prevented a verdict."""
    with os.fdopen(out, "w", encoding="utf-8") as pipe:
        try:
            options = CheckOptions(as_json=True, early=True)
            replies = (ask_checker(course, mode, file, options, out=out) for mode in SANDBOXES)
            if all(reply.exit_code() is None for reply in replies):
                _run_command(file, out)
        finally:
            pipe.write(END)


def _run_command(file: Path, out: int) -> None:
    """Run `grader check`, without a sandbox if the machine has none."""
    call = grader_command("check", str(file), "--json", "--early")
    ended = _run(call, out)
    if ended.returncode in FAILURES and sys.platform != "linux":
        ended = _run([*call, "--no-sandbox"], out)
    if ended.returncode not in (0, 1):
        raise GraderError(ended.stderr.strip().removeprefix("grader: ") or f"it ended with {ended.returncode}")


def _run(call: list[str], out: int) -> subprocess.CompletedProcess[str]:
    environment = without_relative_parts(os.environ)
    return subprocess.run(call, stdout=out, stderr=subprocess.PIPE, text=True, check=False, env=environment)


# The verdict in a notebook.

MARKS: Final = {"pass": "✓", "fail": "✗", "skip": "–", "error": "!"}  # noqa: RUF001 - a dash, as the command prints it
"""Maps a verdict to its sign, as the command prints it."""


def verdict_html(verdict: Verdict) -> str:
    """The verdict as a piece of HTML, which contains no script and loads nothing."""
    return _template("inline.html").render(verdict=verdict, result=verdict.result, marks=MARKS)


def verdict_text(verdict: Verdict) -> str:
    """The verdict as lines."""
    return _template("inline.txt").render(verdict=verdict, result=verdict.result, marks=MARKS)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("grader.notebook"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: make_visible(value) if isinstance(value, str) else value,
    )
    return environment.get_template(name)
