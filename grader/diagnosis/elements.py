"""Facts about what a data set gives and how its steps follow each other, as its run showed."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.checks.passes import shared
from grader.diagnosis.facts import Facts
from grader.evidence import Array, Dataset, Seen

_OFF = 0.1
"""The share by which a greatest value may be off: that of other examples."""


def _pairs(facts: Facts) -> Iterator[tuple[str, Dataset, Dataset]]:
    """The data sets asked for, on both sides, where something is not met."""
    for name in facts.asked if facts.failed else ():
        own, right = facts.seen.get(name), facts.wanted.get(name)
        if isinstance(own, Dataset) and isinstance(right, Dataset):
            yield name, own, right


def images_scaled(facts: Facts) -> str | None:
    """A first component whose greatest value is another than the reference's."""
    return _spans_apart(facts, 0)


def labels_scaled(facts: Facts) -> str | None:
    """A second component whose greatest value is another than the reference's."""
    return _spans_apart(facts, 1)


def _spans_apart(facts: Facts, place: int) -> str | None:
    for name, own, right in _pairs(facts):
        if len(own.components) == len(right.components) > place:
            actual, expected = (_greatest(one.components[place].span) for one in (own, right))
            if actual is not None and expected is not None and abs(actual - expected) > _OFF * abs(expected):
                return f"`{name}`"
    return None


def _greatest(span: Array | None) -> float | None:
    return float(span.numpy().astype(np.float64).max()) if span is not None and span.data else None


def batched_before_shuffled(facts: Facts) -> str | None:
    """A batch that comes before the shuffle, where the reference's comes after."""
    for name, own, right in _pairs(facts):
        if _order(own) == ["batch", "shuffle"] and _order(right) == ["shuffle", "batch"]:
            return f"`{name}`"
    return None


def _order(data: Dataset) -> list[str]:
    return [step.kind for step in data.steps if step.kind in {"batch", "shuffle"}]


def other_batch_size(facts: Facts) -> str | None:
    """Batches that begin with another size than the reference's."""
    for name, own, right in _pairs(facts):
        actual, expected = _first_size(own), _first_size(right)
        if own.batched and right.batched and actual and expected and actual != expected:
            return f"`{name}`"
    return None


def shares_examples(facts: Facts) -> str | None:
    """Data sets that have more examples in common than the reference's."""
    for criterion, name in facts.fails("dataset_disjoint"):
        others = criterion.params.get("others")
        for other in map(str, others if isinstance(others, list) else ()):
            own, right = (_common(seen, name, other) for seen in (facts.seen, facts.wanted))
            if own is not None and right is not None and own > right:
                return f"`{other}`"
    return None


def _common(seen: Mapping[str, Seen], name: str, other: str) -> int | None:
    one, two = seen.get(name), seen.get(other)
    return shared(one, two) if isinstance(one, Dataset) and isinstance(two, Dataset) else None


def _first_size(data: Dataset) -> int:
    sizes = data.first.sizes
    return int(sizes.numpy().ravel()[0]) if sizes.data else 0
