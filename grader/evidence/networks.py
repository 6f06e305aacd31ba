"""A model: its layers, its answers, and a clean room's findings about it."""

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
    """An activation function, identified by what it does and not by how it is written."""

    name: Name
    """The name from Keras or the function itself; it is for people to read and never compared."""
    response: Array | None
    """The activation's output on the request's `grid`; None if it could not be called."""


class Layer(Record, frozen=True, kw_only=True):
    """One call of a layer, or an operation between layers, as the kernel reports it."""

    name: Name
    kind: Name
    """The class name: "Dense", "Flatten", …"""
    settings: dict[Name, bool | Size | Prose | Array | None]
    """The layer's own settings that distinguish layers: units, use_bias, rate, …"""
    activation: Activation | None
    weights: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=10_000)]
    """The shapes of the layer's weights, in Keras' order; the grader counts parameters from these."""
    trainable: bool
    output_shape: OpenShape | None
    """The shape of the output; None if the model is not built or the layer has several outputs."""
    inputs: Places | None = None
    """The places, in the model, of the layers whose outputs go into this one; None for the layer just before."""
    same_as: Size | None = None
    """The place of the first call of the same layer, if it is called more than once."""

    @property
    def parameters(self) -> int:
        """The number of numbers in the layer's weights."""
        return sum(math.prod(shape) for shape in self.weights)


class Layers(Observation, frozen=True, kw_only=True, tag="layers"):
    """A Keras model's structure: its layers as they are called, each after those that provide its inputs."""

    noun = "a model"
    rests_on = "model"

    kind: Literal["sequential", "functional", "subclassed"]
    built: bool
    input_shape: OpenShape | None
    layers: Annotated[tuple[Layer, ...], msgspec.Meta(max_length=1_000)]
    weights: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=10_000)]
    """The shapes of all weights of the model, including those outside any layer."""
    ends: Places | None = None
    """The places of the layers whose outputs the model returns; None for the last one."""
    outputs: Array | None = None
    """The model's outputs outside training for hidden inputs; None if it does not have one input of known shape."""
    architecture: Architecture | None = None
    """The architecture for a clean room, together with `values`; None if it is not requested or not available."""
    values: Annotated[tuple[Array, ...], msgspec.Meta(max_length=10_000)] = ()
    """All of the model's weights, in Keras' order."""
    compiled: Compiled | None = None
    """The compile options; None if the model is not compiled, or was built by a clean room."""

    def __post_init__(self) -> None:
        """Raise `ValueError` if a layer's input is a later layer or does not exist, so that every search terminates."""
        for place, layer in enumerate(self.layers):
            same = () if layer.same_as is None else (layer.same_as,)
            if any(one >= place for one in (*(layer.inputs or ()), *same)):
                raise ValueError(f"layer {place} comes before what goes into it")
        if any(end >= len(self.layers) for end in self.ends or ()):
            raise ValueError("a model that gives back what it has not")

    @property
    def parameters(self) -> int:
        """The number of numbers in all the weights."""
        return sum(math.prod(shape) for shape in self.weights)


class Predict(Ask, frozen=True, kw_only=True, tag="predict"):
    """Call the model with this name, outside training, on images float32 (images, …)."""

    images: Array


class DataSplit(Record, frozen=True, kw_only=True):
    """A part of a data set that every kernel sees."""

    data: Name
    """The name in tfds: "mnist"."""
    split: Name
    """The split in the notation of tfds: "train[80%:]"."""


class Validate(Ask, frozen=True, kw_only=True, tag="validate"):
    """Call the model with this name, outside training, on all images of a part of a data set, scaled from 0 to 1."""

    part: DataSplit


class Predictions(Observation, frozen=True, kw_only=True, tag="predictions"):
    """A model's predictions for the images that it was shown: float (images, classes)."""

    noun = "a model"
    rests_on = "predicted"

    array: Array
    labels: Array | None = None
    """The labels, int64 (images,), if the kernel has them: those of a data set that it sees."""


class Poll(Ask, frozen=True, kw_only=True, tag="poll"):
    """Call all models, outside training, on the value with this name."""

    model: Name
    """The model that is asked first, in case there are very many."""

    @property
    def arrays(self) -> int:
        """The number of arrays: the value, and one that all models share."""
        return 2


class Answers(Observation, frozen=True, kw_only=True, tag="answers"):
    """The outputs of the learner's models for one of the learner's values."""

    noun = "a tensor"
    rests_on = "predicted"

    inputs: Array
    """The value, as float32. Its bytes are dropped after a clean room has used them."""
    models: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)]
    """Maps each model's name to its output outside training; models that refuse the value are left out."""


class Behave(Ask, frozen=True, kw_only=True, tag="behave"):
    """Call the model or layer with this name on the inputs, twice outside training and then twice in training."""

    inputs: Array


class Behaviour(Observation, frozen=True, kw_only=True, tag="behaviour"):
    """The outputs of a model or layer for the same hidden inputs, several times."""

    noun = "a model"
    rests_on = "predicted"

    inference: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)]
    """The outputs outside training."""
    training: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)]
    passed_on: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)] = ()
    """The answers to ones, outside training and then in training, with weights that pass numbers on unchanged; empty if
    there are weights other than matrices and biases.
    """


class Divergence(Record, frozen=True, kw_only=True):
    """The point at which a model's outputs first differ from the reference's, when both have its weights."""

    layer: Name
    """The first layer whose output departs from the reference."""
    kind: Name
    after: Name = ""
    """The last layer whose output still equals one of the reference's; empty if there is none."""
    weighted: bool = True
    """Whether all of the reference's weights were placed, so that the weights can't be the difference."""


class Rebuilt(Record, frozen=True, kw_only=True):
    """A model that a clean room built from its architecture and values; no learner code ran there."""

    layers: Layers | None = None
    predictions: dict[Name, Array] = msgspec.field(default_factory=dict)
    """Maps the key of each ask to the model's predictions for its images."""
    refused: Prose = ""
    """The reason why there are no layers, worded so that it can follow a colon."""
    refusal: Refusal | None = None
    """The part of our own code that failed, if this is the reason; only the grader sets it."""
    without_weights: Prose = ""
    """The reason why it has random weights instead of its own, and so no answers; it can follow a colon."""
    divergence: Divergence | None = None
    """The point at which it first departs from the reference; None if nobody asked or it is not known."""
    compared: bool = False
    """Whether the clean room was asked where the model departs."""
    alike: bool = False
    """Whether it then computes the same as the reference with equal random weights, outside and in training."""

    def __post_init__(self) -> None:
        """Raise `ValueError` unless this contains either layers or a refusal, without the parts it was made from."""
        if (self.layers is None) != bool(self.refused):
            raise ValueError("a model that is neither put together nor refused, or both")
        if self.layers is not None and (self.layers.architecture is not None or self.layers.values):
            raise ValueError("a model that still has what it was made from")


NOT_REBUILT = Rebuilt(refused="nobody asked a clean room")
"""The value that is used if there are no findings of a clean room."""
