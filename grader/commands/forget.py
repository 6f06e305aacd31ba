"""`grader forget`: asks for confirmation, removes a learner from OUT, and reports which data remain elsewhere."""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Annotated

from rich.markup import escape
from rich.prompt import Confirm
from typer import Argument, Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of, is_filled, names_by_learner, service_of
from grader.commands.options import CourseOption, GradebookOption, OutArgument, course_of
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.gradebook import Gradebook
from grader.gradebook.marks.decisions import check_learner
from grader.gradebook.opening import GradebookLocation, is_url
from grader.gradebook.queries import Traces
from grader.lms.export.formats import written_names
from grader.service.web.access import forget_person
from grader.storage import erase
from grader.storage.erase import ErasedLearner
from grader.storage.folder import read_not_graded
from reports.publish import PageWriter


def forget(
    out: OutArgument,
    learner: Annotated[str, Argument(help="The pseudonym: the name of the learner's folder.")],
    *,
    yes: Annotated[bool, Option("--yes", help="Do not ask for confirmation.")] = False,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
) -> int:
    """Remove a learner from OUT, with all of their data; this cannot be undone."""
    if is_filled(Path(learner)) and not is_filled(out):
        raise SpecError(f"OUT comes first, as in every command: grader forget {quote(learner)} {quote(str(out))}")
    place = gradebook_of(out, gradebook)
    with Gradebook.view(place) as book:
        person = _person(book, learner, out)
        found = book.traces(learner)
    who = f"{person.learner} ({person.name})" if person.name else person.learner
    console.err.print(
        f"All data about {console.one_line(who)} in {escape(str(out))} will be removed for good: submissions: "
        f"{found.submissions}, results: {found.results}, decisions: {found.decisions}; also pages, runs, files and "
        "exports."
    )
    if not yes and not (sys.stdin.isatty() and Confirm.ask("Remove all of it?", console=console.err, default=False)):
        raise SpecError("nothing was removed; to remove this learner for good, run the same command with:  --yes")
    with Gradebook.open(place, new=False) as book:
        erase.erase_learner(out, book, person, exports=written_names())
        forget_person(out, place, learner)
        drawn = _drawn(out, book, course)
        reasons = list(erase.reasons_mentioning(book, person))
    erase.finish_erasure(out)
    console.out.print(f"Forgotten: {console.one_line(learner)}. {escape(drawn)}")
    _remains(person, found, out, place, reasons)
    return DONE


def _person(book: Gradebook, learner: str, out: Path) -> ErasedLearner:
    """Find a learner by name. Raises `SpecError` with the most similar name if there is no such learner."""
    names = names_by_learner(out)
    begun = erase.unfinished_erasure(out)
    if begun is not None and begun.learner == learner:
        return begun
    person = ErasedLearner(learner=learner, name=names.get(learner, ""))
    if not any(erase.is_about_person(one, person) for one in read_not_graded(out)):
        check_learner(learner, {*book.learners(), *names}, names)
    return person


def _drawn(out: Path, book: Gradebook, course: Path | None) -> str:
    """Render the cohort's page again if the course can be found."""
    try:
        loaded = load_course(course_of(course, out))
    except SpecError:
        return "The course was not found here; `grader report` updates the cohort's page."
    PageWriter(out, loaded, book).write_index(every=False)
    return "The cohort's page and results.jsonl no longer contain this learner."


def _remains(person: ErasedLearner, found: Traces, out: Path, place: GradebookLocation, reasons: Sequence[str]) -> None:
    """Print what the command can't remove, and what in OUT still mentions the person."""
    own = () if is_url(place) else (Path(place).name, f"{Path(place).name}.lock")
    still = list(erase.files_mentioning(out, person, gradebook=own))
    homes = erase.learner_folders(found.paths, person.learner)
    foreign = "mentions the learner and was not written by the grader; remove it or recreate it"
    lines = [
        *(f"{path}: {foreign}" for path in still),
        *(f"the reason given for {reason} mentions the learner, and is kept" for reason in reasons),
        *(f"{path}: hand-ins; grading them would add the learner again" for path in homes if path.exists()),
        *(f"{path}: has a line about the learner" for path in erase.tables_mentioning(homes, person)),
        "backups, exports outside of OUT, pages that were passed on, and marks in an LMS",
    ]
    if service_of(out):
        lines.append("the log of a proxy in front of the service, whose paths hold pseudonyms")
    if is_url(place):
        lines.append("the server's own logs, write-ahead log and backups, until it overwrites them")
    console.out.print("This command cannot remove:")
    for line in lines:
        console.out.print(f"- {escape(line)}")
