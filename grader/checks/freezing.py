"""A check of what training may change."""

from grader.checks.networks import Stage, normal_form
from grader.checks.parameters import ModelName
from grader.checks.rebuilt import structure
from grader.checks.sight import failed, of_reference, passed
from grader.evidence import Evidence, Layers
from grader.model import Finding


def trainable_weights(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether training may change the layers that it may change in the reference, and the others are frozen."""
    expected = _weighted(of_reference(reference, of, Layers))
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    actual = _weighted(seen.layers)
    tables = {"expected": _table(expected), "actual": _table(actual)}
    if len(actual) != len(expected):
        what = f"`{of}` has {_layers(len(actual))} with weights; {len(expected)} are expected."
        return seen.grounds(failed(what), **tables)
    for number, (found, wanted) in enumerate(zip(actual, expected, strict=True), 1):
        if found.frozen != wanted.frozen:
            wish = "is frozen; training may change it" if found.frozen else "is not frozen; training may not change it"
            what = f"In `{of}` layer {number} of {len(expected)} with weights {wish}."
            return seen.grounds(failed(what), **tables)
    return seen.grounds(passed(f"In `{of}` the right layers are left to training."), **tables)


def _weighted(model: Layers) -> tuple[Stage, ...]:
    return tuple(stage for stage in normal_form(model) if stage.weights)


def _table(stages: tuple[Stage, ...]) -> str:
    """Layers with weights for people, one a line."""
    return "\n".join(f"{number}. {'frozen' if one.frozen else 'trained'}" for number, one in enumerate(stages, 1))


def _layers(count: int) -> str:
    return "1 layer" if count == 1 else f"{count:,} layers"
