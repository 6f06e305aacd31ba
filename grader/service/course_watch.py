"""Tells, while a service runs, what of its course is edited on the disk meanwhile."""

import asyncio
import logging
from contextlib import suppress

from grader.errors import StorageError
from grader.service.course_copy import CourseChanges
from grader.util.logs import describe_error

LOOK_S = 10.0
"""Seconds between two looks at the course's files."""

log = logging.getLogger(__name__)


class CourseWatch:
    """Looks again and again at what differs between the course and the copy that everything is judged by."""

    def __init__(self, changes: CourseChanges) -> None:
        self._changes = changes
        self.edited: tuple[str, ...] = ()
        """What differed at the last look: exercises, and the paths of other files."""

    async def keep_up(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set."""
        while not stop.is_set():
            await asyncio.to_thread(self._look)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)

    def _look(self) -> None:
        try:
            self.edited = self._changes.look()
        except StorageError as error:  # such as a file that is being put in place just now
            log.warning("%s", describe_error(error))
