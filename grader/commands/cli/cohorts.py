"""The options of commands for instructors, who work with a cohort."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.commands.cli import options as shared

app = typer.Typer()


class SourceSystem(StrEnum):
    """Where hand-ins come from."""

    NBGRADER = "nbgrader"
    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    GIT = "git"


@app.command()
def collect(
    source: Annotated[
        Path, typer.Argument(help="What you downloaded: an archive, or the folder it was unpacked to; or repositories.")
    ],
    out: Annotated[
        Path, typer.Option(help="The cohort's folder, for `grader grade`; the same again adds what is new.")
    ],
    system: Annotated[
        SourceSystem | None, typer.Option("--from", help="Where it is from; guessed by its layout otherwise.")
    ] = None,
    exercise: Annotated[str | None, typer.Option(help="Of files that name none, such as 02_layers/two_layers.")] = None,
    before: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="git: the newest commit before it, such as 2026-11-02T23:59:00+01:00."),
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option(help="CSV of who has which address and ids: Moodle's grading worksheet, Canvas' gradebook, …"),
    ] = None,
    as_json: shared.JsonOption = False,
    course: shared.CourseOption = None,
) -> None:
    """Take in what learners handed in to nbgrader, Moodle, Canvas, Gradescope or git, under pseudonyms."""
    from grader.commands.collect import CollectOptions
    from grader.commands.collect import run_collect as command

    options = CollectOptions(system=system, exercise=exercise, before=before, people=people, as_json=as_json)
    raise typer.Exit(command(source, out, options, course=course))


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="FOLDER/<learner>/<lesson>/<exercise>.ipynb or .py")],
    out: Annotated[Path, typer.Option(help="Where gradebook, results and pages go; the same again resumes.")],
    names: shared.NamesOption = False,
    group: shared.GroupOption = None,
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
    """Grade a cohort's folder. Whatever was judged before and has not changed is left alone."""
    from grader.commands.grade import PageOptions
    from grader.commands.grade import run_grade as command

    machines = shared.machines_of(workers, sandbox, cluster, (tls_ca, tls_cert, tls_key))
    options = PageOptions(names=names, group=group)
    shown = command(folder, out, machines, course=course, gradebook=gradebook, options=options, hints=not no_hints)
    raise typer.Exit(shown)


@app.command()
def invite(
    out: Annotated[Path, typer.Argument(help="What `grader serve` serves.")],
    people: Annotated[
        Path, typer.Argument(help="CSV with the column learner, and as you like name, email, role and other ids.")
    ],
    url: Annotated[
        str | None,
        typer.Option(help="The address by which browsers reach the service; otherwise where it was served last."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the links can be used.")] = 14,
    to: Annotated[
        Path | None, typer.Option(help="The file for the links, which you alone can read; otherwise they are printed.")
    ] = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Add people to a served course; write a CSV with the personal link by which each signs in once."""
    from grader.commands.invite import InviteOptions
    from grader.commands.invite import run_invite as command

    raise typer.Exit(command(out, people, InviteOptions(url=url, days=days, to=to), gradebook=gradebook))


@app.command()
def regrade(
    out: shared.OutArgument,
    exercise: Annotated[
        list[str] | None, typer.Option(help="Only results of this one, such as 02_layers/two_layers; repeatable.")
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Only results that the grader failed to judge, or to read.")
    ] = False,
    why: Annotated[str | None, typer.Option(help="The reason, which goes on record.")] = None,
    by: shared.ByOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without a question; needs --why.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show it, and apply nothing; works while a service runs.")
    ] = False,
    as_json: shared.JsonOption = False,
    workers: shared.WorkersOption = None,
    sandbox: shared.SandboxOption = None,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
    cluster: shared.ClusterOption = None,
    tls_ca: shared.TlsCaOption = None,
    tls_cert: shared.TlsCertOption = None,
    tls_key: shared.TlsKeyOption = None,
) -> None:
    """Show what results would be by the course as it is now, who gains and who loses; apply it once approved."""
    from grader.commands.regrade import RegradeOptions
    from grader.commands.regrade import run_regrade as command
    from grader.engine.batch.regrade import Scope

    if yes and not why:
        raise typer.BadParameter("--yes needs --why, the reason that goes on record")
    if yes and dry_run:
        raise typer.BadParameter("--dry-run applies nothing, and --yes applies it: give one of them")
    scope = Scope(exercises=tuple(exercise or ()), unscored=failed)
    machines = shared.machines_of(workers, sandbox, cluster, (tls_ca, tls_cert, tls_key))
    options = RegradeOptions(why=why, by=by, yes=yes, dry_run=dry_run, as_json=as_json)
    raise typer.Exit(command(out, scope, options, machines, course=course, gradebook=gradebook))


@app.command()
def feedback(
    out: shared.OutArgument,
    release: Annotated[
        str | None,
        typer.Option(metavar="ASSIGNMENT", help="Let learners read what came of this one; nothing takes that back."),
    ] = None,
    by: shared.ByOption = None,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """List when a service shows learners the feedback of each assignment; release one that waits for it."""
    from grader.commands.feedback import run_feedback as command

    raise typer.Exit(command(out, release, by=by, course=course, gradebook=gradebook))


@app.command()
def decide(
    out: shared.OutArgument,
    learner: Annotated[str | None, typer.Argument(help="Whom it is about, or whose are listed.")] = None,
    exercise: Annotated[str | None, typer.Option(help="What it is about, such as 02_layers/two_layers.")] = None,
    assignment: Annotated[str | None, typer.Option(help="Or all of an assignment, by its id.")] = None,
    criterion: Annotated[str | None, typer.Option(help="With --points or --reopen: of this criterion only.")] = None,
    points: Annotated[float | None, typer.Option(help="The points, whatever the grader gave.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="A later due date: 2025-10-12, or 2025-10-12T18:00.")
    ] = None,
    excuse: Annotated[bool, typer.Option("--excuse", help="It is not asked of this learner.")] = False,
    late: Annotated[float | None, typer.Option(help="What being late costs, 0 (nothing) to 1 (all points).")] = None,
    reopen: Annotated[
        bool, typer.Option("--reopen", help="Points that were lost to what the grader could not read stay open.")
    ] = False,
    take_back: Annotated[int | None, typer.Option(metavar="NUMBER", help="Take back that decision.")] = None,
    why: Annotated[str | None, typer.Option(help="The reason, which goes on record.")] = None,
    by: shared.ByOption = None,
    as_json: shared.JsonOption = False,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Decide on a learner's points or due date, for the record; without a decision, list those that were made."""
    from grader.commands.decide import run_decide as command
    from grader.gradebook.marks.decisions import DecisionRequest

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
    raise typer.Exit(command(out, learner, request, by=by, as_json=as_json, course=course, gradebook=gradebook))


@app.command()
def marks(
    out: shared.OutArgument,
    assignment: Annotated[
        list[str] | None, typer.Option(help="Only this one, by its id; one alone shows its exercises; repeatable.")
    ] = None,
    learner: Annotated[str | None, typer.Option(help="Explain this learner's marks step by step.")] = None,
    names: shared.NamesOption = False,
    as_json: shared.JsonOption = False,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Show what learners have, by assignments.toml as it is now, and note in the gradebook what lateness takes."""
    from grader.commands.marks import MarksOptions
    from grader.commands.marks import run_marks as command

    options = MarksOptions(assignments=assignment or (), learner=learner, names=names, as_json=as_json)
    raise typer.Exit(command(out, options, course=course, gradebook=gradebook))


@app.command()
def insight(
    out: shared.OutArgument,
    as_json: shared.JsonOption = False,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Show which criteria are hard and which suspicious, and which submissions fail alike or share code."""
    from grader.commands.insight import run_insight as command

    raise typer.Exit(command(out, as_json=as_json, course=course, gradebook=gradebook))


@app.command()
def export(
    out: shared.OutArgument,
    as_format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="The format's name; an unknown name lists them all.")
    ],
    to: Annotated[Path | None, typer.Option(help="The file or folder to write; otherwise in OUT/exports.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="What the other system gave, a copy of which is filled.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="A column to fill, as the template calls it, with =ID of what it gets; repeatable."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only this exercise or assignment, by id or title; repeatable.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write the messages that would be sent.")] = False,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Put marks out: for a spreadsheet, Canvas, Moodle, Gradescope, CI servers or an LTI platform."""
    from grader.commands.export import ExportRequest
    from grader.commands.export import run_export as command

    asked = ExportRequest(
        format=as_format,
        to=to,
        template=template,
        columns=column or (),
        only=only or (),
        send=not dry_run and to is None,
    )
    raise typer.Exit(command(out, asked, course=course, gradebook=gradebook))


@app.command()
def pack(
    to: Annotated[Path, typer.Option(help="The archive to write.")],
    exercises: shared.ExercisesArgument = None,
    workers: shared.WorkersOption = None,
    sandbox: shared.SandboxOption = None,
    course: shared.CourseOption = None,
) -> None:
    """Pack exercises as an autograder for Gradescope, without their references' source."""
    from grader.commands.pack import run_pack as command

    code = command(
        exercises or [], to, workers=workers or shared.cores(), sandbox=shared.mode_of(sandbox), course=course
    )
    raise typer.Exit(code)


@app.command()
def release(
    to: Annotated[
        Path, typer.Argument(metavar="TO", help="A folder, or an archive .zip; an earlier edition is replaced.")
    ],
    lessons: Annotated[
        str | None, typer.Option(help="Only these, such as 4-8,10 or 01_neurons; otherwise all.")
    ] = None,
    assignment: Annotated[str | None, typer.Option(metavar="ID", help="Only the exercises of this assignment.")] = None,
    workers: shared.WorkersOption = None,
    sandbox: shared.SandboxOption = None,
    course: shared.CourseOption = None,
) -> None:
    """Make a learners' edition: exercises, data and what judges them for practice, without answers."""
    from grader.commands.release import ReleaseOptions
    from grader.commands.release import run_release as command

    if lessons and assignment:
        raise typer.BadParameter("--lessons and --assignment exclude each other")
    options = ReleaseOptions(lessons=lessons, assignment=assignment)
    code = command(to, options, workers=workers or shared.cores(), sandbox=shared.mode_of(sandbox), course=course)
    raise typer.Exit(code)


@app.command()
def report(
    out: shared.OutArgument,
    names: shared.NamesOption = False,
    group: shared.GroupOption = None,
    public: Annotated[
        bool, typer.Option("--public", help="Let everybody, as a web server, read the pages of learners.")
    ] = False,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Draw the pages again, running nothing."""
    from grader.commands.grade import PageOptions
    from grader.commands.grade import run_report as command

    raise typer.Exit(
        command(out, PageOptions(names=names, group=group, public=public), course=course, gradebook=gradebook)
    )


@app.command()
def forget(
    out: shared.OutArgument,
    learner: Annotated[str, typer.Argument(help="The pseudonym: the name of the learner's folder.")],
    yes: Annotated[bool, typer.Option("--yes", help="Without a question.")] = False,
    course: shared.CourseOption = None,
    gradebook: shared.GradebookOption = None,
) -> None:
    """Remove a learner and all there is of them from OUT, for good."""
    from grader.commands.forget import run_forget as command

    raise typer.Exit(command(out, learner, yes=yes, course=course, gradebook=gradebook))
