"""`grader backup`: a copy of OUT that can take its place."""

from functools import partial
from pathlib import Path

from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of
from grader.gradebook import Gradebook
from grader.storage.backup import back_up
from grader.util.text import pluralize
from grader.web.access import back_up_people


def run_backup(out: Path, to: Path, *, gradebook: str | None) -> int:
    """The exit code, 0 once the copy is whole and on the disk."""
    place = gradebook_of(out, gradebook)
    with Gradebook.view(place) as book:
        files = back_up(out, book, to, more=partial(back_up_people, out, place))
    console.out.print(
        f"{pluralize(files, 'file')} in {escape(str(to))}: gradebook, runs, what was handed in, and who may sign in. "
        f"`grader report {escape(str(to))}` draws the pages."
    )
    return DONE
