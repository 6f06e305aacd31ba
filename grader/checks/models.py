"""Checks of a model's structure: verified where a clean room could put the model together, reported where not."""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from grader.checks.clean_room_models import Structure, computes_the_same, first_divergence, structure
from grader.checks.findings import fail_finding, pass_finding, reference_value
from grader.checks.model_graph import (
    Pair,
    Stage,
    alignment,
    first_layer_difference,
    layer_tables,
    normal_form,
    swapped_pair,
)
from grader.checks.model_graph.layers import RESHAPINGS
from grader.checks.model_graph.parameter_gap import other_input, parameter_causes
from grader.checks.parameters import Length, ModelName
from grader.evidence import Evidence, Layers
from grader.model import Finding
from grader.util.text import pluralize

_MANY = 5
"""Causes of another number of parameters that a message names."""
_USING = frozenset(
    {"BatchMatMul", "BatchMatMulV2", "Conv1D", "Conv2D", "Conv3D", "Dot", "Einsum", "EinsumDense", "MatMul", "Matmul"}
    | {"Mul", "Multiply", "Tensordot"}
)
"""Operations by which a class of one's own uses weights that belong to none of its layers."""


def model_built(learner: Evidence, reference: Evidence, *, of: ModelName, keras_layers: bool = False) -> Finding:
    """Whether a Keras model has its weights, and something in it uses them.

    Keys:
        keras_layers: Whether the model must be made of Keras' own layers.

    Raises ValueError where the reference's model has no weights.
    """
    if not reference_value(reference, of, Layers).built:
        raise ValueError(f"the reference's own {of!r} is not built")
    seen = structure(learner, reference, of, keras_layers=keras_layers)
    if isinstance(seen, Finding):
        return seen
    if not seen.layers.built:
        return _unbuilt(of, seen)
    if _idle(seen.layers):
        what = f"`{of}` has {seen.layers.parameters:,} parameters, but nothing that it does with its input uses them."
        return seen.qualify(fail_finding(what), expected="built", actual="weights that nothing uses")
    return seen.qualify(pass_finding(f"`{of}` is built."), expected="built", actual="built")


def model_layers(  # noqa: PLR0911 - one for each way to differ
    learner: Evidence, reference: Evidence, *, of: ModelName, frozen: bool = True, spared: Length = 0
) -> Finding:
    """Whether a model has the reference's layers, however either is spelled.

    Activations are compared by what they do. Other layers pass if a clean room finds that they compute the same.

    Keys:
        frozen: Whether the same layers must be frozen, too.
        spared: How many places may differ: a layer that is another, missing or too many, or two that are exchanged.
            A criterion with one of them costs less than all for a slip in a single layer.
    """
    model = reference_value(reference, of, Layers)
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    expected = _stages(model, frozen=frozen)
    pairs = alignment(_stages(seen.layers, frozen=frozen), expected)
    other = other_input(seen.layers, model)
    where = first_layer_difference(pairs)
    if where and computes_the_same(learner, of):
        what = f"`{of}` has other layers than expected, but computes the same."
        return seen.qualify(pass_finding(what), **layer_tables(pairs))
    mute = seen.layers.ends == () and model.ends != ()
    apart = mute + max(bool(other), 1 if swapped_pair(pairs) else sum(pair.kind != "same" for pair in pairs))
    if 0 < apart <= spared:
        what = f"`{of}` has the {len(expected)} layers expected, with {pluralize(spared, 'difference')} at most."
        return seen.qualify(pass_finding(what), **layer_tables(pairs))
    if mute:
        message = f"`{of}` gives nothing back: does its `call` end with `return`?"
        return seen.qualify(fail_finding(message), expected="an output", actual="nothing")
    if where and not (other and _follows_from_input(pairs)):
        what = f"`{of}` departs {where}. {first_divergence(learner, of)}".rstrip()
        return seen.qualify(fail_finding(what), **layer_tables(pairs))
    if other:
        return seen.qualify(fail_finding(f"`{of}` departs at its beginning: the input {other}."), **layer_tables(pairs))
    return seen.qualify(pass_finding(f"`{of}` has the {len(expected)} layers expected."), **layer_tables(pairs))


def _stages(model: Layers, *, frozen: bool) -> tuple[Stage, ...]:
    """A model's layers in normal form; as if none were frozen, where that does not count."""
    stages = normal_form(model)
    return stages if frozen else tuple(replace(one, frozen=False) for one in stages)


def _follows_from_input(pairs: Sequence[Pair]) -> bool:
    """Whether the first difference is a reshaping, which is left out where inputs are flat, as it changes nothing."""
    first = next(pair for pair in pairs if pair.kind != "same")
    return first.kind in {"missing", "extra"} and (first.actual or first.expected or first).kind in RESHAPINGS


def _idle(own: Layers) -> bool:
    """Whether a model whose steps are known has weights, but no step that could use them."""
    used = any(one.weights or one.kind in _USING for one in own.layers)
    return bool(own.weights and own.layers) and not used


def parameter_count(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has as many parameters as the reference's, counted here from the shapes of its weights.

    The message says which layer and which argument account for a difference.
    """
    model = reference_value(reference, of, Layers)
    seen = structure(learner, reference, of)
    if isinstance(seen, Finding):
        return seen
    if not seen.layers.built:
        return _unbuilt(of, seen)
    own = seen.layers
    counts = {"expected": f"{model.parameters:,} parameters", "actual": f"{own.parameters:,} parameters"}
    gap = own.parameters - model.parameters
    if gap == 0 and (sizes := _heaped(own, model)):
        what = f"`{of}` has {counts['actual']}, but {sizes[0]:,} of them in one weight, where the largest that is "
        what += f"expected has {sizes[1]:,}."
        return seen.qualify(fail_finding(what), **counts)
    if gap == 0:
        return seen.qualify(pass_finding(f"`{of}` has {counts['actual']}."), **counts)
    sense = "too many" if gap > 0 else "too few"
    return seen.qualify(fail_finding(f"`{of}` has {abs(gap):,} parameters {sense}{_because(own, model)}."), **counts)


def _heaped(own: Layers, model: Layers) -> tuple[int, int] | None:
    """The sizes of a model's largest weight and of the reference's, where so many numbers are in no layer of its."""
    largest, expected = (max((prod(shape) for shape in each.weights), default=0) for each in (own, model))
    return (largest, expected) if largest > expected else None


def _because(actual: Layers, expected: Layers) -> str:
    """What accounts for another number of parameters; each with its share, where it is not one thing alone."""
    found = parameter_causes(actual, expected)
    total = len(normal_form(expected))
    parts = []
    for cause in found[:_MANY]:
        named = cause.number and cause.argument != "order"
        place = f" ({'after ' * (cause.argument == 'extra')}layer {cause.number} of {total})" if named else ""
        share = f": {abs(cause.gain):,} {'more' if cause.gain > 0 else 'fewer'}" if len(found) > 1 else ""
        parts.append(f"{cause.text}{place}{share}")
    more = f"; and {pluralize(len(found) - _MANY, 'more difference')}" if len(found) > _MANY else ""
    return f": {'; '.join(parts)}{more}" if parts else ""


def _unbuilt(name: str, seen: Structure) -> Finding:
    how = "give the first layer an input shape, or call it once"
    finding = fail_finding(f"`{name}` is not built, so it has no weights yet: {how}.")
    return seen.qualify(finding, expected="built", actual="not built")
