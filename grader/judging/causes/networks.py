"""Rules about a model's layers: the learner's layers and the reference's are compared in normal form."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from grader.judging.causes import values
from grader.judging.causes.facts import Facts, ModelPair, Sign, quote_first
from grader.judging.checks.constraints import layer_without_activation
from grader.judging.checks.model_graph import Stage, layer_difference
from grader.source.code_view import argument, quote_code
from grader.source.tree import called_name, place_of, walk, written_code

ModelDetector = Callable[[ModelPair], str | None]

_FLAT = 2
"""The number of axes of an input that consists of rows of numbers, including the batch axis."""


def _in_any_model(look: ModelDetector) -> Callable[[Facts], str | None]:
    """A detector that shows the first thing that a function finds in any of the required models."""

    def detector(facts: Facts) -> str | None:
        found = (look(model) for model in facts.prescribed_models if not _is_example(facts, model))
        return next(filter(None, found), None)

    return detector


@_in_any_model
def _without_weights(model: ModelPair) -> str | None:
    return None if model.layers.built else f"`{model.name}`"


@_in_any_model
def not_flattened(model: ModelPair) -> str | None:
    """The reference's layers without its Flatten, although the inputs are pictures."""
    if model.layers.input_shape is not None and len(model.layers.input_shape) <= _FLAT:
        return None
    actual, expected = _words(model.actual), _words(model.expected)
    without = [word for word in expected if word[0] != "Flatten"]
    return f"`{model.name}`" if actual == without and without != expected else None


@_in_any_model
def layers_swapped(model: ModelPair) -> str | None:
    """Layers with the same numbers of neurons in a different order."""
    actual, expected = _words(model.actual), _words(model.expected)
    if actual == expected or sorted(actual) != sorted(expected):
        return None
    place = next(place for place, (one, other) in enumerate(zip(actual, expected, strict=True)) if one != other)
    moved = {one[0] for one, other in zip(actual, expected, strict=True) if one != other}
    return f"`{model.actual[place]}`" if moved == {"Dense"} else None


@_in_any_model
def _layer_missing(model: ModelPair) -> str | None:
    """The reference's layers in order, but with some missing."""
    gaps = _gaps(_words(model.actual), _words(model.expected))
    if not gaps or not model.actual or not all(_is_dense(model.expected[gap]) for gap in gaps):
        return None
    return f"`{model.expected[gaps[0]]}`"


def layer_missing(facts: Facts) -> str | None:
    """A missing layer that the answer does not create."""
    return None if _makes_all(facts) else _layer_missing(facts)


def layer_unjoined(facts: Facts) -> str | None:
    """A missing layer, although the answer creates as many dense layers as the reference has."""
    return _layer_missing(facts) if _makes_all(facts) else None


def _makes_all(facts: Facts) -> bool:
    wanted = max((sum(map(_is_dense, model.expected)) for model in facts.prescribed_models), default=0)
    return len(facts.answer.calls_to("Dense")) >= wanted > 0


@_in_any_model
def layer_extra(model: ModelPair) -> str | None:
    """All of the reference's layers in order, and additional ones with weights."""
    gaps = _gaps(_words(model.expected), _words(model.actual))
    if not gaps or not all(_is_dense(model.actual[gap]) for gap in gaps):
        return None
    return f"`{model.actual[gaps[-1]]}`"


@_in_any_model
def layer_size(model: ModelPair) -> str | None:
    """Layers of the same kinds, of which at most two have a different number of neurons."""
    differing = [(one, other) for one, other in _pairs(model) if _units(one) != _units(other)]
    if not differing or sorted(_words(model.actual)) == sorted(_words(model.expected)) or len(differing) > 2:  # noqa: PLR2004 - as said
        return None
    return f"`{differing[0][0]}`"


@_in_any_model
def biases_off(model: ModelPair) -> str | None:
    """The first layer without a bias whose counterpart in the reference has one."""
    return quote_first(f"{one}" for one, other in _pairs(model) if _lacks_bias(one) and not _lacks_bias(other))


@_in_any_model
def frozen_layers(model: ModelPair) -> str | None:
    """The first frozen layer that the reference trains."""
    return next((f"`{one}`" for one, other in _pairs(model) if one.frozen and not other.frozen), None)


@_in_any_model
def hidden_activation(model: ModelPair) -> str | None:
    """The first layer, except the last one, whose activation differs from the reference's."""
    return next((f"`{one}`" for one, other in _pairs(model)[:-1] if _other_activation(one, other)), None)


def activation_missing(facts: Facts) -> Iterator[str]:
    """A layer without an activation in a model that may be freely chosen but needs activations in its hidden layers."""
    for criterion, name in facts.failures_of("model_has"):
        hidden = criterion.params.get("hidden_layers", 1)
        found = [layer_without_activation(one.actual, int(str(hidden))) for one in facts.models if one.name == name]
        if found and found[0]:
            yield f"`{found[0]}`"


@_in_any_model
def output_activation(model: ModelPair) -> str | None:
    """A last layer without an activation, or with one that differs from the reference's."""
    pairs = _pairs(model)
    return f"`{pairs[-1][0]}`" if pairs and _other_activation(*pairs[-1]) and pairs[-1][1].activation else None


@_in_any_model
def activation_after(model: ModelPair) -> str | None:
    """An additional activation after the last layer; if it is the right activation, the layer before it."""
    rest, added = model.actual[:-1], model.actual[-1:]
    if not added or _words(rest) != _words(model.expected) or added[0].weights or not added[0].activation:
        return None
    wanted = [one.activation.name for one in (*rest[-1:], *model.expected[-1:]) if one.activation]
    is_right = len(wanted) > 1 and wanted[0] != wanted[1] == added[0].activation.name
    return f"`{rest[-1] if is_right else added[0]}`"


@_in_any_model
def _output_squashed(model: ModelPair) -> str | None:
    """An activation in the last layer, although the reference has none there."""
    pairs = _pairs(model)
    return f"`{pairs[-1][0]}`" if pairs and pairs[-1][0].activation and pairs[-1][1].linear else None


def output_squashed(facts: Facts) -> str | None:
    """An activation after the last layer, in it or by hand, where the reference has none."""
    return _output_squashed(facts) or values.double_activation(facts)


def dropout_misplaced(facts: Facts) -> str | None:
    """The right layers except for Dropout, unless the code itself tells layers whether they are in training."""
    told = any(isinstance(argument(call, "training"), ast.Constant) for call in facts.answer.calls)
    return None if told else _dropout_elsewhere(facts)


@_in_any_model
def _dropout_elsewhere(model: ModelPair) -> str | None:
    """The right layers except for Dropout, which is in the wrong place or missing in some places."""
    rest = [[word for word in _words(stages) if word[0] != "Dropout"] for stages in (model.actual, model.expected)]
    wants = any(stage.kind == "Dropout" for stage in model.expected)
    if not wants or rest[0] != rest[1] or _kinds(model.actual) == _kinds(model.expected):
        return None
    return f"`{model.name}`"


@_in_any_model
def dropout_rate(model: ModelPair) -> str | None:
    """The first Dropout whose rate differs from the reference's."""
    both = ((one, other) for one, other in _pairs(model) if one.kind == other.kind == "Dropout")
    return next((f"`{one}`" for one, other in both if "rate" in layer_difference(one, other)), None)


def not_built(facts: Facts) -> str | None:
    """A model without weights, unless an error kept it from getting them."""
    return None if facts.has_crashed or _is_subclassed(facts) else _without_weights(facts)


def never_called(facts: Facts) -> str | None:
    """A subclassed model without weights, because it only creates them when it is called."""
    return None if facts.has_crashed or not _is_subclassed(facts) else _without_weights(facts)


def _is_subclassed(facts: Facts) -> bool:
    return any(criterion.check == "class_builds" for criterion in facts.rubric)


def other_input_shape(facts: Facts) -> Iterator[Sign]:
    """A model whose input shape differs from the reference's."""
    for model in facts.prescribed_models:
        own, right = model.layers.input_shape, getattr(facts.wanted.get(model.name), "input_shape", None)
        if own is not None and right is not None and own[1:] != right[1:] and model.layers.kind != "subclassed":
            yield Sign(f"`{model.name}`", {"own_shape": _shape_words(own), "shape": _shape_words(right)})


def _shape_words(shape: Sequence[int | None]) -> str:
    return str(tuple(shape[1:])).replace("None", "any")


def layer_reused(facts: Facts) -> Iterator[str]:
    """A layer with weights that a model calls twice, although the reference calls no layer twice."""
    for model in facts.prescribed_models:
        again = [layer for layer in model.layers.layers if layer.same_as is not None and layer.weights]
        theirs = getattr(facts.wanted.get(model.name), "layers", ())
        if again and all(one.same_as is None for one in theirs):
            yield f"`{again[0].name}`"


def names_copied(facts: Facts) -> str | None:
    """A copied model that keeps its layers' names, if names matter and the reference makes no copy."""
    if not list(facts.failures_of("layer_names")) or facts.solution.calls_to("clone_model"):
        return None
    return next(map(quote_code, facts.answer.calls_to("clone_model")), None)


def not_loaded(facts: Facts) -> str | None:
    """A network with random weights, new or copied, although the reference loads a network with its weights."""
    fills = any(map(facts.answer.calls_to, ("load_weights", "set_weights")))
    if fills or not (facts.solution.calls_to("load_model") or facts.given.calls_to("load_model")):
        return None
    copies = [] if facts.solution.calls_to("clone_model") else facts.answer.calls_to("clone_model")
    changed = list(facts.failures_of("frozen_weights"))
    if copies and changed:
        return quote_code(copies[0])
    fresh = (call for call in facts.answer.calls if not facts.answer.calls_to("load_model"))
    none = (call for call in fresh if isinstance(one := argument(call, "weights"), ast.Constant) and one.value is None)
    return next((f"`{written_code(call.func)}(…, weights=None)`" for call in none), None)


def example_again(facts: Facts) -> str | None:
    """A model with the layers of the lesson's own example, although the task requires different ones."""
    return quote_first(model.name for model in facts.prescribed_models if _is_example(facts, model))


def _is_example(facts: Facts, model: ModelPair) -> bool:
    own = _sizes(model.actual)
    described = (_described(facts, value) for given in facts.given.values.values() for value in given)
    return own != _sizes(model.expected) and len(own) > 1 and own in described


def _described(facts: Facts, value: ast.expr) -> list[float]:
    """The numbers of neurons in a model that the stub describes."""
    calls = [node for node in walk(value) if isinstance(node, ast.Call) and called_name(node) == "Dense"]
    return [facts.given.number(argument(call, "units", 0)) or 0 for call in sorted(calls, key=place_of)]


def _sizes(stages: Sequence[Stage]) -> list[float]:
    return [float(units) for stage in stages if isinstance(units := stage.settings.get("units"), int)]


Word = tuple[str, int]


def _words(stages: Sequence[Stage]) -> list[Word]:
    """Each layer's kind and number of neurons, because these distinguish layers better than their details do."""
    return [(stage.kind, _units(stage)) for stage in stages]


def _units(stage: Stage) -> int:
    units = stage.settings.get("units")
    return units if isinstance(units, int) else 0


def _kinds(stages: Sequence[Stage]) -> list[str]:
    return [stage.kind for stage in stages]


def _pairs(model: ModelPair) -> list[tuple[Stage, Stage]]:
    """Each layer with the reference's layer in the same place, if both models have the same kinds of layers in the
    same order.
    """
    if _kinds(model.actual) != _kinds(model.expected):
        return []
    return list(zip(model.actual, model.expected, strict=True))


def _gaps(part: Sequence[Word], whole: Sequence[Word]) -> list[int]:
    """The indexes of a sequence that a subsequence leaves out; empty if `part` is not a subsequence of `whole`."""
    if len(part) >= len(whole):
        return []
    gaps, rest = [], list(part)
    for place, word in enumerate(whole):
        if rest and rest[0] == word:
            rest.pop(0)
        else:
            gaps.append(place)
    return [] if rest else gaps


def _is_dense(stage: Stage) -> bool:
    return stage.kind == "Dense"


def _lacks_bias(stage: Stage) -> bool:
    return stage.settings.get("use_bias") is False


def _other_activation(one: Stage, other: Stage) -> bool:
    """Whether the activations of two layers differ; numbers of neurons and all other settings are ignored."""
    rest = replace(one, settings=other.settings, weights=other.weights, frozen=other.frozen)
    return layer_difference(rest, other) != ""
