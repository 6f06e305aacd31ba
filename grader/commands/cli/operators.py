"""The options of commands for operators, who set a machine up, lend it, or keep its results safe."""

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.cli import options as shared

app = typer.Typer()


@app.command()
def doctor(
    as_json: shared.JsonOption = False, sandbox: shared.SandboxOption = None, course: shared.CourseOption = None
) -> None:
    """Try whether this machine can grade safely; say what is missing and what to type. Needs no course."""
    from grader.commands.doctor import run_doctor as command

    raise typer.Exit(command(as_json=as_json, sandbox=shared.mode_of(sandbox), course=course))


@app.command()
def data(
    full: Annotated[bool, typer.Option("--full", help="All 70,000 images of each set, not 7,000.")] = False,
    fetch: Annotated[
        bool,
        typer.Option("--fetch", help="Also photographs and a pretrained network, which are not in the repository."),
    ] = False,
    course: shared.CourseOption = None,
) -> None:
    """Prepare the data sets that exercises load."""
    from grader.commands.data import run_data as command

    raise typer.Exit(command(full=full, fetch=fetch, course=course))


@app.command()
def serve(
    out: Annotated[Path, typer.Argument(help="What `grader grade --out` filled, or a new folder.")],
    host: Annotated[str, typer.Option(help="The address to listen on; by default only this machine reaches it.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    proxy: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The address of a proxy in front of it, such as https://grader.example.org."),
    ] = None,
    mail_server: shared.MailServerOption = None,
    mail_from: shared.MailFromOption = None,
    learner_mib: Annotated[
        int, typer.Option(min=1, metavar="MIB", help="How much of one learner is kept: files, runs and pages.")
    ] = 256,
    course_gib: Annotated[int, typer.Option(min=1, metavar="GIB", help="How much of the whole course is kept.")] = 64,
    names: shared.NamesOption = False,
    workers: shared.WorkersOption = None,
    sandbox: shared.SandboxOption = None,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
    cluster: shared.ClusterOption = None,
    tls_ca: shared.TlsCaOption = None,
    tls_cert: shared.TlsCertOption = None,
    tls_key: shared.TlsKeyOption = None,
    no_hints: shared.NoHintsOption = False,
) -> None:
    """Serve a course until Ctrl-C: learners hand in by browser, watch it being judged, and read the feedback."""
    from grader.commands.serve import ServeOptions
    from grader.commands.serve import run_serve as command
    from grader.service.room import RoomLimits

    machines = shared.machines_of(workers, sandbox, cluster, (tls_ca, tls_cert, tls_key))
    options = ServeOptions(
        host=host,
        port=port,
        proxy=proxy,
        names=names,
        hints=not no_hints,
        mail_server=mail_server,
        mail_from=mail_from,
        room=RoomLimits(learner_mib=learner_mib, course_gib=course_gib),
    )
    raise typer.Exit(command(out, options, machines, course=course, gradebook=gradebook))


@app.command()
def worker(
    scheduler: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of the scheduler, such as tcp://host:8786.")],
    workers: shared.WorkersOption = None,
    sandbox: shared.SandboxOption = None,
    course: shared.CourseOption = None,
    tls_ca: shared.TlsCaOption = None,
    tls_cert: shared.TlsCertOption = None,
    tls_key: shared.TlsKeyOption = None,
) -> None:
    """Run submissions for `grader grade --cluster`, until Ctrl-C. Needs a checkout of the same course."""
    from grader.commands.worker import run_worker as command

    machines = shared.machines_of(workers, sandbox, scheduler, (tls_ca, tls_cert, tls_key))
    raise typer.Exit(command(machines, course=course))


@app.command()
def backup(
    out: shared.OutArgument,
    to: Annotated[Path, typer.Argument(help="The copy, a folder that is not there yet.")],
    gradebook: shared.GradebookOption = None,
) -> None:
    """Copy gradebook, runs, what was handed in and who may sign in, also while something is graded or served."""
    from grader.commands.backup import run_backup as command

    raise typer.Exit(command(out, to, gradebook=gradebook))
