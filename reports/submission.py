"""A result as the record of a submission's page. The template only prints what is decided here. Contains no markup.

About the reference, the page shows only what a finding says, and the curves of its training. The reference's values,
source and outputs never enter a record. A hidden criterion's record has only its title and verdict.

`Progress` is what changed since the previous attempt: criteria gained and lost, and the code side by side.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from grader.course.hand_in import HandInAdvice
from grader.model import CellRun, Exercise, Outcome, Result, Run, Verdict
from grader.source.records import Change, ChangeKind
from grader.storage.layout import lesson_of
from grader.util.text import pluralize
from reports.cards import Card, criterion_cards
from reports.charts import Chart, charts
from reports.code import MAX_LINE, CodeCell, cells
from reports.focus import BACKED, Focus, focus_of, of_check
from reports.links import Trail
from reports.states import State, state_of

# What changed since the previous attempt.

MAX_LINES: Final = 200
"""The most lines of a learner's own code that are compared; more would take too long, and are not written by hand."""
CONTEXT: Final = 2
"""How many equal lines are shown around those that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedLine:
    """A line of the earlier code next to one of the later code, from all of the learner's own cells."""

    before: str | None
    """None if only the later attempt has this line."""
    after: str | None
    changed: bool
    gap: bool = False
    """Whether equal lines before it are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The changes from one attempt to the next."""

    since: int
    """The number of the earlier attempt."""
    gained: tuple[str, ...]
    """The titles of criteria that pass now but did not before."""
    lost: tuple[str, ...]
    lines: tuple[PairedLine, ...]
    """The lines that differ, with their surroundings; none if the code is the same, or too long to be compared."""
    same: bool
    """Whether the learner's own code is the same."""


def progress(before: Result, before_run: Run, after: Result, after_run: Run) -> Progress:
    """The changes, including those of hidden criteria, because their verdicts are shown."""
    passed = {finding.criterion for finding in before.findings if finding.verdict is Verdict.PASS}
    now = {finding.criterion for finding in after.findings if finding.verdict is Verdict.PASS}
    old, new = _own_lines(before_run.cells), _own_lines(after_run.cells)
    return Progress(
        since=before.submission.attempt,
        gained=tuple(one.title for one in after.findings if one.criterion in now - passed),
        lost=tuple(one.title for one in after.findings if one.criterion in passed - now),
        lines=() if max(len(old), len(new)) > MAX_LINES else tuple(_around(_paired(old, new))),
        same=old == new,
    )


def _own_lines(cells: Sequence[CellRun]) -> list[str]:
    """The learner's own code, one cell after another."""
    return [line[:MAX_LINE] for cell in cells if cell.answer for line in cell.source.rstrip().split("\n")]


def _paired(old: Sequence[str], new: Sequence[str]) -> list[PairedLine]:
    found: list[PairedLine] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        rows = max(j - i, m - k)
        left: list[str | None] = [*old[i:j], *[None] * (rows - (j - i))]
        right: list[str | None] = [*new[k:m], *[None] * (rows - (m - k))]
        pairs = zip(left, right, strict=True)
        found += [PairedLine(before=one, after=other, changed=kind != "equal") for one, other in pairs]
    return found


def _around(lines: Sequence[PairedLine]) -> Iterator[PairedLine]:
    """The lines that differ, with `CONTEXT` lines around them."""
    changed = {place for place, line in enumerate(lines) if line.changed}
    kept = sorted({near for place in changed for near in range(place - CONTEXT, place + CONTEXT + 1)})
    last = -1
    for place in (place for place in kept if 0 <= place < len(lines)):
        yield replace(lines[place], gap=place > last + 1)
        last = place


if TYPE_CHECKING:
    from reports.mark import MarkView  # imports marks and the gradebook, which checking a file does not need


# The page.


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice next to the first thing on the page."""

    kind: Literal["stopped", "error", "hidden", "repaired"]
    title: str
    text: str
    cell: int | None = None
    """The number of the cell it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The context that a gradebook adds to one attempt."""

    mark: "MarkView | None" = None
    """The mark that counts; None if there is no gradebook, as in `grader check`."""
    trail: Trail | None = None
    """The links to the learner's other pages; None if there are none."""
    progress: Progress | None = None
    """What changed since the previous attempt; None for the first."""
    zone: tzinfo = UTC
    """The time zone of the course."""
    checked: bool = False
    """Whether the file was only checked: then it is not an attempt, and nothing was handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPage:
    """The content of the page of one submission."""

    template: ClassVar[str] = "submission"
    result: Result
    """The verdicts and the score of this attempt, before lateness and decisions."""
    run: Run
    exercise: Exercise
    standing: Standing
    lesson: str
    received: datetime
    """When it was handed in or checked."""
    state: State
    """The state of this attempt."""
    focus: Focus
    notices: tuple[Notice, ...]
    failed: tuple[Card, ...]
    open: tuple[Card, ...]
    """The criteria that were not judged: skipped, or an error in the grader."""
    passed: tuple[Card, ...]
    charts: tuple[Chart, ...]
    own: tuple[CodeCell, ...]
    """The learner's own cells."""
    given: tuple[CodeCell, ...]
    """The given cells, as they ran."""
    more_cells: int
    """The number of further cells that the page leaves out."""
    graded: datetime
    basis: str = ""
    """A digest of the data from which it was rendered; empty for a file that was only checked."""
    hand_in: HandInAdvice | None = None
    """What to do with the file; None if it was handed in, or if the course does not say."""

    @property
    def counts(self) -> bool:
        """Whether the mark is made from this attempt's points; if not, the page shows both."""
        mark = self.standing.mark
        return mark is None or mark.is_of(self.result.submission.attempt, self.result.score.earned)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every criterion, in the order of the page."""
        return (*self.failed, *self.open, *self.passed)


ALONE = Standing(checked=True)
"""The context of a file that is only checked."""


def submission_page(  # noqa: PLR0913 - keyword-only if not obvious
    result: Result,
    run: Run,
    exercise: Exercise,
    reference_run: Run,
    *,
    lessons: Mapping[str, str],
    standing: Standing = ALONE,
) -> SubmissionPage:
    """The page of one submission, for any outcome. `lessons` maps lessons' ids to their names."""
    submission, shown = result.submission, cells(run.cells, run.changes)
    every = criterion_cards(result, run, exercise.rubric, shown)
    focus = focus_of(result, run, every, shown, lessons)
    cards = [_placed(card, result, focus) for card in every]
    return SubmissionPage(
        result=result,
        run=run,
        exercise=exercise,
        standing=standing,
        lesson=lesson_of(exercise.id, lessons),
        received=(submission.submitted or submission.received).astimezone(standing.zone),
        state=state_of(result),
        focus=of_check(focus) if standing.checked else focus,
        notices=tuple(_notices(result, run, exercise, shown, focus, checked=standing.checked)),
        failed=tuple(card for card in cards if card.verdict is Verdict.FAIL),
        open=tuple(card for card in cards if card.verdict in {Verdict.SKIP, Verdict.ERROR}),
        passed=tuple(card for card in cards if card.verdict is Verdict.PASS),
        charts=charts(run.evidence, reference_run.evidence),
        own=tuple(cell for cell in shown if cell.answer),
        given=tuple(cell for cell in shown if not cell.answer),
        more_cells=len(run.cells) - len(shown),
        graded=result.graded.astimezone(standing.zone),
    )


def _placed(card: Card, result: Result, focus: Focus) -> Card:
    """The card for this page: if a file could not be read, its cards do not say that anything is wrong.

    Its hints are left out if they are shown above, or if the problem is the file and not the exercise.
    """
    if result.outcome is Outcome.UNREADABLE and card.verdict is Verdict.FAIL:
        return replace(card, verdict=Verdict.SKIP, message="", comparison=None, hints=())
    return replace(card, hints=()) if card.anchor == focus.anchor or result.outcome in BACKED else card


def _notices(  # noqa: PLR0913 - what a page is drawn from
    result: Result, run: Run, exercise: Exercise, shown: Sequence[CodeCell], focus: Focus, *, checked: bool
) -> Iterable[Notice]:
    """Further notices: an error of a cell, changes before the run, grader errors, criteria that are judged later."""
    raised = next((cell.number for cell in shown if cell.failure), None) if result.outcome is Outcome.RAISED else None
    if raised and result.attempted and (focus.spot is None or focus.spot.cell != raised):
        text = "The cells after it still ran, and their results were judged."
        yield Notice(kind="stopped", title="A cell raised an error", text=text, cell=raised)
    if focus.kind == "done" and run.message:
        text = f"{run.message} The results that the cells had produced by then are right."
        yield Notice(kind="stopped", title="The run did not end by itself", text=text)
    yield from _change_notices(run.changes)
    if not run.sandboxed:
        text = "It ran without protection, so nothing here counts as a mark."
        yield Notice(kind="hidden", title="Checked without a sandbox", text=text)
    if result.score.unscored and focus.kind != "error":
        after = "Please check it again." if checked else "Nothing is lost."
        points = pluralize(result.score.unscored, "point")
        text = f"{points} could not be judged because of an error in the grader. {after}"
        yield Notice(kind="error", title="Some points are still open", text=text)
    judged = {finding.criterion for finding in result.findings}
    later = sum(criterion.hidden and criterion.id not in judged for criterion in exercise.rubric)
    if later:
        text = f"{later} {'criterion' if later == 1 else 'criteria'} will also be judged when you hand in."
        yield Notice(kind="hidden", title="Hidden criteria", text=text)


def _change_notices(changes: Sequence[Change]) -> Iterable[Notice]:
    """Notices about a changed exercise, repairs of the file, and code that was changed before it ran."""
    for change in changes:
        if change.kind is ChangeKind.OUTDATED:
            yield Notice(kind="repaired", title="From an older edition", text=change.sentence)
    if mended := [change for change in changes if change.kind is ChangeKind.RECOVERED]:
        text = " ".join(one.sentence for one in mended)
        yield Notice(kind="repaired", title="Corrected before it ran", text=text, cell=mended[0].cell)
    if other := [change for change in changes if change.kind in {ChangeKind.MODERNISED, ChangeKind.REORDERED}]:
        text = "Each of these cells shows what was changed and why. This costs no points."
        yield Notice(kind="repaired", title="Some code was changed before it ran", text=text, cell=other[0].cell)
