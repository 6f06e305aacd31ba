"""Which causes are sought when an exercise is proven, and how what was found is counted."""

from grader.model import Verdict
from grader.source.records import Source
from grader.verification.records import CaseKind, ExemptionKind, RepairSearch, VerificationCase
from grader.verification.repairs import MAX_LONG_SEARCHES, MAX_SEARCHES, RepairRate, repairs_by_operator, sought_cases
from tests.grader.verification.test_records import mutant


def case(kind: CaseKind, name: str, exempt: ExemptionKind = "") -> VerificationCase:
    return VerificationCase(exercise="01/a", kind=kind, name=name, source=Source(cells=()), exempt=exempt)


TODO = [
    case(CaseKind.REFERENCE, "as it is"),
    case(CaseKind.ACCEPTED, "a"),
    case(CaseKind.WRONG, "b"),
    case(CaseKind.WRONG, "c"),
    case(CaseKind.LAZY, "d"),
    case(CaseKind.MUTANT, "e"),
    case(CaseKind.MUTANT, "f", "equivalent"),
]


def test_a_cause_is_sought_of_each_case_that_should_fail() -> None:
    """Not of mutants that need not, and not of lazy answers, whose cause is known.

    Of many some stand for the others, and of fewer where each try takes long.
    """
    wrong, mutant = CaseKind.WRONG, CaseKind.MUTANT
    every = {(wrong, "b"), (wrong, "c"), (mutant, "e")}

    assert sought_cases(TODO, long=False) == every
    assert sought_cases(TODO, long=True) == every
    for long, most in ((True, MAX_LONG_SEARCHES), (False, MAX_SEARCHES)):
        for count in (most, most + 1, 3 * most):
            many = [case(CaseKind.WRONG, str(number)) for number in range(count)]
            assert len(sought_cases(many, long=long)) == most
    assert not sought_cases([], long=True)


def test_each_search_counts_once_by_what_it_came_to() -> None:
    """Where nothing was sought, nothing counts; medians are of those that found something, and of all costs."""
    found = [
        RepairSearch(candidates=9, tries=1, outcome="whole", back=True, cpu_s=0.2),
        RepairSearch(candidates=9, tries=3, outcome="part", cpu_s=0.4),
        RepairSearch(candidates=9, cpu_s=0.6),
        RepairSearch(candidates=0, cpu_s=0.0),
        None,
    ]
    proofs = [mutant("", Verdict.FAIL, repair=one) for one in found]

    rate = RepairRate.from_proofs(proofs)

    assert (rate.whole, rate.part, rate.vain, rate.untried, rate.back, rate.sought) == (1, 1, 1, 1, 1, 4)
    assert (rate.tries, round(rate.cpu_s, 3)) == (2, 0.3)
    assert repairs_by_operator(proofs) == {"numbers": rate}
    assert repairs_by_operator(proofs[-1:]) == {}
