"""`grader export`: exports marks from OUT, in a format that another system can read."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from rich.markup import escape
from typer import Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of
from grader.commands.options import CourseOption, GradebookOption, OutArgument, course_in_force
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.errors import SpecError, SystemFault
from grader.gradebook import Gradebook
from grader.gradebook.marks import compute_marks
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.opening import GradebookLocation
from grader.lms.export import ExportOptions
from grader.lms.export.dataset import ExportData
from grader.lms.export.formats import FORMATS, NOTES, Format
from grader.storage.identities import identities_of
from grader.storage.layout import EXPORTS
from grader.util.files import write_whole
from grader.util.text import make_visible, pluralize, suggest

SHOWN_NOTES = 40
REFUSED = 1
"""The exit code if a platform refused some scores."""


def export(
    out: OutArgument,
    *,
    as_format: Annotated[
        str, Option("--format", metavar="FORMAT", help="The format's name; an unknown name lists all of them.")
    ],
    to: Annotated[Path | None, Option(help="The file or folder to write; by default in OUT/exports.")] = None,
    template: Annotated[
        Path | None, Option(help="The file that the other system exported; a copy of it is filled in.")
    ] = None,
    column: Annotated[
        list[str] | None,
        Option(
            help="A column of the template to fill in with the marks of an exercise or assignment, as NAME=ID; "
            "repeatable."
        ),
    ] = None,
    only: Annotated[
        list[str] | None, Option(help="Only this exercise or assignment, by id or title; repeatable.")
    ] = None,
    dry_run: Annotated[bool, Option("--dry-run", help="Send nothing; write the messages that would be sent.")] = False,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
) -> int:
    """Export marks for a spreadsheet, Canvas, Moodle, Gradescope, a CI server or an LTI platform."""
    chosen = _format(as_format)
    _check_template(as_format, chosen, template)
    options = ExportOptions(
        to=to or out / EXPORTS / chosen.name,
        template=template or Path(),
        columns=dict(_column(one) for one in column or ()),
        send=not dry_run and to is None,
    )
    if template is not None and options.to.resolve() == template.resolve():
        raise SpecError(f"--to {options.to}: this is the template itself, which must not change; choose another file")
    with ExitStack() as stack:
        data = open_export_data(out, only or (), stack, course=course, place=gradebook_of(out, gradebook))
        report = chosen.write(data, options)
    console.out.print(escape(report.summary))
    for note in report.notes[:SHOWN_NOTES]:
        console.out.print(f"  {escape(note)}")
    if len(report.notes) > SHOWN_NOTES:
        rest = options.to.with_name(f"{options.to.name}{NOTES}")
        write_whole(rest, "".join(f"{make_visible(note)}\n" for note in report.notes).encode())
        console.out.print(f"  {len(report.notes) - SHOWN_NOTES} more; all of them are in {escape(str(rest))}")
    if report.unsent:
        unsent = pluralize(report.unsent, "score")
        raise SystemFault(f"{unsent} may not have reached the platform; run the same command again to retry")
    return REFUSED if report.refused else DONE


def open_export_data(
    out: Path, only: Iterable[str], stack: ExitStack, *, course: Path | None, place: GradebookLocation
) -> ExportData:
    """Everything in OUT and a gradebook that an export needs, open until the stack closes.

    Raises:
        SpecError: a file of the course or the list of learners is invalid.
        StorageError: the gradebook can't be read.
    """
    loaded = load_course(course_in_force(course, out))
    assignments = load_assignments(loaded)
    gradebook = stack.enter_context(Gradebook.view(place))
    people = identities_of(out)
    now = datetime.now(UTC)
    return ExportData(
        out=out,
        course=loaded,
        titles={name: load_exercise(loaded.root, name).title for name in loaded.exercises},
        gradebook=gradebook,
        assignments=assignments,
        people=people,
        marks=lambda: compute_marks(gradebook, assignments, now=now, roster=people),
        handed_in=frozenset(gradebook.exercises()),
        chosen=tuple(only),
    )


def _format(name: str) -> Format:
    if name not in FORMATS:
        near = suggest(name, FORMATS, cutoff=0.0)
        raise SpecError(f"--format {name}: did you mean '{near}'? Allowed: {', '.join(FORMATS)}")
    return FORMATS[name]


def _check_template(name: str, chosen: Format, template: Path | None) -> None:
    """Raise `SpecError` if a format needs a template and there is none, or if it uses none and there is one."""
    if chosen.template and template is None:
        raise SpecError(f"--format {name} needs --template FILE: {chosen.template}")
    if template is not None and not chosen.template:
        raise SpecError(f"--template {template}: --format {name} does not use a template")


def _column(spelled: str) -> tuple[str, str]:
    """A header, and the id for its column: the part after the last `=`, or an empty string."""
    header, _, wanted = spelled.rpartition("=")
    return (header, wanted.strip()) if header else (spelled, "")
