"""Where a learner's attempts stand, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from grader.service.status import AttemptStatus, Operation, Stage
from grader.storage.layout import page_name
from grader.util.text import pluralize

SHOWN: Final = 12
"""Attempts that are listed, the newest; the map has all."""
_EDITED: Final = 6
"""Edited exercises that are named."""
_MINUTE_S: Final = 60
_SOON_S: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """A line on an attempt."""

    exercise: str
    title: str
    attempt: int
    href: str
    """Its page; empty until it is judged, and its learner may read it."""
    receipt: str
    """The address of its receipt."""
    icon: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """How the queue does."""

    figures: Mapping[str, str]
    """What is counted to how much it is."""
    fault: str
    """Why nothing is judged, a sentence; empty if all is well."""
    held: Mapping[str, str]
    """Exercise to the reason why none of its attempts can be judged."""
    edited: str
    """What of the course was edited since the service started; empty if nothing was."""


def queue_facts(state: Operation) -> QueueFacts:
    """What an operator is shown."""
    figures = {
        "Waiting": f"{state.waiting:,}",
        "Longest wait": _short(state.oldest_s) if state.waiting else "none",
        "Running": f"{state.running:,}",
        "Not judged by our fault": f"{state.faults:,}",
    }
    fault = "" if state.alive else _silence(state.silent_s)
    return QueueFacts(figures=figures, fault=fault, held=state.held, edited=_listed(state.edited))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _EDITED
    return ", ".join(names[:_EDITED]) + (f" and {more} more" if more > 0 else "")


def _silence(silent_s: float | None) -> str:
    unknown = "No coordinator is running, or it only starts"
    since = unknown if silent_s is None else f"The coordinator has been silent for {_short(silent_s)}"
    return f"{since}: hand-ins are kept, and wait."


def _short(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < _MINUTE_S else f"{seconds / _MINUTE_S:.0f} min"


def attempt_rows(statuses: Iterable[AttemptStatus], titles: Mapping[str, str], zone: tzinfo) -> tuple[AttemptRow, ...]:
    """The newest attempts, the newest first; times are those of the zone."""
    newest = sorted(statuses, key=lambda one: (one.received, one.exercise), reverse=True)[:SHOWN]
    last: dict[str, int] = {}
    for one in newest:
        last[one.exercise] = max(one.attempt, last.get(one.exercise, 0))
    return tuple(_row(one, titles, zone, is_last=one.attempt == last[one.exercise]) for one in newest)


def _row(status: AttemptStatus, titles: Mapping[str, str], zone: tzinfo, *, is_last: bool) -> AttemptRow:
    icon, word, detail = _words(status, zone)
    readable = status.stage is Stage.JUDGED and status.feedback is None and is_last
    page = f"/{page_name(status.learner, status.exercise)}" if readable else ""
    return AttemptRow(
        exercise=status.exercise,
        title=titles.get(status.exercise, status.exercise),
        attempt=status.attempt,
        href=page,
        receipt=receipt_href(status.exercise, status.attempt),
        icon=icon,
        word=word,
        detail=detail,
    )


def receipt_href(exercise: str, attempt: int) -> str:
    """Where a receipt is read again."""
    return f"/receipts/{exercise}/{attempt}"


def _words(status: AttemptStatus, zone: tzinfo) -> tuple[str, str, str]:
    """Icon, state and what there is to say about it."""
    match status.stage:
        case Stage.WAITING:
            return "clock", "waiting", _waiting(status)
        case Stage.RUNNING:
            return "clock", "running", pluralize(status.cells, "cell") if status.cells else ""
        case Stage.JUDGED if status.feedback:
            return "clock", "judged", f"feedback comes {status.feedback.words(zone)}"
        case Stage.JUDGED:
            icon = "pass" if status.earned == status.possible else "partly" if status.earned else "fail"
            points = f"{status.earned} of {pluralize(status.possible, 'point')}"
            return icon, "judged", f"{points} by the grader; an instructor decided on it" if status.decided else points
        case _:
            return "error", "not judged yet", "The fault is ours, and it costs you nothing. It will be judged later."


def _waiting(status: AttemptStatus) -> str:
    place = "next" if status.place <= 1 else f"number {status.place} in line"
    return place if status.estimate_s is None else f"{place}, {_about(status.estimate_s)}"


def _about(seconds: float) -> str:
    """A duration as people say it, never more exact than an estimate is."""
    if seconds < _SOON_S:
        return "a few seconds"
    if seconds < _MINUTE_S * 1.5:
        return f"about {round(seconds / 10) * 10} seconds"
    return f"about {round(seconds / _MINUTE_S)} minutes"
