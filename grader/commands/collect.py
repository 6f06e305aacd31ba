"""`grader collect`: imports the export of an LMS into a cohort's folder."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from rich.markup import escape
from typer import Argument, Option

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
"""The largest number of lines of each kind on the screen; `--json` prints all."""

RENUMBERED = (
    "Moodle gives people new numbers in each assignment, so one person may appear as several learners. Pass the "
    "assignment's grading worksheet with --people to tell them apart."
)


SEEN_FIRST = "marks use the time of the first grading, unless you add a row to {}."
LACKS_ZONE = (
    f"the list of people contains times, but {ASSIGNMENTS} does not say in which timezone: write timezone = "
    '"Europe/Berlin", or your own timezone, at its top, and collect again.'
)


def collect(
    source: Annotated[
        Path,
        Argument(help="What you downloaded: an archive, or a folder with its contents; or a folder of repositories."),
    ],
    *,
    out: Annotated[
        Path, Option(help="The cohort's folder, which `grader grade` reads; if it exists, what is new is added.")
    ],
    system: Annotated[
        SystemName | None, Option("--from", help="The system that it comes from; by default guessed from its layout.")
    ] = None,
    exercise: Annotated[
        str | None, Option(help="The exercise for files that do not name one, such as 02_layers/two_layers.")
    ] = None,
    before: Annotated[
        str | None,
        Option(
            metavar="TIME", help="For git: use the newest commit before this time, such as 2026-11-02T23:59:00+01:00."
        ),
    ] = None,
    people: Annotated[
        Path | None,
        Option(help="A CSV with people's addresses and ids: Moodle's grading worksheet, Canvas' gradebook, …"),
    ] = None,
    as_json: JsonOption = False,
    course: CourseOption = None,
) -> int:
    """Import what learners handed in to nbgrader, Moodle, Canvas, Gradescope or git, under pseudonyms."""
    known = load_course(course_of(course, out))
    known.select_exercises([exercise] if exercise else [])
    _check_places(source, out)
    name = system or guess_system(HandInSource(source))
    read = _system(name, before)
    roster = read_roster(people, _zone(known)) if people else Roster(())
    with closing(Reader()) as reader, lock_folder(out), console.progress_bar("Collecting", None) as (progress, task):
        belongs = ExerciseResolver(known.exercises, reader, exercise)
        stubs = (load_exercise(known.root, one).stub.read_bytes() for one in known.exercises)
        digests = frozenset(sha256(stub).hexdigest() for stub in stubs)
        target = Target(label=label(source), resolver=belongs, stubs=digests)
        items = roster.complete_items(read(HandInSource(source)))
        summary = Collector(out, target).collect(items, lambda: progress.advance(task))
    if as_json:
        document = {"from": name, "guessed": system is None, "lacks_zone": roster.lacks_zone, **asdict(summary)}
        console.print_json(document)
        return DONE
    how = "looks like an export of" if system is None else "read as an export of"
    console.out.print(f"{escape(str(source))}: {how} {name}.")
    untimed = LACKS_ZONE if roster.lacks_zone else f"the source contains none: {SEEN_FIRST.format(out / SUBMITTED)}"
    for line in _lines(summary, out, untimed):
        console.out.print(escape(line))
    if name == SystemName.MOODLE and summary.namesakes and people is None:
        console.out.print(RENUMBERED)
    return DONE


def _check_places(source: Path, out: Path) -> None:
    """Raise `SpecError` if one of the folders would be written to while it is being read, or cannot hold hand-ins."""
    if not source.exists():
        raise SpecError(f"{source}: no such file or folder")
    inside, around = out.resolve(), source.resolve()
    if inside.is_relative_to(around) or around.is_relative_to(inside):
        raise SpecError(f"--out {out}: this folder and {source} overlap; choose a folder outside of it")
    require_folder(out, f"--out {out}")
    if is_filled(out):
        advice = "choose the folder that `grader grade` reads, not the one that it writes to"
        raise SpecError(f"--out {out}: this folder holds results; {advice}")


def _system(name: SystemName, before: str | None) -> System:
    """The reader for a system's layout. Raises `SpecError` if a due time is malformed or cannot be used."""
    if before is None:
        return SYSTEMS[name]
    if name != SystemName.GIT:
        raise SpecError(f"--before {before}: works only with git; {name} keeps only the last hand-in")
    try:
        due = datetime.fromisoformat(before)
    except ValueError as error:
        raise SpecError(
            f"--before {safe_excerpt(before)}: this is not a time; write it like 2026-11-02T23:59:00+01:00"
        ) from error
    if due.tzinfo is None:
        advice = f"write {due.isoformat()}+01:00, or the offset that applies"
        raise SpecError(f"--before {before}: the time zone is missing; {advice}")
    return partial(git, before=due)


def _zone(course: Course) -> ZoneInfo | None:
    """The course's time zone, if its assignments name one. Raises `SpecError` if no zone has that name."""
    if not (course.root / ASSIGNMENTS).is_file():
        return None
    tables = read_toml(course.root / ASSIGNMENTS, ASSIGNMENTS.name)
    return find_zone(str(tables["timezone"]), TomlPlace(file=ASSIGNMENTS.name)) if "timezone" in tables else None


def _lines(summary: Summary, out: Path, untimed: str) -> Iterator[str]:
    """Lines about what was done, in the order in which an instructor would ask; `untimed` is why files have no time."""
    yield f"{pluralize(summary.learners, 'learner')}, {summary.newcomers} of them new in {out / IDENTITIES}."
    added, replaced, unchanged = pluralize(len(summary.added), "file"), len(summary.replaced), len(summary.unchanged)
    yield f"{added} added, {replaced} replaced by a newer one, {unchanged} unchanged."
    yield from _listed("Kept, because this source has an older version", summary.older)
    yield from _listed("Kept, although no longer in this source", summary.gone)
    yield from _listed("Late according to the system's clock", summary.late)
    if summary.untimed:
        yield f"{pluralize(summary.untimed, 'file')} without a time, as {untimed}"
    if summary.passed_over:
        yield f"{pluralize(summary.passed_over, 'file')} skipped: they belong to no exercise, or are unchanged stubs."
    if summary.namesakes:
        yield f"{summary.namesakes} learners share their name with somebody; their ids tell them apart."
    troubles = summary.troubles
    yield from (f"Not collected: {_told(trouble)}" for trouble in troubles[:SHOWN])
    if len(troubles) > SHOWN:
        where = "`grader grade` lists all of them on its page, and --json lists them here"
        yield f"Not collected: {len(troubles) - SHOWN} more; {where}."


def _listed(title: str, paths: Sequence[str]) -> Iterator[str]:
    if paths:
        more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
        yield f"{title}: {', '.join(paths[:SHOWN])}{more}."


def _told(trouble: Trouble) -> str:
    hint = f"; did you mean '{trouble.nearest}'?" if trouble.nearest else ""
    return f"{safe_excerpt(trouble.path)}: {trouble.reason}{hint}"
