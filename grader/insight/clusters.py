"""Submissions that first go wrong in the same way: the same criterion, diagnosis and message, numbers aside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from grader.gradebook.items import Divergence
from grader.insight.records import Cluster

LISTED: Final = 50
"""Clusters of one exercise that are listed."""
LEARNERS: Final = 200
"""Learners of one cluster that are listed."""
LENGTH: Final = 2_000
"""Characters of a message that tell clusters apart."""

_NUMBER = re.compile(r"(?<![\w.])[-+\N{MINUS SIGN}]?(?:\d[\d_]*(?:[.,]\d+)*\.?(?:[eE][-+]?\d+)?|\.\d+|inf|nan)(?!\w)")


def normalised(message: str) -> str:
    """The message with `#` for each number that stands alone; the 1 of `dense_1` is part of a name."""
    return _NUMBER.sub("#", message[:LENGTH])


@dataclass(slots=True)
class _Growing:
    """A cluster while rows come in."""

    title: str
    example: str
    size: int = 0
    learners: list[str] = field(default_factory=list)

    def add(self, learner: str) -> None:
        self.size += 1
        if len(self.learners) < LEARNERS:
            self.learners.append(learner)


def clusters(divergences: Iterable[Divergence]) -> tuple[tuple[Cluster, ...], int]:
    """The clusters of one exercise, the largest first, and how many submissions are in none that is listed.

    A submission that goes wrong in its own way is no cluster.
    """
    growing: dict[tuple[str, str | None, str], _Growing] = {}
    for one in divergences:
        key = (one.criterion, one.rule, normalised(one.message))
        if key not in growing:
            growing[key] = _Growing(title=one.title, example=one.message[:LENGTH])
        growing[key].add(one.learner)
    ordered = sorted(growing.items(), key=lambda item: (-item[1].size, item[0][0], item[0][1] or "", item[0][2]))
    listed = [(key, cluster) for key, cluster in ordered if cluster.size > 1][:LISTED]
    left = sum(cluster.size for _, cluster in ordered) - sum(cluster.size for _, cluster in listed)
    return tuple(_cluster(key, cluster) for key, cluster in listed), left


def _cluster(key: tuple[str, str | None, str], grown: _Growing) -> Cluster:
    criterion, rule, message = key
    return Cluster(
        criterion=criterion,
        title=grown.title,
        rule=rule,
        message=message,
        size=grown.size,
        example=grown.example,
        learners=tuple(sorted(grown.learners)),
    )
