"""What changed between two attempts of a learner: criteria gained and lost, and the code side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from grader.model import CellRun, Result, Run, Verdict
from reports.text import MAX_LINE

MAX_LINES: Final = 200
"""Lines of a learner's own code that are compared; more take too long to pair, and nobody wrote them by hand."""
CONTEXT: Final = 2
"""Equal lines that are shown around those that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedLine:
    """A line of the earlier code beside one of the later code, numbered from 1 over all cells of the learner's own."""

    before: str | None
    """None where the later attempt has a line more."""
    after: str | None
    changed: bool
    gap: bool = False
    """Whether equal lines before it are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """From one attempt to the next."""

    since: int
    """The number of the earlier attempt."""
    gained: tuple[str, ...]
    """Titles of the criteria that pass now and did not."""
    lost: tuple[str, ...]
    lines: tuple[PairedLine, ...]
    """Where the code differs, with what stands around it; none where it is the same, or too long to be paired."""
    same: bool
    """Whether the learner's own code is the same."""


def progress(before: Result, before_run: Run, after: Result, after_run: Run) -> Progress:
    """What changed; of hidden criteria too, as their verdicts are shown."""
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
    """What the learner wrote, cell after cell."""
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
        line = lines[place]
        yield PairedLine(before=line.before, after=line.after, changed=line.changed, gap=place > last + 1)
        last = place
