"""`grader feedback`: lists when a service shows the feedback on each assignment, and releases held-back feedback."""

from datetime import UTC, datetime, tzinfo
from typing import Annotated

from rich import box
from rich.table import Table
from typer import Option

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of, signer
from grader.commands.options import ByOption, CourseOption, GradebookOption, OutArgument, course_in_force
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.gradebook import FeedbackRelease, Gradebook
from grader.gradebook.marks import Assignment, FeedbackRule
from grader.gradebook.marks.assignments_file import ASSIGNMENTS, load_assignments
from grader.gradebook.marks.explanation import format_moment
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.util.toml_schema import TomlPlace


def feedback(
    out: OutArgument,
    *,
    release: Annotated[
        str | None,
        Option(metavar="ASSIGNMENT", help="Let learners read the feedback on this assignment; this cannot be undone."),
    ] = None,
    by: ByOption = None,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
) -> int:
    """List when a service shows learners the feedback on each assignment; release held-back feedback."""
    assignments = load_assignments(load_course(course_in_force(course, out)))
    place = gradebook_of(out, gradebook)
    if release is None:
        with Gradebook.view(place) as book:
            releases = {one.assignment: one for one in book.feedback_releases()}
        _show(assignments.every, releases, assignments.zone)
        return DONE
    known = {one.id: one for one in assignments.every}
    if release not in known:
        raise TomlPlace(file=ASSIGNMENTS.name).unknown_name_error("assignment", release, known)
    if release not in HandInRules(assignments).by_hand:
        rule = known[release].policy.feedback
        raise SpecError(f"assignment '{release}': its feedback is released {rule}, not by hand")
    with Gradebook.join(place) as book:  # also works while a service runs
        made = book.release_feedback(FeedbackRelease(assignment=release, who=signer(by), when=datetime.now(UTC)))
    when = format_moment(made.when, assignments.zone)
    console.out.print(console.one_line(f"{release}: feedback released {when} by {made.who}."))
    return DONE


def _show(every: tuple[Assignment, ...], releases: dict[str, FeedbackRelease], zone: tzinfo) -> None:
    table = Table("assignment", "feedback", "released", box=box.SIMPLE)
    for one in every:
        made = releases.get(one.id)
        waits = "waits" if one.policy.feedback is FeedbackRule.BY_HAND else ""
        said = f"{format_moment(made.when, zone)} by {made.who}" if made else waits
        table.add_row(console.one_line(one.id), one.policy.feedback, console.one_line(said))
    console.print_table(table)
