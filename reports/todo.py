"""What an instructor has to do about a cohort: who, why, where to look and what to type. Contains no markup and no
I/O.
"""

import shlex
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from typing import Final

from grader.gradebook import DecisionKind
from grader.gradebook.marks import ExerciseMark
from grader.gradebook.marks.explanation import format_points
from grader.insight import Insight
from grader.insight.criteria import explain_alarm
from grader.insight.similarity import ACCUSES_NOBODY
from grader.model import Trust
from grader.storage.folder import Problem
from grader.storage.layout import exercise_page_name, home_page_name, page_name
from grader.util.text import pluralize
from reports.instructor import CohortView, Refused, SubmissionSummary
from reports.links import PageLink
from reports.states import State

LISTED: Final = 40
"""How many items of one kind are listed; the rest is counted."""
PEOPLE: Final = 12
"""How many learners of one line are named."""
STOPPED_FOR: Final = 3
"""How many exercises in a row a learner who stopped has not handed in."""
SILENT_FOR: Final = timedelta(days=7)
"""How long a learner who stopped has handed in nothing."""
_BEGUN_BY: Final = 0.5
"""The share of the learners who must have handed in an exercise before it counts as reached."""
_LEAST_BY: Final = 2
"""The smallest number of these learners for an exercise that counts as reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """Something to look at."""

    what: str
    """The exercise, the file or the criterion."""
    href: str = ""
    """The address of the page to open; empty if there is none."""
    people: tuple[PageLink, ...] = ()
    more: int = 0
    """How many further learners there are."""
    why: str = ""
    command: str = ""
    traceback: str = ""
    """The traceback of the grader's own code; empty if it did not fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoGroup:
    """Items of one kind."""

    id: str
    icon: str
    title: str
    """The title, which includes their number."""
    why: str
    command: str
    """The command to type, or empty."""
    items: tuple[TodoItem, ...]
    more: int
    """How many items are not listed."""

    @property
    def about(self) -> tuple[str, ...]:
        """The people or things that the items are about, each once."""
        return tuple(dict.fromkeys(item.people[0].title if len(item.people) == 1 else item.what for item in self.items))


@dataclass(frozen=True, slots=True)
class Noticed:
    """Things to look at, collected while marks arrive."""

    outdone: list[ExerciseMark] = field(default_factory=list)
    """Marks whose override hides a better attempt."""
    unjudged: list[ExerciseMark] = field(default_factory=list)
    """Marks that an earlier attempt keeps open, because a grader error left some of its points unjudged."""
    instead: dict[tuple[str, str], str] = field(default_factory=dict)
    """Maps learner and exercise to what counts instead of a last attempt that could not be read or fully judged."""
    not_due: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of learner and exercise without hand-ins that are excused, or due later for that learner."""
    ruled: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)
    """Maps learner and exercise to the criteria of the last attempt that were reopened or decided; None means all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything from which the list is made."""

    view: CohortView
    last: Sequence[SubmissionSummary]
    """Each learner's last attempt at each exercise, sorted by learner."""
    noticed: Noticed
    insight: Insight | None
    problems: Sequence[Problem]

    def person(self, learner: str, exercise: str | None = None) -> PageLink:
        """The learner, with the page of an exercise or the learner's own page."""
        href = page_name(learner, exercise) if exercise else home_page_name(learner)
        return PageLink(title=self.view.name_of(learner), href=href)

    def title(self, exercise: str) -> str:
        """The exercise's title, or its id if it is no longer in the course."""
        return self.view.exercises[exercise].title if exercise in self.view.exercises else exercise

    def item(self, learner: str, exercise: str, why: str, command: str = "") -> TodoItem:
        """An item about a learner's submission."""
        person = self.person(learner, exercise)
        return TodoItem(what=self.title(exercise), href=person.href, people=(person,), why=why, command=command)


def todo(case: Situation) -> tuple[TodoGroup, ...]:
    """The things to do, the most urgent first; empty if there are none."""
    kinds = (_ours, _refused, _unreadable, _not_graded, _outdone, _suspects, _reported, _alike, _stopped)
    return tuple(group for kind in kinds if (group := kind(case)))


def _group(  # noqa: PLR0913 - the parts of a record
    name: str, icon: str, items: Sequence[TodoItem], *, title: str, why: str, command: str = ""
) -> TodoGroup | None:
    if not items:
        return None
    return TodoGroup(
        id=name, icon=icon, title=title, why=why, command=command, items=tuple(items[:LISTED]), more=len(items[LISTED:])
    )


def _ours(case: Situation) -> TodoGroup | None:
    last = [
        _of_last(case, one, f"{pluralize(one.score.unscored, 'point')} not judged. {one.why_unjudged}")
        for one in case.last
        if one.state is State.OURS
    ]
    items = [*last, *(case.item(mark.learner, mark.exercise, _why_open(mark)) for mark in case.noticed.unjudged)]
    why = (
        "The grader or the machine failed, not the learner. Unjudged points never count as zero: the mark stays "
        "open. The command tries again; if it fails again, it prints the reason."
    )
    return _group("ours", "error", items, why=why, command="grader regrade OUT --failed",
        title=f"{pluralize(len(items), 'submission')} not fully judged because of a grader error",
    )  # fmt: skip


def _points(count: Fraction) -> str:
    return f"{format_points(count, count)} {'point' if count == 1 else 'points'}"


def _why_open(mark: ExerciseMark) -> str:
    """Why a mark is open although the last attempt was judged."""
    for decision in mark.decisions:
        if decision.kind is DecisionKind.REOPENED:
            by = f"{_points(mark.unscored)} reopened by {decision.who}: {decision.why}."
            return f"{by} They stay open until they are judged again or decided with --points."
    return f"{_points(mark.unscored)} of an earlier attempt not judged; that attempt may count."


def _refused(case: Situation) -> TodoGroup | None:
    """One line for each thing that the grader could not read; reopened or decided ones are left out."""
    items = []
    for one in case.last:
        ruled = case.noticed.ruled.get((one.learner, one.exercise), set[str | None]())
        for refused in one.refused:
            names = {name for name, _ in refused.criteria}
            if not names or not (None in ruled or names <= ruled):
                items.append(_of_refused(case, one, refused))
    why = (
        "The grader's own code failed to read some results of these submissions, so they earn no points for now. "
        "Check whether somebody caused this on purpose. The command in each line reopens its points; once the error "
        "is corrected, regrade judges them again. Please report the traceback."
    )
    return _group("refused", "error", items, why=why, command="grader regrade OUT --failed",
                  title=f"{pluralize(len(items), 'thing')} the grader could not read")  # fmt: skip


def _of_refused(case: Situation, one: SubmissionSummary, refused: Refused) -> TodoItem:
    titles = "; ".join(title for _, title in refused.criteria)
    reopen = f"grader decide OUT {shlex.quote(one.learner)} --exercise {one.exercise} --reopen --why '…'"
    item = case.item(
        one.learner,
        one.exercise,
        f"{pluralize(refused.points, 'point')}: {titles}." if titles else "No points depend on it.",
        reopen if titles else "",
    )
    return replace(item, what=f"{item.what}: {refused.what}", traceback=refused.traceback)


def _unreadable(case: Situation) -> TodoGroup | None:
    items = [_of_last(case, one, one.why_unjudged) for one in case.last if one.state is State.UNREADABLE]
    why = "Nothing in these files was judged. Ask the learners for them again."
    return _group("unread", "unreadable", items, why=why,
                  title=f"{pluralize(len(items), 'file')} could not be read")  # fmt: skip


def _not_graded(case: Situation) -> TodoGroup | None:
    items = [
        TodoItem(what=str(one.path), why=f"{one.reason}; did you mean {one.nearest}?" if one.nearest else one.reason)
        for one in sorted(case.problems, key=lambda problem: problem.path)
    ]
    why = "They are in the cohort's folder but were left out. Correct them and grade the folder again."
    return _group("problems", "stopped", items, why=why, command="grader grade FOLDER --out OUT",
                  title=f"{pluralize(len(items), 'file')} not graded")  # fmt: skip


def _outdone(case: Situation) -> TodoGroup | None:
    items = [
        case.item(
            mark.learner,
            mark.exercise,
            f"decided {one.decision.value:g}, by {one.decision.who}: {one.decision.why}. Attempt {one.attempt} gets "
            f"{format_points(one.automatic, one.automatic)} from the grader.",
            f"grader decide OUT {shlex.quote(mark.learner)} --take-back {one.decision.id} --why '…'",
        )
        for mark in case.noticed.outdone
        for one in mark.outdone
    ]
    why = "There is something better since the decision: a later attempt, or a new judgement of the same attempt."
    title = f"{pluralize(len(items), 'decision')} with something better since then"
    return _group("outdone", "clock", items, why=why, title=title)


def _suspects(case: Situation) -> TodoGroup | None:
    told = [one for one in case.insight.exercises if one.exercise in case.view.exercises] if case.insight else []
    items = [
        TodoItem(
            what=f"{case.title(one.exercise)}: {item.title}",
            href=f"{exercise_page_name(one.exercise)}#{item.criterion}",
            why=explain_alarm(item.alarm),
        )
        for one in told
        for item in one.criteria
        if item.alarm
    ]
    check = "Check whether they reject right answers; after a change, regrade shows who gains."
    why = f"Strong learners fail these criteria. {check}"
    return _group("suspects", "error", items, why=why, command="grader regrade OUT",
                  title=f"{len(items)} suspicious {'criterion' if len(items) == 1 else 'criteria'}")  # fmt: skip


def _reported(case: Situation) -> TodoGroup | None:
    """One line per exercise, about learners with a reported pass where others have a verified one.

    Examples are a model that could not be rebuilt, or a pipeline that could not run on other examples. Evidence that
    can never be verified outside, such as a history, is not a reason to list anybody.
    """
    verified = {(one.exercise, name) for one in case.last for name, trust in one.shown if trust is Trust.VERIFIED}
    believed: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for one in case.last:
        names = {name for name, trust in one.shown if trust is Trust.REPORTED and (one.exercise, name) in verified}
        if names:
            believed[one.exercise][one.learner] = names
    items = []
    for exercise in case.view.exercises.values():
        if found := believed.get(exercise.id):
            reported = set().union(*found.values())
            titles = "; ".join(criterion.title for criterion in exercise.rubric if criterion.id in reported)
            items.append(_of_many(case, exercise.id, list(found), titles))
    why = (
        "These submissions report the right results, but the grader could not verify them outside the kernel, as it "
        "did for others. The points count; please look at the code."
    )
    return _group("reported", "hidden", items, why=why,
                  title=f"Points only on reported evidence, in {pluralize(len(items), 'exercise')}")  # fmt: skip


def _alike(case: Situation) -> TodoGroup | None:
    """One line per exercise with similar submissions."""
    items = []
    for one in case.insight.exercises if case.insight else ():
        if one.exercise in case.view.exercises and one.compared and one.compared.alike:
            pairs = one.compared.alike
            learners = list(dict.fromkeys(name for pair in pairs for name in pair.learners))
            count = f"{len(pairs) + one.compared.more} {'pair or group' if len(pairs) == 1 else 'pairs or groups'}"
            items.append(_of_many(case, one.exercise, learners, count, "#alike"))
    return _group("alike", "partly", items, why=ACCUSES_NOBODY,
                  title=f"Nearly the same code, in {pluralize(len(items), 'exercise')}")  # fmt: skip


def _of_many(case: Situation, exercise: str, learners: Sequence[str], why: str, anchor: str = "") -> TodoItem:
    """A line about an exercise, with the first of its learners."""
    return TodoItem(
        what=case.title(exercise),
        href=f"{exercise_page_name(exercise)}{anchor}",
        people=tuple(case.person(learner, exercise) for learner in learners[:PEOPLE]),
        more=len(learners[PEOPLE:]),
        why=why,
    )


def _stopped(case: Situation) -> TodoGroup | None:
    """Learners who began, but have handed in nothing lately and none of the exercises that most reached last.

    If hand-in times are not known, as in a plain folder, only the exercises decide.
    """
    done: dict[str, set[str]] = defaultdict(set)
    lately = set[str]()
    for one in case.last:
        done[one.learner].add(one.exercise)
        if one.submitted and case.view.as_of - one.submitted < SILENT_FOR:
            lately.add(one.learner)
    counts = {name: sum(name in mine for mine in done.values()) for name in case.view.exercises}
    reached = [name for name in case.view.exercises if counts[name] >= max(_LEAST_BY, _BEGUN_BY * len(done))]
    if len(reached) <= STOPPED_FOR:
        return None
    newest = reached[-STOPPED_FOR:]
    people = [
        learner
        for learner, mine in done.items()
        if learner not in lately and not any(one in mine or (learner, one) in case.noticed.not_due for one in newest)
    ]
    items = [
        TodoItem(
            what=f"after {case.title([name for name in case.view.exercises if name in done[person]][-1])}",
            people=(case.person(person),),
            why=f"{pluralize(len(done[person]), 'exercise')} handed in",
        )
        for person in sorted(people, key=case.view.order)
    ]
    why = (
        f"Most learners have handed in the last {STOPPED_FOR} exercises; these learners have handed in none of them, "
        f"and nothing else for {pluralize(SILENT_FOR.days, 'day')}. Getting in touch may help."
    )
    return _group("stopped", "skip", items, why=why, title=f"{pluralize(len(items), 'learner')} stopped")


def _of_last(case: Situation, one: SubmissionSummary, why: str) -> TodoItem:
    """An item on why to look at a last attempt, and what counts until then."""
    instead = case.noticed.instead.get((one.learner, one.exercise), "")
    return case.item(one.learner, one.exercise, f"{why} Until then: {instead}.".lstrip() if instead else why)
