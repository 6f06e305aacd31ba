"""The criteria of a result as cards, in the order in which a learner needs them; no markup, no I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Basis, Criterion, Finding, Result, Run, Trust, Verdict
from grader.util.text import pluralize
from reports.charts import Strip, strip
from reports.code import CodeCell, excerpt

MAX_ROWS = 120
"""The most lines of an expected or actual table that a page shows."""
_STEPS = ("A nudge", "A clearer hint", "Nearly the answer")
_JUDGED = frozenset({Verdict.PASS, Verdict.FAIL})
_NO_VALUE = re.compile(r"\bdiffer\b|^not\b|^none\b|^nothing\b|^no ", re.IGNORECASE)
"""Matches an actual value that only reports an absence or a count of differences, so that there is nothing to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLine:
    """One line of an expected or actual value."""

    text: str
    differs: bool
    """Whether it differs from the line next to it; if the sides are not paired line by line, only the first
    different line.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The expected value next to the actual one."""

    expected: tuple[ComparedLine, ...]
    actual: tuple[ComparedLine, ...]

    @property
    def table(self) -> bool:
        """Whether either side has several lines, which are then shown in columns."""
        return max(len(self.expected), len(self.actual)) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One step towards the answer, folded inside the previous one."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One criterion with its verdict."""

    anchor: str
    criterion: str
    name: str
    """The learner's name or object that is judged, such as `output`; empty if that is not known."""
    verdict: Verdict
    title: str
    earned: int
    possible: int
    message: str
    comparison: Comparison | None
    hints: tuple[Hint, ...]
    reported: bool
    """Whether it passes only by what the submission reports, while nothing about its subject is verified."""
    rests_on: str
    """A sentence on what the verdict rests on; empty if nothing was examined, or the criterion is hidden."""
    hidden: bool
    cell: int | None
    """The number of the learner's cell that last defines what is judged; None if there is none."""
    strip: Strip | None
    """The learner's number among the reference's numbers, if it was judged that way."""


def criterion_cards(result: Result, run: Run, rubric: Sequence[Criterion], shown: Sequence[CodeCell]) -> list[Card]:
    """One card per finding, in the rubric's order."""
    criteria = {criterion.id: criterion for criterion in rubric}
    verified = (one for one in result.findings if one.trust is Trust.VERIFIED and one.verdict in _JUDGED)
    known = {_name(criteria.get(one.criterion)) for one in verified}  # names about which something was verified

    def card(number: int, finding: Finding) -> Card:
        """For a hidden criterion, only title, verdict and points."""
        criterion = criteria.get(finding.criterion)
        name = _name(criterion)
        own = run.stand_ins.get(name, name)
        hidden = criterion is not None and criterion.hidden
        closed = finding.hidden or hidden
        fails = not closed and finding.verdict is Verdict.FAIL
        return Card(
            anchor=f"criterion-{number}",
            criterion=finding.criterion,
            name="" if hidden else own,
            verdict=finding.verdict,
            title=finding.title,
            earned=finding.earned,
            possible=finding.possible,
            message="" if closed else finding.message,
            comparison=_comparison(finding) if fails and _tells(finding) else None,
            hints=hint_steps(finding.hints) if fails else (),
            reported=finding.trust is Trust.REPORTED and finding.verdict is Verdict.PASS and name not in known,
            rests_on="" if closed else _rests_on(finding),
            hidden=closed,
            cell=defining_cell(own, shown) if fails else None,
            strip=strip(finding.measured) if finding.measured and not closed else None,
        )

    return [card(number, finding) for number, finding in enumerate(result.findings, start=1)]


def _name(criterion: Criterion | None) -> str:
    """The name of what a criterion is about; empty if it is not known."""
    return str(criterion.params.get("of", "")) if criterion else ""


def _rests_on(finding: Finding) -> str:
    """All kinds of evidence, as in: Verified by: a value after its cells ran again on hidden inputs."""
    if not finding.rests_on or finding.verdict not in _JUDGED:
        return ""
    kinds = "; ".join(Basis[name.upper()].what for name in finding.rests_on)
    verified = finding.trust is Trust.VERIFIED
    return f"{'Verified by' if verified else 'As the submission reports it, by'}: {kinds}."


def hint_steps(hints: Sequence[str]) -> tuple[Hint, ...]:
    """The hints, each with the label that a learner clicks on."""
    return tuple(Hint(label=label, text=text) for label, text in zip(_STEPS, hints, strict=False))


def _tells(finding: Finding) -> bool:
    """Whether expected and actual show more than the message: two tables, or two values that are not in the message."""
    expected, actual = finding.expected.strip(), finding.actual.strip()
    if "\n" in expected or "\n" in actual:
        return True
    if not expected or not actual or _NO_VALUE.search(actual):
        return False
    return expected not in finding.message or actual not in finding.message


def defining_cell(name: str, shown: Sequence[CodeCell]) -> int | None:
    """The number of the learner's last cell that defines what a criterion is about."""
    return next((cell.number for cell in reversed(shown) if cell.answer and cell.defines(name)), None)


def _comparison(finding: Finding) -> Comparison:
    expected, actual = _rows(finding.expected), _rows(finding.actual)
    pairs = enumerate(zip(expected, actual, strict=False))
    differ = [place for place, (left, right) in pairs if left != right]
    if len(expected) != len(actual):
        differ = [*differ, min(len(expected), len(actual))][:1]
    left, right = (
        tuple(ComparedLine(text=row, differs=place in differ) for place, row in enumerate(rows))
        for rows in (expected, actual)
    )
    return Comparison(expected=left, actual=right)


def _rows(text: str) -> tuple[str, ...]:
    """The lines, at most `MAX_ROWS`, and a note about those left out."""
    part = excerpt(text, shown=MAX_ROWS, folded=0)
    rest = (f"… {pluralize(part.dropped, 'more line')}",) if part.dropped else ()
    return (*part.shown, *rest)
