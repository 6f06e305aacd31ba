"""What an assignment takes and what it costs to be late, as an instructor wrote it: frozen records, no I/O."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique
from fractions import Fraction


@unique
class AttemptRule(StrEnum):
    """Which of a learner's attempts at an exercise counts. Each is taken with what it loses for being late."""

    BEST = "best"
    """The one that is worth most; of equals the first."""
    LAST = "last"
    """The last that was handed in before the cut-off."""
    AVERAGE = "average"
    """The mean of all that were handed in before the cut-off."""


@unique
class FeedbackRule(StrEnum):
    """From when on a service shows learners the points and pages of what they handed in."""

    AT_ONCE = "at once"
    """As soon as it is judged."""
    AFTER_DUE = "after the due date"
    """After the learner's own due date, extensions included."""
    BY_HAND = "by hand"
    """Once an instructor has released the feedback of the assignment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time as a calendar has it: days end at the same time of the clock, however long the night was."""

    days: int = 0
    """Whole days by the clock of the course."""
    exact: timedelta = timedelta()
    """What is added to them, in hours and minutes that are all equally long."""
    words: str
    """As the instructor wrote it: "1 day"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePenalty:
    """What being late costs."""

    loses: Fraction
    """Of the points earned, 0 to 1, for each `each` that has begun after the due date."""
    each: Period
    cap: Fraction = Fraction(1)
    """The most that is lost, 0 to 1; what is handed in after the cut-off loses all nevertheless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How an assignment is handed in and marked."""

    attempts: AttemptRule = AttemptRule.LAST
    grace: Period | None = None
    """How long after the due date nothing is lost. Later than that, lateness counts from the due date itself."""
    late: LatePenalty | None = None
    """None: being late costs nothing."""
    cut_off: Period | None = None
    """How long after the due date a hand-in still counts, and a service takes one; None: for ever."""
    drop_lowest: int = 0
    """How many exercises are left out for each learner: those whose omission helps most."""
    attempts_per_day: int | None = None
    """How many attempts at each exercise a service takes on one day of the course's clock; None: any number."""
    verified_only: bool = False
    """Whether points count that the submission alone vouches for: if True, neither those nor what they are out of."""
    feedback: FeedbackRule = FeedbackRule.AT_ONCE
