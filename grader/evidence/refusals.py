"""THE one door for our own faults: whatever handles what a kernel said goes through `refusing`.

What a kernel said is admitted, decoded, estimated, rebuilt and judged by code of ours. If that code meets what it
was not written for it raises anything, and whose fault that is can't be told by a machine: a learner may have aimed at
it, or be its victim. So neither of them has it free. The one thing that was handled is refused: what needs it earns
no points by itself, the rest is judged as usual, the traceback is kept for an instructor, who is told on *To do* and
reopens the points in one step (`grader decide --reopen`). A run is never given up for it, and points never stay open
because of it.

What no kernel can bring about is not refused: a `SystemFault` (disk, machine, sandbox) and a `SpecError` go through.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import msgspec

from grader.errors import SpecError, SystemFault
from grader.evidence.records import Observation, Prose, Record

_LONGEST: Final = 6_000
"""Characters that are kept, the last ones."""
OURS = (SystemFault, SpecError)
"""What no kernel can bring about."""

_log = logging.getLogger(__name__)


class Refusal(Record, frozen=True, kw_only=True):
    """One thing that a kernel said, and how our own code failed on it."""

    what: Prose
    """What was refused, as a sentence can begin with it: "`model`'s description"."""
    traceback: Annotated[str, msgspec.Meta(max_length=_LONGEST)]
    """For an instructor; it may hold words of the learner's."""

    @property
    def message(self) -> str:
        """What the learner reads."""
        return (
            f"The grader could not read {self.what}, so this earns no points by itself. "
            "Your instructor sees why, and can reopen it."
        )


class Refused(Observation, frozen=True, kw_only=True, tag="refused"):
    """In place of what a kernel said of one thing; only the grader says it."""

    refusal: Refusal


class ThingRefused(Exception):  # noqa: N818 - what happened to one thing that a kernel said
    """That thing can't be used; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal


@contextmanager
def refusing(what: str, *, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """A context in which one thing that a kernel said is handled. Whatever it raises becomes a `ThingRefused`.

    `but` are the exceptions that say something about the thing themselves, and go through.
    """
    try:
        yield
    except (ThingRefused, *OURS):
        raise
    except Exception as error:
        if isinstance(error, but):
            raise
        _log.info("refused %s", ascii(what), exc_info=True)
        said = traceback.format_exc().encode(errors="backslashreplace").decode()
        named = what.encode(errors="replace").decode()[:500]
        raise ThingRefused(Refusal(what=named, traceback=said[-_LONGEST:])) from error
