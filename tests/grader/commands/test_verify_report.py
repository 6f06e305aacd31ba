"""What `grader verify` says of mutants, for people and for machines."""

import dataclasses
from typing import Any

import msgspec
import pytest

from grader.commands.verify import print_proofs, proofs_json, weak_operators
from grader.model import Verdict
from grader.verification.cache import ExerciseProof
from grader.verification.records import CaseKind, Proof, ResourceUsage


def mutant(operator: str, verdict: Verdict) -> Proof:
    return Proof(
        exercise="01/one",
        kind=CaseKind.MUTANT,
        name=f"{operator} {verdict}",
        declared=(),
        verdicts={"value": verdict},
        messages={},
        diagnoses=(),
        used=ResourceUsage(cell_s=0.0, wall_s=0.0, cpu_s=0.0, peak_mib=0.0),
        operator=operator,
        says="x -> y",
    )


PROVED = (
    ExerciseProof(
        exercise="01/one",
        proofs=(mutant("numbers", Verdict.FAIL), mutant("twice", Verdict.FAIL), mutant("twice", Verdict.PASS)),
    ),
    ExerciseProof(exercise="01/two", proofs=(mutant("numbers", Verdict.FAIL),)),
)


def test_kill_rates_are_printed_by_exercise_and_by_operator(capsys: pytest.CaptureFixture[str]) -> None:
    """An operator that survives shows, in whatever exercise; of a single exercise too."""
    print_proofs(PROVED, ())
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]

    assert ["01/one", "3", "0", "0", "2", "1", "66", "%"] in lines
    assert ["numbers", "2", "0", "0", "2", "0", "100", "%"] in lines
    assert ["twice", "2", "0", "0", "1", "1", "50", "%"] in lines
    assert lines.count(["all", "together", "4", "0", "0", "3", "1", "75", "%"]) == 2

    print_proofs(PROVED[:1], ())
    assert ["twice", "2", "0", "0", "1", "1", "50", "%"] in [
        line.split() for line in capsys.readouterr().out.splitlines()
    ]


def test_an_operator_must_be_killed_over_the_whole_course() -> None:
    """However many others are; of a few exercises, or a few mutants, its rate says too little."""
    many = [*PROVED] * 10
    problem = "operator 'twice': 50 % of the mutants fail a criterion; at least 95 % must"

    assert weak_operators(many, [], None) == (problem,)
    assert weak_operators(PROVED, [], None) == ()
    assert weak_operators(many, ["01/one"], None) == ()
    assert weak_operators(many, [], "HEAD") == ()


def test_a_survivor_shows_which_operator_made_it_and_how_many_of_its_mutants_fail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """So that a kind of mistake that an exercise overlooks is seen there."""
    reference = dataclasses.replace(PROVED[0].proofs[0], kind=CaseKind.REFERENCE, name="as it is")
    print_proofs([msgspec.structs.replace(PROVED[0], proofs=(reference, *PROVED[0].proofs))], ())

    assert "twice, 1 of 2 fail: x -> y" in capsys.readouterr().out


def test_machines_read_the_rate_of_each_operator_by_exercise_and_together() -> None:
    """And of each survivor what made it."""
    said: Any = proofs_json(PROVED, ())
    one, two = said["exercises"]

    rates = {name: (rate["killed"], rate["alive"]) for name, rate in said["operators"].items()}
    assert rates == {"numbers": (2, 0), "twice": (1, 1)}
    assert one["operators"]["twice"]["rate"] == 0.5
    assert list(two["operators"]) == ["numbers"]
    assert [survivor["operator"] for survivor in one["survivors"]] == ["twice"]
