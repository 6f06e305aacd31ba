"""The options of commands for authors of exercises."""

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.cli.options import (
    CourseOption,
    ExercisesArgument,
    JsonOption,
    SandboxOption,
    WorkersOption,
    cores,
    mode_of,
)

app = typer.Typer()


@app.command()
def new(
    exercise: Annotated[str, typer.Argument(metavar="LESSON/NAME", help="Its id, such as 02_layers/three_layers.")],
    course: CourseOption = None,
) -> None:
    """Begin an exercise: a tiny one that is whole, whose files explain themselves, to be rewritten."""
    from grader.commands.author import run_new as command

    raise typer.Exit(command(exercise, course=course))


@app.command()
def sync(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where a stub differs.")] = False,
    course: CourseOption = None,
) -> None:
    """Make the stubs from the references."""
    from grader.commands.author import run_sync as command

    raise typer.Exit(command(check=check, course=course))


@app.command()
def verify(
    exercises: ExercisesArgument = None,
    since: Annotated[str | None, typer.Option(metavar="REF", help="Only what differs from this commit of git.")] = None,
    no_mutants: Annotated[
        bool, typer.Option("--no-mutants", help="Without changing references place by place, and without lazy answers.")
    ] = False,
    write_limits: Annotated[
        bool, typer.Option("--write-limits", help="Set the limits by what the references take.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML there too.")] = None,
    as_json: JsonOption = False,
    workers: WorkersOption = None,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> None:
    """Prove that right answers pass, stubs, wrong answers and mutants don't, and lazy answers earn what is granted."""
    from grader.commands.verify import VerifyOptions
    from grader.commands.verify import run_verify as command

    options = VerifyOptions(
        exercises=exercises or (),
        since=since,
        mutants=not no_mutants,
        write_limits=write_limits,
        as_json=as_json,
        junit=junit,
    )
    raise typer.Exit(command(options, workers=workers or cores(), sandbox=mode_of(sandbox), course=course))


@app.command()
def calibrate(
    exercises: Annotated[
        list[str] | None, typer.Argument(help="Ids such as 03_training/train; else all that need it.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=10, help="Trainings of the reference.")] = 200,
    workers: WorkersOption = None,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> None:
    """Train references with many seeds, and keep what accuracy is judged by. The same again resumes."""
    from grader.commands.calibrate import run_calibrate as command

    code = command(exercises or [], seeds=seeds, workers=workers or cores(), sandbox=mode_of(sandbox), course=course)
    raise typer.Exit(code)
