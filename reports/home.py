"""A learner's own page: the course as a map of what is done, what is open and what comes next. Contains no markup."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Final, Literal

from grader.course import Course
from grader.gradebook.marks.explanation import explain_course
from grader.gradebook.marks.records import Assignments, CourseMark, ExerciseMark
from grader.judging.causes import CauseTable
from grader.model import Diagnosis, Exercise, Result
from grader.storage.layout import lesson_of
from grader.storage.own_progress import next_exercise
from reports.links import PageLink, anchor_of, href_of
from reports.mark import MarkView, mark_view
from reports.states import State, state_of

Standing = Literal["done", "partly", "open", "excused", "not judged", "judged"]
"""The state of an exercise: "judged" if its feedback waits, because the page may not show more."""
_ICONS: Final[Mapping[Standing, str]] = {
    "done": "pass",
    "partly": "partly",
    "open": "blank",
    "excused": "skip",
    "judged": "clock",
}
AGAIN = 2
"""The number of submissions from which a misunderstanding is listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapExercise:
    """One exercise of the map."""

    anchor: str
    title: str
    href: str
    """The page of the last attempt; empty if nothing was handed in, or while its feedback waits."""
    standing: Standing
    mark: MarkView | None
    """The mark; None if the exercise is in no assignment."""
    late: bool
    missing: bool
    """Whether its due date has passed and nothing was handed in."""
    minutes: int
    """How many minutes it takes; 0 if that is not stated."""
    attempts: int
    feedback: str = ""
    """When its feedback comes, such as "after 2030-10-20 23:59 CEST"; empty if it is there, or if there will be
    none.
    """

    @property
    def word(self) -> str:
        """Its state, as the map shows it; without points it is never "partly right"."""
        if self.standing == "open" and self.missing:
            return "missing"
        nothing = self.standing == "partly" and self.mark and self.mark.earned == "0"
        return "not yet right" if nothing else self.standing

    @property
    def icon(self) -> str:
        """The symbol of `icons.html` next to the word."""
        return _ICONS.get(self.standing, "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLesson:
    """One lesson of the map."""

    name: str
    """"lesson 5, Single layer"."""
    exercises: tuple[MapExercise, ...]

    @property
    def standing(self) -> Standing:
        """The state of all of its exercises together."""
        found = {exercise.standing for exercise in self.exercises}
        return "done" if found <= {"done", "excused"} else "open" if found == {"open"} else "partly"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextExercise:
    """The exercise to do next."""

    row: MapExercise
    lesson: str
    file: str
    """The notebook, with the name under which learners got it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misunderstanding:
    """A misunderstanding of which several submissions of one learner show signs."""

    message: str
    """The message of the last of these submissions."""
    lesson: str
    """The name of the lesson to read again; empty if there is none."""
    pages: tuple[PageLink, ...]
    """Links to the exercises that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The content of a learner's own page."""

    template: ClassVar[str] = "home"
    title: str
    """The course's title."""
    learner: str
    total: str
    """A line about the learner's total in the course."""
    done: int
    count: int
    next: NextExercise | None
    """The exercise to do next; None if nothing is open."""
    lessons: tuple[MapLesson, ...]
    again: tuple[Misunderstanding, ...]
    graded: datetime | None
    """When the last result was made, in UTC; None if there are no results."""
    basis: str = ""
    """A digest of the data from which it was rendered; empty if it is rendered again for every request."""


def home_page(  # noqa: PLR0913 - keyword-only
    *,
    course: Course,
    exercises: Mapping[str, Exercise],
    assignments: Assignments,
    mark: CourseMark,
    results: Sequence[Result],
    withheld: Mapping[str, str] = MappingProxyType({}),
) -> HomePage:
    """The page of one learner, from the results of all attempts, sorted by exercise and attempt.

    `withheld` maps each exercise whose feedback waits to when it comes; `mark` contains nothing about these.
    """
    names = course.lesson_names
    attempts = Counter(result.submission.exercise for result in results)
    known = [result for result in results if result.submission.exercise not in withheld]
    last = {result.submission.exercise: result for result in known}
    marks = {one.exercise: one for one in mark.exercises()}
    by_id = {one.id: one for one in assignments.every}
    pairs = ((one, by_id[of.assignment]) for of in mark.marks for one in of.exercises)
    views = {one.exercise: mark_view(one, assignment, assignments.zone) for one, assignment in pairs}

    def row(name: str) -> MapExercise:
        exercise, own = exercises[name], marks.get(name)
        return MapExercise(
            anchor=anchor_of(name),
            title=exercise.title,
            href=href_of(mark.learner, name, {name}) if name in last else "",
            standing="judged" if name in withheld else _standing(last.get(name), own),
            mark=views.get(name),
            late=bool(own and own.late),
            missing=bool(own and own.missing and not own.open),
            minutes=exercise.minutes,
            attempts=attempts.get(name, 0),
            feedback=withheld.get(name, ""),
        )

    taught = (one for one in course.lessons if one.exercises)
    shown = [MapLesson(name=one.name, exercises=tuple(map(row, one.exercises))) for one in taught]
    rows = [one for lesson in shown for one in lesson.exercises]
    by_anchor, coming = {one.anchor: one for one in rows}, None
    if name := next_exercise({name: by_anchor[anchor_of(name)].standing for name in exercises}):
        coming = NextExercise(row=by_anchor[anchor_of(name)], lesson=lesson_of(name, names), file=f"{name}.ipynb")
    return HomePage(
        title=course.title,
        learner=mark.learner,
        total=explain_course(mark),
        done=sum(one.standing == "done" for one in rows),
        count=len(rows),
        next=coming,
        lessons=tuple(shown),
        again=tuple(_again(known, exercises, names, course.causes)),
        graded=max((result.graded.astimezone(assignments.zone) for result in results), default=None),
    )


def _standing(result: Result | None, mark: ExerciseMark | None) -> Standing:
    """The state by the mark that counts, if there is one, so that an earlier, better attempt keeps the exercise
    done.
    """
    if mark and mark.excused:
        return "excused"
    if mark and mark.share is not None and mark.judged:
        return "done" if mark.judged >= mark.possible else "partly"
    if result is None:
        return "open"
    state = state_of(result)
    if state is State.OURS:
        return "not judged"
    return "done" if state is State.ALL_RIGHT else "partly" if result.attempted else "open"


def _again(
    results: Sequence[Result], exercises: Mapping[str, Exercise], lessons: Mapping[str, str], causes: CauseTable
) -> Iterable[Misunderstanding]:
    """The rules that applied to several submissions, the most frequent first."""
    found: dict[str, list[tuple[Result, Diagnosis]]] = defaultdict(list)
    for result in results:
        for diagnosis in result.diagnoses:
            found[diagnosis.rule].append((result, diagnosis))
    for told in sorted(found.values(), key=len, reverse=True):
        if len(told) >= AGAIN:
            last = told[-1][1]
            cause = causes.causes.get(last.rule) if last.proven else None  # what is proven is about one line only
            ids = dict.fromkeys(result.submission.exercise for result, _ in told)
            learner = told[0][0].submission.learner
            yield Misunderstanding(
                message=cause.general_message if cause else last.message,
                lesson=lesson_of(last.lesson, lessons),
                pages=tuple(PageLink(title=exercises[name].title, href=href_of(learner, name, {name})) for name in ids),
            )
