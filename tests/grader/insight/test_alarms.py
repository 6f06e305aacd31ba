"""A bad criterion is found, and healthy ones are left alone at the stated rate."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from grader.insight.columns import UPPER_SHARE
from grader.insight.criteria import FALSE_ALARMS, alarm
from grader.insight.records import Alarm, LearnerGroup

LEARNERS, EXERCISES, CRITERIA = 200, 6, 4
Passes = npt.NDArray[np.bool_]
"""Exercise, criterion and learner to whether it is passed."""


def cohort(chance: np.random.Generator) -> Passes:
    """A cohort whose criteria are healthy: the stronger, the likelier, or as likely, and a strong learner as not."""
    ability = chance.normal(size=LEARNERS)
    hardness = np.minimum(chance.normal(-0.9, 0.8, size=(EXERCISES, CRITERIA, 1)), 0)
    slopes = chance.uniform(0, 2, size=(EXERCISES, CRITERIA, 1))
    return slopes * ability + chance.logistic(size=(EXERCISES, CRITERIA, LEARNERS)) > hardness


def alarms(passes: Passes) -> dict[tuple[int, int], Alarm]:
    """Exercise and criterion to the alarm, by strength at the other exercises, as in the gradebook's SQL."""
    share = passes.mean(axis=1)
    gap = share - share.mean(axis=1, keepdims=True)
    strength = (gap.sum(axis=0) - gap) / (EXERCISES - 1)
    found = {}
    for exercise in range(EXERCISES):
        stronger = (strength[exercise][:, None] < strength[exercise]).sum(axis=1)
        strong = stronger / (LEARNERS - 1) < UPPER_SHARE
        for criterion in range(CRITERIA):
            groups = [group(passes[exercise, criterion][chosen]) for chosen in (strong, ~strong)]
            if raised := alarm(*groups, criteria=EXERCISES * CRITERIA):
                found[exercise, criterion] = raised
    return found


def group(passed: npt.NDArray[np.bool_]) -> LearnerGroup:
    return LearnerGroup(judged=passed.size, passed=int(passed.sum()))


def test_a_thousand_healthy_cohorts_raise_no_alarm() -> None:
    """Some of their criteria do not discriminate at all, which is the worst that a healthy one can do."""
    chance = np.random.default_rng(20_261_125)

    assert [raised for _ in range(1_000) if (raised := alarms(cohort(chance)))] == []


def test_criteria_that_are_coin_tosses_raise_hardly_any() -> None:
    """At the edge of what is healthy, where nothing depends on strength, alarms are as rare as stated.

    More than two in 300 cohorts would come about once in 250 times were the rate 1 in 1,000.
    """
    chance = np.random.default_rng(7)
    raised = sum(bool(alarms(chance.random((EXERCISES, CRITERIA, LEARNERS)) < 0.6)) for _ in range(300))

    assert FALSE_ALARMS == 0.001
    assert raised <= 2


@pytest.mark.parametrize("seed", range(20))
def test_a_criterion_that_refuses_what_the_strong_write_is_found(seed: int) -> None:
    """Planted: strong learners fail it, weak ones pass; it alone is suspected."""
    chance = np.random.default_rng(seed)
    passes = cohort(chance)
    strength = passes.mean(axis=(0, 1))
    passes[2, 1] = chance.random(LEARNERS) < np.where(strength > np.quantile(strength, 0.7), 0.15, 0.85)

    assert {place: one.kind for place, one in alarms(passes).items()} == {(2, 1): "reversed"}


@pytest.mark.parametrize("passing", [0, 0.1])
def test_a_criterion_that_nearly_nobody_passes_is_found(passing: float) -> None:
    """Planted: whoever passes it is as likely weak as strong."""
    chance = np.random.default_rng(3)
    passes = cohort(chance)
    passes[0, 0] = chance.random(LEARNERS) < passing

    assert {place: one.kind for place, one in alarms(passes).items()} == {(0, 0): "refuses_strong"}


@pytest.mark.parametrize(
    ("strong", "others"),
    [
        (LearnerGroup(judged=0, passed=0), LearnerGroup(judged=0, passed=0)),
        (LearnerGroup(judged=10, passed=0), LearnerGroup(judged=20, passed=1)),
        (LearnerGroup(judged=2_700, passed=540), LearnerGroup(judged=7_300, passed=150)),
        (LearnerGroup(judged=2_700, passed=2_700), LearnerGroup(judged=7_300, passed=7_300)),
    ],
    ids=["nobody", "few", "hard, but for the strong", "all pass"],
)
def test_what_is_hard_or_rare_is_not_a_reason(strong: LearnerGroup, others: LearnerGroup) -> None:
    """A hard criterion that strong learners pass more often is a good one; a handful of learners proves nothing."""
    assert alarm(strong, others, criteria=180) is None


def test_more_criteria_need_stronger_evidence() -> None:
    """The stated rate is the cohort's, however many criteria it has."""
    groups: Sequence[LearnerGroup] = LearnerGroup(judged=40, passed=18), LearnerGroup(judged=100, passed=85)

    assert alarm(*groups, criteria=1) is not None
    assert alarm(*groups, criteria=100_000) is None
