"""What a human has to do about a cohort: who, why, where to look and what to type. No markup, no I/O."""

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
from reports.instructor import CohortView, Person, Refused, SubmissionSummary
from reports.states import State

LISTED: Final = 40
"""Of one kind, so many are listed; the rest is counted."""
PEOPLE: Final = 12
"""Learners of one line that are named."""
STOPPED_FOR: Final = 3
"""Exercises in a row that somebody who stopped has not handed in."""
SILENT_FOR: Final = timedelta(days=7)
"""Since then somebody who stopped has handed nothing in."""
_BEGUN_BY: Final = 0.5
"""An exercise counts as reached once so many of the learners handed it in."""
_LEAST_BY: Final = 2
"""And no fewer learners than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """One thing to look at."""

    what: str
    """The exercise, the file or the criterion."""
    href: str
    """Empty if there is nothing to open."""
    people: tuple[Person, ...]
    more: int = 0
    """Learners beside those."""
    why: str = ""
    command: str = ""
    traceback: str = ""
    """Where our own code failed; empty for anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoGroup:
    """Things of one kind."""

    id: str
    icon: str
    title: str
    """With how many there are."""
    why: str
    command: str
    """What to type, or empty."""
    items: tuple[TodoItem, ...]
    more: int
    """Items that are not listed."""

    @property
    def about(self) -> tuple[str, ...]:
        """Whom or what the items are about, each once."""
        return tuple(dict.fromkeys(one.people[0].name if len(one.people) == 1 else one.what for one in self.items))


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is to be looked at, collected while marks come in."""

    outdone: list[ExerciseMark] = field(default_factory=list)
    """Marks whose override hides something better."""
    unjudged: list[ExerciseMark] = field(default_factory=list)
    """Marks that an attempt before the last keeps open, as our own faults kept points of it from being judged."""
    instead: dict[tuple[str, str], str] = field(default_factory=dict)
    """Learner and exercise to what counts instead of a last attempt that could not be read, or judged in full."""
    not_due: set[tuple[str, str]] = field(default_factory=set)
    """Learner and exercise that nothing was handed in to, and that is excused, or due later for that learner."""
    ruled: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)
    """Learner and exercise to the criteria of the last attempt that were reopened or decided; None: all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that the list is made from."""

    view: CohortView
    last: Sequence[SubmissionSummary]
    """Each learner's last attempt at each exercise, sorted by learner."""
    noticed: Noticed
    insight: Insight | None
    problems: Sequence[Problem]

    def person(self, learner: str, exercise: str | None = None) -> Person:
        """With the page of an exercise, or the learner's own."""
        href = page_name(learner, exercise) if exercise else home_page_name(learner)
        return Person(name=self.view.name_of(learner), href=href)

    def title(self, exercise: str) -> str:
        """The exercise's title, or its id if the course no longer has it."""
        return self.view.exercises[exercise].title if exercise in self.view.exercises else exercise

    def item(self, learner: str, exercise: str, why: str, command: str = "") -> TodoItem:
        """What there is to look at in a learner's submission."""
        person = self.person(learner, exercise)
        return TodoItem(what=self.title(exercise), href=person.href, people=(person,), why=why, command=command)


def todo(case: Situation) -> tuple[TodoGroup, ...]:
    """What there is to do, the most urgent first; nothing if nothing is."""
    kinds = (_ours, _refused, _unreadable, _not_graded, _outdone, _suspects, _reported, _alike, _stopped)
    return tuple(group for kind in kinds if (group := kind(case)))


def _group(  # noqa: PLR0913 - the parts of a record
    name: str, icon: str, items: Sequence[TodoItem], *, title: str, why: str, command: str = ""
) -> TodoGroup | None:
    if not items:
        return None
    return TodoGroup(
        id=name,
        icon=icon,
        title=title,
        why=why,
        command=command,
        items=tuple(items[:LISTED]),
        more=len(items[LISTED:]),
    )


def _ours(case: Situation) -> TodoGroup | None:
    last = [
        _of_last(case, one, f"{pluralize(one.score.unscored, 'point')} not judged. {one.why_unjudged}")
        for one in case.last
        if one.state is State.OURS
    ]
    items = [*last, *(case.item(mark.learner, mark.exercise, _why_open(mark)) for mark in case.noticed.unjudged)]
    why = (
        "The grader or the machine failed, not the learner. What is not judged never counts as zero: the mark stays "
        "open. The command tries again; where it fails again, it prints why."
    )
    return _group("ours", "error", items, why=why, command="grader regrade OUT --failed",
        title=f"{pluralize(len(items), 'submission')} not judged in full, by our fault",
    )  # fmt: skip


def _points(count: Fraction) -> str:
    return f"{format_points(count, count)} {'point' if count == 1 else 'points'}"


def _why_open(mark: ExerciseMark) -> str:
    """Why a mark is open, although the last attempt was judged."""
    for one in mark.decisions:
        if one.kind is DecisionKind.REOPENED:
            by = f"{_points(mark.unscored)} reopened by {one.who}: {one.why}."
            return f"{by} They stay open until they are judged again, or decided with --points."
    return f"{_points(mark.unscored)} of an earlier attempt not judged; that attempt may count."


def _refused(case: Situation) -> TodoGroup | None:
    """What our own code could not read, a line a thing; what was reopened or decided has no line any more."""
    items = []
    for one in case.last:
        ruled = case.noticed.ruled.get((one.learner, one.exercise), set[str | None]())
        for refused in one.refused:
            names = {name for name, _ in refused.criteria}
            if not names or not (None in ruled or names <= ruled):
                items.append(_of_refused(case, one, refused))
    why = (
        "The grader's own code failed on what these submissions left, so that this was not read and earns nothing by "
        "itself. Check whether somebody did this on purpose. The command of a line leaves its points open; "
        "once the fault is corrected, regrade judges them again. Please report the traceback."
    )
    return _group("refused", "error", items, why=why, command="grader regrade OUT --failed",
                  title=f"{pluralize(len(items), 'thing')} the grader could not read")  # fmt: skip


def _of_refused(case: Situation, one: SubmissionSummary, refused: Refused) -> TodoItem:
    titles = "; ".join(title for _, title in refused.criteria)
    reopen = f"grader decide OUT {shlex.quote(one.learner)} --exercise {one.exercise} --reopen --why '…'"
    item = case.item(
        one.learner,
        one.exercise,
        f"{pluralize(refused.points, 'point')}: {titles}." if titles else "No points hang on it.",
        reopen if titles else "",
    )
    return replace(item, what=f"{item.what}: {refused.what}", traceback=refused.traceback)


def _unreadable(case: Situation) -> TodoGroup | None:
    items = [_of_last(case, one, one.why_unjudged) for one in case.last if one.state is State.UNREADABLE]
    why = "Nothing was judged in these files. Ask for them again."
    return _group("unread", "unreadable", items, why=why,
                  title=f"{pluralize(len(items), 'file')} could not be read")  # fmt: skip


def _not_graded(case: Situation) -> TodoGroup | None:
    items = [
        TodoItem(
            what=str(one.path),
            href="",
            people=(),
            why=f"{one.reason}; did you mean {one.nearest}?" if one.nearest else one.reason,
        )
        for one in sorted(case.problems, key=lambda problem: problem.path)
    ]
    why = "They lay in the cohort's folder and were left out. Put them right and grade the folder again."
    return _group("problems", "stopped", items, why=why, command="grader grade FOLDER --out OUT",
                  title=f"{pluralize(len(items), 'file')} not graded")  # fmt: skip


def _outdone(case: Situation) -> TodoGroup | None:
    items = [
        case.item(
            mark.learner,
            mark.exercise,
            f"decided {one.decision.value:g}, by {one.decision.who}: {one.decision.why}. "
            f"Attempt {one.attempt} gets {format_points(one.automatic, one.automatic)} from the grader.",
            f"grader decide OUT {shlex.quote(mark.learner)} --take-back {one.decision.id} --why '…'",
        )
        for mark in case.noticed.outdone
        for one in mark.outdone
    ]
    why = "Something better came after the decision: a later attempt, or another judgement of the same one."
    title = f"{pluralize(len(items), 'decision')} outdone by something better"
    return _group("outdone", "clock", items, why=why, title=title)


def _suspects(case: Situation) -> TodoGroup | None:
    told = [one for one in case.insight.exercises if one.exercise in case.view.exercises] if case.insight else []
    items = [
        TodoItem(
            what=f"{case.title(one.exercise)}: {item.title}",
            href=f"{exercise_page_name(one.exercise)}#{item.criterion}",
            people=(),
            why=explain_alarm(item.alarm),
        )
        for one in told
        for item in one.criteria
        if item.alarm
    ]
    why = (
        "Strong learners fail them. Check whether they refuse a right answer; after a change, regrade shows who gains."
    )
    return _group("suspects", "error", items, why=why, command="grader regrade OUT",
                  title=f"{len(items)} suspicious {'criterion' if len(items) == 1 else 'criteria'}")  # fmt: skip


def _reported(case: Situation) -> TodoGroup | None:
    """A line an exercise, on the learners with a reported pass where others have a verified one.

    Examples are a model that could not be rebuilt, or a pipeline that could not run on other examples. Evidence that
    nobody can show outside, as a history, is not a reason to look at anybody.
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
            titles = "; ".join(one.title for one in exercise.rubric if one.id in reported)
            items.append(_of_many(case, exercise.id, list(found), titles))
    why = (
        "What these learners' submissions report is right, but could not be verified outside the kernel, as it was for "
        "others. The points count; please look at the code."
    )
    return _group("reported", "hidden", items, why=why,
                  title=f"Points on reported evidence alone, in {pluralize(len(items), 'exercise')}")  # fmt: skip


def _alike(case: Situation) -> TodoGroup | None:
    """A line an exercise."""
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
    """A line on an exercise, with the first of the learners that it is about."""
    return TodoItem(
        what=case.title(exercise),
        href=f"{exercise_page_name(exercise)}{anchor}",
        people=tuple(case.person(one, exercise) for one in learners[:PEOPLE]),
        more=len(learners[PEOPLE:]),
        why=why,
    )


def _stopped(case: Situation) -> TodoGroup | None:
    """Learners who began, have handed in nothing lately, and none of the exercises that most have reached last.

    Where nobody says when files were handed in, as of a plain folder, the exercises alone decide.
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
            what=f"after {case.title([name for name in case.view.exercises if name in done[one]][-1])}",
            href="",
            people=(case.person(one),),
            why=f"{pluralize(len(done[one]), 'exercise')} handed in",
        )
        for one in sorted(people, key=case.view.order)
    ]
    why = (
        f"Most have handed in the last {STOPPED_FOR} exercises; these learners none of them, and nothing else for "
        f"{pluralize(SILENT_FOR.days, 'day')}. A word may help."
    )
    return _group("stopped", "skip", items, why=why, title=f"{pluralize(len(items), 'learner')} stopped")


def _of_last(case: Situation, one: SubmissionSummary, why: str) -> TodoItem:
    """A last attempt to look at, and what counts until then."""
    instead = case.noticed.instead.get((one.learner, one.exercise), "")
    return case.item(one.learner, one.exercise, f"{why} Until then: {instead}.".lstrip() if instead else why)
