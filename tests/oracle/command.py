"""What the oracle's commands share: which record they use, and how they say what they found.

Each exits with 0 where everything is as it was recorded, with 1 where something differs, and with 2 where there is no
whole record of that commit.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.oracle.compare import Difference, shorten
from tests.oracle.doors import oracle_folder
from tests.oracle.records import Record, RecordError

ROOT = Path(__file__).parents[2]
DEFAULT = Path(__file__).with_name("commit")
"""Holds the commit whose record is used where none is named, on one line."""
SAME, DIFFERS, NO_RECORD = 0, 1, 2


def record_of(commit: str) -> Record:
    """The record of a commit, which need not be there yet."""
    return Record(oracle_folder() / commit)


def parser_of(says: str | None) -> argparse.ArgumentParser:
    """A parser that knows the options of each command."""
    parser = argparse.ArgumentParser(description=says)
    parser.add_argument("--record", metavar="COMMIT", help="whose record is compared with; else the one in `commit`")
    parser.add_argument("--shown", type=int, default=60, metavar="N", help="how many differences are printed")
    parser.add_argument("exercises", nargs="*", help="only these")
    return parser


def chosen_record(commit: str | None) -> Record:
    """The record of that commit, or of the default one. Ends the process where it is not whole."""
    record = record_of(commit or DEFAULT.read_text(encoding="ascii").strip())
    try:
        record.head  # noqa: B018 - read once, for what it raises
    except RecordError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(NO_RECORD)
    return record


def say(line: str) -> None:
    """Print a line of the command's answer."""
    print(line, flush=True)  # noqa: T201 - what it is called for


def progress(line: str) -> None:
    """Print a line for whoever waits."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - what it is called for


def say_differences(found: Iterable[tuple[str, Difference]], *, shown: int) -> int:
    """Print the first of these differences, each with the file that it is of; how many there are."""
    every = list(found)
    for file, one in every[:shown]:
        say(f"{file}: {one.place}\n    was: {shorten(one.before)}\n    now: {shorten(one.after)}")
    if len(every) > shown:
        say(f"… and {len(every) - shown} more")
    return len(every)
