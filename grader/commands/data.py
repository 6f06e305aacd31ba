"""`grader data`: prepares the data sets that exercises load."""

import shlex
from typing import Annotated

from rich.markup import escape
from typer import Option

from grader.commands import DONE, console
from grader.commands.options import CourseOption, course_of
from grader.course.datasets.datasets import cache_home, visible_folder
from grader.course.datasets.preparing import fetch_data_sets, prepare_data_sets


def data(
    *,
    full: Annotated[bool, Option("--full", help="Prepare all 70,000 images of each set, not only 7,000.")] = False,
    fetch: Annotated[
        bool,
        Option("--fetch", help="Also fetch photographs and a pretrained network, which are not in the repository."),
    ] = False,
    course: CourseOption = None,
) -> int:
    """Prepare the data sets that exercises load."""
    root = course_of(course)
    folder = prepare_data_sets(root, cache_home(), full=full, report=_report)
    if fetch:
        fetch_data_sets(root, cache_home(), report=_report)
    fetched = visible_folder(cache_home())
    line = f"export TFDS_DATA_DIR={shlex.quote(str(folder))} COURSE_DATA={shlex.quote(str(fetched))}"
    console.out.print(
        f"`grader lab` finds them. Before another editor for notebooks, type:  {escape(line)}", soft_wrap=True
    )
    if full:
        console.out.print('To grade with it, set data = "full" in exercises/course.toml.')
    return DONE


def _report(line: str) -> None:
    console.out.print(escape(line))
