"""The command line. Imports typer and the standard library alone, so that `--help` answers at once.

Exit codes: 0 done; 1 some criterion failed (`check`, `verify`, `sync --check`); 2 usage, or an instructor's mistake;
3 a fault of ours or of the machine's; 130 stopped by Ctrl-C.
"""

import logging
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="grader",
    help="Grades deep learning exercises in sandboxed kernels against reference solutions.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

USAGE, OURS, STOPPED = 2, 3, 130


class Mode(StrEnum):
    """How kernels are made in the sandbox."""

    FORK = "fork"
    COLD = "cold"


Course = Annotated[
    Path | None, typer.Option(help="A folder of the course; otherwise the nearest with exercises/course.toml, upward.")
]
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, nothing else there.")]
Sandbox = Annotated[
    Mode | None,
    typer.Option(help="Forked kernels, or a slower one for each file; otherwise the quickest that is safe here."),
]
Workers = Annotated[int | None, typer.Option(min=1, help="Kernels at once; otherwise one a usable core.")]


Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Run on the workers of this scheduler, such as tcp://host:8786.")
]
TlsCa = Annotated[Path | None, typer.Option(help="With tls:// addresses: the certificate that signed all others.")]
TlsCert = Annotated[Path | None, typer.Option(help="With --tls-ca: this machine's certificate.")]
TlsKey = Annotated[Path | None, typer.Option(help="With --tls-ca: its key.")]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A notebook or percent script.")],
    exercise: Annotated[str | None, typer.Option(help="Its exercise, where neither file nor path tell.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again each time the file is saved.")] = False,
    as_json: Json = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="For your own file, where there is no Linux.")
    ] = False,
    sandbox: Sandbox = None,
    course: Course = None,
) -> None:
    """Check one file: a line a criterion, and a page beside it."""
    from grader.commands.check import check as command

    if no_sandbox and sandbox:
        raise typer.BadParameter("--no-sandbox and --sandbox exclude each other")
    mode = "none" if no_sandbox else _mode(sandbox)
    raise typer.Exit(command(file, exercise=exercise, watch=watch, as_json=as_json, sandbox=mode, course=course))


@app.command()
def lab(course: Course = None) -> None:
    """Open your own copies of the exercises in JupyterLab, where notebooks find the course's data sets."""
    from grader.commands.lab import lab as command

    command(course=course)


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="FOLDER/<learner>/<lesson>/<exercise>.ipynb or .py")],
    out: Annotated[Path, typer.Option(help="Where gradebook, results and pages go; the same again resumes.")],
    workers: Workers = None,
    sandbox: Sandbox = None,
    course: Course = None,
    cluster: Cluster = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
) -> None:
    """Grade a cohort's folder. Whatever was judged before and has not changed is left alone."""
    from grader.commands.grade import grade as command
    from grader.commands.worker import Machines

    machines = Machines(cluster=cluster, ca=tls_ca, cert=tls_cert, key=tls_key)
    code = command(folder, out, workers=workers or _cores(), sandbox=_mode(sandbox), course=course, machines=machines)
    raise typer.Exit(code)


@app.command()
def worker(
    scheduler: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of the scheduler, such as tcp://host:8786.")],
    workers: Workers = None,
    sandbox: Sandbox = None,
    course: Course = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
) -> None:
    """Run submissions for `grader grade --cluster`, until Ctrl-C. Needs a checkout of the same course."""
    from grader.commands.worker import Machines
    from grader.commands.worker import worker as command

    machines = Machines(cluster=scheduler, ca=tls_ca, cert=tls_cert, key=tls_key)
    raise typer.Exit(command(machines, workers=workers or _cores(), sandbox=_mode(sandbox), course=course))


@app.command()
def regrade(
    out: Annotated[Path, typer.Argument(help="What `grader grade --out` filled.")],
    exercise: Annotated[
        list[str] | None, typer.Option(help="Only results of this one, such as 06_multi_layer/two_layers; repeatable.")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only results that a fault of ours kept unjudged.")] = False,
    why: Annotated[str | None, typer.Option(help="The reason, which goes on record.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without a question; needs --why.")] = False,
    as_json: Json = False,
    workers: Workers = None,
    sandbox: Sandbox = None,
    course: Course = None,
    cluster: Cluster = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
) -> None:
    """Show what results would be by the course as it is now, who gains and who loses; apply it once approved."""
    from grader.commands.regrade import Machine, Wishes
    from grader.commands.regrade import regrade as command
    from grader.commands.worker import Machines
    from grader.regrade import Scope

    if yes and not why:
        raise typer.BadParameter("--yes needs --why, the reason that goes on record")
    scope = Scope(exercises=tuple(exercise or ()), unscored=failed)
    machines = Machines(cluster=cluster, ca=tls_ca, cert=tls_cert, key=tls_key)
    machine = Machine(workers=workers or _cores(), sandbox=_mode(sandbox), machines=machines)
    raise typer.Exit(command(out, scope, Wishes(why=why, yes=yes, as_json=as_json), machine, course=course))


@app.command()
def report(
    out: Annotated[Path, typer.Argument(help="What `grader grade --out` filled.")],
    course: Course = None,
) -> None:
    """Draw the pages again, running nothing."""
    from grader.commands.grade import report as command

    raise typer.Exit(command(out, course=course))


@app.command()
def verify(
    exercises: Annotated[
        list[str] | None, typer.Argument(help="Ids such as 06_multi_layer/two_layers; else all.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="REF", help="Only what differs from this commit of git.")] = None,
    no_mutants: Annotated[bool, typer.Option("--no-mutants", help="Without wrong answers made by machine.")] = False,
    write_limits: Annotated[
        bool, typer.Option("--write-limits", help="Set the limits by what the references take.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML there too.")] = None,
    as_json: Json = False,
    workers: Workers = None,
    sandbox: Sandbox = None,
    course: Course = None,
) -> None:
    """Prove that references and accepted answers pass, stubs don't, and wrong answers and mutants fail."""
    from grader.commands.verify import Wishes
    from grader.commands.verify import verify as command

    wishes = Wishes(
        exercises=exercises or (),
        since=since,
        mutants=not no_mutants,
        write_limits=write_limits,
        as_json=as_json,
        junit=junit,
    )
    raise typer.Exit(command(wishes, workers=workers or _cores(), sandbox=_mode(sandbox), course=course))


@app.command()
def calibrate(
    exercises: Annotated[
        list[str] | None, typer.Argument(help="Ids such as 18_training/train; else all that need it.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=10, help="Trainings of the reference.")] = 200,
    workers: Workers = None,
    sandbox: Sandbox = None,
    course: Course = None,
) -> None:
    """Train references with many seeds, and keep what accuracy is judged by. The same again resumes."""
    from grader.commands.calibrate import calibrate as command

    code = command(exercises or [], seeds=seeds, workers=workers or _cores(), sandbox=_mode(sandbox), course=course)
    raise typer.Exit(code)


@app.command()
def new(
    exercise: Annotated[
        str, typer.Argument(metavar="LESSON/NAME", help="Its id, such as 06_multi_layer/three_layers.")
    ],
    course: Course = None,
) -> None:
    """Begin an exercise: a tiny one that is whole, whose files explain themselves, to be rewritten."""
    from grader.commands.author import new as command

    raise typer.Exit(command(exercise, course=course))


@app.command()
def sync(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where a stub differs.")] = False,
    course: Course = None,
) -> None:
    """Make the stubs from the references."""
    from grader.commands.author import sync as command

    raise typer.Exit(command(check=check, course=course))


@app.command()
def data(
    full: Annotated[bool, typer.Option("--full", help="All 70,000 images of each set, not 7,000.")] = False,
    fetch: Annotated[
        bool,
        typer.Option("--fetch", help="Also photographs and a pretrained network, which are not in the repository."),
    ] = False,
    course: Course = None,
) -> None:
    """Prepare the data sets that exercises load."""
    from grader.commands.author import prepare as command

    raise typer.Exit(command(full=full, fetch=fetch, course=course))


@app.command()
def doctor(as_json: Json = False, sandbox: Sandbox = None, course: Course = None) -> None:
    """Try whether this machine can grade safely; say what is missing and what to type. Needs no course."""
    from grader.commands.doctor import doctor as command

    raise typer.Exit(command(as_json=as_json, sandbox=_mode(sandbox), course=course))


def _mode(sandbox: Mode | None) -> Literal["fork", "cold"] | None:
    """The option as the rest of the grader spells it."""
    return None if sandbox is None else sandbox.value


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    """Entry point of the console script: every failure as one sentence and an exit code."""
    from grader.errors import GraderError, SandboxError, SpecError

    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # Jupyter tells of learners' timeouts, and so do we
    try:
        app()
    except SpecError as error:
        _fail(str(error), USAGE)
    except SandboxError as error:
        _fail(f"{error}\n{error.remedy}".strip(), OURS)
    except GraderError as error:
        _fail(str(error), OURS)
    except KeyboardInterrupt:
        _fail("stopped", STOPPED)


def _fail(message: str, code: int) -> None:
    print(f"grader: {message}", file=sys.stderr)  # noqa: T201 - the command's last word
    sys.exit(code)
