"""What a lazy answer earned is compared with its grant, and shown."""

from dataclasses import replace

import pytest

from grader.commands import verify
from grader.commands.verify import verification_junit
from grader.judging.judge import Judgement
from grader.model import CellError, CellRun, Finding, Outcome, Run, Score, Verdict
from grader.source.records import Source
from grader.verification.cache import ExerciseProof
from grader.verification.cases import _problems, with_earned_points
from grader.verification.lazy.cases import best_scores, unused_grants
from grader.verification.records import CaseKind, LazyEarnings, Proof, ResourceUsage, VerificationCase

LAZY = LazyEarnings(shortcut="typed", possible=5)
RUN = Run(key="k", outcome=Outcome.OK)
FINDINGS = (
    Finding(verdict=Verdict.PASS, message="", criterion="shape", earned=1, possible=1),
    Finding(verdict=Verdict.PASS, message="", criterion="value", earned=3, possible=3),
    Finding(verdict=Verdict.FAIL, message="", criterion="code", earned=0, possible=1),
)


def proof(name: str, *, earned: int, granted: int = 0, exercise: str = "01/one", raised: str = "") -> Proof:
    """What was proven of one lazy answer."""
    lazy = replace(LAZY, earned=earned, granted=granted, why="It can't be told." if granted else "", raised=raised)
    case = VerificationCase(
        exercise=exercise, kind=CaseKind.LAZY, name=name, source=Source(cells=()), says="y = 1\n\nz = 2", lazy=lazy
    )
    return Proof(
        exercise=exercise,
        kind=CaseKind.LAZY,
        name=name,
        declared=(),
        verdicts={},
        messages={},
        diagnoses=(),
        used=ResourceUsage(cell_s=0, wall_s=2, cpu_s=0, peak_mib=0),
        problems=tuple(_problems(case, Judgement(findings=(), score=Score(), attempted=True), RUN, None)),
        says=case.says,
        lazy=lazy,
    )


def test_points_count_unless_they_were_worked_for() -> None:
    """A lazy answer that does a part of the work keeps that part."""
    assert with_earned_points(LAZY, FINDINGS, RUN).earned == 4
    assert with_earned_points(replace(LAZY, worked_for=frozenset({"shape"})), FINDINGS, RUN).earned == 3


def test_an_answer_that_ends_with_an_error_says_so() -> None:
    """It proves nothing; what the exercise's own cells make of a lazy result is another matter."""
    error = CellError(name="NameError", message="no z", traceback="")
    own, given = (CellRun(source="y = z", error=error, answer=answer) for answer in (True, False))

    assert with_earned_points(LAZY, FINDINGS, replace(RUN, cells=(own,))).raised == "NameError: no z"
    assert with_earned_points(LAZY, FINDINGS, replace(RUN, cells=(given,))).raised == ""


@pytest.mark.parametrize(("earned", "granted"), [(0, 0), (2, 2), (1, 2)])
def test_what_is_granted_may_be_earned(earned: int, granted: int) -> None:
    """Nothing is said of an answer that earns no more."""
    assert proof("typed: all", earned=earned, granted=granted).problems == ()


def test_more_than_is_granted_is_said_with_the_answer() -> None:
    """What it earns, what it may, and its code on one line."""
    assert proof("typed: all", earned=3, granted=2).problems == (
        "earns 3 of 5 points; lazy.toml grants 'typed' 2: y = 1 | z = 2",
    )


def test_a_grant_that_nothing_needs_is_refused() -> None:
    """The best answer of a shortcut decides."""
    found = [proof("typed: all", earned=1, granted=3), proof("typed: last", earned=2, granted=3)]

    assert unused_grants(found) == (
        "lazy.toml: typed: key 'points' is 3; allowed: at most 2, the points that these answers earn",
    )
    assert unused_grants([*found, proof("typed: more", earned=3, granted=3)]) == ()
    assert unused_grants([*found[:1], proof("typed: x", earned=0, granted=1, exercise="01/two")])[1] == (
        "lazy.toml: typed: key 'points' is 1; allowed: no grant, because none is needed"
    )


PROVED = (
    ExerciseProof(
        exercise="01/one", proofs=(proof("typed: all", earned=3, granted=2), proof("typed: last", earned=1, granted=2))
    ),
    ExerciseProof(exercise="01/two", proofs=(proof("typed: all", earned=2, granted=2, exercise="01/two"),)),
    ExerciseProof(exercise="01/bad", proofs=(proof("typed: all", earned=0, exercise="01/bad", raised="NameError: z"),)),
)


def test_the_best_answer_of_a_shortcut_stands_for_all() -> None:
    """Of several that earn as much the first."""
    assert [(best.name, lazy.earned) for best, lazy in best_scores(PROVED[0].proofs)] == [("typed: all", 3)]


def test_the_table_ends_with_the_sum_of_the_grants(capsys: pytest.CaptureFixture[str]) -> None:
    """Every shortcut has a line with its reason, or with the error that its answer ended with."""
    verify.print_lazy_answers(PROVED)

    lines = capsys.readouterr().out.rstrip().split("\n")
    shown = [line.split() for line in lines]
    assert ["01/one", "typed:", "all", "3", "of", "5", "2", "It", "can't", "be", "told."] in shown
    assert ["01/bad", "typed:", "all", "0", "of", "5", "0", "raises", "NameError:", "z"] in shown
    assert lines[-1] == (
        "4 lazy answers; the best one of each exercise together earn 5 of 15 points. Granted: 4 points, in 2 grants."
    )


def test_reports_for_machines_have_all_of_them() -> None:
    """JSON has each answer with its code, JUnit a case for all of an exercise's."""
    said = verify.proofs_json(PROVED, ())

    assert said["granted"] == 4
    assert said["problems"] == [
        "01/one/lazy/typed: all: earns 3 of 5 points; lazy.toml grants 'typed' 2: y = 1 | z = 2"
    ]
    exercises = said["exercises"]
    assert isinstance(exercises, list)
    assert [(one["name"], one["earned"], one["code"]) for one in exercises[0]["lazy"]] == [
        ("typed: all", 3, "y = 1\n\nz = 2"),
        ("typed: last", 1, "y = 1\n\nz = 2"),
    ]
    assert exercises[0]["cases"] == []
    assert b'classname="01/one" name="lazy answers" time="4.000">\n<failure' in verification_junit(PROVED, ())
    assert [proved.is_proven for proved in PROVED] == [False, True, True]
