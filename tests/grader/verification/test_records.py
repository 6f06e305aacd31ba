"""How many mutants are killed, of those that should be."""

import pytest

from grader.model import Verdict
from grader.verification.records import (
    CaseKind,
    ExemptionKind,
    KillRate,
    Proof,
    RepairSearch,
    ResourceUsage,
    rates_by_operator,
)


def test_exempt_mutants_do_not_count() -> None:
    """Neither for nor against."""
    rate = KillRate(killed=19, alive=1, equivalent=2, free=3)

    assert (rate.rate, rate.percent, rate.killable, rate.total) == (0.95, 95, 20, 25)


def mutant(
    exempt: ExemptionKind, *verdicts: Verdict, operator: str = "numbers", repair: RepairSearch | None = None
) -> Proof:
    used = ResourceUsage(cell_s=0.0, wall_s=0.0, cpu_s=0.0, peak_mib=0.0)
    return Proof(
        exercise="01/a",
        kind=CaseKind.MUTANT,
        name="m",
        declared=(),
        verdicts={str(number): verdict for number, verdict in enumerate(verdicts)},
        messages={},
        diagnoses=(),
        used=used,
        operator=operator,
        exempt=exempt,
        repair=repair,
    )


def test_a_kill_rate_counts_each_mutant_once() -> None:
    """An exempt mutant counts as exempt, also where a criterion fails it."""
    mutants = [
        mutant("", Verdict.PASS, Verdict.FAIL),
        mutant("", Verdict.PASS),
        mutant("", Verdict.SKIP),
        mutant("equivalent", Verdict.PASS),
        mutant("free", Verdict.FAIL),
    ]

    assert KillRate.from_proofs(mutants) == KillRate(killed=1, alive=2, equivalent=1, free=1)


@pytest.mark.parametrize(("killed", "alive", "percent"), [(9999, 1, 99), (949, 51, 94), (5, 0, 100), (0, 4, 0)])
def test_a_rounded_rate_reaches_no_bar_that_the_rate_does_not(killed: int, alive: int, percent: int) -> None:
    """100 only where none is alive, 95 only from 95 on."""
    assert KillRate(killed=killed, alive=alive).percent == percent


def test_without_mutants_there_is_no_rate() -> None:
    """Nothing was proven, and nothing is claimed."""
    assert KillRate(free=3).rate is None
    assert KillRate().percent is None


def test_each_operator_has_a_rate_of_its_own() -> None:
    """An operator that the rubric overlooks shows, however many others are killed."""
    mutants = [
        mutant("", Verdict.FAIL, operator="twice"),
        mutant("", Verdict.FAIL),
        mutant("", Verdict.PASS, operator="twice"),
        mutant("equivalent", Verdict.PASS),
    ]

    rates = rates_by_operator(mutants)

    assert list(rates) == ["twice", "numbers"]
    assert rates == {"twice": KillRate(killed=1, alive=1), "numbers": KillRate(killed=1, equivalent=1)}
