"""Every check, on evidence in which one thing is not as it should be: that is a wrong answer, and nothing raises."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.evidence import VERSION, Array, Evidence, Tensor
from grader.judging.checks import CHECKS
from grader.model import Verdict
from grader.source.ownership import parse_cells
from tests.grader.judging.checks.test_table import CASES, SOUND
from tests.hostile import decodable, variants, without_numbers


def named(parameters: Mapping[str, Any]) -> set[str]:
    """What a check is about."""
    values = [one for value in parameters.values() for one in (value if isinstance(value, list) else [value])]
    return {one for one in values if isinstance(one, str)}


def has_numbers(name: str) -> bool:
    """Whether there is a floating-point number in what a check may look at."""
    seen = [one for key, one in SOUND.seen.items() if key.removeprefix("hidden/") in named(CASES[name])]
    return seen != [without_numbers(one, np.nan) for one in seen]


COUNTS = frozenset(["trained_on", "epochs", "value_kind", "tensor_dtype", "tensor_shape"])
"""Checks that count, or look at what is around numbers."""
STEPS = frozenset(name for name in CHECKS if name.startswith(("dataset_", "code_", "device_", "computed_")))
"""Checks that look at no floating-point numbers, but for the range of a data set."""
STRUCTURE = frozenset(
    [
        "callback_settings",
        "compiled_with",
        "frozen_weights",
        "layer_names",
        "model_built",
        "model_has",
        "model_layers",
        "parameter_count",
        "trainable_weights",
    ]
)
"""Checks of how a model is made, which does not follow from its numbers."""
OF_NUMBERS = sorted({*filter(has_numbers, CHECKS)} - COUNTS - STEPS - STRUCTURE | {"dataset_range"})

ONE = Array.from_values(np.ones((1, 1), np.float32))
OWN = Evidence(
    version=VERSION,
    seen={name: Tensor(kind="tensor", array=ONE) for name in ("y", "hidden/y", "w")},
    names={},
    intermediate_values={"h": ONE, "mine": ONE},
    reference_on_learner_inputs={name: Tensor(kind="tensor", array=ONE) for name in ("hidden/y", "hidden/h")},
)
"""An answer from values of the learner's own, with a step on the way to it."""
OF_OWN: Mapping[str, Any] = {
    "of": "y",
    "own": ["w"],
    "inputs": ("w",),
    "steps": [{"name": "h", "what": "the sum"}],
}


def hostile(sound: Evidence, names: set[str], *, most: int) -> Iterator[Evidence]:
    """The evidence with one thing that is asked for replaced."""
    for key, seen in sound.seen.items():
        if key.removeprefix("hidden/") in names:
            for other in variants(seen, most=most):
                changed = msgspec.structs.replace(sound, seen={**sound.seen, key: other})
                if decodable(changed):
                    yield changed


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_that_a_learner_leaves_breaks_a_check(name: str) -> None:
    """NaN, nothing, other kinds, dtypes and shapes: the check says what is wrong, and never that it could not judge."""
    for learner in hostile(SOUND, named(CASES[name]), most=15):
        finding = CHECKS[name](learner, SOUND, **CASES[name])

        assert finding.verdict in {Verdict.PASS, Verdict.FAIL}
        assert finding.message


@pytest.mark.parametrize("part", ["seen", "intermediate_values", "reference_on_learner_inputs"])
def test_nothing_breaks_a_check_of_values_of_the_learners_own(part: str) -> None:
    """The learner's values, what they lead to, and what the reference makes of them may be anything."""
    for key, found in getattr(OWN, part).items():
        for other in variants(found, most=100):
            changed = msgspec.structs.replace(OWN, **{part: {**getattr(OWN, part), key: other}})
            if decodable(changed):
                unlike = msgspec.structs.replace(
                    changed,
                    seen={
                        **changed.seen,
                        "y": Tensor(kind="tensor", array=Array.from_values(np.full((1, 1), 2, np.float32))),
                    },
                )

                assert CHECKS["tensor_values"](changed, OWN, **OF_OWN).verdict in {Verdict.PASS, Verdict.FAIL}
                assert CHECKS["tensor_values"](unlike, OWN, **OF_OWN).verdict in {Verdict.PASS, Verdict.FAIL}


@pytest.mark.parametrize("name", OF_NUMBERS)
def test_nan_never_passes(name: str) -> None:
    """Where numbers are judged, NaN instead of each is wrong, though there is NaN on both sides of a comparison."""
    finding = CHECKS[name](without_numbers(SOUND, np.nan), SOUND, **CASES[name])

    assert finding.verdict is Verdict.FAIL


def test_nan_never_passes_as_a_value_of_ones_own() -> None:
    """NaN that the reference makes of a learner's NaN does not count as anybody's right answer."""
    finding = CHECKS["tensor_values"](without_numbers(OWN, np.nan), OWN, **OF_OWN)

    assert finding.verdict is Verdict.FAIL
    assert finding.message == "`w` contains NaN, so the right `y` contains NaN."


def test_the_search_sees_a_check_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that can't cope with NaN, planted, is found."""
    monkeypatch.setattr("grader.judging.checks.tensors.difference", lambda actual, *_: int(actual.sum()) and None)

    with pytest.raises((ValueError, OverflowError)):
        test_nothing_that_a_learner_leaves_breaks_a_check("tensor_values")


@pytest.mark.parametrize("name", ["code_uses", "code_avoids", "code_computes"])
@pytest.mark.parametrize("depth", [1, 10, 90, 400, 950, 1_500, 2_900, 20_000])
def test_no_code_breaks_a_check(name: str, depth: int) -> None:
    """However deep or long an expression, it can be looked through."""
    texts = ["a" + ".b" * depth, "f" + "()" * depth, "-" * depth + "1", "[" * depth + "]" * depth, "1+" * depth + "1"]
    for text in texts:
        finding = CHECKS[name](SOUND, SOUND, **{**CASES[name], "code": parse_cells([f"y = {text}"])})

        assert finding.verdict in {Verdict.PASS, Verdict.FAIL}
