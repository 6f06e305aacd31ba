"""The options of commands for learners."""

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.cli.options import CourseOption, JsonOption, NoHintsOption, SandboxOption, mode_of

app = typer.Typer()


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A notebook or percent script, or a folder of them.")],
    exercise: Annotated[str | None, typer.Option(help="Its exercise, where neither file nor path tell.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again each time a file is saved.")] = False,
    as_json: JsonOption = False,
    early: Annotated[
        bool, typer.Option("--early", help="With --json: a verdict is also printed before its cause is sought.")
    ] = False,
    no_hints: NoHintsOption = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="For your own file, where there is no Linux.")
    ] = False,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
) -> None:
    """Check one file, or each in a folder: a line a criterion, and a page beside the file."""
    from grader.commands.check import run_check as command
    from grader.commands.checker import CheckOptions

    if no_sandbox and sandbox:
        raise typer.BadParameter("--no-sandbox and --sandbox exclude each other")
    mode = "none" if no_sandbox else mode_of(sandbox)
    options = CheckOptions(exercise=exercise, as_json=as_json, early=early, hints=not no_hints)
    raise typer.Exit(command(path, options, watch=watch, sandbox=mode, course=course))


@app.command()
def submit(
    path: Annotated[Path, typer.Argument(help="The notebook or percent script to hand in.")],
    to: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="A service, such as https://grader.example.org; otherwise as the course says."
        ),
    ] = None,
    as_json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Hand a file in where your course says, and print the receipt."""
    from grader.commands.submit import run_submit as command

    raise typer.Exit(command(path, to, as_json=as_json, course=course))


@app.command()
def lab(
    options: Annotated[
        list[str] | None, typer.Argument(metavar="-- OPTIONS", help="JupyterLab's own, such as -- --port 9999.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Open your own copies of the exercises in JupyterLab, where notebooks find the course's data sets."""
    from grader.commands.lab import run_lab as command

    command(options or [], course=course)


@app.command()
def progress(course: CourseOption = None) -> None:
    """Show the course as a map: what your own checks found right, what is open, and what comes next."""
    from grader.commands.progress import run_progress as command

    raise typer.Exit(command(course))


@app.command()
def manual() -> None:
    """Open the manual in your browser; it needs no network."""
    from grader.commands.manual import run_manual as command

    raise typer.Exit(command())
