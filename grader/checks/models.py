"""Checks of a model's structure: verified where a clean room could put the model together, reported where not."""

from itertools import zip_longest

from grader.checks.networks import Stage, departure, normal_form, table
from grader.checks.parameters import ModelName
from grader.checks.rebuilt import Structure, first_departure, structure
from grader.checks.sight import failed, of_reference, passed
from grader.evidence import Evidence, Layers
from grader.model import Finding

_KERNEL = 2
"""Axes of a Dense layer's kernel: inputs, units."""


def model_built(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has its weights."""
    if not of_reference(reference, of, Layers).built:
        raise ValueError(f"the reference's own {of!r} is not built")
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    if not seen.layers.built:
        return _unbuilt(of, seen)
    return seen.grounds(passed(f"`{of}` is built."), expected="built", actual="built")


def model_layers(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has the reference's layers, however either is spelled."""
    expected = normal_form(of_reference(reference, of, Layers))
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    actual = normal_form(seen.layers)
    tables = {"expected": table(expected), "actual": table(actual)}
    for number, (found, wanted) in enumerate(zip_longest(actual, expected), 1):
        if departs := _departs(found, wanted):
            place = f"layer {number} of {len(expected)}" if wanted else f"layer {number}"
            what = f"`{of}` departs at {place}: {departs}. {first_departure(learner, of)}".rstrip()
            return seen.grounds(failed(what), **tables)
    return seen.grounds(passed(f"`{of}` has the {len(expected)} layers expected."), **tables)


def parameter_count(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has as many parameters as the reference's, counted here from the shapes of its weights."""
    model = of_reference(reference, of, Layers)
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    if not seen.layers.built:
        return _unbuilt(of, seen)
    own = seen.layers
    counts = {"expected": f"{model.parameters:,} parameters", "actual": f"{own.parameters:,} parameters"}
    gap = own.parameters - model.parameters
    if gap == 0:
        return seen.grounds(passed(f"`{of}` has {counts['actual']}."), **counts)
    cause = _cause(_weighted(own), _weighted(model))
    sense = "too many" if gap > 0 else "too few"
    return seen.grounds(failed(f"`{of}` has {abs(gap):,} parameters {sense}{cause}."), **counts)


def _unbuilt(name: str, seen: Structure) -> Finding:
    how = "give the first layer an input shape, or call it once"
    finding = failed(f"`{name}` is not built, so it has no weights yet: {how}.")
    return seen.grounds(finding, expected="built", actual="not built")


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
