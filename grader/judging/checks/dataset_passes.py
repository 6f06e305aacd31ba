"""What a data set's evidence shows: whether it could be iterated over, which examples came, and in which order.

The consistent part of a kernel's report is used; numbers of an unexpected dtype do not count as numbers.
"""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.evidence import Array, Component, Dataset, DatasetPass
from grader.judging.checks.findings import error_message

Numbers = npt.NDArray[Any]
Frequencies = Counter[tuple[int, ...]]
"""Maps each example to how often it came. An example is the digests of its components, or the first digest only."""

SAME_BATCHES = 0.5
"""The share of a second pass's batches that were whole batches of the first pass; more shows that batches were
shuffled.
"""


def unreadable_reason(of: str, data: Dataset) -> str:
    """A message that says why a data set's elements could not be read; empty if they could."""
    if data.ended == "raised":
        kind, message = _cause(data)
        return f"Going through `{of}` raises {kind}: {message}"
    if data.ended == "late" and not example_count(data.first):
        return f"`{of}` did not produce a single element within the time limit."
    return "" if example_count(data.first) else f"`{of}` is empty: it has no elements at all."


def unfinished_reason(of: str, data: Dataset) -> str:
    """A message that says why a data set could not be iterated to its end; empty if it could."""
    match data.ended:
        case "endless":
            return f"`{of}` never ends: is there a `.repeat()` without a number?"
        case "long":
            return f"`{of}` has more than {example_count(data.first):,} examples; the rest were not looked at."
        case "late":
            return f"`{of}` takes too long: time ran out after {example_count(data.first):,} examples."
    return ""


def _cause(data: Dataset) -> tuple[str, str]:
    """The error that ended a pass, without the names of TensorFlow's nodes and its own lines of traceback."""
    if data.error is None:
        return "an error", "it does not say which."
    plain = error_message(data.error.message)
    own = re.fullmatch(r"([A-Za-z]+(?:Error|Exception|Exit|Interrupt)): (.*)", plain)
    return (own[1], own[2]) if own else (data.error.error, plain)


def row_numbers(array: Array, dtype: str) -> Numbers:
    """The numbers of an array that should have shape (n,) and that dtype; an empty array if it does not."""
    if array.data is None or array.dtype != dtype or len(array.shape) != 1:
        return np.zeros(0, dtype)
    return array.numpy()


def component_digests(one: DatasetPass, component: int) -> Numbers:
    """uint64 (examples,): the digests of one component; an empty array if it has none."""
    return row_numbers(one.digests[component], "uint64") if component < len(one.digests) else np.zeros(0, np.uint64)


def keeps_other_components(seen: Dataset, wanted: Dataset) -> bool:
    """Whether all components but the first have the values of a second data set: each as often, or some of them.

    A value is there as often if its share of the examples is the same. False if there is only one component.
    """
    places = range(1, len(wanted.first.digests))
    same_make = len(seen.first.digests) == len(wanted.first.digests)
    return bool(places) and same_make and all(_is_kept(_values(seen, one), _values(wanted, one)) for one in places)


def lost_parts_reason(of: str, seen: Dataset, wanted: Dataset) -> str:
    """A message that components after the first have different values or come in a different order; empty if neither
    is the case.
    """
    if not keeps_other_components(seen, wanted):
        return f"In the examples of `{of}`, what belongs to the first part has the wrong values."
    if not _keeps_order_of_others(seen, wanted):
        what = f"In the examples of `{of}`, what belongs to the first part is in the wrong order: "
        return f"{what}was it shuffled separately, or does it come from elsewhere?"
    return ""


def _keeps_order_of_others(seen: Dataset, wanted: Dataset) -> bool:
    """Whether all components but the first come in the order of a second data set, which may be repeated.

    This can't be decided if the whole data set is shuffled. A data set that is shuffled before it is zipped is only a
    component.
    """
    kinds = [step.kind for step in reversed(seen.steps)]
    if "shuffle" in kinds[: kinds.index("zip") if "zip" in kinds else len(kinds)]:
        return True
    places = range(1, len(wanted.first.digests))
    columns = ([component_digests(data.first, place) for data in (seen, wanted)] for place in places)
    return all(np.array_equal(own, np.resize(right, len(own))) for own, right in columns)


def _values(data: Dataset, component: int) -> Counter[int]:
    """Maps each value of a component, as its digest, to how often it occurs."""
    return Counter(component_digests(data.first, component).tolist())


def _is_kept(seen: Counter[int], wanted: Counter[int]) -> bool:
    shares = [{value: Fraction(times, one.total()) for value, times in one.items()} for one in (seen, wanted)]
    return shares[0] == shares[1] or seen <= wanted


def example_count(one: DatasetPass) -> int:
    """The number of examples in a pass, over all elements."""
    return int(row_numbers(one.sizes, "uint32").sum())


@lru_cache(maxsize=4)  # several checks need the result for the same data set, and a right one equals the reference's
def example_frequencies(one: DatasetPass) -> Frequencies:
    """How often each example came, all of its components together. The result must not be changed."""
    columns = [component_digests(one, place).tolist() for place in range(len(one.digests))]
    return Counter(zip(*columns, strict=False))


def same_frequencies(one: Frequencies, other: Frequencies) -> bool:
    """Whether the same examples came as often. `Counter` itself also allows for zeros, which takes ten times as
    long.
    """
    return one.items() == other.items()


def first_part_frequencies(one: Frequencies) -> Frequencies:
    """How often each first component occurred, with any other components."""
    return _frequencies_of(one, slice(1))


def without_first_parts(one: Frequencies) -> Frequencies:
    """How often the other components occurred, with any first component."""
    return _frequencies_of(one, slice(1, None))


def _frequencies_of(one: Frequencies, parts: slice) -> Frequencies:
    found: Frequencies = Counter()
    for key, times in one.items():
        found[key[parts]] += times
    return found


def shared_count(one: Dataset, other: Dataset) -> int:
    """How many examples of one data set also occur in a second one, comparing only first components."""
    own, known = (np.sort(component_digests(data.first, 0)) for data in (one, other))
    return int((np.searchsorted(known, own, "right") > np.searchsorted(known, own)).sum())  # `isin` takes twice as long


def _telling(data: Dataset) -> int:
    """The component that distinguishes examples best."""
    kinds = [*map(_count_distinct, data.first.digests)]
    return int(np.argmax(kinds)) if kinds else 0


@lru_cache(maxsize=8)  # several checks and diagnoses need the result for the same data sets
def _count_distinct(digests: Array) -> int:
    return len(np.unique(row_numbers(digests, "uint64")))


def keeps_order(data: Dataset) -> bool:
    """Whether a second pass began like the first one."""
    if data.second is None:
        return True
    place = _telling(data)
    again = component_digests(data.second, place)
    return np.array_equal(component_digests(data.first, place)[: len(again)], again)


def keeps_batches(data: Dataset) -> bool:
    """Whether most batches of a second pass hold the examples of one batch of the first."""
    if data.second is None or not data.batched:
        return False
    place = _telling(data)
    first, second = (_batches(one, place) for one in (data.first, data.second))
    several = len(first) > 1 and batch_size(data) > 1
    return several and len(set(first).intersection(second)) >= SAME_BATCHES * len(second) > 0


def _batches(one: DatasetPass, component: int) -> list[bytes]:
    """The digests in each batch, in order of size."""
    ends = np.cumsum(row_numbers(one.sizes, "uint32"), dtype=np.int64)
    return [np.sort(batch).tobytes() for batch in np.split(component_digests(one, component), ends)[:-1]]


def shuffle_distance(data: Dataset) -> float:
    """How many places an example moves between two passes, as a median; NaN if few examples came twice."""
    if data.second is None:
        return np.nan
    telling = _telling(data)
    first, second = (component_digests(one, telling) for one in (data.first, data.second))
    if not len(first):
        return np.nan
    order = np.argsort(first, kind="stable")
    places = order[np.searchsorted(first, second, side="right", sorter=order) - 1]
    apart = np.abs(places - np.arange(len(second)))[first[places] == second]
    return float(np.median(apart)) if len(apart) > len(second) / 2 else np.nan


def batch_size(data: Dataset) -> int:
    """The number of examples in the largest element: if batches are shuffled, the first one may be the smaller last
    batch.
    """
    return int(row_numbers(data.first.sizes, "uint32").max(initial=0))


def example_shape(one: Component, *, batched: bool) -> Sequence[int | None] | None:
    """The shape of one example."""
    return one.shape[1:] if batched and one.shape is not None else one.shape


def value_range(data: Dataset, component: int) -> Numbers | None:
    """float64 (2,): the least and the greatest value of a component; None if it has no values."""
    if component >= len(data.components) or (span := data.components[component].span) is None:
        return None
    values = row_numbers(span, "float64")
    return values if values.shape == (2,) else None
