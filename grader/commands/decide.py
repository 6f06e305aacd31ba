"""`grader decide`: an instructor's decision on one learner's points or due date, and the list of such decisions."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from shlex import quote
from typing import Annotated

from rich import box
from rich.markup import escape
from rich.table import Table
from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of, names_by_learner, signer
from grader.commands.options import ByOption, CourseOption, GradebookOption, JsonOption, OutArgument, course_in_force
from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.errors import SpecError, StorageError
from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.gradebook.marks import Assignments, decisions
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.marks.decisions import DecisionRequest, DecisionTargets
from grader.service.live import LiveReader
from grader.storage.layout import home_page_name
from reports.publish import PageWriter

MOMENT = "%Y-%m-%d %H:%M %Z"


CriterionOption = Annotated[
    str | None, Option(help="With --points or --reopen: apply the decision to this criterion only.")
]
UntilOption = Annotated[
    str | None, Option(metavar="WHEN", help="A later due date, such as 2025-10-12 or 2025-10-12T18:00.")
]
LateOption = Annotated[
    float | None, Option(help="The share of the points that lateness costs, from 0 (nothing) to 1 (all).")
]
TakeBackOption = Annotated[int | None, Option(metavar="NUMBER", help="Take back the decision with this number.")]
ReopenOption = Annotated[
    bool, Option("--reopen", help="Reopen the points that were lost because the grader could not read something.")
]


def decide(
    out: OutArgument,
    learner: Annotated[
        str | None, Argument(help="The learner that the decision is about, or whose decisions to list.")
    ] = None,
    *,
    exercise: Annotated[
        str | None, Option(help="The exercise that the decision is about, such as 02_layers/two_layers.")
    ] = None,
    assignment: Annotated[
        str | None, Option(help="The id of an assignment, if the decision is about all of it.")
    ] = None,
    criterion: CriterionOption = None,
    points: Annotated[float | None, Option(help="The points to give, instead of the grader's.")] = None,
    until: UntilOption = None,
    excuse: Annotated[bool, Option("--excuse", help="Excuse the learner from it.")] = False,
    late: LateOption = None,
    reopen: ReopenOption = False,
    take_back: TakeBackOption = None,
    why: Annotated[str | None, Option(help="The reason, which is recorded.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
) -> int:
    """Record a decision on a learner's points or due date; without a decision, list earlier ones."""
    request = DecisionRequest(
        exercise=exercise,
        assignment=assignment,
        criterion=criterion,
        why=why,
        points=points,
        until=until,
        excuse=excuse,
        late=late,
        reopen=reopen,
        take_back=take_back,
    )
    decides = _is_one_decision(request, learner)
    loaded = load_course(course_in_force(course, out))
    zone, place = load_assignments(loaded).zone, gradebook_of(out, gradebook)
    if learner is None or not decides:
        with Gradebook.view(place) as book:
            if learner is not None:
                _known(book, loaded, out, learner)
            _show(list(book.decisions(learner)), zone, as_json=as_json)
        return DONE
    with Gradebook.join(place) as book:  # also works while a service runs
        known = _known(book, loaded, out, learner)
        made = _decision(book, learner, request, known, loaded)
        decided = book.record_decision(replace(made, who=signer(by)))
        if as_json:
            console.print_json(asdict(decided))
        else:
            line = console.one_line(f"{decided.learner}, {_target(decided)}: {_ruled(decided, zone)}")
            console.out.print(f"Recorded as decision {decided.id}: {line}.")
        if not LiveReader(out).is_alive():  # a service updates pages by itself
            _draw(out, loaded, book, learner)
    return DONE


def _is_one_decision(request: DecisionRequest, learner: str | None) -> bool:
    """Whether something is decided. Raises `SpecError` if what is missing, or if it is not one thing about one
    learner.
    """
    given = request.given_options
    if not given and request != DecisionRequest():
        raise SpecError("the decision is missing: give --points, --until, --excuse, --late, --reopen or --take-back")
    if len(given) > 1 or (given and learner is None):
        raise SpecError(f"{' and '.join(given)}: make one decision at a time, about one learner")
    return bool(given)


def _draw(out: Path, course: Course, book: Gradebook, learner: str) -> None:
    """Draw the learner's pages again if there are any, and say how to update the pages about all learners."""
    if not (out / home_page_name(learner)).is_file():
        return
    try:
        PageWriter(out, course, book).learners.draw_learner(learner)
        done = "The learner's pages show it. The pages about all learners will show it"
    except StorageError as error:
        console.warn(str(error))
        done = "No page shows it yet. The pages will show it"
    console.err.print(f"{done} after:  grader report {escape(quote(str(out)))}")


def _known(book: Gradebook, course: Course, out: Path, learner: str) -> DecisionTargets:
    """List what a decision may be about. Raises `SpecError` if there is no learner of this name."""
    names = names_by_learner(out)
    decisions.check_learner(learner, {*book.learners(), *names}, names)
    exercises = {*course.exercises, *book.exercises()}
    return DecisionTargets(exercises=exercises, assignments=load_assignments(course))


def _decision(
    book: Gradebook, learner: str, request: DecisionRequest, known: DecisionTargets, course: Course
) -> Decision:
    """The decision to record, without the name of the person who signs it. Raises `SpecError`."""
    why, now = decisions.reason(request.why), datetime.now(UTC)
    bare = Decision(learner=learner, kind=DecisionKind.OVERRIDE, who="", when=now, why=why)
    if request.take_back is not None:
        if (request.exercise, request.assignment, request.criterion) != (None, None, None):
            others = "--exercise, --assignment or --criterion"
            raise SpecError(f"--take-back takes only the decision's number, without {others}")
        return decisions.take_back_decision(request.take_back, book.decisions(learner), bare)
    decisions.check_target(request, known)
    said = {"exercise": request.exercise, "assignment": request.assignment, "criterion": request.criterion}
    return Decision(**asdict(bare) | said | _ruling(book, learner, request, known, course))


def _ruling(
    book: Gradebook, learner: str, request: DecisionRequest, known: DecisionTargets, course: Course
) -> dict[str, object]:
    """The columns with the content of the decision."""
    if request.points is not None:
        entries = list(book.every_attempt(request.exercise, learner))
        exercise = load_exercise(course.root, request.exercise) if request.exercise in course.exercises else None
        value, automatic = decisions.override(request.points, request, exercise, entries[-1] if entries else None)
        return {"kind": DecisionKind.OVERRIDE, "value": value, "automatic": automatic}
    if request.until is not None:
        due = _due(request, known.assignments)
        if due is None:
            console.warn("no due date is set yet, so there is nothing to extend")
        until = decisions.extension(request.until, due, known.assignments.zone)
        return {"kind": DecisionKind.EXTENSION, "until": until}
    if request.reopen:
        decisions.require_refusal(request, book.every_attempt(request.exercise, learner))
        return {"kind": DecisionKind.REOPENED, "value": 1.0}
    if request.late is not None:
        return {"kind": DecisionKind.LATE, "value": decisions.late_penalty(request.late)}
    return {"kind": DecisionKind.EXCUSED, "value": 1.0}


def _due(request: DecisionRequest, assignments: Assignments) -> datetime | None:
    """The due date of the assignment, or of the assignment that contains the exercise."""
    for one in assignments.every:
        if one.id == request.assignment or any(part.exercise == request.exercise for part in one.parts):
            return one.due
    return None


def _show(made: Sequence[Decision], zone: tzinfo, *, as_json: bool) -> None:
    if as_json:
        console.print_json([asdict(one) for one in made])
        return
    if not made:
        console.out.print("There are no decisions yet.")
        return
    table = Table("", "when", "learner", "about", "decided", "by", "why", "", box=box.SIMPLE)
    last = {decision.id for decision in decisions.latest_decisions(made).values()}
    for one in made:
        when = one.when.astimezone(zone).strftime(MOMENT)
        cells = (str(one.id), when, one.learner, _target(one), _ruled(one, zone), one.who, one.why)
        table.add_row(*map(console.one_line, cells), "" if one.id in last else "no longer")
    console.print_table(table)


def _target(one: Decision) -> str:
    criterion = f", criterion {one.criterion}" if one.criterion else ""
    return f"{one.exercise}{criterion}" if one.exercise else f"assignment {one.assignment}"


def _ruled(one: Decision, zone: tzinfo) -> str:
    """The content of a decision, as a phrase."""
    if one.value is None and one.until is None:
        return f"{one.kind} taken back"
    match one.kind:
        case DecisionKind.OVERRIDE:
            graded = "nothing handed in" if one.automatic is None else f"{one.automatic:g} by the grader"
            return f"{one.value:g} {'point' if one.value == 1 else 'points'} ({graded})"
        case DecisionKind.EXTENSION:
            return f"due {one.until.astimezone(zone).strftime(MOMENT)}" if one.until else "due"
        case DecisionKind.LATE:
            return f"loses {100 * (one.value or 0):g} % for being late"
        case DecisionKind.EXCUSED:
            return "excused"
        case DecisionKind.REOPENED:
            return "reopened: points for what the grader could not read"
