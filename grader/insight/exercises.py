"""From the gradebook's sums to what they tell of each exercise."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from grader.gradebook import items
from grader.gradebook.items import Item, Standing, Time
from grader.insight.clusters import clusters
from grader.insight.criteria import criterion_insight
from grader.insight.records import Bar, Compared, CriterionInsight, ExerciseInsight
from grader.insight.statistics import quantiles
from grader.model import Outcome

Key = TypeVar("Key", int, Outcome)
Comparing = Callable[[Connection, str], Compared | None]
"""What compares the submissions of one exercise with each other."""


def exercises(connection: Connection, names: Sequence[str], comparing: Comparing) -> Iterator[ExerciseInsight]:
    """What the results tell of each of these exercises that anything was handed in to, in their order."""
    standings: Mapping[str, list[Standing]] = _by_exercise(items.standings(connection))
    times = _times(items.times(connection))
    criteria = _criteria(items.items(connection), [name for name in names if name in standings])
    diverging = groupby(items.divergences(connection), key=lambda one: one.exercise)
    found = {exercise: clusters(group) for exercise, group in diverging}
    for name in criteria:
        rows = standings[name]
        scored = [row for row in rows if row.attempted and not row.unscored and row.possible]
        listed, more = found.get(name, ((), 0))
        wall_s, cpu_s = (quantiles(column) for column in times[name].T)
        yield ExerciseInsight(
            exercise=name,
            handed_in=sum(row.size for row in rows),
            attempted=sum(row.size for row in rows if row.attempted),
            unscored=sum(row.size for row in rows if row.unscored),
            points=_bars(scored),
            share=quantiles(np.repeat([row.earned / row.possible for row in scored], [row.size for row in scored])),
            wall_s=wall_s,
            cpu_s=cpu_s,
            outcomes=_counts((row.outcome, row.size) for row in rows),
            attempts=_counts((row.attempts, row.size) for row in rows),
            criteria=criteria[name],
            clusters=listed,
            clusters_more=more,
            compared=comparing(connection, name),
        )


def _criteria(rows: Iterable[Item], names: Sequence[str]) -> dict[str, tuple[CriterionInsight, ...]]:
    """Exercise to its criteria in the rubric's order; each knows how many there are in all."""
    kept: dict[str, dict[str, list[Item]]] = {name: defaultdict(list) for name in names}
    for row in rows:
        if row.exercise in kept:
            kept[row.exercise][row.criterion].append(row)
    whole = sum(map(len, kept.values()))
    ordered = {
        name: sorted(found.values(), key=lambda same: max((one.latest, one.position) for one in same)[1])
        for name, found in kept.items()
    }
    return {name: tuple(criterion_insight(same, of=whole) for same in found) for name, found in ordered.items()}


def _bars(rows: Iterable[Standing]) -> tuple[Bar, ...]:
    """Eleven bars: tenths of the points, and those who earned all."""
    counts: Counter[int] = Counter()
    for row in rows:
        counts[10 * row.earned // row.possible] += row.size
    labels = [f"{10 * tenth} to {10 * tenth + 9} %" for tenth in range(10)] + ["all points"]
    return tuple(Bar(label=label, count=counts[tenth]) for tenth, label in enumerate(labels))


def _counts(pairs: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """The sum for each key, keys in order."""
    counts: Counter[Key] = Counter()
    for key, count in pairs:
        counts[key] += count
    return dict(sorted(counts.items()))


def _by_exercise(rows: Iterable[Standing]) -> dict[str, list[Standing]]:
    kept: defaultdict[str, list[Standing]] = defaultdict(list)
    for row in rows:
        kept[row.exercise].append(row)
    return kept


def _times(rows: Iterable[Time]) -> dict[str, npt.NDArray[np.float64]]:
    """Exercise to wall and CPU seconds, float64 (runs, 2)."""
    kept: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
    for row in rows:
        kept[row.exercise].extend((row.wall_s, row.cpu_s))
    return {exercise: np.frombuffer(seconds).reshape(-1, 2) for exercise, seconds in kept.items()}
