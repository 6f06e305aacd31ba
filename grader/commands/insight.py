"""`grader insight`: shows what the results in OUT reveal about exercises and criteria."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from rich import box
from rich.markup import escape
from rich.table import Table

from grader.commands import DONE, console
from grader.commands.locations import gradebook_of
from grader.commands.options import CourseOption, GradebookOption, JsonOption, OutArgument, course_in_force
from grader.course.loader import load_course
from grader.gradebook import Gradebook
from grader.gradebook.marks import compute_marks, counted_shares
from grader.gradebook.marks.assignments_file import load_assignments
from grader.insight import Insight, records, write_insight
from grader.insight.criteria import explain_alarm
from grader.insight.similarity import ACCUSES_NOBODY
from grader.storage.layout import INSIGHT
from grader.util.text import pluralize

SHOWN = 5
"""The number of clusters and pairs per exercise that are printed; the file contains all."""


def insight(
    out: OutArgument, *, as_json: JsonOption = False, course: CourseOption = None, gradebook: GradebookOption = None
) -> int:
    """Show which criteria are hard or suspicious, and which submissions fail alike or share code."""
    with Gradebook.view(gradebook_of(out, gradebook)) as book:
        loaded = load_course(course_in_force(course, out))
        assignments = load_assignments(loaded)
        marks = compute_marks(book, assignments, now=datetime.now(UTC))
        shares: dict[str, list[float]] = {name: [] for name in assignments.exercises()}
        for name, share in chain.from_iterable(map(counted_shares, marks)):
            shares[name].append(share)
        found = write_insight(out, book, loaded, shares)
    if as_json:
        console.print_json(found, indent=2)
        return DONE
    _alarms(found)
    for exercise in found.exercises:
        _exercise(exercise)
    console.out.print(f"The full analysis is in {escape(str(out / INSIGHT))}.")
    return DONE


def _alarms(found: Insight) -> None:
    suspects = [(one.exercise, item) for one in found.exercises for item in one.criteria if item.alarm]
    console.out.print(f"{pluralize(found.learners, 'learner')}, {pluralize(len(found.exercises), 'exercise')}.")
    for exercise, item in suspects:
        assert item.alarm
        criterion, words = console.one_line(item.criterion), explain_alarm(item.alarm)
        console.out.print(f"[yellow]Suspicious criterion:[/yellow] {escape(exercise)} {criterion}: {words}")
    if not suspects:
        console.out.print("No criterion is suspicious.")


def _exercise(exercise: records.ExerciseInsight) -> None:
    console.out.print(f"\n[bold]{escape(exercise.exercise)}[/bold]  {', '.join(_facts(exercise))}")
    table = Table("criterion", "points earned", "discrimination", "passed, failed, stopped", box=box.SIMPLE)
    for item in exercise.criteria:
        ours = f", {item.errors} not judged (grader error)" if item.errors else ""
        counts = f"{item.passed}, {item.failed}, {item.skipped}{ours}"
        found = item.discrimination
        apart = f"{found.value:+.2f} ({found.low:.2f} to {found.high:.2f})" if found else "too few"
        table.add_row(console.one_line(item.criterion), _percent(item.difficulty), apart, counts)
    console.print_table(table)
    if exercise.clusters:
        console.out.print("Submissions whose first failure is the same:")
    for cluster in exercise.clusters[:SHOWN]:
        rule = f" [{cluster.rule}]" if cluster.rule else ""
        what = console.one_line(f"{cluster.criterion}{rule}: {cluster.message}")
        console.out.print(f"  {pluralize(cluster.size, 'submission')}: {what}")
    if exercise.compared and exercise.compared.alike:
        console.out.print(f"Submissions with nearly the same code. {ACCUSES_NOBODY}")
        for alike in exercise.compared.alike[:SHOWN]:
            console.out.print(f"  {_alike(alike)}")


def _facts(exercise: records.ExerciseInsight) -> Iterator[str]:
    yield f"{exercise.attempted} of {exercise.handed_in} attempted"
    if exercise.share:
        yield f"median {exercise.share.median:.0%} of the points"
    if exercise.wall_s:
        yield f"runs {exercise.wall_s.median:.1f} s, nine in ten below {exercise.wall_s.p90:.1f} s"


def _percent(interval: records.Interval | None) -> str:
    return f"{interval.value:.0%} ({100 * interval.low:.0f} to {100 * interval.high:.0f})" if interval else "not judged"


def _alike(alike: records.SimilarPair) -> str:
    names = ", ".join(alike.learners[:SHOWN]) + (f" and {alike.size - SHOWN} more" if alike.size > SHOWN else "")
    places = "; ".join(f"{_place(passage.left)} and {_place(passage.right)}" for passage in alike.passages)
    return f"{alike.similarity:.0%} of {pluralize(alike.tokens, 'token')}: {console.one_line(names)} ({places})"


def _place(place: records.LineRange) -> str:
    lines = f"line {place.first}" if place.first == place.last else f"lines {place.first} to {place.last}"
    return f"cell {place.cell} {lines}"
