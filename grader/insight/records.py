"""The records of what a cohort's results show: the content of OUT/insight.json.

`grader/insight.schema.json` describes the same for machines. A change of meaning increases `VERSION`. Learners are
pseudonyms.
"""

from dataclasses import dataclass
from typing import Final

from grader.model import Outcome

VERSION: Final = 1
"""The version of the format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number that was measured on some learners, with its confidence interval."""

    value: float
    low: float
    high: float
    """The true number is between `low` and `high` with 95 % confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerGroup:
    """Some learners who were judged by one criterion."""

    judged: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """The reason why a criterion is suspect."""

    kind: str
    """`reversed`: strong learners pass it less often than others; `refuses_strong`: most of them fail it."""
    strong: LearnerGroup
    others: LearnerGroup
    chance: float
    """The highest probability that a healthy criterion would look like this, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionInsight:
    """The results of one criterion among the learners who attempted the exercise."""

    criterion: str
    title: str
    hidden: bool
    passed: int
    failed: int
    skipped: int
    """The number not judged because an earlier criterion failed; they earned nothing."""
    errors: int
    """The number not judged because of an error in the grader; they are left out of all statistics."""
    difficulty: Interval | None
    """The share of the points that was earned, 0 to 1, with Wilson's interval; None if nobody was judged."""
    discrimination: Interval | None
    """Point-biserial correlation, -1 to 1, of passing it with strength in other exercises; None if `too_few` gives a
    reason.
    """
    too_few: str | None
    """Why there is no discrimination, as a sentence; None if there is one."""
    alarm: Alarm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """The distribution of a number in the cohort: least value, greatest value and quantiles."""

    least: float
    p25: float
    median: float
    p75: float
    p90: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A count under a label."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Submissions with the same first error."""

    criterion: str
    title: str
    rule: str | None
    """The rule of the diagnosis, if there is one."""
    message: str
    """The finding's message, with `#` for each number."""
    size: int
    example: str
    """The first learner's finding, word for word."""
    learners: tuple[str, ...]
    """Sorted; only the first of them if there are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Lines of one submission."""

    cell: int
    """The code cell, from 1."""
    first: int
    """The first line, from 1, in that cell."""
    last: int
    text: str
    """The text of these lines, or of the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage that is in both submissions, ignoring names and comments."""

    left: LineRange
    right: LineRange


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPair:
    """Submissions whose own code is nearly the same. The reason is not known."""

    learners: tuple[str, ...]
    """Sorted; two learners, or more if their code is the same token by token. Only the first of them if there are
    many.
    """
    size: int
    """The number of learners."""
    similarity: float
    """The share of both submissions' own tokens that is in common passages, 0 to 1."""
    tokens: int
    """The number of own tokens of the shorter submission that are in common passages."""
    passages: tuple[Passage, ...]
    """The common passages of the first two learners; only the longest if there are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityReport:
    """The submissions of an exercise that were compared, and those of them that are similar."""

    submissions: int
    """The number of submissions that were compared."""
    short: int
    """The number left out because too few tokens are their own for similarity to mean anything."""
    unreadable: int
    """The number left out because their code can't be read, is too long, or was not kept."""
    alike: tuple[SimilarPair, ...]
    """The most similar first."""
    more: int
    """The number of further pairs or groups."""
    digest: str
    """A digest of everything that this depends on: if it is the same, this report is too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseInsight:
    """One exercise: the last result of each learner's last attempt, and the points that count."""

    exercise: str
    handed_in: int
    attempted: int
    unscored: int
    """The number of learners with points that were not judged because of errors in the grader."""
    points: tuple[Bar, ...]
    """The learners who handed it in, by their share of the points as in marks: in tenths, and those with all points.

    Learners whose points are not all judged, or who are excused, are left out. If an exercise is in no assignment, its
    points don't count: the bars then show the last results that were attempted.
    """
    share: Quantiles | None
    """The quantiles of that share, 0 to 1; None if nobody has one."""
    wall_s: Quantiles | None
    """Seconds that a run takes."""
    cpu_s: Quantiles | None
    outcomes: dict[Outcome, int]
    attempts: dict[int, int]
    """Maps each number of attempts to how many learners made that many."""
    criteria: tuple[CriterionInsight, ...]
    clusters: tuple[Cluster, ...]
    """The largest first."""
    clusters_more: int
    """The number of failing submissions in clusters that are not listed: smaller ones, or single submissions."""
    compared: SimilarityReport | None
    """None if they were not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """What the results of a cohort show about exercises and criteria."""

    version: int
    learners: int
    false_alarms: float
    """The highest probability that a cohort in which all criteria are healthy raises any alarm, 0 to 1."""
    exercises: tuple[ExerciseInsight, ...]
    """In the course's order."""
