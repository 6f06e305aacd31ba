"""`grader backup`: a copy of OUT that can replace it, made while another process may be grading into it.

The gradebook is copied first, as it was at one moment. The runs and files that its rows refer to are in OUT before a
row is, and never change. So if they are copied afterwards, nothing is missing. Pages and results.jsonl are left out,
because `grader report` can make them.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

from rich.markup import escape
from typer import Argument

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of
from grader.commands.options import GradebookOption, OutArgument
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.service.web.access import back_up_people
from grader.storage.layout import FILES, GRADEBOOK, IDENTITIES, NOT_GRADED, RUNS
from grader.util.files import write_faults
from grader.util.text import pluralize


def back_up(out: Path, book: Gradebook, to: Path, *, more: Callable[[Path], int] = lambda _: 0) -> int:
    """Make the copy, a folder like OUT, completely or not at all, and return how many files it has.

    `more` adds files to the folder that it gets, and returns how many.

    Raises:
        SpecError: the copy would be in OUT, or exists already.
        StorageError: the copy can't be written.
    """
    if to.resolve().is_relative_to(out.resolve()):
        raise SpecError(f"{to}: this is inside {out}; choose a place outside of it, preferably on another disk")
    if os.path.lexists(to):
        raise SpecError(f"{to}: exists already; choose another name")
    part = to.with_name(f".{to.name}.part")
    with write_faults(to):
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True, mode=0o700)
            book.backup(part / GRADEBOOK)
            added = more(part)
            for name in _names(out):
                (part / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copyfile(out / name, part / name)
                added += 1
            os.sync()
            part.rename(to)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return added + 1


def _names(out: Path) -> Iterator[Path]:
    """Every file in OUT that is worth keeping, except the gradebook."""
    yield from (Path(name) for name in (IDENTITIES, NOT_GRADED) if (out / name).is_file())
    for name in (RUNS, FILES):
        for folder, _, files in os.walk(out / name):
            yield from (Path(folder, file).relative_to(out) for file in files if not file.startswith("."))


def backup(
    out: OutArgument,
    to: Annotated[Path, Argument(help="The folder for the copy, which must not exist yet.")],
    *,
    gradebook: GradebookOption = None,
) -> int:
    """Copy gradebook, runs, submissions and accounts, even while the grader is grading or serving."""
    place = gradebook_of(out, gradebook)
    with Gradebook.view(place) as book:
        files = back_up(out, book, to, more=partial(back_up_people, out, place))
    where, what = escape(str(to)), "gradebook, runs, hand-ins, and who may sign in"
    console.out.print(f"{pluralize(files, 'file')} in {where}: {what}. `grader report {where}` makes the pages.")
    return DONE
