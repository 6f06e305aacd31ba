"""Checks of a model: its structure, the names of its layers, and which weights training may change or left unchanged.

Structure is verified if a clean room could rebuild the model, and reported if not. Keras numbers the layers that it
names from the beginning of the session (`layer_names`).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from math import prod

from grader.evidence import Array, Evidence, Layers
from grader.judging.checks.clean_room_models import Structure, computes_the_same, first_divergence, structure
from grader.judging.checks.findings import (
    LONGEST_WORD,
    ValueKind,
    fail_finding,
    pass_finding,
    reference_value,
    unusable_finding,
)
from grader.judging.checks.hidden_inputs import Length
from grader.judging.checks.model_graph import (
    Pair,
    Stage,
    alignment,
    first_layer_difference,
    layer_tables,
    normal_form,
    swapped_pair,
)
from grader.judging.checks.model_graph.alignment import other_input, parameter_causes
from grader.judging.checks.model_graph.layers import RESHAPINGS
from grader.judging.checks.parameters import ModelName, WeightsName
from grader.model import Finding
from grader.util.text import pluralize

_NUMBERED = re.compile(r"(.*?)(?:_(\d{1,9}))?", re.DOTALL)
"""A name by Keras: a word for the layer's class, and from the second layer of a class on a number."""


def layer_names(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model's layers are numbered from the beginning, as they are after a session was cleared.

    Keras numbers two layers of one class 0, which is not written, and 1. Names that the learner chose are accepted.

    Raises ValueError if the layers of the reference's own model are not numbered from the beginning.
    """
    words = {word for _, word, _ in _numbers(reference_value(reference, of, Layers))}
    if _too_high(reference_value(reference, of, Layers), words):
        raise ValueError(f"the layers of the reference's own {of!r} are not numbered from the beginning")
    if isinstance(seen := structure(learner, reference, of), Finding):
        return seen
    actual = ", ".join(name[:LONGEST_WORD] for name, *_ in _numbers(seen.layers))[:LONGEST_WORD] or "no names"
    if late := _too_high(seen.layers, words):
        name, word = late
        what = f"`{of}` has a layer called `{name[:LONGEST_WORD]}`; the first of its class should be called `{word}`."
        return seen.qualify(fail_finding(what), expected="numbered from the beginning", actual=actual)
    what = f"The layers of `{of}` are numbered from the beginning."
    return seen.qualify(pass_finding(what), expected="numbered from the beginning", actual=actual)


def _too_high(model: Layers, words: Collection[str]) -> tuple[str, str] | None:
    """The first name whose number is not below the number of layers of its class, with its word; or None."""
    count = Counter(layer.kind for layer in model.layers)
    kinds = {layer.name: layer.kind for layer in model.layers}
    numbers = ((name, word, number) for name, word, number in _numbers(model) if word in words)
    return next(((name, word) for name, word, number in numbers if number >= count[kinds[name]]), None)


def _numbers(model: Layers) -> Iterator[tuple[str, str, int]]:
    """The name of each layer except inputs, with its word and its number."""
    for layer in model.layers:
        parts = _NUMBERED.fullmatch(layer.name)
        if parts is not None and layer.kind != "InputLayer":
            yield layer.name, parts[1], int(parts[2] or 0)


_NO_NUMBERS = Array(dtype="float32", shape=())


def trainable_weights(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether training may change the same layers as in the reference, and no others."""
    expected = _weighted(reference_value(reference, of, Layers))
    if isinstance(seen := structure(learner, reference, of), Finding):
        return seen
    actual = _weighted(seen.layers)
    tables = {"expected": _table(expected), "actual": _table(actual)}
    if len(actual) != len(expected):
        what = f"`{of}` has {pluralize(len(actual), 'layer')} with weights; {len(expected)} are expected."
        counts = {"expected": pluralize(len(expected), "layer"), "actual": pluralize(len(actual), "layer")}
        return seen.qualify(fail_finding(what), **counts)
    for number, (found, wanted) in enumerate(zip(actual, expected, strict=True), 1):
        if found.frozen != wanted.frozen:
            wish = "is frozen, but training should change it" if found.frozen else "should be frozen, but is not"
            what = f"In `{of}`, layer {number} of {len(expected)} with weights {wish}."
            return seen.qualify(fail_finding(what), **tables)
    return seen.qualify(pass_finding(f"In `{of}`, training changes the right layers."), **tables)


def frozen_weights(learner: Evidence, reference: Evidence, *, of: WeightsName) -> Finding:
    """Whether a model holds exactly the numbers that are frozen in the reference, such as a pretrained network's.

    Raises ValueError if the reference has none.
    """
    asked = _frozen(reference_value(reference, of, Layers))
    wanted = Counter(map(_told, asked))
    if not wanted:
        raise ValueError(f"the reference's own {of!r} has no frozen weights that could travel")
    seen, model = structure(learner, reference, of), learner.seen.get(of)
    if isinstance(seen, Finding) or not isinstance(model, Layers):
        return seen if isinstance(seen, Finding) else unusable_finding(learner, reference, of, ValueKind.MODEL)
    total = wanted.total()
    lost = (wanted - Counter(map(_told, model.values))).total()
    tables = {"expected": f"{total:,} tensors of pretrained weights", "actual": f"{total - lost:,} of them"}
    if model.kind == "subclassed" and not model.values and _has_frozen(model, asked):
        what = f"`{of}` has its own code, so the numbers of its weights did not leave the kernel. "
        what += f"By its structure, it holds {total:,} tensors of pretrained weights."
        return seen.qualify(pass_finding(what), **tables)
    if lost and not all(array.is_known for array in model.values or (_NO_NUMBERS,)):
        what = f"The weights of `{of}` could not be compared with the {total:,} pretrained tensors: their numbers did "
        what += "not leave the kernel, because the model has its own code or is too large."
        return seen.qualify(fail_finding(what), expected=tables["expected"], actual="not known")
    if lost:
        kept = "it holds none of them" if lost == total else f"{lost:,} of them have different values"
        what = f"`{of}` should hold {total:,} tensors of pretrained weights; {kept}."
        return seen.qualify(fail_finding(what), **tables)
    what = f"All {total:,} tensors of pretrained weights are in `{of}`, unchanged."
    return seen.qualify(pass_finding(what), **tables)


def _frozen(model: Layers) -> list[Array]:
    """The frozen weights of a model. Raises ValueError if its weights come in a different order."""
    values = iter(model.values)
    found = list[Array]()
    for layer in model.layers:
        if layer.same_as is None:
            own = [*islice(values, len(layer.weights))]
            if [array.shape for array in own] != [*layer.weights]:
                raise ValueError(f"the reference's weights of {layer.name!r} did not travel")
            found += [] if layer.trainable else own
    return found


def _has_frozen(model: Layers, asked: Sequence[Array]) -> bool:
    """Whether frozen layers of a model have weights of these shapes."""
    frozen = (layer for layer in model.layers if layer.same_as is None and not layer.trainable)
    return Counter(array.shape for array in asked) <= Counter(shape for layer in frozen for shape in layer.weights)


def _told(array: Array) -> str:
    """A string that identifies a weight, whether its numbers were sent or only their digest."""
    digest = sha256(array.data).hexdigest() if array.data is not None else array.sha256
    return f"{array.dtype} {array.shape} {digest}"


def _weighted(model: Layers) -> tuple[Stage, ...]:
    return tuple(stage for stage in normal_form(model) if stage.weights)


def _table(stages: tuple[Stage, ...]) -> str:
    """Layers with weights for people, one per line."""
    return "\n".join(f"{number}. {'frozen' if stage.frozen else 'trained'}" for number, stage in enumerate(stages, 1))


_MANY = 5
"""The number of causes that a message names for a different number of parameters."""
_USING = frozenset(
    {"BatchMatMul", "BatchMatMulV2", "Conv1D", "Conv2D", "Conv3D", "Dot", "Einsum", "EinsumDense", "MatMul", "Matmul"}
    | {"Mul", "Multiply", "Tensordot"}
)
"""Operations by which a custom class uses weights that belong to none of its layers."""


def model_built(learner: Evidence, reference: Evidence, *, of: ModelName, keras_layers: bool = False) -> Finding:
    """Whether a Keras model has weights, and something in it uses them.

    Keys:
        keras_layers: Whether the model must be made of Keras' own layers.

    Raises ValueError if the reference's model has no weights.
    """
    if not reference_value(reference, of, Layers).built:
        raise ValueError(f"the reference's own {of!r} is not built")
    if isinstance(seen := structure(learner, reference, of, keras_layers=keras_layers), Finding):
        return seen
    if not seen.layers.built:
        return _unbuilt(of, seen)
    if _idle(seen.layers):
        what = f"`{of}` has {seen.layers.parameters:,} parameters, but does not use them to compute its output."
        return seen.qualify(fail_finding(what), expected="built", actual="unused weights")
    return seen.qualify(pass_finding(f"`{of}` is built."), expected="built", actual="built")


def model_layers(  # noqa: PLR0911 - one for each way to differ
    learner: Evidence, reference: Evidence, *, of: ModelName, frozen: bool = True, spared: Length = 0
) -> Finding:
    """Whether a model has the reference's layers, however either is spelled.

    Activations are compared by what they compute. Different layers pass if a clean room finds that they compute the
    same.

    Keys:
        frozen: Whether the same layers must be frozen, too.
        spared: How many places may differ: a layer that is different, missing or surplus, or two that are swapped. A
            second criterion with `spared = 1` makes a slip in a single layer cost less than all points.
    """
    model = reference_value(reference, of, Layers)
    if isinstance(seen := structure(learner, reference, of), Finding):
        return seen
    expected = _stages(model, frozen=frozen)
    pairs = alignment(_stages(seen.layers, frozen=frozen), expected)
    other = other_input(seen.layers, model)
    where = first_layer_difference(pairs)
    if where and computes_the_same(learner, of):
        what = f"`{of}` has different layers from the expected ones, but computes the same."
        return seen.qualify(pass_finding(what), **layer_tables(pairs))
    mute = seen.layers.ends == () and model.ends != ()
    apart = mute + max(bool(other), 1 if swapped_pair(pairs) else sum(pair.kind != "same" for pair in pairs))
    if 0 < apart <= spared:
        what = f"`{of}` has the {len(expected)} expected layers, with at most {pluralize(spared, 'difference')}."
        return seen.qualify(pass_finding(what), **layer_tables(pairs))
    if mute:
        message = f"`{of}` returns nothing: does its `call` end with `return`?"
        return seen.qualify(fail_finding(message), expected="an output", actual="nothing")
    if where and not (other and _follows_from_input(pairs)):
        what = f"`{of}` first differs {where}. {first_divergence(learner, of)}".rstrip()
        return seen.qualify(fail_finding(what), **layer_tables(pairs))
    if other:
        return seen.qualify(fail_finding(f"`{of}` differs at its beginning: the input {other}."), **layer_tables(pairs))
    return seen.qualify(pass_finding(f"`{of}` has the {len(expected)} expected layers."), **layer_tables(pairs))


def _stages(model: Layers, *, frozen: bool) -> tuple[Stage, ...]:
    """A model's layers in normal form; as if none were frozen, if freezing does not count."""
    stages = normal_form(model)
    return stages if frozen else tuple(replace(stage, frozen=False) for stage in stages)


def _follows_from_input(pairs: Sequence[Pair]) -> bool:
    """Whether the first difference is a reshaping that changes nothing for flat inputs, and so is left out there."""
    first = next(pair for pair in pairs if pair.kind != "same")
    return first.kind in {"missing", "extra"} and (first.actual or first.expected or first).kind in RESHAPINGS


def _idle(own: Layers) -> bool:
    """Whether a model whose steps are known has weights, but no step that could use them."""
    used = any(layer.weights or layer.kind in _USING for layer in own.layers)
    return bool(own.weights and own.layers) and not used


def parameter_count(learner: Evidence, reference: Evidence, *, of: ModelName) -> Finding:
    """Whether a model has as many parameters as the reference's, counted from the shapes of its weights.

    The message says which layer and which argument account for a difference.
    """
    model = reference_value(reference, of, Layers)
    if isinstance(seen := structure(learner, reference, of), Finding):
        return seen
    if not seen.layers.built:
        return _unbuilt(of, seen)
    own = seen.layers
    counts = {"expected": f"{model.parameters:,} parameters", "actual": f"{own.parameters:,} parameters"}
    gap = own.parameters - model.parameters
    if gap == 0 and (sizes := _heaped(own, model)):
        what = f"`{of}` has {counts['actual']}, but {sizes[0]:,} of them are in one weight; the largest expected "
        what += f"weight has {sizes[1]:,}."
        return seen.qualify(fail_finding(what), **counts)
    if gap == 0:
        return seen.qualify(pass_finding(f"`{of}` has {counts['actual']}."), **counts)
    sense = "too many" if gap > 0 else "too few"
    return seen.qualify(fail_finding(f"`{of}` has {abs(gap):,} {sense} parameters{_because(own, model)}."), **counts)


def _heaped(own: Layers, model: Layers) -> tuple[int, int] | None:
    """The sizes of the largest weight of a model and of the reference, if the model's is larger; or else None."""
    largest, expected = (max((prod(shape) for shape in each.weights), default=0) for each in (own, model))
    return (largest, expected) if largest > expected else None


def _because(actual: Layers, expected: Layers) -> str:
    """What explains a different number of parameters; with each cause's share, if there are several."""
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
