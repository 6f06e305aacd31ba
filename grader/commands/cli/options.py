"""Options and arguments that several commands share."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from grader.commands.worker import Machines


class Mode(StrEnum):
    """How kernels are made in the sandbox."""

    FORK = "fork"
    COLD = "cold"


OutArgument = Annotated[Path, typer.Argument(help="What `grader grade --out` filled.")]
ExercisesArgument = Annotated[list[str] | None, typer.Argument(help="Ids such as 02_layers/two_layers; else all.")]
CourseOption = Annotated[
    Path | None, typer.Option(help="A folder of the course; otherwise the nearest with exercises/course.toml, upward.")
]
NamesOption = Annotated[
    bool, typer.Option("--names", help="Show people by the names of identities.csv, not by pseudonyms alone.")
]
MailServerOption = Annotated[
    str | None,
    typer.Option(
        "--mail-server",
        metavar="URL",
        help="Tell learners by mail that there is feedback, through this server, such as smtp://user@host:587.",
    ),
]
MailFromOption = Annotated[
    str | None, typer.Option("--mail-from", metavar="ADDRESS", help="With --mail-server: who sends the mail.")
]
GroupOption = Annotated[
    str | None,
    typer.Option(
        "--group", metavar="NAME", help="A group, as of assistants, that may read all of OUT; else you alone."
    ),
]
GradebookOption = Annotated[
    str | None,
    typer.Option(
        "--gradebook",
        metavar="URL",
        envvar="GRADER_GRADEBOOK",
        show_envvar=True,
        help="A PostgreSQL database for the gradebook, postgresql://account@host/database; otherwise a file in OUT.",
    ),
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="GRADER_NAME",
        show_envvar=True,
        help="Who decides, for the record; otherwise asked at a terminal.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout, nothing else there.")]
NoHintsOption = Annotated[
    bool,
    typer.Option("--no-hints", help="Seek no repair that proves why an answer fails; quicker, and the same marks."),
]
SandboxOption = Annotated[
    Mode | None,
    typer.Option(help="Forked kernels, or a slower one for each file; otherwise the quickest that is safe here."),
]
WorkersOption = Annotated[int | None, typer.Option(min=1, help="Kernels at once; otherwise one a usable core.")]
ClusterOption = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Run on the workers of this scheduler, such as tcp://host:8786.")
]
TlsCaOption = Annotated[
    Path | None, typer.Option(help="With tls:// addresses: the certificate that signed all others.")
]
TlsCertOption = Annotated[Path | None, typer.Option(help="With --tls-ca: this machine's certificate.")]
TlsKeyOption = Annotated[Path | None, typer.Option(help="With --tls-ca: its key.")]


def mode_of(sandbox: Mode | None) -> Literal["fork", "cold"] | None:
    """The option as the rest of the grader spells it."""
    return None if sandbox is None else sandbox.value


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machines_of(
    workers: int | None, sandbox: Mode | None, cluster: str | None, tls: tuple[Path | None, Path | None, Path | None]
) -> "Machines":
    """Where kernels run; `tls` is --tls-ca, --tls-cert and --tls-key."""
    from grader.commands.worker import Machines

    ca, cert, key = tls
    return Machines(workers=workers or cores(), sandbox=mode_of(sandbox), cluster=cluster, ca=ca, cert=cert, key=key)
