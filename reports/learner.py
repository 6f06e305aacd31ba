"""A result as the record of a page: everything its template prints, decided here; no markup, no I/O.

A learner's page shows of the reference only what a finding says and the curves of its training. Values, source
and outputs of the reference never enter a record, and of a hidden criterion only title and verdict do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from grader.changes import Change, ChangeKind
from grader.model import Criterion, Diagnosis, Exercise, Finding, Outcome, Result, Run, Score, Trust, Verdict
from grader.storage.layout import lesson_of
from grader.util.text import pluralize
from reports.accuracy_strip import Strip, strip
from reports.code import CodeCell, cells
from reports.curves import Chart, charts
from reports.states import State, state_of
from reports.text import excerpt

MAX_ROWS = 120
"""Lines of an expected or actual table that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLine:
    """One line of expected against actual."""

    text: str
    differs: bool
    """Whether the line beside it is another; where the sides are not paired line by line, of the first such alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The expected value beside the actual one."""

    expected: tuple[ComparedLine, ...]
    actual: tuple[ComparedLine, ...]

    @property
    def table(self) -> bool:
        """Whether either side has several lines, which then stand in columns."""
        return max(len(self.expected), len(self.actual)) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One step towards the answer, folded inside the one before."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One criterion with its verdict."""

    anchor: str
    verdict: Verdict
    title: str
    earned: int
    possible: int
    message: str
    comparison: Comparison | None
    hints: tuple[Hint, ...]
    reported: bool
    """Whether it passes on the submission's own word, and nothing verified is known of what it is about."""
    hidden: bool
    cell: int | None
    """The number of the learner's cell that last defines what is judged, where one is found."""
    strip: Strip | None
    """The learner's number among the reference's, where it was judged so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A diagnosis, folded, with its hints folded inside."""

    message: str
    lesson: str
    """The lesson to read again, as people write it."""
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence above the criteria."""

    kind: Literal["stopped", "error", "blank", "hidden", "repaired"]
    title: str
    text: str
    cell: int | None = None
    """The number of the cell it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerPage:
    """The content of the page of one submission."""

    exercise: str
    """The exercise's id."""
    lesson: str
    title: str
    learner: str
    attempt: int
    received: datetime
    state: State
    score: Score
    notices: tuple[Notice, ...]
    guesses: tuple[Guess, ...]
    cards: tuple[Card, ...]
    charts: tuple[Chart, ...]
    cells: tuple[CodeCell, ...]
    more_cells: int
    """How many cells after those the page leaves out."""
    wall_s: float
    cpu_s: float
    peak_mib: float
    graded: datetime
    grader_version: str
    sha256: str


_STEPS = ("A nudge", "A clearer hint", "Nearly the answer")
_ENDINGS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.RAISED: ("A cell raised an error", "The cells after it ran all the same, and what they left was judged."),
    Outcome.TIMED_OUT: ("The time ran out", "What the cells had left by then was judged."),
    Outcome.OUT_OF_MEMORY: ("The memory ran out", "What the cells had left by then was judged."),
    Outcome.TOO_MUCH_OUTPUT: ("Too much was printed", "The printed text was cut; the code ran on and was judged."),
    Outcome.CRASHED: ("The kernel died", "The cells before that ran once more and were judged."),
    Outcome.BROKE_PROTOCOL: ("The kernel sent what no kernel sends", "What it sent could not be judged."),
    Outcome.UNREADABLE: ("The file could not be read", "It is neither a notebook nor a script, so nothing ran."),
    Outcome.INTERNAL: ("Our fault, not yours", "The grader failed. Nothing is lost, and nothing needs to be done."),
}


def learner_page(
    result: Result, run: Run, exercise: Exercise, reference_run: Run, *, lessons: Mapping[str, str]
) -> LearnerPage:
    """The page of one submission, whatever became of it. `lessons` has the names of the course's lessons by id."""
    shown = cells(run.cells, run.changes)
    submission = result.submission
    return LearnerPage(
        exercise=exercise.id,
        lesson=lesson_of(exercise.id, lessons),
        title=exercise.title,
        learner=submission.learner,
        attempt=submission.attempt,
        received=submission.received,
        state=state_of(result),
        score=result.score,
        notices=tuple(_notices(result, run, exercise, shown)),
        guesses=tuple(_guess(diagnosis, lessons) for diagnosis in result.diagnoses),
        cards=tuple(_cards(result.findings, exercise.rubric, shown, run.stand_ins)),
        charts=charts(run.evidence, reference_run.evidence),
        cells=shown,
        more_cells=len(run.cells) - len(shown),
        wall_s=run.wall_s,
        cpu_s=run.cpu_s,
        peak_mib=run.peak_mib,
        graded=result.graded,
        grader_version=result.grader_version,
        sha256=submission.sha256,
    )


def _notices(result: Result, run: Run, exercise: Exercise, shown: Sequence[CodeCell]) -> Iterable[Notice]:
    """What to know before the criteria: an ending other than ok, no attempt, our faults, what is judged later."""
    stub_raised = result.outcome is Outcome.RAISED and not result.attempted
    if result.outcome is not Outcome.OK and not stub_raised:
        yield _ending(result.outcome, run.message, shown)
    yield from _change_notices(run.changes)
    if not result.attempted and result.outcome not in {Outcome.UNREADABLE, Outcome.INTERNAL}:
        yield Notice(
            kind="blank", title="Not attempted yet", text="The blank is as the stub left it, so nothing was judged."
        )
    if not run.sandboxed:
        text = "It ran with the rights of whoever checked it, so nothing here is a mark."
        yield Notice(kind="hidden", title="Checked without a sandbox", text=text)
    if result.score.unscored:
        text = f"{pluralize(result.score.unscored, 'point')} could not be judged: our fault, nothing is lost."
        yield Notice(kind="error", title="Some points are still open", text=text)
    judged = {finding.criterion for finding in result.findings}
    later = sum(criterion.hidden and criterion.id not in judged for criterion in exercise.rubric)
    if later:
        text = f"{later} {'criterion' if later == 1 else 'criteria'} will also be judged when you hand in."
        yield Notice(kind="hidden", title="Hidden criteria", text=text)


def _change_notices(changes: Sequence[Change]) -> Iterable[Notice]:
    """What was put right in the file; and where code ran otherwise, which the cells themselves say."""
    if mended := [one for one in changes if one.kind is ChangeKind.RECOVERED]:
        text = " ".join(one.sentence for one in mended)
        yield Notice(kind="repaired", title="Put right before it ran", text=text, cell=mended[0].cell)
    if other := [one for one in changes if one.kind is not ChangeKind.RECOVERED]:
        text = "Each such cell says what was changed and why. It costs no points."
        yield Notice(kind="repaired", title="Some code ran differently than written", text=text, cell=other[0].cell)


def _ending(outcome: Outcome, message: str, shown: Sequence[CodeCell]) -> Notice:
    title, sentence = _ENDINGS[outcome]
    stopped = (cell.number for cell in shown if cell.state in {"interrupted", "died"} or cell.failure)
    return Notice(
        kind="error" if outcome is Outcome.INTERNAL else "stopped",
        title=title,
        text=" ".join(part for part in (message, sentence) if part),
        cell=next(stopped, None),
    )


def _cards(
    findings: Sequence[Finding], rubric: Sequence[Criterion], shown: Sequence[CodeCell], stand_ins: Mapping[str, str]
) -> Iterable[Card]:
    criteria = {criterion.id: criterion for criterion in rubric}
    known = {_name(criteria.get(finding.criterion)) for finding in findings if _is_verified(finding)}
    for number, finding in enumerate(findings, start=1):
        criterion = criteria.get(finding.criterion)
        name = _name(criterion)
        card = _card(number, finding, criterion, _defining(stand_ins.get(name, name), shown))
        yield replace(card, reported=False) if name in known else card


def _name(criterion: Criterion | None) -> str:
    """What a criterion is about; empty where that is not known."""
    return str(criterion.params.get("of", "")) if criterion else ""


def _is_verified(finding: Finding) -> bool:
    """Whether a finding was judged, and by more than the submission's own word."""
    return finding.trust is Trust.VERIFIED and finding.verdict in {Verdict.PASS, Verdict.FAIL}


def _card(number: int, finding: Finding, criterion: Criterion | None, cell: int | None) -> Card:
    """The finding as a card; of a hidden one title, verdict and points alone. `cell` is where it is made."""
    closed = finding.hidden or (criterion is not None and criterion.hidden)
    open_question = not closed and finding.verdict is Verdict.FAIL
    return Card(
        anchor=f"criterion-{number}",
        verdict=finding.verdict,
        title=finding.title,
        earned=finding.earned,
        possible=finding.possible,
        message="" if closed else finding.message,
        comparison=_comparison(finding) if open_question and (finding.expected or finding.actual) else None,
        hints=() if closed or finding.verdict is Verdict.ERROR else tuple(map(_hint, _STEPS, finding.hints)),
        reported=finding.trust is Trust.REPORTED and finding.verdict is Verdict.PASS,
        hidden=closed,
        cell=cell if open_question else None,
        strip=strip(finding.measured) if finding.measured and not closed else None,
    )


def _guess(diagnosis: Diagnosis, lessons: Mapping[str, str]) -> Guess:
    return Guess(
        message=diagnosis.message,
        lesson=lesson_of(diagnosis.lesson, lessons),
        hints=tuple(map(_hint, _STEPS, diagnosis.hints)),
    )


def _hint(label: str, text: str) -> Hint:
    return Hint(label=label, text=text)


def _defining(name: str, shown: Sequence[CodeCell]) -> int | None:
    """The number of the last cell of the learner's that defines what a criterion is about."""
    return next((cell.number for cell in reversed(shown) if cell.answer and cell.defines(name)), None)


def _comparison(finding: Finding) -> Comparison:
    expected, actual = _rows(finding.expected), _rows(finding.actual)
    pairs = enumerate(zip(expected, actual, strict=False))
    differ = [place for place, (left, right) in pairs if left != right]
    if len(expected) != len(actual):
        differ = [*differ, min(len(expected), len(actual))][:1]
    return Comparison(expected=_marked(expected, differ), actual=_marked(actual, differ))


def _rows(text: str) -> tuple[str, ...]:
    """The lines, at most `MAX_ROWS`, and a note on those left out."""
    part = excerpt(text, shown=MAX_ROWS, folded=0)
    rest = (f"… {pluralize(part.dropped, 'more line')}",) if part.dropped else ()
    return (*part.shown, *rest)


def _marked(rows: Sequence[str], differ: Collection[int]) -> tuple[ComparedLine, ...]:
    """The rows, those that differ marked."""
    return tuple(ComparedLine(text=row, differs=place in differ) for place, row in enumerate(rows))
