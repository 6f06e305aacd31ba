"""The commands that README and manual show, what they print there, and whether something printed is that."""

import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from grader.commands import cli

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "grader" / "manual"
PAGES = [ROOT / "README.md", *sorted(path for path in MANUAL.rglob("*.md") if "site" not in path.parts)]
"""All that is documented for people, in files of Markdown."""
BLOCK = re.compile(r"(?P<before>[^\n]*)\n(?P<indent> *)```console\n(?P<lines>.*?)\n(?P=indent)```\n", re.DOTALL)
SAID = re.compile(r"\s*<!-- (?P<kind>run|shown): (?P<what>[^,>]*)(, now: (?P<today>[0-9-]+))?(?P<rest>.*) -->")
PROMPT = re.compile(r"^(?:\w+)?\$ ")
MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d) \d\d:\d\d(:\d\d)?( [A-Z]{3,4})?")
ASKED = re.compile(r"(\(n\):) (y|n)\n")


@dataclass(frozen=True, slots=True)
class Command:
    """One command, and the lines below it."""

    words: tuple[str, ...]
    printed: str


@dataclass(frozen=True, slots=True)
class Block:
    """The commands between two fences."""

    page: str
    number: int
    """Which one of its page, from 1."""
    kind: str
    """`run`, or `shown` where nothing can run them."""
    what: str
    """The name of what is prepared for them, or why they can't run."""
    today: str
    """The day that is today in what they print, or empty."""
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        return f"{self.page}-{self.number}"


def blocks() -> Iterator[Block]:
    """Every block of commands there is; one without a line above that says what to do with it has no kind."""
    for path in PAGES:
        name = path.relative_to(ROOT).as_posix()
        for number, found in enumerate(BLOCK.finditer(path.read_text(encoding="utf-8")), 1):
            said = SAID.fullmatch(found["before"])
            kind, what, today = (said["kind"], said["what"], said["today"] or "") if said else ("", "", "")
            lines = [line.removeprefix(found["indent"]) for line in found["lines"].splitlines()]
            yield Block(name, number, kind, what, today, tuple(_commands(lines)))


def _commands(lines: Sequence[str]) -> Iterator[Command]:
    starts = [place for place, line in enumerate(lines) if PROMPT.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        words = shlex.split(PROMPT.sub("", lines[start]), comments=True)
        yield Command(tuple(words), "\n".join(lines[start + 1 : end]))


class _Answers(io.StringIO):
    """A keyboard, where somebody sits at it."""

    def isatty(self) -> bool:
        """Whether anything is answered."""
        return bool(self.getvalue())


def typed(command: Command) -> str:
    """What a command prints here and now, on both streams; questions are answered as they are on the page."""
    if command.words[0] != "grader":
        done = subprocess.run(command.words, check=True, capture_output=True, text=True)
        return done.stdout
    answers = _Answers("".join(f"{answer}\n" for _, answer in ASKED.findall(command.printed)))
    printed = io.StringIO()
    with (
        patch.multiple(sys, argv=[*command.words], stdin=answers),
        redirect_stdout(printed),
        redirect_stderr(printed),
        suppress(SystemExit),
    ):
        cli.main()
    return printed.getvalue()


def agrees(printed: str, shown: str, today: str) -> bool:
    """Whether it is what a page shows: "…" stands for anything, and how columns are set does not matter."""
    now = datetime.now(UTC).date()
    days = {(now + timedelta(days=days)).isoformat() for days in (-1, 0, 1)}
    pattern = "".join(_pattern(line) for line in _lines(ASKED.sub(r"\1 ", shown), {today} if today else set()))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(printed, days if today else set()))) is not None


def _lines(text: str, days: set[str]) -> list[str]:
    """Lines without empty ones, each with single blanks, and with moments of these days as `NOW`."""
    plain = MOMENT.sub(lambda found: "NOW" if found[1] in days else found[0], text)
    return [line for line in (re.sub(r"[ ─]+", " ", line).strip() for line in plain.splitlines()) if line]


def _pattern(line: str) -> str:
    if line == "…":
        return r"(?:.*\n)*?"
    return ".*?".join(re.escape(part) for part in line.split("…")) + r"\n"
