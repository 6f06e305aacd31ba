"""The insight into a cohort's results, as the record of a section of its page; no markup, no I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.insight.phrases import ACCUSES_NOBODY, explain_alarm
from grader.insight.records import Cluster, CriterionInsight, ExerciseInsight, Insight, LineRange, SimilarPair
from grader.model import Exercise
from grader.storage.page_names import lesson_of, page_name

LEARNERS: Final = 12
"""Learners of a cluster or group that the page links to."""
CLUSTERS: Final = 5
"""Clusters of an exercise that the page shows."""
PAIRS: Final = 10
"""Pairs and groups of an exercise that the page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """A criterion that raised an alarm."""

    exercise: str
    """The exercise's title."""
    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerLink:
    """A learner, with the page of the exercise."""

    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerLinks:
    """The first of some learners."""

    shown: tuple[LearnerLink, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion of the table."""

    title: str
    hidden: bool
    suspected: bool
    earned: str
    """"33 % (27 to 38)", or empty where nobody was judged."""
    bar: tuple[float, float, float]
    """The share of the points and the ends of its interval, percent."""
    discrimination: str
    """"+0.62 (0.54 to 0.68)", or why there is none."""
    known: bool
    """Whether there is one."""
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterRow:
    """Submissions that first go wrong in the same way."""

    size: int
    title: str
    rule: str
    """The diagnosis, in words, or empty."""
    example: str
    learners: LearnerLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageSide:
    """One submission's lines of a passage."""

    where: str
    """"cell 3, lines 2 to 9"."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Submissions whose own code is nearly the same."""

    learners: LearnerLinks
    similarity: str
    tokens: int
    passages: tuple[tuple[PassageSide, PassageSide], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseSection:
    """The insight into one exercise."""

    title: str
    lesson: str
    facts: tuple[str, ...]
    criteria: tuple[CriterionRow, ...]
    clusters: tuple[ClusterRow, ...]
    pairs: tuple[PairRow, ...]
    pairs_more: int
    """Pairs and groups that the page leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightSection:
    """The section of the cohort's page."""

    suspects: tuple[AlarmRow, ...]
    false_alarms: str
    """How often a cohort with healthy criteria raises an alarm: "1 in 1,000"."""
    accuses_nobody: str
    """What stands above submissions that are alike."""
    exercises: tuple[ExerciseSection, ...]


def insight_section(insight: Insight, *, exercises: Sequence[Exercise], lessons: Mapping[str, str]) -> InsightSection:
    """The section on these exercises, in the insight's order."""
    titles = {exercise.id: exercise.title for exercise in exercises}
    told = [one for one in insight.exercises if one.exercise in titles]
    return InsightSection(
        suspects=tuple(suspect for one in told for suspect in _suspects(one, titles[one.exercise])),
        false_alarms=f"1 in {round(1 / insight.false_alarms):,}",
        accuses_nobody=ACCUSES_NOBODY,
        exercises=tuple(_told(one, titles[one.exercise], lesson_of(one.exercise, lessons)) for one in told),
    )


def _suspects(told: ExerciseInsight, exercise: str) -> Iterator[AlarmRow]:
    for item in told.criteria:
        if item.alarm:
            yield AlarmRow(exercise=exercise, title=item.title, words=explain_alarm(item.alarm))


def _told(one: ExerciseInsight, title: str, lesson: str) -> ExerciseSection:
    alike = one.compared.alike if one.compared else ()
    more = one.compared.more if one.compared else 0
    return ExerciseSection(
        title=title,
        lesson=lesson,
        facts=tuple(_facts(one)),
        criteria=tuple(_criterion(item) for item in one.criteria),
        clusters=tuple(_cluster(cluster, one.exercise) for cluster in one.clusters[:CLUSTERS]),
        pairs=tuple(_pair(pair, one.exercise) for pair in alike[:PAIRS]),
        pairs_more=len(alike[PAIRS:]) + more,
    )


def _facts(one: ExerciseInsight) -> Iterator[str]:
    yield f"{one.attempted} of {one.handed_in} attempted it"
    if one.share:
        yield f"half of them earned at least {100 * one.share.median:.0f} % of the points"
    if one.wall_s:
        yield f"a run took {one.wall_s.median:.1f} s, nine in ten less than {one.wall_s.p90:.1f} s"
    if tries := sum(times * count for times, count in one.attempts.items()):
        yield f"{tries / one.handed_in:.1f} attempts each"
    if one.compared and one.compared.submissions:
        yield f"{one.compared.submissions} compared with each other, {one.compared.short} too short for that"


def _criterion(item: CriterionInsight) -> CriterionRow:
    share, found = item.difficulty, item.discrimination
    percent = (100 * share.value, 100 * share.low, 100 * share.high) if share else (0.0, 0.0, 0.0)
    ours = f", {item.errors} not judged, our fault" if item.errors else ""
    return CriterionRow(
        title=item.title,
        hidden=item.hidden,
        suspected=item.alarm is not None,
        earned="{:.0f} % ({:.0f} to {:.0f})".format(*percent) if share else "",
        bar=percent,
        discrimination=f"{found.value:+.2f} ({found.low:.2f} to {found.high:.2f})" if found else item.too_few or "",
        known=found is not None,
        counts=f"{item.passed} passed, {item.failed} failed, {item.skipped} stopped earlier{ours}",
    )


def _cluster(cluster: Cluster, exercise: str) -> ClusterRow:
    return ClusterRow(
        size=cluster.size,
        title=cluster.title,
        rule=(cluster.rule or "").replace("_", " "),
        example=cluster.example,
        learners=_whose(cluster.learners, cluster.size, exercise),
    )


def _pair(pair: SimilarPair, exercise: str) -> PairRow:
    return PairRow(
        learners=_whose(pair.learners, pair.size, exercise),
        similarity=f"{100 * pair.similarity:.0f} %",
        tokens=pair.tokens,
        passages=tuple((_side(passage.left), _side(passage.right)) for passage in pair.passages),
    )


def _side(place: LineRange) -> PassageSide:
    lines = f"line {place.first}" if place.first == place.last else f"lines {place.first} to {place.last}"
    return PassageSide(where=f"code cell {place.cell}, {lines}", text=place.text)


def _whose(learners: Sequence[str], size: int, exercise: str) -> LearnerLinks:
    shown = tuple(LearnerLink(name=name, href=page_name(name, exercise)) for name in learners[:LEARNERS])
    return LearnerLinks(shown=shown, more=size - len(shown))
