"""From a gradebook to marks, one learner after another."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from grader.gradebook import Gradebook
from grader.marks.records import Assignments, CourseMark


def marks(
    gradebook: Gradebook,
    assignments: Assignments,
    *,
    now: datetime,
    learner: str | None = None,
    roster: Iterable[str] = (),
) -> Iterator[CourseMark]:
    """The marks of every learner, or of one, sorted by learner; read as they are asked for, in constant memory.

    Learners are those who handed something in, those on whom something was decided, and those in `roster`. What is
    missing after `now` is still open, not zero.

    Raises:
        StorageError: the gradebook can't be read.
    """
    raise NotImplementedError
