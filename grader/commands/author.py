"""`grader sync` and `grader data`: stubs from references, data sets for kernels."""

from pathlib import Path

from rich.markup import escape

from grader import data
from grader.commands import screen
from grader.scaffold import sync as synchronise
from grader.spec import find_course

CURRENT, STALE = 0, 1


def sync(*, check: bool, course: Path | None) -> int:
    """The exit code: 1 where `check` finds a stub that differs from its reference."""
    changed = synchronise(find_course(course or Path.cwd()), check=check)
    for path in changed:
        screen.out.print(f"{'differs from its reference' if check else 'written'}: {escape(str(path))}")
    if not changed:
        screen.out.print("Every stub is as its reference says.")
    return STALE if check and changed else CURRENT


def prepare(*, full: bool, fetch: bool, course: Path | None) -> int:
    """The exit code, once the data sets are whole."""
    root = find_course(course or Path.cwd())
    data.prepare(root, data.cache_home(), full=full, report=_report)
    if fetch:
        data.fetch(root, data.cache_home(), report=_report)
    if full:
        screen.out.print('To grade with it, set data = "full" in exercises/course.toml.')
    return CURRENT


def _report(line: str) -> None:
    screen.out.print(escape(line))
