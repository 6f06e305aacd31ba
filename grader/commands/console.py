"""What commands print: progress on stderr, results on stdout, no colour if stdout is not a terminal.

Everything that is printed passes through here, so that no character in a learner's text can control a terminal, or hide
or reorder the text next to it. People see the same text as on pages (`grader.util.text.make_visible`). JSON keeps its
values, because people type its ids again and compare them with files; these characters are JSON escapes there. Progress
bars and the colours of verdicts are here too.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from rich import progress as bars
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from grader.util.text import escape_unseen, make_visible


class _VisibleConsole(Console):
    """A console that makes every string visible before it uses it, in tables too."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Render a string as `rich` does, after making it visible."""
        return super().render_str(make_visible(text), **options)


out = _VisibleConsole(highlight=False, soft_wrap=True, emoji=False)
err = _VisibleConsole(stderr=True, highlight=False, soft_wrap=True, emoji=False)

BOUNDLESS = 10_000
"""The width that is assumed for a file or pipe."""


@contextmanager
def printed_to(out_fd: int, err_fd: int, *, columns: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Inside this context, print to another process's stdout and stderr, as that process would.

    `environment` contains the variables that determine which colours its terminal shows.
    """
    global out, err
    before = out, err
    with os.fdopen(os.dup(out_fd), "w") as out_file, os.fdopen(os.dup(err_fd), "w") as err_file:
        out, err = (
            _VisibleConsole(
                file=file, width=columns, highlight=False, soft_wrap=True, emoji=False, _environ=environment
            )
            for file in (out_file, err_file)
        )
        try:
            yield
        finally:
            out, err = before


def warn(line: str) -> None:
    """Print a warning for the user to stderr, above any progress bar."""
    err.print(f"[yellow]grader: {escape(line)}[/yellow]")


def print_json(value: object, *, indent: int = -1) -> None:
    """Print a value as JSON for machines: on one line of any length, or indented by this many spaces per level."""
    document = msgspec.json.format(msgspec.json.encode(value), indent=indent)
    out.file.write(f"{escape_unseen(document.decode())}\n")
    out.file.flush()  # so that a reader can continue at once


def one_line(text: str) -> str:
    """A learner's name or text, which may contain line breaks and markup, made safe as part of a printed line."""
    return escape(" ".join(text.split()))


def print_wrapped(line: str) -> None:
    """Print a line, wrapped between words at the width of the terminal."""
    out.print(line, soft_wrap=False)


def print_table(table: Table) -> None:
    """Print a table, as wide as it needs to be if stdout is not a terminal."""
    wide = out if out.is_terminal else _VisibleConsole(file=out.file, width=BOUNDLESS, highlight=False, emoji=False)
    wide.print(table)  # the `width` argument of `print` can only make it narrower


@contextmanager
def progress_bar(what: str, total: int | None) -> Iterator[tuple[bars.Progress, bars.TaskID]]:
    """A progress bar on stderr with the remaining time; it disappears when it is done."""
    columns = (bars.SpinnerColumn(), bars.TextColumn("{task.description}"), bars.BarColumn(), bars.MofNCompleteColumn())
    with bars.Progress(*columns, bars.TimeRemainingColumn(), console=err, transient=True) as progress:
        yield progress, progress.add_task(what, total=total)


MARKS: Final[Mapping[str, str]] = {
    "pass": "[green]✓[/green]",
    "fail": "[red]✗[/red]",
    "skip": "[dim]-[/dim]",
    "error": "[yellow]![/yellow]",
}
"""Maps each verdict to how it is shown on a terminal."""
