"""How a submission stands, in one word: what a page says beside an icon, so that colour is never alone."""

from enum import StrEnum, unique

from grader.model import Outcome, Result


@unique
class State(StrEnum):
    """The value is the word that pages print."""

    ALL_RIGHT = "all right"
    PARTLY = "partly"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not attempted"
    TIMED_OUT = "timed out"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out of memory"
    TOO_MUCH_OUTPUT = "too much output"
    BROKE_PROTOCOL = "broke protocol"
    UNREADABLE = "unreadable"
    OURS = "our fault"
    EXCUSED = "excused"
    OPEN = "not handed in yet"
    MISSING = "missing"

    @property
    def icon(self) -> str:
        """The symbol of `icons.html` that stands beside the word."""
        return _ICONS.get(self, "stopped")


_ICONS = {
    State.ALL_RIGHT: "pass",
    State.PARTLY: "partly",
    State.WRONG: "fail",
    State.NOT_ATTEMPTED: "blank",
    State.TIMED_OUT: "clock",
    State.UNREADABLE: "unreadable",
    State.OURS: "error",
    State.EXCUSED: "skip",
    State.OPEN: "blank",
    State.MISSING: "fail",
}
_STOPPED = {
    Outcome.TIMED_OUT: State.TIMED_OUT,
    Outcome.CRASHED: State.CRASHED,
    Outcome.OUT_OF_MEMORY: State.OUT_OF_MEMORY,
    Outcome.TOO_MUCH_OUTPUT: State.TOO_MUCH_OUTPUT,
    Outcome.BROKE_PROTOCOL: State.BROKE_PROTOCOL,
    Outcome.UNREADABLE: State.UNREADABLE,
}


STOPPED = frozenset(_STOPPED.values()) - {State.UNREADABLE}
"""States of a submission whose run did not end by itself."""


def state_of(result: Result) -> State:
    """The first that holds: our fault, unreadable, not attempted, every point earned, how the run ended, the points."""
    score = result.score
    if result.outcome is Outcome.INTERNAL or score.unscored:
        return State.OURS
    if result.outcome is Outcome.UNREADABLE:
        return State.UNREADABLE
    if not result.attempted:
        return State.NOT_ATTEMPTED
    if score.earned == score.possible:
        return State.ALL_RIGHT
    return _STOPPED.get(result.outcome, State.PARTLY if score.earned else State.WRONG)
