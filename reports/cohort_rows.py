"""The rows of a cohort's table: the first ones are drawn, the others are data, as a browser can't hold them all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.model import Score
from grader.util.text import make_visible
from reports.states import State

DRAWN = 100
"""Rows that stand on the page, and that its script adds at a time. Of 2,000 learners with 30 exercises, all at once
take a browser 2.9 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCell:
    """One learner's latest submission of one exercise."""

    href: str
    state: State
    score: Score

    @property
    def rank(self) -> float:
        """The number that the column sorts by: the share of the points, 0 to 1."""
        return round(self.score.earned / self.score.possible, 4) if self.score.possible else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """One row of the table."""

    name: str
    entries: tuple[CohortCell | None, ...]
    """In the order of the columns; None where nothing was handed in."""
    total: Score
    """Of all exercises on the page; one not handed in counts as nothing earned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndrawnRows:
    """The rows that are not drawn, as `cohort.js` reads them."""

    learners: Sequence[Learner]

    @property
    def states(self) -> list[list[str]]:
        """The word and the icon of each state; cells refer to them by position."""
        return [[state, state.icon] for state in State]

    @property
    def files(self) -> list[str]:
        """For each column the name that its pages have in a learner's folder."""
        return [next((one.href.rpartition("/")[2] for one in column if one), "") for column in self._columns()]

    def _columns(self) -> Iterator[Iterator[CohortCell | None]]:
        for number in range(len(self.learners[0].entries)):
            yield (learner.entries[number] for learner in self.learners)

    def rows(self) -> Iterator[list[Any]]:
        """Name, folder, total (earned, possible, open), and for each column earned, possible and state, or 0."""
        place = {state: number for number, state in enumerate(State)}
        for learner in self.learners:
            folder = next(one.href.rpartition("/")[0] for one in learner.entries if one)
            total = [learner.total.earned, learner.total.possible, learner.total.unscored]
            cells = [[one.score.earned, one.score.possible, place[one.state]] if one else 0 for one in learner.entries]
            yield [make_visible(learner.name), folder, total, cells]
