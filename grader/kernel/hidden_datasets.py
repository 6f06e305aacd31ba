"""Data sets of hidden examples, and whether a pipeline yields them."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from grader.evidence import Dataset, HiddenExamples, HiddenPart, Observation, Other
from grader.kernel.datasets import Numbers, element_digests


def _arrays(hidden: HiddenExamples) -> tuple[Numbers, ...]:
    """The hidden examples, for each part (examples, …)."""
    random = np.random.default_rng(hidden.seed)
    return tuple(_drawn(random, part, hidden.count) for part in hidden.parts)


def substitute_examples(old: object, hidden: HiddenExamples) -> object:
    """The hidden examples one by one, as tuples of their parts; the old object where its elements are other ones.

    What a learner's own data set holds may be prepared already, so that raw examples can't stand for it.
    """
    parts = _arrays(hidden)
    new = tf.data.Dataset.from_tensor_slices(parts[0] if hidden.alone else parts)
    return new if isinstance(old, tf.data.Dataset) and _make(old) == _make(new) else old


def _make(dataset: tf.data.Dataset) -> object:
    """Shapes and dtypes of a data set's elements, in their structure."""
    return tf.nest.map_structure(
        lambda spec: (getattr(spec, "shape", None), getattr(spec, "dtype", None)), dataset.element_spec
    )


def require_hidden_examples(seen: Observation, hidden: Mapping[str, HiddenExamples]) -> Observation:
    """A pipeline, if it yields hidden examples: one that doesn't was made of other data, and shows nothing anew."""
    if isinstance(seen, Dataset) and any(_yields(seen, one) for one in hidden.values()):
        return seen
    return Other(kind="other data")


def _yields(seen: Dataset, hidden: HiddenExamples) -> bool:
    """Whether any example of a pipeline begins as a hidden one does, scaled or not."""
    found = seen.first.digests[0] if seen.first.digests else None
    if found is None or found.data is None:
        return False
    return bool(np.isin(found.numpy(), element_digests(_arrays(hidden)[0], batched=True)).any())


def _drawn(random: np.random.Generator, part: HiddenPart, count: int) -> npt.NDArray[np.generic]:
    low, high = part.span.numpy().tolist()
    shape, dtype = (count, *part.shape), np.dtype(part.dtype)
    if dtype.kind == "f":
        return np.asarray(random.uniform(low, high, shape)).astype(dtype)
    return random.integers(int(low), int(high), size=shape, dtype=dtype, endpoint=True)
