"""`grader progress`: the course as a map of what a learner's own checks found, and what comes next."""

from pathlib import Path

from rich.markup import escape

from grader.commands import console
from grader.commands.course import course_of
from grader.course.datasets.datasets import cache_home
from grader.course.loader import load_course
from grader.storage.own_progress import OwnChecks, progress_lines


def run_progress(course: Path | None) -> int:
    """The exit code, 0. Raises `SpecError` if there is no course, or a mistake in its files."""
    loaded = load_course(course_of(course))
    for line in progress_lines(loaded, OwnChecks(cache_home(), loaded.root)):
        console.out.print(escape(line))
    return 0
