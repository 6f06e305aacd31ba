"""THE one gate for errors in the grader itself: code that handles what a kernel sent runs under `refusing`.

Our own code admits, decodes, estimates, rebuilds and judges what a kernel sent. If it meets something for which it was
not written, it may raise anything. A machine can't decide whose fault that is: the learner may have aimed at it, or be
its victim. So neither possibility is assumed. The one thing that was handled is refused: criteria that need it earn no
points by themselves, and the rest is judged as usual. The traceback is kept for an instructor, who is notified on *To
do* and reopens the points in one step (`grader decide --reopen`). A run is never given up because of it, and points
never stay open because of it.

Errors that no kernel can cause are not refused: a `SystemFault` (disk, machine, sandbox) and a `SpecError` pass
through.
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
"""The number of characters that are kept; they are the last ones."""
OURS = (SystemFault, SpecError)
"""The errors that no kernel can cause."""

_log = logging.getLogger(__name__)


class Refusal(Record, frozen=True, kw_only=True):
    """One thing that a kernel sent, and how our own code failed on it."""

    what: Prose
    """The thing that was refused, worded to begin a sentence: "`model`'s description"."""
    traceback: Annotated[str, msgspec.Meta(max_length=_LONGEST)]
    """The traceback for an instructor; it may contain the learner's words."""

    @property
    def message(self) -> str:
        """The message for the learner."""
        return (
            f"The grader could not read {self.what}, so this earns no points by itself. "
            "Your instructor sees why, and can reopen it."
        )


class Refused(Observation, frozen=True, kw_only=True, tag="refused"):
    """Replaces what a kernel sent about one thing; only the grader sets it."""

    refusal: Refusal


class ThingRefused(Exception):  # noqa: N818 - describes what happened to something that a kernel sent
    """This thing can't be used; `refusal` gives the reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal


@contextmanager
def refusing(what: str, *, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """A context in which one thing from a kernel is handled. Every exception in it becomes a `ThingRefused`.

    The exceptions in `but` describe the thing itself, and pass through.
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
