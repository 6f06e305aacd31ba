"""Which attempts count, and what they come to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.marks.numbers import reduce_points
from grader.marks.policy import AttemptRule
from grader.marks.records import NOTHING, Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptChoice:
    """What counts of the attempts at an exercise, in points out of those of the last that counts."""

    attempts: tuple[Attempt, ...]
    """All of them, marked by whether they count."""
    judged: Fraction
    """Points before lateness."""
    loses: Fraction
    """Of the points, 0 to 1."""
    unscored: Fraction
    """Points that a fault of the grader left unjudged, less what lateness would take of them."""
    possible: int

    @property
    def upper_bound(self) -> Fraction:
        """What may come of it, 0 to 1, once all of it is judged."""
        return (self.judged * (1 - self.loses) + self.unscored) / self.possible if self.possible else NOTHING


def choose_attempts(attempts: Sequence[Attempt], cut_off: Sequence[bool], rule: AttemptRule) -> AttemptChoice:
    """What counts by the rule, of one attempt or more, in their order, all of them said to count so far.

    `cut_off` says which of them came after the cut-off. Those don't count, unless there is no other.
    """
    counting = attempts
    if any(cut_off):
        counting = [one for one, late in zip(attempts, cut_off, strict=True) if not late] or [attempts[-1]]
    if rule is AttemptRule.AVERAGE and len(counting) > 1:
        return _mean(attempts, counting)
    # What is not judged yet may be worth all: it stays unscored while that could matter. Of equals max takes the first.
    one = max(counting, key=_most) if rule is AttemptRule.BEST and len(counting) > 1 else counting[-1]
    return AttemptChoice(
        attempts=_marked(attempts, (one,)),
        judged=one.earned,
        loses=one.loses,
        unscored=reduce_points(Fraction(one.unscored), one.loses) if one.unscored else NOTHING,
        possible=one.possible,
    )


def _most(one: Attempt) -> tuple[Fraction, int]:
    """What an attempt may be worth, 0 to 1, and that what is judged is better than what is not."""
    most = Fraction(one.earned + one.unscored) / one.possible * (1 - one.loses) if one.possible else NOTHING
    return most, -one.unscored


def _mean(attempts: Sequence[Attempt], counting: Sequence[Attempt]) -> AttemptChoice:
    """The mean of the shares, as points of the last attempt's."""
    possible = counting[-1].possible
    scale = Fraction(possible, len(counting))
    judged = scale * sum(one.earned / one.possible for one in counting if one.possible)
    earned = scale * sum(one.earned / one.possible * (1 - one.loses) for one in counting if one.possible)
    unscored = scale * sum(Fraction(one.unscored, one.possible) * (1 - one.loses) for one in counting if one.possible)
    loses = 1 - earned / judged if judged else Fraction(sum(one.loses for one in counting)) / len(counting)
    return AttemptChoice(
        attempts=_marked(attempts, counting), judged=judged, loses=loses, unscored=unscored, possible=possible
    )


def _marked(attempts: Sequence[Attempt], counting: Sequence[Attempt]) -> tuple[Attempt, ...]:
    if len(attempts) == len(counting):
        return tuple(attempts)
    numbers = {one.number for one in counting}
    return tuple(one if one.number in numbers else replace(one, counts=False) for one in attempts)
