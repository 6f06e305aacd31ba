"""`grader grade` and `grader report`: grades a cohort's folder into OUT, and makes OUT's pages again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from rich import box
from rich.markup import escape
from rich.table import Table
from typer import Argument, Option

from grader.commands import DONE, STOPPED, console
from grader.commands.console import progress_bar
from grader.commands.locations import gradebook_of, remember, require_folder
from grader.commands.marks import warn_of_outdone
from grader.commands.options import (
    ClusterOption,
    CourseOption,
    GradebookOption,
    GroupOption,
    NamesOption,
    NoHintsOption,
    OutArgument,
    SandboxOption,
    TlsCaOption,
    TlsCertOption,
    TlsKeyOption,
    WorkersOption,
    course_in_force,
    course_of,
)
from grader.commands.worker import Machines
from grader.course.loader import load_course
from grader.engine.batch import state
from grader.engine.batch.grade import GradeBatch
from grader.engine.batch.state import Ending, Finish
from grader.errors import MissingDataError, SpecError, SystemFault
from grader.gradebook import Gradebook
from grader.storage.folder import Intake, Problem, scan_folder, write_not_graded
from grader.storage.identities import keep_identities
from grader.storage.layout import access_of, set_access
from grader.util.text import pluralize
from reports.publish import PageWriter, PublishSummary
from reports.states import State

SHOWN_PROBLEMS = 20


@asynccontextmanager
async def batch_progress(
    what: str, preparing: str
) -> AsyncIterator[tuple[Callable[[str], None], Callable[[state.Progress], None]]]:
    """A progress bar for a batch: the functions to call before an exercise is prepared and after each event of the
    batch.
    """
    with progress_bar(what, None) as (progress, task):

        def prepare(exercise: str) -> None:
            progress.update(task, description=f"{preparing} {exercise}")

        def advance(now: state.Progress) -> None:
            progress.update(task, description=what, total=now.total, completed=now.judged)

        yield prepare, advance


def grade(
    folder: Annotated[Path, Argument(help="FOLDER/<learner>/<lesson>/<exercise>.ipynb or .py")],
    *,
    out: Annotated[
        Path, Option(help="The folder for gradebook, results and pages; run the same command again to resume.")
    ],
    names: NamesOption = False,
    group: GroupOption = None,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
    cluster: ClusterOption = None,
    tls_ca: TlsCaOption = None,
    tls_cert: TlsCertOption = None,
    tls_key: TlsKeyOption = None,
    no_hints: NoHintsOption = False,
) -> int:
    """Grade a cohort's folder. Submissions that were judged before and have not changed are left alone."""
    machines = Machines(workers=workers, sandbox=sandbox, cluster=cluster, ca=tls_ca, cert=tls_cert, key=tls_key)
    access = access_of(group)
    root = course_of(course, folder)
    require_folder(out, f"--out {out}")
    if out.resolve().is_relative_to(folder.resolve()):
        raise SpecError(f"--out {out}: this is inside {folder}, among the learners; choose a folder outside of it")
    engine = machines.engine(root, masked=(out.resolve(), folder.resolve()))
    intake = scan_folder(folder, engine.course.exercises)
    if not intake.files and not intake.problems:
        raise SpecError(f"{folder}: nothing to grade; its layout is {folder}/<learner>/<lesson>/<exercise>.ipynb")
    place = gradebook_of(out, gradebook)
    with Gradebook.open(place) as book:
        remember(out, place)
        keep_identities(folder, out)
        pages = PageWriter(out, engine.course, book, named=names)
        cohort = GradeBatch(engine, machines.runner(engine), book, out, pages.learners.draw, hints=not no_hints)
        finish = asyncio.run(_run(cohort, intake))
        intake = replace(intake, problems=(*intake.problems, *cohort.problems))
        left = Counter(file.exercise for file in intake.files)
        lacking = (
            Problem(path=Path(one), reason=f"{pluralize(left[one], 'submission')} not judged: {message}")
            for one, message in cohort.missing_data.items()
        )
        write_not_graded(out, (*intake.problems, *lacking))
        published = pages.write_index(every=False)
    set_access(out, access)
    _summary(published, intake, cohort)
    console.out.print(f"Open {escape(str(published.page))}")
    code = _ended(finish, unscored=published.unscored)
    if cohort.missing_data:
        raise MissingDataError("\n".join(cohort.missing_data.values()))
    return code


def report(
    out: OutArgument,
    *,
    names: NamesOption = False,
    group: GroupOption = None,
    public: Annotated[
        bool, Option("--public", help="Let everybody on this machine, such as a web server, read the learners' pages.")
    ] = False,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
) -> int:
    """Make the pages again, without running anything."""
    access = access_of(group, public=public)
    with Gradebook.view(gradebook_of(out, gradebook)) as book:
        loaded = load_course(course_in_force(course, out))
        published = PageWriter(out, loaded, book, named=names).write_index(every=True)
    set_access(out, access)
    warn_of_outdone(published.outdone)
    console.out.print(f"Open {escape(str(published.page))}")
    return DONE


async def _run(cohort: GradeBatch, intake: Intake) -> Finish:
    async with cohort, batch_progress("Grading", "Running the reference of") as (preparing, progress):
        return await cohort.grade(intake, preparing=preparing, progress=progress)


def _summary(published: PublishSummary, intake: Intake, cohort: GradeBatch) -> None:
    """Print one line per exercise with the states of its submissions, then what was not graded."""
    table = Table("exercise", "files", "states", box=box.SIMPLE)
    for exercise, counter in sorted(published.states.items()):
        states = (f"{counter[state]} {state}" for state in State if counter[state])
        table.add_row(exercise, str(counter.total()), ", ".join(states))
    console.out.print(table)
    left = sum(found.exercise in cohort.missing_data for found in intake.files)
    judged = len(intake.files) - cohort.skipped - left - len(cohort.problems)
    unjudged = f", {left} not judged because data is missing" if left else ""
    files = pluralize(len(intake.files), "submission")
    console.out.print(f"{files}: {judged} judged now, {cohort.skipped} unchanged since they were judged{unjudged}.")
    if cohort.outdated:
        earlier = f"Judged by an earlier version of their exercise: {cohort.outdated} of the unchanged"
        console.out.print(f"{earlier}. `grader regrade` shows what would change.")
    for problem in intake.problems[:SHOWN_PROBLEMS]:
        console.out.print(f"Not graded: {escape(str(problem))}")
    if len(intake.problems) > SHOWN_PROBLEMS:
        console.out.print(f"Not graded: {len(intake.problems) - SHOWN_PROBLEMS} more, listed on the page.")
    warn_of_outdone(published.outdone)


def _ended(finish: Finish, *, unscored: int) -> int:
    """The exit code. Raises `SystemFault` if a submission was not judged because of an error in the grader."""
    match finish.ending:
        case Ending.FINISHED if unscored:
            unjudged = f"{pluralize(unscored, 'submission')} could not be judged because of an error in the grader"
            raise SystemFault(f"{unjudged}. Run the same command again to retry.")
        case Ending.FINISHED:
            return DONE
        case Ending.STOPPED:
            console.err.print("Stopped. Results so far are kept; run the same command again to continue.")
            return STOPPED
        case Ending.SYSTEM:
            raise SystemFault(f"{finish.message}. Results so far are kept; run the same command again to continue.")
