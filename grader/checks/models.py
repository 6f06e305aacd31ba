"""Checks of a model's structure, as the kernel reports it."""

from itertools import zip_longest

from grader.checks.networks import Stage, departure, normal_form, table
from grader.checks.parameters import ModelName
from grader.checks.sight import Sort, failed, of_reference, passed, unusable
from grader.evidence import Evidence, Layers
from grader.model import Finding, Trust

_KERNEL = 2
"""Axes of a Dense layer's kernel: inputs, units."""


def model_built(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has its weights."""
    if not of_reference(reference, of, Layers).built:
        raise ValueError(f"the reference's own {of!r} is not built")
    seen = learner.seen.get(of)
    if not isinstance(seen, Layers):
        return unusable(learner, reference, of, Sort.MODEL)
    if seen.built:
        return passed(f"`{of}` is built.", expected="built", actual="built", trust=Trust.REPORTED)
    return _unbuilt(of)


def model_layers(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has the reference's layers, however either is spelled."""
    expected = normal_form(of_reference(reference, of, Layers))
    seen = learner.seen.get(of)
    if not isinstance(seen, Layers):
        return unusable(learner, reference, of, Sort.MODEL)
    actual = normal_form(seen)
    tables = {"expected": table(expected), "actual": table(actual)}
    for number, (found, wanted) in enumerate(zip_longest(actual, expected), 1):
        if departs := _departs(found, wanted):
            place = f"layer {number} of {len(expected)}" if wanted else f"layer {number}"
            return failed(f"`{of}` departs at {place}: {departs}.", trust=Trust.REPORTED, **tables)
    return passed(f"`{of}` has the {len(expected)} layers expected.", trust=Trust.REPORTED, **tables)


def parameter_count(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has as many parameters as the reference's, counted here from the shapes of its weights."""
    model = of_reference(reference, of, Layers)
    seen = learner.seen.get(of)
    if not isinstance(seen, Layers):
        return unusable(learner, reference, of, Sort.MODEL)
    if not seen.built:
        return _unbuilt(of)
    counts = {"expected": f"{model.parameters:,} parameters", "actual": f"{seen.parameters:,} parameters"}
    gap = seen.parameters - model.parameters
    if gap == 0:
        return passed(f"`{of}` has {counts['actual']}.", trust=Trust.REPORTED, **counts)
    cause = _cause(_weighted(seen), _weighted(model))
    sense = "too many" if gap > 0 else "too few"
    return failed(f"`{of}` has {abs(gap):,} parameters {sense}{cause}.", trust=Trust.REPORTED, **counts)


def _unbuilt(name: str) -> Finding:
    return failed(
        f"`{name}` is not built, so it has no weights yet: give the first layer an input shape, or call it once.",
        expected="built",
        actual="not built",
        trust=Trust.REPORTED,
    )


def _departs(found: Stage | None, wanted: Stage | None) -> str:
    if found is None:
        return f"{wanted} expected, nothing found"
    if wanted is None:
        return f"nothing expected, {found} found"
    return departure(found, wanted)


def _weighted(model: Layers) -> tuple[Stage, ...]:
    return tuple(stage for stage in normal_form(model) if stage.weights)


def _cause(actual: tuple[Stage, ...], expected: tuple[Stage, ...]) -> str:
    """The layer and the argument that account for another number of parameters, as far as they can be told."""
    if len(actual) != len(expected):
        have = "1 layer has" if len(actual) == 1 else f"{len(actual)} layers have"
        return f": {have} weights; {len(expected)} are expected"
    for number, (found, wanted) in enumerate(zip(actual, expected, strict=True), 1):
        if found.weights != wanted.weights:
            return f": {_argument(found, wanted)} (layer {number} of {len(expected)} with weights)"
    return ""


def _argument(found: Stage, wanted: Stage) -> str:
    """What in one layer accounts for other shapes of its weights."""
    kernel, other = found.weights[0], wanted.weights[0]
    if found.kind == wanted.kind and kernel == other and len(found.weights) != len(wanted.weights):
        lacks = len(found.weights) < len(wanted.weights)
        return f"`{wanted}` has no bias" if lacks else f"`{found}` has a bias, and none is expected"
    if found.kind == wanted.kind and len(kernel) == len(other) == _KERNEL and kernel[1] == other[1]:
        flat = ", the input flattened," if kernel[0] < other[0] else ""
        return f"`{found}` gets {_numbers(kernel[0])} for each example where {other[0]:,}{flat} are expected"
    return f"`{found}` where `{wanted}` is expected"


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count:,} numbers"
