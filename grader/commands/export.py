"""`grader export`: marks out of OUT, in a format that something else reads."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.course import course_in_force
from grader.commands.locations import gradebook_of
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
"""The exit code where a platform refused some scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What the command line says."""

    format: str
    to: Path | None
    template: Path | None
    columns: Sequence[str]
    """Headers in the template, each with `=id` behind it or alone."""
    only: Sequence[str]
    """Exercises or assignments; all where empty."""
    send: bool


def run_export(out: Path, asked: ExportRequest, *, course: Path | None, gradebook: str | None) -> int:
    """The exit code."""
    chosen = _format(asked.format)
    options = _options(out, asked, chosen)
    with ExitStack() as stack:
        data = open_export_data(out, asked.only, stack, course=course, place=gradebook_of(out, gradebook))
        report = chosen.write(data, options)
    console.out.print(escape(report.summary))
    for note in report.notes[:SHOWN_NOTES]:
        console.out.print(f"  {escape(note)}")
    if len(report.notes) > SHOWN_NOTES:
        rest = _beside(options.to, report.notes)
        console.out.print(f"  {len(report.notes) - SHOWN_NOTES} more, all of them in {escape(str(rest))}")
    if report.unsent:
        raise SystemFault(
            f"{pluralize(report.unsent, 'score')} may not have reached the platform; the same command tries again"
        )
    return REFUSED if report.refused else DONE


def open_export_data(
    out: Path, only: Iterable[str], stack: ExitStack, *, course: Path | None, place: GradebookLocation
) -> ExportData:
    """All that OUT and a gradebook hold for an export, open until the stack is.

    Raises:
        SpecError: a file of the course, or who learners are, is not as it should be.
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
        raise SpecError(
            f"--format {name}: did you mean '{suggest(name, FORMATS, cutoff=0.0)}'? Allowed: {', '.join(FORMATS)}"
        )
    return FORMATS[name]


def _options(out: Path, asked: ExportRequest, chosen: Format) -> ExportOptions:
    if chosen.template and asked.template is None:
        raise SpecError(f"--format {asked.format} needs --template FILE: {chosen.template}")
    if asked.template is not None and not chosen.template:
        raise SpecError(f"--template {asked.template}: --format {asked.format} has none")
    to = asked.to or out / EXPORTS / chosen.name
    if asked.template is not None and to.resolve() == asked.template.resolve():
        raise SpecError(f"--to {to}: is the template itself, which stays as it is; name another file")
    return ExportOptions(
        to=to,
        template=asked.template,
        columns=dict(_column(one) for one in asked.columns),
        send=asked.send,
    )


def _column(spelled: str) -> tuple[str, str]:
    """A header, and what it gets: what stands behind the last `=`, or nothing."""
    header, _, wanted = spelled.rpartition("=")
    return (header, wanted.strip()) if header else (spelled, "")


def _beside(to: Path, notes: Iterable[str]) -> Path:
    """The file that all notes now lie in."""
    path = to.with_name(f"{to.name}{NOTES}")
    write_whole(path, "".join(f"{make_visible(note)}\n" for note in notes).encode())
    return path
