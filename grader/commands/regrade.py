"""`grader regrade`: shows how the current course would change OUT's results, and applies this once it is approved."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import msgspec
from rich import box
from rich.markup import escape
from rich.prompt import Confirm, Prompt
from rich.table import Table
from typer import BadParameter, Option

from grader.commands import DONE, STOPPED, console
from grader.commands.grade import batch_progress
from grader.commands.locations import gradebook_of, signer
from grader.commands.options import (
    ByOption,
    ClusterOption,
    CourseOption,
    GradebookOption,
    JsonOption,
    OutArgument,
    SandboxOption,
    TlsCaOption,
    TlsCertOption,
    TlsKeyOption,
    WorkersOption,
    course_of,
)
from grader.commands.worker import Machines
from grader.course.exercise_file import load_exercise
from grader.engine.batch.regrade import RegradeBatch, ResultChange, Scope
from grader.engine.batch.state import Ending, Finish
from grader.errors import SystemFault
from grader.gradebook import Entry, Gradebook
from grader.gradebook import Regrade as Approval
from grader.gradebook.marks import percent
from grader.gradebook.marks.aggregate import MarkChange, mark_changes
from grader.gradebook.marks.assignments_file import load_assignments
from grader.storage.layout import GRADEBOOK
from grader.util.text import pluralize
from reports.publish import PageWriter

SHOWN = 40
"""How many changes the table shows; `--json` prints all."""
CHUNK = 500
"""How many results are kept in memory before they are written to the proposal."""


def regrade(
    out: OutArgument,
    *,
    exercise: Annotated[
        list[str] | None, Option(help="Only results of this exercise, such as 02_layers/two_layers; repeatable.")
    ] = None,
    failed: Annotated[
        bool, Option("--failed", help="Only results that the grader failed to judge or to read.")
    ] = False,
    why: Annotated[str | None, Option(help="The reason, which is recorded.")] = None,
    by: ByOption = None,
    yes: Annotated[bool, Option("--yes", help="Apply the changes without asking; needs --why.")] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Show the changes, and apply nothing; works while a service runs.")
    ] = False,
    as_json: JsonOption = False,
    workers: WorkersOption,
    sandbox: SandboxOption = None,
    course: CourseOption = None,
    gradebook: GradebookOption = None,
    cluster: ClusterOption = None,
    tls_ca: TlsCaOption = None,
    tls_cert: TlsCertOption = None,
    tls_key: TlsKeyOption = None,
) -> int:
    """Show how changes in the course change results, and who gains or loses; apply them if approved."""
    if yes and not why:
        raise BadParameter("--yes needs --why, the reason to record")
    if yes and dry_run:
        raise BadParameter("--dry-run applies nothing, and --yes applies the changes: give only one of them")
    by = signer(by) if yes else by  # before hours of work
    scope = Scope(exercises=tuple(exercise or ()), unscored=failed)
    machines = Machines(workers=workers, sandbox=sandbox, cluster=cluster, ca=tls_ca, cert=tls_cert, key=tls_key)
    engine = machines.engine(course_of(course, out), masked=(out.resolve(),))
    for one in scope.exercises:
        load_exercise(engine.course.root, one)
    place = gradebook_of(out, gradebook)
    with (
        Gradebook.view(place) if dry_run else Gradebook.open(place, new=False) as book,
        TemporaryDirectory(dir=out, prefix=".proposal.") as folder,
        Gradebook.open(Path(folder) / GRADEBOOK) as proposal,
    ):
        spool = _Spool(proposal)
        work = RegradeBatch(engine, machines.runner(engine), book, out, spool.add)
        if not _is_finished(asyncio.run(_run(work, scope))):
            return STOPPED
        spool.flush()
        marks = list(mark_changes(book, proposal, load_assignments(engine.course), now=datetime.now(UTC)))
        _show(work, marks, as_json=as_json)
        again = work.tally.seen - work.tally.standing - work.tally.faults - len(work.not_regraded.submissions)
        if again <= 0:
            console.err.print("Every result matches the current course; there is nothing to apply.")
        elif reason := _approved(why, yes=yes, ask=not dry_run and not as_json):
            _apply(work, proposal, reason, signer(by))
        else:
            instead = " instead of --dry-run, once no service runs" if dry_run else ""
            how = f"run the same command with:  --yes --why 'the reason'{instead}"
            console.err.print(f"Nothing was changed. To apply the changes, {how}")
    return DONE


class _Spool:
    """Proposed results, kept on disk except for the last few."""

    def __init__(self, proposal: Gradebook) -> None:
        self._proposal = proposal
        self._waiting: list[Entry] = []

    def add(self, entry: Entry) -> None:
        self._waiting.append(entry)
        if len(self._waiting) == CHUNK:
            self.flush()

    def flush(self) -> None:
        self._proposal.record_all(self._waiting)
        self._waiting.clear()


async def _run(work: RegradeBatch, scope: Scope) -> Finish:
    async with work, batch_progress("Looking", "Looking at") as (preparing, progress):
        return await work.propose(scope, preparing=preparing, progress=progress)


def _is_finished(finish: Finish) -> bool:
    """Whether everything was examined; prints a message if it was stopped. Raises `SystemFault`."""
    match finish.ending:
        case Ending.SYSTEM:
            raise SystemFault(f"{finish.message}. No result was changed; run the same command again to continue.")
        case Ending.STOPPED:
            console.err.print("Stopped; no result was changed. Run the same command again to continue.")
            return False
        case Ending.FINISHED:
            return True


def _show(work: RegradeBatch, marks: Sequence[MarkChange], *, as_json: bool) -> None:
    """Print the changes, gains first, then the counts of all other results, and the learners whose marks change."""
    changes = sorted(work.changes, key=lambda one: (-one.gained, one.learner, one.exercise, one.attempt))
    if as_json:
        document = {
            "counts": asdict(work.tally),
            "changes": [asdict(change) | {"gained": float(change.gained)} for change in changes],
            "marks": [_mark_json(mark) for mark in marks],
            "left": _left(work),
        }
        console.print_json(document)
        return
    if changes:
        console.out.print(_table(changes[:SHOWN], {(mark.learner, mark.exercise): mark for mark in marks}))
    if len(changes) > SHOWN:
        console.print_wrapped(f"{len(changes) - SHOWN} more; `--json` lists all of them.")
    for line in _left(work):
        console.print_wrapped(f"Not changed: {escape(line)}")
    console.print_wrapped(_counted(work))
    course = [mark for mark in marks if mark.exercise is None]
    if course:
        gained, lost = (sum(sign * one.gained > 0 for one in course) for sign in (1, -1))
        console.print_wrapped(f"Marks of the course: {_gain_and_lose(gained, lost)}.")


def _mark_json(change: MarkChange) -> dict[str, str | float | None]:
    shares = {"before": change.before, "after": change.after, "gained": change.gained}
    numbers = {name: None if share is None else float(share) for name, share in shares.items()}
    return {"learner": change.learner, "exercise": change.exercise, **numbers}


def _gain_and_lose(gained: int, lost: int) -> str:
    return f"{gained} {'gains' if gained == 1 else 'gain'}, {lost} {'loses' if lost == 1 else 'lose'}"


def _left(work: RegradeBatch) -> list[str]:
    return [*work.not_regraded.exercises.values(), *work.not_regraded.submissions]


def _table(changes: Sequence[ResultChange], marks: Mapping[tuple[str, str | None], MarkChange]) -> Table:
    table = Table(box=box.SIMPLE)
    for name in ("learner", "exercise", "attempt", "before", "after", "mark", "why"):
        table.add_column(name, overflow="fold")  # a long name continues on the next line, and is never cut off
    for change in changes:
        before, after = (f"{score.earned}/{score.possible}" for score in (change.before, change.after))
        mark = marks.get((change.learner, change.exercise))
        moved = f"{_percent(mark.before)} → {_percent(mark.after)} %" if mark else "the same"
        who, why = console.one_line(change.learner), escape("; ".join(change.why))
        table.add_row(who, change.exercise, str(change.attempt), before, after, moved, why)
    return table


def _percent(share: Fraction | None) -> str:
    return "not final" if share is None else f"{percent(share).normalize():f}"


def _counted(work: RegradeBatch) -> str:
    tally = work.tally
    rarer = {
        "with the same share of the points but different verdicts or totals": tally.moved,
        "with only different wording": tally.reworded,
        "not changed because the grader failed to judge them again": tally.faults,
    }
    said = ", ".join(f"{count} {what}" for what, count in rarer.items() if count)
    gain_and_lose = _gain_and_lose(tally.gained, tally.lost) + (f", {said}" if said else "")
    return f"{pluralize(tally.seen, 'result')}: {gain_and_lose}, {tally.same + tally.standing} unchanged."


def _approved(why: str | None, *, yes: bool, ask: bool) -> str | None:
    """The reason, or None if the change is not approved; with `ask`, a person at a terminal is asked."""
    if yes:
        return why
    if not ask or not sys.stdin.isatty() or not Confirm.ask("Apply the changes?", console=console.err, default=False):
        return None
    return why or Prompt.ask("The reason, for the record", console=console.err)


def _apply(work: RegradeBatch, proposal: Gradebook, why: str, who: str) -> None:
    """Record the proposal as a regrade that a person approved, and make the pages."""
    course, counts = work.engine.course, asdict(work.tally)
    digests = [course.causes.digest, *(load_exercise(course.root, exercise).digest for exercise in course.exercises)]
    digest = sha256(msgspec.json.encode(digests)).hexdigest()
    approval = Approval(who=who, when=datetime.now(UTC), why=why, course_digest=digest, counts=counts)
    number = work.gradebook.record_regrade(proposal.every_attempt(), regrade=approval)
    published = PageWriter(work.out, course, work.gradebook).write_index(every=False)
    console.err.print(f"Applied as regrade {number}.")
    console.err.print(f"Open {escape(str(published.page))}")
