"""The mark of one learner for one exercise: which attempts count, their points, and what an override hides. Pure.

An override may hide something better: an attempt that came after it, or a judgement that changed since. An instructor
may give less than the grader on purpose, knowing what the grader gave. But nobody has considered what came later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from fractions import Fraction
from functools import cache

from grader.gradebook.decisions import Decision
from grader.gradebook.marks.decisions import DecisionsInForce, dues, exact_fraction
from grader.gradebook.marks.policy import AttemptRule, loss, loss_by_decision
from grader.gradebook.marks.records import (
    NOTHING,
    AssignedExercise,
    Assignment,
    Attempt,
    Due,
    ExerciseMark,
    OutdoneDecision,
    reduce_points,
)
from grader.gradebook.schema import DecisionKind
from grader.gradebook.streams import AttemptScore, CriterionScore

# The attempts that count.


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptChoice:
    """The attempts at an exercise that count, and their points out of those of the last one that counts."""

    attempts: tuple[Attempt, ...]
    """All attempts, marked by whether they count."""
    judged: Fraction
    """Points before lateness."""
    loses: Fraction
    """The share of the points that is lost, 0 to 1."""
    unscored: Fraction
    """Points left unjudged because of an error in the grader, minus what lateness would take of them."""
    possible: int

    @property
    def upper_bound(self) -> Fraction:
        """The highest possible share, 0 to 1, after everything is judged."""
        return (self.judged * (1 - self.loses) + self.unscored) / self.possible if self.possible else NOTHING


def choose_attempts(attempts: Sequence[Attempt], cut_off: Sequence[bool], rule: AttemptRule) -> AttemptChoice:
    """What counts by the rule among these attempts, at least one, sorted and all marked as counting so far.

    `cut_off` marks those that came after the cut-off. They don't count, unless there is no other.
    """
    counting = attempts
    if any(cut_off):
        counting = [attempt for attempt, late in zip(attempts, cut_off, strict=True) if not late] or [attempts[-1]]
    if rule is AttemptRule.AVERAGE and len(counting) > 1:
        return _mean(attempts, counting)
    # Unjudged points may all be earned: the result stays unscored while that could matter. Of equal ones max takes the
    # first.
    one = max(counting, key=_most) if rule is AttemptRule.BEST and len(counting) > 1 else counting[-1]
    return AttemptChoice(
        attempts=_marked(attempts, (one,)),
        judged=one.earned,
        loses=one.loses,
        unscored=reduce_points(Fraction(one.unscored), one.loses) if one.unscored else NOTHING,
        possible=one.possible,
    )


def _most(one: Attempt) -> tuple[Fraction, int]:
    """The highest possible share of an attempt, 0 to 1, then a value that prefers judged points to unjudged ones."""
    most = Fraction(one.earned + one.unscored) / one.possible * (1 - one.loses) if one.possible else NOTHING
    return most, -one.unscored


def _mean(attempts: Sequence[Attempt], counting: Sequence[Attempt]) -> AttemptChoice:
    """The mean of the shares, as points out of the last attempt's."""
    possible = counting[-1].possible
    scale = Fraction(possible, len(counting))
    judged = scale * sum(one.earned / one.possible for one in counting if one.possible)
    earned = scale * sum(one.earned / one.possible * (1 - one.loses) for one in counting if one.possible)
    unscored = scale * sum(Fraction(one.unscored, one.possible) * (1 - one.loses) for one in counting if one.possible)
    loses = 1 - earned / judged if judged else Fraction(sum(one.loses for one in counting)) / len(counting)
    marked = _marked(attempts, counting)
    return AttemptChoice(attempts=marked, judged=judged, loses=loses, unscored=unscored, possible=possible)


def _marked(attempts: Sequence[Attempt], counting: Sequence[Attempt]) -> tuple[Attempt, ...]:
    if len(attempts) == len(counting):
        return tuple(attempts)
    numbers = {one.number for one in counting}
    return tuple(attempt if attempt.number in numbers else replace(attempt, counts=False) for attempt in attempts)


# Overrides that hide something better.


def outdone_decisions(
    ruled: "_Ruled", chosen: AttemptChoice, scored: Sequence[AttemptScore], case: "MarkingContext"
) -> Iterator[OutdoneDecision]:
    """The overrides of an exercise that give less than the grader now gives for an attempt that would count without
    them.
    """
    override = ruled.override
    if override is None and not ruled.criteria:
        return
    counting = {attempt.number for attempt in chosen.attempts if attempt.counts}
    attempts = [one for one in scored if one.attempt in counting]
    if override and attempts:
        best = max(attempts, key=lambda one: one.earned)
        if chosen.judged > exact_fraction(override.value) and _is_new(override, best, best.earned):
            yield OutdoneDecision(decision=override, attempt=best.attempt, automatic=chosen.judged)
    for decision in ruled.criteria:
        for one in attempts:
            found = case.criteria.get((one.exercise, one.attempt, decision.criterion or ""))
            if found and found.earned > exact_fraction(decision.value) and _is_new(decision, one, found.earned):
                yield OutdoneDecision(decision=decision, attempt=one.attempt, automatic=Fraction(found.earned))
                break


def _is_new(decision: Decision, attempt: AttemptScore, earned: int) -> bool:
    """Whether the deciding person could not know these points: the grader had not seen the attempt, or gave less."""
    return attempt.received > decision.when or (decision.automatic is not None and earned > decision.automatic)


# The mark.

_points = cache(Fraction)
"""Points as an exact number, cached because there are few different ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingContext:
    """The data by which all exercises in one learner's assignment are marked."""

    learner: str
    assignment: Assignment
    due: Due | None
    """The due date without extensions."""
    zone: tzinfo
    now: datetime
    """UTC. An exercise that is missing and due later than that, or never, is open."""
    decisions: DecisionsInForce
    criteria: Mapping[tuple[str, int, str], CriterionScore]


def exercise_mark(part: AssignedExercise, scored: Sequence[AttemptScore], case: MarkingContext) -> ExerciseMark:
    """The mark that results from the attempts, sorted, by the policy and by decisions."""
    ruled = _Ruled.of(part.exercise, case)
    whole = scored[-1].possible if scored else part.points
    if case.assignment.policy.verified_only:
        scored = [one.verified() for one in scored]
    chosen, due = _chosen(part, scored, case, ruled)
    judged, unscored, possible = chosen.judged, chosen.unscored, chosen.possible
    if ruled.override:  # a person examined all of it
        judged, unscored, possible = max(exact_fraction(ruled.override.value), NOTHING), NOTHING, whole
    waits = due is None or case.now <= due.at
    counting = [attempt.number for attempt in chosen.attempts if attempt.counts]
    return ExerciseMark(
        learner=case.learner,
        exercise=part.exercise,
        weight=part.weight,
        judged=judged,
        loses=chosen.loses,
        earned=reduce_points(judged, chosen.loses),
        possible=possible,
        unscored=unscored,
        attempt=counting[0] if len(counting) == 1 else None,
        attempts=chosen.attempts,
        due=due,
        open=waits and not scored and not ruled.override,
        excused=ruled.excused is not None,
        dropped=False,
        decisions=tuple(ruled.applied(due, chosen.loses)),
        outdone=tuple(outdone_decisions(ruled, chosen, scored, case)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ruled:
    """The decisions on the exercise itself or on its assignment."""

    override: Decision | None = None
    criteria: Sequence[Decision] = ()
    reopened: Sequence[Decision] = ()
    excused: Decision | None = None
    late: Decision | None = None
    """Lateness that a person set."""
    noted: Decision | None = None
    """Lateness that the late policy noted last."""
    dues: Sequence[Due | None]

    @classmethod
    def of(cls, exercise: str, case: MarkingContext) -> "_Ruled":
        rulings = case.decisions
        if not rulings.held:
            return cls(dues=(case.due,), noted=rulings.noted.get(exercise))
        override = rulings.on_exercise(DecisionKind.OVERRIDE, exercise)
        kinds = (DecisionKind.EXCUSED, DecisionKind.LATE, DecisionKind.EXTENSION)
        excused, late, extensions = (rulings.of_kind(kind, exercise, case.assignment) for kind in kinds)
        return cls(
            override=override,
            criteria=() if override else tuple(rulings.on_criteria(exercise)),
            reopened=() if override else tuple(rulings.reopened(exercise)),
            excused=excused[0] or excused[1],
            late=late[0] or late[1],
            noted=rulings.noted.get(exercise),
            dues=dues(case.due, *extensions),
        )

    def applied(self, due: Due | None, loses: Fraction) -> Iterator[Decision]:
        """The decisions that made the mark what it is."""
        if self.override:
            yield self.override
        yield from self.criteria
        yield from self.reopened
        if due and due.extended_by:
            yield due.extended_by
        if self.excused:
            yield self.excused
        if self.late:
            yield self.late
        elif self.noted and self.noted.value == float(loses):
            yield self.noted


def _chosen(
    part: AssignedExercise, scored: Sequence[AttemptScore], case: MarkingContext, ruled: _Ruled
) -> tuple[AttemptChoice, Due | None]:
    """The attempts that count, with the due date or extension that gives most; of equal ones the later."""
    if not scored:
        nothing = AttemptChoice(attempts=(), judged=NOTHING, loses=NOTHING, unscored=NOTHING, possible=part.points)
        return nothing, ruled.dues[-1]
    every: list[tuple[AttemptChoice, Due | None]] = []
    for due in reversed(ruled.dues):  # the latest first: of equals max takes the first
        pairs = [_attempt(one, due.at if due else None, case, ruled) for one in scored]
        attempts, cut_off = [one for one, _ in pairs], [late for _, late in pairs]
        every.append((choose_attempts(attempts, cut_off, case.assignment.policy.attempts), due))
    return max(every, key=lambda one: one[0].upper_bound)


def _attempt(scored: AttemptScore, due: datetime | None, case: MarkingContext, ruled: _Ruled) -> tuple[Attempt, bool]:
    """An attempt, marked as counting so far, and whether it came after the cut-off."""
    handed_in = scored.submitted or scored.received
    if ruled.late:
        share = min(max(exact_fraction(ruled.late.value), NOTHING), _points(1))
        lost = loss_by_decision(handed_in, due, ruled.late, share)
    else:
        lost = loss(handed_in, due, case.assignment.policy, case.zone)
    attempt = Attempt(
        number=scored.attempt,
        handed_in=handed_in,
        reported=scored.submitted is not None,
        earned=_points(scored.earned),
        possible=scored.possible,
        unscored=scored.unscored,
        late=lost.late,
        loses=lost.share,
        rule=lost.rule,
        counts=True,
    )
    return _corrected(attempt, scored, case, ruled), lost.cut_off


def _corrected(attempt: Attempt, scored: AttemptScore, case: MarkingContext, ruled: _Ruled) -> Attempt:
    """The attempt with the points that an instructor gave for single criteria, and with those that were reopened.

    Points given by an instructor count even if nothing verifies them. A later attempt is not reopened, because the same
    refusal may then be intended.
    """
    if not (ruled.criteria or ruled.reopened):
        return attempt
    only = case.assignment.policy.verified_only
    earned, possible, unscored = attempt.earned, attempt.possible, attempt.unscored
    given = set[str]()
    for one in ruled.criteria:
        found = case.criteria.get((scored.exercise, attempt.number, one.criterion or ""))
        if found is not None:
            given.add(one.criterion or "")
            counted = found.verified() if only else found
            earned += exact_fraction(one.value) - counted.earned
            possible += found.possible - counted.possible
            unscored -= counted.unscored
    reopened = {one.criterion for one in ruled.reopened if scored.received <= one.when}
    for (name, number, criterion), found in case.criteria.items():
        if (name, number) == (scored.exercise, attempt.number) and criterion not in given:
            counted = found.verified() if only else found
            unscored += counted.refused if reopened & {None, criterion} else 0
    return replace(attempt, earned=max(earned, NOTHING), possible=possible, unscored=max(unscored, 0))
