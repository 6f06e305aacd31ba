"""`grader grade` and `grader report`: a cohort's folder into OUT, and OUT's pages again."""

import asyncio
from dataclasses import replace
from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from grader.batch.events import Ending, Finish
from grader.batch.grade import GradeBatch
from grader.commands import DONE, STOPPED, console
from grader.commands.batch_progress import batch_progress
from grader.commands.course import course_of
from grader.commands.locations import gradebook_of, remember, require_folder
from grader.commands.worker import Machines
from grader.course.loader import load_course
from grader.errors import MissingDataError, SpecError, SystemFault
from grader.gradebook import Gradebook
from grader.intake.folder import Intake, scan_folder
from grader.storage.identities import keep_identities
from grader.storage.not_graded import write_not_graded
from grader.util.text import pluralize
from reports.publish import PageWriter, PublishSummary
from reports.states import State

SHOWN_PROBLEMS = 20


def run_grade(folder: Path, out: Path, machines: Machines, *, course: Path | None, gradebook: str | None) -> int:
    """The exit code: 0 where every submission was judged, whatever the marks."""
    root = course_of(course, folder)
    require_folder(out, f"--out {out}")
    if out.resolve().is_relative_to(folder.resolve()):
        raise SpecError(f"--out {out}: lies in {folder}, among the learners; choose a folder beside it")
    masked = (out.resolve(), folder.resolve())
    engine = machines.engine(root, masked=masked)
    intake = scan_folder(folder, engine.course.exercises)
    if not intake.files and not intake.problems:
        raise SpecError(f"{folder}: nothing to grade; its layout is {folder}/<learner>/<lesson>/<exercise>.ipynb")
    place = gradebook_of(out, gradebook)
    with Gradebook.open(place) as book:
        remember(out, place)
        keep_identities(folder, out)
        pages = PageWriter(out, engine.course, book)
        cohort = GradeBatch(engine, machines.runner(engine), book, out, pages.write_page)
        finish = asyncio.run(_run(cohort, intake))
        intake = replace(intake, problems=(*intake.problems, *cohort.problems))
        write_not_graded(out, intake.problems)
        published = pages.write_index(every=False)
    _summary(published, intake, cohort)
    console.out.print(f"Open {escape(str(published.page))}")
    code = _ended(finish, unscored=published.unscored)
    if cohort.missing_data:
        raise MissingDataError("\n".join(cohort.missing_data.values()))
    return code


def run_report(out: Path, *, course: Path | None, gradebook: str | None) -> int:
    """The exit code, after drawing every page again from what OUT holds."""
    with Gradebook.view(gradebook_of(out, gradebook)) as book:
        published = PageWriter(out, load_course(course_of(course, out)), book).write_index(every=True)
    console.out.print(f"Open {escape(str(published.page))}")
    return DONE


async def _run(cohort: GradeBatch, intake: Intake) -> Finish:
    async with cohort, batch_progress("Grading", "Running the reference of") as (preparing, progress):
        return await cohort.grade(intake, preparing=preparing, progress=progress)


def _summary(published: PublishSummary, intake: Intake, cohort: GradeBatch) -> None:
    """A line an exercise with the state of its submissions, then what was not graded."""
    table = Table("exercise", "files", "how they stand", box=box.SIMPLE)
    for exercise, counter in sorted(published.states.items()):
        states = (f"{counter[state]} {state}" for state in State if counter[state])
        table.add_row(exercise, str(counter.total()), ", ".join(states))
    console.out.print(table)
    left = sum(found.exercise in cohort.missing_data for found in intake.files)
    judged = len(intake.files) - cohort.skipped - left - len(cohort.problems)
    unjudged = f", {left} not judged, as data is missing" if left else ""
    files = pluralize(len(intake.files), "submission")
    console.out.print(f"{files}: {judged} judged now, {cohort.skipped} unchanged since they were judged{unjudged}.")
    if cohort.outdated:
        console.out.print(
            f"Judged by an earlier version of their exercise: {cohort.outdated} of the unchanged; "
            "`grader regrade` shows what would change."
        )
    for problem in intake.problems[:SHOWN_PROBLEMS]:
        console.out.print(f"Not graded: {escape(str(problem))}")
    if len(intake.problems) > SHOWN_PROBLEMS:
        console.out.print(f"Not graded: {len(intake.problems) - SHOWN_PROBLEMS} more, listed on the page.")


def _ended(finish: Finish, *, unscored: int) -> int:
    """The exit code. Raises `SystemFault` where a fault of the grader kept a submission from being judged."""
    match finish.ending:
        case Ending.FINISHED if unscored:
            raise SystemFault(
                f"{pluralize(unscored, 'submission')} could not be judged: our fault. The same command tries again."
            )
        case Ending.FINISHED:
            return DONE
        case Ending.STOPPED:
            console.err.print("Stopped. What was judged is kept; the same command goes on from here.")
            return STOPPED
        case Ending.SYSTEM:
            raise SystemFault(f"{finish.message}. What was judged is kept; the same command goes on from here.")
