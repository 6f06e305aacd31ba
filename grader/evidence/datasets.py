"""A `tf.data` pipeline: its steps, its elements, and what was observed of the data that pass through it."""

from typing import Annotated, Literal

import msgspec

from grader.evidence.records import Array, Name, Observation, OpenShape, Record
from grader.evidence.values import Raised


class Component(Record, frozen=True, kw_only=True):
    """One part of a data set's elements, such as the images or the labels."""

    name: Name
    """The component's key, if elements are dictionaries; or else empty."""
    dtype: Name
    shape: OpenShape | None
    """The shape, including the batch axis if there is one; None if even the number of axes is open."""
    span: Array | None
    """The smallest and the greatest value seen, float64 (2,); None if there were no numbers."""


class PipelineStep(Record, frozen=True, kw_only=True):
    """One link of a pipeline."""

    kind: Name
    """The name of the method that makes it: "shuffle", "batch", "map", …"""
    size: Array | None = None
    """The buffer of a shuffle, the size of a batch or the count of a repeat, int64 (); None if it has none."""


class DatasetPass(Record, frozen=True, kw_only=True):
    """One pass through a data set: its elements in order."""

    sizes: Array
    """The number of examples in each element, uint32 (elements,); 1 if the element is not a batch."""
    digests: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)]
    """For each component, one number per example, uint64 (examples,); it does not depend on batching or scaling."""


class Dataset(Observation, frozen=True, kw_only=True, tag="dataset"):
    """A `tf.data` pipeline, as the kernel reports it."""

    noun = "a data set"
    rests_on = "pipeline"
    hidden_rests_on = "replayed"

    kind: Literal["tensor", "tuple", "dict", "other"]
    """The structure of one element."""
    components: Annotated[tuple[Component, ...], msgspec.Meta(max_length=20)]
    batched: bool
    steps: Annotated[tuple[PipelineStep, ...], msgspec.Meta(max_length=200)]
    """The steps from the source on."""
    first: DatasetPass
    ended: Literal["end", "endless", "long", "late", "raised"]
    """How the first pass ended; at "long" and "late" it was the grader that stopped."""
    error: Raised | None = None
    """The exception that ended the pass, if `ended` is "raised"."""
    second: DatasetPass | None = None
    """The beginning of a second pass; None if the first one was not completed."""
