"""Options and arguments that several commands share, and the course that `--course` means."""

import os
from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from grader.course.loader import find_course
from grader.errors import SpecError
from grader.service.live import LiveReader
from grader.storage.layout import COURSE_COPY


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


OutArgument = Annotated[Path, Argument(help="The folder that `grader grade --out` wrote to.")]
ExercisesArgument = Annotated[list[str] | None, Argument(help="Ids such as 02_layers/two_layers; by default all.")]
CourseOption = Annotated[
    Path | None, Option(help="A folder of the course; by default the nearest parent folder with exercises/course.toml.")
]
NamesOption = Annotated[bool, Option("--names", help="Show people's names from identities.csv, not only pseudonyms.")]
GroupOption = Annotated[
    str | None,
    Option(
        metavar="NAME", help="A system group, such as one of assistants, that may read all of OUT; by default only you."
    ),
]
GradebookOption = Annotated[
    str | None,
    Option(
        metavar="URL",
        envvar="GRADER_GRADEBOOK",
        show_envvar=True,
        help="A PostgreSQL database for the gradebook, postgresql://account@host/database; by default a file in OUT.",
    ),
]
ByOption = Annotated[
    str | None,
    Option(
        metavar="NAME",
        envvar="GRADER_NAME",
        show_envvar=True,
        help="The name of the person who decides, for the record; if it is missing, the terminal asks for it.",
    ),
]
JsonOption = Annotated[bool, Option("--json", help="Print JSON to stdout, and nothing else.")]
NoHintsOption = Annotated[
    bool, Option("--no-hints", help="Skip the search for proven hints; this is quicker and gives the same marks.")
]
SandboxOption = Annotated[
    Literal["fork", "cold"] | None,
    Option(help="Forked kernels, or a slower new one for each file; by default the quickest that is safe here."),
]
WorkersOption = Annotated[
    int,
    Option(
        min=1,
        default_factory=cores,
        show_default=False,
        help="The number of kernels at once; by default one per usable core.",
    ),
]
ClusterOption = Annotated[
    str | None,
    Option(metavar="ADDRESS", help="Run on the workers of the scheduler at this address, such as tcp://host:8786."),
]
TlsCaOption = Annotated[Path | None, Option(help="With tls:// addresses: the certificate that signed all others.")]
TlsCertOption = Annotated[Path | None, Option(help="With --tls-ca: this machine's certificate.")]
TlsKeyOption = Annotated[Path | None, Option(help="With --tls-ca: its key.")]


def course_of(course: Path | None, near: Path | None = None) -> Path:
    """The course's folder: the given one, or else the nearest above the folder `near`, or else the nearest above the
    current folder.

    Raises:
        SpecError: none of these is in a course, or the given folder does not exist.
    """
    if course is not None:
        if not course.exists():  # or a mistyped name would select a course in a parent folder
            raise SpecError(f"--course {course}: there is no such folder")
        return find_course(course)
    try:
        return find_course(near or Path.cwd())
    except SpecError:
        return find_course(Path.cwd())


def course_in_force(course: Path | None, out: Path) -> Path:
    """The course's folder for a command that shows or changes the content of OUT: as in `course_of`, unless a service
    runs.

    If a service runs, it is the copy that the service uses, so that a course being edited does not take effect in part.
    """
    if course is None and LiveReader(out).is_alive():
        return out / COURSE_COPY
    return course_of(course, out)
