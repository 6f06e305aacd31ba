"""Makes the insight into each exercise from the results of a cohort."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from sqlalchemy import Connection

from grader.gradebook import streams
from grader.gradebook.streams import ResultCriterion
from grader.insight.columns import UNIT, UNKNOWN, VERDICTS, Columns, IntColumn, abilities, as_numpy, collect_columns
from grader.insight.criteria import Mask, Verdicts, criterion_insight, quantiles
from grader.insight.records import Bar, ExerciseInsight, SimilarityReport

TENTHS = (*(f"{10 * tenth} to {10 * tenth + 9} %" for tenth in range(10)), "all points")
"""The labels of the bars of an exercise: tenths of the points, and learners who earned all points."""
CompareSubmissions = Callable[[Connection, str], SimilarityReport | None]
"""A function that compares the submissions of one exercise with each other."""
CountedShares = Mapping[str, Sequence[float]]
"""Maps each exercise to the shares of the points that count, 0 to 1, of the learners who handed it in.
`grader.gradebook.marks` computes them.
"""
RubricCriteria = Mapping[int, Sequence[ResultCriterion]]
"""Maps the last result by each version of an exercise to that version's criteria, in their order."""


def exercises(
    connection: Connection, names: Sequence[str], comparing: CompareSubmissions, shares: CountedShares
) -> Iterator[ExerciseInsight]:
    """The insight into each of these exercises with any hand-ins, in the order given."""
    found = collect_columns(streams.result_rows(connection), names)
    rubrics = _rubrics(connection, found)
    verdicts = {name: tuple(_verdicts(columns, rubrics)) for name, columns in found.items()}
    strength = abilities(found)
    criteria = sum(map(len, verdicts.values()))
    for name, columns in found.items():
        share = as_numpy(columns.share)
        counted: IntColumn = share[share != UNKNOWN]  # the last results' points, if marks count none
        if name in shares:
            counted = np.asarray([int(UNIT * one + 1e-6) for one in shares[name]], np.int64)
        counts = Counter((10 * counted // UNIT).tolist())
        places = {
            (digest, one.position): (one.criterion, one.title)
            for digest, (_, last) in columns.rubrics.items()
            for one in rubrics[last]
        }
        clusters, left = columns.clusters.largest(places)
        yield ExerciseInsight(
            exercise=name,
            handed_in=len(columns.share),
            attempted=columns.attempted,
            unscored=columns.unscored,
            points=tuple(Bar(label=label, count=counts[tenth]) for tenth, label in enumerate(TENTHS)),
            share=quantiles(counted / UNIT),
            wall_s=quantiles(np.frombuffer(columns.wall_s)),
            cpu_s=quantiles(np.frombuffer(columns.cpu_s)),
            outcomes=dict(sorted(columns.outcomes.items())),
            attempts=dict(sorted(columns.attempts.items())),
            criteria=tuple(criterion_insight(one, strength[name], of=criteria) for one in verdicts[name]),
            clusters=clusters,
            clusters_more=left,
            compared=comparing(connection, name),
        )


def _rubrics(connection: Connection, found: Mapping[str, Columns]) -> RubricCriteria:
    last = {last for columns in found.values() for _, last in columns.rubrics.values()}
    rubrics: dict[int, list[ResultCriterion]] = {one: [] for one in last}
    for criterion in streams.result_criteria(connection, last):
        rubrics[criterion.result_id].append(criterion)
    return rubrics


def _verdicts(columns: Columns, rubrics: RubricCriteria) -> Iterator[Verdicts]:
    """The verdicts on each criterion of any version, those of the newest version first; equal ids mean the same
    criterion.
    """
    versions = sorted(columns.rubrics.values(), key=lambda version: -version[1])
    asked = list(chain.from_iterable(((number, one) for one in rubrics[last]) for number, last in versions))
    for criterion in dict.fromkeys(one.criterion for _, one in asked):
        same = [(number, one) for number, one in asked if one.criterion == criterion]
        newest = same[0][1]
        yield Verdicts(
            criterion=criterion,
            title=newest.title,
            hidden=newest.hidden,
            **{name: _mask(columns, getattr(columns, name), same) for name in VERDICTS},
        )


def _mask(columns: Columns, bits: "array[int]", same: Sequence[tuple[int, ResultCriterion]]) -> Mask:
    """Whether the criterion's bit is set, at the place that each version of the exercise gives it."""
    found = np.zeros(len(bits), np.bool_)
    for number, one in same:
        found |= (as_numpy(columns.rubric) == number) & ((as_numpy(bits) >> one.position) & 1).astype(np.bool_)
    return found
