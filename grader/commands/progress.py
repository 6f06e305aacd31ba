"""`grader progress` and `grader manual`: show what a learner has done and what comes next, and open the manual.

Neither needs a service: `grader check` saves progress in the cache on this machine, and the manual is part of the
package.
"""

import webbrowser
from pathlib import Path

from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.options import CourseOption, course_of
from grader.course.datasets.datasets import cache_home
from grader.course.loader import load_course
from grader.storage.own_progress import OwnChecks, progress_lines

PAGES = Path(__file__).parents[1] / "manual"
SITE = PAGES / "site" / "index.html"
"""The manual's first page, made by `make manual`. Packages contain it; a checkout contains it after it was built."""


def progress(*, course: CourseOption = None) -> int:
    """Show the course as a map: what your own checks found right, what is open, and what comes next."""
    loaded = load_course(course_of(course))
    for line in progress_lines(loaded, OwnChecks(cache_home(), loaded.root)):
        console.out.print(escape(line))
    return DONE


def manual() -> int:
    """Open the manual in your browser; this needs no network."""
    built = SITE.is_file()
    if not built:
        console.out.print(
            "The manual's site has not been built here (`make manual` builds it). These are its Markdown pages."
        )
    address = (SITE if built else PAGES).as_uri()
    opened = webbrowser.open(address)  # not every machine has a browser, so the address is printed too
    console.out.print(f"{'Opened' if opened else 'There is no browser here. Open'} {escape(address)}")
    return DONE
