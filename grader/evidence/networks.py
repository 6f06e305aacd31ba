"""A model: its layers, what it answers, and what a clean room found of it."""

import math
from typing import Annotated, Literal

import msgspec

from grader.evidence.records import (
    Architecture,
    Array,
    Ask,
    Name,
    Observation,
    OpenShape,
    Places,
    Prose,
    Record,
    Shape,
    Size,
)
from grader.evidence.refusals import Refusal
from grader.evidence.training import Compiled


class Activation(Record, frozen=True, kw_only=True):
    """An activation function by what it does, so that its spelling does not matter."""

    name: Name
    """What Keras or the function calls itself; for people to read, never compared."""
    response: Array | None
    """Its output on the request's `grid`, or None where it could not be called."""


class Layer(Record, frozen=True, kw_only=True):
    """One call of a layer, or an operation between layers, as the kernel reports it."""

    name: Name
    kind: Name
    """The class name: "Dense", "Flatten", …"""
    settings: dict[Name, bool | Size | Prose | Array | None]
    """The layer's own settings that distinguish layers: units, use_bias, rate, …"""
    activation: Activation | None
    weights: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=10_000)]
    """Shapes of its weights, in Keras' order; parameters are counted from these, outside."""
    trainable: bool
    output_shape: OpenShape | None
    """None where the model is not built, or the layer has several outputs."""
    inputs: Places | None = None
    """Places, among the model's layers, of those whose outputs go in; None for the layer just before."""
    same_as: Size | None = None
    """The place of the first call of this very layer, where it is called more than once."""

    @property
    def parameters(self) -> int:
        """How many numbers the layer's weights hold."""
        return sum(math.prod(shape) for shape in self.weights)


class Layers(Observation, frozen=True, kw_only=True, tag="layers"):
    """A Keras model's structure: its layers as they are called, each after those whose outputs go in."""

    noun = "a model"
    rests_on = "model"

    kind: Literal["sequential", "functional", "subclassed"]
    built: bool
    input_shape: OpenShape | None
    layers: Annotated[tuple[Layer, ...], msgspec.Meta(max_length=1_000)]
    weights: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=10_000)]
    """Shapes of all of the model's weights, those outside any layer too."""
    ends: Places | None = None
    """Places of the layers whose outputs the model gives back; None for the last one."""
    outputs: Array | None = None
    """What the model, not in training, says of hidden inputs; None where it has not one input of known shape."""
    architecture: Architecture | None = None
    """From which, with `values`, a clean room puts the model together anew; None where nobody asked or it can't."""
    values: Annotated[tuple[Array, ...], msgspec.Meta(max_length=10_000)] = ()
    """All of its weights, in Keras' order."""
    compiled: Compiled | None = None
    """None where it is not compiled, and of what a clean room put together."""

    def __post_init__(self) -> None:
        """Raise `ValueError` where a layer gets what comes after it, or what is not there: each search has to end."""
        for place, layer in enumerate(self.layers):
            same = () if layer.same_as is None else (layer.same_as,)
            if any(one >= place for one in (*(layer.inputs or ()), *same)):
                raise ValueError(f"layer {place} comes before what goes into it")
        if any(one >= len(self.layers) for one in self.ends or ()):
            raise ValueError("a model that gives back what it has not")

    @property
    def parameters(self) -> int:
        """How many numbers all the weights hold."""
        return sum(math.prod(shape) for shape in self.weights)


class Predict(Ask, frozen=True, kw_only=True, tag="predict"):
    """Call the model of this name, not in training, on images float32 (images, …)."""

    images: Array


class DataSplit(Record, frozen=True, kw_only=True):
    """A part of a data set that every kernel sees."""

    data: Name
    """As tfds calls it: "mnist"."""
    split: Name
    """As tfds spells it: "train[80%:]"."""


class Validate(Ask, frozen=True, kw_only=True, tag="validate"):
    """Call the model of this name, not in training, on all images of a part of a data set, scaled from 0 to 1."""

    part: DataSplit


class Predictions(Observation, frozen=True, kw_only=True, tag="predictions"):
    """A model's predictions for the images it was shown: float (images, classes)."""

    noun = "a model"
    rests_on = "predicted"

    array: Array
    labels: Array | None = None
    """int64 (images,), where the kernel has them: those of a part of a data set that it sees."""


class Poll(Ask, frozen=True, kw_only=True, tag="poll"):
    """Call every model there is, not in training, on the value of this name."""

    model: Name
    """The model that is asked first, should there be very many."""

    @property
    def arrays(self) -> int:
        """The value, and one that all models share."""
        return 2


class Answers(Observation, frozen=True, kw_only=True, tag="answers"):
    """The outputs of the learner's models for a value of the learner's."""

    noun = "a tensor"
    rests_on = "predicted"

    inputs: Array
    """The value, as float32. Its bytes are dropped once a clean room has had them."""
    models: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)]
    """Name to what the model of that name says, not in training; of models that refuse the value, nothing."""


class Behave(Ask, frozen=True, kw_only=True, tag="behave"):
    """Call the model or layer of this name on the inputs, twice not in training and then twice in training."""

    inputs: Array


class Behaviour(Observation, frozen=True, kw_only=True, tag="behaviour"):
    """The outputs of a model or layer for the same hidden inputs, several times."""

    noun = "a model"
    rests_on = "predicted"

    inference: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)]
    """Not in training."""
    training: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)]
    passed_on: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)] = ()
    """Its answers to ones, not in training and then in training, with weights that hand numbers on as they are; none
    of what has other weights than matrices and biases."""


class Divergence(Record, frozen=True, kw_only=True):
    """Where a model's outputs first differ from the reference's, once both have the reference's weights."""

    layer: Name
    """The first of its layers whose output departs."""
    kind: Name
    after: Name = ""
    """The last whose output is still one of the reference's; empty where there is none."""
    weighted: bool = True
    """Whether all of the reference's weights found a place, so that no weight is what differs."""


class Rebuilt(Record, frozen=True, kw_only=True):
    """A model that a clean room put together from its architecture and values, where no learner code ran."""

    layers: Layers | None = None
    predictions: dict[Name, Array] = msgspec.field(default_factory=dict)
    """What it says of the images it was shown, by the key of the ask."""
    refused: Prose = ""
    """Why there are no layers: what follows a colon."""
    refusal: Refusal | None = None
    """What of ours failed, where that is why; only the grader says it."""
    without_weights: Prose = ""
    """Why it has random weights instead of its own, and so no answers: what follows a colon."""
    divergence: Divergence | None = None
    """Where it first departs from the reference; None where nobody asked, or that is not known."""
    compared: bool = False
    """Whether it was asked where it departs."""
    alike: bool = False
    """Whether it computes what the reference computes, then: with the same random weights, in use and in training."""

    def __post_init__(self) -> None:
        """Raise `ValueError` unless it is layers or a refusal, without what it was made from."""
        if (self.layers is None) != bool(self.refused):
            raise ValueError("a model that is neither put together nor refused, or both")
        if self.layers is not None and (self.layers.architecture is not None or self.layers.values):
            raise ValueError("a model that still has what it was made from")


NOT_REBUILT = Rebuilt(refused="nobody asked a clean room")
"""In place of what a clean room found, where there is none."""
