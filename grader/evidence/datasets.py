"""A `tf.data` pipeline: its steps, its elements, and what passes through it showed."""

from typing import Annotated, Literal

import msgspec

from grader.evidence.records import Array, Name, Observation, OpenShape, Record
from grader.evidence.values import Raised


class Component(Record, frozen=True, kw_only=True):
    """One part of a data set's elements, such as the images or the labels."""

    name: Name
    """Its key, where elements are dictionaries; else empty."""
    dtype: Name
    shape: OpenShape | None
    """With the axis of the batch, if there is one; None where even the number of axes is open."""
    span: Array | None
    """float64 (2,): the least and the greatest value seen; None where there were no numbers."""


class PipelineStep(Record, frozen=True, kw_only=True):
    """One link of a pipeline."""

    kind: Name
    """As the method that makes it is called: "shuffle", "batch", "map", …"""
    size: Array | None = None
    """int64 (): the buffer of a shuffle, the size of a batch, the count of a repeat; None where it has none."""


class DatasetPass(Record, frozen=True, kw_only=True):
    """One pass through a data set: its elements in order."""

    sizes: Array
    """uint32 (elements,): how many examples each element holds; 1 where it is not a batch."""
    digests: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)]
    """For each component uint64 (examples,): the same number for the same example, batched and scaled or not."""


class Dataset(Observation, frozen=True, kw_only=True, tag="dataset"):
    """A `tf.data` pipeline, as the kernel reports it."""

    noun = "a data set"
    rests_on = "pipeline"
    hidden_rests_on = "replayed"

    kind: Literal["tensor", "tuple", "dict", "other"]
    """What one element is."""
    components: Annotated[tuple[Component, ...], msgspec.Meta(max_length=20)]
    batched: bool
    steps: Annotated[tuple[PipelineStep, ...], msgspec.Meta(max_length=200)]
    """From the source on."""
    first: DatasetPass
    ended: Literal["end", "endless", "long", "late", "raised"]
    """How the first pass ended; "long" and "late" are those of us who stopped looking."""
    error: Raised | None = None
    """What ended it, where that is "raised"."""
    second: DatasetPass | None = None
    """The beginning of another pass; None where the first one was not gone through."""
