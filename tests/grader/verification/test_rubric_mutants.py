"""A change that makes a rubric laxer is noticed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.evidence import VERSION, Array, Evidence, Observation, Tensor
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import keys
from grader.judging.rubric import GradingCase, KeptFindings, grade_run
from grader.model import Criterion, Exercise, Outcome, Run, Verdict
from grader.sandbox.limits import Limits
from grader.source.code_view import Code
from grader.verification.rubric_mutants import (
    DELETED,
    LAXER,
    NOT_WEAKENED,
    uncaught_weakenings,
    unfailed_criteria,
    weakenings,
)


def criterion(name: str, check: str, **changes: Any) -> Criterion:
    return Criterion(id=name, title=name, check=check, hints=("1", "2", "3"), **{"params": {"of": "y"}} | changes)


def exercise(*rubric: Criterion) -> Exercise:
    return Exercise(id="05/one", title="", rubric=rubric, limits=Limits(), stub=Path(), reference=Path(), digest="")


def run(**seen: Any) -> Run:
    found: dict[str, Observation] = {
        key.replace("__", "/"): Tensor(kind="tensor", array=Array.from_values(np.float32(value)))
        for key, value in seen.items()
    }
    return Run(key="", outcome=Outcome.OK, evidence=Evidence(version=VERSION, seen=found, names={}))


REFERENCE = run(y=[1, 2], value__y=[3, 4])


def judge(_: str, found: Run, one: Exercise, kept: KeptFindings) -> KeptFindings:
    case = GradingCase(found, REFERENCE, attempted=True, sealed={}, spreads={}, code=lambda: Code(()), kept=kept)
    findings, _score = grade_run(one, case)
    return {finding.criterion: finding for finding in findings}


def says(*rubric: Criterion) -> list[str]:
    return [weakening.says for weakening in weakenings(rubric)]


SHAPE = criterion("shape", "tensor_shape")
VALUE = criterion("value", "tensor_values", after="shape", replay=("x",))
LAST = criterion("last", "tensor_dtype", after="value")
RUBRIC = exercise(SHAPE, VALUE, LAST)


@pytest.mark.parametrize(
    ("check", "parameter"), [(name, key) for name, check in CHECKS.items() for key in keys(check)], ids=str
)
def test_every_parameter_is_made_laxer_or_kept_for_a_reason(check: str, parameter: str) -> None:
    """In exactly one of the two tables."""
    assert (parameter in LAXER) != (parameter in NOT_WEAKENED), f"'{parameter}' of '{check}'"


def test_no_row_is_of_a_parameter_that_no_check_has() -> None:
    """A parameter that was renamed takes its row along."""
    assert LAXER.keys() | NOT_WEAKENED.keys() == {key for check in CHECKS.values() for key in keys(check)}
    assert all(NOT_WEAKENED.values())


def test_a_result_need_no_longer_be_worked_for() -> None:
    """Which some wrong answer must notice."""
    assert "criterion 'shape': worked true -> false" in says(criterion("shape", "tensor_shape", worked=True))


def test_each_criterion_is_deleted_and_loses_its_replay_and_its_strictness() -> None:
    """And `after` alone is left as it is: who is asked first lets nothing through."""
    assert says(SHAPE, VALUE) == [
        "criterion 'shape': deleted",
        "criterion 'value': deleted",
        "criterion 'value': without its replay",
        "criterion 'value': rtol 1e-05 -> 1e+06",
        "criterion 'value': atol 1e-06 -> 1e+06",
    ]


def test_what_waited_for_a_deleted_criterion_waits_for_what_that_waited_for() -> None:
    """So that the rest is a rubric still."""
    (without,) = (one.rubric for one in weakenings((SHAPE, VALUE, LAST)) if one.says == "criterion 'value': deleted")

    assert without == (SHAPE, replace(LAST, after="shape"))


@pytest.mark.parametrize(
    ("check", "params", "laxer"),
    [
        ("tensor_values", {}, ["squeeze false -> true"]),
        ("tensor_values", {"rtol": 0.01}, ["rtol 0.01 -> 1e+06"]),
        ("epochs", {}, ["need 'exactly' -> 'at least'"]),
        ("dataset_elements", {"rest_kept": True}, ["rest_kept true -> false"]),
        ("tensor_range", {"low": 0.0, "high": 1.0}, ["low 0.0 -> -1000000.0", "high 1.0 -> 1000000.0"]),
        ("model_layers", {"spared": 1}, ["spared 1 -> 1000"]),
        ("dataset_range", {}, ["slack 0.02 -> 1.0"]),
        ("training_only", {"shape": [2], "gives_back": True}, ["slack 0.25 -> 1.0", "gives_back true -> false"]),
        ("figure_image", {"titled": True, "color_bar": True}, ["titled true -> false", "color_bar true -> false"]),
        ("compiled_with", {"parts": ["loss", "metrics"]}, ["parts without 'loss'", "parts without 'metrics'"]),
        ("callback_settings", {"settings": ["monitor", "patience"]}, ["settings without 'patience'"]),
        (
            "dataset_steps",
            {"order": [["batch", "prefetch"], ["map", "cache", "shuffle"]], "buffer": 0.5},
            ["order without ['batch', 'prefetch']", "order chain 2 without 'cache'", "buffer 0.5 -> 0.0"],
        ),
    ],
)
def test_parameters_are_made_laxer_each_in_its_way(check: str, params: dict[str, Any], laxer: list[str]) -> None:
    """Numbers wider, flags off, lists shorter."""
    made = says(criterion("one", check, params={"of": "y", **params}))

    assert {f"criterion 'one': {one}" for one in laxer} <= set(made)


@pytest.mark.parametrize(
    ("check", "params"),
    [
        ("epochs", {"need": "at least"}),
        ("figure_image", {}),
        ("compiled_with", {"parts": ["loss"]}),
        ("training_only", {"shape": [2, 3], "slack": 0.5}),
        ("dataset_steps", {"order": [["batch", "prefetch"]]}),
    ],
)
def test_what_is_as_lax_as_can_be_is_left(check: str, params: dict[str, Any]) -> None:
    """The only criterion is not deleted, nor the only element, nor is a number changed that decides nothing."""
    assert says(criterion("one", check, params={"of": "y", **params})) == []


def test_axes_that_a_shape_settles_are_not_a_weakening() -> None:
    """Only where it is the shape of the same value, and the criterion waits for it; the shape's own are left to it."""
    assert "criterion 'shape': squeeze false -> true" not in says(SHAPE, VALUE)
    assert "criterion 'value': squeeze false -> true" not in says(SHAPE, VALUE)
    assert "criterion 'value': squeeze false -> true" in says(replace(SHAPE, params={"of": "z"}), VALUE)
    assert "criterion 'value': squeeze false -> true" in says(SHAPE, replace(VALUE, after=None))


RECORDED = [
    ("misshapen", run(y=[1], value__y=[3, 4])),
    ("typed in", run(y=[1, 2], value__y=[1, 2])),
    ("far off", run(y=[1, 200], value__y=[3, 4])),
    ("not a number", run(y=[1, np.nan], value__y=[3, 4])),
]


def test_runs_that_fail_by_every_part_of_a_rubric_catch_its_weakenings() -> None:
    """All of them."""
    assert uncaught_weakenings(exercise(SHAPE, VALUE), RECORDED, judge) == ()


@pytest.mark.parametrize("count", range(len(RECORDED) + 1))
def test_a_finding_that_is_kept_changes_nothing(count: int) -> None:
    """Only the criterion that is laxer is judged again; the whole rubric judged again says the same."""

    def anew(name: str, found: Run, one: Exercise, _: KeptFindings) -> KeptFindings:
        return judge(name, found, one, {})

    for recorded in combinations(RECORDED, count):
        assert uncaught_weakenings(RUBRIC, recorded, judge) == uncaught_weakenings(RUBRIC, recorded, anew)


def test_no_run_is_read_once_every_weakening_is_noticed() -> None:
    """Each is megabytes on a disk."""

    def read() -> Iterator[tuple[str, Run]]:
        yield from RECORDED
        pytest.fail("one more was read")

    assert uncaught_weakenings(exercise(SHAPE, VALUE), read(), judge) == ()


@pytest.mark.parametrize("count", range(len(RECORDED) + 1))
def test_a_deletion_that_no_run_notices_is_known_without_judging_again(count: int) -> None:
    """By the criteria that runs fail it is the same as by all of them judged by the rubric without one."""
    for recorded in combinations(RECORDED, count):
        failed = [
            frozenset(name for name, one in judge(name, found, RUBRIC, {}).items() if one.verdict is Verdict.FAIL)
            for name, found in recorded
        ]
        uncaught = [one.says for one in uncaught_weakenings(RUBRIC, recorded, judge) if one.how == DELETED]

        assert list(unfailed_criteria(RUBRIC.rubric, failed)) == uncaught


@pytest.mark.parametrize(
    ("kept", "lost"),
    [
        (["typed in", "far off"], ["criterion 'shape': deleted"]),
        (["misshapen", "far off"], ["criterion 'value': without its replay"]),
        (
            ["misshapen", "not a number"],
            ["criterion 'value': rtol 1e-05 -> 1e+06", "criterion 'value': atol 1e-06 -> 1e+06"],
        ),
    ],
)
def test_a_weakening_that_no_run_notices_is_named(kept: list[str], lost: list[str]) -> None:
    """Without the wrong answer that a part of the rubric is for, nothing speaks for that part."""
    recorded = [one for one in RECORDED if one[0] in kept]

    assert set(lost) <= {weakening.says for weakening in uncaught_weakenings(exercise(SHAPE, VALUE), recorded, judge)}
