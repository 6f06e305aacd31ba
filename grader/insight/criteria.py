"""From the counts of one criterion's findings to its difficulty, its discrimination and its alarm.

The discrimination is the corrected item-total correlation: the total leaves out what it is correlated with (S.
Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963). Here that is the whole
exercise, because its criteria wait for each other and would correlate for that reason alone (H. Wainer and G. L.
Kiely, "Item clusters and computerized adaptive testing: a case for testlets", Journal of Educational Measurement 24,
1987). So what a criterion is correlated with is the learner's strength at the other exercises.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from grader.gradebook.items import Item
from grader.insight.records import CriterionInsight, Group, Interval
from grader.insight.statistics import point_biserial, wilson
from grader.insight.suspects import alarm
from grader.model import Verdict

LEAST_JUDGED: Final = 20
"""Learners with a known strength that a criterion has to judge; with fewer, chance alone makes ±0.44."""
LEAST_EACH: Final = 5
"""How many of those have to pass, and how many to fail."""


def criterion_insight(rows: Sequence[Item], *, of: int) -> CriterionInsight:
    """What findings on one criterion, in whatever words, tell; it is one `of` so many that alarms are looked for on."""
    last = max(rows, key=lambda row: row.latest)
    known = [row for row in rows if row.strong is not None]
    passed, failed = _of(known, Verdict.PASS), _of(known, Verdict.FAIL)
    too_few = _too_few(passed, failed)
    discrimination = None if too_few else point_biserial(_sums(passed), _sums(failed))
    strong, others = (_group(row for row in known if row.strong is one) for one in (True, False))
    return CriterionInsight(
        criterion=last.criterion,
        title=last.title,
        hidden=last.hidden,
        passed=_count(_of(rows, Verdict.PASS)),
        failed=_count(_of(rows, Verdict.FAIL)),
        skipped=_count(_of(rows, Verdict.SKIP)),
        errors=_count(_of(rows, Verdict.ERROR)),
        difficulty=_difficulty([row for row in rows if row.verdict is not Verdict.ERROR]),
        discrimination=discrimination,
        too_few=None if discrimination else too_few or "Too few differences: all are equally strong elsewhere.",
        alarm=alarm(strong, others, criteria=of),
    )


def _too_few(passed: Sequence[Item], failed: Sequence[Item]) -> str | None:
    """Why no correlation is computed, if it isn't."""
    right, wrong = _count(passed), _count(failed)
    if right + wrong < LEAST_JUDGED:
        judged = f"{right + wrong} were judged who attempted another exercise"
        return f"Too few learners: {judged}, and {LEAST_JUDGED} are needed."
    if min(right, wrong) < LEAST_EACH:
        fewer, word = (right, "passed") if right < wrong else (wrong, "failed")
        return f"Too few differences: {fewer} of {right + wrong} {word}, and {LEAST_EACH} are needed."
    return None


def _difficulty(rows: Sequence[Item]) -> Interval | None:
    possible = sum(row.possible * row.size for row in rows)
    return wilson(sum(row.earned for row in rows) / possible, _count(rows)) if possible else None


def _of(rows: Iterable[Item], verdict: Verdict) -> list[Item]:
    return [row for row in rows if row.verdict is verdict]


def _count(rows: Iterable[Item]) -> int:
    return sum(row.size for row in rows)


def _sums(rows: Sequence[Item]) -> tuple[int, int, int]:
    return _count(rows), sum(row.strength for row in rows), sum(row.squares for row in rows)


def _group(rows: Iterable[Item]) -> Group:
    judged = [row for row in rows if row.verdict in {Verdict.PASS, Verdict.FAIL}]
    return Group(judged=_count(judged), passed=_count(_of(judged, Verdict.PASS)))
