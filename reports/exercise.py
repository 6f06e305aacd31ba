"""What the results show about one exercise, as the record of its page for instructors. Contains no markup and no
I/O.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from grader.insight.criteria import explain_alarm
from grader.insight.records import Bar, Cluster, CriterionInsight, ExerciseInsight, SimilarPair
from grader.insight.similarity import ACCUSES_NOBODY
from grader.model import Exercise, Verdict
from grader.storage.layout import exercise_page_name, lesson_of, page_name
from grader.util.text import pluralize
from reports.code import CodeCell
from reports.instructor import Cause, CohortView, SubmissionSummary, example_of
from reports.links import PageLink, neighbours

LEARNERS: Final = 200
"""The most learners of one list that the page links to."""
CLUSTERS: Final = 8
"""The most clusters that the page shows."""
PAIRS: Final = 10
"""The most pairs and groups that the page shows."""

FindCode = Callable[[str], Sequence[CodeCell]]
"""Maps the key of a run to the cells that the learner wrote; no cells if the run was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The first learners of a list."""

    shown: tuple[PageLink, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion of the table."""

    id: str
    title: str
    hidden: bool
    alarm: str
    """Why the criterion is suspicious, or empty."""
    earned: str
    """"33 % (27 to 38)", or empty if nobody was judged."""
    bar: tuple[float, float, float]
    """The share of the points and the ends of its interval, in percent."""
    discrimination: str
    """"+0.62 (0.54 to 0.68)", or the reason why there is none."""
    known: bool
    """Whether there is a value."""
    counts: str
    failed: People
    """The learners who failed it in their last attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterRow:
    """Submissions whose first failure is the same."""

    of: Cluster
    cause: Cause | None
    """A learner's text about the cause; None if no learner has one."""
    learners: People
    by: str
    """The learner whose code is the example."""
    cells: tuple[CodeCell, ...]
    """The cells that this learner wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenRow:
    """Submissions for which a repair of the same kind was run, and passes."""

    size: int
    example: str
    """The text that one of the learners reads."""
    learners: People


@dataclass(frozen=True, slots=True, kw_only=True)
class ExercisePage:
    """The content of the page."""

    template: ClassVar[str] = "exercise"
    exercise: str
    title: str
    lesson: str
    view: CohortView
    before: PageLink | None
    after: PageLink | None
    facts: tuple[str, ...]
    points: tuple[Bar, ...]
    """The numbers of learners who handed it in, by the share of the points that counts."""
    attempts: tuple[Bar, ...]
    """The numbers of learners, by how many attempts they made."""
    criteria: tuple[CriterionRow, ...]
    clusters: tuple[ClusterRow, ...]
    clusters_more: int
    """The number of failing submissions that are in no shown cluster."""
    proven: tuple[ProvenRow, ...]
    """The hints that were proven, the most frequent first."""
    pairs: tuple[tuple[SimilarPair, People], ...]
    """Submissions with nearly the same code, and their learners."""
    pairs_more: int
    """The number of pairs and groups that the page leaves out."""
    times: tuple[tuple[str, tuple[str, ...]], ...]
    """The measured quantities, each with the least, median, 90 % and most."""
    outcomes: tuple[tuple[str, int], ...]
    """How runs ended that did not end well, with their numbers."""
    false_alarms: str
    """How often a cohort with healthy criteria raises an alarm: "1 in 1,000"."""
    accuses_nobody: ClassVar[str] = ACCUSES_NOBODY
    """The note above similar submissions."""


def exercise_page(
    view: CohortView, one: ExerciseInsight, last: Collection[SubmissionSummary], code: FindCode, false_alarms: float
) -> ExercisePage:
    """The page of one exercise; `last` contains all last attempts at it."""
    exercise = view.exercises[one.exercise]
    people = _Namer(view, exercise)
    alike = one.compared.alike if one.compared else ()
    shown = one.clusters[:CLUSTERS]
    by_learner = {each.learner: each for each in last}
    before, after = neighbours(
        list(view.exercises),
        exercise.id,
        lambda name: PageLink(title=view.exercises[name].title, href=f"../{exercise_page_name(name)}"),
    )
    return ExercisePage(
        exercise=exercise.id,
        title=exercise.title,
        lesson=lesson_of(exercise.id, view.lessons),
        view=view,
        before=before,
        after=after,
        facts=tuple(_facts(one)),
        points=one.points,
        attempts=tuple(Bar(label=str(times), count=count) for times, count in one.attempts.items()),
        criteria=tuple(_criterion(item, people, last) for item in one.criteria),
        clusters=tuple(_cluster(cluster, people, by_learner, code) for cluster in shown),
        clusters_more=one.clusters_more + sum(cluster.size for cluster in one.clusters[CLUSTERS:]),
        proven=tuple(_proven(people, last)),
        pairs=tuple((pair, people(pair.learners, pair.size)) for pair in alike[:PAIRS]),
        pairs_more=len(alike[PAIRS:]) + (one.compared.more if one.compared else 0),
        times=tuple(
            (what, tuple(f"{value:.1f} s" for value in (found.least, found.median, found.p90, found.most)))
            for what, found in (("Time of a run", one.wall_s), ("Processor time", one.cpu_s))
            if found
        ),
        outcomes=tuple((str(outcome), count) for outcome, count in one.outcomes.items() if outcome != "ok"),
        false_alarms=f"1 in {round(1 / false_alarms):,}",
    )


@dataclass(frozen=True, slots=True)
class _Namer:
    """The learners, each with their page of the exercise."""

    view: CohortView
    exercise: Exercise

    def __call__(self, learners: Collection[str], size: int | None = None) -> People:
        first = sorted(learners, key=self.view.order)[:LEARNERS]
        shown = tuple(PageLink(title=self.view.name_of(one), href=page_name(one, self.exercise.id)) for one in first)
        return People(shown=shown, more=(len(learners) if size is None else size) - len(shown))


def _facts(one: ExerciseInsight) -> Iterator[str]:
    yield f"{one.attempted} of {one.handed_in} attempted it"
    if one.share:
        half = "all points" if one.share.median == 1 else f"at least {100 * one.share.median:.0f} % of the points"
        yield f"half of them have {half}"
    if one.unscored:
        yield f"{pluralize(one.unscored, 'submission')} with points not judged (grader error)"
    if tries := sum(times * count for times, count in one.attempts.items()):
        yield f"{tries / one.handed_in:.1f} attempts each"
    if one.compared and one.compared.submissions:
        yield f"{one.compared.submissions} compared with each other, {one.compared.short} too short for that"


def _criterion(item: CriterionInsight, people: _Namer, last: Collection[SubmissionSummary]) -> CriterionRow:
    share, found = item.difficulty, item.discrimination
    percent = (100 * share.value, 100 * share.low, 100 * share.high) if share else (0.0, 0.0, 0.0)
    ours = f", {item.errors} not judged (grader error)" if item.errors else ""
    return CriterionRow(
        id=item.criterion,
        title=item.title,
        hidden=item.hidden,
        alarm=explain_alarm(item.alarm) if item.alarm else "",
        earned="{:.0f} % ({:.0f} to {:.0f})".format(*percent) if share else "",
        bar=percent,
        discrimination=f"{found.value:+.2f} ({found.low:.2f} to {found.high:.2f})" if found else item.too_few or "",
        known=found is not None,
        counts=f"{item.passed} passed, {item.failed} failed, {item.skipped} stopped earlier{ours}",
        failed=people(
            [one.learner for one in last if one.attempted and (item.criterion, Verdict.FAIL) in one.verdicts]
        ),
    )


def _cluster(cluster: Cluster, people: _Namer, last: Mapping[str, SubmissionSummary], code: FindCode) -> ClusterRow:
    first, cause = example_of(cluster, last)
    return ClusterRow(
        of=cluster,
        cause=cause,
        learners=people(cluster.learners, cluster.size),
        by=people.view.name_of(first.learner) if first else "",
        cells=tuple(code(first.run_key)) if first else (),
    )


def _proven(people: _Namer, last: Collection[SubmissionSummary]) -> Iterator[ProvenRow]:
    """One row per kind of repair, which is named by its rule."""
    found: dict[str, dict[str, str]] = {}
    for one in last:
        if proven := next((cause for cause in one.causes if cause.proven), None):
            found.setdefault(proven.rule, {})[one.learner] = proven.message
    for _, told in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        first = min(told, key=people.view.order)
        yield ProvenRow(size=len(told), example=told[first], learners=people(told))
