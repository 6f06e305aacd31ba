"""Overrides that hide something better: an attempt that came after them, or a judgement that changed since. Pure.

An instructor may well give less than the grader did, and knew then what it gave. What came later nobody has weighed.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from grader.gradebook.decision_records import Decision
from grader.gradebook.streams import AttemptScore, CriterionScore
from grader.marks.attempts import AttemptChoice
from grader.marks.records import OutdoneDecision
from grader.marks.standing_decisions import exact_fraction


def outdone_decisions(
    override: Decision | None,
    criteria: Sequence[Decision],
    chosen: AttemptChoice,
    scored: Sequence[AttemptScore],
    points: Mapping[tuple[str, int, str], CriterionScore],
) -> Iterator[OutdoneDecision]:
    """Those of an exercise's overrides that give less than is now given for an attempt that counts without them."""
    if override is None and not criteria:
        return
    counting = {one.number for one in chosen.attempts if one.counts}
    attempts = [one for one in scored if one.attempt in counting]
    if override and attempts:
        best = max(attempts, key=lambda one: one.earned)
        if chosen.judged > exact_fraction(override.value) and _is_new(override, best, best.earned):
            yield OutdoneDecision(decision=override, attempt=best.attempt, automatic=chosen.judged)
    for decision in criteria:
        yield from _of_criterion(decision, attempts, points)


def _of_criterion(
    decision: Decision, attempts: Sequence[AttemptScore], points: Mapping[tuple[str, int, str], CriterionScore]
) -> Iterator[OutdoneDecision]:
    for one in attempts:
        found = points.get((one.exercise, one.attempt, decision.criterion or ""))
        if found and found.earned > exact_fraction(decision.value) and _is_new(decision, one, found.earned):
            yield OutdoneDecision(decision=decision, attempt=one.attempt, automatic=Fraction(found.earned))
            return


def _is_new(decision: Decision, attempt: AttemptScore, earned: int) -> bool:
    """Whether whoever decided could not know of these points: the grader had not seen the attempt, or gave less."""
    return attempt.received > decision.when or (decision.automatic is not None and earned > decision.automatic)
