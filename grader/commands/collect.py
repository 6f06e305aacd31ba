"""`grader collect`: takes the export of an LMS into a cohort's folder."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from grader.commands import DONE, console
from grader.commands.locations import is_filled, require_folder
from grader.commands.options import CourseOption, JsonOption, course_of
from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.gradebook.marks.clock import find_zone
from grader.lms.intake.collecting import (
    SYSTEMS,
    Collector,
    Summary,
    SystemName,
    Target,
    Trouble,
    guess_system,
    label,
    lock_folder,
)
from grader.lms.intake.exercise_of_file import ExerciseResolver
from grader.lms.intake.git import git
from grader.lms.intake.hand_in import System
from grader.lms.intake.roster import Roster, read_roster
from grader.lms.intake.source import HandInSource
from grader.source.reader.reader import Reader
from grader.storage.layout import IDENTITIES, SUBMITTED
from grader.util.csv_reader import safe_excerpt
from grader.util.text import pluralize
from grader.util.toml_schema import TomlPlace, read_toml

ASSIGNMENTS = Path("exercises", "assignments.toml")
SHOWN = 20
"""Lines of a kind on the screen; `--json` has all."""

RENUMBERED = (
    "Moodle numbers people anew in each assignment, so that one person may be several learners: --people with the "
    "assignment's grading worksheet tells who is who."
)


SEEN_FIRST = "marks take the time at which they are first graded, unless you add a row to {}."
LACKS_ZONE = (
    f"the list of people tells times, but {ASSIGNMENTS} names no timezone that they are in: write timezone = "
    '"Europe/Berlin", or where you are, at its top, and collect again.'
)


def collect(
    source: Annotated[
        Path, typer.Argument(help="What you downloaded: an archive, or the folder it was unpacked to; or repositories.")
    ],
    *,
    out: Annotated[
        Path, typer.Option(help="The cohort's folder, for `grader grade`; the same again adds what is new.")
    ],
    system: Annotated[
        SystemName | None, typer.Option("--from", help="Where it is from; guessed by its layout otherwise.")
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
    as_json: JsonOption = False,
    course: CourseOption = None,
) -> int:
    """Take in what learners handed in to nbgrader, Moodle, Canvas, Gradescope or git, under pseudonyms."""
    known = load_course(course_of(course, out))
    known.select_exercises([exercise] if exercise else [])
    _check_places(source, out)
    name = system or guess_system(HandInSource(source))
    read = _system(name, before)
    roster = read_roster(people, _zone(known)) if people else Roster(())
    with closing(Reader()) as reader, lock_folder(out), console.progress_bar("Collecting", None) as (progress, task):
        belongs = ExerciseResolver(known.exercises, reader, exercise)
        target = Target(label=label(source), resolver=belongs, stubs=frozenset(_stubs(known)))
        items = roster.complete_items(read(HandInSource(source)))
        summary = Collector(out, target).collect(items, lambda: progress.advance(task))
    if as_json:
        document = {"from": name, "guessed": system is None, "lacks_zone": roster.lacks_zone, **asdict(summary)}
        console.print_json(document)
        return DONE
    how = "looks like an export of" if system is None else "read as an export of"
    console.out.print(f"{escape(str(source))}: {how} {name}.")
    untimed = LACKS_ZONE if roster.lacks_zone else f"the source tells none: {SEEN_FIRST.format(out / SUBMITTED)}"
    for line in _lines(summary, out, untimed):
        console.out.print(escape(line))
    if name == SystemName.MOODLE and summary.namesakes and people is None:
        console.out.print(RENUMBERED)
    return DONE


def _check_places(source: Path, out: Path) -> None:
    """Raise `SpecError` where one of the places would be read while it is written, or cannot hold hand-ins."""
    if not source.exists():
        raise SpecError(f"{source}: no such file or folder")
    inside, around = out.resolve(), source.resolve()
    if inside.is_relative_to(around) or around.is_relative_to(inside):
        raise SpecError(f"--out {out}: and {source} lie in one another; choose a folder beside it")
    require_folder(out, f"--out {out}")
    if is_filled(out):
        raise SpecError(
            f"--out {out}: holds results; choose the folder that `grader grade` reads, not the one it fills"
        )


def _system(name: SystemName, before: str | None) -> System:
    """The reader of a system's layout. Raises `SpecError` for a due time that is malformed or not asked for."""
    if before is None:
        return SYSTEMS[name]
    if name != SystemName.GIT:
        raise SpecError(f"--before {before}: is for git alone; {name} keeps the last hand-in only")
    try:
        due = datetime.fromisoformat(before)
    except ValueError as error:
        raise SpecError(
            f"--before {safe_excerpt(before)}: is not a time; write it as 2026-11-02T23:59:00+01:00"
        ) from error
    if due.tzinfo is None:
        raise SpecError(f"--before {before}: names no zone; write it as {due.isoformat()}+01:00, or whatever holds")
    return partial(git, before=due)


def _zone(course: Course) -> ZoneInfo | None:
    """The course's time zone, where its assignments name one. Raises `SpecError` if no zone has that name."""
    if not (course.root / ASSIGNMENTS).is_file():
        return None
    tables = read_toml(course.root / ASSIGNMENTS, ASSIGNMENTS.name)
    return find_zone(str(tables["timezone"]), TomlPlace(file=ASSIGNMENTS.name)) if "timezone" in tables else None


def _stubs(course: Course) -> Iterator[str]:
    """The digest of each stub."""
    for exercise in course.exercises:
        yield sha256(load_exercise(course.root, exercise).stub.read_bytes()).hexdigest()


def _lines(summary: Summary, out: Path, untimed: str) -> Iterator[str]:
    """What was done, in the order of what an instructor asks first; `untimed` is why files have no time."""
    yield f"{pluralize(summary.learners, 'learner')}, {summary.newcomers} of them new in {out / IDENTITIES}."
    yield (
        f"{pluralize(len(summary.added), 'file')} added, {len(summary.replaced)} replaced by a newer one, "
        f"{len(summary.unchanged)} unchanged."
    )
    yield from _listed("Kept, as what this source has is older", summary.older)
    yield from _listed("Kept, though not in this source any more", summary.gone)
    yield from _listed("Late by the system's own clock", summary.late)
    if summary.untimed:
        yield f"{pluralize(summary.untimed, 'file')} without a time, as {untimed}"
    if summary.passed_over:
        yield f"{pluralize(summary.passed_over, 'file')} passed over: for no exercise, or stubs as they were given out."
    if summary.namesakes:
        yield f"{summary.namesakes} learners have names that others have too; their ids tell them apart."
    troubles = summary.troubles
    yield from (f"Not collected: {_told(one)}" for one in troubles[:SHOWN])
    if len(troubles) > SHOWN:
        yield f"Not collected: {len(troubles) - SHOWN} more; `grader grade` lists all on its page, --json here."


def _listed(title: str, paths: Sequence[str]) -> Iterator[str]:
    if paths:
        more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
        yield f"{title}: {', '.join(paths[:SHOWN])}{more}."


def _told(trouble: Trouble) -> str:
    hint = f"; did you mean '{trouble.nearest}'?" if trouble.nearest else ""
    return f"{safe_excerpt(trouble.path)}: {trouble.reason}{hint}"
