"""Submissions that first go wrong in the same way: the same criterion, diagnosis and message, numbers aside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from grader.gradebook.streams import ResultRow
from grader.insight.records import Cluster

LISTED: Final = 50
"""Clusters of one exercise that are listed."""
LEARNERS: Final = 200
"""Learners of one cluster that are listed."""
LENGTH: Final = 2_000
"""Characters of a message that tell clusters apart."""

Rubrics = Mapping[tuple[str, int], tuple[str, str]]
"""Digest of an exercise's version, and a place in its rubric, to the criterion's id and title there."""

_NUMBER = re.compile(r"(?<![\w.])[-+\N{MINUS SIGN}]?(?:\d[\d_]*(?:[.,]\d+)*\.?(?:[eE][-+]?\d+)?|\.\d+|inf|nan)(?!\w)")


def normalise_message(message: str) -> str:
    """The message with `#` for each number that stands alone; the 1 of `dense_1` is part of a name."""
    return _NUMBER.sub("#", message[:LENGTH])


@dataclass(slots=True)
class _Growing:
    """One cluster while results come in, in whatever order."""

    first: str = ""
    """The learner of the example, the first by name."""
    example: str = ""
    learners: list[str] = field(default_factory=list)

    def add(self, one: ResultRow) -> None:
        self.learners.append(one.learner)
        self.add_learner(one.learner, one.message or "")

    def add_learner(self, learner: str, example: str) -> None:
        """Take the first learner by name as the example."""
        if not self.first or learner < self.first:
            self.first, self.example = learner, example[:LENGTH]

    def join(self, other: "_Growing") -> None:
        self.learners.extend(other.learners)
        self.add_learner(other.first, other.example)


class Clusters:
    """The clusters of one exercise while results come in."""

    def __init__(self) -> None:
        self._growing: dict[tuple[str, int, str | None, str], _Growing] = {}

    def add(self, one: ResultRow) -> None:
        """One more result, which fails some criterion."""
        assert one.criterion is not None
        key = (one.digest, one.criterion, one.rule, normalise_message(one.message or ""))
        cluster = self._growing.get(key)
        if cluster is None:
            cluster = self._growing[key] = _Growing()
        cluster.add(one)

    def largest(self, rubrics: Rubrics) -> tuple[tuple[Cluster, ...], int]:
        """The clusters, the largest first, and how many submissions are in none that is listed.

        A submission that goes wrong in its own way isn't a cluster.
        """
        merged: dict[tuple[str, str, str], _Growing] = {}
        titles: dict[str, str] = {}
        for (digest, place, rule, message), grown in self._growing.items():
            criterion, title = rubrics.get((digest, place), ("", ""))
            titles[criterion] = title
            merged.setdefault((criterion, rule or "", message), _Growing()).join(grown)
        ordered = sorted(merged.items(), key=lambda item: (-len(item[1].learners), *item[0]))
        listed = [(key, grown) for key, grown in ordered if len(grown.learners) > 1][:LISTED]
        left = sum(len(grown.learners) for _, grown in ordered) - sum(len(grown.learners) for _, grown in listed)
        return tuple(_cluster(key, titles[key[0]], grown) for key, grown in listed), left


def _cluster(key: tuple[str, str, str], title: str, grown: _Growing) -> Cluster:
    criterion, rule, message = key
    return Cluster(
        criterion=criterion,
        title=title,
        rule=rule or None,
        message=message,
        size=len(grown.learners),
        example=grown.example,
        learners=tuple(sorted(grown.learners)[:LEARNERS]),
    )
