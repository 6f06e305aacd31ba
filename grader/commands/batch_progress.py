"""The progress bar of `grade` and `regrade`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from grader.batch import events
from grader.commands.console import progress_bar


@asynccontextmanager
async def batch_progress(
    what: str, preparing: str
) -> AsyncIterator[tuple[Callable[[str], None], Callable[[events.Progress], None]]]:
    """A progress bar for a batch: what to call before an exercise is prepared, and after each event of the batch."""
    with progress_bar(what, None) as (progress, task):

        def prepare(exercise: str) -> None:
            progress.update(task, description=f"{preparing} {exercise}")

        def advance(now: events.Progress) -> None:
            progress.update(task, description=what, total=now.total, completed=now.judged)

        yield prepare, advance
