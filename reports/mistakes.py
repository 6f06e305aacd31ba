"""Common mistakes: submissions that first go wrong in the same way, and what one of their learners reads of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader.insight import Insight
from grader.insight.records import Cluster
from reports.grid import GridColumn
from reports.statistics import Cause, LastSubmissions, SubmissionSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonMistake:
    """The largest group of one exercise."""

    number: str
    """Of the exercise's lesson."""
    title: str
    href: str
    size: int
    """How many learners; 0 where no two go wrong alike."""
    sentence: str


def common_mistakes(
    columns: Iterable[GridColumn], insight: Insight | None, last: LastSubmissions
) -> Iterator[CommonMistake]:
    """For each exercise its largest group."""
    told = {one.exercise: one.clusters for one in insight.exercises} if insight else {}
    for column in columns:
        cluster = next(iter(told.get(column.exercise, ())), None)
        mine = {one.learner: one for one in last.by_exercise.get(column.exercise, ())} if cluster else {}
        cause = cause_of(cluster, example_of(cluster, mine)) if cluster else None
        yield CommonMistake(
            number=column.number,
            title=column.title,
            href=f"{column.href}#clusters",
            size=cluster.size if cluster else 0,
            sentence=cause.message if cause else cluster.example if cluster else "",
        )


def example_of(cluster: Cluster, last: Mapping[str, SubmissionSummary]) -> SubmissionSummary | None:
    """The last submission of the first of its learners, by learner."""
    return next((last[learner] for learner in cluster.learners if learner in last), None)


def cause_of(cluster: Cluster, example: SubmissionSummary | None) -> Cause | None:
    """What the example's learner is told of the cause; None where nobody is told any."""
    return next((one for one in example.causes if one.rule == cluster.rule), None) if example else None
