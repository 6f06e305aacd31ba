"""From the results of a cohort to what they tell of each exercise."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from sqlalchemy import Connection

from grader.gradebook import items
from grader.gradebook.items import Asked
from grader.insight.ability import Strength, strengths
from grader.insight.columns import UNIT, UNKNOWN, Columns, Whole, gathered, whole
from grader.insight.criteria import Mask, Verdicts, criterion_insight
from grader.insight.records import Bar, Compared, ExerciseInsight, Quantiles
from grader.insight.statistics import quantiles

Comparing = Callable[[Connection, str], Compared | None]
"""What compares the submissions of one exercise with each other."""
Rubrics = Mapping[int, Sequence[Asked]]
"""The last result by each version of an exercise to that version's criteria, in their order."""


def exercises(connection: Connection, names: Sequence[str], comparing: Comparing) -> Iterator[ExerciseInsight]:
    """What the results tell of each of these exercises that anything was handed in to, in their order."""
    found = gathered(items.judged(connection), names)
    rubrics = _rubrics(connection, found)
    verdicts = {name: tuple(_verdicts(columns, rubrics)) for name, columns in found.items()}
    strength = strengths(found)
    criteria = sum(map(len, verdicts.values()))
    for name, columns in found.items():
        yield _insight(name, columns, rubrics, verdicts[name], strength[name], criteria, comparing(connection, name))


def _insight(  # noqa: PLR0913, PLR0917 - the parts of one record
    name: str,
    columns: Columns,
    rubrics: Rubrics,
    verdicts: Sequence[Verdicts],
    strength: Strength,
    criteria: int,
    compared: Compared | None,
) -> ExerciseInsight:
    places = {
        (digest, one.position): (one.criterion, one.title)
        for digest, (_, last) in columns.rubrics.items()
        for one in rubrics[last]
    }
    clusters, left = columns.clusters.listed(places)
    share = whole(columns.share)
    scored = share[share != UNKNOWN]
    return ExerciseInsight(
        exercise=name,
        handed_in=len(share),
        attempted=columns.attempted,
        unscored=columns.unscored,
        points=_bars(scored),
        share=quantiles(scored / UNIT),
        wall_s=_seconds(columns.wall_s),
        cpu_s=_seconds(columns.cpu_s),
        outcomes=dict(sorted(columns.outcomes.items())),
        attempts=dict(sorted(columns.attempts.items())),
        criteria=tuple(criterion_insight(one, strength, of=criteria) for one in verdicts),
        clusters=clusters,
        clusters_more=left,
        compared=compared,
    )


def _rubrics(connection: Connection, found: Mapping[str, Columns]) -> Rubrics:
    last = {last for columns in found.values() for _, last in columns.rubrics.values()}
    rubrics: dict[int, list[Asked]] = {one: [] for one in last}
    for one in items.asked(connection, last):
        rubrics[one.result_id].append(one)
    return rubrics


def _verdicts(columns: Columns, rubrics: Rubrics) -> Iterator[Verdicts]:
    """Each criterion that any version asks, those of the newest first; a criterion is the same by its id."""
    versions = sorted(columns.rubrics.values(), key=lambda version: -version[1])
    asked = list(chain.from_iterable(((number, one) for one in rubrics[last]) for number, last in versions))
    for criterion in dict.fromkeys(one.criterion for _, one in asked):
        same = [(number, one) for number, one in asked if one.criterion == criterion]
        newest = same[0][1]
        yield Verdicts(
            criterion=criterion,
            title=newest.title,
            hidden=newest.hidden,
            passed=_mask(columns, columns.passed, same),
            failed=_mask(columns, columns.failed, same),
            skipped=_mask(columns, columns.skipped, same),
            errors=_mask(columns, columns.errors, same),
        )


def _mask(columns: Columns, bits: "array[int]", same: Sequence[tuple[int, Asked]]) -> Mask:
    """Whether the criterion's bit is set, wherever each version of the exercise has it."""
    found = np.zeros(len(bits), np.bool_)
    for number, one in same:
        found |= (whole(columns.rubric) == number) & ((whole(bits) >> one.position) & 1).astype(np.bool_)
    return found


def _bars(shares: Whole) -> tuple[Bar, ...]:
    """Eleven bars: tenths of the points, and those who earned all."""
    counts = Counter((10 * shares // UNIT).tolist())
    labels = [f"{10 * tenth} to {10 * tenth + 9} %" for tenth in range(10)] + ["all points"]
    return tuple(Bar(label=label, count=counts[tenth]) for tenth, label in enumerate(labels))


def _seconds(column: "array[float]") -> Quantiles | None:
    return quantiles(np.frombuffer(column))
