"""`grader calibrate`: trains references repeatedly to measure how accurate they are."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from rich.markup import escape
from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.options import CourseOption, SandboxOption, WorkersOption, course_of
from grader.course.exercise_file import load_exercise
from grader.engine import calibration_file
from grader.engine.engine import Engine
from grader.util.text import pluralize
from grader.verification.calibrate import CalibrationRun


def calibrate(
    exercises: Annotated[
        list[str] | None, Argument(help="Ids such as 03_training/train; by default all that need it.")
    ] = None,
    *,
    seeds: Annotated[int, Option(min=10, help="How many times to train each reference.")] = 200,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> int:
    """Train references with many seeds, and record the accuracy that learners' models must reach. Run it again to
    resume.
    """
    root = course_of(course)
    engine = Engine.open(root, workers=workers, sandbox=sandbox, notice=console.warn)
    named = engine.course.select_exercises(exercises or [])
    chosen = [one for one in named if calibration_file.calibrated_criteria(load_exercise(root, one))]
    if not chosen:
        console.out.print("Nothing to calibrate: no criterion here uses a calibration.")
    asyncio.run(_calibrate(engine, chosen, seeds))
    return DONE


async def _calibrate(engine: Engine, exercises: Sequence[str], seeds: int) -> None:
    try:
        for exercise in exercises:
            with console.progress_bar(f"Training {exercise}", None) as (progress, task):

                def trained(what: str) -> None:
                    progress.update(task, description=f"{exercise}: {what}", advance=1)  # noqa: B023 - called only in this loop

                work = CalibrationRun(engine, exercise, trained)
                calibration = await work.make(seeds)
            _show(exercise, calibration, work.count)
    finally:
        engine.close()


def _show(exercise: str, calibration: calibration_file.Calibration, count: int) -> None:
    """Print what was done, each criterion's bar, and which criteria refuse each planted fault."""
    news = pluralize(count, "training") if count else "nothing to do, all trainings are done"
    console.out.print(f"[bold]{escape(exercise)}[/bold]: {news}")
    for name, trained in calibration.criteria.items():
        console.out.print(f"  {escape(name)}: {_told(trained)}")
    for name, apart in calibration.deviations.items():
        console.out.print(f"  {escape(name)}: {_distance(apart)}")
    for fault in calibration.faults.values():
        console.out.print(f"  {escape(fault.says)}: {escape(_fault(fault))}")


def _told(trained: calibration_file.TrainingScores) -> str:
    """A sentence on a criterion's trainings and the bar that follows from them."""
    if trained.tail is None:
        return f"{pluralize(len(trained.right), 'training')}, which is too few for a bar"
    low, high = trained.tail.interval
    right = trained.spread.right
    return (
        f"{len(right)} trainings, {right[0]:,} to {right[-1]:,} of {trained.images:,}; fewer than "
        f"{trained.tail.bar:,} at most once in {round(1 / trained.tail.risk):,} (exactly so often: {low:,} to "
        f"{high:,})"
    )


def _distance(apart: calibration_file.HistoryDeviations) -> str:
    """How far a criterion's histories are from their models, and the tolerance that follows."""
    if apart.tolerance is None:
        return f"{pluralize(len(apart.shares), 'training')}, which is too few for a tolerance"
    count, most = pluralize(len(apart.shares), "training"), max(apart.shares.values())
    return f"{count}; history and model apart by {most:.1e} at most; tolerance {apart.tolerance:g}"


def _fault(fault: calibration_file.FaultTrainings) -> str:
    """How often a planted fault is accepted, and how often each criterion refuses it."""
    count = len(fault.refused_by)
    criteria = dict.fromkeys(name for names in fault.refused_by.values() for name in names)
    refused = ", ".join(f"{name} {fault.refused_count(name)}" for name in criteria)
    numbers = (f"{name} {min(right.values()):,} to {max(right.values()):,}" for name, right in fault.right.items())
    accepted = f"accepted {fault.accepted_count} of {pluralize(count, 'time')}"
    return f"{accepted}; refused by {refused}; right: {', '.join(numbers)}"
