"""Facts about what a data set gives and how its steps follow each other, as its run showed."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.checks.dataset_passes import example_shape, shared_count, value_range
from grader.checks.parameters import learner_names
from grader.diagnosis.facts import Facts
from grader.evidence import Dataset, Observation

_SLACK = 0.02
"""The share by which a factor may be off. The greatest pixel of a data set is not always the greatest there is."""
_WHITE = 255


def _pairs(facts: Facts) -> Iterator[tuple[str, Dataset, Dataset]]:
    """The data sets asked for, on both sides, where something is not met."""
    for name in facts.asked_names if facts.failed_criteria else ():
        own, right = facts.seen.get(name), facts.wanted.get(name)
        if isinstance(own, Dataset) and isinstance(right, Dataset):
            yield name, own, right


def may_differ(facts: Facts, component: int) -> bool:
    """Whether a component reaches elsewhere than the reference's, or was not seen: then the text may say why."""
    spans = [(value_range(own, component), value_range(right, component)) for _, own, right in _pairs(facts)]
    seen = [(own, wanted) for own, wanted in spans if own is not None and wanted is not None]
    return not seen or any(not np.allclose(own, wanted, rtol=_SLACK) for own, wanted in seen)


def images_scaled(facts: Facts) -> str | None:
    """First components that were not divided by 255 exactly once, where the reference divides them once."""
    return _rescaled(facts, 0, raw=False)


def images_divided(facts: Facts) -> str | None:
    """First components that were divided by 255, where the reference leaves them as they are."""
    return _rescaled(facts, 0, raw=True)


def labels_scaled(facts: Facts) -> str | None:
    """Second components of which that is so."""
    return _rescaled(facts, 1, raw=True)


def _rescaled(facts: Facts, component: int, *, raw: bool) -> str | None:
    pairs = _pairs(facts)
    return next((f"`{name}`" for name, own, right in pairs if _is_rescaled(own, right, component, raw=raw)), None)


def _is_rescaled(mine: Dataset, right: Dataset, component: int, *, raw: bool) -> bool:
    """Whether the greatest value is 255 times the reference's, or a 255th of it.

    Values that reach elsewhere have other causes, such as another data set or an augmentation. `raw` asks for
    components that the reference leaves as they are, with values above 1.
    """
    own, wanted = value_range(mine, component), value_range(right, component)
    if own is None or wanted is None or mine.batched != right.batched:
        return False
    shapes = [example_shape(data.components[component], batched=data.batched) for data in (mine, right)]
    if shapes[0] != shapes[1] or bool(wanted[1] > 1) is not raw or not wanted[1]:
        return False
    factor = own[1] / wanted[1]
    return bool(min(abs(factor * _WHITE - 1), abs(factor / _WHITE - 1)) < _SLACK)


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
    """The data set of whose examples more are among the training ones than is so with the reference."""
    for criterion, name in facts.failures_of("dataset_disjoint"):
        for other in (one for one in learner_names(criterion.params["others"]) if "train" in one):
            if _common(facts.seen, name, other) > _common(facts.wanted, name, other):
                return f"`{name}`"
    return None


def _common(seen: Mapping[str, Observation], name: str, other: str) -> int:
    one, two = seen.get(name), seen.get(other)
    return shared_count(one, two) if isinstance(one, Dataset) and isinstance(two, Dataset) else 0


def _first_size(data: Dataset) -> int:
    sizes = data.first.sizes
    return int(sizes.numpy().ravel()[0]) if sizes.data else 0
