"""A case is proven or not by the judgement of its run."""

from dataclasses import replace

import numpy as np
import pytest

from grader.evidence import Array, Evidence, Observation, Rebuilt, Refusal, Refused, Tensor
from grader.judging.judge import Judgement
from grader.model import Finding, Outcome, Run, Score, Verdict
from grader.source.records import Source
from grader.verification.cases import _costs, _problems, _shown, compare_repeat
from grader.verification.records import CaseKind, ExemptionKind, LazyEarnings, Proof, ResourceUsage, VerificationCase

FULL = Score(earned=2, possible=2)


def finding(verdict: Verdict) -> Finding:
    return Finding(verdict=verdict, message="m", criterion="value")


def judged(verdict: Verdict = Verdict.PASS, score: Score = FULL, *, attempted: bool = True) -> Judgement:
    return Judgement(findings=(finding(verdict),), score=score, attempted=attempted)


def run(value: float = 1.0) -> Run:
    seen: dict[str, Observation] = {"y": Tensor(kind="array", array=Array.from_values(np.array([value])))}
    return Run(key="k", outcome=Outcome.OK, evidence=Evidence(version=1, seen=seen, names={"y": "number"}))


def case(kind: CaseKind, *, exempt: ExemptionKind = "", fails: frozenset[str] = frozenset()) -> VerificationCase:
    return VerificationCase(
        exercise="e", kind=kind, name="n", source=Source(cells=()), exempt=exempt, fails=fails, says="1 -> 2"
    )


@pytest.mark.parametrize("kind", [CaseKind.REFERENCE, CaseKind.AGAIN, CaseKind.SEED, CaseKind.ACCEPTED])
def test_what_is_right_earns_full_marks(kind: CaseKind) -> None:
    """A criterion that fails is said, and so is a point that another name costs."""
    costly = replace(FULL, earned=1)

    assert _problems(case(kind), judged(), run(), None) == []
    assert _problems(case(kind), judged(Verdict.FAIL), run(), None) == ["criterion 'value' should pass; fail: m"]
    assert _problems(case(kind), judged(score=costly), run(), None) == ["earns 1 of 2 points"]


def test_a_wrong_answer_fails_what_it_declares_and_nothing_else() -> None:
    """One less, one more, and a check that errs are each said."""
    declares = case(CaseKind.WRONG, fails=frozenset({"value"}))

    assert _problems(declares, judged(Verdict.FAIL), run(), None) == []
    assert _problems(declares, judged(), run(), None) == ["criterion 'value' should fail, but does not"]
    assert _problems(case(CaseKind.WRONG), judged(Verdict.FAIL), run(), None) == [
        "criterion 'value' fails, but this is not declared"
    ]
    assert _problems(case(CaseKind.WRONG), judged(Verdict.ERROR), run(), None) == ["criterion 'value' has an error"]


@pytest.mark.parametrize("kind", list(CaseKind))
@pytest.mark.parametrize("place", ["finding", "diagnosis", "seen", "model"])
def test_what_the_grader_could_not_read_is_said_of_every_case(kind: CaseKind, place: str) -> None:
    """No kernel of an author's is hostile: what our own code fails on there, it would fail on in an honest answer."""
    refusal = Refusal(what="`y`", traceback="Traceback …\nKeyError: 'axis'\n")
    said, ran = judged(Verdict.FAIL), run()
    match place:
        case "finding":
            said = replace(said, findings=(replace(finding(Verdict.FAIL), refusal=refusal),))
        case "diagnosis":
            said = replace(said, refused=(refusal,))
        case "seen":
            ran = replace(ran, evidence=Evidence(version=1, seen={"y": Refused(refusal=refusal)}, names={}))
        case "model":
            rebuilt = {"y": Rebuilt(refused="…", refusal=refusal)}
            ran = replace(ran, evidence=Evidence(version=1, seen={}, names={}, rebuilt=rebuilt))
    lazy = LazyEarnings(shortcut="s", granted=2, possible=2)

    found = _problems(replace(case(kind, fails=frozenset({"value"})), lazy=lazy), said, ran, None)

    assert found[0] == "the grader could not read `y`: KeyError: 'axis'"
    assert not any(
        "could not read" in one for one in _problems(case(CaseKind.MUTANT), judged(Verdict.FAIL), run(), None)
    )


def test_a_stub_earns_nothing_and_is_not_attempted() -> None:
    """Otherwise somebody who hands in the stub has done something."""
    untouched = judged(Verdict.SKIP, Score(possible=2), attempted=False)

    assert _problems(case(CaseKind.STUB), untouched, run(), None) == []
    assert _problems(case(CaseKind.STUB), judged(), run(), None) == [
        "the stub as shipped counts as attempted",
        "the stub as shipped earns 2 points",
    ]


@pytest.mark.parametrize(
    ("exempt", "verdict", "shows", "said"),
    [
        ("", Verdict.FAIL, 2.0, ""),
        ("", Verdict.PASS, 2.0, ""),
        ("free", Verdict.PASS, 2.0, ""),
        ("free", Verdict.FAIL, 2.0, "mutants.toml calls it free, but it fails criterion 'value': 1 -> 2"),
        ("equivalent", Verdict.PASS, 1.0, ""),
        ("equivalent", Verdict.PASS, 2.0, "mutants.toml calls it equivalent, but"),
        ("equivalent", Verdict.FAIL, 1.0, "mutants.toml calls it equivalent, but it fails criterion 'value': 1 -> 2"),
    ],
)
def test_a_mutant_must_deserve_its_exemption(exempt: ExemptionKind, verdict: Verdict, shows: float, said: str) -> None:
    """Alone it need not fail: the rate of all counts."""
    reference = run() if exempt == "equivalent" else None

    sentences = _problems(case(CaseKind.MUTANT, exempt=exempt), judged(verdict), run(shows), reference)

    assert len(sentences) == bool(said)
    assert all(one.startswith(said) for one in sentences)


@pytest.mark.parametrize(
    ("earned", "share", "kind", "may_cost", "said"),
    [
        (1, 0.5, CaseKind.MUTANT, "", False),
        (0, 0.5, CaseKind.MUTANT, "", True),
        (0, 0.5, CaseKind.MUTANT, "It is all that is asked for.", False),
        (0, 0.5, CaseKind.WRONG, "", False),
        (0, 1.0, CaseKind.MUTANT, "", False),
    ],
    ids=["half", "more", "listed", "no mutant", "not asked"],
)
def test_one_change_that_costs_more_than_the_course_allows_is_listed(
    earned: int, share: float, kind: CaseKind, may_cost: str, *, said: bool
) -> None:
    """So a rubric in which a slip takes nearly everything is noticed, in courses that ask for it."""
    one = replace(case(kind), may_cost=may_cost)

    sentences = [*_costs(one, judged(Verdict.FAIL, Score(earned=earned, possible=2)), share)]

    assert len(sentences) == said
    assert all(each.startswith("one change costs 2 of 2 points (value); ") for each in sentences)


def proof(kind: CaseKind, verdict: Verdict, value: float) -> Proof:
    shown = _shown(judged(verdict), run(value).evidence)
    quick = ResourceUsage(cell_s=0, wall_s=0, cpu_s=0, peak_mib=0)
    return Proof(
        exercise="e",
        kind=kind,
        name="n",
        declared=(),
        verdicts={},
        messages={},
        diagnoses=(),
        used=quick,
        shown=shown,
    )


def test_a_reference_that_shows_something_else_is_reported_with_the_difference() -> None:
    """To the byte, and in its findings."""
    first = proof(CaseKind.REFERENCE, Verdict.PASS, 1.0)

    assert compare_repeat(first, proof(CaseKind.AGAIN, Verdict.PASS, 1.0)).problems == ()
    assert compare_repeat(first, proof(CaseKind.AGAIN, Verdict.PASS, 1.0 + 1e-15)).problems == (
        "the reference shows something else when it runs again: `y` (seen)",
    )
    assert compare_repeat(first, proof(CaseKind.AGAIN, Verdict.FAIL, 1.0)).problems == (
        "the reference shows something else when it runs again: criterion 'value'",
    )
