"""The state of a submission, in one word: shown next to an icon, so that colour is never the only sign."""

from enum import StrEnum, unique
from typing import Self

from grader.model import Outcome, Result


@unique
class State(StrEnum):
    """A state of a submission; its value is the word that pages print."""

    icon: str
    """The symbol of `icons.html` next to the word."""

    def __new__(cls, word: str, icon: str) -> Self:
        """A state with that word and icon."""
        state = str.__new__(cls, word)
        state._value_, state.icon = word, icon
        return state

    ALL_RIGHT = "all right", "pass"
    PARTLY = "partly", "partly"
    WRONG = "wrong", "fail"
    NOT_ATTEMPTED = "not attempted", "blank"
    TIMED_OUT = "timed out", "clock"
    CRASHED = "crashed", "stopped"
    OUT_OF_MEMORY = "out of memory", "stopped"
    TOO_MUCH_OUTPUT = "too much output", "stopped"
    BROKE_PROTOCOL = "broke protocol", "stopped"
    UNREADABLE = "unreadable", "unreadable"
    OURS = "grader error", "error"
    EXCUSED = "excused", "skip"
    OPEN = "not handed in yet", "blank"
    MISSING = "missing", "fail"


_ENDINGS = ("TIMED_OUT", "CRASHED", "OUT_OF_MEMORY", "TOO_MUCH_OUTPUT", "BROKE_PROTOCOL")
_STOPPED = {Outcome[name]: State[name] for name in _ENDINGS}
STOPPED = frozenset(_STOPPED.values())
"""States of a submission whose run did not end by itself."""


def state_of(result: Result) -> State:
    """The first state that applies: grader error, unreadable, not attempted, all points earned, how the run ended,
    the points.
    """
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
