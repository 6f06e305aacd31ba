"""What commands print: progress on stderr, results on stdout, no colour where stdout is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from grader.model import Verdict

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

BOUNDLESS = 10_000
"""Columns of a file or pipe."""
MARKS = {
    Verdict.PASS: "[green]✓[/green]",
    Verdict.FAIL: "[red]✗[/red]",
    Verdict.SKIP: "[dim]-[/dim]",
    Verdict.ERROR: "[yellow]![/yellow]",
}


def warn(line: str) -> None:
    """Say something on stderr that whoever typed the command should know, above a progress bar."""
    err.print(f"[yellow]grader: {escape(line)}[/yellow]")


def show(table: Table) -> None:
    """Print a table, as wide as it needs to be where stdout is no terminal."""
    wide = out if out.is_terminal else Console(file=out.file, width=BOUNDLESS, highlight=False, emoji=False)
    wide.print(table)  # the width that `print` takes can only narrow


@contextmanager
def bar(what: str, total: int | None) -> Iterator[tuple[Progress, TaskID]]:
    """A progress bar with the time that is left, on stderr; gone when it is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as progress:
        yield progress, progress.add_task(what, total=total)
