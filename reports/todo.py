"""What a human has to do about a cohort: who, why, where to look and what to type. No markup, no I/O."""

import shlex
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from grader.gradebook import DecisionKind
from grader.gradebook.marks import ExerciseMark
from grader.gradebook.marks.explanation import format_points
from grader.insight import Insight
from grader.insight.criteria import explain_alarm
from grader.insight.similarity import ACCUSES_NOBODY
from grader.model import Exercise
from grader.storage.folder import Problem
from grader.storage.layout import exercise_page_name, home_page_name, page_name
from grader.util.text import pluralize, unaccented
from reports.states import State
from reports.statistics import Refused, SubmissionSummary, believed_criteria

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
class Person:
    """A learner as the page calls one, with the page to look at."""

    name: str
    href: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that it is told from."""

    exercises: Mapping[str, Exercise]
    """In the course's order."""
    last: Sequence[SubmissionSummary]
    """Each learner's last attempt at each exercise, sorted by learner."""
    outdone: Sequence[ExerciseMark]
    """Marks whose override hides something better."""
    unjudged: Sequence[ExerciseMark]
    """Marks that an attempt before the last keeps open, by our fault."""
    instead: Mapping[tuple[str, str], str]
    """Learner and exercise to what counts in place of the last attempt."""
    not_due: Collection[tuple[str, str]]
    """Learner and exercise that is not asked of the learner, or not yet."""
    as_of: datetime
    """The moment that it describes."""
    ruled: Mapping[tuple[str, str], Collection[str | None]]
    """Learner and exercise to the criteria of the last attempt that were reopened or decided; None: all of them."""
    insight: Insight | None
    problems: Sequence[Problem]
    name_of: Callable[[str], str]
    """What the page calls a learner."""

    def person(self, learner: str, exercise: str | None = None) -> Person:
        """With the page of an exercise, or the learner's own."""
        href = page_name(learner, exercise) if exercise else home_page_name(learner)
        return Person(name=self.name_of(learner), href=href)

    def title(self, exercise: str) -> str:
        """The exercise's title, or its id where the course has it no more."""
        return self.exercises[exercise].title if exercise in self.exercises else exercise


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
        _of_one(case, one, f"{pluralize(one.score.unscored, 'point')} not judged. {one.why_unjudged}")
        for one in case.last
        if one.state is State.OURS
    ]
    earlier = [
        TodoItem(
            what=case.title(mark.exercise),
            href=page_name(mark.learner, mark.exercise),
            people=(case.person(mark.learner, mark.exercise),),
            why=_why_open(mark),
        )
        for mark in case.unjudged
    ]
    items = [*last, *earlier]
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
            return f"{by} They stay open until they are judged anew, or --points says more."
    return f"{_points(mark.unscored)} of an earlier attempt not judged; that attempt may count."


def _refused(case: Situation) -> TodoGroup | None:
    """What our own code could not read, a line a thing; what was reopened or decided has no line any more."""
    items = [
        _of_refused(case, one, refused)
        for one in case.last
        for refused in one.refused
        if not _is_ruled(refused, case.ruled.get((one.learner, one.exercise), frozenset()))
    ]
    why = (
        "The grader's own code failed on what these submissions left, so that this was not read and earns nothing by "
        "itself. Look whether somebody aimed at that, or is its victim. The command of a line leaves its points open; "
        "once the fault is mended, regrade judges them anew. Please report the traceback."
    )
    return _group("refused", "error", items, why=why, command="grader regrade OUT --failed",
                  title=f"{pluralize(len(items), 'thing')} the grader could not read")  # fmt: skip


def _is_ruled(refused: Refused, ruled: Collection[str | None]) -> bool:
    return bool(refused.criteria) and (None in ruled or all(criterion in ruled for criterion, _ in refused.criteria))


def _of_refused(case: Situation, one: SubmissionSummary, refused: Refused) -> TodoItem:
    person = case.person(one.learner, one.exercise)
    what = f"{case.title(one.exercise)}: {refused.what}"
    if not refused.criteria:
        return TodoItem(what=what, href=person.href, people=(person,), why="No points hang on it.",
                        traceback=refused.traceback)  # fmt: skip
    titles = "; ".join(title for _, title in refused.criteria)
    return TodoItem(
        what=what,
        href=person.href,
        people=(person,),
        why=f"{pluralize(refused.points, 'point')}: {titles}.",
        command=f"grader decide OUT {shlex.quote(one.learner)} --exercise {one.exercise} --reopen --why '…'",
        traceback=refused.traceback,
    )


def _unreadable(case: Situation) -> TodoGroup | None:
    items = [_of_one(case, one, one.why_unjudged) for one in case.last if one.state is State.UNREADABLE]
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
        TodoItem(
            what=case.title(mark.exercise),
            href=page_name(mark.learner, mark.exercise),
            people=(case.person(mark.learner, mark.exercise),),
            why=f"decided {one.decision.value:g}, by {one.decision.who}: {one.decision.why}. "
            f"Attempt {one.attempt} gets {format_points(one.automatic, one.automatic)} from the grader.",
            command=f"grader decide OUT {shlex.quote(mark.learner)} --take-back {one.decision.id} --why '…'",
        )
        for mark in case.outdone
        for one in mark.outdone
    ]
    why = "Something better came after the decision: a later attempt, or another judgement of the same one."
    title = f"{pluralize(len(items), 'decision')} outdone by something better"
    return _group("outdone", "clock", items, why=why, title=title)


def _suspects(case: Situation) -> TodoGroup | None:
    told = [one for one in case.insight.exercises if one.exercise in case.exercises] if case.insight else []
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
    why = "Strong learners fail them. Look whether they refuse a right answer; after a change, regrade shows who gains."
    return _group("suspects", "error", items, why=why, command="grader regrade OUT",
                  title=f"{len(items)} suspicious {'criterion' if len(items) == 1 else 'criteria'}")  # fmt: skip


def _reported(case: Situation) -> TodoGroup | None:
    """A line an exercise: those whose evidence was reported where it is verified of most."""
    items = []
    for exercise, (learners, titles) in believed_criteria(case.last, case.exercises.values()).items():
        shown = learners[:PEOPLE]
        items.append(
            TodoItem(
                what=case.title(exercise),
                href=exercise_page_name(exercise),
                people=tuple(case.person(one, exercise) for one in shown),
                more=len(learners) - len(shown),
                why="; ".join(titles),
            )
        )
    why = (
        "What these learners' submissions report is right, and could not be tried outside, as it was for others. "
        "The points count; please look at the code."
    )
    return _group("reported", "hidden", items, why=why,
                  title=f"Points on reported evidence alone, in {pluralize(len(items), 'exercise')}")  # fmt: skip


def _alike(case: Situation) -> TodoGroup | None:
    """A line an exercise."""
    items = []
    for one in case.insight.exercises if case.insight else ():
        if one.exercise in case.exercises and one.compared and one.compared.alike:
            pairs = one.compared.alike
            learners = list(dict.fromkeys(name for pair in pairs for name in pair.learners))
            items.append(
                TodoItem(
                    what=case.title(one.exercise),
                    href=f"{exercise_page_name(one.exercise)}#alike",
                    people=tuple(case.person(name, one.exercise) for name in learners[:PEOPLE]),
                    more=len(learners[PEOPLE:]),
                    why=f"{len(pairs) + one.compared.more} {'pair or group' if len(pairs) == 1 else 'pairs or groups'}",
                )
            )
    return _group("alike", "partly", items, why=ACCUSES_NOBODY,
                  title=f"Nearly the same code, in {pluralize(len(items), 'exercise')}")  # fmt: skip


def _stopped(case: Situation) -> TodoGroup | None:
    """Learners who began, have handed in nothing lately, and none of the exercises that most have reached last.

    Where nobody says when files were handed in, as of a plain folder, the exercises alone decide.
    """
    done: dict[str, set[str]] = defaultdict(set)
    lately = set[str]()
    for one in case.last:
        done[one.learner].add(one.exercise)
        if one.submitted and case.as_of - one.submitted < SILENT_FOR:
            lately.add(one.learner)
    counts = {name: sum(name in mine for mine in done.values()) for name in case.exercises}
    reached = [name for name in case.exercises if counts[name] >= max(_LEAST_BY, _BEGUN_BY * len(done))]
    if len(reached) <= STOPPED_FOR:
        return None
    newest = reached[-STOPPED_FOR:]
    people = [
        learner
        for learner, mine in done.items()
        if learner not in lately and not any(one in mine or (learner, one) in case.not_due for one in newest)
    ]
    items = [
        TodoItem(
            what=f"after {case.title(last_of(done[one], case.exercises))}",
            href="",
            people=(case.person(one),),
            why=f"{pluralize(len(done[one]), 'exercise')} handed in",
        )
        for one in sorted(people, key=lambda name: (unaccented(case.name_of(name)), name))
    ]
    why = (
        f"Most have handed in the last {STOPPED_FOR} exercises; these learners none of them, and nothing else for "
        f"{pluralize(SILENT_FOR.days, 'day')}. A word may help."
    )
    return _group("stopped", "skip", items, why=why, title=f"{pluralize(len(items), 'learner')} stopped")


def last_of(mine: Collection[str], exercises: Iterable[str]) -> str:
    """The last exercise of the course's that somebody handed in."""
    return [name for name in exercises if name in mine][-1]


def _of_one(case: Situation, one: SubmissionSummary, why: str = "") -> TodoItem:
    person = case.person(one.learner, one.exercise)
    instead = case.instead.get((one.learner, one.exercise), "")
    told = " ".join(filter(None, (why, f"Until then: {instead}." if instead else "")))
    return TodoItem(what=case.title(one.exercise), href=person.href, people=(person,), why=told)
