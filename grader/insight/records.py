"""What a cohort's results show, as data: the content of OUT/insight.json.

`grader/insight.schema.json` says the same for machines. A change of meaning raises `VERSION`. Learners are pseudonyms.
"""

from dataclasses import dataclass
from typing import Final

from grader.model import Outcome

VERSION: Final = 1
"""The version of the format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number that was measured on some learners, and where it may lie."""

    value: float
    low: float
    high: float
    """Between `low` and `high` with 95 % confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerGroup:
    """Some learners who were judged by one criterion."""

    judged: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A criterion to be suspected, and why."""

    kind: str
    """`reversed`: strong learners pass it less often than others; `refuses_strong`: most of them fail it."""
    strong: LearnerGroup
    others: LearnerGroup
    chance: float
    """The most likely that a healthy criterion would look like this, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionInsight:
    """How one criterion went for those who attempted the exercise."""

    criterion: str
    title: str
    hidden: bool
    passed: int
    failed: int
    skipped: int
    """Not judged, because an earlier criterion failed; they earned nothing."""
    errors: int
    """Not judged, by our own fault; left out of everything."""
    difficulty: Interval | None
    """The share of the points that was earned, 0 to 1, with Wilson's interval; None if nobody was judged."""
    discrimination: Interval | None
    """Point-biserial correlation, -1 to 1, of passing it with strength elsewhere; None if `too_few` says why."""
    too_few: str | None
    """Why there is no discrimination, a sentence; None if there is one."""
    alarm: Alarm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """Where a number lies in the cohort: the least, the most, and what parts of the cohort stay below."""

    least: float
    p25: float
    median: float
    p75: float
    p90: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How many of something."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Submissions that first go wrong in the same way."""

    criterion: str
    title: str
    rule: str | None
    """The rule of the diagnosis, where there is one."""
    message: str
    """What the finding says, with `#` for each number."""
    size: int
    example: str
    """The finding of the first of the learners, word for word."""
    learners: tuple[str, ...]
    """Sorted; the first of them where there are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Lines of one submission."""

    cell: int
    """The code cell, from 1."""
    first: int
    """From 1, in that cell."""
    last: int
    text: str
    """The text of these lines, or of the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage that stands in both submissions, names and comments aside."""

    left: LineRange
    right: LineRange


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPair:
    """Submissions whose own code is nearly the same. It does not say why."""

    learners: tuple[str, ...]
    """Sorted; two, or more where theirs is the same token by token. The first of them where there are many."""
    size: int
    """How many learners."""
    similarity: float
    """The share of both submissions' own tokens that lies in passages of the other, 0 to 1."""
    tokens: int
    """Own tokens of the shorter of the two that lie in such passages."""
    passages: tuple[Passage, ...]
    """Between the first two learners; the longest ones where there are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityReport:
    """Which submissions of an exercise were compared with each other."""

    submissions: int
    """How many were compared."""
    short: int
    """Left out: too few tokens of their own for likeness to mean anything."""
    unreadable: int
    """Left out: no code that can be read, or too much of it, or not kept."""
    alike: tuple[SimilarPair, ...]
    """The most similar first."""
    more: int
    """How many pairs or groups follow those."""
    digest: str
    """Of all that this follows from: where it is the same, so is this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseInsight:
    """One exercise: the last result of each learner's last attempt, and the points that count."""

    exercise: str
    handed_in: int
    attempted: int
    unscored: int
    """With points that our own faults kept from being judged."""
    points: tuple[Bar, ...]
    """Learners who handed it in, by the share of the points that counts, as in marks: tenths, and all of them.

    Whose points are not all judged, or who is excused, is left out. Of an exercise in no assignment no points count:
    these are then of the last results that were attempted.
    """
    share: Quantiles | None
    """The quantiles of that share, 0 to 1; None if nobody has one."""
    wall_s: Quantiles | None
    """Seconds that a run took."""
    cpu_s: Quantiles | None
    outcomes: dict[Outcome, int]
    attempts: dict[int, int]
    """Attempts that a learner made to how many learners made so many."""
    criteria: tuple[CriterionInsight, ...]
    clusters: tuple[Cluster, ...]
    """The largest first."""
    clusters_more: int
    """Failing submissions in clusters that are not listed: smaller, or of one."""
    compared: SimilarityReport | None
    """None if they were not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """What the results of a cohort tell about exercises and criteria."""

    version: int
    learners: int
    false_alarms: float
    """The most likely that a cohort with healthy criteria alone raises any alarm, 0 to 1."""
    exercises: tuple[ExerciseInsight, ...]
    """In the course's order."""
