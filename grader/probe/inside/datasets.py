"""A `tf.data` pipeline as evidence: the form of its elements, the steps that made it, the examples that it yields.

Iterating over a pipeline runs its learner's code, which may raise, sleep or never end. So a thread does it, for a
limited number of examples, and is abandoned if it takes too long.

An example's digest is the same whether the example comes by itself or in a batch, as whole numbers from 0 to 255 or
scaled to a different range, flattened or not. That holds to the last bit: with 256 levels, no n/m of whole numbers up
to 255 is on the border between two levels, so rounding errors move none across.
"""

import math
import re
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Event, Thread
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from grader.evidence import Array, Component, Dataset, DatasetPass, PipelineStep, Raised
from grader.probe.inside.time_budget import exception_record

MOST_EXAMPLES = 100_000
ENOUGH_OF_ENDLESS = 5_000
"""Examples that are examined of a data set that declares itself endless."""
AGAIN = 512
"""Examples of the second pass."""
SECONDS = 10.0
"""Seconds for one pass. Correct pipelines take a fraction of a second; one that sleeps must not hold up the probe."""
MAX_STEPS = 200
MAX_COMPONENTS = 20
LEVELS = 256
REBATCH = 256
"""Examples fetched at once from a data set without batches; this takes a twentieth of the time."""

IGNORE_STATE = 1
"""Ignore that a shuffle's seeds or a layer's weights belong to this process; it does not matter here."""

ALIASES = {
    "padded_batch": "batch",
    "parallel_batch": "batch",
    "parallel_map": "map",
    "parallel_interleave": "interleave",
    "shuffle_and_repeat": "shuffle",
}
"""Maps methods and arguments to the step that they amount to."""
SIZES = ("_buffer_size", "_batch_size", "_count")

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ElementRead:
    """The contents of one element: the number of its examples and, per component, their digests and its range."""

    examples: int
    digests: tuple[Numbers, ...]
    spans: tuple[tuple[float, float] | None, ...]


@dataclass(slots=True)
class Walk:
    """The progress of a pass. The thread adds only whole elements, so the progress can be read at any time."""

    reads: list[ElementRead] = field(default_factory=list)
    ended: Literal["end", "long", "late", "raised"] = "late"
    error: Raised | None = None
    stop: Event = field(default_factory=Event)


def examine_dataset(dataset: tf.data.Dataset, array_bytes: int) -> Dataset:
    """A data set's elements, steps and two passes; an error in the first pass keeps the elements before it."""
    specs = tf.nest.flatten(dataset.element_spec)[:MAX_COMPONENTS]
    steps = _steps(dataset)
    batched = _batched(specs, steps)
    endless = int(dataset.cardinality()) == tf.data.INFINITE_CARDINALITY
    most = min(ENOUGH_OF_ENDLESS if endless else MOST_EXAMPLES, array_bytes // (8 * len(specs) + 4))
    first = _gone_through(dataset, specs, batched=batched, most=most)
    if _cut_short(dataset, first, batched=batched):
        dataset = _with_empty_caches(dataset)
        first = _gone_through(dataset, specs, batched=batched, most=most)
    whole = first.ended in {"end", "long"}
    again = _gone_through(dataset, specs, batched=batched, most=min(AGAIN, most)) if whole else None
    return Dataset(
        kind=_kind(dataset.element_spec),
        components=_components(dataset.element_spec, specs, first),
        batched=batched,
        steps=steps,
        first=_pass(first, len(specs), array_bytes, split=not batched),
        ended="endless" if endless and whole else first.ended,
        error=first.error,
        second=_pass(again, len(specs), array_bytes, split=not batched) if again else None,
    )


def without_cut(value: object) -> object:
    """The data set before its last `take` or `skip`; any other object unchanged."""
    one: Any = value
    while isinstance(one, tf.data.Dataset) and len(one._inputs()) == 1:  # noqa: SLF001 - see `_steps`
        (before,) = one._inputs()  # noqa: SLF001
        if _step(one).kind in {"take", "skip"}:
            return before
        one = before
    return value


def batches_walked(walk: Walk, specs: tuple[Any, ...], array_bytes: int) -> Dataset:
    """The batches of a pass, as a data set without steps; `specs` describe its components."""
    return Dataset(
        kind=_kind(specs),
        components=_components(specs, list(specs), walk),
        batched=True,
        steps=(),
        first=walked_pass(walk, len(specs), array_bytes),
        ended="end" if walk.ended == "end" else "long",
    )


def walked_pass(walk: Walk, width: int, array_bytes: int) -> DatasetPass:
    """The batches of a pass, with as many of their digests as fit."""
    shown = _pass(walk, width, 8 * sum(read.examples for read in walk.reads), split=False)
    return DatasetPass(
        sizes=shown.sizes, digests=tuple(Array.from_values(one.numpy()[: array_bytes // 8]) for one in shown.digests)
    )


def _cut_short(dataset: tf.data.Dataset, walk: Walk, *, batched: bool) -> bool:
    """Whether a pass ended before the number of elements that the data set itself reports.

    `for batch in pipeline.take(1)` can cause this in every pipeline with a `cache`: TensorFlow takes what was cached
    when the iterator was closed for the whole. Nothing is wrong with such a pipeline, and it isn't judged by it.
    """
    elements = len(walk.reads) if batched else sum(read.examples for read in walk.reads)
    return walk.ended == "end" and elements < int(dataset.cardinality())


def _with_empty_caches(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """A pipeline rebuilt from its graph, with caches that are independent of the old pipeline's."""
    variant = tf.data.experimental.to_variant(dataset)
    text = tf.raw_ops.DatasetToGraphV2(input_dataset=variant, external_state_policy=IGNORE_STATE).numpy()
    graph = tf.compat.v1.GraphDef.FromString(text)
    for node in (one for one in graph.node if one.op == "CacheDatasetV2"):
        node.op = "CacheDataset"
        del node.input[2:]
    anew = tf.raw_ops.DatasetFromGraph(graph_def=graph.SerializeToString())
    return tf.data.experimental.from_variant(anew, dataset.element_spec)


def _kind(spec: object) -> Literal["tensor", "tuple", "dict", "other"]:
    match spec:
        case tf.TensorSpec():
            return "tensor"
        case tuple() if all(isinstance(part, tf.TypeSpec) for part in spec):
            return "tuple"
        case dict() if all(isinstance(part, tf.TypeSpec) for part in spec.values()):
            return "dict"
    return "other"


def _components(spec: Any, specs: list[Any], walk: Walk) -> tuple[Component, ...]:
    names = sorted(spec) if _kind(spec) == "dict" else [""] * len(specs)
    return tuple(
        Component(name=str(name)[:200], dtype=_dtype(one), shape=_shape(one), span=_span(walk, place))
        for place, (name, one) in enumerate(zip(names, specs, strict=False))
    )


def _dtype(spec: Any) -> str:
    """The dtype of a dense component; the kind of any other component, such as a ragged one."""
    return str(spec.dtype.name if isinstance(spec, tf.TensorSpec) else type(spec).__name__)[:200]


def _shape(spec: Any) -> tuple[int | None, ...] | None:
    shape = getattr(spec, "shape", None)
    return None if shape is None or shape.rank is None else tuple(shape.as_list())


def _span(walk: Walk, place: int) -> Array | None:
    spans = [one for read in list(walk.reads) if (one := read.spans[place]) is not None]
    return Array.from_values(np.array([np.min(spans), np.max(spans)], np.float64)) if spans else None


def _steps(dataset: Any) -> tuple[PipelineStep, ...]:
    """The steps from the source on. If several data sets are combined, their steps follow one another."""
    found: list[PipelineStep] = []
    ahead = [dataset]
    while ahead and len(found) < MAX_STEPS:
        one = ahead.pop()
        found.append(_step(one))
        ahead.extend(one._inputs())  # noqa: SLF001 - only the whole graph, with all the data, is public
    return tuple(reversed(found))


def _step(dataset: Any) -> PipelineStep:
    name = type(dataset).__name__.strip("_").removesuffix("Dataset")
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()[:200]
    sizes = [size for attribute in SIZES if (size := getattr(dataset, attribute, None)) is not None]
    return PipelineStep(kind=ALIASES.get(word, word), size=Array.from_values(np.int64(sizes[0])) if sizes else None)


def _batched(specs: list[Any], steps: tuple[PipelineStep, ...]) -> bool:
    """Whether elements are batches: because of the steps, or because all components begin with the same axis."""
    shapes = [_shape(spec) for spec in specs]
    heads = {shape[0] if shape else 0 for shape in shapes if shape is not None}
    if not heads or 0 in heads:
        return False
    words = ["unbatch", *(step.kind for step in steps if step.kind in {"batch", "unbatch"})]
    return words[-1] == "batch" or (len(heads) == 1 and (len(shapes) > 1 or None in heads))


def _gone_through(dataset: tf.data.Dataset, specs: list[Any], *, batched: bool, most: int) -> Walk:
    """The result of a pass over at most `most` examples, when it ended or ran out of time."""
    walk = Walk()
    thread = Thread(target=_walk, args=(dataset, specs, walk), kwargs={"batched": batched, "most": most}, daemon=True)
    thread.start()
    thread.join(SECONDS)
    walk.stop.set()
    return Walk(reads=list(walk.reads), ended=walk.ended, error=walk.error)


def _walk(dataset: tf.data.Dataset, specs: list[Any], walk: Walk, *, batched: bool, most: int) -> None:
    try:
        walk.ended = _walked(dataset, specs, walk, batched=batched, most=most)
    except BaseException as error:  # noqa: BLE001 - the learner's code runs in here
        walk.error, walk.ended = exception_record(error), "raised"


def _walked(
    dataset: tf.data.Dataset, specs: list[Any], walk: Walk, *, batched: bool, most: int
) -> Literal["end", "long", "late"]:
    """Iterate over a data set; return how this ended if nothing raised."""
    alike = not batched and all(isinstance(spec, tf.TensorSpec) and spec.shape.is_fully_defined() for spec in specs)
    seen = 0
    for element in dataset.batch(REBATCH) if alike else dataset:
        if walk.stop.is_set():
            return "late"
        if seen >= most:
            return "long"
        read = _read(element, batched=batched or alike)
        seen += read.examples
        walk.reads.append(read)
    return "end"


def _read(element: Any, *, batched: bool) -> ElementRead:
    parts = tf.nest.flatten(element)[:MAX_COMPONENTS]
    values = [np.asarray(part) if isinstance(part, tf.Tensor) else None for part in parts]  # no ragged or sparse ones
    return ElementRead(
        examples=int(parts[0].shape[0]) if batched else 1,
        digests=tuple(
            np.zeros(0, np.uint64) if value is None else element_digests(value, batched=batched) for value in values
        ),
        spans=tuple(None if value is None else span_of(value) for value in values),
    )


def span_of(values: Numbers) -> tuple[float, float] | None:
    """The smallest and the greatest of some numbers; NaN if one of them is NaN."""
    if values.dtype.kind in "OSUc" or not values.size:
        return None
    return float(values.min()), float(values.max())


def element_digests(values: Numbers, *, batched: bool) -> npt.NDArray[np.uint64]:
    """A digest of each example in one element's component, uint64 (examples,)."""
    rows = values if batched else values[np.newaxis]
    flat = rows.reshape(len(rows), math.prod(rows.shape[1:]))
    if flat.dtype.kind in "OSU":
        texts = ["\0".join(map(str, row)).encode() for row in flat.tolist()]
    else:
        plain = flat.astype(np.float64) if flat.shape[1] == 1 else _levels(flat)
        texts = [row.tobytes() for row in plain]
    return np.array([int.from_bytes(blake2b(text, digest_size=8).digest(), "little") for text in texts], np.uint64)


def _levels(flat: Numbers) -> npt.NDArray[np.int16]:
    """Each row as levels, from its smallest value to its greatest."""
    if not flat.size:
        return np.zeros(flat.shape, np.int16)
    values = flat.astype(np.float32)
    low = values.min(axis=1, keepdims=True)
    width = values.max(axis=1, keepdims=True) - low
    with np.errstate(all="ignore"):
        shares = (values - low) / np.where(width == 0, 1, width)
    if not np.isfinite(width).all():
        shares = np.nan_to_num(shares, posinf=2, neginf=-1)
    levels: npt.NDArray[np.int16] = np.rint(LEVELS * shares).astype(np.int16)
    return levels


def _pass(walk: Walk, width: int, array_bytes: int, *, split: bool) -> DatasetPass:
    """The form in which a pass is sent. With `split`, each example counts as an element, however many came together."""
    counts = [read.examples for read in walk.reads]
    sizes = np.ones(sum(counts), np.uint32) if split else np.array(counts, np.uint32)
    columns = [[read.digests[place] for read in walk.reads] for place in range(width)]
    joined = [np.concatenate([np.zeros(0, np.uint64), *column]) for column in columns]
    return DatasetPass(
        sizes=_capped(sizes, array_bytes), digests=tuple(_capped(column, array_bytes) for column in joined)
    )


def _capped(values: Numbers, array_bytes: int) -> Array:
    return Array.from_values(values, max_bytes=array_bytes)
