"""`grader backup`: a copy of OUT that can take its place."""

from pathlib import Path

from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of
from grader.gradebook import Gradebook
from grader.storage.backup import back_up
from grader.util.text import pluralize


def run_backup(out: Path, to: Path, *, gradebook: str | None) -> int:
    """The exit code, 0 once the copy is whole and on the disk."""
    with Gradebook.view(gradebook_of(out, gradebook)) as book:
        files = back_up(out, book, to)
    console.out.print(
        f"{pluralize(files, 'file')} in {escape(str(to))}: gradebook, runs and what was handed in. "
        f"`grader report {escape(str(to))}` draws the pages."
    )
    return DONE
