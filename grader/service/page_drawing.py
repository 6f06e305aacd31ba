"""Pages while a service runs: a learner's as soon as a result is there, those of all learners in the background."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from grader.gradebook import Entry
from reports.publish import PageWriter

COHORT_S = 60.0
"""Seconds between two drawings of the pages that show all learners."""
REST = 10.0
"""How many times longer than such a drawing took nothing is drawn after it: a large cohort's takes minutes, and runs
are judged meanwhile."""

log = logging.getLogger(__name__)


class PageDrawing:
    """Draws the pages of one OUT. A page that can't be drawn is logged, and drawn again with the cohort's.

    A result is in the gradebook before its page is drawn, so nothing that goes wrong here may undo it.
    """

    def __init__(self, writer: Callable[[], PageWriter]) -> None:
        """`writer` makes what draws: one for each thread. Raises what `PageWriter` raises."""
        self._new_writer = writer
        self._writer = writer()
        self._changed = asyncio.Event()
        self._changed.set()  # an earlier coordinator may have been killed before it drew

    def draw(self, entry: Entry) -> None:
        """The pages of a learner of whom a result was recorded."""
        self._changed.set()
        try:
            self._writer.write_learner(entry.result.submission.learner)
        except Exception:
            log.exception("a learner's pages could not be drawn")

    async def keep_up(self, stop: asyncio.Event) -> None:
        """Draw the pages of all learners where something changed, until `stop` is set, and then a last time."""
        stopped = asyncio.ensure_future(stop.wait())
        while not stopped.done():
            changed = asyncio.ensure_future(self._changed.wait())
            await asyncio.wait({changed, stopped}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            began = time.monotonic()
            await self._draw_cohort()
            took_s = time.monotonic() - began
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(stopped), max(COHORT_S, REST * took_s))
        await self._draw_cohort()

    async def _draw_cohort(self) -> None:
        if self._changed.is_set():
            self._changed.clear()
            await asyncio.to_thread(self._write_index)

    def _write_index(self) -> None:
        try:
            self._new_writer().write_index(every=False)
        except Exception:
            log.exception("the pages of all learners could not be drawn")
