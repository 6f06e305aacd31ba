"""Options and arguments that several commands share, and the course that `--course` stands for."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from grader.course.loader import find_course
from grader.errors import SpecError
from grader.service.live import LiveReader
from grader.storage.layout import COURSE_COPY


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


OutArgument = Annotated[Path, typer.Argument(help="What `grader grade --out` filled.")]
ExercisesArgument = Annotated[list[str] | None, typer.Argument(help="Ids such as 02_layers/two_layers; else all.")]
CourseOption = Annotated[
    Path | None, typer.Option(help="A folder of the course; otherwise the nearest with exercises/course.toml, upward.")
]
NamesOption = Annotated[
    bool, typer.Option("--names", help="Show people by the names of identities.csv, not by pseudonyms alone.")
]
GroupOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A group, as of assistants, that may read all of OUT; else you alone."),
]
GradebookOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        envvar="GRADER_GRADEBOOK",
        show_envvar=True,
        help="A PostgreSQL database for the gradebook, postgresql://account@host/database; otherwise a file in OUT.",
    ),
]
ByOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        envvar="GRADER_NAME",
        show_envvar=True,
        help="Who decides, for the record; otherwise asked at a terminal.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout, nothing else there.")]
NoHintsOption = Annotated[
    bool, typer.Option("--no-hints", help="Skip the search for proven hints; quicker, and the same marks.")
]
SandboxOption = Annotated[
    Literal["fork", "cold"] | None,
    typer.Option(help="Forked kernels, or a slower one for each file; otherwise the quickest that is safe here."),
]
WorkersOption = Annotated[
    int,
    typer.Option(
        min=1, default_factory=cores, show_default=False, help="Kernels at once; otherwise one a usable core."
    ),
]
ClusterOption = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Run on the workers of this scheduler, such as tcp://host:8786.")
]
TlsCaOption = Annotated[
    Path | None, typer.Option(help="With tls:// addresses: the certificate that signed all others.")
]
TlsCertOption = Annotated[Path | None, typer.Option(help="With --tls-ca: this machine's certificate.")]
TlsKeyOption = Annotated[Path | None, typer.Option(help="With --tls-ca: its key.")]


def course_of(course: Path | None, near: Path | None = None) -> Path:
    """The course's folder: the one named, else the nearest above a folder, else above the current one.

    Raises:
        SpecError: none of these is in a course, or the one named isn't there.
    """
    if course is not None:
        if not course.exists():  # a mistyped name would otherwise stand for whichever course lies above it
            raise SpecError(f"--course {course}: no such folder")
        return find_course(course)
    try:
        return find_course(near or Path.cwd())
    except SpecError:
        return find_course(Path.cwd())


def course_in_force(course: Path | None, out: Path) -> Path:
    """The course's folder for a command that shows or decides what is in OUT: as `course_of`, unless a service runs.

    Then it is the copy by which that judges, so that a course that is being edited is not in force by halves.
    """
    if course is None and LiveReader(out).is_alive():
        return out / COURSE_COPY
    return course_of(course, out)
