"""Rules about a model's layers: the learner's beside the reference's, both in normal form."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from grader.judging.causes import values
from grader.judging.causes.facts import Facts, ModelPair, Rule, first_of
from grader.judging.checks.constraints import layer_without_activation
from grader.judging.checks.model_graph import Stage, layer_difference
from grader.source.code_view import (
    argument,
)
from grader.source.tree import called_name, place_of, walk

ModelDetector = Callable[[ModelPair], str | None]

_FLAT = 2
"""Axes of an input that is rows of numbers, the batch's among them."""


def _in_any_model(look: ModelDetector) -> Callable[[Facts], str | None]:
    """A detector that shows the first thing that a look finds in any of the models asked for."""

    def detector(facts: Facts) -> str | None:
        found = (look(model) for model in facts.prescribed_models if not _is_example(facts, model))
        return next((place for place in found if place), None)

    return detector


@_in_any_model
def _without_weights(model: ModelPair) -> str | None:
    return None if model.layers.built else f"`{model.name}`"


@_in_any_model
def not_flattened(model: ModelPair) -> str | None:
    """The reference's layers but its Flatten, for pictures."""
    if model.layers.input_shape is not None and len(model.layers.input_shape) <= _FLAT:
        return None
    actual, expected = _words(model.actual), _words(model.expected)
    without = [word for word in expected if word[0] != "Flatten"]
    return f"`{model.name}`" if actual == without and without != expected else None


@_in_any_model
def layers_swapped(model: ModelPair) -> str | None:
    """Layers with the same numbers of neurons in another order."""
    actual, expected = _words(model.actual), _words(model.expected)
    if actual == expected or sorted(actual) != sorted(expected):
        return None
    place = next(place for place, (one, other) in enumerate(zip(actual, expected, strict=True)) if one != other)
    moved = {one[0] for one, other in zip(actual, expected, strict=True) if one != other}
    return f"`{model.actual[place]}`" if moved == {"Dense"} else None


@_in_any_model
def layer_missing(model: ModelPair) -> str | None:
    """The reference's layers, in order, but not all of them."""
    gaps = _gaps(_words(model.actual), _words(model.expected))
    if not gaps or not model.actual or not all(_is_dense(model.expected[gap]) for gap in gaps):
        return None
    return f"`{model.expected[gaps[0]]}`"


def layer_left_out(facts: Facts) -> str | None:
    """A missing layer that the answer does not make."""
    return None if _makes_all(facts) else layer_missing(facts)


def layer_unjoined(facts: Facts) -> str | None:
    """A missing layer where the answer makes as many dense layers as the reference has."""
    return layer_missing(facts) if _makes_all(facts) else None


def _makes_all(facts: Facts) -> bool:
    wanted = max((sum(map(_is_dense, model.expected)) for model in facts.prescribed_models), default=0)
    return len(facts.answer.calls_to("Dense")) >= wanted > 0


@_in_any_model
def layer_extra(model: ModelPair) -> str | None:
    """All of the reference's layers, in order, and more with weights."""
    gaps = _gaps(_words(model.expected), _words(model.actual))
    if not gaps or not all(_is_dense(model.actual[gap]) for gap in gaps):
        return None
    return f"`{model.actual[gaps[-1]]}`"


@_in_any_model
def layer_size(model: ModelPair) -> str | None:
    """Layers of the same kinds, of which at most two have another number of neurons."""
    differing = [(one, other) for one, other in _pairs(model) if _units(one) != _units(other)]
    if not differing or sorted(_words(model.actual)) == sorted(_words(model.expected)) or len(differing) > 2:  # noqa: PLR2004 - as said
        return None
    return f"`{differing[0][0]}`"


@_in_any_model
def biases_off(model: ModelPair) -> str | None:
    """The first layer without a bias where the reference's has one."""
    return next((f"`{one}`" for one, other in _pairs(model) if _lacks_bias(one) and not _lacks_bias(other)), None)


@_in_any_model
def frozen_layers(model: ModelPair) -> str | None:
    """The first frozen layer that the reference trains."""
    return next((f"`{one}`" for one, other in _pairs(model) if one.frozen and not other.frozen), None)


@_in_any_model
def hidden_activation(model: ModelPair) -> str | None:
    """The first layer, the last aside, with another activation than the reference's."""
    return next((f"`{one}`" for one, other in _pairs(model)[:-1] if _other_activation(one, other)), None)


def activation_missing(facts: Facts) -> str | None:
    """A layer whose activation is what a model of free choice lacks for its hidden layers."""
    for criterion, name in facts.failures_of("model_has"):
        hidden = criterion.params.get("hidden_layers", 1)
        found = [layer_without_activation(one.actual, int(str(hidden))) for one in facts.models if one.name == name]
        if found and found[0]:
            return f"`{found[0]}`"
    return None


@_in_any_model
def output_activation(model: ModelPair) -> str | None:
    """Another activation, or none, in the last layer."""
    pairs = _pairs(model)
    return f"`{pairs[-1][0]}`" if pairs and _other_activation(*pairs[-1]) and pairs[-1][1].activation else None


@_in_any_model
def activation_after(model: ModelPair) -> str | None:
    """One more activation after the last layer."""
    added = model.actual[len(model.expected) :]
    if (
        len(added) == 1
        and not added[0].weights
        and added[0].activation
        and _words(model.actual[:-1]) == _words(model.expected)
    ):
        return f"`{added[0]}`"
    return None


@_in_any_model
def output_squashed(model: ModelPair) -> str | None:
    """An activation in the last layer, where the reference has none."""
    pairs = _pairs(model)
    return f"`{pairs[-1][0]}`" if pairs and pairs[-1][0].activation and pairs[-1][1].linear else None


def dropout_misplaced(facts: Facts) -> str | None:
    """The right layers but for Dropout, unless code tells layers itself whether they are in training."""
    told = any(isinstance(argument(call, "training"), ast.Constant) for call in facts.answer.calls)
    return None if told else _dropout_elsewhere(facts)


@_in_any_model
def _dropout_elsewhere(model: ModelPair) -> str | None:
    """The right layers but for Dropout, which stands elsewhere, or not everywhere."""
    rest = [[word for word in _words(stages) if word[0] != "Dropout"] for stages in (model.actual, model.expected)]
    wants = any(stage.kind == "Dropout" for stage in model.expected)
    if not wants or rest[0] != rest[1] or _kinds(model.actual) == _kinds(model.expected):
        return None
    return f"`{model.name}`"


@_in_any_model
def dropout_rate(model: ModelPair) -> str | None:
    """The first Dropout with another rate than the reference's."""
    both = ((one, other) for one, other in _pairs(model) if one.kind == other.kind == "Dropout")
    return next((f"`{one}`" for one, other in both if "rate" in layer_difference(one, other)), None)


def not_built(facts: Facts) -> str | None:
    """A model without weights, unless an error is what kept it from them."""
    return None if facts.has_crashed or _is_subclassed(facts) else _without_weights(facts)


def never_called(facts: Facts) -> str | None:
    """A subclassed model without weights: it makes them when it is called."""
    return None if facts.has_crashed or not _is_subclassed(facts) else _without_weights(facts)


def _is_subclassed(facts: Facts) -> bool:
    return any(one.check == "class_builds" for one in facts.rubric)


def example_again(facts: Facts) -> str | None:
    """A model with the layers of the lesson's own example, where others are asked for."""
    found = (model for model in facts.prescribed_models if _is_example(facts, model))
    return next((f"`{model.name}`" for model in found), None)


def _is_example(facts: Facts, model: ModelPair) -> bool:
    own = _sizes(model.actual)
    return own != _sizes(model.expected) and len(own) > 1 and own in _examples(facts)


def _examples(facts: Facts) -> list[list[float]]:
    """The numbers of neurons in each model that the stub describes."""
    return [list(_described(facts, value)) for values in facts.given.values.values() for value in values]


def _described(facts: Facts, value: ast.expr) -> Iterator[float]:
    calls = [node for node in walk(value) if isinstance(node, ast.Call) and called_name(node) == "Dense"]
    for call in sorted(calls, key=place_of):
        yield facts.given.number(argument(call, "units", 0)) or 0


def _sizes(stages: Sequence[Stage]) -> list[float]:
    return [float(units) for stage in stages if isinstance(units := stage.settings.get("units"), int)]


Word = tuple[str, int]


def _words(stages: Sequence[Stage]) -> list[Word]:
    """Each layer's kind and number of neurons, which distinguish layers before their details do."""
    return [(stage.kind, _units(stage)) for stage in stages]


def _units(stage: Stage) -> int:
    units = stage.settings.get("units")
    return units if isinstance(units, int) else 0


def _kinds(stages: Sequence[Stage]) -> list[str]:
    return [stage.kind for stage in stages]


def _pairs(model: ModelPair) -> list[tuple[Stage, Stage]]:
    """Layer beside layer, where both models have the same kinds of layers in the same order."""
    if _kinds(model.actual) != _kinds(model.expected):
        return []
    return list(zip(model.actual, model.expected, strict=True))


def _gaps(part: Sequence[Word], whole: Sequence[Word]) -> list[int]:
    """The places of a sequence that a subsequence leaves out; none where `part` is not a subsequence of `whole`."""
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
    """Whether the activations differ, the numbers of neurons and all else aside."""
    rest = replace(one, settings=other.settings, weights=other.weights, frozen=other.frozen)
    return layer_difference(rest, other) != ""


_KERAS: Final = ("11_keras",)
_SHAPE: Final = frozenset(["layer_size", "layer_missing", "layer_extra", "layers_swapped", "hidden_activation"])


LAYERS: Final = (
    Rule(
        name="not_built",
        lessons=_KERAS,
        message="It looks as if {where} was never told the shape of its input, so it has no weights.",
        ask="What does summary() say about the number of parameters?",
        tip="A model makes its weights once it knows what goes in. How does the worked example begin?",
        fix="Let the model begin with tf.keras.Input(shape=…), with the shape of one picture.",
        detector=not_built,
        before=_SHAPE | {"not_flattened", "other_model"},
    ),
    Rule(
        name="never_called",
        lessons=("14_subclassing",),
        message="It looks as if {where} was never called on data, so it has no weights.",
        ask="What does summary() say about the number of parameters?",
        tip="A model of a class of yours makes its weights when it is called for the first time.",
        fix="Call {where} itself once on data of the right shape, and bind the name to nothing else after that.",
        detector=never_called,
        before=_SHAPE | {"not_flattened", "other_model"},
    ),
    Rule(
        name="not_flattened",
        lessons=_KERAS,
        message="It looks as if the pictures are never flattened in {where}.",
        ask="How many numbers does the first dense layer get for each picture? Look at its parameters.",
        tip="A dense layer works on the last axis alone. A picture has to become one long row first.",
        fix="Let the data go through tf.keras.layers.Flatten() before the first Dense.",
        detector=not_flattened,
        before=_SHAPE,
    ),
    Rule(
        name="layers_swapped",
        lessons=_KERAS,
        message="It looks as if the layers are the right ones in the wrong order, from {where} on.",
        ask="Read the sizes of your layers from top to bottom, and the task's beside them.",
        tip="All the sizes are there. Data go through the layers in the order in which they are joined.",
        fix="Swap the layers until the sizes follow the task's order.",
        detector=layers_swapped,
        before=frozenset(["hidden_activation", "output_activation"]),
    ),
    Rule(
        name="layer_missing",
        lessons=_KERAS,
        message="It looks as if a layer is missing: {where}.",
        ask="Count your dense layers, and those of the task.",
        tip="The output layer counts as a layer too. Go through the task from the input to the output.",
        fix="Add {where} at its place.",
        detector=layer_left_out,
    ),
    Rule(
        name="layer_unjoined",
        lessons=_KERAS,
        message="It looks as if a layer is made and the model's output does not come through it: {where}.",
        ask="What goes into each of your layers, and where does its result go?",
        tip="You make all the layers. A layer only counts where its result goes into the next one.",
        fix="Give the layer {where} the result of the layer before it, and pass on what it returns.",
        detector=layer_unjoined,
    ),
    Rule(
        name="layer_extra",
        lessons=_KERAS,
        message="It looks as if a layer stands where the task has none: {where}.",
        ask="Count your dense layers, and those of the task.",
        tip="One of your layers has no counterpart in the task. Was a cell run twice that adds layers?",
        fix="Leave {where} out where the task has no such layer.",
        detector=layer_extra,
    ),
    Rule(
        name="layer_size",
        lessons=_KERAS,
        message="It looks as if a layer does not have the number of neurons that is asked for: {where}.",
        ask="Compare the sizes in your summary with those of the task.",
        tip="The first argument of Dense is its number of neurons. One of them is not the task's.",
        fix="Change the number of neurons of {where} to that of the task, and leave the others.",
        detector=layer_size,
    ),
    Rule(
        name="biases_off",
        lessons=("11_keras", "12_weights"),
        message="It looks as if biases are switched off: {where}.",
        ask="How many parameters does each layer have, and how many of them are biases?",
        tip="A dense layer has one bias for each neuron, unless it is told otherwise.",
        fix="Take use_bias=False out of the layers.",
        detector=biases_off,
    ),
    Rule(
        name="hidden_activation",
        lessons=_KERAS,
        message="It looks as if a hidden layer has no activation, or another one than asked for: {where}.",
        ask="Which activation does the task name for the hidden layers? Look at each of them.",
        tip="A dense layer without an activation is linear. Two linear layers in a row compute what a single one can.",
        fix="Give every hidden layer activation='{hidden}'.",
        detector=hidden_activation,
    ),
    Rule(
        name="activation_missing",
        lessons=_KERAS,
        message="It looks as if {where} has no activation, and the next layer with weights follows it.",
        ask="Which activation has each of your layers? The summary does not say; read the list of layers.",
        tip="Two layers in a row without an activation between them compute what a single one can.",
        fix="Give {where} an activation, such as activation='relu'.",
        detector=activation_missing,
    ),
    Rule(
        name="output_activation",
        lessons=_KERAS,
        message="It looks as if the output layer has no activation, or another one than asked for: {where}.",
        ask="Which activation does the task name for the last layer, and which does yours have?",
        tip="The last activation decides what the outputs are: scores, or probabilities. It is applied once.",
        fix="Give the last layer activation='{output}'.",
        detector=output_activation,
    ),
    Rule(
        name="activation_after",
        lessons=_KERAS,
        message="It looks as if one activation too many follows the last layer: {where}.",
        ask="How often do your outputs go through an activation on their way out?",
        tip="The last layer has its activation already. A second one squeezes the outputs again.",
        fix="Put nothing after the last layer.",
        detector=activation_after,
    ),
    Rule(
        name="output_squashed",
        lessons=("10_softmax",),
        message="It looks as if an activation was applied to scores that should stay as they are: {where}.",
        ask="In which range do your values lie, and can scores lie outside of it?",
        tip="The scores of the last layer may be any numbers. An activation squeezes them into its range.",
        fix="Leave the activation out there: a score is a product plus a bias, and nothing more.",
        detector=first_of(output_squashed, values.double_activation),
        guesses=True,
    ),
    Rule(
        name="dropout_misplaced",
        lessons=("23_dropout",),
        message="It looks as if Dropout is missing in {where}, or stands where it does not belong.",
        ask="After which layers should outputs be dropped in training, and after which not?",
        tip="Dropout follows the hidden layer whose outputs it drops. Neither the picture nor the output is dropped.",
        fix="Put one Dropout after each hidden Dense layer, and none before the first or after the last.",
        detector=dropout_misplaced,
        before=_SHAPE,
    ),
    Rule(
        name="dropout_rate",
        lessons=("23_dropout",),
        message="It looks as if Dropout does not have the rate that is asked for: {where}.",
        ask="What does the number in Dropout(…) stand for?",
        tip="It is the share of outputs that is dropped, not the share that is kept.",
        fix="Write the share to drop that the task names into each Dropout.",
        detector=dropout_rate,
    ),
)
