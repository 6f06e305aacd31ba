"""Pages while a service runs: a learner's as soon as a result is there, those of all learners in the background.

Not only a result changes pages: so does a decision from another process, a due date that passes, a list of people. So
nobody reports changes. Instead, what the pages follow from is looked at each second.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from grader.gradebook import Entry
from reports.publish import PagesVersion, PageWriter

LOOK_S = 1.0
"""Seconds between two looks at what the pages follow from."""
COHORT_S = 60.0
"""Seconds between two drawings of the pages that show all learners, where results alone have come. A decision or a due
date does not wait for that."""
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
        self._watcher = writer()
        self._drawn: PagesVersion | None = None  # an earlier coordinator may have been killed before it drew
        self._ended, self._took_s = float("-inf"), 0.0

    def draw(self, entry: Entry) -> None:
        """The pages of a learner of whom a result was recorded."""
        try:
            self._writer.write_learner(entry.result.submission.learner)
        except Exception:
            log.exception("a learner's pages could not be drawn")

    async def keep_up(self, stop: asyncio.Event) -> None:
        """Draw the pages of all learners where something changed, until `stop` is set, and then a last time."""
        while not stop.is_set():
            await asyncio.to_thread(self._look, at_once=False)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)
        await asyncio.to_thread(self._look, at_once=True)

    def _look(self, *, at_once: bool) -> None:
        """Draw the pages of all learners if they would show something else, after a rest unless `at_once`."""
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
