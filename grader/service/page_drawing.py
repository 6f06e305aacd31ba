"""Renders pages while a service runs: a learner's as soon as there is a result, those about all learners in the
background.

Not only results change pages, but also decisions from other processes, due dates that pass, and lists of people. So
nobody reports changes. Instead, the sources of the pages are checked every second.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from grader.gradebook import Entry
from reports.publish import PagesVersion, PageWriter

LOOK_S = 1.0
"""Seconds between checks of the pages' sources."""
COHORT_S = 60.0
"""Seconds between two drawings of the pages that show all learners, if there are only new results. After a decision or
a due date, they are drawn at once."""
REST = 10.0
"""After such a drawing, the next one waits this many times as long as it took: for a large cohort it takes minutes, and
runs are judged meanwhile."""

log = logging.getLogger(__name__)


class PageDrawing:
    """Renders the pages of one OUT. A page that can't be rendered is logged, and rendered again with the cohort's
    pages.

    A result is in the gradebook before its page is drawn, so an error here must not undo it.
    """

    def __init__(self, writer: Callable[[], PageWriter]) -> None:
        """`writer` makes a page writer, one for each thread. Raises the same exceptions as `PageWriter`."""
        self._new_writer = writer
        self._writer = writer()
        self._watcher = writer()
        self._drawn: PagesVersion | None = None  # an earlier coordinator may have been killed before it drew
        self._ended, self._took_s = float("-inf"), 0.0

    def draw(self, entry: Entry) -> None:
        """Draw the pages of a learner for whom a result was recorded."""
        try:
            self._writer.learners.draw_learner(entry.result.submission.learner)
        except Exception:
            log.exception("a learner's pages could not be drawn")

    async def keep_up(self, stop: asyncio.Event) -> None:
        """Draw the pages about all learners when something has changed, until `stop` is set, and then a last time."""
        while not stop.is_set():
            await asyncio.to_thread(self._look, at_once=False)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)
        await asyncio.to_thread(self._look, at_once=True)

    def _look(self, *, at_once: bool) -> None:
        """Draw the pages about all learners if they would now look different, after a pause unless `at_once`."""
        try:
            version = self._watcher.version()
            if version == self._drawn or not (at_once or self._is_rested(version)):
                return
            began = time.monotonic()
            try:
                self._new_writer().write_index(every=False)
                self._drawn = version
            finally:
                self._ended = time.monotonic()
                self._took_s = self._ended - began
        except Exception:
            self._drawn = None
            log.exception("the pages of all learners could not be drawn")

    def _is_rested(self, version: PagesVersion) -> bool:
        """Whether the last drawing is long enough ago."""
        only_results = self._drawn is None or version.besides == self._drawn.besides
        return time.monotonic() - self._ended >= max(COHORT_S if only_results else 0.0, REST * self._took_s)
